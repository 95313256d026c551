"""Forms of projects: facts and money, beneficiaries, the next step."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from kernel.dates import VietnameseDateField
from kernel.forms import PortalModelForm, RowForm, SearchSelect, TextField, formfield
from kernel.money import MoneyFormField
from programmes.checks import PAST
from programmes.choices import BeneficiaryKind, FundingLevel, FundingSource
from programmes.forms.shared import MILLION, ROW_MESSAGES, covered_units
from programmes.forms.states import check_past, past_fields, past_state
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    SupportProject,
)
from programmes.money import LAST_DISTRICT_YEAR
from programmes.selectors import own_source

MONEY_FIELDS = {"support", "support_district", "support_commune", "counterpart", "other"}


class AllocationRows(forms.BaseInlineFormSet):
    """Beneficiaries of a project."""

    default_error_messages = {**forms.BaseInlineFormSet.default_error_messages, **ROW_MESSAGES}


class ProjectForm(PortalModelForm):
    """A project's facts and planned money, which becomes lines of the plan's draft round."""

    sections = (
        (
            _("Đề án"),
            _("Tên và nội dung như trong hồ sơ đăng ký."),
            ("plan", "code", "name", "kind", "activity", "implementing_organisation"),
        ),
        (
            _("Địa điểm và thời gian"),
            _("Đơn vị hành chính tại thời điểm lập; thời gian theo kế hoạch."),
            ("unit", "place_text", "starts_on", "ends_on"),
        ),
        (
            _("Kinh phí"),
            _("Nhập bằng triệu đồng, ví dụ 235,8. Để trống là chưa rõ; không có thì nhập 0."),
            (
                "support",
                "support_district",
                "support_commune",
                "counterpart",
                "other",
                "stated_total_amount",
            ),
        ),
        (
            _("Nội dung thuyết minh"),
            _("Mục tiêu, quy mô và kết quả cần đạt."),
            ("objective", "scale"),
        ),
        (
            _("Nhãn"),
            _("Dùng để lọc và xếp ưu tiên."),
            ("is_priority", "is_key", "is_integrated", "note"),
        ),
        (
            _("Đề án đã có từ trước"),
            _("Chỉ nhập khi đề án đã được duyệt, đang làm hoặc đã xong trước khi đưa vào cổng."),
            PAST,
        ),
    )
    wide = frozenset({"name", "objective", "scale", "note", "past_note"})
    support = MoneyFormField(label=_("Khuyến công hỗ trợ"), unit=MILLION, required=False)
    support_district = MoneyFormField(
        label=_("Khuyến công cấp huyện"), unit=MILLION, required=False
    )
    support_commune = MoneyFormField(label=_("Khuyến công cấp xã"), unit=MILLION, required=False)
    counterpart = MoneyFormField(label=_("Đối ứng"), unit=MILLION, required=False)
    other = MoneyFormField(label=_("Nguồn khác"), unit=MILLION, required=False)
    stated_total_amount = MoneyFormField(
        label=_("Tổng kinh phí theo hồ sơ"),
        unit=MILLION,
        required=False,
        help_text=_("Chỉ nhập khi hồ sơ ghi một tổng riêng."),
    )
    reason = TextField(label=_("Lý do"), required=False, max_length=500, widget=forms.HiddenInput)

    class Meta:
        model = SupportProject
        fields = [
            "plan",
            "code",
            "name",
            "kind",
            "activity",
            "implementing_organisation",
            "unit",
            "place_text",
            "starts_on",
            "ends_on",
            "stated_total_amount",
            "objective",
            "scale",
            "is_priority",
            "is_key",
            "is_integrated",
            "note",
        ]
        formfield_callback = formfield
        widgets = {
            "activity": SearchSelect("desk:search-activities"),
            "unit": SearchSelect("desk:search-units"),
            "implementing_organisation": SearchSelect("desk:search-organisations"),
        }

    def __init__(self, *args: Any, money_closed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.money_closed = money_closed
        self.fields["unit"].queryset = covered_units(self.user)
        self.fields["unit"].error_messages["invalid_choice"] = _(
            "Địa bàn không thuộc phạm vi của đơn vị."
        )
        self.fields["plan"].queryset = AnnualPlan.objects.visible_to(self.user).select_related(
            "province"
        )
        self.fields["plan"].required = True
        for name in MONEY_FIELDS:
            self.fields[name].widget.attrs["data-factor"] = "million"
        self.fields["plan"].label_from_instance = lambda plan: f"{plan} ({plan.province.full_name})"
        self.fields["activity"].queryset = ActivityType.objects.all()
        self.fields["implementing_organisation"].queryset = Organisation.objects.visible_to(
            self.user
        )
        if not self._has_district_budget():
            del self.fields["support_district"]
        if not self.is_bound and self.instance.pk is None:
            for name in ("support_district", "support_commune", "other"):
                self.initial.setdefault(name, 0)
        if self.instance.pk is None and self.user.can(Permission.RECORD_STATES):
            self.fields.update(past_fields(empty_label=_("Đề án mới đăng ký")))
        if money_closed:
            for name in MONEY_FIELDS & self.fields.keys():
                self.fields[name].disabled = True

    def _has_district_budget(self) -> bool:
        """Whether the plan at hand is of a year that still had districts."""
        chosen = self.data.get("plan") if self.is_bound else self.initial.get("plan")
        try:
            plan = self.fields["plan"].to_python(chosen)
        except ValidationError:
            plan = None
        return plan is not None and plan.year <= LAST_DISTRICT_YEAR

    def clean(self) -> dict[str, Any]:
        """Check the order of dates, and sources that the plan doesn't have."""
        cleaned = super().clean() or {}
        plan = cleaned.get("plan")
        if plan and plan.level == FundingLevel.NATIONAL:
            for name in ("support_district", "support_commune"):
                if cleaned.get(name) and not self.money_closed:
                    self.add_error(
                        name, _("Kế hoạch quốc gia không có nguồn này; để trống hoặc nhập 0.")
                    )
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error(
                "ends_on",
                ValidationError(
                    _("Ngày kết thúc phải sau ngày bắt đầu (%(start)s).")
                    % {"start": f"{start:%d/%m/%Y}"}
                ),
            )
        check_past(self, cleaned)
        return cleaned

    def grouped_fields(self) -> list[dict[str, Any]]:
        """Return the sections that have fields: only a new project may have been there before."""
        sections = [section for section in super().grouped_fields() if section["fields"]]
        if self.money_closed:
            for section in sections:
                if any(field.name in MONEY_FIELDS for field in section["fields"]):
                    section["reason"] = _("Các nguồn theo quyết định đã ghi nhận.")
        return sections

    def past(self) -> dict[str, Any] | None:
        """Return the state that a new project had before; None for one that starts here."""
        return past_state(self.cleaned_data) if self.cleaned_data.get("past_state") else None

    def amounts(self) -> dict[str, int | None]:
        """Return the typed money by source for the project's plan level."""
        plan = self.cleaned_data["plan"]
        national = plan.level == FundingLevel.NATIONAL
        amounts = {
            own_source(plan.level): self.cleaned_data["support"],
            FundingSource.COUNTERPART: self.cleaned_data["counterpart"],
            FundingSource.OTHER: self.cleaned_data["other"],
        }
        if not national:
            amounts[FundingSource.COMMUNE] = self.cleaned_data["support_commune"]
            if "support_district" in self.cleaned_data:
                amounts[FundingSource.DISTRICT] = self.cleaned_data["support_district"]
        return {str(source): amount for source, amount in amounts.items()}


