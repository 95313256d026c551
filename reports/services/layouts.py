"""Writes of layouts: what the portal ships, and what the office makes of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history, validity
from kernel.dates import format_date
from kernel.text import clean
from reports import checks, selectors
from reports.arranged import ARRANGED
from reports.figures.shapes import ColumnKind
from reports.layouts import OWN, Layout, LayoutLine, shipped, shipped_on
from reports.models import FormLayout, LayoutColumn, LayoutSigner

REASON = "mẫu biểu ban đầu"
DAY = timedelta(days=1)
Signers = Sequence[tuple[str, str, str]]
# What "back to the shipped one" brings back, beside the columns.
SHIPPED_FACTS = ("title", "form_code", "money_unit", "decimals", "orientation")
COPIED_FACTS = (
    *("slug", "title", "form_code", "money_unit", "decimals"),
    *("orientation", "prepared_by", "recipients", "note"),
)


@transaction.atomic
def load_layouts(*, by: Any) -> dict[str, int]:
    """Store the shipped layouts that aren't there yet; return created, updated and unchanged.

    What the office has is its own: labels, order and what shows are never touched, and no shipped
    layout is put beside one that holds at the same time. Only a column that a layout lacks is
    added, not shown.
    """
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    lacking = {row.pk: row for row in FormLayout.objects.alive()}
    for layout in shipped():
        row = FormLayout.objects.filter(slug=layout.slug, valid_from=layout.valid_from).first()
        if row is None and not _overlapping(layout.slug, layout).exists():
            _create(layout, by)
            counts["created"] += 1
        elif row is not None:
            counts["updated" if _add_missing(row, layout, by) else "unchanged"] += 1
            lacking.pop(row.pk, None)
    for row in lacking.values():
        added = [_add_missing(row, one, by) for one in shipped() if one.slug == row.slug]
        counts["updated" if any(added) else "unchanged"] += 1
    return counts


def _create(layout: Layout, by: Any) -> None:
    row = FormLayout(slug=layout.slug, name=layout.name)
    row.valid_from, row.valid_to = layout.valid_from, layout.valid_to
    for name in SHIPPED_FACTS:
        setattr(row, name, getattr(layout, name))
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


# --- what the office makes of it ------------------------------------------------------------------


@transaction.atomic
def save_layout(
    layout: FormLayout,
    lines: Sequence[LayoutLine] | None = None,
    signers: Signers | None = None,
    *,
    by: Any,
    reason: str = "",
) -> FormLayout:
    """Store a layout with all its columns and signers at once; None leaves them as they are.

    The order of ``lines`` is that of the columns; one of the office's own without a number gets one
    that no column of this report has had. Raises PermissionDenied; ValidationError with all that is
    wrong, code "stale" when somebody saved the layout since it was read.
    """
    _require(layout, by)
    _lock(layout.slug)
    if layout.pk is None and lines is None:
        lines = _first_lines(layout)
    lines = None if lines is None else _numbered(layout.slug, lines)
    _require_sound(layout, lines)
    saved = history.save(layout, by=by, reason=reason)
    if lines is not None:
        _store_lines(saved, lines, by=by, reason=reason)
    if signers is not None:
        _store_signers(saved, signers, by=by, reason=reason)
    return saved


def _require(layout: FormLayout, by: Any) -> None:
    if not by.can(Permission.EDIT_CATALOGUES, layout):
        raise PermissionDenied


def _lock(slug: str) -> list[FormLayout]:
    """Wait for whoever changes a layout of this report: times must not overlap."""
    return list(FormLayout.objects.alive().filter(slug=slug).select_for_update(of=("self",)))


def kinds_of(slug: str) -> Mapping[str, ColumnKind]:
    """Return what a report can show. Raises ValidationError for one that isn't there."""
    if slug not in ARRANGED:
        raise ValidationError({"slug": _("Không có báo cáo này.")})
    return ARRANGED[slug].kinds


def _first_lines(layout: FormLayout) -> Sequence[LayoutLine]:
    """Return the shipped columns for a layout that begins."""
    kinds_of(layout.slug)
    found = _shipped_for(layout)
    return found.columns if found else ()


def _shipped_for(layout: FormLayout) -> Layout | None:
    day = layout.valid_from or layout.valid_to or timezone.localdate()
    return shipped_on(layout.slug, day)


