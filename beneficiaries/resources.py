"""Sheets of facilities: Vietnamese heads both ways, every error named by row and column."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields

from beneficiaries.cells import IndustryCell, PhoneCell, TaxCodeCell
from beneficiaries.checks import FACILITY_CHECKS, plain_tax_code
from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.selectors import facts_of
from beneficiaries.services import record_facilities
from kernel.findings import errors, run
from kernel.resources import ServiceResource
from kernel.sheets.widgets import (
    ChoiceCell,
    CountCell,
    DayCell,
    MoneyCell,
    TextCell,
    YesNoCell,
    written,
)
from kernel.text import clean, fold
from localities.cells import PLACE_CODE, UnitCell, code_of

NUMBER, NAME, TAX_CODE = "Mã hồ sơ", "Tên cơ sở", "Mã số thuế"
PLACE = "Địa bàn nơi sản xuất"
SHORT_KINDS = {
    "dntn": FacilityKind.PRIVATE,
    "tnhh": FacilityKind.LIMITED,
    "cp": FacilityKind.JOINT_STOCK,
    "cong ty cp": FacilityKind.JOINT_STOCK,
    "htx": FacilityKind.COOPERATIVE,
    "lien hiep htx": FacilityKind.COOPERATIVE_UNION,
    "tht": FacilityKind.COOPERATIVE_GROUP,
    "hkd": FacilityKind.HOUSEHOLD,
    "ho kd": FacilityKind.HOUSEHOLD,
}


class FacilityResource(ServiceResource):
    """Facilities as a sheet. A row is an existing facility by its number, else by its tax code in
    its name's company, else by name and place; otherwise it is new."""

    number = fields.Field(attribute="pk", column_name=NUMBER, readonly=True)
    name = fields.Field(attribute="name", column_name=NAME, widget=TextCell())
    kind = fields.Field(
        attribute="kind",
        column_name="Loại hình",
        widget=ChoiceCell(FacilityKind, FacilityKind.UNKNOWN, SHORT_KINDS),
    )
    tax_code = fields.Field(attribute="tax_code", column_name=TAX_CODE, widget=TaxCodeCell())
    registered_on = fields.Field(
        attribute="registered_on", column_name="Ngày đăng ký", widget=DayCell()
    )
    unit = fields.Field(attribute="unit", column_name=PLACE, widget=UnitCell())
    place_code = fields.Field(column_name=PLACE_CODE, readonly=True)
    production_address = fields.Field(
        attribute="production_address", column_name="Địa chỉ nơi sản xuất", widget=TextCell()
    )
    office_address = fields.Field(
        attribute="office_address", column_name="Địa chỉ trụ sở", widget=TextCell()
    )
    representative = fields.Field(
        attribute="representative", column_name="Người đại diện", widget=TextCell()
    )
    phone = fields.Field(attribute="phone", column_name="Điện thoại", widget=PhoneCell())
    email = fields.Field(attribute="email", column_name="Thư điện tử", widget=TextCell())
    industry = fields.Field(
        attribute="industry", column_name="Mã ngành VSIC", widget=IndustryCell()
    )
    products = fields.Field(attribute="products", column_name="Sản phẩm chính", widget=TextCell())
    worker_count = fields.Field(
        attribute="worker_count", column_name="Số lao động", widget=CountCell()
    )
    women_worker_count = fields.Field(
        attribute="women_worker_count", column_name="Lao động nữ", widget=CountCell()
    )
    minority_worker_count = fields.Field(
        attribute="minority_worker_count",
        column_name="Lao động dân tộc thiểu số",
        widget=CountCell(),
    )
    capital_amount = fields.Field(
        attribute="capital_amount", column_name="Vốn (đồng)", widget=MoneyCell()
    )
    is_women_owned = fields.Field(
        attribute="is_women_owned", column_name="Do phụ nữ làm chủ", widget=YesNoCell()
    )
    source = fields.Field(
        attribute="source",
        column_name="Nguồn hồ sơ",
        widget=ChoiceCell(RecordSource, RecordSource.IMPORTED),
        readonly=True,
    )
    note = fields.Field(attribute="note", column_name="Ghi chú", widget=TextCell(multiline=True))

    service = staticmethod(record_facilities)
    required_heads = (NAME, PLACE)
    stand_ins = {PLACE: PLACE_CODE}
    label_heads = (NAME,)

    class Meta:
        model = RuralIndustrialFacility
        import_id_fields = ("name",)
        fields = (
            "number",
            "name",
            "kind",
            "tax_code",
            "registered_on",
            "unit",
            "place_code",
            "production_address",
            "office_address",
            "representative",
            "phone",
            "email",
            "industry",
            "products",
            "worker_count",
            "women_worker_count",
            "minority_worker_count",
            "capital_amount",
            "is_women_owned",
            "source",
            "note",
        )
        export_order = fields

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        super().__init__(user=user, **kwargs)
        self.fields["unit"].widget.user = user

    def get_queryset(self) -> Any:
        """What the person sees, with what a row of the sheet needs."""
        return super().get_queryset().select_related("unit__parent", "unit__province", "industry")

    def dehydrate_place_code(self, facility: RuralIndustrialFacility) -> str:
        """The code, with the last day of a unit that is no more: codes come back."""
        return code_of(facility.unit)

    # --- reading ---

    def get_template_hint(self) -> str:
        """The exported list has the heads."""
        return _("Xuất danh sách cơ sở để lấy biểu mẫu đúng cột.")

    def row_key(self, row: Any) -> tuple[tuple[str, ...], str]:
        """A facility is the same by name, tax code and place."""
        heads = (NAME, TAX_CODE, PLACE, PLACE_CODE)
        key = tuple(fold(written(row.get(head))) for head in heads)
        return key, _("cùng tên, mã số thuế và địa bàn")

    def get_instance(self, instance_loader: Any, row: Any) -> RuralIndustrialFacility | None:
        """Find the facility that a row speaks of, among those the person sees."""
        rows = self.get_queryset()
        number = clean(written(row.get(NUMBER)))
        if number:
            found = rows.filter(pk=number).first() if number.isdecimal() else None
            if found is None:
                raise ValidationError(
                    _("Không có hồ sơ số %(n)s trong phạm vi của đơn vị.") % {"n": number[:20]}
                )
            return found
        name = fold(written(row.get(NAME)))
        code = plain_tax_code(written(row.get(TAX_CODE)))
        if code:
            same = list(rows.filter(tax_code=code)[:50])
            named = [facility for facility in same if fold(facility.name) == name]
            if len(named) == 1 or len(same) == 1:
                return (named or same)[0]
        try:
            unit = self.fields["unit"].clean(row)
        except ValueError:
            return None
        # Every key begins with the folded name, so this reads few rows.
        alike = rows.filter(unit=unit, search_key__startswith=name, tax_code__in=["", code])
        return next((facility for facility in alike if fold(facility.name) == name), None)

    def after_init_instance(
        self, instance: RuralIndustrialFacility, new: bool, row: Any, **kwargs: Any
    ) -> None:
        """A new facility came from a sheet."""
        if new:
            instance.source = RecordSource.IMPORTED

    def validate_instance(
        self, instance: RuralIndustrialFacility, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        """Check one row as the service will, without a query. Raises ValidationError."""
        problems: dict[str, list[Any]] = {
            name: list(found) for name, found in (import_validation_errors or {}).items()
        }
        if instance.unit_id is None and "unit" not in problems:
            problems["unit"] = [_("Chưa nhập Địa bàn nơi sản xuất.")]
        if not instance.name and "name" not in problems:
            problems["name"] = [_("Chưa nhập Tên cơ sở.")]
        for finding in errors(run(FACILITY_CHECKS, facts_of(instance))):
            if finding.field not in problems:
                problems[finding.field] = [finding.message]
        try:
            instance.clean_fields(
                exclude=["unit", "unit_now", "industry", "merged_into", "deleted_by", *problems]
            )
        except ValidationError as error:
            problems |= error.error_dict
        if problems:
            raise ValidationError(problems)
