"""The form of a course: its project and line, place and days, numbers that may stay unknown."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from beneficiaries.forms import UNIT_REFUSED, CountField, UnitField, area
from beneficiaries.selectors import parts_of_a_split_unit
from kernel.findings import errors, run
from kernel.forms import PortalModelForm, SearchSelect, formfield
from localities.models import AdministrativeUnit
from programmes.models import SupportProject, TrackingLine
from training.checks import DATE_CHECKS, DateFacts
from training.models import TrainingCourse

MOST_PEOPLE = 1_000_000
PEOPLE = _("người")
#: constraint of the model -> (field that may not be larger, the other, where the sentence stands)
IN_ORDER = {
    "training_course_dates": ("starts_on", "ends_on", "ends_on"),
    "training_course_women": ("women_count", "trainee_count", "women_count"),
    "training_course_minority": ("minority_count", "trainee_count", "minority_count"),
    "training_course_employed": ("employed_count", "trainee_count", "employed_count"),
    "training_course_planned_employed": (
        "planned_employed_count",
        "planned_trainee_count",
        "planned_employed_count",
    ),
}


def people(label: Any) -> CountField:
    """A number of people that may stay unknown."""
    field = CountField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages={"max_value": _("Số người tối đa 1.000.000.")},
    )
    field.unit = PEOPLE
    return field


class CourseForm(PortalModelForm):
    """A course under a project; the numbers that nobody knows stay blank."""

    sections = (
        (
            _("Lớp"),
            _("Mỗi lớp thuộc một đề án; kết quả được tính vào dòng theo dõi của đề án."),
            ("project", "line", "name", "kind", "state", "trade"),
        ),
        (
            _("Địa điểm và thời gian"),
            _("Đơn vị hành chính tại thời điểm mở lớp; chưa rõ ngày thì để trống."),
            ("unit", "unit_now", "place_text", "starts_on", "ends_on"),
        ),
        (
            _("Đơn vị đào tạo"),
            _("Chọn nếu đã có trong danh mục tổ chức; chưa có thì ghi tên."),
            ("provider", "provider_text"),
        ),
        (
            _("Học viên"),
            _("Để trống là chưa rõ; không có ai thì nhập 0."),
            ("planned_trainee_count", "trainee_count", "women_count", "minority_count"),
        ),
        (
            _("Việc làm sau đào tạo"),
            _("Tính đến ngày có số liệu; để trống ngày thì lấy ngày bế giảng."),
            ("planned_employed_count", "employed_count", "employed_on"),
        ),
        (_("Nguồn và ghi chú"), _("Biết từ đâu để còn đối chiếu."), ("source_url", "note")),
    )
    columns = {
        "kind": 4,
        "state": 4,
        "trade": 4,
        "starts_on": 4,
        "ends_on": 4,
        "provider": 6,
        "provider_text": 6,
        "planned_trainee_count": 3,
        "trainee_count": 3,
        "women_count": 3,
        "minority_count": 3,
        "planned_employed_count": 4,
        "employed_count": 4,
        "employed_on": 4,
    }
    unit = UnitField(label=_("địa điểm mở lớp"))
    unit_now = UnitField(
        label=_("địa bàn hiện nay"),
        required=False,
        widget=forms.Select,
        empty_label=_("Chưa xác định"),
        help_text=_("Địa bàn cũ đã chia cho nhiều đơn vị: chọn đơn vị đang có lớp này."),
    )
    planned_trainee_count = people(_("dự kiến"))
    trainee_count = people(_("thực tế"))
    women_count = people(_("trong đó nữ"))
    minority_count = people(_("dân tộc thiểu số"))
    planned_employed_count = people(_("dự kiến có việc làm"))
    employed_count = people(_("có việc làm"))

    class Meta:
        model = TrainingCourse
        fields = [
            "project",
            "line",
            "name",
            "kind",
            "state",
            "trade",
            "unit",
            "unit_now",
            "place_text",
            "starts_on",
            "ends_on",
            "provider",
            "provider_text",
            "planned_trainee_count",
            "trainee_count",
            "women_count",
            "minority_count",
            "planned_employed_count",
            "employed_count",
            "employed_on",
            "source_url",
            "note",
        ]
        widgets = {
            "project": SearchSelect("desk:search-projects"),
            "provider": SearchSelect("desk:search-organisations"),
        }
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = self._kept(
            SupportProject.objects.visible_to(self.user), "project"
        )
        self.fields["project"].label_from_instance = _project_label
        self.fields["provider"].queryset = self._kept(
            Organisation.objects.visible_to(self.user), "provider"
        )
        self.fields["unit"].queryset = self._kept(area(self.user), "unit")
        for name in ("unit", "unit_now"):
            self.fields[name].error_messages["invalid_choice"] = UNIT_REFUSED
        self.fields["employed_on"].help_text = ""  # the section's reason says it
        self._offer_lines()
        self._ask_for_the_present_unit()

    def _kept(self, rows: Any, name: str) -> Any:
        """The choices, and what the stored course names already, though out of the area."""
        kept = self.instance.pk and getattr(self.instance, f"{name}_id")
        return rows | rows.model.objects.filter(pk=kept) if kept else rows

    def _offer_lines(self) -> None:
        """The lines of the project at hand: the chosen one, else the stored one."""
        chosen = self.data.get(self.add_prefix("project")) if self.is_bound else None
        if not self.is_bound:
            chosen = self.initial.get("project")
        number = str(chosen or "")
        lines = TrackingLine.objects.none()
        if number.isdecimal() and len(number) < 19:
            lines = self._kept(TrackingLine.objects.visible_to(self.user), "line").filter(
                project=int(number), deleted_at__isnull=True
            )
        field = self.fields["line"]
        field.queryset = lines.select_related(
            "project", "allocation__facility", "allocation__organisation", "unit"
        ).order_by("order", "pk")
        field.empty_label = _("Chưa gắn (chưa tính vào chỉ tiêu)")
        field.label_from_instance = _line_label
        field.error_messages["invalid_choice"] = _("Hãy chọn một dòng theo dõi của đề án này.")
        field.help_text = ""

    def _ask_for_the_present_unit(self) -> None:
        """Keep the question only where a person must answer it: the unit was split."""
        parts = parts_of_a_split_unit(self.instance)
        if parts:
            self.fields["unit_now"].queryset = AdministrativeUnit.objects.with_line().filter(
                pk__in=parts
            )
        else:
            del self.fields["unit_now"]

    def clean(self) -> dict[str, Any]:
        """Put what the model and the checks refuse at its field."""
        cleaned = super().clean() or self.cleaned_data
        if self.has_error("project"):
            self.errors.pop("line", None)  # whose line can't be said before the project is known
        if "unit" in self.changed_data and "unit_now" not in self.changed_data:
            cleaned["unit_now"] = self.instance.unit_now = None
        for constraint in TrainingCourse._meta.constraints:
            small, large, place = IN_ORDER.get(constraint.name, ("", "", ""))
            low, high = cleaned.get(small), cleaned.get(large)
            if low is not None and high is not None and low > high:
                message = constraint.violation_error_message
                self.add_error(place, ValidationError(message, code="constraint"))
        facts = DateFacts(
            state=cleaned.get("state") or "",
            today=timezone.localdate(),
            starts_on=cleaned.get("starts_on"),
            ends_on=cleaned.get("ends_on"),
            employed_on=cleaned.get("employed_on"),
        )
        for finding in errors(run(DATE_CHECKS, facts)):
            self.add_error(finding.field, ValidationError(finding.message, code=finding.code))
        return cleaned

    def laid_out(self) -> Iterable[dict[str, Any]]:
        """The sections with, for each field, its width on the grid and its unit."""
        for section in self.grouped_fields():
            cells = [
                {
                    "field": bound,
                    "col": self.columns.get(bound.name, 12),
                    "unit": getattr(bound.field, "unit", ""),
                }
                for bound in section["fields"]
            ]
            yield {"title": section["title"], "reason": section["reason"], "cells": cells}


class ProjectChoice(forms.Form):
    """The first step of a new course: under which project."""

    use_required_attribute = False  # the server's sentence names the field
    project = forms.ModelChoiceField(
        queryset=SupportProject.objects.none(),
        label=_("Đề án"),
        widget=SearchSelect("desk:search-projects"),
        error_messages={
            "required": _("Chưa chọn Đề án."),
            "invalid_choice": _("Đề án không có hoặc không thuộc phạm vi của đơn vị."),
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = SupportProject.objects.visible_to(user)
        self.fields["project"].label_from_instance = _project_label


def _project_label(project: Any) -> str:
    return f"{project.code} {project.name}".strip()


def _line_label(line: Any) -> str:
    return f"{line.label} · {line.unit.full_name}"
