"""Files of decisions and projects."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from attachments.checks import FileFacts
from attachments.services import examine, store
from kernel import history
from programmes.models import DecisionFile, PlanDecision, ProjectFile, SupportProject
from programmes.models.files import OwnedFile

MOST = 50


def add_decision_file(
    decision: PlanDecision, upload: File, *, by: Any, title: str = "", reason: str = ""
) -> DecisionFile:
    """Add a scan to a decision, recorded or not. Raises ValidationError; PermissionDenied."""
    if not by.can(Permission.EDIT_PLANS, decision):
        raise PermissionDenied
    row = DecisionFile(decision=decision, title=title)
    _add(row, upload, by=by, reason=reason)
    return row


def add_project_file(
    project: SupportProject, upload: File, *, by: Any, title: str = "", reason: str = ""
) -> ProjectFile:
    """Add a paper to a project. Raises ValidationError; PermissionDenied."""
    if not by.can(Permission.EDIT_PROJECTS, project):
        raise PermissionDenied
    row = ProjectFile(project=project, title=title)
    _add(row, upload, by=by, reason=reason)
    return row


def _add(row: OwnedFile, upload: File, *, by: Any, reason: str) -> None:
    """Store the upload and link it, once it has been looked at: others who write don't wait."""
    facts = examine(upload)
    with transaction.atomic():
        _link(row, upload, facts, by=by, reason=reason)


def _link(row: OwnedFile, upload: File, facts: FileFacts, *, by: Any, reason: str) -> None:
    """The same content once for an owner, and not too many."""
    owner = row.owner
    # Of two clicks on one button the second waits here and finds the file there.
    type(owner).objects.select_for_update(of=("self",)).get(pk=owner.pk)
    if owner.files.count() >= MOST:
        raise ValidationError(_("Mỗi hồ sơ tối đa %(most)s tệp.") % {"most": MOST})
    row.file = store(upload, by=by, facts=facts)
    same = owner.files.filter(file__sha256=row.file.sha256).select_related("file").first()
    if same:
        raise ValidationError(_("Tệp này đã có trong hồ sơ: “%(name)s”.") % {"name": same})
    history.save(row, by=by, reason=reason)


@transaction.atomic
def remove_decision_file(row: DecisionFile, *, by: Any, reason: str = "") -> None:
    """Take a scan off a decision; refused once the decision is recorded."""
    decision = PlanDecision.objects.select_for_update(of=("self",)).get(pk=row.decision_id)
    if not by.can(Permission.EDIT_PLANS, decision):
        raise PermissionDenied
    if decision.is_recorded:
        raise ValidationError(
            _("Quyết định đã ghi nhận: tệp là chứng cứ, chỉ thêm được, không xóa được.")
        )
    history.remove(row, by=by, reason=reason)


@transaction.atomic
def remove_project_file(row: ProjectFile, *, by: Any, reason: str = "") -> None:
    """Take a paper off a project; what is stored stays stored."""
    if not by.can(Permission.EDIT_PROJECTS, row.project):
        raise PermissionDenied
    history.remove(row, by=by, reason=reason)