def _numbered(slug: str, lines: Sequence[LayoutLine]) -> list[LayoutLine]:
    """Give the office's new columns their keys, and all columns their places."""
    new = sum(line.key == OWN for line in lines)
    number = _last_own_number(slug) if new else 0
    found = []
    for place, line in enumerate(lines, start=1):
        key = line.key
        if key == OWN:
            number += 1
            key = f"{OWN}{number}"
        label, group = clean(line.label), clean(line.group)
        found.append(replace(line, key=key, label=label, group=group, order=place * 10))
    return found


def _last_own_number(slug: str) -> int:
    """A number once given away never means another column of the same report."""
    rows = LayoutColumn.history.filter(layout__slug=slug, key__startswith=OWN)
    numbers = (re.fullmatch(rf"{OWN}(\d+)", key) for key in rows.values_list("key", flat=True))
    return max((int(number[1]) for number in numbers if number), default=0)


def _require_sound(layout: FormLayout, lines: Sequence[LayoutLine] | None) -> None:
    """Refuse what can't be printed, or another layout of the same time; all at once."""
    kinds = kinds_of(layout.slug)
    problems: dict[str, list[Any]] = {}
    if problem := checks.title_problem(layout.title):
        problems["title"] = [problem]
    if (other := _overlapping(layout.slug, layout).exclude(pk=layout.pk or 0).first()) is not None:
        problems["valid_from"] = [_overlap(other)]
    if lines is not None and layout.orientation in checks.SHEET_MM:
        found = list(checks.column_problems(lines, kinds, layout.orientation))
        if found:
            problems["__all__"] = found
    if problems:
        raise ValidationError(problems)


def _overlapping(slug: str, dated: Any) -> Any:
    """Layouts of the report that hold on a day on which ``dated`` holds."""
    rows = FormLayout.objects.alive().filter(slug=slug).order_by(*validity.NEWEST_FIRST)
    if dated.valid_to is not None:
        rows = rows.exclude(valid_from__gt=dated.valid_to)
    if dated.valid_from is not None:
        rows = rows.exclude(valid_to__lt=dated.valid_from)
    return rows


def _overlap(other: FormLayout) -> str:
    return _("Trùng thời gian với mẫu “%(name)s” (%(time)s).") % {
        "name": other.name,
        "time": time_in_words(other),
    }


def time_in_words(dated: Any) -> str:
    """Return "từ 01/01/2026 đến 31/12/2027"."""
    first, last = dated.valid_from, dated.valid_to
    if first is None and last is None:
        return _("mọi thời gian")
    parts = [
        _("từ %s") % format_date(first) if first else "",
        _("đến %s") % format_date(last) if last else _("trở đi"),
    ]
    return " ".join(part for part in parts if part)


def _store_lines(layout: FormLayout, lines: Sequence[LayoutLine], *, by: Any, reason: str) -> None:
    rows = {row.key: row for row in layout.columns.all()}
    wanted = {line.key for line in lines}
    for key, row in rows.items():
        if key.startswith(OWN) and key not in wanted:
            history.remove(row, by=by, reason=reason)
    changed = []
    for line in lines:
        row = rows.get(line.key) or LayoutColumn(layout=layout, key=line.key)
        before = LayoutLine(row.key, row.label, row.group, row.order, row.width, row.shown)
        if row.pk and before == line:
            continue
        for name, value in asdict(line).items():
            setattr(row, name, value)
        row.clean_fields(exclude=["layout"])
        changed.append(row)
    history.save_many(LayoutColumn, changed, by=by, reason=reason)


def _store_signers(layout: FormLayout, signers: Signers, *, by: Any, reason: str) -> None:
    rows = list(layout.signers.all())
    for row in rows[len(signers) :]:
        history.remove(row, by=by, reason=reason)
    for order, facts in enumerate(signers, start=1):
        row = rows[order - 1] if order <= len(rows) else LayoutSigner(layout=layout)
        wanted = (order, *facts)
        if row.pk and (row.order, row.capacity, row.position, row.full_name) == wanted:
            continue
        row.order, row.capacity, row.position, row.full_name = wanted
        history.save(row, by=by, reason=reason)


# --- in time --------------------------------------------------------------------------------------


