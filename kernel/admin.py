"""The admin's ground: one scope, one set of rights, saving through services.

Django's own permission tables aren't used: ``user.can`` decides. A subclass names the two rights
and the two services; state, ledger and log are read-only there.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from kernel import history
from kernel.dated_admin import DatedRows
from kernel.forms import RowForm, SearchSelect, ServiceForm, formfield, sentence
from kernel.money import UNKNOWN, format_dong
from kernel.records import Record
from kernel.refusals import refusal_text
from kernel.search import matching
from kernel.uses import uses

CHANNEL = "quản trị"
_PK = re.compile(r"[0-9]{1,18}")  # what a ticked row may be called


class ScopedFields:
    """Fields of the portal: own date, money and text fields, choices limited to the scope."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Return the portal's field; relations keep Django's own wrapper logic."""
        if isinstance(db_field, models.ForeignKey | models.ManyToManyField) or db_field.choices:
            field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
            if field is not None:
                self._close_wrapper(field)
        else:
            kwargs.pop("request", None)
            field = formfield(db_field, **kwargs)
        if field is not None and field.label:
            field.label = sentence(field.label)
            verb = _("Chưa chọn") if isinstance(field, forms.ChoiceField) else _("Chưa nhập")
            field.error_messages["required"] = f"{verb} {field.label}."
        return field

    @staticmethod
    def _close_wrapper(field: forms.Field) -> None:
        for name in (
            "can_add_related",
            "can_change_related",
            "can_delete_related",
            "can_view_related",
        ):
            if hasattr(field.widget, name):
                setattr(field.widget, name, False)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Limit the choices to what the person sees, and load long ones by search."""
        related = db_field.remote_field.model
        if "queryset" not in kwargs and hasattr(related._default_manager, "visible_to"):
            kwargs["queryset"] = related._default_manager.visible_to(request.user)
        url_name = settings.PORTAL_SEARCH_URLS.get(related._meta.label_lower)
        if url_name:
            kwargs.setdefault("widget", SearchSelect(url_name))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """As for foreign keys."""
        related = db_field.remote_field.model
        if "queryset" not in kwargs and hasattr(related._default_manager, "visible_to"):
            kwargs["queryset"] = related._default_manager.visible_to(request.user)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.help_text = db_field.help_text  # not how to hold keys: one picks by search
        return field


class ScopedRights:
    """Answers Django's four questions by ``user.can``."""

    view_permission = ""
    edit_permission = ""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may read these records."""
        return bool(request.user.can(self.view_permission)) or self._may_edit(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may add one."""
        return self._may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may change one."""
        return self._may_edit(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may delete one."""
        return self._may_edit(request)

    def _may_edit(self, request: HttpRequest) -> bool:
        return bool(self.edit_permission) and bool(request.user.can(self.edit_permission))


