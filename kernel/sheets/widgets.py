"""Cells of every sheet: what stands in one becomes a value, or a sentence why not."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from import_export import widgets

from kernel.dates import format_date, parse_date
from kernel.money import UNKNOWN, parse_money
from kernel.text import clean, fold


class TextCell(widgets.Widget):
    """Text: cleaned; a number of Excel without its ".0"."""

    def __init__(self, *, multiline: bool = False) -> None:
        self.multiline = multiline
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the cleaned text."""
        return clean(written(value), multiline=self.multiline)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the text."""
        return str(value or "")


class ChoiceCell(widgets.Widget):
    """A choice by its Vietnamese word, accents and capitals aside, or by a usual abbreviation."""

    def __init__(self, choices: Any, default: str, short: Mapping[str, str] | None = None) -> None:
        self.choices, self.default = choices, default
        self.words = {fold(str(choice.label)): choice.value for choice in choices}
        self.words |= dict(short or {})
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored value. Raises ValueError that lists what may be written."""
        word = fold(written(value))
        if not word:
            return self.default
        if word not in self.words:
            known = ", ".join(str(choice.label) for choice in self.choices)
            raise ValueError(
                _("“%(word)s” không có trong danh mục. Ghi một trong: %(known)s.")
                % {"word": clean(written(value)), "known": known}
            )
        return self.words[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the Vietnamese word."""
        return str(dict(self.choices.choices).get(value, value))


class YesNoCell(widgets.Widget):
    """Có, Không, or nothing when nobody knows."""

    words = {"": None, "chua ro": None, "co": True, "x": True, "khong": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        """Return True, False or None. Raises ValueError for another word."""
        if isinstance(value, bool):
            return value
        word = fold(written(value))
        if word not in self.words:
            raise ValueError(_("Ghi Có hoặc Không; để trống nếu chưa rõ."))
        return self.words[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the word."""
        return "" if value is None else _("Có") if value else _("Không")


class CountCell(widgets.Widget):
    """A whole number, as of people."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the number. Raises ValueError for anything else."""
        text = clean(written(value)).replace(".", "")
        if text.lower() in ("", UNKNOWN):
            return None
        if (isinstance(value, float) and not value.is_integer()) or not text.isdecimal():
            raise ValueError(_("Nhập số nguyên không âm, ví dụ 25."))
        return int(text[:18])

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number itself."""
        return value


class MoneyCell(widgets.Widget):
    """Whole đồng; text as in a form."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return đồng or None. Raises ValueError with the sentence of the money field."""
        text = clean(written(value))
        if text.lower() in ("", UNKNOWN):
            return None
        return parse_money(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number itself."""
        return value


class DayCell(widgets.Widget):
    """A date of Excel or dd/mm/yyyy."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the date or None. Raises ValueError with the sentence of the date field."""
        if value is None or not written(value).strip():
            return None
        if hasattr(value, "year"):
            return parse_date(format_date(value))
        return parse_date(written(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the date itself, so that Excel gets a date."""
        return value


def written(value: Any) -> str:
    """What stands in a cell, as text: "" for an empty one, 12 for 12.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
