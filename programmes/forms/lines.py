"""Forms of tracking lines: what is followed where, what is planned, who reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel.dates import VietnameseDateField
from kernel.forms import PortalModelForm, RowForm, SearchSelect, TextField, formfield
from programmes.forms.shared import ROW_MESSAGES, covered_units
from programmes.models import LineIndicator, TrackingLine
from programmes.selectors import IndicatorPlan, indicator_choices

SPARE_ROWS = 2


class TrackingLineForm(PortalModelForm):
    """A line of a project: for whom, where, in which order."""

    sections = (
        (
            _("Theo dõi phần nào"),
            _("Mỗi dòng là một phần đề án mà một đơn vị báo cáo: một nơi, một đơn vị thụ hưởng."),
            ("allocation", "unit", "name", "order", "note"),
        ),
    )
    wide = frozenset({"name", "note"})

    class Meta:
        model = TrackingLine
        fields = ["allocation", "unit", "name", "order", "note"]
        formfield_callback = formfield
        widgets = {"unit": SearchSelect("desk:search-units")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allocations = self.instance.project.allocations.select_related("facility", "organisation")
        self.fields["allocation"].queryset = allocations
        self.fields["allocation"].empty_label = _("Cả đề án")
        self.fields["unit"].queryset = covered_units(self.user)
        self.fields["unit"].error_messages["invalid_choice"] = _(
            "Địa bàn không thuộc phạm vi của đơn vị."
        )
        self.fields["order"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "num"}
        )


Choices = Sequence[tuple[Any, Any]]


class LineIndicatorForm(RowForm):
    """What a line plans of one indicator."""

    use_required_attribute = False

    class Meta:
        model = LineIndicator
        fields = ["indicator", "planned"]
        formfield_callback = formfield

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].widget.choices = choices  # asked once for all rows
        self.fields["indicator"].widget.attrs["data-search"] = ""

    def has_changed(self) -> bool:
        """A new row counts once it names an indicator, also as it was proposed."""
        if self.instance.pk:
            return super().has_changed()
        names = ("indicator", "planned")
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in names)


class LineIndicatorRows(forms.BaseInlineFormSet):
    """What a line plans."""

    default_error_messages = {
        **forms.BaseInlineFormSet.default_error_messages,
        **ROW_MESSAGES,
    }

    def get_unique_error_message(self, unique_check: Any) -> str:
        """Return the sentence for an indicator that stands twice."""
        return str(_("Mỗi chỉ tiêu chỉ ghi một dòng."))


_FormSet = forms.inlineformset_factory(
    TrackingLine,
    LineIndicator,
    form=LineIndicatorForm,
    formset=LineIndicatorRows,
    extra=SPARE_ROWS,
    max_num=100,
    absolute_max=100,
    can_delete=True,
)


def plan_rows(
    line: TrackingLine, *, proposed: Sequence[IndicatorPlan] = (), data: Mapping | None = None
) -> Any:
    """Return the formset of a line's indicators; a new line starts with what is ``proposed``."""
    rows = _FormSet(
        data,
        instance=line,
        prefix="chi-tieu",
        queryset=LineIndicator.objects.select_related("indicator"),
        initial=[{"indicator": row.indicator.pk, "planned": row.left} for row in proposed],
        form_kwargs={"choices": indicator_choices(line)},
    )
    rows.extra = len(proposed) + SPARE_ROWS
    return rows


class HandOverForm(forms.Form):
    """Who reports on a line from which day on."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("Đơn vị nhận báo cáo"),
        queryset=Organisation.objects.none(),
        widget=SearchSelect("desk:search-organisations"),
        error_messages={
            "required": _("Chưa chọn Đơn vị nhận báo cáo."),
            "invalid_choice": _(
                "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị."
            ),
        },
    )
    valid_from = VietnameseDateField(
        label=_("Từ ngày"), error_messages={"required": _("Chưa nhập Từ ngày.")}
    )
    note = TextField(label=_("Lý do bàn giao"), required=False, max_length=300)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)

    def add_refusal(self, error: ValidationError) -> None:
        """Put a service's refusal at the fields it names."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
