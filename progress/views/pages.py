"""A submission as a page: typed where it may be, else read, with what one can do about it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel.autosave import clock
from kernel.findings import Finding
from programmes.views.access import in_scope
from progress import selectors
from progress.changes import reported
from progress.choices import Origin, SubmissionState
from progress.forms.sheet import Sheet
from progress.models import PeriodSubmission
from progress.selectors import LineRow
from progress.selectors.pages import timeline
from progress.services.access import awaits_signature
from progress.views.next_steps import next_steps

#: said of a line that nobody has come to yet: a remark only once the report is being sent
NOT_YET = "state_missing"


def found(request: HttpRequest, pk: int) -> PeriodSubmission:
    """Return a submission in scope, or answer 404."""
    rows = PeriodSubmission.objects.visible_to(request.user).select_related(
        "period__centre", "organisation", "submitted_by", "signed_by", "approved_by"
    )
    return in_scope(rows, pk)


def may_type(request: HttpRequest, submission: PeriodSubmission) -> bool:
    """Whether this person may type into the submission now."""
    return submission.is_editable and request.user.can(Permission.ENTER_PROGRESS)  # type: ignore[union-attr]


def is_on_behalf(request: HttpRequest, submission: PeriodSubmission) -> bool:
    """Whether the person types for another office."""
    return request.user.organisation_id != submission.organisation_id  # type: ignore[union-attr]


def sheet_of(
    request: HttpRequest,
    submission: PeriodSubmission,
    data: Any = None,
    *,
    findings: Sequence[Finding] | None = None,
) -> Sheet:
    """Return the cells of a submission, with what was typed if ``data`` is given."""
    rows = selectors.lines_of(submission)
    return Sheet(
        submission,
        rows,
        on_behalf=is_on_behalf(request, submission),
        findings=_worth_saying(submission, rows) if findings is None else findings,
        data=data,
    )


def _worth_saying(submission: PeriodSubmission, rows: Sequence[LineRow]) -> list[Finding]:
    if submission.saved_at is None:
        return []
    return [one for one in selectors.findings_of(submission, rows) if one.code != NOT_YET]


def show(
    request: HttpRequest,
    submission: PeriodSubmission,
    *,
    sheet: Sheet | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page: the sheet for who may type, else the report as it stands."""
    context = {
        "submission": submission,
        "period": submission.period,
        "due": selectors.due_state(submission, timezone.localdate()),
        "refused": refused,
        "timeline": timeline(submission),
    }
    if may_type(request, submission):
        sheet = sheet or sheet_of(request, submission)
        context |= _typing(request, submission, sheet)
        return render(request, "progress/submission.html", context, status=status)
    rows = selectors.lines_of(submission)
    context |= reading(request, submission, rows)
    return render(request, "progress/report.html", context, status=status)


def _typing(request: HttpRequest, submission: PeriodSubmission, sheet: Sheet) -> dict[str, Any]:
    signed = awaits_signature(submission, request.user)
    again = submission.state == SubmissionState.RETURNED
    return {
        "sheet": sheet,
        "on_behalf": is_on_behalf(request, submission),
        "saved_at": clock(submission.saved_at),
        "send_label": _("Trình ký") if signed else _("Gửi lại") if again else _("Gửi báo cáo"),
        "may_send_empty": not any(row.source.entry for row in sheet.rows),
    }


def reading(
    request: HttpRequest, submission: PeriodSubmission, rows: Sequence[LineRow]
) -> dict[str, Any]:
    """Return what the page of a report shows of its lines and of the next steps."""
    findings = selectors.findings_of(submission, rows)
    return {
        "lines": reported(rows, findings),
        "is_on_behalf": submission.origin == Origin.ON_BEHALF,
        "steps": next_steps(submission, request.user),
    }


def saved_answer(request: HttpRequest, submission: PeriodSubmission) -> JsonResponse:
    """Tell the script what is stored now and what the checks say of it."""
    sheet = sheet_of(request, submission)
    drawn = {"": render_to_string("progress/entry/summary.html", {"sheet": sheet})}
    for row in sheet.rows:
        key = f"dong-{row.source.line.pk}"
        if row.findings:
            drawn[key] = render_to_string("progress/entry/remarks.html", {"findings": row.findings})
    return JsonResponse(
        {
            "version": submission.version,
            "saved": clock(submission.saved_at),
            "remarks": drawn,
            "marks": {finding.field: finding.severity for finding in sheet.findings},
        }
    )
