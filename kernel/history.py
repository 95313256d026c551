"""Writing with a trace: each write leaves a history row that names its author and its channel.

``by`` is the person (or the system account); ``reason`` is the channel, the import batch or a typed
reason. Services call these three functions; nothing else saves a record.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kernel.records import Record

T = TypeVar("T", bound=models.Model)
REASON_LENGTH = 500


def track(*, excluded_fields: Sequence[str] = (), **options: Any) -> HistoricalRecords:
    """Return the history of a model; personal fields named in ``excluded_fields`` are not copied."""
    return HistoricalRecords(
        excluded_fields=list(excluded_fields),
        history_change_reason_field=models.CharField(
            _("lý do"), max_length=REASON_LENGTH, null=True, blank=True
        ),
        verbose_name=_("lịch sử"),
        verbose_name_plural=_("lịch sử"),
        **options,
    )


@transaction.atomic
def save(record: T, *, by: Any, reason: str = "") -> T:
    """Check and store one record; return it.

    Raises ValidationError with Vietnamese messages, all fields at once.
    """
    if record.pk and isinstance(record, Record):
        record.version += 1
    record.full_clean()
    _sign(record, by, reason)
    record.save()
    return record


@transaction.atomic
def remove(record: T, *, by: Any, reason: str = "") -> T:
    """Move a record to the recycle bin; a row without one is deleted, its history stays.

    Raises ProtectedError when other rows need it.
    """
    _sign(record, by, reason or "xóa")
    if hasattr(record, "deleted_at"):
        record.deleted_at, record.deleted_by = timezone.now(), by
        record.version += 1
        record.save()
    else:
        record.delete()
    return record


@transaction.atomic
def save_many(model: type[T], records: Iterable[T], *, by: Any, reason: str = "") -> list[T]:
    """Store new and changed records in bulk, each with its history row.

    The caller has validated the rows (``full_clean`` costs a query a row).
    """
    rows = list(records)
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    options = {"batch_size": 500, "default_user": by, "default_change_reason": reason}
    if new:
        bulk_create_with_history(new, model, **options)
    if old:
        fields = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        for row in old:
            if isinstance(row, Record):
                row.version += 1
        bulk_update_with_history(old, model, fields, **options)
    return rows


def _sign(record: models.Model, by: Any, reason: str) -> None:
    record._history_user = by
    record._change_reason = reason[:REASON_LENGTH]
