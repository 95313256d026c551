"""What the forms of this app share."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from localities.models import AdministrativeUnit

MILLION = "triệu đồng"
ROW_MESSAGES = {
    "too_many_forms": _("Biểu mẫu quá nhiều dòng (tối đa %(num)d). Hãy dùng chức năng nhập Excel."),
    "missing_management_form": _("Biểu mẫu gửi lên bị thiếu. Tải lại trang rồi nhập lại."),
}


def covered_units(user: Any) -> Any:
    """Return the units that a person may choose."""
    rows = AdministrativeUnit.objects.all()
    return rows if user.sees_everything else rows.filter(pk__in=user.covered_units())
