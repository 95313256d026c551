"""Admin pages with import and export of sheets, on the ground of ``kernel.admin``."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin

from kernel.admin import ScopedAdmin
from kernel.sheets.formats import SafeCSV, SafeXLSX
from kernel.sheets.refusal import SheetRefused

logger = logging.getLogger(__name__)


class SheetAdmin(ImportExportMixin, ScopedAdmin):
    """An admin page with import (preview first) and export through django-import-export."""

    formats = [SafeXLSX, SafeCSV]
    import_template_name = "admin/import_export/import.html"
    export_template_name = "admin/import_export/export.html"
    show_change_form_export = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may change these records may import them."""
        return self._may_edit(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Who may read these records may export them."""
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer 422 when there is no preview to confirm: no file, not readable, wrong rows."""
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        shown = request.method == "POST" and response.status_code == 200
        if shown and "confirm_form" not in context:
            response.status_code = 422
        return response

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Say why a file is refused in the reader's own words."""
        if not isinstance(e, SheetRefused):
            logger.error("an uploaded sheet could not be read", exc_info=e)
        message = e.message if isinstance(e, SheetRefused) else _("Không đọc được tệp này.")
        form.add_error("import_file", message)

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        """Return what may be ticked for export: the stock answer would be every area's records."""
        return self.get_queryset(request).values_list("pk", flat=True)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Tell the resource who imports."""
        return {**super().get_import_resource_kwargs(request, **kwargs), "user": request.user}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Tell the resource who exports."""
        return {**super().get_export_resource_kwargs(request, **kwargs), "user": request.user}
