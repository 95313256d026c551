"""A report on the office's own template: which is asked for, which are offered, the file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from reports.catalogue import Report, file_name
from reports.models import DocumentTemplate
from reports.parameters import ParameterError, Parameters
from reports.rendering import CONTENT_TYPES
from reports.templates import using
from reports.templates.values import Values

TEMPLATE = "mau"


def asked(query: Mapping[str, str], slug: str, parameters: Parameters, user: Any) -> Any:
    """Return the template that the address names, None when it names none.

    Raises ParameterError for what is no number; Http404 for a template that isn't there, is another
    report's or isn't in force on the last day of the period.
    """
    text = query.get(TEMPLATE, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ParameterError("template", _("Mẫu không hợp lệ."))
    rows = DocumentTemplate.objects.visible_to(user).on(slug, parameters.period.last)
    found = rows.select_related("file").filter(pk=int(text)).first()
    if found is None:
        raise Http404
    return found


def answer(
    template: DocumentTemplate, report: Report, parameters: Parameters, values: Values
) -> HttpResponse:
    """Return the filled file. Raises TemplateRefused."""
    kind = template.file.kind
    response = HttpResponse(using.filled(template, values), content_type=CONTENT_TYPES[kind])
    name = file_name(report, parameters, f"mau-{template.pk}.{kind}")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def offered(
    slug: str, parameters: Parameters, query: Mapping[str, str], user: Any
) -> list[dict[str, str]]:
    """Return the templates in force that can be filled, each with its address."""
    rows = DocumentTemplate.objects.visible_to(user).on(slug, parameters.period.last)
    return [
        {
            "name": row.name,
            "kind": row.file.get_kind_display(),
            "url": f"?{urlencode({**query, TEMPLATE: row.pk})}",
        }
        for row in rows.select_related("file").order_by("name", "pk")
        if not using.problems(row)
    ]
