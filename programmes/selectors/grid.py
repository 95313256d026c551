"""A plan's grid read against what the portal knows: places, contents, beneficiaries, norms.

However many rows there are, the database is asked the same few times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from kernel.findings import Severity
from kernel.text import fold
from localities import selectors as localities
from programmes.cells import OrganisationCell
from programmes.grid.block import Cells
from programmes.grid.columns import Column, columns_for
from programmes.grid.rows import ReadRow, Remark, Stored, read_row, repetitions
from programmes.grid.totals import ContentSum, Sum, by_column, by_content
from programmes.models import ActivityType, AnnualPlan, SupportProject
from programmes.norms import ProjectFacts, findings
from programmes.recipients import Recipients
from programmes.selectors.grid_cells import (
    ActivityReader,
    BeneficiaryReader,
    OrganisationReader,
    PlaceReader,
    new_name,
)
from programmes.selectors.pages import beneficiary_count, norms_of

# What of the norms is said of a row that isn't approved yet.
OVER = frozenset({"norm_amount_over", "norm_percent_over"})
# A column that nobody has filled is often one that the sheet lacks: zero or unknown is asked.
ASKED_WHEN_BLANK = ("support_district", "support_commune", "other")


@dataclass(frozen=True)
class GridReading:
    """The rows of a grid in typed values, and everything that is to be said of them."""

    columns: Sequence[Column]
    rows: Sequence[ReadRow]
    remarks: Sequence[Remark]
    sums: dict[str, Sum]
    contents: Sequence[ContentSum]
    blank_columns: Sequence[Column]

    @property
    def errors(self) -> list[Remark]:
        """What keeps the rows from being stored."""
        return [remark for remark in self.remarks if remark.severity == Severity.ERROR]

    @property
    def repeated(self) -> list[Remark]:
        """Rows that are perhaps there already: storing them needs a yes."""
        return [
            one
            for one in self.remarks
            if one.code == "repeated" and one.severity == Severity.WARNING
        ]


def read_grid(plan: AnnualPlan, rows: Sequence[Cells], unit: str, user: Any) -> GridReading:
    """Read the rows of a plan's grid; blank ones are passed over and keep their number."""
    columns = columns_for(plan.level, plan.year)
    filled = [(number, cells) for number, cells in enumerate(rows) if cells]
    read: list[ReadRow] = []
    if filled:
        readers = _readers(plan, [cells for _number, cells in filled], user)
        read = [read_row(number, cells, columns, unit, readers) for number, cells in filled]
    remarks = [remark for row in read for remark in row.remarks]
    if filled:
        remarks += repetitions(read, _stored(plan))
        remarks += _over_norms(plan, read)
    order = {column.key: place for place, column in enumerate(columns)}
    remarks.sort(key=lambda remark: (remark.row, order[remark.column]))
    blank = [
        column
        for column in columns
        if column.key in ASKED_WHEN_BLANK
        and filled
        and not any(column.key in cells for _number, cells in filled)
    ]
    return GridReading(columns, read, remarks, by_column(read, columns), by_content(read), blank)


def _readers(plan: AnnualPlan, rows: Sequence[Cells], user: Any) -> dict[str, Any]:
    covered = None
    if not user.sees_everything:
        covered = user.covered_units().values_list("unit_id", flat=True)
    organisations = OrganisationCell()
    organisations.user = user
    recipients = Recipients(user, organisations)
    named = [part for cells in rows for part in cells.get("beneficiaries", "").split(";")]
    recipients.know(new_name(part) or part for part in named)
    area = localities.Area.of(plan.province, covered=covered)
    return {
        "activity": ActivityReader(activities_of(plan)),
        "unit": PlaceReader(area, plan.province, plan.year),
        "implementing_organisation": OrganisationReader(organisations),
        "beneficiaries": BeneficiaryReader(recipients, area),
    }


def activities_of(plan: AnnualPlan) -> list[ActivityType]:
    """The contents in force in the plan's year; all of them when none is."""
    rows = ActivityType.objects.select_related("parent").order_by("order", "code", "pk")
    return list(rows.on(date(plan.year, 12, 31))) or list(rows)


def _stored(plan: AnnualPlan) -> Stored:
    """The projects that the plan holds; a code stands once in the province's year."""
    rows = SupportProject.objects.alive().filter(
        plan__province=plan.province_id, plan__year=plan.year
    )
    found = list(rows.values_list("code", "name", "unit_id", "plan_id"))
    return Stored(
        codes=frozenset(fold(code) for code, *_rest in found if code),
        names=frozenset((fold(name), unit) for _code, name, unit, of in found if of == plan.pk),
    )


def _over_norms(plan: AnnualPlan, rows: Sequence[ReadRow]) -> list[Remark]:
    """Support above the norm that would be in force: a warning, since nothing is approved yet."""
    norms = norms_of([plan.province_id], level=plan.level)
    day = min(max(timezone.localdate(), date(plan.year, 1, 1)), date(plan.year, 12, 31))
    remarks = []
    for row in rows:
        activity = row.values.get("activity")
        if activity is None:
            continue
        known = [row.values.get(key) for key in ("support", "counterpart", "other")]
        total = row.values.get("total")
        if total is None and None not in known:
            total = sum(part for part in known if part is not None)
        facts = ProjectFacts(
            activity_code=activity.code,
            level=plan.level,
            approved_on=day,
            support=row.values.get("support"),
            total=total,
            count=beneficiary_count(row.values.get("beneficiaries") or []),
        )
        remarks += [
            Remark(row.number, "support", Severity.WARNING, "norm", _cited(one))
            for one in findings(facts, norms)
            if one.code in OVER
        ]
    return remarks


def _cited(finding: Any) -> str:
    basis = f" ({finding.legal_basis})" if finding.legal_basis else ""
    return f"{finding.message.removesuffix('.')}{basis}."
