"""Writing with a trace: each write leaves a history row that names its author and its channel.

``by`` is the person (or the system account); ``reason`` is the channel, the import batch or a typed
reason. Services call these functions; nothing else saves a record.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Self, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kernel.money import MoneyField, format_dong
from kernel.records import Record

T = TypeVar("T", bound=models.Model)
R = TypeVar("R", bound=Record)
REASON_LENGTH = 500
RESTORED = "khôi phục từ thùng rác"


class _Manager(HistoryManager):
    """The package's manager, its class made once: the package makes one whenever it is asked."""

    @classmethod
    @cache
    def from_queryset(
        cls, queryset_class: type[models.QuerySet], class_name: str | None = None
    ) -> type[Self]:
        """Return the manager with the methods of a queryset."""
        made: type[Self] = super().from_queryset(queryset_class, class_name)
        return made


def track(*, excluded_fields: Sequence[str] = (), **options: Any) -> HistoricalRecords:
    """Return the history of a model; personal ``excluded_fields`` are not copied."""
    return HistoricalRecords(
        excluded_fields=list(excluded_fields),
        history_change_reason_field=models.CharField(
            _("lý do"), max_length=REASON_LENGTH, null=True, blank=True
        ),
        history_manager=_Manager,
        verbose_name=_("lịch sử"),
        verbose_name_plural=_("lịch sử"),
        **options,
    )


def save(record: T, *, by: Any, reason: str = "") -> T:
    """Check and store one record; return it.

    Raises ValidationError with Vietnamese messages, all fields at once; with the code "stale"
    when somebody has stored the record since it was read. Constraints are the database's to judge:
    asked beforehand they cost a query each, so only a refused record is asked for its sentence.
    """
    version = getattr(record, "version", None)
    try:
        with transaction.atomic():
            _store(record, by, reason)
    except IntegrityError:
        if isinstance(record, Record):
            record.version = version
        record.validate_constraints()
        raise
    return record


def _store(record: models.Model, by: Any, reason: str) -> None:
    changed = record.pk is not None and isinstance(record, Record)
    if changed:
        _require_fresh(record)
    try:
        record.full_clean(validate_constraints=False)
    except ValidationError:
        record.full_clean()
        raise
    if changed:
        record.version += 1
    _sign(record, by, reason)
    record.save()


@transaction.atomic
def remove(record: T, *, by: Any, reason: str = "") -> T:
    """Move a record to the recycle bin; a row without one is deleted, its history stays.

    Raises ProtectedError when other rows need it; ValidationError with the code "stale" when
    somebody has stored the record since it was read.
    """
    _sign(record, by, reason or "xóa")
    if isinstance(record, Record):
        _require_fresh(record)
        record.deleted_at, record.deleted_by = timezone.now(), by
        record.version += 1
        record.save()
    else:
        record.delete()
    return record


@transaction.atomic
def restore(record: R, *, needs: Sequence[str] = (), by: Any, reason: str = "") -> R:
    """Take a record out of the recycle bin.

    Raises ValidationError when one of the relations ``needs`` is in the bin itself, when what was
    entered since has taken the record's place, and with the code "stale" for a lost race.
    """
    _require_fresh(record)
    for name in needs:
        owner = getattr(record, name)
        if owner is not None and owner.is_deleted:
            raise ValidationError(
                _("“%(owner)s” đang ở trong thùng rác; hãy khôi phục mục đó trước.")
                % {"owner": owner}
            )
    record.deleted_at = record.deleted_by = None
    record.validate_unique()
    record.validate_constraints()
    record.version += 1
    _sign(record, by, reason or RESTORED)
    record.save()
    return record


def require_in_bin(record: Record, permission: str, by: Any) -> None:
    """Raise PermissionDenied unless the person has the right and the record is in his bin."""
    rows: Any = type(record)._default_manager
    if not (by.can(permission) and rows.in_bin(by).filter(pk=record.pk).exists()):
        raise PermissionDenied


@transaction.atomic
def save_many(
    model: type[T],
    records: Iterable[T],
    *,
    by: Any,
    reason: str = "",
    fields: Iterable[str] = (),
) -> list[T]:
    """Store new and changed records in bulk, each with its history row.

    Of records that were stored before, only ``fields`` are written, with version and moment; all,
    where none is named. The history row says what the whole object holds: read it under a lock.
    The caller has validated the rows (``full_clean`` costs a query a row).
    """
    rows = list(records)
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    options = {"batch_size": 500, "default_user": by, "default_change_reason": reason}
    if new:
        bulk_create_with_history(new, model, **options)
    if old:
        written = set(fields) or {f.name for f in model._meta.concrete_fields if not f.primary_key}
        if issubclass(model, Record):
            written |= {"version", "updated_at"}
            for row in old:
                row.version += 1
                row.updated_at = timezone.now()
        bulk_update_with_history(old, model, sorted(written), **options)
    return rows


KINDS = {"+": _("Tạo hồ sơ"), "~": _("Sửa"), "-": _("Xóa")}
#: columns that change with every write, or that only serve search and sorting
_SILENT = frozenset({"version", "updated_at", "created_at", "search_key", "sort_key", "password"})


def entries(record: models.Model, *, limit: int = 5) -> list[dict[str, Any]]:
    """Return the newest history rows as a page shows them: when, who, what changed, why."""
    kept: Any = record.history.order_by("-history_date", "-pk")  # type: ignore[attr-defined]
    if any(column.name == "history_user" for column in kept.model._meta.fields):
        kept = kept.select_related("history_user")  # units keep a number instead of a relation
    rows = list(kept[: limit + 1])
    previous = [*rows[1:], None][: len(rows)]
    return [
        {
            "at": row.history_date,
            "title": str(KINDS.get(row.history_type, "")),
            "who": str(row.history_user or _("Hệ thống")),
            "reason": row.history_change_reason or "",
            "changes": changes(row, before) if before is not None else [],
        }
        for row, before in list(zip(rows, previous, strict=True))[:limit]
    ]


def changes(row: Any, before: Any) -> list[dict[str, str]]:
    """Return what differs between two history rows, also in columns that no form edits."""
    found = []
    for field in type(row).tracked_fields:
        if field.name in _SILENT:
            continue
        old, new = getattr(before, field.attname, None), getattr(row, field.attname, None)
        if old != new:
            label = str(field.verbose_name)
            found.append(
                {
                    "field": label[:1].upper() + label[1:],
                    "label": label[:1].upper() + label[1:],
                    "old": in_words(field, old),
                    "new": in_words(field, new),
                }
            )
    return found


def in_words(field: models.Field, value: Any) -> str:
    """Return a stored value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("Có") if value else _("Không"))
    if isinstance(field, models.ForeignKey):
        related = field.remote_field.model._base_manager.filter(pk=value).first()
        return str(related or value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, MoneyField):
        return format_dong(value)
    return _plainly(value)


def _plainly(value: Any) -> str:
    """A value whose own type says how people read it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _require_fresh(record: Record) -> None:
    rows = type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk)
    # Not in the record's own order, which may join other tables.
    stored = rows.order_by("pk").values_list("version", flat=True).first()
    if stored is not None and stored != record.version:
        raise ValidationError(
            _("“%(record)s” vừa được người khác cập nhật; hãy tải lại rồi làm tiếp.")
            % {"record": record},
            code="stale",
        )


def _sign(record: models.Model, by: Any, reason: str) -> None:
    record._history_user = by
    record._change_reason = reason[:REASON_LENGTH]
