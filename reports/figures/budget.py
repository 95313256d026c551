"""The budget of a project as figures: one item a line, in its groups, and the one total."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from kernel.words import dong_in_words
from programmes import selectors as programmes
from programmes.choices import FundingSource
from programmes.models import BudgetLine, SupportProject
from programmes.money import SUPPORT_KEYS
from reports import selectors
from reports.choices import Shape
from reports.figures.sections import Sheet, items_of
from reports.figures.shapes import ITEM_LEVEL, ColumnKind, Figures, Row, RowKind

SLUG = "budget"
GROUP_LEVEL = 2
SOURCES = (*SUPPORT_KEYS, "support", "counterpart", "other")
KINDS: dict[str, ColumnKind] = {
    "number": ColumnKind.NUMBER,
    **dict.fromkeys(("content", "measure"), ColumnKind.TEXT),
    "quantity": ColumnKind.QUANTITY,
    **dict.fromkeys(("unit_price", "amount", *SOURCES), ColumnKind.MONEY),
    **dict.fromkeys(("source", "basis"), ColumnKind.TEXT),
}
SHEET = Sheet(KINDS, sums=("amount", *SOURCES), counted=("amount", *SOURCES))


def budget(project: SupportProject) -> Figures:
    """Compute the budget of a project."""
    day = project.approved_on or timezone.localdate()
    layout = selectors.layout_on(SLUG, day)
    year = project.first_year or day.year
    rows = rows_of(programmes.budget_lines(project))
    return Figures(
        slug=SLUG,
        title=layout.titled(year=year),
        form_code=layout.printed_form_code,
        period=str(project.first_year or ""),
        unit=project.unit.code,
        level=project.level,
        shape=Shape.MAIN,
        filters={
            "project": project.name,
            "project_code": project.code or None,
            "year": year,
            "in_words": _in_words(rows[-1]),
        },
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=rows,
        layout=layout,
    )


def _in_words(total: Row) -> str | None:
    """Say the total in words; a sum that leaves something out is none."""
    amount = total.values["amount"]
    return None if amount is None or total.unknown["amount"] else dong_in_words(amount)


def rows_of(lines: Sequence[BudgetLine]) -> list[Row]:
    """Return the rows: groups with their lines and subtotals, and the total."""
    rows: list[Row] = []
    number = 0
    groups = list(dict.fromkeys(line.group for line in lines))
    named = [group for group in groups if group]
    for group in groups:
        drawn = []
        for line in lines:
            if line.group == group:
                number += 1
                drawn.append(_item(line, number))
        if not group:
            rows += drawn
            continue
        code = roman(named.index(group) + 1)
        rows.append(SHEET.group_row(GROUP_LEVEL, code, group))
        rows += [*drawn, SHEET.subtotal(GROUP_LEVEL, code, f"Cộng {group}", drawn)]
    return [*rows, SHEET.total(items_of(rows))]


def roman(number: int) -> str:
    """Return a small number as groups of a paper are numbered: I, II, III, IV."""
    found = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        times, number = divmod(number, value)
        found += letters * times
    return found


def _item(line: BudgetLine, number: int) -> Row:
    keys = _keys(line.source)
    values: dict[str, Any] = {
        "number": number,
        "content": line.content,
        "measure": line.measure or None,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount": line.amount,
        "source": str(FundingSource(line.source).label),
        "basis": line.basis or None,
        **dict.fromkeys(keys, line.amount),
    }
    lacking = {"amount", *keys} if line.amount is None else set()
    return Row(
        RowKind.ITEM,
        ITEM_LEVEL,
        str(number),
        line.content,
        {key: values.get(key) for key in KINDS},
        {key: int(key in lacking) for key in SHEET.counted},
        int("support" in lacking),
    )


def _keys(source: str) -> tuple[str, ...]:
    """The money keys that a source counts for."""
    if source in FundingSource.SUPPORT:
        return (source, "support") if source in SUPPORT_KEYS else ("support",)
    return ("other",) if source == FundingSource.INTEGRATED else (source,)
