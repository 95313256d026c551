"""Forms that open a period, or all periods of a year."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.dates import year_limits
from kernel.forms import PortalModelForm, formfield, name_required
from progress.choices import PeriodKind
from progress.models import ReportingPeriod


class PeriodForm(PortalModelForm):
    """A period's days; which period it is was chosen before, except for one asked in between."""

    sections = (
        (str(_("Kỳ")), str(_("Thời gian mà báo cáo nói tới.")), ("starts_on", "ends_on")),
        (
            str(_("Số liệu")),
            str(_("Ngày chốt số liệu có thể khác ngày của kỳ.")),
            ("data_from", "data_to"),
        ),
        (
            str(_("Hạn nộp")),
            str(_("Quá hạn vẫn gửi được, có ghi gửi muộn; chỉ khóa kỳ mới dừng nhận.")),
            ("local_due_on", "department_due_on", "agency_due_on", "note"),
        ),
    )

    class Meta:
        model = ReportingPeriod
        fields = [
            "kind",
            "code",
            "starts_on",
            "ends_on",
            "data_from",
            "data_to",
            "local_due_on",
            "department_due_on",
            "agency_due_on",
            "note",
        ]
        widgets = {"kind": forms.HiddenInput, "code": forms.HiddenInput}
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "code"):
            self.fields[name].required = False
            self.fields[name].widget = forms.HiddenInput()
        if self.instance.kind != PeriodKind.FREE:
            del self.fields["starts_on"], self.fields["ends_on"], self.fields["kind"]

    def add_refusal(self, error: ValidationError) -> None:
        """As for every form; what is said of a hidden field is said of the whole."""
        for name in ("kind", "code"):
            for one in getattr(error, "error_dict", {}).pop(name, []):
                self.add_error(None, one)
        if getattr(error, "error_dict", True):
            super().add_refusal(error)

    def shown_sections(self) -> list[dict[str, Any]]:
        """Return the sections that hold a field."""
        return [section for section in self.grouped_fields() if section["fields"]]


class YearForm(forms.Form):
    """All periods of some kinds in a year."""

    use_required_attribute = False
    year = forms.TypedChoiceField(label=_("Năm"), coerce=int)
    kinds = forms.MultipleChoiceField(
        label=_("Các loại kỳ"),
        choices=[choice for choice in PeriodKind.choices if choice[0] != PeriodKind.FREE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kỳ đã mở thì giữ nguyên. Ngày chốt và hạn nộp lấy theo Hồ sơ tỉnh."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = year_limits()
        self.fields["year"].choices = [(year, str(year)) for year in range(last, first - 1, -1)]
        for field in self.fields.values():
            name_required(field)
