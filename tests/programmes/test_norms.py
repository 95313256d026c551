"""Norms: the cases written beforehand against the rows that the project ships; no database."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kernel.findings import Severity
from programmes import norms
from programmes.norms import Norm, ProjectFacts, findings
from tests.programmes.conftest import expected

SEED = Path(norms.__file__).resolve().parent / "data" / "norms.csv"
CASES = expected("norms")
pytestmark = pytest.mark.pure


def number(text: str) -> int | None:
    return int(text) if text else None


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def seeded(*, is_verified: bool = False) -> list[Norm]:
    """The shipped rows as the rules need them."""
    with SEED.open(encoding="utf-8", newline="") as file:
        return [
            Norm(
                code=row["code"],
                level=row["level"],
                percent=Decimal(row["percent"]) if row["percent"] else None,
                ceiling_amount=number(row["amount"]),
                measure=row["unit"],
                valid_from=day(row["valid_from"]),
                valid_to=day(row["valid_to"]),
                is_verified=is_verified,
                legal_basis=f"{row['article']} {row['legal_document']}",
            )
            for row in csv.DictReader(file)
        ]


def facts_of(row: dict[str, str]) -> ProjectFacts:
    return ProjectFacts(
        activity_code=row["activity"],
        variant=row["variant"],
        level=row["level"],
        approved_on=day(row["approval_date"]),
        support=number(row["support"]),
        total=number(row["total_cost"]),
        count=number(row["count"]),
    )


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_expected_findings(row: dict[str, str]) -> None:
    found = findings(facts_of(row), seeded())
    wanted = [] if row["findings"] == "none" else row["findings"].split()
    assert [finding.code for finding in found] == wanted, row["why"]
    assert {finding.severity for finding in found} <= {Severity.INFO}
    assert row["blocks"] == "no"


def test_the_cases_say_something() -> None:
    told = {code for row in CASES for code in row["findings"].split()}
    assert len(CASES) > 30
    assert told >= {"none", "norm_amount_over", "norm_percent_over", "norm_missing"}


OVER = ProjectFacts("3.3", "national", date(2020, 3, 19), 400_000_000, 700_000_000, 1)


def test_only_a_verified_norm_blocks() -> None:
    informed = findings(OVER, seeded())
    blocked = findings(OVER, seeded(is_verified=True))
    assert [finding.code for finding in informed] == [finding.code for finding in blocked]
    assert [finding.blocks for finding in informed] == [False, False]
    assert [finding.blocks for finding in blocked] == [True, True]


def test_a_verified_norm_blocks_no_ignorance() -> None:
    unknown = replace(OVER, total=None, count=None, support=250_000_000)
    verified = seeded(is_verified=True)
    assert [(f.code, f.blocks) for f in findings(unknown, verified)] == [
        ("norm_total_unknown", False)
    ]
    shared = replace(unknown, support=400_000_000)
    assert [(f.code, f.blocks) for f in findings(shared, verified)] == [
        ("norm_count_unknown", False),
        ("norm_total_unknown", False),
    ]


def test_a_finding_says_what_and_where() -> None:
    amount, percent = findings(OVER, seeded())
    assert amount.message == ("Hỗ trợ 400.000.000 đồng vượt mức tối đa 300.000.000 đồng (1 cơ sở).")
    assert percent.message == ("Hỗ trợ 400.000.000 đồng vượt 50 % tổng kinh phí 700.000.000 đồng.")
    assert amount.field == percent.field == "support"
    assert amount.legal_basis == percent.legal_basis == "Điều 8 28/2018/TT-BTC"


def test_a_rule_is_no_norm_of_an_activity() -> None:
    assert {norm.code for norm in seeded()} >= {"0.tamung", "0.uutien"}
    found = findings(replace(OVER, activity_code="0"), seeded())
    assert [finding.code for finding in found] == ["norm_missing"]


def test_no_norms_at_all_inform() -> None:
    assert [finding.code for finding in findings(OVER, [])] == ["norm_missing"]