class AllocationForm(RowForm):
    """A beneficiary of a project."""

    class Meta:
        model = Allocation
        fields = ["kind", "facility", "organisation", "group_name", "expected_count"]
        formfield_callback = formfield
        widgets = {
            "facility": SearchSelect("desk:search-facilities"),
            "organisation": SearchSelect("desk:search-organisations"),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = RuralIndustrialFacility.objects.visible_to(user)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        self.fields["kind"].initial = BeneficiaryKind.FACILITY

    def has_changed(self) -> bool:
        """A new row that only says "cơ sở", or nothing, and names none is empty."""
        if self.instance.pk:
            return super().has_changed()
        kind = self.data.get(self.add_prefix("kind"))
        return bool(set(self.changed_data) - {"kind"}) or (
            "kind" in self.changed_data and bool(kind)
        )


AllocationFormSet = forms.inlineformset_factory(
    SupportProject,
    Allocation,
    form=AllocationForm,
    formset=AllocationRows,
    extra=1,
    max_num=500,
    absolute_max=500,
    can_delete=True,
)


class CopyPartsForm(forms.Form):
    """What a copy takes over that its form doesn't show; without any there is nothing to ask."""

    places = forms.BooleanField(label=_("Địa điểm khác"), required=False, initial=True)
    indicators = forms.BooleanField(label=_("Chỉ tiêu kế hoạch"), required=False, initial=True)
    budget = forms.BooleanField(label=_("Dòng dự toán"), required=False, initial=True)

    def __init__(self, *args: Any, source: SupportProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, count in (
            ("places", source.places.exclude(unit=source.unit_id).count()),
            ("indicators", source.indicators.count()),
            ("budget", source.budget_lines.count()),
        ):
            if count:
                self.fields[name].label = f"{count} {str(self.fields[name].label).lower()}"
            else:
                del self.fields[name]


class MoveForm(forms.Form):
    """A change of a project's state: which, when, why."""

    transition = forms.CharField(max_length=40)
    occurred_on = VietnameseDateField(label=_("Ngày"), required=False)
    note = TextField(
        label=_("Lý do"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_occurred_on(self) -> date | None:
        """Refuse a day that has not come yet."""
        day: date | None = self.cleaned_data.get("occurred_on")
        if day and day > timezone.localdate():
            raise ValidationError(
                _("Ngày %(day)s chưa đến; hãy ghi ngày đã thực hiện.") % {"day": f"{day:%d/%m/%Y}"}
            )
        return day
