"""A stored template in use: what is wrong with it, and a report filled into it."""

from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from reports import selectors
from reports.catalogue import Report
from reports.documents import Document
from reports.figures import Figures
from reports.models import DocumentTemplate
from reports.parameters import Parameters
from reports.templates.answers import answers
from reports.templates.markers import Found
from reports.templates.placeholders import Checked, check
from reports.templates.refusal import Code, refusal
from reports.templates.running import fill
from reports.templates.values import Values


def checked(template: DocumentTemplate) -> Sequence[Checked]:
    """Return the placeholders of a template, each understood or with what is wrong."""
    return check([Found(*one) for one in template.found], template.slug)


def problems(template: DocumentTemplate) -> Sequence[Checked]:
    """Return the wrong placeholders: as long as there are any, nothing is filled."""
    return [one for one in checked(template) if one.problem]


def values_of(
    report: Report, parameters: Parameters, figures: Figures, document: Document, user: Any
) -> Values:
    """Return what a report fills a template with, on the paper of the person's Centre."""
    paper = selectors.office_paper(user, timezone.localdate())
    return answers(report, parameters, figures, document, paper)


def filled(template: DocumentTemplate, values: Values) -> bytes:
    """Return the template filled. Raises TemplateRefused."""
    if wrong := problems(template):
        first = wrong[0]
        raise refusal(Code.WRONG, count=len(wrong), written=first.written, place=first.place)
    try:
        with default_storage.open(template.file.path) as stored:
            data = stored.read()
    except OSError as error:
        raise refusal(Code.DAMAGED) from error
    return fill(data, values)
