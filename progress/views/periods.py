"""Pages of reporting periods: the list, one period with its offices, opening and locking."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.models import OfficeProfile
from accounts.permissions import Permission
from kernel import lists
from kernel.dates import year_limits
from kernel.refusals import refusal_text
from kernel.workflow import TransitionRefused
from programmes.views.access import forget_number, in_scope, require
from progress import dates, selectors
from progress.choices import PeriodKind, SubmissionState
from progress.filters import PeriodFilter, SubmissionFilter
from progress.forms.periods import PeriodForm, YearForm
from progress.models import PeriodSubmission, ReportingPeriod
from progress.reminders import reminder
from progress.selectors import PeriodRow, PeriodSummary
from progress.selectors.pages import listed_periods, listed_submissions, period_timeline
from progress.services import (
    ensure_submissions,
    lock_period,
    locked_sentence,
    open_year,
    save_period,
    unlock_period,
)

PAGE_SIZE = 20
YEARS_BACK = 5  # how far back a single period is opened by choosing its year


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the periods to the Centre's side, its own reports to a local office."""
    require(request, Permission.VIEW_PROGRESS)
    user: Any = request.user
    return _own_reports(request) if user.is_local else _periods(request)


def _periods(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    page = lists.build(
        request,
        ReportingPeriod.objects.visible_to(user),
        PeriodFilter,
        sorts={"ky": "data_to starts_on", "han": "local_due_on"},
        default_sort="-ky",
        page_size=PAGE_SIZE,
        prepare=lambda rows: rows.select_related("centre"),
    )
    context = {
        "list": page,
        "rows": listed_periods(list(page.page.object_list), user),
        "may_edit": user.can(Permission.EDIT_PERIODS),
        "may_review": user.can(Permission.REVIEW_PROGRESS),
        "several_centres": len({one.centre_id for one in page.page.object_list}) > 1,
    }
    return render(request, "progress/periods.html", context, status=page.status)


def _own_reports(request: HttpRequest) -> HttpResponse:
    page = lists.build(
        request,
        PeriodSubmission.objects.visible_to(request.user),
        SubmissionFilter,
        sorts={"ky": "period__data_to period__starts_on", "han": "period__local_due_on"},
        default_sort="-ky",
        page_size=PAGE_SIZE,
        prepare=lambda rows: rows.select_related("period__centre", "organisation"),
    )
    context = {
        "list": page,
        "rows": listed_submissions(list(page.page.object_list)),
        "may_type": request.user.can(Permission.ENTER_PROGRESS),  # type: ignore[union-attr]
    }
    return render(request, "progress/own_reports.html", context, status=page.status)


def found(request: HttpRequest, pk: int) -> ReportingPeriod:
    """Return a period in scope, or answer 404."""
    return in_scope(ReportingPeriod.objects.visible_to(request.user).select_related("centre"), pk)


@require_safe
def period_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has reported for a period and who hasn't."""
    period = found(request, pk)
    require(request, Permission.VIEW_PROGRESS)
    return _page(request, period)


def _page(
    request: HttpRequest, period: ReportingPeriod, *, refused: str = "", status: int = 200
) -> HttpResponse:
    user: Any = request.user
    rows = selectors.period_rows(period, user)
    summary = selectors.summary_of(rows)
    shown = VIEWS.get(request.GET.get("xem", ""))
    may_edit = user.can(Permission.EDIT_PERIODS) and not period.is_locked
    context = {
        "period": period,
        "rows": [row for row in rows if shown is None or shown[1](row)],
        "summary": summary,
        "figures": _figures(summary, rows),
        "shown_label": shown[0] if shown else "",
        "waiting": sum(1 for row in rows if _waits(row)),
        "reminder": reminder(period, rows, timezone.localdate()),
        "timeline": period_timeline(period),
        "locked": locked_sentence(period),
        "refused": refused,
        "may_edit": may_edit,
        "may_enter": user.can(Permission.ENTER_PROGRESS) and not period.is_locked,
        "unasked": selectors.unasked_offices(period) if may_edit else [],
        "may_review": user.can(Permission.REVIEW_PROGRESS),
        "may_lock": user.can(Permission.LOCK_PERIODS),
        "is_local": user.is_local,
    }
    return render(request, "progress/period.html", context, status=status)


def _waits(row: PeriodRow) -> bool:
    return row.submission.state in SubmissionState.WAITING


#: what the list can be narrowed to: its words, and which rows it keeps
VIEWS: dict[str, tuple[Any, Callable[[PeriodRow], bool]]] = {
    "da-gui": (gettext_lazy("Đã gửi"), lambda row: row.submission.state in SubmissionState.SENT),
    "cho-duyet": (gettext_lazy("Chờ duyệt"), _waits),
    "da-duyet": (gettext_lazy("Đã duyệt"), lambda row: row.submission.is_approved),
    "tra-lai": (
        gettext_lazy("Trả lại"),
        lambda row: row.submission.state == SubmissionState.RETURNED,
    ),
    "chua-gui": (gettext_lazy("Chưa gửi"), lambda row: row.is_missing),
}


def _figures(summary: PeriodSummary, rows: Sequence[PeriodRow]) -> list[dict[str, Any]]:
    """The strip of figures, each opening its rows."""
    due = sum(1 for row in rows if row.line_count and row.submission.state in SubmissionState.SENT)
    late = _("%s gửi muộn") % summary.late if summary.late else ""
    numbers = {
        "da-gui": (due, _("/ %s đơn vị phải nộp") % summary.must, "", late),
        "cho-duyet": (sum(1 for row in rows if _waits(row)), _("báo cáo"), "", ""),
        "da-duyet": (summary.approved, _("báo cáo"), "", ""),
        "tra-lai": (summary.returned, _("báo cáo"), "", ""),
        "chua-gui": (summary.missing, _("đơn vị"), _("mang số kỳ trước"), ""),
    }
    return [
        {
            "label": VIEWS[key][0],
            "value": str(value),
            "unit": unit,
            "line": line,
            "bad": bad,
            "url": f"?xem={key}",
        }
        for key, (value, unit, line, bad) in numbers.items()
    ]


@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the reports that a period lacks: an office has taken lines over since it was opened."""
    period = found(request, pk)
    require(request, Permission.EDIT_PERIODS)
    try:
        count = ensure_submissions(period, by=request.user)
    except ValidationError as refused:
        return _page(request, found(request, pk), refused=refusal_text(refused), status=409)
    messages.success(request, _("Đã bổ sung %s đơn vị vào kỳ báo cáo.") % count)
    return redirect(period)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a period to submissions."""
    period = found(request, pk)
    require(request, Permission.LOCK_PERIODS)
    try:
        lock_period(period, by=request.user, note=request.POST.get("note", ""))
    except TransitionRefused as refused:
        return _page(request, found(request, pk), refused=refused.message, status=409)
    messages.success(request, _("Đã khóa kỳ báo cáo %s.") % period.title)
    return redirect(period)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a locked period again, with a reason."""
    period = found(request, pk)
    require(request, Permission.LOCK_PERIODS)
    try:
        unlock_period(period, by=request.user, note=request.POST.get("note", ""))
    except TransitionRefused as refused:
        status = 422 if refused.code == "note" else 409
        return _page(request, found(request, pk), refused=refused.message, status=status)
    messages.success(request, _("Đã mở khóa kỳ báo cáo %s.") % period.title)
    return redirect(period)


# --- opening --------------------------------------------------------------------------------------


class _PeriodView(View):
    """A period's form."""

    http_method_names = ["get", "head", "post", "options"]

    def _save(self, request: HttpRequest, period: ReportingPeriod) -> HttpResponse:
        form = PeriodForm(request.POST, instance=period, user=request.user)
        new = period.pk is None
        if form.is_valid():
            try:
                saved = save_period(form.save(commit=False), by=request.user)
            except ValidationError as error:
                form.add_refusal(error)
                forget_number(form.instance, new=new)
            else:
                said = _("Đã mở kỳ báo cáo %s.") if new else _("Đã lưu kỳ báo cáo %s.")
                messages.success(request, said % saved.title)
                return redirect(saved)
        return self._page(request, form, status=form.refused_status())

    def _page(self, request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
        raise NotImplementedError


class PeriodAdd(_PeriodView):
    """One new period, or all periods of some kinds in a year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form for the chosen period, its days filled in by the office's profile."""
        require(request, Permission.EDIT_PERIODS)
        period = self._chosen(request, request.GET)
        return self._page(request, PeriodForm(instance=period, user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open it, or them."""
        require(request, Permission.EDIT_PERIODS)
        if request.POST.get("action") == "year":
            return self._open_year(request)
        return self._save(request, self._chosen(request, request.POST))

    def _open_year(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        form = YearForm(request.POST)
        if form.is_valid():
            year = form.cleaned_data["year"]
            try:
                opened = open_year(user.organisation, year, form.cleaned_data["kinds"], by=user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                text = _("Đã mở %(n)s kỳ báo cáo của năm %(year)s.")
                messages.success(request, text % {"n": len(opened), "year": year})
                return redirect("progress:index")
        empty = PeriodForm(instance=self._chosen(request, request.GET), user=user)
        return self._page(request, empty, year_form=form, status=422)

    @staticmethod
    def _chosen(request: HttpRequest, asked: Any) -> ReportingPeriod:
        """A period of the asked code, else of this month; dated by the office's profile."""
        user: Any = request.user
        today = timezone.localdate()
        centre = user.organisation
        if asked.get("ky", "") == "free" or asked.get("kind", "") == PeriodKind.FREE:
            return ReportingPeriod(centre=centre, kind=PeriodKind.FREE)
        code = asked.get("ky") or asked.get("code") or ""
        if asked.get("nam"):  # another year was chosen: the same month or quarter of it
            code = f"{_year(request)}{code[4:]}"
        span = dates.span_of(code)
        if span is None or not _is_within_limits(span.first.year):
            span = dates.span_of(f"{today:%Y-%m}")
        profile = OfficeProfile.objects.on(span.last).filter(organisation=centre).first()
        days = dates.data_dates(span.first, span.last, profile)
        return ReportingPeriod(
            centre=centre,
            kind=span.kind,
            code=span.code,
            starts_on=span.first,
            ends_on=span.last,
            **vars(days),
        )

    def _page(
        self, request: HttpRequest, form: Any, status: int = 200, year_form: Any = None
    ) -> HttpResponse:
        year = _year(request)
        context = {
            "form": form,
            "period": form.instance,
            "heading": _("Mở kỳ báo cáo"),
            "year": year,
            "years": _years(year),
            "spans": [
                (span.code, ReportingPeriod(kind=span.kind, ends_on=span.last).title)
                for kind in PeriodKind
                for span in dates.spans_of(kind, year)
            ],
            "year_form": year_form or YearForm(initial={"year": year, "kinds": ["month"]}),
        }
        return render(request, "progress/period_form.html", context, status=status)


def _year(request: HttpRequest) -> int:
    """The year whose periods are offered: the asked one, else this one."""
    text = request.GET.get("nam", "")
    asked = int(text) if len(text) == 4 and text.isdecimal() else 0
    return asked if _is_within_limits(asked) else timezone.localdate().year


def _is_within_limits(year: int) -> bool:
    first, last = year_limits()
    return first <= year <= last


def _years(chosen: int) -> list[int]:
    """The years to choose from: the next one, this one, some years back, and the chosen one."""
    this = timezone.localdate().year
    years = {*range(this - YEARS_BACK, this + 2), chosen}
    return sorted(filter(_is_within_limits, years), reverse=True)


class PeriodEdit(_PeriodView):
    """The days of a period that is open."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form; a locked period goes back to its page."""
        period = found(request, pk)
        require(request, Permission.EDIT_PERIODS)
        if message := locked_sentence(period):
            messages.error(request, message)
            return redirect(period)
        return self._page(request, PeriodForm(instance=period, user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the days; a locked period takes none."""
        period = found(request, pk)
        require(request, Permission.EDIT_PERIODS)
        if message := locked_sentence(period):
            return _page(request, period, refused=message, status=409)
        return self._save(request, period)

    def _page(self, request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "period": form.instance,
            "heading": _("Sửa kỳ báo cáo"),
            "year_form": None,
        }
        return render(request, "progress/period_form.html", context, status=status)
