"""What the admin shows and nobody changes there: logs, sums, evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel.admin import ScopedAdmin


class NobodyWrites:
    """Rows of an admin page or of a part of one that are only looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


class ReadOnlyAdmin(NobodyWrites, ScopedAdmin):
    """For logs and what is loaded from files: shown, never changed by hand."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """All of them; the page of an old version would offer everybody's rows as choices."""
        if self.fieldsets:
            return flatten_fieldsets(self.fieldsets)
        columns = (*self.opts.fields, *self.opts.many_to_many)
        return flatten(self.fields or [column.name for column in columns if column.editable])


class LogAdmin(ReadOnlyAdmin):
    """A log of states (``kernel.workflow.TransitionRow``): what, when, of what, by whom, why."""

    help_text = "Nhật ký tự ghi, chỉ để xem: ai chuyển trạng thái, lúc nào, vì sao."
    list_display = ["at", "subject", "step_label", "source_label", "target_label", "by"]
    list_select_related = ["subject", "by"]
    ordering = ["-at", "-pk"]
    fields = [
        *("subject", "step_label", "source_label", "target_label"),
        *("by", "at", "occurred_on", "note"),
    ]
    step_labels: Mapping[str, Any] = {}  # the name of a transition -> what people call it

    @admin.display(description="bước xử lý")
    def step_label(self, row: Any) -> str:
        """What happened, in words."""
        return str(self.step_labels.get(row.name, row.name))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Only of what the person sees."""
        subject = self.model._meta.get_field("subject").related_model
        visible = subject._default_manager.visible_to(request.user)
        return super().get_queryset(request).filter(subject__in=visible)
