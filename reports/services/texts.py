"""Writes of reports in words: who may, for which Centre, what is kept."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.services import own_centre
from kernel import history
from kernel.text import clean
from reports.choices import TextSection
from reports.models import TextParagraph, TextReport
from reports.parameters import ParameterError, parse_period
from reports.texts.periods import kind_of


@transaction.atomic
def save_text(
    report: TextReport,
    words: Mapping[str, str],
    made: Mapping[str, str],
    *,
    by: Any,
    reason: str = "",
) -> TextReport:
    """Store the officer's own ``words`` by section, and the sentences ``made`` that he saw.

    Raises PermissionDenied without the right or out of the area; ValidationError, code "stale" when
    somebody saved the report since it was read. Nothing is stored in part.
    """
    saved = save_text_report(report, by=by, reason=reason)
    rows = {row.section: row for row in saved.paragraphs.all()}
    changed = []
    for section in TextSection.values:
        row = rows.get(section) or TextParagraph(report=saved, section=section)
        before = (row.text, row.made)
        row.text = clean(words.get(section, row.text), multiline=True)
        row.made = made.get(section, "")
        if (row.text, row.made) != before:
            row.clean_fields(exclude=["report"])
            changed.append(row)
    history.save_many(TextParagraph, changed, by=by, reason=reason)
    return saved


@transaction.atomic
def save_text_report(report: TextReport, *, by: Any, reason: str = "") -> TextReport:
    """Store a report in words; the kind follows from the period's code. Raises as ``save_text``."""
    _require(report, by)
    if not by.sees_everything and own_centre(by) != report.centre:
        raise ValidationError({"centre": _("Trung tâm này không thuộc phạm vi của đơn vị.")})
    report.kind = _kind(report.period_code)
    if report.pk:
        return history.save(report, by=by, reason=reason)
    try:
        with transaction.atomic():
            return history.save(report, by=by, reason=reason)
    except (IntegrityError, ValidationError) as error:
        first = TextReport.objects.alive().filter(
            centre=report.centre, period_code=report.period_code
        )
        if not first.exists():
            raise
        raise ValidationError(
            _("Báo cáo của kỳ này vừa được người khác lập; hãy tải lại rồi sửa."), code="stale"
        ) from error


@transaction.atomic
def remove_text_report(report: TextReport, *, by: Any, reason: str = "") -> None:
    """Move a report in words to the recycle bin. Raises PermissionDenied."""
    _require(report, by)
    history.remove(report, by=by, reason=reason)


@transaction.atomic
def save_paragraph(row: TextParagraph, *, by: Any, reason: str = "") -> TextParagraph:
    """Store the own paragraphs of one section. Raises PermissionDenied, ValidationError."""
    _require(row.report, by)
    row.text = clean(row.text, multiline=True)
    return history.save(row, by=by, reason=reason)


@transaction.atomic
def remove_paragraph(row: TextParagraph, *, by: Any, reason: str = "") -> None:
    """Delete what was written in one section. Raises PermissionDenied."""
    _require(row.report, by)
    history.remove(row, by=by, reason=reason)


def _require(report: TextReport, by: Any) -> None:
    if not by.can(Permission.WRITE_REPORTS, report):
        raise PermissionDenied


def _kind(code: str) -> str:
    """Return the kind of a named period. Raises ValidationError."""
    try:
        kind = kind_of(parse_period(code))
    except ParameterError as error:
        raise ValidationError({"period_code": error.message}) from error
    if not kind:
        raise ValidationError({"period_code": _("Báo cáo lời văn lập theo tháng, quý hoặc năm.")})
    return kind
