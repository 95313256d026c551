"""Writes of a project's file: its budget as a whole, its statement."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from programmes.models import (
    BudgetLine,
    Indicator,
    ProjectIndicator,
    ProjectStatement,
    SupportProject,
)
from programmes.selectors import budget_mark, indicator_mark

#: what is typed of a budget line
TYPED = ("group", "content", "measure", "quantity", "unit_price", "source", "basis")
_FACTS = (*TYPED, "order")


@transaction.atomic
def save_budget(
    project: SupportProject,
    rows: Sequence[BudgetLine],
    *,
    by: Any,
    seen: int | None = None,
    reason: str = "",
) -> list[BudgetLine]:
    """Store a budget as its whole list of lines, in their order; what isn't in it goes.

    A line that was there before is changed, not made anew, so that its history tells. ``seen`` is
    the mark of the budget that the person had read. Raises ValidationError, with the code "stale"
    when somebody has saved since; PermissionDenied.
    """
    _lock(project, by)
    if seen is not None and seen != budget_mark(project):
        raise ValidationError(_stale(BudgetLine, project, _("Dự toán")), code="stale")
    stored = list(project.budget_lines.order_by("order", "pk"))
    kept = _matched(stored, rows)
    changed = []
    for order, (row, line) in enumerate(zip(rows, kept, strict=True), start=1):
        row.order = order
        before = {name: getattr(line, name) for name in _FACTS} if line.pk else None
        for name in _FACTS:
            setattr(line, name, getattr(row, name))
        line.project = project
        line.clean_fields()
        if before != {name: getattr(line, name) for name in _FACTS}:
            changed.append(line)
    left = {line.pk for line in kept}
    for line in stored:
        if line.pk not in left:
            history.remove(line, by=by, reason=reason)
    history.save_many(BudgetLine, changed, by=by, reason=reason)
    return kept


def _lock(project: SupportProject, by: Any) -> None:
    """Wait for whoever writes the same file. Raises PermissionDenied, in the recycle bin too."""
    SupportProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not by.can(Permission.EDIT_PROJECTS, project):
        raise PermissionDenied


def _stale(model: Any, project: SupportProject, what: str) -> str:
    last = model.history.filter(project_id=project.pk).select_related("history_user")
    newest = last.order_by("-history_id").first()
    return _(
        "%(what)s vừa được %(who)s cập nhật. Nội dung vừa nhập vẫn được giữ bên dưới; "
        "lưu lần nữa là thay bản của người kia."
    ) % {"what": what, "who": (newest and newest.history_user) or _("người khác")}


def _matched(stored: Sequence[BudgetLine], rows: Sequence[BudgetLine]) -> list[BudgetLine]:
    """Find for each row the stored line that it was: the same content, else the same place."""
    free = list(stored)
    found: dict[int, BudgetLine] = {}
    for at, row in enumerate(rows):
        same = [line for line in free if (line.content, line.source) == (row.content, row.source)]
        if same:
            found[at] = same[0]
            free.remove(same[0])
    for at in range(len(rows)):
        if at not in found:
            found[at] = next((line for line in free if line.order == at + 1), BudgetLine())
            if found[at].pk:
                free.remove(found[at])
    return [found[at] for at in range(len(rows))]


@transaction.atomic
def save_statement(statement: ProjectStatement, *, by: Any, reason: str = "") -> ProjectStatement:
    """Store the statement of a project. Raises ValidationError, "stale" too; PermissionDenied."""
    _lock(statement.project, by)
    if statement.pk is None and ProjectStatement.objects.filter(project=statement.project).exists():
        raise ValidationError(
            _("Thuyết minh của đề án này vừa được người khác lập; hãy tải lại rồi sửa."),
            code="stale",
        )
    statement.deleted_at = statement.deleted_by = None
    return history.save(statement, by=by, reason=reason)


@transaction.atomic
def remove_statement(statement: ProjectStatement, *, by: Any, reason: str = "") -> None:
    """Move a statement to the recycle bin; its project may get another one. PermissionDenied."""
    _lock(statement.project, by)
    history.remove(statement, by=by, reason=reason)


@transaction.atomic
def save_indicators(
    project: SupportProject,
    planned: Mapping[Indicator, Decimal | None],
    *,
    by: Any,
    seen: int | None = None,
    reason: str = "",
) -> None:
    """Store what a project plans, as its whole list; what isn't in it goes.

    Lines keep what they plan and report themselves. Raises ValidationError, with the code "stale"
    when somebody has saved since ``seen``; PermissionDenied.
    """
    _lock(project, by)
    if seen is not None and seen != indicator_mark(project):
        raise ValidationError(_stale(ProjectIndicator, project, _("Chỉ tiêu")), code="stale")
    stored = {row.indicator_id: row for row in project.indicators.all()}
    for key in stored.keys() - {indicator.pk for indicator in planned}:
        history.remove(stored[key], by=by, reason=reason)
    for indicator, amount in planned.items():
        row = stored.get(indicator.pk) or ProjectIndicator(project=project, indicator=indicator)
        if row.pk is None or row.planned != amount:
            row.planned = amount
            history.save(row, by=by, reason=reason)
