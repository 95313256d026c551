"""The editor of a layout: its facts, a row for each column, who signs; read as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.dates import VietnameseDateField
from kernel.forms import PortalModelForm, TextField, formfield
from kernel.money import MoneyUnit
from kernel.text import clean
from reports import checks, selectors
from reports.arranged import Arranged
from reports.layouts import OWN, PERIOD, YEAR, Layout, LayoutLine
from reports.models import FormLayout

SPARE_COLUMNS, SIGNERS = 3, 3
OWN_WIDTH = 22
PREFIX = "cot-"
FULLEST = 999
# On the screen a title's open places have Vietnamese names.
_WORDS = {YEAR: "{năm}", PERIOD: "{kỳ}"}
_SPELLINGS = {YEAR: ("{năm}", "{nam}", "{Năm}"), PERIOD: ("{kỳ}", "{ky}", "{kì}", "{Kỳ}")}


class LayoutForm(PortalModelForm):
    """What a layout says around its columns."""

    sections = (
        (
            _("Tên và thời gian"),
            _("Mẫu của một báo cáo chọn theo ngày cuối của kỳ báo cáo, không theo ngày in."),
            ("name", "valid_from", "valid_to"),
        ),
        (
            _("Trên giấy"),
            "",
            ("title", "orientation", "money_unit", "decimals", "form_code", "is_confirmed"),
        ),
        (_("Nơi nhận và ghi chú"), "", ("recipients", "note")),
    )
    wide = frozenset({"name", "title", "recipients", "note"})

    class Meta:
        model = FormLayout
        fields = [
            "name",
            "valid_from",
            "valid_to",
            "title",
            "orientation",
            "money_unit",
            "decimals",
            "form_code",
            "is_confirmed",
            "prepared_by",
            "recipients",
            "note",
        ]
        formfield_callback = formfield

    def __init__(self, *args: Any, has_money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["title"] = _in_vietnamese(self.instance.title)
        self.fields["title"].help_text = _("Dùng {năm} ở chỗ ghi năm, {kỳ} ở chỗ ghi kỳ báo cáo.")
        self.fields["form_code"].label = _("Ký hiệu mẫu")
        self.fields["decimals"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}
        )
        self.fields["recipients"].widget.attrs["rows"] = 4
        units: Any = self.fields["money_unit"]
        units.choices = [("", _("Theo Hồ sơ tỉnh")), *MoneyUnit.choices]
        if not has_money:
            del self.fields["money_unit"], self.fields["decimals"]

    def clean_title(self) -> str:
        """Return the title with its open places as they are stored."""
        title: str = self.cleaned_data["title"]
        for stored, spellings in _SPELLINGS.items():
            for written in spellings:
                title = title.replace(written, stored)
        if problem := checks.title_problem(title):
            raise ValidationError(problem)
        return title


def _in_vietnamese(title: str) -> str:
    for stored, written in _WORDS.items():
        title = title.replace(stored, written)
    return title


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    between = _("Nhập số nguyên từ %(least)s đến %(most)s.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off", "maxlength": "3"}
        ),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), between),
    )


class ColumnForm(forms.Form):
    """One column: whether it shows, its words, width and place."""

    use_required_attribute = False
    shown = forms.BooleanField(label=_("Hiện"), required=False)
    label = TextField(
        label=_("Tên cột"), max_length=160, error_messages={"required": _("Chưa nhập Tên cột.")}
    )
    group = TextField(label=_("Nhóm cột"), max_length=160, required=False)
    width = _whole(_("Độ rộng (mm)"), checks.LEAST_MM, checks.MOST_MM)
    order = _whole(_("Thứ tự"), 1, FULLEST)
    removed = forms.BooleanField(label=_("Bỏ cột"), required=False)

    def __init__(
        self, *args: Any, line: LayoutLine, source: str, place: int, **kwargs: Any
    ) -> None:
        self.line, self.source, self.was_at = line, source, place
        initial = {
            "shown": line.shown,
            "label": line.label,
            "group": line.group,
            "width": line.width,
            "order": place,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if not self.is_own:
            del self.fields["removed"]
        if self.is_spare:
            self.fields["label"].required = False

    @property
    def name(self) -> str:
        """What the buttons of the row call it."""
        return str(self.prefix).removeprefix(PREFIX)

    @property
    def is_own(self) -> bool:
        """Whether it is a stored column of the office's own."""
        return self.line.is_own and self.line.key != OWN

    @property
    def is_spare(self) -> bool:
        """Whether it is a row for a new column; without a name it stands for nothing."""
        return self.line.key == OWN

    @property
    def is_kept(self) -> bool:
        """Whether the row stands for a column after all."""
        if self.is_spare:
            return bool(clean(str(self["label"].value() or "")))
        return not (self.is_own and self["removed"].value())

    @property
    def is_shown(self) -> bool:
        """Whether it is ticked as the page has it."""
        return bool(self["shown"].value())

    @property
    def other_words(self) -> str:
        """What the figures call the column, once the office calls it otherwise."""
        label, group = (str(self[name].value() or "").strip() for name in ("label", "group"))
        now = f"{label} ({group})" if group else label
        return "" if now == self.source else self.source

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands: one that was moved up stands before who has that place, else after."""
        typed = str(self["order"].value()).strip()
        order = int(typed) if typed.isdecimal() and len(typed) < 4 else self.was_at
        moved = (order > self.was_at) - (order < self.was_at)
        return (order, moved, self.was_at)

    def typed_line(self) -> LayoutLine:
        """Return the column as it was typed; the order of lines says the place."""
        typed = self.cleaned_data
        return LayoutLine(
            key=self.line.key,
            label=typed["label"],
            group=typed["group"],
            order=0,
            width=typed["width"],
            shown=typed["shown"],
        )


class SignerForm(forms.Form):
    """One who signs."""

    use_required_attribute = False
    capacity = TextField(label=_("Thẩm quyền ký"), max_length=120, required=False)
    position = TextField(label=_("Chức vụ"), max_length=120, required=False)
    full_name = TextField(label=_("Họ và tên"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the position of who is named."""
        typed = super().clean() or self.cleaned_data
        named = typed.get("capacity") or typed.get("full_name")
        if named and not typed.get("position") and not self.has_error("position"):
            self.add_error("position", _("Chưa nhập Chức vụ."))
        return typed