@transaction.atomic
def copy_layout(source: FormLayout, *, valid_from: date, by: Any, reason: str = "") -> FormLayout:
    """Store a copy that holds from a day on; the layout that held then ends the day before.

    The copy isn't confirmed: nobody has compared it yet. Raises PermissionDenied, ValidationError.
    """
    _require(source, by)
    rows = _lock(source.slug)
    if any(row.valid_from == valid_from for row in rows):
        raise ValidationError(
            {"valid_from": _("Đã có mẫu áp dụng từ ngày này; hãy sửa mẫu đó hoặc chọn ngày khác.")}
        )
    holder = next((row for row in rows if validity.is_on(row, valid_from)), None)
    later = [row.valid_from for row in rows if row.valid_from and row.valid_from > valid_from]
    until = min(later) - DAY if later else None
    if holder is not None:
        until, holder.valid_to = holder.valid_to, valid_from - DAY
        history.save(holder, by=by, reason=reason)
    copy = FormLayout(
        name=_dated_name(source.name, valid_from), valid_from=valid_from, valid_to=until
    )
    for name in COPIED_FACTS:
        setattr(copy, name, getattr(source, name))
    layout = selectors.layout_of(source)
    return save_layout(copy, layout.columns, layout.signers, by=by, reason=reason)


def _dated_name(name: str, day: date) -> str:
    ending = f" (từ {format_date(day)})"
    plain = re.sub(r" \([^()]*\)$", "", name)
    return plain[: 200 - len(ending)] + ending


@transaction.atomic
def reset_layout(layout: FormLayout, *, by: Any, reason: str = "") -> FormLayout:
    """Bring back the shipped columns, title, form code, unit and page; not confirmed again.

    Name, time, signers, recipients and note stay. Raises as ``save_layout``.
    """
    _require(layout, by)
    found = _shipped_for(layout)
    if found is None:
        raise ValidationError(_("Báo cáo này không có mẫu ban đầu."))
    for name in SHIPPED_FACTS:
        setattr(layout, name, getattr(found, name))
    layout.is_confirmed = False
    lines = selectors.all_lines(found, kinds_of(layout.slug))
    return save_layout(layout, lines, by=by, reason=reason or _("về mẫu ban đầu"))


@transaction.atomic
def remove_layout(layout: FormLayout, *, by: Any, reason: str = "") -> None:
    """Move a layout to the recycle bin; the one before it, else the one after it, holds instead.

    Raises PermissionDenied; ValidationError for the only layout of a report.
    """
    _require(layout, by)
    others = [row for row in _lock(layout.slug) if row.pk != layout.pk]
    if not others:
        raise ValidationError(
            _("Không xóa được mẫu duy nhất của báo cáo; có thể sửa hoặc đưa về mẫu ban đầu.")
        )
    history.remove(layout, by=by, reason=reason)
    first, last = layout.valid_from, layout.valid_to
    before = [row for row in others if first and row.valid_to == first - DAY]
    after = [row for row in others if last and row.valid_from == last + DAY]
    for row in before[:1]:
        row.valid_to = last
    for row in after[: 0 if before else 1]:
        row.valid_from = first
    for row in [*before[:1], *after[: 0 if before else 1]]:
        history.save(row, by=by, reason=reason)


@transaction.atomic
def restore_layout(layout: FormLayout, *, by: Any, reason: str = "") -> FormLayout:
    """Take a layout out of the recycle bin; the neighbour that holds instead gives its time back.

    Raises PermissionDenied; ValidationError where another one would be cut in two, or has been
    made for a part of its time.
    """
    history.require_in_bin(layout, Permission.EDIT_CATALOGUES, by)
    _lock(layout.slug)
    first, last = layout.valid_from, layout.valid_to
    for other in _overlapping(layout.slug, layout):
        begins_before = first and (other.valid_from is None or other.valid_from < first)
        ends_after = last and (other.valid_to is None or other.valid_to > last)
        if bool(begins_before) == bool(ends_after):
            raise ValidationError(_overlap(other))
        if begins_before:
            other.valid_to = first - DAY
        else:
            other.valid_from = last + DAY
        history.save(other, by=by, reason=reason or history.RESTORED)
    return history.restore(layout, by=by, reason=reason)
