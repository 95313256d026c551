"""Forms of plans and decisions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.forms import PortalModelForm, RowForm, SearchSelect, formfield
from kernel.money import MoneyFormField
from localities.choices import UnitLevel
from programmes.choices import DecisionKind, FundingLevel
from programmes.filters import YearField
from programmes.forms.shared import MILLION, ROW_MESSAGES, covered_units
from programmes.models import (
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportProject,
)


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
        provinces = covered_units(self.user).filter(level=UnitLevel.PROVINCE)
        self.fields["province"].queryset = provinces.order_by("-valid_from", "sort_key")
        self.fields["province"].label_from_instance = _province_label
        self.fields["level"].choices = [
            choice for choice in FundingLevel.choices if choice[0] != FundingLevel.UNKNOWN
        ]
        self.fields["programme"].queryset = self.fields["programme"].queryset.visible_to(self.user)
        if not self.is_bound:
            self.initial.setdefault("year", timezone.localdate().year)
            self.initial.setdefault("level", FundingLevel.LOCAL)
            self.initial.setdefault("province", self._own_province(provinces))

    def _own_province(self, provinces: Any) -> Any:
        """The province that the person's office is of; None for an office of a part of one."""
        organisation = self.user.organisation
        seat = organisation.unit_id if organisation else None
        return provinces.filter(pk=seat, valid_to=None).first()


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


class LineForm(RowForm):
    """A line of a decision: project, beneficiary, source, amount."""

    amount = MoneyFormField(label=_("Số tiền"), unit=MILLION, allow_negative=True)

    class Meta:
        model = DecisionLine
        fields = ["project", "source", "amount", "note"]
        formfield_callback = formfield
        widgets = {"project": SearchSelect("desk:search-projects")}

    def __init__(self, *args: Any, decision: PlanDecision, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.decision = decision
        projects = SupportProject.objects.visible_to(user).filter(plan=decision.plan_id)
        self.fields["project"].queryset = projects
        self.fields["project"].label_from_instance = lambda row: f"{row.code} {row.name}".strip()
        self.fields["project"].widget.query = {"plan": decision.plan_id}
        self.fields["amount"].error_messages["required"] = _("Chưa nhập Số tiền.")
        self.fields["amount"].widget.attrs["data-factor"] = "million"


class LineRows(forms.BaseModelFormSet):
    """Lines of a decision."""

    default_error_messages = {**forms.BaseModelFormSet.default_error_messages, **ROW_MESSAGES}


LineFormSet = forms.modelformset_factory(
    DecisionLine,
    form=LineForm,
    formset=LineRows,
    extra=3,
    max_num=500,
    absolute_max=500,
    can_delete=True,
)
