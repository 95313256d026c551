"""Saved views of lists: kept under a name, shared, renamed, deleted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import ListName
from accounts.forms import NewViewForm, SavedViewForm
from accounts.models import SavedView
from accounts.services import remove_view, save_view
from beneficiaries.filters import FacilityFilter
from kernel.lists import parameters
from programmes.filters import ProjectFilter
from training.filters import CourseFilter

KNOWN = {
    ListName.PROJECTS: parameters(ProjectFilter),
    ListName.FACILITIES: parameters(FacilityFilter),
    ListName.COURSES: parameters(CourseFilter),
}


@require_POST
def view_add(request: HttpRequest) -> HttpResponse:
    """Save what a list shows under a name."""
    view = SavedView(owner=request.user)
    return _saved(request, NewViewForm(request.POST, instance=view, known=KNOWN))


@require_POST
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, move it among the tabs, share it with the office or keep it."""
    return _saved(request, SavedViewForm(request.POST, instance=_mine(request, pk)))


@require_POST
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view; what it showed stays."""
    view = _mine(request, pk)
    remove_view(view, by=request.user)
    messages.success(request, _("Đã xóa cách xem “%s”.") % view.name)
    return redirect(SavedView(list=view.list).get_absolute_url())


def _mine(request: HttpRequest, pk: int) -> SavedView:
    """Return a view that the person sees (404) and has saved himself (403)."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if view.owner_id != request.user.pk:
        raise PermissionDenied
    return view


def _saved(request: HttpRequest, form: Any) -> HttpResponse:
    try:
        view = save_view(form.save(commit=False), by=request.user) if form.is_valid() else None
    except ValidationError as refused:  # another view bears that name
        form.add_error(None, ValidationError(refused.messages))
        view = None
    if view is None:
        for hidden in form.hidden_fields():
            for sentence in hidden.errors:
                form.add_error(None, sentence)
        return render(request, "desk/saved_view.html", {"form": form}, status=422)
    messages.success(request, _("Đã lưu cách xem “%s”.") % view.name)
    return redirect(view)
