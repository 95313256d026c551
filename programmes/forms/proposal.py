"""Forms of a project's file: budget lines, planned indicators, the statement.

A budget and a list of indicators are sent as a whole: rows have no numbers of their own, one that
was emptied is gone, one that was added by script counts like the spare ones.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.forms import DecimalField, PortalModelForm, formfield, name_required, sentence
from kernel.money import MoneyFormField, money_limit
from programmes.choices import FundingSource
from programmes.forms.shared import ROW_MESSAGES
from programmes.models import (
    BudgetLine,
    Indicator,
    ProjectIndicator,
    ProjectStatement,
    SupportProject,
)
from programmes.selectors import own_source, project_indicator_choices

SPARE_ROWS = 3
MOST_LINES, MOST_INDICATORS = 300, 100
SEEN = "da-xem"


class _WholeRows(forms.BaseFormSet):
    """Rows of which every one may be empty; what isn't empty is the new list."""

    default_error_messages = {**forms.BaseFormSet.default_error_messages, **ROW_MESSAGES}

    def filled(self) -> list[Any]:
        """Return the valid rows that say something, in their order."""
        return [form for form in self.forms if form.has_changed()]


class _Row(forms.ModelForm):
    """A row that counts once somebody typed into one of ``telling``; its label is its column."""

    use_required_attribute = False
    telling: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = sentence(field.label)
            name_required(field)

    def has_changed(self) -> bool:
        """Whether the row says something, also as it was shown."""
        if not self.is_bound:
            return super().has_changed()
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.telling)

    def clean(self) -> dict[str, Any]:
        """Leave the constraints to the database: its rules are the fields' own."""
        return self.cleaned_data


class BudgetLineForm(_Row):
    """A line of a budget; a bare "150.000" is a price in đồng, nothing else."""

    telling = ("content", "group", "measure", "quantity", "unit_price", "basis")
    quantity = DecimalField(
        label=_("Số lượng"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    unit_price = MoneyFormField(label=_("Đơn giá"), required=False, confirmed=True)

    class Meta:
        model = BudgetLine
        fields = ["group", "content", "measure", "quantity", "unit_price", "source", "basis"]
        formfield_callback = formfield
        widgets = {"content": forms.TextInput}

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = FundingSource.choices
        self.fields["source"].initial = source
        self.fields["quantity"].widget.attrs["data-factor"] = "number"
        self.fields["unit_price"].widget.attrs["data-factor"] = "money"
        self.fields["source"].widget.attrs["data-source"] = ""
        self.fields["group"].widget.attrs["list"] = "nhom-chi"
        for name in ("group", "content", "measure", "basis"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def is_filled(self) -> bool:
        """Whether the row shows a line."""
        return self.has_changed() if self.is_bound else bool(self.initial)

    @property
    def amount(self) -> int | None:
        """Quantity times price of what the row shows."""
        shown = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return BudgetLine(quantity=shown.get("quantity"), unit_price=shown.get("unit_price")).amount

    def clean(self) -> dict[str, Any]:
        """Refuse an amount beyond what money can be here."""
        cleaned = super().clean()
        if self.amount is not None and self.amount > money_limit():
            self.add_error("unit_price", _("Thành tiền vượt quá giới hạn cho phép."))
        return cleaned


_BudgetRows = forms.formset_factory(
    BudgetLineForm,
    formset=_WholeRows,
    extra=SPARE_ROWS,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES,
    validate_max=True,
)


def budget_rows(
    project: SupportProject, lines: Sequence[BudgetLine] = (), *, data: Mapping | None = None
) -> Any:
    """Return the formset of a budget; a new row takes the support's own source."""
    names = BudgetLineForm.Meta.fields
    return _BudgetRows(
        data,
        prefix="du-toan",
        initial=[{name: getattr(line, name) for name in names} for line in lines],
        form_kwargs={"empty_permitted": True, "source": own_source(project.level)},
    )


class IndicatorForm(_Row):
    """What a project plans of one indicator."""

    telling = ("indicator", "planned")
    planned = DecimalField(
        label=_("Kế hoạch"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    class Meta:
        model = ProjectIndicator
        fields = ["indicator", "planned"]
        formfield_callback = formfield

    def __init__(self, *args: Any, choices: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.all()
        self.fields["indicator"].widget.choices = choices  # asked once for all rows
        self.fields["indicator"].widget.attrs["data-search"] = ""

    @property
    def indicator_id(self) -> int | None:
        """The indicator that the row was shown with, or that was typed into it."""
        if not self.is_bound:
            found: int | None = self.initial.get("indicator")
            return found
        typed = getattr(self, "cleaned_data", {}).get("indicator")
        return typed.pk if typed else None


class _IndicatorSet(_WholeRows):
    """The planned indicators of a project, each once."""

    def clean(self) -> None:
        """Refuse an indicator that stands twice."""
        named = [row.cleaned_data.get("indicator") for row in self.filled()]
        if len({row.pk for row in named if row}) < len([row for row in named if row]):
            raise ValidationError(_("Mỗi chỉ tiêu chỉ ghi một dòng."))

    def planned(self) -> dict[Indicator, Decimal | None]:
        """Return what was typed, by indicator."""
        return {row.cleaned_data["indicator"]: row.cleaned_data["planned"] for row in self.filled()}


_IndicatorRows = forms.formset_factory(
    IndicatorForm,
    formset=_IndicatorSet,
    extra=SPARE_ROWS,
    max_num=MOST_INDICATORS,
    absolute_max=MOST_INDICATORS,
    validate_max=True,
)


def indicator_rows(
    project: SupportProject,
    planned: Sequence[ProjectIndicator] = (),
    *,
    data: Mapping | None = None,
) -> Any:
    """Return the formset of a project's planned indicators."""
    return _IndicatorRows(
        data,
        prefix="chi-tieu",
        initial=[{"indicator": row.indicator_id, "planned": row.planned} for row in planned],
        form_kwargs={"empty_permitted": True, "choices": project_indicator_choices(project)},
    )


class StatementForm(PortalModelForm):
    """The parts in words of a statement (TT 36/2013/TT-BCT Đ.5), in their order."""

    class Meta:
        model = ProjectStatement
        fields = [
            "parties",
            "necessity",
            "objective",
            "scale",
            "content",
            "budget",
            "organisation",
            "effect",
        ]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].widget.attrs["rows"] = 3 if name in {"parties", "budget"} else 6
