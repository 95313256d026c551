"""The copy of a project: the form of a new one, filled with the facts of another."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from programmes import selectors
from programmes.forms import AllocationFormSet, CopyPartsForm, ProjectForm
from programmes.models import Allocation, SupportProject
from programmes.services import copy_of, copy_parts
from programmes.views.access import in_scope, require
from programmes.views.projects import ProjectFormView

ALLOCATED = ("kind", "facility", "organisation", "group_name", "expected_count")


class ProjectCopy(ProjectFormView):
    """A new project that begins with the facts, money and beneficiaries of another."""

    source: SupportProject
    parts_form: CopyPartsForm

    @property
    def more(self) -> dict[str, Any]:
        """The original and what else of it is copied."""
        return {
            "heading": _("Nhân bản đề án"),
            "source": self.source,
            "parts_form": self.parts_form,
        }

    def _begin(self, request: HttpRequest, pk: int) -> SupportProject:
        rows = SupportProject.objects.visible_to(request.user)
        self.source = in_scope(rows.select_related("plan", "unit", "unit_now", "activity"), pk)
        require(request, Permission.EDIT_PROJECTS)
        self.parts_form = CopyPartsForm(request.POST or None, source=self.source)
        return copy_of(self.source)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, filled."""
        project = self._begin(request, pk)
        form = ProjectForm(
            instance=project, user=request.user, initial=selectors.money_initial(self.source)
        )
        held = list(self.source.allocations.select_related("facility", "organisation"))
        parts = AllocationFormSet(
            instance=project,
            prefix="thu-huong",
            queryset=Allocation.objects.none(),
            initial=[{name: getattr(row, name) for name in ALLOCATED} for row in held],
            form_kwargs={"user": request.user},
        )
        parts.extra = len(held) + 1
        for row, original in zip(parts.forms, held, strict=False):
            for name in ("facility", "organisation"):
                row.fields[name].widget.known = getattr(original, name)
        return self._page(request, form, parts)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the copy as a new project."""
        return self._save(request, self._begin(request, pk))

    @transaction.atomic
    def _store(self, request: HttpRequest, form: ProjectForm, parts: Any) -> None:
        if form.instance.unit_id != self.source.unit_id:
            form.instance.unit_now = None  # it was chosen for the place of the original
        super()._store(request, form, parts)
        wanted = self.parts_form.cleaned_data if self.parts_form.is_valid() else {}
        copy_parts(
            self.source,
            form.instance,
            which={name for name, is_wanted in wanted.items() if is_wanted},
            by=request.user,
        )
