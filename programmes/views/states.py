"""The page that records a state which a project had before the portal began."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.permissions import Permission
from kernel.workflow import TransitionRefused
from programmes.forms import PastStateForm, past_state
from programmes.models import SupportProject
from programmes.services import record_past_state
from programmes.views.access import as_refusal, in_scope, require


class PastState(View):
    """A state with its day and its paper."""

    http_method_names = ["get", "head", "post", "options"]

    def _found(self, request: HttpRequest, pk: int) -> SupportProject:
        project: SupportProject = in_scope(SupportProject.objects.visible_to(request.user), pk)
        require(request, Permission.RECORD_STATES)
        return project

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        form = PastStateForm(instance=self._found(request, pk), user=request.user)
        return self._page(request, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record the state; a refusal stands at its field."""
        project = self._found(request, pk)
        form = PastStateForm(request.POST, instance=project, user=request.user)
        if form.is_valid():
            try:
                record_past_state(project, by=request.user, **past_state(form.cleaned_data))
            except (ValidationError, TransitionRefused) as error:
                form.add_refusal(as_refusal(error))
            else:
                state = project.get_state_display()
                messages.success(request, _("Đã ghi nhận trạng thái “%s”.") % state)
                return redirect(project)
        return self._page(request, form, status=form.refused_status())

    def _page(self, request: HttpRequest, form: PastStateForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "project": form.instance}
        return render(request, "programmes/past_state.html", context, status=status)
