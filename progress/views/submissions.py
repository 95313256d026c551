"""The page where an office reports: typed, saved by itself, sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.permissions import Permission
from kernel.autosave import told_by_script
from kernel.refusals import refusal_text
from kernel.workflow import TransitionRefused
from programmes.views.access import require
from progress.forms.sheet import MOST_LINES, Sheet
from progress.models import PeriodSubmission
from progress.services import closed_sentence, save_draft, submit
from progress.views import pages
from progress.views.steps import refuse, sent_words


class SubmissionPage(View):
    """One organisation's report for a period. GET shows it, POST saves what is typed."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the sheet or the report."""
        submission = pages.found(request, pk)
        require(request, Permission.VIEW_PROGRESS)
        return pages.show(request, submission)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the draft; with the button "Gửi báo cáo" send it too."""
        submission = pages.found(request, pk)
        require(request, Permission.ENTER_PROGRESS)
        sheet = pages.sheet_of(request, submission, request.POST)
        if sheet.too_many:
            text = _("Biểu mẫu quá nhiều dòng (tối đa %(n)s). Hãy dùng chức năng nhập Excel.")
            return self._refused(request, submission, text % {"n": MOST_LINES}, 422)
        sending = request.POST.get("action") == "submit"
        if not submission.is_editable and not sending:
            return self._refused(request, submission, closed_sentence(submission), 409)
        # A second press of "Gửi" goes on: the service says when the first one arrived.
        if submission.is_editable and not sheet.is_valid():
            return self._unreadable(request, submission, sheet)
        return self._store(request, submission, sheet, sending=sending)

    def _store(
        self, request: HttpRequest, submission: PeriodSubmission, sheet: Sheet, *, sending: bool
    ) -> HttpResponse:
        draft = sheet.draft() if submission.is_editable else None
        try:
            if sending:
                submit(submission, by=request.user, draft=draft)
            else:
                save_draft(submission, draft, by=request.user)
        except TransitionRefused as refused:
            return refuse(request, submission.pk, refused)
        except ValidationError as error:
            return self._not_saved(request, submission, sheet, error)
        if sending:
            messages.success(request, sent_words(submission))
        return self._saved(request, submission)

    def _saved(self, request: HttpRequest, submission: PeriodSubmission) -> HttpResponse:
        if told_by_script(request):
            return pages.saved_answer(request, submission)
        return redirect("progress:submission", submission.pk)

    def _not_saved(
        self, request: HttpRequest, submission: PeriodSubmission, sheet: Sheet, error: Any
    ) -> HttpResponse:
        if hasattr(error, "error_dict"):
            sheet.refuse(error.message_dict)
            return self._unreadable(request, submission, sheet)
        if error.code == "stale":
            return self._overtaken(request, submission, refusal_text(error))
        status = 409 if error.code == "closed" else 422
        return self._refused(request, pages.found(request, submission.pk), error.message, status)

    def _overtaken(
        self, request: HttpRequest, submission: PeriodSubmission, message: str
    ) -> HttpResponse:
        """Both values of every cell that differs; the next save overwrites."""
        sheet = pages.sheet_of(request, submission, request.POST)
        sheet.is_valid()
        if not sheet.differing():  # the same is stored already: an answer that never arrived
            return self._saved(request, submission)
        if told_by_script(request):
            return JsonResponse({"message": message}, status=409)
        sheet.show_stored()
        return pages.show(request, submission, sheet=sheet, refused=message, status=409)

    def _unreadable(
        self, request: HttpRequest, submission: PeriodSubmission, sheet: Sheet
    ) -> HttpResponse:
        if told_by_script(request):
            return JsonResponse({"errors": sheet.errors()}, status=422)
        text = sheet.errors().get("") or _("Chưa lưu được: sửa các ô có viền đỏ.")
        return pages.show(request, submission, sheet=sheet, refused=text, status=422)

    def _refused(
        self, request: HttpRequest, submission: PeriodSubmission, text: str, status: int
    ) -> HttpResponse:
        if told_by_script(request):
            return JsonResponse({"message": text, "errors": {}}, status=status)
        return pages.show(request, submission, refused=text, status=status)
