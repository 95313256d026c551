"""The office's own templates in use: which is asked for, which are offered, the filled file."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from reports.models import DocumentTemplate
from reports.parameters import ParameterError
from reports.rendering import CONTENT_TYPES
from reports.templates import using
from reports.templates.values import Values

TEMPLATE = "mau"


def asked(query: Mapping[str, str], slug: str, day: date, user: Any) -> Any:
    """Return the template that the address names, None when it names none.

    Raises ParameterError for what is no number; Http404 for a template that isn't there, is for
    something else or isn't in force on ``day``.
    """
    text = query.get(TEMPLATE, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ParameterError("template", _("Mẫu không hợp lệ."))
    rows = DocumentTemplate.objects.visible_to(user).on(slug, day)
    found = rows.select_related("file").filter(pk=int(text)).first()
    if found is None:
        raise Http404
    return found


def answer(template: DocumentTemplate, stem: str, values: Values) -> HttpResponse:
    """Return the filled file, named after what it is of. Raises TemplateRefused."""
    kind = template.file.kind
    response = HttpResponse(using.filled(template, values), content_type=CONTENT_TYPES[kind])
    name = f"{plain(stem)}.mau-{template.pk}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def plain(name: str) -> str:
    """A name of letters that every file system takes; codes of projects are typed."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "-.") else "-"
        for char in name.lower()
    )


def offered(slug: str, day: date, query: Mapping[str, str], user: Any) -> list[dict[str, str]]:
    """Return the templates in force that can be filled, each with its address."""
    rows = DocumentTemplate.objects.visible_to(user).on(slug, day)
    return [
        {
            "name": row.name,
            "kind": row.file.get_kind_display(),
            "note": row.note,
            "url": f"?{urlencode({**query, TEMPLATE: row.pk})}",
        }
        for row in rows.select_related("file").order_by("name", "pk")
        if not using.problems(row)
    ]
