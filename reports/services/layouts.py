"""Writes of reports: the layouts that the portal ships."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction

from kernel import history
from reports.layouts import Layout, LayoutLine, shipped
from reports.models import FormLayout, LayoutColumn

REASON = "mẫu biểu ban đầu"


@transaction.atomic
def load_layouts(*, by: Any) -> dict[str, int]:
    """Store the shipped layouts that aren't there yet; return created and unchanged.

    A layout is known by its report and first day. One that is there is the office's own: labels,
    order and what shows are never touched; only a column that it lacks is added, not shown.
    """
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for layout in shipped():
        row = FormLayout.objects.filter(slug=layout.slug, valid_from=layout.valid_from).first()
        if row is None:
            _create(layout, by)
            counts["created"] += 1
        else:
            counts["updated" if _add_missing(row, layout, by) else "unchanged"] += 1
    return counts


def _create(layout: Layout, by: Any) -> None:
    row = FormLayout(
        slug=layout.slug,
        name=layout.name,
        title=layout.title,
        form_code=layout.form_code,
        money_unit=layout.money_unit,
        decimals=layout.decimals,
        orientation=layout.orientation,
        valid_from=layout.valid_from,
        valid_to=layout.valid_to,
    )
    history.save(row, by=by, reason=REASON)
    history.save_many(LayoutColumn, _columns(row, layout.columns), by=by, reason=REASON)


def _add_missing(row: FormLayout, layout: Layout, by: Any) -> bool:
    known = set(row.columns.values_list("key", flat=True))
    lines = (replace(line, shown=False) for line in layout.columns if line.key not in known)
    missing = _columns(row, lines)
    history.save_many(LayoutColumn, missing, by=by, reason=REASON)
    return bool(missing)


def _columns(row: FormLayout, lines: Iterable[LayoutLine]) -> list[LayoutColumn]:
    return [LayoutColumn(layout=row, **asdict(line)) for line in lines]
