"""Pages of courses. Every answer: sign-in, method, scope (404), right (403), form (422, 409)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.choices import ListName
from accounts.permissions import Permission
from accounts.selectors import view_tabs
from kernel import lists
from kernel.refusals import refusal_text
from programmes.models import SupportProject
from programmes.views.access import forget_number, in_scope, require
from training import selectors
from training.columns import COLUMNS, EXPORT, SORTS
from training.filters import CourseFilter
from training.forms import CourseForm, ProjectChoice
from training.models import TrainingCourse
from training.services import remove_course, save_course


def _page_of(request: HttpRequest, *, totals: Any = None) -> lists.ListPage:
    rows = TrainingCourse.objects.visible_to(request.user)
    return lists.build(
        request,
        rows,
        CourseFilter,
        sorts=SORTS,
        default_sort="-starts",
        columns=COLUMNS,
        totals=totals,
    )


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Show the courses of the area: filters as pills, sums over what is known, pages."""
    require(request, Permission.VIEW_COURSES)
    if address := COLUMNS.tidy(request):
        return redirect(address)
    page = _page_of(request, totals=selectors.totals)
    context = {
        "list": page,
        "table": page.table(),
        "tabs": view_tabs(request.user, ListName.COURSES, query=page.saved_query, count=page.count),
        "may_edit": request.user.can(Permission.EDIT_COURSES),  # type: ignore[union-attr]
    }
    return render(request, "training/courses.html", context, status=page.status)


@require_safe
def courses_export(request: HttpRequest) -> HttpResponse:
    """Give the filtered list as a workbook, every row of it; the columns as chosen."""
    require(request, Permission.VIEW_COURSES)
    page = _page_of(request)
    if page.status != 200:
        return redirect(f"{page.clear_url.removesuffix('xuat/')}?{page.query}")
    return page.workbook("lop-dao-tao", EXPORT)


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one course: facts, numbers with shares, what its line counts, what changed."""
    user: Any = request.user
    rows = selectors.listed(user).select_related(
        "unit__parent",
        "unit__province",
        "line__project",
        "line__unit",
        "line__allocation__facility",
        "line__allocation__organisation",
    )
    found = in_scope(rows, pk)
    require(request, Permission.VIEW_COURSES)
    context = {
        "course": found,
        "shown": selectors.course_page(user, found),
        "may_edit": user.can(Permission.EDIT_COURSES),
    }
    return render(request, "training/course.html", context)


@require_POST
def course_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a course to the recycle bin; say why when that can't be."""
    found = in_scope(selectors.listed(request.user), pk)
    require(request, Permission.EDIT_COURSES)
    try:
        remove_course(found, by=request.user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
        return redirect(found)
    messages.success(request, _("Đã chuyển lớp “%s” vào thùng rác.") % found.name)
    return redirect("training:courses")


class _CourseFormView(View):
    """The form of a course."""

    http_method_names = ["get", "head", "post", "options"]

    @staticmethod
    def _show(request: HttpRequest, form: CourseForm, status: int = 200) -> HttpResponse:
        stored = form.instance.pk and selectors.listed(request.user).filter(pk=form.instance.pk)
        context = {
            "form": form,
            "conflicts": form.stale_conflicts(),
            "error_count": 0 if form.is_stale else len(form.errors),
            # The form has written what was typed into its own copy.
            "course": stored.first() if stored else None,
        }
        return render(request, "training/course_form.html", context, status=status)

    def _save(self, request: HttpRequest, record: TrainingCourse) -> HttpResponse:
        new = record.pk is None
        form = CourseForm(request.POST, instance=record, user=request.user)
        if form.is_valid():
            try:
                saved = save_course(form.save(commit=False), by=request.user)
            except ValidationError as error:
                form.add_refusal(error)
                forget_number(form.instance, new=new)
            else:
                messages.success(request, _("Đã lưu lớp “%s”.") % saved.name)
                return redirect(saved)
        status = form.refused_status()
        return self._show(request, form, status=status)


class CourseAdd(_CourseFormView):
    """A new course: first its project (``?project=``), then everything else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the project, or show the form when it is known."""
        require(request, Permission.EDIT_COURSES)
        user: Any = request.user
        choice = ProjectChoice(request.GET if "project" in request.GET else None, user=user)
        if not choice.is_valid():
            status = 400 if choice.is_bound else 200
            return render(request, "training/course_project.html", {"form": choice}, status=status)
        record = TrainingCourse(project=choice.cleaned_data["project"])
        return self._show(request, CourseForm(instance=_prefilled(record, user), user=user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the course."""
        require(request, Permission.EDIT_COURSES)
        return self._save(request, TrainingCourse())


class CourseEdit(_CourseFormView):
    """An existing course."""

    @staticmethod
    def _found(request: HttpRequest, pk: int) -> TrainingCourse:
        found = in_scope(selectors.listed(request.user), pk)
        require(request, Permission.EDIT_COURSES)
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        form = CourseForm(instance=self._found(request, pk), user=request.user)
        return self._show(request, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes."""
        return self._save(request, self._found(request, pk))


def _prefilled(record: TrainingCourse, user: Any) -> TrainingCourse:
    """A new course begins with its project's name and place, and the line that must be meant."""
    project: SupportProject = record.project
    record.name = project.name[: TrainingCourse._meta.get_field("name").max_length]
    record.unit = project.unit
    line = selectors.line_of_courses(user, project)
    if line is not None:
        record.line, record.unit = line, line.unit
    return record