class CopyForm(forms.Form):
    """From which day a copy holds."""

    use_required_attribute = False
    valid_from = VietnameseDateField(
        label=_("Áp dụng từ"), error_messages={"required": _("Chưa nhập ngày áp dụng của bản sao.")}
    )


@dataclass
class LayoutEditor:
    """The forms of one layout together; ``data`` is what was posted."""

    row: FormLayout
    report: Arranged
    user: Any
    data: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        stored = selectors.layout_of(self.row)
        self.form = LayoutForm(
            self.data, instance=self.row, user=self.user, has_money=self.report.has_money
        )
        self.columns = self._columns(stored)
        self.signers = [
            SignerForm(
                self.data,
                prefix=f"ky-{n}",
                initial=dict(zip(SignerForm.base_fields, signer, strict=True)),
            )
            for n, signer in enumerate(self._signers(stored), start=1)
        ]

    @staticmethod
    def _signers(stored: Layout) -> Sequence[tuple[str, str, str]]:
        empty = [("", "", "")] * max(SIGNERS - len(stored.signers), 0)
        return [*stored.signers, *empty]

    def _columns(self, stored: Layout) -> list[ColumnForm]:
        """Rows in their places: the ones that show, room for new ones, those that may be added."""
        lines = selectors.all_lines(stored, self.report.kinds)
        spare = [LayoutLine(OWN, "", "", 0, OWN_WIDTH, shown=True)] * SPARE_COLUMNS
        shown = [line for line in lines if line.shown]
        placed = [*shown, *spare, *(line for line in lines if not line.shown)]
        words = selectors.shipped_words(self.row.slug)
        rows, new = [], 0
        for place, line in enumerate(placed, start=1):
            new += line.key == OWN
            name = f"moi-{new}" if line.key == OWN else line.key
            rows.append(
                ColumnForm(
                    self.data,
                    prefix=f"{PREFIX}{name}",
                    line=line,
                    source=words.get(line.key, ""),
                    place=place,
                )
            )
        return rows

    @cached_property
    def rows(self) -> list[ColumnForm]:
        """All rows in the order that the page has them."""
        return sorted(self.columns, key=lambda row: row.place)

    @property
    def shown_rows(self) -> list[ColumnForm]:
        """Rows of the columns that print, and the room for new ones."""
        return [row for row in self.rows if row.is_shown or row.is_spare]

    @property
    def other_rows(self) -> list[ColumnForm]:
        """Rows of what the report can give beside."""
        return [row for row in self.rows if not row.is_shown and not row.is_spare]

    @property
    def kept(self) -> list[ColumnForm]:
        """Rows that stand for a column: the ones that show come first."""
        kept = [row for row in self.rows if row.is_kept]
        return sorted(kept, key=lambda row: not row.is_shown)

    def is_valid(self) -> bool:
        """Whether everything that was typed can be read; all forms say what is wrong."""
        parts = [self.form, *(row for row in self.columns if row.is_kept), *self.signers]
        answers = [part.is_valid() for part in parts]  # each of them speaks
        return all(answers)

    @property
    def error_count(self) -> int:
        """How many fields are to be mended."""
        return len(self.form.errors) + len(self.row_errors)

    @property
    def row_errors(self) -> list[tuple[Any, str, str]]:
        """What is wrong in the rows: the field, whose it is, the sentence."""
        if not self.form.is_bound:
            return []
        named = [
            *((row, str(row["label"].value() or row.line.label)) for row in self.kept),
            *((form, str(_("Người ký"))) for form in self.signers),
        ]
        return [
            (field, name, str(error))
            for form, name in named
            for field in form
            for error in field.errors
        ]

    def lines(self) -> list[LayoutLine]:
        """Return the columns as typed, in their order."""
        return [row.typed_line() for row in self.kept]

    def named_signers(self) -> list[tuple[str, str, str]]:
        """Return who was typed to sign."""
        typed = [form.cleaned_data for form in self.signers]
        return [
            (one["capacity"], one["position"], one["full_name"]) for one in typed if one["position"]
        ]

    def draft(self) -> Layout:
        """Return the layout as typed; nothing is stored. The editor must be valid."""
        return replace(
            selectors.layout_of(self.form.instance),
            columns=tuple(_with_keys(self.lines())),
            signers=tuple(self.named_signers()),
        )

    def problems(self) -> list[str]:
        """Say why the columns as typed can't be printed."""
        layout = self.draft()
        return list(checks.column_problems(layout.columns, self.report.kinds, layout.orientation))

    def moved(self, name: str, step: int) -> dict[str, Any]:
        """Return what was posted with a column one place up (-1) or down (1)."""
        rows = self.shown_rows
        data = {key: self.data[key] for key in self.data or {}}
        at = next((i for i, row in enumerate(rows) if row.name == name), None)
        if at is not None and 0 <= at + step < len(rows):
            rows[at], rows[at + step] = rows[at + step], rows[at]
        for place, row in enumerate([*rows, *self.other_rows], start=1):
            data[row.add_prefix("order")] = str(place)
        return data

    def conflicts(self) -> list[dict[str, str]]:
        """What stands now and what was typed, of facts and columns, once somebody saved first."""
        return [*self.form.stale_conflicts(), *self._column_conflicts()]

    def _column_conflicts(self) -> list[dict[str, str]]:
        if not self.form.is_stale:
            return []
        return [
            {
                "label": _("Cột %s") % (row.line.label or row["label"].value()),
                "stored": _described(row.line.shown, row.line.label, row.line.group),
                "typed": _described(row.is_shown, row["label"].value(), row["group"].value()),
            }
            for row in self.columns
            if row.has_changed() and set(row.changed_data) - {"order"} and not row.is_spare
        ]


def _described(shown: bool, label: Any, group: Any) -> str:
    words = [str(label or ""), str(group or ""), "" if shown else str(_("không hiện"))]
    return ", ".join(word for word in words if word)


def _with_keys(lines: Sequence[LayoutLine]) -> Sequence[LayoutLine]:
    """Number new columns of the office's own for a look at them; storing numbers them for good."""
    return [
        replace(line, key=f"{OWN}moi{n}") if line.key == OWN else line
        for n, line in enumerate(lines)
    ]
