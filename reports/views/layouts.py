"""Pages of layouts: which one holds when, the editor with its preview, copies."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from kernel import validity
from kernel.dates import format_date
from kernel.lists import PAGE_SIZE
from kernel.refusals import refusal_text
from reports import checks, choosing, selectors
from reports.arranged import ARRANGED, NothingToDrawError
from reports.forms import CopyForm, LayoutEditor
from reports.layouts import Layout
from reports.models import FormLayout
from reports.rendering import html
from reports.services import copy_layout, remove_layout, reset_layout, save_layout

PREVIEW_LINES = 40
YEAR = "xem-nam"
LOOK, UP, DOWN = "xem", "len:", "xuong:"


def _layout(request: HttpRequest, pk: int) -> FormLayout:
    """Return a layout in scope (404), for who may change it (403)."""
    user: Any = request.user
    rows = FormLayout.objects.visible_to(user).filter(slug__in=ARRANGED)
    layout: FormLayout = get_object_or_404(rows.prefetch_related("columns", "signers"), pk=pk)
    if not user.can(Permission.EDIT_CATALOGUES):
        raise PermissionDenied
    return layout


class LayoutList(View):
    """The layouts of every report, the newest first."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        user: Any = request.user
        if not user.can(Permission.EDIT_CATALOGUES):
            raise PermissionDenied
        rows = FormLayout.objects.visible_to(user).filter(slug__in=ARRANGED)
        page = Paginator(selectors.in_report_order(rows, ARRANGED), PAGE_SIZE).get_page(
            request.GET.get("page")
        )
        today = timezone.localdate()
        context = {
            "page": page,
            "reports": [
                {"report": report, "rows": [_row(row, today) for row in rows]}
                for report, rows in _by_report(page.object_list)
            ],
        }
        return render(request, "reports/layouts.html", context)


def _by_report(rows: Iterable[FormLayout]) -> Iterable[tuple[Any, list[FormLayout]]]:
    found: dict[str, list[FormLayout]] = {}
    for row in rows:
        found.setdefault(row.slug, []).append(row)
    return [(ARRANGED[slug], rows) for slug, rows in found.items()]


def _row(row: FormLayout, today: Any) -> dict[str, Any]:
    return {
        "row": row,
        "standing": validity.STANDINGS[validity.standing(row, today)],
        "shown": sum(column.shown for column in row.columns.all()),
    }


