"""What a statement says without a typed word: the facts, indicators and budget of its project."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.money import decimals_needed, format_million, format_quantity
from localities.names import lowered
from programmes.budget import BudgetSums
from programmes.models import ProjectStatement, SupportProject
from programmes.selectors.proposal import budget_lines, budget_sums
from programmes.statement import PARTS, Part


@dataclass(frozen=True)
class StatementPart:
    """A part of a statement as paper has it: what is known already, then the typed words.

    ``instead`` is printed only while nothing is typed.
    """

    number: int
    part: Part
    known: tuple[str, ...]
    instead: tuple[str, ...]
    typed: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The number and title, as on paper."""
        return f"{self.number}. {self.part.title}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs on paper."""
        return (*self.known, *(self.typed or self.instead))


def statement_parts(project: SupportProject) -> list[StatementPart]:
    """Return the eight parts of a project's statement; a fixed number of queries."""
    statement = ProjectStatement.objects.alive().filter(project=project).first()
    sums = budget_sums(project, budget_lines(project))
    known: Mapping[str, Iterable[str]] = {
        "parties": _parties(project),
        "scale": _indicators(project),
        "content": _time(project),
        "budget": _money(sums),
    }
    instead = {"objective": project.objective, "scale": project.scale}
    return [
        StatementPart(
            number=number,
            part=part,
            known=tuple(known.get(part.field, ())),
            instead=_lines(instead.get(part.field, "")),
            typed=_lines(getattr(statement, part.field, "")),
        )
        for number, part in enumerate(PARTS, start=1)
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _parties(project: SupportProject) -> Iterable[str]:
    if project.implementing_organisation:
        yield f"Đơn vị thực hiện: {project.implementing_organisation}."
    helpers = "; ".join(str(row) for row in project.coordinating_organisations.order_by("pk"))
    if helpers:
        yield f"Đơn vị phối hợp: {helpers}."
    rows = project.allocations.select_related("facility", "organisation").order_by("pk")
    served = "; ".join(row.label for row in rows if row.label)
    if served:
        yield f"Đơn vị thụ hưởng: {served}."
    yield f"Địa điểm thực hiện: {'; '.join(_places(project))}."


def _places(project: SupportProject) -> list[str]:
    rows = project.places.select_related("unit__parent", "unit__province").order_by("pk")
    units = [project.unit, *(row.unit for row in rows if row.unit_id != project.unit_id)]
    names = [", ".join((unit.full_name, *_above(unit))) for unit in units]
    if project.place_text:
        names[0] = f"{project.place_text}, {lowered(names[0])}"
    return names


def _above(unit: Any) -> Iterable[str]:
    return (lowered(one.full_name) for one in unit.line()[1:])


def _indicators(project: SupportProject) -> Iterable[str]:
    rows = project.indicators.select_related("indicator").order_by("indicator__order", "pk")
    for row in rows:
        measure = "" if row.planned is None else f" {row.indicator.measure}"
        yield f"{row.indicator.name}: {format_quantity(row.planned)}{measure}."


def _time(project: SupportProject) -> Iterable[str]:
    if project.starts_on and project.ends_on:
        yield (
            f"Thời gian thực hiện: từ ngày {project.starts_on:%d/%m/%Y} "
            f"đến ngày {project.ends_on:%d/%m/%Y}."
        )
    elif project.first_year:
        last = project.last_year or project.first_year
        years = (
            f"{project.first_year}"
            if last == project.first_year
            else (f"{project.first_year}–{last}")
        )
        yield f"Thời gian thực hiện: năm {years}."


def _money(sums: BudgetSums) -> Iterable[str]:
    rows = [(row.label, row.amount) for row in sums.sources if row.amount is not None]
    if not rows:
        return
    whole = sums.amount
    decimals = max(1, decimals_needed([whole, *(amount for _label, amount in rows)]))
    parts = "; ".join(
        f"{label[:1].lower()}{label[1:]}: {format_million(amount, decimals)}"
        for label, amount in rows
    )
    lacking = f"; {sums.unknown} khoản chưa rõ số tiền" if sums.unknown else ""
    yield (
        f"Tổng dự toán: {format_million(whole, decimals)} triệu đồng, trong đó "
        f"{parts}{lacking}. Chi tiết tại phụ lục kèm theo."
    )
