"""Each rule by itself, its sentence, and all of them against the table written beforehand."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kernel.findings import Finding, Severity, run
from programmes.choices import LineState
from progress import checks
from progress.checks import ENTRY_CHECKS, EntryFacts, IndicatorFacts
from tests.progress.conftest import expected

pytestmark = pytest.mark.pure
TABLE = expected("entry_checks")
RANK = [Severity.INFO, Severity.WARNING, Severity.ERROR]


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def whole(text: str) -> int | None:
    return int(text) if text else None


def facts_of(row: dict[str, str]) -> EntryFacts:
    """What a row of the table says, as the checks see it."""
    machines = IndicatorFacts(
        indicator_id=7,
        name="Số máy",
        measure="máy",
        planned=number(row["planned"]),
        previous=number(row["done_previous"]),
        done=number(row["done_now"]),
    )
    return EntryFacts(
        line_id=3,
        state=row["state"],
        percent=whole(row["percent_typed"]),
        invested_previous=whole(row["invested_previous"]),
        invested=whole(row["invested_now"]),
        explanation=row["explanation"],
        time_percent=whole(row["time_elapsed_percent"]),
        indicators=[machines],
    )


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_the_checks_find_what_the_table_says(row: dict[str, str]) -> None:
    found = run(ENTRY_CHECKS, facts_of(row))
    codes = set() if row["expected_codes"] == "none" else set(row["expected_codes"].split())
    assert {finding.code for finding in found} == codes
    highest = max((RANK.index(finding.severity) for finding in found), default=None)
    assert ("-" if highest is None else str(RANK[highest])) == row["severity"]


def test_the_table_meets_every_rule_and_state() -> None:
    codes = {code for row in TABLE for code in row["expected_codes"].split()} - {"none"}
    assert codes == {rule.__name__ for rule in ENTRY_CHECKS}
    assert {row["state"] for row in TABLE} == {"", "not_started", "in_progress", "done"}


# --- one rule, one sentence, one field ------------------------------------------------------------

KILN = IndicatorFacts(7, "Số lò", "lò", Decimal("2.00"), Decimal("1.00"), Decimal("0.00"))
FACTS = EntryFacts(
    line_id=3,
    state=LineState.IN_PROGRESS,
    percent=None,
    invested_previous=None,
    invested=None,
    explanation="",
    time_percent=None,
    indicators=[KILN],
)


def kiln(**more: Any) -> list[IndicatorFacts]:
    return [replace(KILN, **more)]


@pytest.mark.parametrize(
    ("rule", "change", "field", "severity", "message"),
    [
        (
            checks.state_missing,
            {"state": ""},
            "dong-3-state",
            Severity.ERROR,
            "Chưa chọn Tình trạng. Chọn “Chưa bắt đầu” nếu chưa làm gì.",
        ),
        (
            checks.percent_out_of_range,
            {"percent": 101},
            "dong-3-percent",
            Severity.ERROR,
            "Tiến độ 101 % không hợp lệ. Nhập số từ 0 đến 100.",
        ),
        (
            checks.done_below_previous,
            {},
            "dong-3-done-7",
            Severity.ERROR,
            "Lũy kế 0 thấp hơn kỳ trước 1 lò. Sửa số, hoặc ghi lý do giảm.",
        ),
        (
            checks.invested_below_previous,
            {"invested_previous": 655_000_000, "invested": 65_500_000},
            "dong-3-invested",
            Severity.ERROR,
            (
                "Vốn cơ sở đã chi 65.500.000 đồng thấp hơn kỳ trước 655.000.000 đồng."
                " Sửa số, hoặc ghi lý do giảm."
            ),
        ),
        (
            checks.not_started_but_done,
            {"state": LineState.NOT_STARTED, "indicators": kiln(done=Decimal("0.50"))},
            "dong-3-state",
            Severity.ERROR,
            "Đã có kết quả 0,5 lò mà tình trạng là “Chưa bắt đầu”. Sửa tình trạng, hoặc sửa số.",
        ),
        (
            checks.done_state_below_plan,
            {"state": LineState.DONE, "indicators": kiln(done=Decimal("1.50"))},
            "dong-3-done-7",
            Severity.WARNING,
            "Hoàn thành nhưng mới đạt 1,5 trên 2 lò. Sửa số, hoặc ghi lý do khác kế hoạch.",
        ),
        (
            checks.behind_plan,
            {"time_percent": 71, "indicators": kiln(done=Decimal(1))},
            "dong-3-explanation",
            Severity.WARNING,
            "Đạt 50 %, kế hoạch đến kỳ này 71 %. Ghi lý do chậm.",
        ),
        (
            checks.over_plan,
            {"indicators": kiln(done=Decimal(3))},
            "dong-3-done-7",
            Severity.INFO,
            "Lũy kế 3 vượt kế hoạch 2 lò.",
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_rule_says_what_where_and_how_to_mend(
    rule: Callable[[EntryFacts], Any],
    change: dict[str, Any],
    field: str,
    severity: Severity,
    message: str,
) -> None:
    assert list(rule(replace(FACTS, **change))) == [
        Finding(severity, rule.__name__, message, field)
    ]


@pytest.mark.parametrize("rule", ENTRY_CHECKS, ids=lambda rule: rule.__name__)
def test_a_line_in_order_is_left_alone(rule: Callable[[EntryFacts], Any]) -> None:
    in_order = replace(FACTS, time_percent=60, indicators=kiln(done=Decimal(1)))
    assert list(rule(in_order)) == []


def test_the_percent_that_follows_is_compared_when_none_is_typed() -> None:
    """S59 (d): the page shows this percent, so it is the one that is behind."""
    behind = replace(FACTS, time_percent=80, indicators=kiln(done=Decimal(1)))
    assert [finding.code for finding in checks.behind_plan(behind)] == ["behind_plan"]
    typed = replace(behind, percent=60)
    assert list(checks.behind_plan(typed)) == []


def test_with_several_indicators_each_is_named() -> None:
    oven = IndicatorFacts(8, "Số lò sấy", "lò", None, Decimal(4), Decimal(3))
    found = list(checks.done_below_previous(replace(FACTS, indicators=[KILN, oven])))
    assert [(finding.field, finding.message) for finding in found] == [
        (
            "dong-3-done-7",
            "Số lò: lũy kế 0 thấp hơn kỳ trước 1 lò. Sửa số, hoặc ghi lý do giảm.",
        ),
        (
            "dong-3-done-8",
            "Số lò sấy: lũy kế 3 thấp hơn kỳ trước 4 lò. Sửa số, hoặc ghi lý do giảm.",
        ),
    ]


def test_hidden_characters_are_no_reason() -> None:
    assert not replace(FACTS, explanation=" \u200b\n").is_explained
    assert replace(FACTS, explanation="Kỳ trước ghi nhầm").is_explained
