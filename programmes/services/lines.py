"""What people say about tracking lines: beneficiary and place, what is planned, who reports."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Coverage, Organisation
from accounts.permissions import Permission
from kernel import history
from programmes import counters
from programmes.models import (
    LineIndicator,
    ProjectPlace,
    ReportingAssignment,
    TrackingLine,
)
from programmes.selectors import removal_closed
from programmes.services.projects import require_in_area, save_part, settle_place
from programmes.services.tracking import lock_projects, set_line_key, store_percents

# The word of progress for a submission whose figures count; progress stands above this app.
APPROVED = "approved"


def _require(line: TrackingLine, by: Any) -> None:
    """Raise PermissionDenied without the right to the project and, once it is stored, the line."""
    for record in (line.project, line):
        if not by.can(Permission.EDIT_PROJECTS, record):
            raise PermissionDenied


@transaction.atomic
def save_line(line: TrackingLine, *, by: Any, reason: str = "") -> TrackingLine:
    """Store a line with its search key; a new place becomes a place of its project.

    Raises ValidationError for a place out of the area, a beneficiary of another project, a line
    that would change its project or leave the area of who reports on it; PermissionDenied.
    """
    _require(line, by)
    before = _stored(line)
    if line.project.is_deleted:
        raise ValidationError({"project": _("Đề án đã ở trong thùng rác.")})
    if before and before["project_id"] != line.project_id:
        raise ValidationError({"project": _("Dòng theo dõi không chuyển sang đề án khác được.")})
    if line.allocation and line.allocation.project_id != line.project_id:
        raise ValidationError({"allocation": _("Đơn vị thụ hưởng không thuộc đề án này.")})
    require_in_area(line, by)
    settle_place(line, before)
    if before and before["unit_id"] != line.unit_id:
        _require_reporters_cover(line)
    lock_projects([line.project_id])
    set_line_key(line)
    saved = history.save(line, by=by, reason=reason)
    _add_place(saved, by=by, reason=reason)
    # Read anew: a new place is told in the project's search key.
    store_percents(lock_projects([line.project_id]), by=by, reason=reason)
    return saved


def _stored(line: TrackingLine) -> dict[str, Any] | None:
    rows = TrackingLine.objects.filter(pk=line.pk or 0)
    return rows.values("project_id", "unit_id", "unit_now_id").first()


def _add_place(line: TrackingLine, *, by: Any, reason: str) -> None:
    if line.unit_id == line.project.unit_id:
        return
    if not ProjectPlace.objects.filter(project=line.project_id, unit=line.unit_id).exists():
        place = ProjectPlace(project=line.project, unit=line.unit, unit_now=line.unit_now)
        save_part(place, by=by, reason=reason)


def _covers(organisation: Organisation, line: TrackingLine) -> bool:
    """Whether the line lies in the area of an organisation, as ``User.area_condition`` says it."""
    inside = Q(unit__in={line.unit_id, line.unit_now_id or line.unit_id}, is_shared=False)
    if line.unit_now_id is None:
        inside |= Q(unit=line.unit_id, is_shared=True)
    return Coverage.objects.filter(inside, organisation=organisation).exists()


def _require_reporters_cover(line: TrackingLine) -> None:
    """Refuse a place out of the area of the organisation that reports now, or will."""
    today = timezone.localdate()
    rows = list(line.assignments.select_related("organisation"))  # in the order of first days
    past = [row for row in rows if row.valid_from is None or row.valid_from <= today]
    coming = [row for row in rows if row not in past]
    for row in [*past[-1:], *coming]:
        if not _covers(row.organisation, line):
            raise ValidationError(
                {
                    "unit": _(
                        "“%(office)s” báo cáo dòng này nhưng không phụ trách địa bàn mới; "
                        "hãy bàn giao dòng trước."
                    )
                    % {"office": row.organisation}
                }
            )


@transaction.atomic
def remove_line(line: TrackingLine, *, by: Any, reason: str = "") -> None:
    """Move a line to the recycle bin; refused once a report speaks of it or a course counts for it.

    It keeps its beneficiary in words, so that the beneficiary itself can still be taken out.
    """
    _require(line, by)
    projects = lock_projects([line.project_id])
    if why := removal_closed(line):
        raise ValidationError(why)
    line.name, line.allocation = line.label[:250], None
    history.remove(line, by=by, reason=reason)
    store_percents(projects, by=by, reason=reason)


# --- what is planned ------------------------------------------------------------------------------


@transaction.atomic
def save_line_indicator(row: LineIndicator, *, by: Any, reason: str = "") -> LineIndicator:
    """Store what a line plans of an indicator. Raises ValidationError; PermissionDenied.

    An indicator that reports speak of isn't changed into another one. What is counted by itself
    is counted for a new one at once.
    """
    _require(row.line, by)
    _lock(row.line)
    before = LineIndicator.objects.filter(pk=row.pk or 0).first()
    if before and before.indicator_id != row.indicator_id:
        _require_unreported(before)
        row.done = None
    saved = history.save(row, by=by, reason=reason)
    if before is None or before.indicator_id != row.indicator_id:
        counters.recount([row.line_id])
        saved.refresh_from_db(fields=["done"])
    return saved


@transaction.atomic
def remove_line_indicator(row: LineIndicator, *, by: Any, reason: str = "") -> None:
    """Take an indicator off a line; refused once a report speaks of it."""
    _require(row.line, by)
    _lock(row.line)
    row.refresh_from_db()  # what is stored decides, not what a form made of it
    _require_unreported(row)
    line_id = row.line_id
    history.remove(row, by=by, reason=reason)
    counters.recount([line_id])


def _lock(line: TrackingLine) -> None:
    """Wait for whoever arranges or counts something of the line; see what they did."""
    TrackingLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def _require_unreported(row: LineIndicator) -> None:
    if row.line.entries.filter(indicators__indicator=row.indicator_id).exists():
        raise ValidationError(
            _("Chưa bỏ được chỉ tiêu “%(name)s”: đã có số liệu báo cáo tiến độ.")
            % {"name": row.indicator.name}
        )


# --- who reports ----------------------------------------------------------------------------------


@transaction.atomic
def hand_over(
    line: TrackingLine,
    organisation: Organisation,
    *,
    valid_from: date | None,
    by: Any,
    note: str = "",
    reason: str = "",
) -> ReportingAssignment:
    """Let an organisation report on a line from a day on (None = from the beginning).

    Raises ValidationError when the line isn't in its area, when it didn't exist on that day, when
    it reports already, when that day has a new reporter already, or when an approved report of
    before would get another sender; PermissionDenied.
    """
    _require(line, by)
    _lock(line)
    _require_fit(organisation, line, valid_from)
    rows = list(line.assignments.select_related("organisation"))  # in the order of first days
    before = [row for row in rows if _first(row.valid_from) < _first(valid_from)]
    after = [row for row in rows if _first(row.valid_from) > _first(valid_from)]
    if len(before) + len(after) < len(rows):
        raise ValidationError({"valid_from": _same_day(rows, valid_from)})
    if before and before[-1].organisation_id == organisation.pk:
        raise ValidationError(
            {"organisation": _("“%s” đang báo cáo dòng này vào ngày đó rồi.") % organisation}
        )
    _require_not_approved(line, valid_from, after[0].valid_from if after else None)
    row = ReportingAssignment(
        line=line, organisation=organisation, valid_from=valid_from, note=note
    )
    return history.save(row, by=by, reason=reason)


@transaction.atomic
def remove_assignment(row: ReportingAssignment, *, by: Any, reason: str = "") -> None:
    """Take a hand-over back; refused once a report of its time is approved."""
    _require(row.line, by)
    _lock(row.line)
    row.refresh_from_db()  # what is stored decides, not what a form made of it
    later = row.line.assignments.filter(valid_from__gt=_first(row.valid_from))
    until = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    _require_not_approved(row.line, row.valid_from, until)
    history.remove(row, by=by, reason=reason)


def _first(day: date | None) -> date:
    return day or date.min


def _same_day(rows: list[ReportingAssignment], day: date | None) -> str:
    held = next(row.organisation for row in rows if row.valid_from == day)
    if day is None:
        return _("Dòng theo dõi đã có đơn vị báo cáo từ đầu: %s.") % held
    return _("Ngày %(day)s đã bàn giao dòng này cho “%(office)s”; hãy chọn ngày khác.") % {
        "day": f"{day:%d/%m/%Y}",
        "office": held,
    }


def _require_fit(organisation: Organisation, line: TrackingLine, day: date | None) -> None:
    if organisation.is_deleted or not _covers(organisation, line):
        raise ValidationError(
            {"organisation": _("Đơn vị không phụ trách địa bàn của dòng theo dõi.")}
        )
    if organisation.valid_to and (day or timezone.localdate()) > organisation.valid_to:
        raise ValidationError(
            {
                "organisation": _("“%(office)s” chỉ hoạt động đến ngày %(day)s.")
                % {"office": organisation, "day": f"{organisation.valid_to:%d/%m/%Y}"}
            }
        )
    if organisation.valid_from and day and day < organisation.valid_from:
        raise ValidationError(
            {
                "valid_from": _("“%(office)s” hoạt động từ ngày %(day)s.")
                % {"office": organisation, "day": f"{organisation.valid_from:%d/%m/%Y}"}
            }
        )


def _require_not_approved(line: TrackingLine, first: date | None, until: date | None) -> None:
    """Who reports on a period is who holds the line on its last day of data: approved ones stay."""
    approved = line.entries.filter(
        submission__state=APPROVED,
        submission__deleted_at__isnull=True,
        submission__period__deleted_at__isnull=True,
        submission__period__data_to__gte=_first(first),
    )
    if until is not None:
        approved = approved.filter(submission__period__data_to__lt=until)
    entry = (
        approved.select_related("submission__period")
        .order_by("-submission__period__data_to")
        .first()
    )
    if entry is not None:
        period = entry.submission.period
        raise ValidationError(
            {
                "valid_from": _(
                    "Báo cáo %(period)s của dòng này đã được duyệt; "
                    "hãy chọn ngày bàn giao sau %(day)s."
                )
                % {"period": period.title, "day": f"{period.data_to:%d/%m/%Y}"}
            }
        )
