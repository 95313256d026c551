"""Forms of plans, decisions and projects."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from beneficiaries.models import RuralIndustrialFacility
from kernel.dates import VietnameseDateField
from kernel.forms import PortalModelForm, RowForm, SearchSelect, TextField, formfield
from kernel.money import MoneyFormField
from localities.choices import UnitLevel
from localities.models import AdministrativeUnit
from programmes.choices import BeneficiaryKind, DecisionKind, FundingLevel, FundingSource
from programmes.filters import YearField
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportProject,
)
from programmes.money import LAST_DISTRICT_YEAR
from programmes.selectors import own_source

MILLION = "triệu đồng"
MONEY_FIELDS = {"support", "support_district", "support_commune", "counterpart", "other"}


def _covered_units(user: Any) -> Any:
    rows = AdministrativeUnit.objects.all()
    return rows if user.sees_everything else rows.filter(pk__in=user.covered_units())


class PlanForm(PortalModelForm):
    """A new annual plan: province, year, level."""

    sections = (
        (
            _("Kế hoạch"),
            _("Mỗi tỉnh, năm và cấp có một kế hoạch."),
            ("province", "year", "level", "programme"),
        ),
    )
    year = YearField(
        label=_("Năm"), widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
    )

    class Meta:
        model = AnnualPlan
        fields = ["province", "year", "level", "programme", "note"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = _covered_units(self.user).filter(level=UnitLevel.PROVINCE)
        self.fields["province"].queryset = provinces.order_by("-valid_from", "sort_key")
        self.fields["province"].label_from_instance = _province_label
        self.fields["level"].choices = [
            choice for choice in FundingLevel.choices if choice[0] != FundingLevel.UNKNOWN
        ]
        self.fields["programme"].queryset = self.fields["programme"].queryset.visible_to(self.user)
        if not self.is_bound:
            self.initial.setdefault("year", timezone.localdate().year)


def _province_label(unit: Any) -> str:
    return f"{unit.full_name} (đến {unit.valid_to:%d/%m/%Y})" if unit.valid_to else unit.full_name


class DecisionForm(PortalModelForm):
    """A decision of the plan: what it is, its number, date and signer."""

    sections = (
        (
            _("Quyết định"),
            _("Số, ngày và người ký ghi đúng như văn bản; bắt buộc khi ghi nhận."),
            ("kind", "round", "number", "signed_on", "issuer", "signer", "title"),
        ),
        (_("Ghi chú"), _("Không in trên văn bản."), ("note",)),
    )

    class Meta:
        model = PlanDecision
        fields = ["kind", "round", "number", "signed_on", "issuer", "signer", "title", "note"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice for choice in DecisionKind.choices if choice[0] != DecisionKind.PUBLISHED
        ]


Choices = list[tuple[Any, str]]


def project_choices(decision: PlanDecision, user: Any) -> Choices:
    """The projects a line of this decision may name: asked once for all its rows."""
    projects = SupportProject.objects.visible_to(user).filter(plan=decision.plan_id)
    rows = projects.order_by("code", "pk").values_list("pk", "code", "name")
    return [("", "---------"), *((pk, f"{code} {name}".strip()) for pk, code, name in rows)]


class LineForm(forms.ModelForm):
    """A line of a decision: project, beneficiary, source, amount."""

    amount = MoneyFormField(label=_("Số tiền"), unit=MILLION, allow_negative=True)

    class Meta:
        model = DecisionLine
        fields = ["project", "source", "amount", "note"]
        formfield_callback = formfield

    def __init__(
        self, *args: Any, decision: PlanDecision, user: Any, choices: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.decision = decision
        projects = SupportProject.objects.visible_to(user).filter(plan=decision.plan_id)
        self.fields["project"].queryset = projects
        self.fields["project"].widget.choices = choices
        self.fields["amount"].error_messages["required"] = _("Chưa nhập Số tiền.")


ROW_MESSAGES = {
    "too_many_forms": _("Biểu mẫu quá nhiều dòng (tối đa %(num)d). Hãy dùng chức năng nhập Excel."),
    "missing_management_form": _("Biểu mẫu gửi lên bị thiếu. Tải lại trang rồi nhập lại."),
}


class LineRows(forms.BaseModelFormSet):
    """Lines of a decision."""

    default_error_messages = {**forms.BaseModelFormSet.default_error_messages, **ROW_MESSAGES}


class AllocationRows(forms.BaseInlineFormSet):
    """Beneficiaries of a project."""

    default_error_messages = {**forms.BaseInlineFormSet.default_error_messages, **ROW_MESSAGES}


LineFormSet = forms.modelformset_factory(
    DecisionLine,
    form=LineForm,
    formset=LineRows,
    extra=3,
    max_num=500,
    absolute_max=500,
    can_delete=True,
)


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
    )
    wide = frozenset({"name", "objective", "scale", "note"})
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
        self.fields["unit"].queryset = _covered_units(self.user)
        self.fields["unit"].error_messages["invalid_choice"] = _(
            "Địa bàn không thuộc phạm vi của đơn vị."
        )
        self.fields["plan"].queryset = AnnualPlan.objects.visible_to(self.user).select_related(
            "province"
        )
        self.fields["plan"].required = True
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
        if money_closed:
            for name in MONEY_FIELDS & self.fields.keys():
                self.fields[name].disabled = True

    def _has_district_budget(self) -> bool:
        """Whether the plan at hand is of a year that still had districts."""
        chosen = self.data.get("plan") if self.is_bound else self.initial.get("plan")
        plan = (
            self.fields["plan"].queryset.filter(pk=chosen).first()
            if str(chosen or "").isdecimal()
            else None
        )
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
        return cleaned

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
