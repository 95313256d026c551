"""A stored template in use: what is wrong with it, and values filled into it."""

from collections.abc import Sequence

from django.core.files.storage import default_storage

from reports.models import DocumentTemplate
from reports.templates.markers import Found
from reports.templates.placeholders import Checked, check
from reports.templates.refusal import Code, refusal
from reports.templates.running import fill
from reports.templates.subjects import SUBJECTS
from reports.templates.values import Values


def checked(template: DocumentTemplate) -> Sequence[Checked]:
    """Return the placeholders of a template, each understood or with what is wrong."""
    return check([Found(*one) for one in template.found], SUBJECTS[template.slug].groups())


def problems(template: DocumentTemplate) -> Sequence[Checked]:
    """Return the wrong placeholders: as long as there are any, nothing is filled."""
    return [one for one in checked(template) if one.problem]


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
