"""Periods are opened and dated here too; reports and their logs are only looked at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, ScopedInline, money_column
from kernel.money import format_percent
from kernel.readonly_admin import LogAdmin, NobodyWrites, ReadOnlyAdmin
from progress.models import (
    EntryIndicator,
    PeriodSubmission,
    PeriodTransition,
    ProgressEntry,
    ReportingPeriod,
    SubmissionTransition,
)
from progress.services import remove_period, save_period
from progress.workflow import LABELS

INVESTED = money_column("invested_amount", _("vốn cơ sở đã chi (đồng)"))


class RecordRights:
    """Records of reporting: who reads records reads them."""

    view_permission = Permission.VIEW_RECORDS


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(RecordRights, ScopedAdmin):
    """Periods; a locked one is closed here as well."""

    help_text = _("Ngày chốt số liệu và hạn nộp của từng kỳ; mở, khóa kỳ ở trang Tiến độ.")
    edit_permission = Permission.EDIT_PERIODS
    store = staticmethod(save_period)
    erase = staticmethod(remove_period)
    list_display = ["__str__", "centre", "data_from", "data_to", "local_due_on", "state"]
    list_filter = ["kind", "state"]
    list_select_related = ["centre"]
    ordering = ["-data_to", "-starts_on", "pk"]
    search_fields = ["code"]
    readonly_fields = ["state"]
    fieldsets = [
        (
            _("Kỳ báo cáo"),
            {
                "description": _(
                    "Mở kỳ là lập luôn báo cáo cho các đơn vị; khóa kỳ ở trang của kỳ."
                ),
                "fields": ["centre", ("kind", "code"), ("starts_on", "ends_on"), "state"],
            },
        ),
        (
            _("Số liệu và hạn nộp"),
            {
                "description": _("Kỳ báo cáo khác với ngày chốt số liệu và hạn nộp."),
                "fields": [
                    ("data_from", "data_to"),
                    ("local_due_on", "department_due_on", "agency_due_on"),
                    "note",
                ],
            },
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while it is locked."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while it is locked."""
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(period: ReportingPeriod | None) -> bool:
    return period is None or not period.is_locked


class ReadOnlyRows(NobodyWrites, RecordRights, ScopedInline):
    """Rows that nobody types here."""


class EntryInline(ReadOnlyRows):
    """What a report says of its lines."""

    model = ProgressEntry
    fields = ["line", "state", "percent", "figures", INVESTED, "difficulties", "explanation"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Load lines and indicators in one go."""
        rows = super().get_queryset(request)
        lines = ("line__project", "line__allocation__facility", "line__allocation__organisation")
        return rows.select_related(*lines).prefetch_related("indicators__indicator")

    @admin.display(description=_("lũy kế"))
    def figures(self, entry: ProgressEntry) -> str:
        """The indicators with what is done."""
        return "; ".join(_in_words(row) for row in entry.indicators.all()) or "–"


def _in_words(row: EntryIndicator) -> str:
    return f"{row.indicator.name}: {format_percent(row.done)} {row.indicator.measure}"


@admin.register(PeriodSubmission)
class PeriodSubmissionAdmin(RecordRights, ReadOnlyAdmin):
    """Reports: evidence of what was sent and approved, never typed here."""

    list_display = ["__str__", "organisation", "period", "state", "submitted_at", "approved_at"]
    list_filter = ["state", "origin"]
    list_select_related = ["organisation", "period"]
    ordering = ["-period__data_to", "organisation__sort_key", "pk"]
    search_fields = ["organisation__search_key", "period__code"]
    inlines = [EntryInline]
    help_text = _("Nhập, gửi và duyệt báo cáo ở trang Tiến độ.")
    fieldsets = [
        (
            _("Báo cáo"),
            {
                "description": _("Số liệu lũy kế từ đầu đề án; ô trống là chưa rõ."),
                "fields": ["period", "organisation", ("state", "is_empty")],
            },
        ),
        (
            _("Ai nhập, ai duyệt"),
            {
                "fields": [
                    ("origin", "channel", "origin_note"),
                    ("submitted_at", "submitted_by"),
                    ("signed_at", "signed_by"),
                    ("approved_at", "approved_by"),
                    "return_reason",
                ]
            },
        ),
        (_("Nhận xét chung"), {"fields": ["difficulties", "proposals"]}),
    ]


@admin.register(SubmissionTransition)
class SubmissionTransitionAdmin(RecordRights, LogAdmin):
    """The log of reports."""

    step_labels = LABELS
    list_select_related = ["subject__period", "subject__organisation", "by"]


@admin.register(PeriodTransition)
class PeriodTransitionAdmin(RecordRights, LogAdmin):
    """The log of periods."""

    step_labels = LABELS
