"""Sheets of projects: Vietnamese heads both ways, money in triệu đồng, errors by row and column."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from import_export import fields

from kernel.resources import ServiceResource
from kernel.sheets.widgets import ChoiceCell, DayCell, TextCell, YesNoCell, written
from kernel.text import clean, fold
from localities.cells import PLACE_CODE, code_of
from programmes.cells import (
    YEAR,
    ActivityCell,
    Million,
    MillionCell,
    OrganisationCell,
    PlaceCell,
    YearCell,
    year_of,
)
from programmes.choices import (
    DecisionState,
    FundingLevel,
    FundingSource,
    ProjectKind,
    ProjectState,
)
from programmes.models import Allocation, DecisionLine, SupportProject
from programmes.money import LAST_DISTRICT_YEAR
from programmes.recipients import Recipients, told
from programmes.selectors import money_closed, own_source, planned_by_source
from programmes.services import ProjectRow, plan_province, record_projects

CODE, NAME, LEVEL, PLACE = "Mã", "Tên đề án", "Cấp", "Địa điểm"
SHORT_KINDS = {
    "don": ProjectKind.SINGLE,
    "nhom": ProjectKind.GROUPED,
    "diem": ProjectKind.FLAGSHIP,
}
SHORT_LEVELS = {
    "qg": FundingLevel.NATIONAL,
    "kcqg": FundingLevel.NATIONAL,
    "khuyen cong quoc gia": FundingLevel.NATIONAL,
    "dp": FundingLevel.LOCAL,
    "kcdp": FundingLevel.LOCAL,
    "khuyen cong dia phuong": FundingLevel.LOCAL,
    "tinh": FundingLevel.LOCAL,
}
# Attribute of a row that holds an amount -> its source; "" is the source of the project's level.
MONEY = {
    "typed_support": "",
    "typed_district": FundingSource.DISTRICT,
    "typed_commune": FundingSource.COMMUNE,
    "typed_counterpart": FundingSource.COUNTERPART,
    "typed_other": FundingSource.OTHER,
}
RELATIONS = ("programme", "plan", "activity", "implementing_organisation", "unit", "unit_now")


class ProjectResource(ServiceResource):
    """Projects as a sheet. A row is an existing project by its code and year, else by name, place,
    year and level; otherwise it is new. An empty amount is "chưa rõ", not zero."""

    code = fields.Field(attribute="code", column_name=CODE, widget=TextCell())
    name = fields.Field(attribute="name", column_name=NAME, widget=TextCell())
    kind = fields.Field(
        attribute="kind",
        column_name="Loại",
        widget=ChoiceCell(ProjectKind, ProjectKind.SINGLE, SHORT_KINDS),
    )
    first_year = fields.Field(attribute="first_year", column_name=YEAR, widget=YearCell())
    last_year = fields.Field(attribute="last_year", column_name="Đến năm", widget=YearCell())
    level = fields.Field(
        attribute="level", column_name=LEVEL, widget=ChoiceCell(FundingLevel, "", SHORT_LEVELS)
    )
    activity = fields.Field(attribute="activity", column_name="Mã nội dung", widget=ActivityCell())
    implementing_organisation = fields.Field(
        attribute="implementing_organisation",
        column_name="Đơn vị thực hiện",
        widget=OrganisationCell(),
    )
    unit = fields.Field(attribute="unit", column_name=PLACE, widget=PlaceCell())
    place_code = fields.Field(column_name=PLACE_CODE, readonly=True)
    place_text = fields.Field(
        attribute="place_text", column_name="Địa điểm (ghi thêm)", widget=TextCell()
    )
    starts_on = fields.Field(attribute="starts_on", column_name="Bắt đầu", widget=DayCell())
    ends_on = fields.Field(attribute="ends_on", column_name="Kết thúc", widget=DayCell())
    support = fields.Field(attribute="typed_support", column_name="Hỗ trợ", widget=MillionCell())
    district = fields.Field(
        attribute="typed_district", column_name="Khuyến công cấp huyện", widget=MillionCell()
    )
    commune = fields.Field(
        attribute="typed_commune", column_name="Khuyến công cấp xã", widget=MillionCell()
    )
    counterpart = fields.Field(
        attribute="typed_counterpart", column_name="Đối ứng", widget=MillionCell()
    )
    other = fields.Field(attribute="typed_other", column_name="Nguồn khác", widget=MillionCell())
    stated_total_amount = fields.Field(
        attribute="stated_total_amount",
        column_name="Tổng kinh phí theo hồ sơ",
        widget=MillionCell(),
    )
    beneficiaries = fields.Field(
        attribute="typed_beneficiaries", column_name="Đơn vị thụ hưởng", widget=TextCell()
    )
    objective = fields.Field(
        attribute="objective", column_name="Mục tiêu", widget=TextCell(multiline=True)
    )
    scale = fields.Field(
        attribute="scale", column_name="Quy mô, kết quả", widget=TextCell(multiline=True)
    )
    is_priority = fields.Field(attribute="is_priority", column_name="Ưu tiên", widget=YesNoCell())
    is_key = fields.Field(attribute="is_key", column_name="Trọng điểm", widget=YesNoCell())
    is_integrated = fields.Field(
        attribute="is_integrated", column_name="Lồng ghép", widget=YesNoCell()
    )
    state = fields.Field(
        attribute="state",
        column_name="Trạng thái",
        widget=ChoiceCell(ProjectState, ProjectState.REGISTERED),
        readonly=True,
    )
    note = fields.Field(attribute="note", column_name="Ghi chú", widget=TextCell(multiline=True))

    service = staticmethod(record_projects)
    required_heads = (NAME, YEAR, LEVEL, PLACE)
    stand_ins = {PLACE: PLACE_CODE}
    label_heads = (CODE, NAME)

    class Meta:
        model = SupportProject
        import_id_fields = ("name",)
        fields = (
            "code",
            "name",
            "kind",
            "first_year",
            "last_year",
            "level",
            "activity",
            "implementing_organisation",
            "unit",
            "place_code",
            "place_text",
            "starts_on",
            "ends_on",
            "support",
            "district",
            "commune",
            "counterpart",
            "other",
            "stated_total_amount",
            "beneficiaries",
            "objective",
            "scale",
            "is_priority",
            "is_key",
            "is_integrated",
            "state",
            "note",
        )
        export_order = fields

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        super().__init__(user=user, **kwargs)
        self.fields["unit"].widget.user = user
        self.fields["implementing_organisation"].widget.user = user
        self._recipients = Recipients(user, self.fields["implementing_organisation"].widget)

    def get_queryset(self) -> Any:
        """What the person sees, with what a row of the sheet needs."""
        lines = DecisionLine.objects.counted().order_by("pk")
        allocations = Allocation.objects.select_related("facility", "organisation").order_by("pk")
        return (
            super()
            .get_queryset()
            .select_related(
                "unit__parent",
                "unit__province",
                "activity",
                "implementing_organisation",
                "plan__province",
            )
            .prefetch_related(
                Prefetch("decision_lines", queryset=lines, to_attr="counted_lines"),
                Prefetch("allocations", queryset=allocations, to_attr="listed_allocations"),
            )
        )

    # --- writing ---

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        """Export what was chosen, within what the person sees, each row with its parts."""
        return (
            self.get_queryset()
            .filter(pk__in=queryset.values("pk"))
            .order_by("-first_year", "code", "pk")
        )

    def dehydrate_place_code(self, project: SupportProject) -> str:
        """The code, with the last day of a unit that is no more: codes come back."""
        return code_of(project.unit) if project.unit_id else ""

    def dehydrate_support(self, project: SupportProject) -> Million | None:
        """Support of the project's own level."""
        return _million(project, "typed_support")

    def dehydrate_district(self, project: SupportProject) -> Million | None:
        """Support of the former districts."""
        return _million(project, "typed_district")

    def dehydrate_commune(self, project: SupportProject) -> Million | None:
        """Support of the communes."""
        return _million(project, "typed_commune")

    def dehydrate_counterpart(self, project: SupportProject) -> Million | None:
        """The beneficiaries' own money."""
        return _million(project, "typed_counterpart")

    def dehydrate_other(self, project: SupportProject) -> Million | None:
        """Other sources."""
        return _million(project, "typed_other")

    def dehydrate_beneficiaries(self, project: SupportProject) -> str:
        """The beneficiaries, parted by a semicolon."""
        if hasattr(project, "typed_beneficiaries"):
            return project.typed_beneficiaries
        return told(project.listed_allocations)

    # --- reading ---

    def get_template_hint(self) -> str:
        """The exported list has the heads."""
        return _("Xuất danh sách đề án để lấy biểu mẫu đúng cột.")

    def row_key(self, row: Any) -> tuple[tuple[str, ...], str]:
        """A project is the same by code and year, else by name, year, level and place."""
        code = fold(written(row.get(CODE)))
        facts = (YEAR,) if code else (NAME, YEAR, LEVEL, PLACE, PLACE_CODE)
        words = _("cùng mã và năm") if code else _("cùng tên, năm, cấp và địa điểm")
        return (code, *(fold(written(row.get(name))) for name in facts)), words

    def get_instance(self, instance_loader: Any, row: Any) -> SupportProject | None:
        """Find the project that a row speaks of, among those the person sees."""
        year = year_of(clean(written(row.get(YEAR))))
        code = clean(written(row.get(CODE)))
        rows = self.get_queryset().filter(first_year=year)
        if code:
            found = list(rows.filter(code=code)[:2])
            if len(found) > 1:
                raise ValidationError(
                    _("Có nhiều đề án mang mã “%(code)s” trong năm này.") % {"code": code}
                )
            return found[0] if found else None
        try:
            unit, level = self.fields["unit"].clean(row), self.fields["level"].clean(row)
        except ValueError:
            return None
        name = fold(written(row.get(NAME)))
        alike = rows.filter(unit=unit, level=level)
        return next((project for project in alike if fold(project.name) == name), None)

    def after_init_instance(
        self, instance: SupportProject, new: bool, row: Any, **kwargs: Any
    ) -> None:
        """Note what is stored, so that an unchanged row is seen as such."""
        sums = {} if new else planned_by_source(instance)
        for attribute, source in MONEY.items():
            name = source or (own_source(instance.level) if instance.level else "")
            setattr(instance, attribute, sums.get(name))
        held = [] if new else instance.listed_allocations
        instance.typed_beneficiaries = told(held)
        instance.stored_key = (instance.first_year, instance.level)
        instance.stored_money = {name: getattr(instance, name) for name in MONEY}

    def import_field(self, field: Any, instance: Any, row: Any, **kwargs: Any) -> None:
        """Leave alone a known code and known beneficiaries where the cell is empty."""
        kept = field.attribute in {"code", "typed_beneficiaries"}
        if kept and not clean(written(row.get(field.column_name))):
            return
        super().import_field(field, instance, row, **kwargs)
        if isinstance(field.widget, YesNoCell) and getattr(instance, field.attribute) is None:
            setattr(instance, field.attribute, False)

    def validate_instance(
        self, instance: SupportProject, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        """Check one row as the service will. Raises ValidationError."""
        problems: dict[str, list[Any]] = {
            name: list(found) for name, found in (import_validation_errors or {}).items()
        }
        for check in (self._required, self._order, self._plan, self._money, self._allocations):
            for name, message in check(instance):
                if name not in problems:
                    problems[name] = [message]
        try:
            instance.clean_fields(exclude=[*RELATIONS, "deleted_by", *problems])
        except ValidationError as error:
            problems |= error.error_dict
        if problems:
            raise ValidationError(problems)

    def _required(self, project: SupportProject) -> Any:
        year_stored, _level = project.stored_key
        if not project.name:
            yield "name", _("Chưa nhập Tên đề án.")
        if project.unit_id is None:
            yield "unit", _("Chưa nhập Địa điểm.")
        if not project.level:
            yield "level", _("Chưa nhập Cấp.")
        if project.first_year is None and (project.pk is None or year_stored is not None):
            yield "first_year", _("Chưa nhập Năm.")

    def _order(self, project: SupportProject) -> Any:
        start, end = project.starts_on, project.ends_on
        if start and end and end < start:
            yield (
                "ends_on",
                _("Ngày kết thúc phải sau ngày bắt đầu (%(start)s).")
                % {"start": f"{start:%d/%m/%Y}"},
            )
        if project.first_year and project.last_year and project.last_year < project.first_year:
            yield "last_year", _("Đến năm phải từ năm kế hoạch trở đi.")

    def _plan(self, project: SupportProject) -> Any:
        if project.unit_id is None or project.first_year is None or not project.level:
            return
        try:
            plan_province(project.unit, project.first_year)
        except ValidationError as error:
            yield "unit", error.messages[0]
        moved = project.stored_key != (project.first_year, project.level)
        if project.pk and moved and _has_recorded_lines(project):
            yield (
                "first_year",
                _("Đề án đã có kinh phí theo quyết định ghi nhận; không chuyển kế hoạch được."),
            )

    def _money(self, project: SupportProject) -> Any:
        changed = [name for name in MONEY if getattr(project, name) != project.stored_money[name]]
        closed = money_closed(project) if changed else ""
        for name in changed:
            if closed:
                yield name, closed
        for name in ("typed_district", "typed_commune"):
            amount = getattr(project, name)
            if amount and project.level == FundingLevel.NATIONAL:
                yield name, _("Kế hoạch quốc gia không có nguồn này; để trống hoặc nhập 0.")
        if project.typed_district and (project.first_year or 0) > LAST_DISTRICT_YEAR:
            yield "typed_district", _("Từ 01/7/2025 không còn cấp huyện; để trống hoặc nhập 0.")

    def _allocations(self, project: SupportProject) -> Any:
        text = project.typed_beneficiaries
        held = getattr(project, "listed_allocations", [])
        project.typed_allocations = None
        if fold(text) == fold(told(held)):
            return
        unit = project.unit if project.unit_id else None
        try:
            project.typed_allocations = self._recipients.read(text, unit)
        except ValueError as error:
            yield "typed_beneficiaries", str(error)

    def do_instance_save(self, instance: SupportProject, is_create: bool) -> None:
        """Keep the row, with its money and beneficiaries, for the plural service."""
        amounts = {
            str(source or own_source(instance.level)): getattr(instance, name)
            for name, source in MONEY.items()
            if getattr(instance, name) != instance.stored_money[name] or instance.pk is None
        }
        row = ProjectRow(instance, _applicable(instance, amounts), instance.typed_allocations)
        self._pending.append(row)


def _applicable(project: SupportProject, amounts: dict[str, int | None]) -> dict[str, int | None]:
    """Without the zeros of budgets that can't pay for the project: such a line says nothing."""
    excluded = set()
    if project.level == FundingLevel.NATIONAL:
        excluded = {FundingSource.DISTRICT, FundingSource.COMMUNE}
    elif (project.first_year or 0) > LAST_DISTRICT_YEAR:
        excluded = {FundingSource.DISTRICT}
    return {name: value for name, value in amounts.items() if name not in excluded or value}


def _million(project: SupportProject, attribute: str) -> Million | None:
    if hasattr(project, attribute):
        return Million.of(getattr(project, attribute))
    source = MONEY[attribute] or own_source(project.level)
    amounts = [line.amount for line in project.counted_lines if line.source == source]
    return Million.of(sum(amounts)) if amounts else None


def _has_recorded_lines(project: SupportProject) -> bool:
    return project.decision_lines.filter(
        decision__state=DecisionState.RECORDED, decision__deleted_at__isnull=True
    ).exists()
