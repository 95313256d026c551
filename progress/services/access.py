"""What every write of a report asks first: the row as it is now, an open period, two persons."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind, SignOff
from accounts.models import OfficeProfile, Organisation
from kernel.workflow import Transition, TransitionRefused
from progress.choices import PeriodState
from progress.models import PeriodSubmission, PeriodTransition, ReportingPeriod

_LOCAL = (OrganisationKind.COMMUNE_OFFICE, OrganisationKind.FORMER_DISTRICT_OFFICE)


def lock(submission: PeriodSubmission) -> None:
    """Lock the row and read it anew, its period too.

    The period is read after the lock: whoever locks the period waits for this row, so a report is
    either sent before the window closes or finds it closed.
    """
    rows = PeriodSubmission.objects.select_for_update(of=("self",))
    try:
        submission.refresh_from_db(from_queryset=rows)
    except PeriodSubmission.DoesNotExist as error:
        raise TransitionRefused(_("Báo cáo không còn tồn tại."), "gone") from error


def locked_sentence(period: ReportingPeriod) -> str:
    """Say when the period was locked and who can open it again; "" while it is open."""
    if not period.is_locked:
        return ""
    rows = PeriodTransition.objects.filter(subject=period, target=PeriodState.LOCKED)
    row = rows.select_related("by").order_by("-at", "-pk").first()
    when = f" lúc {timezone.localtime(row.at):%H:%M ngày %d/%m/%Y}" if row else ""
    centre = period.centre.short_name or period.centre.name
    whom = f"{row.by}, {centre}" if row else centre
    return f"Kỳ báo cáo {period.title} đã khóa{when}. Liên hệ {whom}, để mở lại."


def require_open(submission: PeriodSubmission, transition: Transition, by: Any) -> None:
    """Raise TransitionRefused ("locked") for who has the right, while the period is locked."""
    if not by.can(transition.permission, submission):
        return  # ``perform`` says so; nobody without the right learns who locked what
    if message := locked_sentence(submission.period):
        raise TransitionRefused(message, "locked")


def profile_of(centre: Organisation) -> OfficeProfile | None:
    """Return the habits of a Centre that are in force today."""
    return OfficeProfile.objects.on(timezone.localdate()).filter(organisation=centre).first()


def signs_twice(submission: PeriodSubmission) -> bool:
    """Whether the Centre wants two persons behind a report; the writer then can't approve it."""
    profile = profile_of(submission.period.centre)
    return profile is not None and profile.sign_off == SignOff.TWO


def awaits_signature(submission: PeriodSubmission, by: Any) -> bool:
    """Whether what ``by`` sends has to be signed by the office's leader first.

    What the Centre types on behalf of an office doesn't wait for anybody outside the Centre.
    """
    own = by.organisation_id == submission.organisation_id
    return own and submission.organisation.kind in _LOCAL and signs_twice(submission)
