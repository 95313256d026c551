"""Pages of the office's own templates: list, page with its placeholders, upload, starters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.permissions import Permission
from attachments.http import serve
from kernel import history, validity
from kernel.lists import PAGE_SIZE
from kernel.refusals import refusal_text
from reports.forms import TemplateForm, subject_choices
from reports.models import DocumentTemplate
from reports.rendering import CONTENT_TYPES
from reports.services import remove_template, save_template
from reports.templates import using
from reports.templates.subjects import SUBJECTS
from reports.templates.values import EMPTY, Values
from reports.views.tables import FORMAT

SLUG = "bao-cao"


def _found(request: HttpRequest, pk: int) -> DocumentTemplate:
    rows = DocumentTemplate.objects.visible_to(request.user).select_related("file", "centre")
    found: DocumentTemplate = get_object_or_404(rows, pk=pk)
    return found


def _require(request: HttpRequest, *permissions: str) -> None:
    if not any(request.user.can(one) for one in permissions):  # type: ignore[union-attr]
        raise PermissionDenied


READERS = (Permission.EDIT_TEMPLATES, Permission.WRITE_REPORTS)


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Show the templates, by what they are for."""
    _require(request, *READERS)
    user: Any = request.user
    rows = DocumentTemplate.objects.visible_to(user).select_related("file")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "rows": [
            {
                "template": row,
                "subject": SUBJECTS[row.slug],
                "in_force": validity.is_on(row, today),
                "problems": len(using.problems(row)),
            }
            for row in page.object_list
        ],
        "may_edit": user.can(Permission.EDIT_TEMPLATES),
    }
    return render(request, "reports/templates.html", context)


@require_safe
def template_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a template: each placeholder with what it means, or what is wrong with it."""
    template = _found(request, pk)
    _require(request, *READERS)
    user: Any = request.user
    checked = using.checked(template)
    context = {
        "template": template,
        "subject": SUBJECTS[template.slug],
        "in_force": validity.is_on(template, timezone.localdate()),
        "wrong": [one for one in checked if one.problem],
        "right": [one for one in checked if not one.problem],
        "history": history.entries(template),
        "may_edit": user.can(Permission.EDIT_TEMPLATES),
    }
    return render(request, "reports/template.html", context)


class TemplateAdd(View):
    """A new template."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        _require(request, Permission.EDIT_TEMPLATES)
        return self._page(request, self._form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the template with its file."""
        _require(request, Permission.EDIT_TEMPLATES)
        form = self._form(request, request.POST, request.FILES)
        if (saved := _saved(request, form)) is not None:
            return saved
        return self._page(request, form, status=422)

    @staticmethod
    def _form(request: HttpRequest, *data: Any) -> TemplateForm:
        return TemplateForm(*data, initial={"slug": request.GET.get(SLUG)}, user=request.user)

    @staticmethod
    def _page(request: HttpRequest, form: TemplateForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "heading": _("Thêm mẫu văn bản"), "template": None}
        return render(request, "reports/template_form.html", context, status=status)


class TemplateEdit(View):
    """Name, days and file of a template."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        template = self._mine(request, pk)
        return self._page(request, TemplateForm(instance=template, user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes; a new file takes the place of the old one."""
        template = self._mine(request, pk)
        form = TemplateForm(request.POST, request.FILES, instance=template, user=request.user)
        if (saved := _saved(request, form)) is not None:
            return saved
        return self._page(request, form, status=form.refused_status())

    @staticmethod
    def _mine(request: HttpRequest, pk: int) -> DocumentTemplate:
        template = _found(request, pk)
        _require(request, Permission.EDIT_TEMPLATES)
        return template

    @staticmethod
    def _page(request: HttpRequest, form: TemplateForm, status: int = 200) -> HttpResponse:
        stored = DocumentTemplate.objects.select_related("file").get(pk=form.instance.pk)
        context = {"form": form, "heading": _("Sửa mẫu văn bản"), "template": stored}
        return render(request, "reports/template_form.html", context, status=status)


def _saved(request: HttpRequest, form: TemplateForm) -> HttpResponse | None:
    """Store what the form says and lead to the page; None when it must be mended."""
    if not form.is_valid():
        return None
    template = form.save(commit=False)
    is_new = template.pk is None
    try:
        save_template(template, form.cleaned_data["upload"], by=request.user)
    except ValidationError as error:
        if is_new:
            template.pk = None
            template._state.adding = True
        form.add_refusal(error)
        return None
    if wrong := using.problems(template):
        words = _("Đã lưu mẫu; có %(n)s ô trống cần sửa trước khi dùng.") % {"n": len(wrong)}
        messages.warning(request, words)
    else:
        messages.success(request, _("Đã lưu mẫu “%s”, dùng được ngay.") % template.name)
    return redirect(template)


@require_safe
def template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file back as it came in."""
    template = _found(request, pk)
    _require(request, *READERS)
    return serve(template.file, as_name=template.file.name)


@require_POST
def template_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a template to the recycle bin."""
    template = _found(request, pk)
    _require(request, Permission.EDIT_TEMPLATES)
    try:
        remove_template(template, by=request.user)
    except ValidationError as error:  # somebody saved it in the meantime
        messages.error(request, refusal_text(error))
        return redirect(template)
    messages.success(request, _("Đã xóa mẫu “%s”.") % template.name)
    return redirect("reports:templates")


# --- placeholders and starters --------------------------------------------------------------------


@require_safe
def placeholder_list(request: HttpRequest) -> HttpResponse:
    """Show every placeholder of a subject with what it means and what it gives today."""
    _require(request, *READERS)
    subject = SUBJECTS.get(request.GET.get(SLUG, ""), next(iter(SUBJECTS.values())))
    newest = subject.newest(request.user)
    values = NOTHING if newest is None else subject.values(newest, request.user)
    context = {
        "subject": subject,
        "choices": subject_choices(),
        "groups": [
            {
                "title": title,
                "rows": [(one, _example(values, one.name)) for one in some],
            }
            for title, some in subject.groups()
        ],
    }
    return render(request, "reports/placeholders.html", context)


NOTHING = Values({}, ())


def _example(values: Values, name: str) -> str:
    """Return what a placeholder gives: of a line, the first that has something to say."""
    prefix, _dot, rest = name.partition(".")
    if name in values.single:
        return values.single[name].text
    lines = (line.values.get(rest, EMPTY).text for line in values.lines if line.kind == prefix)
    return next((text for text in lines if text), "")


@require_safe
def starter(request: HttpRequest, kind: str) -> HttpResponse:
    """Give a template to begin with: the subject's own paper with placeholders in it."""
    if kind not in SUBJECTS:
        raise Http404
    _require(request, *READERS)
    subject = SUBJECTS[kind]
    output = request.GET.get(FORMAT) or "docx"
    if output not in subject.starters:
        raise Http404
    response = HttpResponse(subject.starters[output](), content_type=CONTENT_TYPES[output])
    name = f"mau-{subject.file_stem}.{output}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
