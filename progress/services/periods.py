"""Reporting periods: opened with their dates and submissions, locked and unlocked."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Coverage, OfficeProfile, Organisation
from accounts.permissions import Permission
from kernel import history, validity
from kernel.dates import year_limits
from kernel.workflow import Transition, TransitionRefused, TransitionRow, perform
from programmes.choices import ProjectState
from programmes.models import SupportProject
from programmes.services import ensure_lines
from progress import dates, workflow
from progress.choices import PeriodKind, SubmissionState
from progress.models import PeriodSubmission, PeriodTransition, ProgressEntry, ReportingPeriod
from progress.selectors import line_counts
from progress.services.access import locked_sentence

OPENED = "mở kỳ báo cáo"
_LOCAL = (OrganisationKind.COMMUNE_OFFICE, OrganisationKind.FORMER_DISTRICT_OFFICE)
#: what a report stands on: not changed any more once one is approved
_FIXED = {
    "centre_id": "centre",
    "kind": "kind",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "data_from": "data_from",
    "data_to": "data_to",
}
_DATES = ("data_from", "data_to", "local_due_on", "department_due_on", "agency_due_on")


@transaction.atomic
def save_period(period: ReportingPeriod, *, by: Any, reason: str = "") -> ReportingPeriod:
    """Store a period and make the submissions it lacks; dates left out follow from the profile.

    Raises ValidationError: for days that are no period of its kind, for two periods of one kind
    that overlap, with the code "closed" for a locked one; PermissionDenied.
    """
    _require(period, by)
    # Two people at once: the second waits here and finds the period of the first.
    Organisation.objects.select_for_update(of=("self",)).get(pk=period.centre_id)
    stored = ReportingPeriod.objects.select_for_update(of=("self",)).filter(pk=period.pk).first()
    if stored is not None and (message := locked_sentence(stored)):
        raise ValidationError(message, code="closed")
    _name(period)
    _fill_dates(period)
    if stored is not None:
        _require_unmoved(period, stored)
    _require_alone(period)
    saved = history.save(period, by=by, reason=reason)
    ensure_submissions(saved, by=by, reason=reason)
    return saved


def _require(period: ReportingPeriod, by: Any) -> None:
    """Ask for the right, to the stored period and to the Centre that it names."""
    centre = period.centre if period.centre_id else None
    if not (by.can(Permission.EDIT_PERIODS, period) and centre is not None):
        raise PermissionDenied
    if centre.kind != OrganisationKind.EXTENSION_CENTRE:
        raise ValidationError({"centre": _("Chọn một trung tâm khuyến công.")})
    if not (by.sees_everything or by.organisation_id == centre.pk):
        raise PermissionDenied


def _name(period: ReportingPeriod) -> None:
    """Bring code, kind and days in line: two of them give the third."""
    if period.starts_on and period.ends_on and period.kind:
        code = dates.code_of(period.kind, period.starts_on, period.ends_on)
        if not code:
            raise ValidationError({"starts_on": _("Ngày đầu và ngày cuối không khớp loại kỳ.")})
        if period.code and period.code != code and dates.span_of(period.code):
            raise ValidationError(
                {"code": _("Mã kỳ không khớp loại kỳ và ngày; đúng là %s.") % code}
            )
        period.code = code
        return
    span = dates.span_of(period.code)
    if span is None:
        raise ValidationError({"code": _("Mã kỳ không hợp lệ. Ví dụ 2026-10, 2026-Q3, 2026.")})
    if period.kind and period.kind != span.kind:
        raise ValidationError({"code": _("Mã kỳ không khớp loại kỳ.")})
    period.kind, period.starts_on, period.ends_on = span.kind, span.first, span.last


def _fill_dates(period: ReportingPeriod) -> None:
    first, last = year_limits()
    if not (first <= period.starts_on.year and period.ends_on.year <= last):
        message = _("Năm phải trong khoảng %(a)s–%(b)s.") % {"a": first, "b": last}
        raise ValidationError({"starts_on": message})
    profile = OfficeProfile.objects.on(period.ends_on).filter(organisation=period.centre).first()
    found = dates.data_dates(period.starts_on, period.ends_on, profile, whole=_is_free(period))
    new = period.pk is None
    for name in _DATES:
        if getattr(period, name) is None and (new or not name.startswith(("department", "agency"))):
            setattr(period, name, getattr(found, name))


def _is_free(period: ReportingPeriod) -> bool:
    return period.kind == PeriodKind.FREE


def _require_unmoved(period: ReportingPeriod, stored: ReportingPeriod) -> None:
    moved = [name for key, name in _FIXED.items() if getattr(period, key) != getattr(stored, key)]
    if not moved:
        return
    approved = PeriodSubmission.objects.alive().approved().filter(period=stored).count()
    if approved:
        message = _("Kỳ đã có %s báo cáo được duyệt; chỉ sửa được các hạn nộp.") % approved
        raise ValidationError(dict.fromkeys(moved, message))


def _require_alone(period: ReportingPeriod) -> None:
    """Refuse two periods of one kind that overlap; what is asked in between may."""
    if _is_free(period):
        return
    others = ReportingPeriod.objects.alive().filter(centre=period.centre, kind=period.kind)
    for other in others.exclude(pk=period.pk):
        if dates.overlaps(period.starts_on, period.ends_on, [(other.starts_on, other.ends_on)]):
            raise ValidationError({"code": _("Kỳ báo cáo %s đã được mở.") % other.title})
        if dates.overlaps(period.data_from, period.data_to, [(other.data_from, other.data_to)]):
            raise ValidationError({"data_from": _("Số liệu trùng ngày với kỳ %s.") % other.title})


@transaction.atomic
def open_year(
    centre: Organisation, year: int, kinds: Iterable[str], *, by: Any, reason: str = ""
) -> list[ReportingPeriod]:
    """Open all periods of these kinds of a year that aren't there yet, dated by the profile.

    Return the new ones, the earliest first. Raises as ``save_period``.
    """
    rows = ReportingPeriod.objects.alive().filter(centre=centre)
    there = set(rows.values_list("code", flat=True))
    spans = [span for kind in kinds for span in dates.spans_of(PeriodKind(kind), year)]
    opened = []
    for span in sorted(spans, key=lambda span: (span.last, span.first)):
        if span.code not in there:
            period = ReportingPeriod(centre=centre, kind=span.kind, code=span.code)
            opened.append(save_period(period, by=by, reason=reason or OPENED))
    return opened


@transaction.atomic
def ensure_submissions(period: ReportingPeriod, *, by: Any, reason: str = "") -> int:
    """Make the submissions that a period lacks; return how many. Projects get their lines first.

    One for each organisation that holds a line on the last day of the data, each local office of
    the area in existence then, and the Centre. Raises PermissionDenied; ValidationError with the
    code "closed" for a locked period.
    """
    if not by.can(Permission.EDIT_PERIODS, period):
        raise PermissionDenied
    # Two people at once: the second waits here and finds the submissions of the first.
    stored = ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if message := locked_sentence(stored):
        raise ValidationError(message, code="closed")
    ensure_lines(_reported_projects(period), by=by, reason=reason)
    wanted = set(line_counts(period)) | {period.centre_id}
    wanted |= set(_local_offices(period).values_list("pk", flat=True))
    rows = PeriodSubmission.objects.alive().filter(period=period)
    missing = sorted(wanted - set(rows.values_list("organisation_id", flat=True)))
    new = [PeriodSubmission(period=period, organisation_id=pk) for pk in missing]
    history.save_many(PeriodSubmission, new, by=by, reason=reason or OPENED)
    return len(new)


def _area(period: ReportingPeriod) -> Any:
    area = Coverage.objects.filter(organisation=period.centre_id, is_shared=False)
    return area.values("unit_id")


def _local_offices(period: ReportingPeriod) -> Any:
    rows = Organisation.objects.alive().filter(kind__in=_LOCAL, unit__in=_area(period))
    return rows.filter(validity.on(period.data_to))


def _reported_projects(period: ReportingPeriod) -> Any:
    """Projects that the period asks about and that have never had a line."""
    until = Coalesce(F("last_year"), F("first_year"))
    return (
        SupportProject.objects.alive()
        .alias(until=until)
        .filter(
            Q(approved_on__isnull=True) | Q(approved_on__lte=period.data_to),
            tracking_lines__isnull=True,
            state__in=ProjectState.TRACKED,
            unit__in=_area(period),
            first_year__lte=period.year,
            until__gte=period.year,
        )
    )


@transaction.atomic
def remove_period(period: ReportingPeriod, *, by: Any, reason: str = "") -> None:
    """Move a period and its submissions to the recycle bin, while nothing has been typed.

    Raises ValidationError; PermissionDenied.
    """
    if not by.can(Permission.EDIT_PERIODS, period):
        raise PermissionDenied
    if message := locked_sentence(period):
        raise ValidationError(message, code="closed")
    rows = PeriodSubmission.objects.alive().filter(period=period)
    submissions = list(rows.select_for_update(of=("self",)).order_by("pk"))
    typed = ProgressEntry.objects.filter(submission__in=submissions).exists()
    if typed or any(row.saved_at or row.state != SubmissionState.DRAFT for row in submissions):
        message = _("Chưa xóa được kỳ báo cáo %s: đã có số liệu nhập hoặc báo cáo đã gửi.")
        raise ValidationError(message % period.title, code="in_use")
    for submission in submissions:
        history.remove(submission, by=by, reason=reason)
    history.remove(period, by=by, reason=reason)


@transaction.atomic
def restore_period(period: ReportingPeriod, *, by: Any, reason: str = "") -> ReportingPeriod:
    """Take a period and its submissions out of the recycle bin; make those it lacks by now.

    Raises ValidationError when another period covers its days by now; PermissionDenied.
    """
    history.require_in_bin(period, Permission.EDIT_PERIODS, by)
    Organisation.objects.select_for_update(of=("self",)).get(pk=period.centre_id)
    _require_alone(period)
    restored = history.restore(period, by=by, reason=reason)
    rows = PeriodSubmission.objects.filter(period=period, deleted_at__isnull=False)
    for submission in rows.select_for_update(of=("self",)).order_by("pk"):
        history.restore(submission, by=by, reason=reason)
    ensure_submissions(restored, by=by, reason=reason)
    return restored


# --- the window -----------------------------------------------------------------------------------


def lock_period(period: ReportingPeriod, *, by: Any, note: str = "") -> TransitionRow:
    """Close a period: nothing is saved, sent or approved any more. Raises TransitionRefused.

    Reports that are being written at this moment come first; nothing is approved by locking.
    """
    return _move(period, workflow.LOCK, by=by, note=note)


def unlock_period(period: ReportingPeriod, *, by: Any, note: str) -> TransitionRow:
    """Open a locked period again, with a reason. Raises TransitionRefused."""
    return _move(period, workflow.UNLOCK, by=by, note=note)


@transaction.atomic
def _move(period: ReportingPeriod, transition: Transition, *, by: Any, note: str) -> TransitionRow:
    if by.is_system:
        # A window needs a person: whoever meets the closed one must know whom to ask.
        message = _("Tài khoản này không có quyền “%s”.") % transition.label
        raise TransitionRefused(message, "permission")
    rows = PeriodSubmission.objects.select_for_update(of=("self",)).filter(period=period)
    list(rows.order_by("pk").values_list("pk", flat=True))
    return perform(period, transition, by=by, note=note, log=PeriodTransition)
