"""Findings: run every check, keep every answer."""

import dataclasses

import pytest

from kernel.findings import Finding, Severity, errors, run, warnings

pytestmark = pytest.mark.pure


@dataclasses.dataclass(frozen=True)
class Facts:
    amount: int


def too_much(facts: Facts) -> list[Finding]:
    if facts.amount <= 100:
        return []
    return [Finding(Severity.ERROR, "too_much", "Vượt mức.", field="amount")]


def doubtful(facts: Facts) -> list[Finding]:
    if facts.amount <= 50:
        return []
    return [Finding(Severity.WARNING, "doubtful", "Cần xem lại.", legal_basis="khoản 1 Điều 5")]


def noted(facts: Facts) -> list[Finding]:
    return [Finding(Severity.INFO, "noted", f"Đã xem {facts.amount}.")]


CHECKS = [noted, doubtful, too_much]


@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        (50, ["noted"]),
        (51, ["noted", "doubtful"]),
        (101, ["noted", "doubtful", "too_much"]),
    ],
)
def test_all_findings_come_together_in_the_order_of_the_checks(
    amount: int, codes: list[str]
) -> None:
    assert [finding.code for finding in run(CHECKS, Facts(amount))] == codes


def test_errors_and_warnings_are_told_apart() -> None:
    found = run(CHECKS, Facts(101))
    assert errors(found) == [Finding(Severity.ERROR, "too_much", "Vượt mức.", "amount")]
    assert warnings(found) == [
        Finding(Severity.WARNING, "doubtful", "Cần xem lại.", legal_basis="khoản 1 Điều 5")
    ]
    assert [finding.blocks for finding in found] == [False, False, True]


def test_nothing_to_check_finds_nothing() -> None:
    assert run([], Facts(101)) == []
    assert errors([]) == warnings([]) == []


def test_a_finding_cannot_be_changed() -> None:
    finding = Finding(Severity.INFO, "noted", "Đã xem.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.message = "khác"  # type: ignore[misc]


def test_severities_have_words() -> None:
    assert [s.label for s in Severity] == ["Lỗi", "Cảnh báo", "Lưu ý"]
