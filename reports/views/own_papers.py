"""Papers of a decision or a project on the office's own templates: offered, filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission
from programmes.models import PlanDecision, SupportProject
from reports.parameters import ParameterError
from reports.templates.refusal import TemplateRefused
from reports.templates.subjects import SUBJECTS
from reports.views import filling


class _OwnPapers(View):
    """The templates for a record, and the record filled into the one that is asked for; scope and
    right are those of the record's page."""

    http_method_names = ["get", "head", "options"]
    slug = ""
    permission = ""

    def rows(self, user: Any) -> QuerySet:
        """The records that the person sees."""
        raise NotImplementedError

    def day(self, record: Any) -> date:
        """The day whose templates serve the record."""
        raise NotImplementedError

    def place(self, record: Any) -> Mapping[str, str]:
        """Where the record's page stands: the list, its address, the record in short."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the templates, or hand over the filled file."""
        user: Any = request.user
        record = get_object_or_404(self.rows(user), pk=pk)
        if not user.can(self.permission):
            raise PermissionDenied
        day = self.day(record)
        try:
            template = filling.asked(request.GET, self.slug, day, user)
            if template is None:
                return self._page(request, record)
            subject = SUBJECTS[self.slug]
            stem = f"{subject.file_stem}-{getattr(record, 'code', '') or record.pk}"
            return filling.answer(template, stem, subject.values(record, user))
        except ParameterError as error:
            return self._page(request, record, refused=error.message, status=400)
        except TemplateRefused as refused:
            return self._page(request, record, refused=refused.message, status=422)

    def _page(
        self, request: HttpRequest, record: Any, *, refused: str = "", status: int = 200
    ) -> HttpResponse:
        user: Any = request.user
        readers = (Permission.EDIT_TEMPLATES, Permission.WRITE_REPORTS)
        context = {
            "record": record,
            "slug": self.slug,
            "place": self.place(record),
            "refused": refused,
            "templates": filling.offered(self.slug, self.day(record), {}, user),
            "may_edit": user.can(Permission.EDIT_TEMPLATES),
            "may_read": any(user.can(one) for one in readers),
        }
        return render(request, "reports/own_papers.html", context, status=status)


class DecisionPapers(_OwnPapers):
    """A decision on the office's own templates, as of the day it was signed."""

    slug = "decision"
    permission = Permission.VIEW_PLANS

    def rows(self, user: Any) -> QuerySet:
        """Decisions in reach."""
        rows = PlanDecision.objects.visible_to(user)
        return rows.select_related("plan__programme", "province")

    def day(self, record: PlanDecision) -> date:
        """The day of signing, today for one that isn't signed."""
        return record.signed_on or timezone.localdate()

    def place(self, record: PlanDecision) -> Mapping[str, str]:
        """Under the plans."""
        return {
            "list": _("Kế hoạch"),
            "url": reverse("programmes:plans"),
            "crumb": str(record),
        }


class ProjectPapers(_OwnPapers):
    """A project on the office's own templates of today."""

    slug = "project"
    permission = Permission.VIEW_PROJECTS

    def rows(self, user: Any) -> QuerySet:
        """Projects in reach."""
        rows = SupportProject.objects.visible_to(user)
        return rows.select_related(
            "unit__parent", "unit__province", "implementing_organisation", "activity", "plan"
        )

    def day(self, record: SupportProject) -> date:
        """Today: a contract or a request is made now."""
        return timezone.localdate()

    def place(self, record: SupportProject) -> Mapping[str, str]:
        """Under the projects."""
        return {
            "list": _("Đề án"),
            "url": reverse("programmes:projects"),
            "crumb": record.code or _("Đề án"),
        }