class ScopedInline(ScopedFields, ScopedRights, admin.TabularInline):
    """Rows inside a record's page; they are stored through the record's own services."""

    form = RowForm
    extra = 0
    show_change_link = False
    help_text = ""
    shown_through: Sequence[str] = ()  # what the words of a row's relations are made of

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Load what the rows show in one go."""
        related = [
            field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey)
        ]
        return super().get_queryset(request).select_related(*related, *self.shown_through)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Ask once for what the selects of all rows offer."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not isinstance(field.widget, SearchSelect):
            offered = field.choices
            field.choices = cache(lambda: list(offered))
        return field


class ScopedAdmin(DatedRows, ScopedFields, ScopedRights, SimpleHistoryAdmin):
    """Base of every admin page of the portal.

    ``store(obj, *, by, reason)`` and ``erase(obj, *, by, reason)`` are the services that write; the
    same pair writes inline rows unless ``store_part`` and ``erase_part`` are given.
    """

    form = ServiceForm
    store: Callable[..., Any] = staticmethod(history.save)
    erase: Callable[..., Any] = staticmethod(history.remove)
    store_part: Callable[..., Any] | None = None
    erase_part: Callable[..., Any] | None = None
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    view_on_site = False
    actions_on_top = True
    help_text = ""

    def get_urls(self) -> list[Any]:
        """Leave out the unnamed redirect from an address that Django gave up with version 1.9."""
        return [pattern for pattern in super().get_urls() if pattern.name]

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> Any:
        """Say that a chosen row is none, where Django would ask the database for it and fail."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if all(_PK.fullmatch(one) for one in chosen):
            return super().response_action(request, queryset)
        self.message_user(request, _("Dòng đã chọn không còn; hãy chọn lại."), messages.WARNING)
        return None

    # --- scope and rights ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Start from what the person may see."""
        manager = self.model._default_manager
        rows = manager.visible_to(request.user) if hasattr(manager, "visible_to") else manager.all()
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app's name appears for the person."""
        return self.has_view_permission(request)

    def has_view_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who reads a record reads its history."""
        return self.has_view_permission(request, obj)

    def has_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is never changed."""
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the history of a record in scope; the stock view would show any record's.

        A row without one is shown itself.
        """
        if not hasattr(self.model, "history"):
            return self.change_view(request, object_id, extra_context=extra_context)
        self._require_visible(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """As ``history_view``."""
        self._require_visible(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _require_visible(self, request: HttpRequest, object_id: str) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: Any) -> Any:
        raise Http404

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Tell every change; the stock comparison skips columns that no form edits."""
        rows = list(historical_records)
        for row, before in pairwise(rows):
            row.history_delta_changes = history.changes(row, before)

    # --- reading ---

    def get_action_choices(self, request: HttpRequest, *args: Any) -> list[tuple[str, str]]:
        """Say what the select of actions is for."""
        return super().get_action_choices(request, [("", _("Chọn việc cần làm"))])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the last changes beside the form, unless its tables of rows need the width."""
        obj = kwargs.get("obj")
        if isinstance(obj, Record):
            context["record_version"] = type(obj)._base_manager.get(pk=obj.pk).version
        if (
            not context.get("inline_admin_formsets")
            and obj is not None
            and obj.pk
            and hasattr(obj, "history")
        ):
            context["recent_history"] = history.entries(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search without accents on the folded key where the model has one."""
        if not any(f.name == "search_key" for f in self.model._meta.fields):
            return super().get_search_results(request, queryset, search_term)
        return matching(queryset, search_term), False

    def get_search_fields(self, request: HttpRequest) -> Sequence[str]:
        """Show the search box wherever there is a folded key."""
        fields = super().get_search_fields(request)
        has_key = any(f.name == "search_key" for f in self.model._meta.fields)
        return fields or (("search_key",) if has_key else ())

    # --- writing ---

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Tell the form what a first attempt was refused for, and which version was shown."""
        form = super().get_form(request, obj, change=change, **kwargs)
        facts = {"refused": getattr(request, "service_refused", None)}
        if isinstance(obj, Record):
            facts["seen_version"] = request.POST.get("_version", "")
        return type(form.__name__, (form,), facts)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Return the unsaved object."""
        return form.save(commit=False)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store through the service."""
        type(self).store(obj, by=request.user, reason=CHANNEL)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete through the service."""
        type(self).erase(obj, by=request.user, reason=CHANNEL)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete one by one through the service; refused ones are named."""
        for obj in queryset:
            try:
                self.delete_model(request, obj)
            except (ValidationError, ProtectedError) as error:
                messages.error(request, f"{obj}: {refusal_text(error)}")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Store and delete inline rows through the services."""
        store = type(self).store_part or history.save
        erase = type(self).erase_part or history.remove
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            erase(row, by=request.user, reason=CHANNEL)
        for row in rows:
            store(row, by=request.user, reason=CHANNEL)
        formset.save_m2m()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Turn what a service refuses into a message at the form; nothing is stored in part."""
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, ProtectedError) as error:
            request.service_refused = ValidationError(refusal_text(error))  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Say why a record can't be deleted."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, ProtectedError) as error:
            messages.error(request, refusal_text(error))
            opts = self.model._meta
            name = f"admin:{opts.app_label}_{opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[object_id]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what is deleted; what depends on a record is told by the service's refusal.

        Of a row of a catalogue what uses it, within the scope: Django would name everybody's.
        """
        if hasattr(self.model, "deleted_at"):
            names = [str(obj) for obj in objs]
            count = {self.model._meta.verbose_name_plural: len(names)}
            return names, count, set(), []
        if users := uses(list(objs), request.user, self.admin_site):
            return [], {}, set(), users
        return super().get_deleted_objects(objs, request)

    # The portal's own history tells who did what; Django's second log is not written.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Write nothing."""


def money_column(name: str, label: Any) -> Callable[[Any], str]:
    """Return a column or read-only field that prints an amount in đồng, grouped, or "chưa rõ"."""

    @admin.display(description=label, ordering=name)
    def column(row: Any) -> str:
        amount = getattr(row, name)
        return UNKNOWN if amount is None else format_dong(amount)

    return column
