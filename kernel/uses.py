"""What keeps a row of a catalogue from being deleted, told within the scope of who asks."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

SHOWN = 10


def uses(rows: Sequence[Any], user: Any, site: AdminSite) -> list[str]:
    """Return a line for each of the first ten rows of a kind that use these, then of the rest.

    A catalogue serves the whole country: named are records in the scope of ``user`` and rows of
    other catalogues. Of other areas' records, of those in the recycle bin and of a record's parts,
    which have no scope of their own, only that there are some is told. The number of queries
    doesn't grow with the records.
    """
    lines: list[str] = []
    for relation in _protecting(rows[0]._meta) if rows else ():
        model = relation.related_model
        kind = capfirst(model._meta.verbose_name)
        found = model._default_manager.filter(**{f"{relation.field.name}__in": rows})
        if hasattr(found, "visible_to"):
            seen, rest = found.visible_to(user), _("của đơn vị khác hoặc trong thùng rác")
        elif site.is_registered(model):
            seen, rest = found, ""
        else:
            seen, rest = found.none(), _("đang dùng mục này")
        lines += _first(seen, kind, site)
        if rest and found.exclude(pk__in=seen.values("pk")).exists():
            lines.append(f"{kind}: {rest}")
    return lines


def _first(seen: models.QuerySet, kind: str, site: AdminSite) -> Iterator[str]:
    """Name ten rows, with the way to them where the admin has one; count the others."""
    options = seen.model._meta
    related = [field.name for field in options.fields if isinstance(field, models.ForeignKey)]
    for row in seen.select_related(*related).order_by("pk")[:SHOWN]:
        if site.is_registered(seen.model):
            url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
            yield format_html('{}: <a href="{}">{}</a>', kind, url, row)
        else:
            yield f"{kind}: {row}"
    if (count := seen.count()) > SHOWN:
        yield _("%(kind)s: và %(count)s mục nữa") % {"kind": kind, "count": count - SHOWN}


def _protecting(options: Any) -> Iterator[Any]:
    """Relations of other rows to this model that forbid its deletion."""
    for relation in options.get_fields(include_hidden=True):
        pointing = relation.auto_created and not relation.concrete
        if pointing and getattr(relation, "on_delete", None) is models.PROTECT:
            yield relation
