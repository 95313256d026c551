"""The columns of the list of facilities: what is shown, sorted and exported."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import RuralIndustrialFacility
from kernel.columns import Column, Columns, Source, plain_cell, words_of
from kernel.templatetags.portal import applicable, fact, vn_date, vn_datetime
from localities.names import lowered

MILLION = "triệu đồng"
PEOPLE = "người"
SUB = '<span class="sub">{}</span>'


def _named(row: RuralIndustrialFacility) -> tuple[Any, ...]:
    more = row.products or row.representative
    return row.get_absolute_url(), row.name, format_html(SUB, more) if more else ""


def _placed(row: RuralIndustrialFacility) -> tuple[Any, ...]:
    now = row.unit_now
    remark = _("chưa xác định đơn vị mới") if now is None else f"nay {lowered(now.full_name)}"
    moved = now is None or now.pk != row.unit_id
    return row.unit.full_name, format_html(SUB, remark) if moved else ""


def _owned(row: RuralIndustrialFacility) -> Any:
    if row.is_women_owned is None:
        return fact(None)
    return _("Có") if row.is_women_owned else _("Không")


def _count(name: str, title: str, label: Any, *, sort: str = "") -> Column:
    """A column of a number of people."""
    return Column(
        name.removesuffix("_count") + "s", label, plain_cell("num", title),
        lambda row: (fact(getattr(row, name)),), (name,), (Source(title, name),),
        sort=sort, unit=PEOPLE, css="num",
    )  # fmt: skip


def _text(key: str, name: str, title: str, label: Any) -> Column:
    """A column of plain words."""
    return Column(
        key, label, plain_cell("", title), lambda row: (applicable(getattr(row, name)),), (name,),
        (Source(title, name),),
    )  # fmt: skip


# ``supports`` and ``capital_shown`` are what the page adds to its rows: they need all of them.
COLUMNS = Columns(
    all=(
        Column(
            "name", _("Cơ sở và sản phẩm"), '<td class="name"><a href="{}">{}</a>{}</td>', _named,
            ("name", "products", "representative"),
            (Source("Tên cơ sở", "name"), Source("Sản phẩm chính", "products")), sort="name",
            is_fixed=True,
        ),
        Column(
            "kind", _("Loại hình"), plain_cell("", "Loại hình"),
            lambda row: (words_of(FacilityKind).get(row.kind, row.kind),), ("kind",),
            (Source("Loại hình", "kind", FacilityKind.choices),), sort="kind",
        ),
        Column(
            "tax_code", _("Mã số thuế"), plain_cell("figs", "Mã số thuế"),
            lambda row: (fact(row.tax_code),), ("tax_code",), (Source("Mã số thuế", "tax_code"),),
        ),
        Column(
            "unit", _("Địa bàn"), '<td data-label="Địa bàn"><span>{}{}</span></td>', _placed,
            ("unit__full_name", "unit_now__full_name"),
            (
                Source("Địa bàn nơi sản xuất", "unit__full_name"),
                Source("Mã địa bàn", "unit__code"),
                Source("Địa bàn hiện nay", "unit_now__full_name"),
            ),
            sort="unit",
        ),
        Column(
            "industry", _("Ngành"), '<td class="card-hide figs">{}</td>',
            lambda row: (fact(row.industry and row.industry.code),), ("industry__code",),
            (Source("Mã ngành", "industry__code"), Source("Ngành", "industry__name")),
        ),
        _count("worker_count", "Lao động", _("Lao động"), sort="workers"),
        Column(
            "capital", _("Vốn"), plain_cell("num", "Vốn (triệu đồng)"),
            lambda row: (row.capital_shown,), ("capital_amount",),
            (Source("Vốn (đồng)", "capital_amount"),), sort="capital", unit=MILLION, css="num",
        ),
        Column(
            "supports", _("Hỗ trợ"), plain_cell("num", "Hỗ trợ (đề án)"),
            lambda row: (row.supports,), ("pk",), (), unit="đề án", css="num",
        ),
        _count("women_worker_count", "Lao động nữ", _("Lao động nữ")),
        _count("minority_worker_count", "Lao động dân tộc thiểu số", _("Dân tộc thiểu số")),
        _text("representative", "representative", "Người đại diện", _("Người đại diện")),
        Column(
            "phone", _("Điện thoại"), plain_cell("figs", "Điện thoại"),
            lambda row: (applicable(row.phone),), ("phone",), (Source("Điện thoại", "phone"),),
        ),
        _text("address", "production_address", "Địa chỉ sản xuất", _("Địa chỉ sản xuất")),
        _text("products", "products", "Sản phẩm chính", _("Sản phẩm chính")),
        Column(
            "industry_name", _("Tên ngành"), plain_cell("", "Tên ngành"),
            lambda row: (applicable(row.industry and row.industry.name),), ("industry__name",),
            (Source("Ngành", "industry__name"),),
        ),
        Column(
            "registered", _("Ngày đăng ký"), plain_cell("date", "Ngày đăng ký"),
            lambda row: (vn_date(row.registered_on, "–"),), ("registered_on",),
            (Source("Ngày đăng ký", "registered_on"),),
        ),
        Column(
            "women_owned", _("Do phụ nữ làm chủ"), plain_cell("", "Do phụ nữ làm chủ"),
            lambda row: (_owned(row),), ("is_women_owned",),
            (Source("Do phụ nữ làm chủ", "is_women_owned"),),
        ),
        Column(
            "source", _("Nguồn hồ sơ"), plain_cell("", "Nguồn hồ sơ"),
            lambda row: (words_of(RecordSource).get(row.source, row.source),), ("source",),
            (Source("Nguồn hồ sơ", "source", RecordSource.choices),),
        ),
        _text("note", "note", "Ghi chú", _("Ghi chú")),
        Column(
            "updated", _("Cập nhật lúc"), plain_cell("date", "Cập nhật lúc"),
            lambda row: (vn_datetime(row.updated_at),), ("updated_at",),
            (Source("Cập nhật lúc", "updated_at"),), sort="updated",
        ),
    ),
    default=("name", "kind", "tax_code", "unit", "industry", "workers", "capital", "supports"),
)  # fmt: skip

SORTS = {
    "name": "sort_key",
    "kind": "kind",
    "unit": "unit__sort_key",
    "workers": "worker_count",
    "capital": "capital_amount",
    "updated": "updated_at",
}
