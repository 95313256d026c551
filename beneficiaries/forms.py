"""Forms of facilities: sections with their reasons, yearly figures and contacts as rows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Coverage
from beneficiaries import selectors
from beneficiaries.checks import (
    FACILITY_CHECKS,
    PHONE_CHECKS,
    FacilityFacts,
    plain_phone,
    plain_tax_code,
)
from beneficiaries.choices import RecordSource
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from kernel.bulk import BulkForm
from kernel.findings import Check, Finding, errors, run, warnings
from kernel.forms import PortalModelForm, SearchSelect, formfield
from kernel.money import MoneyFormField
from localities import selectors as localities
from localities.models import AdministrativeUnit

MOST_ROWS = 10
NUMBER_INPUT = {"inputmode": "numeric", "class": "num", "autocomplete": "off"}
UNIT_REFUSED = _("Địa bàn không thuộc phạm vi của đơn vị.")


class UnitField(forms.ModelChoiceField):
    """A unit of the person's area, named with what it belongs to."""

    default_error_messages = {"invalid_choice": UNIT_REFUSED}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SearchSelect("desk:search-units"))
        super().__init__(AdministrativeUnit.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The whole address, beginning with a capital."""
        words = localities.long_label(obj)
        return words[:1].upper() + words[1:]


class CountField(forms.IntegerField):
    """A number of people, typed 1200 or 1.200."""

    widget = forms.TextInput(attrs=NUMBER_INPUT)
    default_error_messages = {
        "invalid": _("Nhập số nguyên không âm, ví dụ 25."),
        "min_value": _("Nhập số nguyên không âm, ví dụ 25."),
    }

    def to_python(self, value: Any) -> int | None:
        """Return the number; groups of three may be parted by a point or blank."""
        text = str(value if value is not None else "").strip()
        groups = text.replace(" ", ".").split(".")
        if len(groups) > 1 and groups[0] and all(len(part) == 3 for part in groups[1:]):
            text = "".join(groups)
        if text and not (text.isascii() and text.isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text[:20])


def area(user: Any) -> QuerySet[AdministrativeUnit]:
    """The units that a person may choose, old split ones of his area too."""
    rows = AdministrativeUnit.objects.with_line()
    if user is None or user.sees_everything:
        return rows
    covered = Coverage.objects.filter(organisation_id=user.organisation_id)
    return rows.filter(pk__in=covered.values("unit_id"))


class FacilityForm(PortalModelForm):
    """A facility of the bank of facilities; what the checks find is shown at its field.

    ``remarks`` holds the warnings: they are shown and saved all the same.
    """

    sections = (
        (
            _("Cơ sở"),
            _("Ghi như trên đăng ký kinh doanh. Mã số thuế có 10, 12 hoặc 13 chữ số."),
            ("name", "kind", "tax_code", "registered_on", "representative", "is_women_owned"),
        ),
        (
            _("Nơi sản xuất"),
            _("Nơi sản xuất quyết định việc được hỗ trợ, không phải nơi đặt trụ sở."),
            ("unit", "unit_now", "production_address", "office_address"),
        ),
        (_("Liên hệ"), _("Để Trung tâm và xã gọi khi cần."), ("phone", "email")),
        (
            _("Ngành nghề và quy mô"),
            _("Số liệu hiện nay; chưa rõ thì để trống, không có thì nhập 0."),
            (
                "industry",
                "products",
                "worker_count",
                "women_worker_count",
                "minority_worker_count",
                "capital_amount",
            ),
        ),
        (_("Nguồn hồ sơ"), _("Biết từ đâu để còn đối chiếu."), ("source", "source_note", "note")),
    )
    columns = {
        "name": 8,
        "kind": 4,
        "tax_code": 4,
        "registered_on": 4,
        "representative": 8,
        "is_women_owned": 4,
        "unit": 12,
        "unit_now": 12,
        "production_address": 6,
        "office_address": 6,
        "phone": 6,
        "email": 6,
        "industry": 12,
        "products": 12,
        "worker_count": 3,
        "women_worker_count": 3,
        "minority_worker_count": 3,
        "capital_amount": 3,
        "source": 4,
        "source_note": 8,
        "note": 12,
    }
    unit = UnitField(label=_("địa bàn nơi sản xuất"))
    unit_now = UnitField(
        label=_("địa bàn hiện nay"),
        required=False,
        widget=forms.Select,
        empty_label=_("Chưa xác định"),
        help_text=_("Địa bàn cũ đã chia cho nhiều đơn vị: chọn đơn vị đang có cơ sở này."),
    )
    worker_count = CountField(label=_("số lao động"), required=False, min_value=0)
    women_worker_count = CountField(label=_("lao động nữ"), required=False, min_value=0)
    minority_worker_count = CountField(label=_("dân tộc thiểu số"), required=False, min_value=0)

    class Meta:
        model = RuralIndustrialFacility
        fields = [
            "name",
            "kind",
            "tax_code",
            "registered_on",
            "representative",
            "is_women_owned",
            "unit",
            "unit_now",
            "production_address",
            "office_address",
            "phone",
            "email",
            "industry",
            "products",
            "worker_count",
            "women_worker_count",
            "minority_worker_count",
            "capital_amount",
            "source",
            "source_note",
            "note",
        ]
        widgets = {"industry": SearchSelect("desk:search-industries")}
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks: list[Finding] = []
        self.fields["unit"].queryset = area(self.user)
        for name in ("unit", "unit_now"):
            self.fields[name].error_messages["invalid_choice"] = UNIT_REFUSED
        self._ask_for_the_present_unit()
        self.fields["industry"].queryset = IndustryCode.objects.all()
        self.fields["is_women_owned"].widget.choices = [
            ("unknown", _("Chưa rõ")),
            ("true", _("Có")),
            ("false", _("Không")),
        ]
        self.fields["capital_amount"].help_text = ""
        for name in ("unit", "tax_code"):  # the section's reason says it
            self.fields[name].help_text = ""
        if self.instance.pk is None and self.user is not None and self.user.is_local:
            self.initial["source"] = RecordSource.LOCAL

    def _ask_for_the_present_unit(self) -> None:
        """Keep the question only where a person must answer it: the unit was split."""
        parts = selectors.parts_of_a_split_unit(self.instance)
        if parts:
            self.fields["unit_now"].queryset = AdministrativeUnit.objects.with_line().filter(
                pk__in=parts
            )
            return
        del self.fields["unit_now"]
        self.sections = tuple(
            (title, reason, tuple(name for name in names if name != "unit_now"))
            for title, reason, names in type(self).sections
        )

    def clean_tax_code(self) -> str:
        """Return the code in its stored form."""
        return plain_tax_code(self.cleaned_data["tax_code"])

    def clean_phone(self) -> str:
        """Return the number in its stored form."""
        return plain_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Put findings at their fields; a new place forgets the present unit of the old one."""
        cleaned = super().clean() or self.cleaned_data
        if "unit" in self.changed_data and "unit_now" not in self.changed_data:
            cleaned["unit_now"] = self.instance.unit_now = None
        facts = FacilityFacts(
            tax_code=cleaned.get("tax_code") or "",
            phone=cleaned.get("phone") or "",
            worker_count=cleaned.get("worker_count"),
            women_worker_count=cleaned.get("women_worker_count"),
            minority_worker_count=cleaned.get("minority_worker_count"),
        )
        found = run(FACILITY_CHECKS, facts)
        for finding in errors(found):
            self.add_error(finding.field, ValidationError(finding.message, code=finding.code))
        self.remarks = warnings(found)
        return cleaned

    def laid_out(self) -> Iterable[dict[str, Any]]:
        """The sections with, for each field, its width on the grid and its unit."""
        for section in self.grouped_fields():
            cells = [
                {
                    "field": bound,
                    "col": self.columns[bound.name],
                    "unit": getattr(bound.field, "unit", ""),
                }
                for bound in section["fields"]
            ]
            yield {"title": section["title"], "reason": section["reason"], "cells": cells}


def _require(checks: Iterable[Check[FacilityFacts]], facts: FacilityFacts) -> None:
    """Raise ValidationError with the first error of one cell's checks."""
    found = errors(run(checks, facts))
    if found:
        raise ValidationError(found[0].message, code=found[0].code)


class FacilityYearForm(PortalModelForm):
    """The figures of one year."""

    year = forms.IntegerField(
        label=_("năm"),
        widget=forms.TextInput(attrs=NUMBER_INPUT | {"class": "figs plain"}),
        error_messages={"invalid": _("Năm không hợp lệ.")},
    )
    worker_count = CountField(label=_("số lao động"), required=False, min_value=0)

    class Meta:
        model = FacilityYear
        fields = ["year", "revenue_amount", "worker_count", "tax_paid_amount"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_for_readers(self)
        for field in self.fields.values():
            if isinstance(field, MoneyFormField):
                field.help_text = ""

    def clean_worker_count(self) -> int | None:
        """Return the number. Raises ValidationError above the limit."""
        count = self.cleaned_data["worker_count"]
        _require(FACILITY_CHECKS, FacilityFacts(worker_count=count))
        return count


class FacilityContactForm(PortalModelForm):
    """A person to call."""

    class Meta:
        model = FacilityContact
        fields = ["full_name", "position", "phone", "email"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_for_readers(self)

    def clean_phone(self) -> str:
        """Return the number in its stored form. Raises ValidationError for letters in it."""
        phone = plain_phone(self.cleaned_data["phone"])
        _require(PHONE_CHECKS, FacilityFacts(phone=phone))
        return phone


def _name_for_readers(form: forms.BaseForm) -> None:
    # In a table the column's head stands far from the field.
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = str(field.label)


class RowFormSet(forms.BaseInlineFormSet):
    """Rows of a facility: never more than ten, each year once."""

    default_error_messages = {
        **forms.BaseInlineFormSet.default_error_messages,
        "too_many_forms": _("Biểu mẫu quá nhiều dòng (tối đa 10). Hãy dùng chức năng nhập Excel."),
        "missing_management_form": _("Biểu mẫu gửi lên bị thiếu. Tải lại trang rồi nhập lại."),
    }

    def get_unique_error_message(self, unique_check: Any) -> str:
        """Say which rows meet."""
        return _now("Năm bị trùng: mỗi năm chỉ ghi một dòng.")

    def get_form_error(self) -> str:
        """Say it at the second of two equal rows."""
        return _now("Năm này đã có ở dòng trên.")

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the tick that deletes a row."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Xóa dòng này")
            form.fields["DELETE"].widget.attrs["aria-label"] = str(form.fields["DELETE"].label)


FacilityYearFormSet = forms.inlineformset_factory(
    RuralIndustrialFacility,
    FacilityYear,
    form=FacilityYearForm,
    formset=RowFormSet,
    extra=3,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)
FacilityContactFormSet = forms.inlineformset_factory(
    RuralIndustrialFacility,
    FacilityContact,
    form=FacilityContactForm,
    formset=RowFormSet,
    extra=2,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


class FacilityBulkForm(BulkForm):
    """What many facilities may get at once; never name, tax code or place."""

    class Meta:
        model = RuralIndustrialFacility
        fields = ["kind", "industry", "is_women_owned", "source", "source_note", "note"]
        formfield_callback = formfield
        widgets = {"industry": SearchSelect("desk:search-industries")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].queryset = IndustryCode.objects.all()
