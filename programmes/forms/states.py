"""Fields for a state that a project had before the portal began, on two pages."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.dates import VietnameseDateField
from kernel.findings import errors
from kernel.forms import PortalModelForm, TextField, name_required
from programmes.checks import PAST, PastFacts, past_findings
from programmes.choices import ProjectState
from programmes.models import SupportProject


def past_fields(*, empty_label: Any) -> dict[str, forms.Field]:
    """Return the fields of a state that was there before; all may stay empty."""
    return {
        "past_state": forms.ChoiceField(
            label=_("Trạng thái đã có"),
            choices=[("", empty_label), *ProjectState.choices],
            required=False,
        ),
        "past_on": VietnameseDateField(label=_("Từ ngày"), required=False),
        "past_approved_on": VietnameseDateField(label=_("Ngày phê duyệt"), required=False),
        "past_note": TextField(
            label=_("Căn cứ"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Văn bản hoặc hồ sơ giấy: số, ngày, tên."),
        ),
    }


def check_past(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """Add what is missing or wrong of the four fields; nothing when all are empty."""
    if not any(cleaned.get(name) for name in PAST):
        return
    facts = PastFacts(
        cleaned.get("past_state", ""),
        cleaned.get("past_on"),
        cleaned.get("past_approved_on"),
        cleaned.get("past_note", ""),
        timezone.localdate(),
    )
    for finding in errors(past_findings(facts)):
        if not form.has_error(finding.field):
            form.add_error(finding.field, finding.message)


def past_state(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``services.record_past_state``."""
    return {
        "target": cleaned["past_state"],
        "occurred_on": cleaned["past_on"],
        "approved_on": cleaned["past_approved_on"],
        "note": cleaned["past_note"],
    }


class PastStateForm(PortalModelForm):
    """A state of a project that was there before."""

    sections = (
        (
            _("Trạng thái đã có"),
            _(
                "Ghi đúng như hồ sơ giấy. Ngày phê duyệt là ngày ký quyết định, khi đề án đã qua "
                "bước phê duyệt. Trạng thái cũ hơn trạng thái hiện nay chỉ bổ sung dòng thời gian."
            ),
            PAST,
        ),
    )
    wide = frozenset({"past_note"})

    class Meta:
        model = SupportProject
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(past_fields(empty_label=_("Chọn trạng thái")))
        for name in ("past_state", "past_on", "past_note"):
            self.fields[name].required = True
            name_required(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """Check the days of the state."""
        cleaned = super().clean() or {}
        check_past(self, cleaned)
        return cleaned
