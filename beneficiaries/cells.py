"""Cells of the facilities' sheet: what stands in one becomes a value, or a sentence why not."""

from typing import Any

from django.utils.translation import gettext as _
from import_export import widgets

from beneficiaries.checks import plain_phone, plain_tax_code
from beneficiaries.models import IndustryCode
from kernel.sheets.widgets import TextCell, written
from kernel.text import clean


class TaxCodeCell(TextCell):
    """A tax code; one that Excel holds as a number has lost its leading zero."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored form. Raises ValueError for a number that is short of its zero."""
        code = plain_tax_code(written(value))
        if isinstance(value, int | float) and len(code) in {9, 11}:
            raise ValueError(
                _("Mã số thuế “%(code)s” thiếu số 0 đầu: đổi định dạng cột sang Văn bản.")
                % {"code": code}
            )
        return code


class PhoneCell(TextCell):
    """A telephone number; Excel drops the zero of 0912345678."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored form."""
        phone = plain_phone(written(value))
        short = isinstance(value, int | float) and len(phone) in {9, 10}
        return f"0{phone}" if short and not phone.startswith("1") else phone


class IndustryCell(widgets.Widget):
    """An industry by its code; of several versions the newest."""

    def __init__(self) -> None:
        self.known: dict[str, IndustryCode] = {}
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> IndustryCode | None:
        """Return the industry. Raises ValueError for an unknown code."""
        code = clean(written(value)).split(" ")[0].upper()
        if not code:
            return None
        if not self.known:
            rows = IndustryCode.objects.order_by("version")
            self.known = {industry.code: industry for industry in rows}
        found = self.known.get(code) or self.known.get(code.zfill(4))
        if found is None:
            message = _("Không có mã ngành “%(code)s” trong danh mục VSIC.")
            raise ValueError(message % {"code": code})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the code."""
        return value.code if value else ""