class LayoutPage(View):
    """The editor of one layout."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is stored, with a preview."""
        row = _layout(request, pk)
        return _page(request, LayoutEditor(row, ARRANGED[row.slug], request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store everything at once; or, without script, move a column or look at the preview."""
        row = _layout(request, pk)
        report, user = ARRANGED[row.slug], request.user
        editor = LayoutEditor(row, report, user, request.POST)
        action = request.POST.get("action", "")
        if action.startswith((UP, DOWN)):
            step = -1 if action.startswith(UP) else 1
            moved = editor.moved(action.partition(":")[2], step)
            return _page(request, LayoutEditor(row, report, user, moved))
        is_valid = editor.is_valid()
        if action == LOOK:
            return _page(request, editor)
        if is_valid:
            try:
                save_layout(
                    editor.form.save(commit=False),
                    editor.lines(),
                    editor.named_signers(),
                    by=user,
                )
            except ValidationError as error:
                editor.form.add_refusal(error)
            else:
                messages.success(request, _("Đã lưu mẫu biểu; mọi định dạng in theo mẫu này."))
                return redirect(row)
        return _page(request, editor, status=editor.form.refused_status())


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet as typed, with the office's figures; nothing is stored."""
    row = _layout(request, pk)
    editor = LayoutEditor(row, ARRANGED[row.slug], request.user, request.POST)
    context = _preview(request, editor)
    status = 422 if context["problems"] else 200
    return render(request, "reports/layout_preview.html", context, status=status)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a layout for the time from a day on, and open the copy."""
    row = _layout(request, pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _refuse(request, row, " ".join(form.errors["valid_from"]))
    day = form.cleaned_data["valid_from"]
    try:
        made = copy_layout(row, valid_from=day, by=request.user)
    except ValidationError as error:
        return _refuse(request, row, refusal_text(error))
    messages.success(
        request,
        _("Đã tạo bản sao áp dụng từ %(day)s, chưa đối chiếu với mẫu chính thức.")
        % {"day": format_date(day)},
    )
    return redirect(made)


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the shipped layout back."""
    row = _layout(request, pk)
    return _change(request, row, reset_layout, _("Đã đưa mẫu biểu về mẫu ban đầu."), row)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a layout to the recycle bin; say why when that can't be."""
    row = _layout(request, pk)
    done = _("Đã xóa mẫu biểu; mẫu liền kề áp dụng thay.")
    return _change(request, row, remove_layout, done, "reports:layouts")


def _change(
    request: HttpRequest, row: FormLayout, change: Callable[..., Any], done: str, to: Any
) -> HttpResponse:
    """Call a service on a layout as the person has seen it."""
    if request.POST.get("version") != str(row.version):
        return _refuse(
            request, row, _("Mẫu biểu đã được sửa từ khi mở trang này; hãy xem lại rồi làm lại.")
        )
    try:
        change(row, by=request.user)
    except ValidationError as error:
        return _refuse(request, row, refusal_text(error))
    messages.success(request, done)
    return redirect(to)


def _refuse(request: HttpRequest, row: FormLayout, text: str) -> HttpResponse:
    messages.error(request, text)
    return redirect(row)


def _page(request: HttpRequest, editor: LayoutEditor, status: int = 200) -> HttpResponse:
    stale = editor.form.is_bound and editor.form.is_stale
    # What was refused comes back with what was typed; a stored row is shown as it is stored.
    row = FormLayout.objects.get(pk=editor.row.pk)
    user: Any = request.user
    context = {
        "editor": editor,
        "form": editor.form,
        "layout": row,
        "report": editor.report,
        "conflicts": editor.conflicts() if stale else [],
        "error_count": 0 if stale else editor.error_count,
        "is_only": not FormLayout.objects.alive().filter(slug=row.slug).exclude(pk=row.pk).exists(),
        "paper": selectors.office_paper(user, timezone.localdate()),
        "report_url": editor.report.address(),
        **_preview(request, editor),
    }
    return render(request, "reports/layout.html", context, status=status)


def _preview(request: HttpRequest, editor: LayoutEditor) -> dict[str, Any]:
    """Return the sheet of what is typed (else of what is stored), and what doesn't fit on it."""
    user: Any = request.user
    years = selectors.years_of(user)
    year = _year(request.POST.get(YEAR, ""), years, editor.row)
    frame = {"years": sorted({*years, year}, reverse=True), "year": year}
    if editor.form.is_bound and not editor.is_valid():
        return frame | {"problems": [_("Còn ô cần sửa nên chưa vẽ được bản xem trước.")]}
    if editor.form.is_bound:
        if problems := editor.problems():
            return frame | {"problems": problems}
        layout = editor.draft()
    else:
        layout = selectors.layout_of(editor.row)
    return frame | {"problems": []} | _drawn(editor, layout, year, user)


def _drawn(editor: LayoutEditor, layout: Layout, year: int, user: Any) -> dict[str, Any]:
    try:
        figures, document = editor.report.draw(layout, year, user)
    except NothingToDrawError:
        return {"sheet": ""}
    return {
        "document": document,
        "sheet": html.sheet(document, limit=PREVIEW_LINES),
        "findings": list(checks.fitting(layout, document.table)),
        "items": len(figures.items),
    }


def _year(asked: str, years: list[int], row: FormLayout) -> int:
    """Return the year whose figures the preview shows: as asked, else one in which it holds."""
    if len(asked) == 4 and asked.isdecimal() and int(asked) in years:
        return int(asked)
    held = [
        year
        for year in years
        if (row.valid_from is None or row.valid_from.year <= year)
        and (row.valid_to is None or year <= row.valid_to.year)
    ]
    return choosing.default_year(held or years)
