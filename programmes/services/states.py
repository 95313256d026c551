"""States that projects had before the portal began: recorded with their day and their paper."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import history
from kernel.findings import errors
from kernel.text import clean
from kernel.workflow import Transition, TransitionRefused, perform
from programmes import workflow
from programmes.checks import PastFacts, past_findings
from programmes.choices import ProjectState
from programmes.models import ProjectTransition, SupportProject
from programmes.services.projects import lock_stored, require_fresh
from programmes.services.tracking import ensure_lines


@transaction.atomic
def record_past_state(
    project: SupportProject,
    target: str,
    *,
    by: Any,
    occurred_on: date | None,
    note: str,
    approved_on: date | None = None,
) -> ProjectTransition:
    """Record that a project has been in the state ``target`` since a day of the past.

    ``note`` names the paper. The same state with another day corrects the day; a state from before
    the present one completes the log and leaves the present one. Raises ValidationError for what
    is wrong, by the names of the form's fields, with the code "stale" when somebody saved since;
    TransitionRefused without the right: a state needs a person.
    """
    transition = workflow.record_past_state(target)
    _require_right(project, transition, by)
    before = lock_stored([project])[project.pk]
    require_fresh(project, before)
    since = before["state_since"] or _recorded_on(project)
    words, today = clean(note, multiline=True), timezone.localdate()
    facts = PastFacts(target, occurred_on, approved_on, words, today, before["state"], since)
    if found := errors(past_findings(facts)):
        raise ValidationError({finding.field: finding.message for finding in found})
    approval = _approval(facts, before["approved_on"])
    row = _complete(project, facts, approval, by) or perform(
        project,
        transition,
        by=by,
        note=note,
        log=ProjectTransition,
        origin=workflow.ORIGIN_TAKEN_OVER,
        occurred_on=occurred_on,
        changes={"state_since": occurred_on, "approved_on": approval},
    )
    if target in ProjectState.TRACKED:
        ensure_lines([project], by=by)
    return row


def _require_right(project: SupportProject, transition: Transition, by: Any) -> None:
    if by.is_system or not by.can(transition.permission, project):
        message = _("Tài khoản này không có quyền “%(label)s”.") % {"label": transition.label}
        raise TransitionRefused(message, "permission")


def _recorded_on(project: SupportProject) -> date | None:
    """When the present state was recorded, where nobody told its day."""
    last = project.transitions.order_by("-at", "-pk").first()
    return timezone.localtime(last.at).date() if last else None


def _complete(
    project: SupportProject, facts: PastFacts, approval: date | None, by: Any
) -> ProjectTransition | None:
    """Log a state from before the present one; None when the state is the present one itself."""
    if not facts.completes_history:
        return None
    project.refresh_from_db()
    if project.approved_on != approval:
        project.approved_on = approval
        history.save(project, by=by, reason=facts.note)
    return ProjectTransition.objects.create(
        subject=project,
        name=workflow.record_past_state(facts.state).name,
        source="",
        target=facts.state,
        by=by,
        note=facts.note,
        origin=workflow.ORIGIN_TAKEN_OVER,
        occurred_on=facts.occurred_on,
    )


def _approval(facts: PastFacts, stored: date | None) -> date | None:
    """The day of approval: the one told, the state's own day, else the one that is stored."""
    if facts.approved_on:
        return facts.approved_on
    if facts.state == ProjectState.APPROVED:
        return facts.occurred_on
    if facts.state in ProjectState.BEFORE_APPROVAL and not facts.completes_history:
        return None
    return stored
