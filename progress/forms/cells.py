"""The cells of a submission: one form for each tracking line, one for what the office says."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.forms import DecimalField, TextField
from kernel.money import MILLION, MoneyFormField, PercentError, parse_percent
from kernel.text import clean
from programmes.choices import LineState
from progress.choices import Channel
from progress.services import EntryDraft, IndicatorDraft

LONG: Final = 2_000
SHORT: Final = 500
NOT_REPORTED: Final = _("Chưa báo cáo")
STATES: Final = [("", NOT_REPORTED), *LineState.choices]
TEXTS: Final = ("results", "difficulties", "proposals", "explanation")


class Quantity(DecimalField):
    """How much of an indicator: digits and a comma, never negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, required=False, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number or None. Raises ValidationError."""
        if isinstance(value, str) and (text := clean(value).replace(" ", "")):
            if re.fullmatch(r"-[0-9.,]+", text):
                raise ValidationError(_("Số lượng phải là số không âm."), code="negative")
            if not re.fullmatch(r"[0-9.,]+", text):
                raise ValidationError(_("Chỉ nhập số, ví dụ 12 hoặc 12,5."), code="invalid")
        return super().to_python(value)


class Percent(forms.CharField):
    """A whole percent, 0 to 100."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A text input with the number keys."""
        return {"inputmode": "numeric", "class": "num", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Return the percent or None. Raises ValidationError."""
        if value is None or not (text := clean(str(value))):
            return None
        try:
            return int(parse_percent(text, decimals=0))
        except PercentError as error:
            raise ValidationError(
                _("Tiến độ là số nguyên từ 0 đến 100."), code=error.code
            ) from error


def paragraph(label: Any, *, limit: int = LONG, hint: Any = "") -> TextField:
    """A text of one line that grows; ``hint`` stands in it while it is empty."""
    area = forms.Textarea(attrs={"rows": 1, "placeholder": str(hint), "data-grow": ""})
    return TextField(label=label, max_length=limit, required=False, widget=area)


class CellForm(forms.Form):
    """A form whose cells carry what stands in the period before (``data-last``).

    A cell that differs from it is pale yellow; an empty ``last`` leaves the cells unmarked.
    """

    use_required_attribute = False
    error_css_class = ""

    def __init__(self, *args: Any, last: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.stored = ""  # what is stored, in words, when somebody else saved first
        for name, value in (last or {}).items():
            field = self.fields[name]
            before = self._shown(name, value)
            field.widget.attrs["data-last"] = before
            if self._shown(name, self[name].value()) != before:
                marked = f"{field.widget.attrs.get('class', '')} is-changed"
                field.widget.attrs["class"] = marked.strip()

    def frame(self, name: str, kind: str) -> None:
        """Frame a cell that a remark speaks of: red for an error, amber for a warning."""
        if name in self.fields:
            attrs = self.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} has-{kind}".strip()

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        prepared = field.prepare_value(value)
        if isinstance(field.widget, forms.Select):
            return "" if prepared is None else str(prepared)
        shown = field.widget.format_value(prepared)
        return "" if shown is None else str(shown)


class LineForm(CellForm):
    """One tracking line: state, percent, capital, texts, and each indicator that is typed."""

    state = forms.ChoiceField(label=_("Tình trạng"), choices=STATES, required=False)
    percent = Percent(label=_("Tiến độ (%)"), required=False)
    invested = MoneyFormField(label=_("Vốn cơ sở đã chi"), unit=MILLION, required=False)
    difficulties = paragraph(_("Khó khăn, vướng mắc"), hint=_("Không"))
    proposals = paragraph(_("Đề xuất, kiến nghị"))
    results = paragraph(_("Kết quả"))
    explanation = paragraph(_("Lý do"), limit=SHORT)

    def __init__(self, *args: Any, cells: Any = (), **kwargs: Any) -> None:
        self.cells = list(cells)
        # Declared fields are copied for each form; those of the line's own indicators are added.
        self.base_fields = {**self.base_fields, **self._quantities()}
        super().__init__(*args, **kwargs)

    def _quantities(self) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        for cell in self.cells:
            if cell.counted is None:
                made[done_name(cell.indicator.pk)] = Quantity(label=_("Kỳ này, lũy kế"))
            made[estimate_name(cell.indicator.pk)] = Quantity(label=_("Ước cả năm, lũy kế"))
        return made

    def draft(self, line_id: int) -> EntryDraft:
        """Return what was typed; the form is valid."""
        typed = self.cleaned_data
        return EntryDraft(
            line_id=line_id,
            state=typed["state"],
            percent=typed["percent"],
            invested=typed["invested"],
            indicators=[
                IndicatorDraft(
                    indicator_id=cell.indicator.pk,
                    done=typed.get(done_name(cell.indicator.pk)),
                    estimate=typed[estimate_name(cell.indicator.pk)],
                )
                for cell in self.cells
            ],
            **{name: typed[name] for name in TEXTS},
        )


class OfficeForm(CellForm):
    """What the office says as a whole; when the Centre types for it, how the figures came."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    difficulties = paragraph(_("Khó khăn, vướng mắc chung"), hint=_("Không"))
    proposals = paragraph(_("Đề xuất, kiến nghị chung"), hint=_("Không"))
    channel = forms.ChoiceField(
        label=_("Nhận số liệu qua"),
        choices=[("", _("Chưa chọn")), *Channel.choices],
        required=False,
    )
    origin_note = TextField(
        label=_("Ai cung cấp, ngày nào, văn bản nào"), max_length=300, required=False
    )

    def __init__(self, *args: Any, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_behalf:
            del self.fields["channel"], self.fields["origin_note"]

    @property
    def words(self) -> list[Any]:
        """The cells that every office fills in."""
        return [self["difficulties"], self["proposals"]]

    @property
    def sources(self) -> list[Any]:
        """The cells that tell how the figures came to the Centre."""
        return [self["channel"], self["origin_note"]]


def done_name(indicator_id: int) -> str:
    """Name of the cell of what is done of an indicator."""
    return f"done-{indicator_id}"


def estimate_name(indicator_id: int) -> str:
    """Name of the cell of an indicator's estimate."""
    return f"estimate-{indicator_id}"
