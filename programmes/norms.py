"""Support norms as pure rules: facts of a project and dated norm rows in, findings out.

A project is judged by the norm in force on its approval date (TT 28/2018 Đ.8 and what came before
it). Only a norm that the office has compared with its text may block; everything else informs.
Amounts are whole đồng, percents exact decimals; nothing is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kernel.findings import Finding, Severity
from kernel.money import format_dong
from kernel.validity import is_on
from programmes.choices import FundingLevel


@dataclass(frozen=True)
class Norm:
    """A row of the catalogue as the rules need it; ``code`` is activity and variant (4.1kv)."""

    code: str
    level: str
    percent: Decimal | None
    ceiling_amount: int | None
    measure: str
    valid_from: date | None
    valid_to: date | None
    is_verified: bool
    legal_basis: str


@dataclass(frozen=True)
class ProjectFacts:
    """What the rules ask of a project; ``count`` units of the norm share the support."""

    activity_code: str
    level: str
    approved_on: date | None
    support: int | None
    total: int | None
    count: int | None = 1
    variant: str = ""


Found = list[Finding]


def _inform(code: str, message: str, norm: Norm | None = None, *, breach: bool = False) -> Finding:
    severity = Severity.ERROR if breach and norm and norm.is_verified else Severity.INFO
    basis = norm.legal_basis if norm else ""
    return Finding(severity, code, message, field="support", legal_basis=basis)


def amount_within_ceiling(facts: ProjectFacts, norm: Norm) -> Found:
    """The support may not exceed the ceiling for each unit of the norm (TT 28/2018 Đ.8)."""
    if facts.support is None or norm.ceiling_amount is None:
        return []
    if facts.count is None:
        if facts.support <= norm.ceiling_amount:
            return []
        return [
            _inform(
                "norm_count_unknown",
                f"Chưa rõ số {norm.measure or 'đơn vị'} nên chưa so được với mức tối đa "
                f"{format_dong(norm.ceiling_amount)} đồng.",
                norm,
            )
        ]
    limit = norm.ceiling_amount * facts.count
    if facts.support <= limit:
        return []
    return [
        _inform(
            "norm_amount_over",
            f"Hỗ trợ {format_dong(facts.support)} đồng vượt mức tối đa {format_dong(limit)} đồng "
            f"({facts.count} {norm.measure or 'đơn vị'}).",
            norm,
            breach=True,
        )
    ]


def percent_within_ceiling(facts: ProjectFacts, norm: Norm) -> Found:
    """The support may not exceed the share of the total cost (TT 28/2018 Đ.8)."""
    if facts.support is None or norm.percent is None or norm.percent >= 100:
        return []
    if facts.total is None:
        return [
            _inform(
                "norm_total_unknown",
                f"Chưa rõ tổng kinh phí nên chưa so được với tỷ lệ tối đa {_percent(norm)} %.",
                norm,
            )
        ]
    if Decimal(facts.support) * 100 <= norm.percent * facts.total:
        return []
    return [
        _inform(
            "norm_percent_over",
            f"Hỗ trợ {format_dong(facts.support)} đồng vượt {_percent(norm)} % "
            f"tổng kinh phí {format_dong(facts.total)} đồng.",
            norm,
            breach=True,
        )
    ]


NORM_CHECKS: Final = (amount_within_ceiling, percent_within_ceiling)


def _percent(norm: Norm) -> str:
    return f"{norm.percent.normalize():f}".replace(".", ",") if norm.percent is not None else ""


def findings(facts: ProjectFacts, norms: Sequence[Norm]) -> Found:
    """Return everything the norms say of a project; empty when nothing is to be said."""
    if facts.support is None:
        return []
    if facts.level == FundingLevel.UNKNOWN:
        return [_inform("norm_level_unknown", "Chưa rõ cấp kinh phí nên chưa so được định mức.")]
    if facts.approved_on is None:
        return [_inform("norm_date_unknown", "Chưa có ngày phê duyệt nên chưa so được định mức.")]
    mine = [norm for norm in norms if norm.level == facts.level and is_on(norm, facts.approved_on)]
    code = facts.activity_code + facts.variant
    norm = next((row for row in mine if row.code == code), None)
    if norm is None:
        return [_no_norm(facts, mine)]
    if norm.percent is None and norm.ceiling_amount is None:
        return [
            _inform("norm_without_figure", "Định mức chưa có con số, cần đối chiếu văn bản.", norm)
        ]
    return [finding for check in NORM_CHECKS for finding in check(facts, norm)]


def _no_norm(facts: ProjectFacts, norms: Sequence[Norm]) -> Finding:
    has_variants = not facts.variant and any(
        row.code.startswith(facts.activity_code) and row.code[len(facts.activity_code) :].isalpha()
        for row in norms
    )
    if has_variants:
        return _inform(
            "norm_variant_unknown", "Nội dung này có nhiều định mức; chưa rõ áp dụng mức nào."
        )
    return _inform("norm_missing", "Danh mục chưa có định mức cho nội dung, cấp và thời điểm này.")
