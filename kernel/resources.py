"""Import and export of records as sheets: rows go through the plural service of their app."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from import_export import resources


class ServiceResource(resources.ModelResource):
    """A resource that stores through ``service(rows, *, by, reason)`` in one go.

    Rows are checked one by one (``clean_model_instances``), so that the preview names every wrong
    cell; nothing is stored when one row is wrong. ``user`` decides scope and authorship.
    """

    service: Callable[..., Any]

    class Meta:
        abstract = True
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        self._pending: list[Model] = []
        super().__init__(**kwargs)

    def get_queryset(self) -> QuerySet:
        """Match and export only what the person sees."""
        return self._meta.model.objects.visible_to(self.user)

    def do_instance_save(self, instance: Model, is_create: bool) -> None:
        """Keep the row for the plural service."""
        self._pending.append(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Store what was gathered, unless this is the preview or a row is wrong."""
        rows, self._pending = self._pending, []
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        type(self).service(rows, by=self.user, reason="nhập từ bảng tính")
