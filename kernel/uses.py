"""What keeps a row of a catalogue from being deleted, told within the scope of who asks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

SHOWN = 10


def uses(rows: Sequence[Any], user: Any, line: Callable[[models.Model], str]) -> list[str]:
    """Return a line for each of the first ten users of a kind that ``user`` sees, then the rest.

    A catalogue serves the whole country: of other areas' records, and of those in the recycle bin,
    only that there are some is told. The number of queries doesn't grow with the records.
    """
    lines: list[str] = []
    for relation in _protecting(rows[0]._meta) if rows else ():
        column = f"{relation.field.name}__in"
        found = relation.related_model._default_manager.filter(**{column: rows}).order_by("pk")
        kind = capfirst(relation.related_model._meta.verbose_name)
        scoped = hasattr(found, "visible_to")
        seen = found.visible_to(user) if scoped else found
        related = [
            field.name
            for field in relation.related_model._meta.fields
            if isinstance(field, models.ForeignKey)
        ]
        lines += [line(row) for row in seen.select_related(*related)[:SHOWN]]
        count = seen.count()
        if count > SHOWN:
            lines.append(
                _("%(kind)s: và %(count)s mục nữa") % {"kind": kind, "count": count - SHOWN}
            )
        if scoped and found.exclude(pk__in=seen.values("pk")).exists():
            lines.append(_("%(kind)s: của đơn vị khác hoặc trong thùng rác") % {"kind": kind})
    return lines


def _protecting(options: Any) -> Iterator[Any]:
    """Relations of other rows to this model that forbid its deletion."""
    for relation in options.get_fields(include_hidden=True):
        pointing = relation.auto_created and not relation.concrete
        if pointing and getattr(relation, "on_delete", None) is models.PROTECT:
            yield relation
