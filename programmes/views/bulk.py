"""Many projects changed at once."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.bulk import BulkEdit
from programmes.filters import ProjectFilter
from programmes.forms import ProjectBulkForm
from programmes.models import SupportProject
from programmes.services import save_projects


class ProjectBulkEdit(BulkEdit):
    """Kind, content, organisation, time, tags and note of the chosen projects."""

    model = SupportProject
    filterset_class = ProjectFilter
    form_class = ProjectBulkForm
    permission = Permission.EDIT_PROJECTS
    store = staticmethod(save_projects)
    list_name = "programmes:projects"
    list_title = _("Đề án")
    noun = _("đề án")
    related = ("unit", "unit_now", "plan", "activity", "implementing_organisation")
