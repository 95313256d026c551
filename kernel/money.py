"""Money: whole đồng in big integers; reading what an office types, writing what it reads.

No float ever touches an amount. None is an amount that nobody knows ("chưa rõ"), never zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.text import clean

DONG: Final = "đồng"
THOUSAND: Final = "nghìn đồng"
MILLION: Final = "triệu đồng"
UNKNOWN: Final = "chưa rõ"

DEFAULT_LIMIT: Final = 999_999_999_999


class MoneyUnit(models.TextChoices):
    """Units of money on paper; each shows as many decimals as its amounts need."""

    MILLION = "million", _("triệu đồng")
    THOUSAND = "thousand", _("nghìn đồng")
    DONG = "dong", _("đồng")

    @property
    def power(self) -> int:
        """The power of ten of đồng that one unit is: also the most decimals that it may have."""
        return {MoneyUnit.MILLION: 6, MoneyUnit.THOUSAND: 3, MoneyUnit.DONG: 0}[self]


most_decimals = MaxValueValidator(6, _("Nhiều nhất %(limit_value)s chữ số thập phân."))

NEGATIVE_MESSAGE: Final = "Kinh phí phải là số nguyên không âm (đồng)."
FRACTION_MESSAGE: Final = "Số tiền tính bằng đồng, không có phần lẻ. Ví dụ: 1.500.000."
INVALID_MESSAGE: Final = "Số tiền không hợp lệ."
DIGITS_MESSAGE: Final = "Chỉ dùng chữ số 0–9."
POINT_MESSAGE: Final = "Dùng dấu phẩy cho phần thập phân, ví dụ 235,8 triệu."
PERCENT_MESSAGE: Final = "Tỷ lệ không hợp lệ. Ví dụ: 12,5."
PERCENT_POINT_MESSAGE: Final = "Dùng dấu phẩy cho phần thập phân, ví dụ 12,5."

_SCALES: Final = {
    "tỷ": 10**9,
    "tỉ": 10**9,
    "triệu": 10**6,
    "tr": 10**6,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "": 1,
}
_FULL_WIDTH: Final = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    0xFF0C: ",",
    0xFF0E: ".",
    0xFF05: "%",
    0xFF0D: "-",
    0x2212: "-",
    0x2012: "-",
    0x2013: "-",
}
# Possessive: what looks like the number is the number, so nothing is tried twice.
_PART: Final = re.compile(r"([0-9][0-9., ]*+)(tỷ|tỉ|triệu|tr|nghìn|ngàn)?\s*")
_TAIL: Final = re.compile(r"(.*?)\s*(đồng|vnđ|vnd|đ|₫)?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_WITH_FRACTION: Final = re.compile(r"([0-9]+|[0-9]{1,3}(?:([. ])[0-9]{3})+),([0-9]+)")
# Anything after one separator, in either style, that can only be a fraction.
_ANY_FRACTION: Final = re.compile(
    r"[0-9]+[.,][0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+\.[0-9]+"
)
_AMBIGUOUS_COMMA: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


class MoneyError(ValueError):
    """An amount that can't be taken; `str()` is the Vietnamese sentence, `code` its machine name.

    Codes: "empty", "negative", "fraction", "digits", "invalid", "point", "limit" and "confirm"
    (readable in two ways: `amount` is the reading asked about, in đồng).
    """

    def __init__(self, code: str, message: str, amount: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.amount = amount


class PercentError(ValueError):
    """A percentage that can't be taken; codes "empty", "digits", "point", "invalid", "range"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def money_limit() -> int:
    """The largest amount in đồng that may be typed: PORTAL_MONEY_LIMIT."""
    return int(getattr(settings, "PORTAL_MONEY_LIMIT", DEFAULT_LIMIT))


# --- Reading --------------------------------------------------------------------------------------


def parse_money(
    text: str, *, unit: str = DONG, confirmed: bool = False, allow_negative: bool = False
) -> int:
    """The amount in whole đồng that the text states. Raises MoneyError.

    Read: 1500000, 1.500.000, 1,500,000, "235,8 triệu", "1,2 tỷ", "1.200 tr", "1 tỷ 200 triệu",
    each with or without đ, đồng, VND. `unit` (DONG or MILLION) is what a bare number counts; a
    number followed by đồng alone is đồng in either. The comma is the decimal sign; a point never
    is, else 1.20 and 1.200 tỷ would lie a thousandfold apart.

    Asked back unless `confirmed`: a bare number with one group ("1.500", which may be meant as
    nghìn), and a comma followed by exactly three digits before a unit ("1,200 tr").
    """
    if unit not in (DONG, MILLION):
        raise ValueError(f"unit must be {DONG!r} or {MILLION!r}, not {unit!r}")
    plain = _plain(text)
    negative = plain.startswith("-")
    if negative:
        plain = plain[1:].lstrip()
    amount, ambiguous = _amount(plain, unit)
    if negative and not allow_negative:
        raise MoneyError("negative", NEGATIVE_MESSAGE)
    limit = money_limit()
    if amount > limit:
        message = f"Số tiền vượt quá giới hạn cho phép ({format_dong(limit)} đồng)."
        raise MoneyError("limit", message)
    amount = -amount if negative else amount
    if ambiguous and not confirmed:
        raise MoneyError("confirm", f"Xác nhận số tiền {format_dong(amount)} đồng?", amount)
    return amount


def _plain(text: str) -> str:
    """Cleaned, lower case, full-width signs made plain; refuses the digits of other scripts."""
    plain = clean(text).translate(_FULL_WIDTH).lower()
    if not plain:
        raise MoneyError("empty", "Chưa nhập số tiền.")
    if any(_is_foreign_digit(c) for c in plain):
        raise MoneyError("digits", DIGITS_MESSAGE)
    return plain


def _is_foreign_digit(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] == "N"


def _amount(plain: str, unit: str) -> tuple[int, bool]:
    """The amount in đồng without its sign, and whether it could be meant in another way."""
    match = _TAIL.fullmatch(plain)
    body, currency = (match[1], match[2] or "") if match else (plain, "")
    parts = _split(body)
    if len(parts) == 1:
        number, word = parts[0]
        if word:
            return _scaled(number, _SCALES[word])
        if currency or unit == DONG:
            amount, ambiguous = _whole(number)
            return amount, ambiguous and not currency
        return _scaled(number, _SCALES["triệu"])
    if not parts[-1][1] and not currency:  # "1 tỷ 200": two hundred of what?
        raise MoneyError("invalid", INVALID_MESSAGE)
    return _compound(parts), False


def _split(body: str) -> list[tuple[str, str]]:
    """("1", "tỷ"), ("200", "triệu"); raises MoneyError for anything else in the text."""
    parts: list[tuple[str, str]] = []
    place = 0
    while place < len(body):
        match = _PART.match(body, place)
        if match is None or (parts and not parts[-1][1]):
            raise MoneyError("invalid", INVALID_MESSAGE)
        parts.append((match[1].rstrip(), match[2] or ""))
        place = match.end()
    if not parts:
        raise MoneyError("invalid", INVALID_MESSAGE)
    return parts


def _compound(parts: list[tuple[str, str]]) -> int:
    """Whole numbers of falling units, each smaller than one of the unit before."""
    total, ceiling = 0, 0
    for number, word in parts:
        count, _ambiguous = _whole(number)
        scale = _SCALES[word]
        if ceiling and count * scale >= ceiling:
            raise MoneyError("invalid", INVALID_MESSAGE)
        total += count * scale
        ceiling = scale
    return total


def _whole(number: str) -> tuple[int, bool]:
    """A whole number, grouped or not, and whether it has one group only ("1.500")."""
    if re.fullmatch(r"[0-9]+", number):
        return _integer(number), False
    if (match := _GROUPED.fullmatch(number)) and not number.startswith("0"):
        digits = number.replace(match[1], "")
        return _integer(digits), number.count(match[1]) == 1
    if _ANY_FRACTION.fullmatch(number):
        raise MoneyError("fraction", FRACTION_MESSAGE)
    raise MoneyError("invalid", INVALID_MESSAGE)


def _scaled(number: str, scale: int) -> tuple[int, bool]:
    """A number of thousands, millions or billions, with a decimal comma, in exact đồng."""
    if match := _WITH_FRACTION.fullmatch(number):
        whole = re.sub(r"[. ]", "", match[1])
        fraction = match[3].rstrip("0")
        if 10 ** len(fraction) > scale:
            raise MoneyError("fraction", FRACTION_MESSAGE)
        amount = _integer(whole) * scale + int(fraction or "0") * scale // 10 ** len(fraction)
        return amount, bool(_AMBIGUOUS_COMMA.fullmatch(number))
    if re.fullmatch(r"[0-9]+\.[0-9]+", number) and not _GROUPED.fullmatch(number):
        raise MoneyError("point", POINT_MESSAGE)
    count, _one_group = _whole(number)
    return count * scale, False


def _integer(digits: str) -> int:
    """The number; more digits than any limit has become one that is above every limit."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= 30 else 10**30


def parse_percent(text: str, *, maximum: int | None = 100, decimals: int = 2) -> Decimal:
    """A percentage written with a decimal comma ("12,5", "12,5 %"), never negative.

    Raises PercentError; a point is refused because "1.500" would be either.
    """
    plain = clean(text).translate(_FULL_WIDTH)
    plain = plain.removesuffix("%").rstrip()
    if not plain:
        raise PercentError("empty", "Chưa nhập tỷ lệ.")
    if any(_is_foreign_digit(c) for c in plain):
        raise PercentError("digits", DIGITS_MESSAGE)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", plain):
        raise PercentError("point", PERCENT_POINT_MESSAGE)
    match = re.fullmatch(r"(-?)([0-9]{1,9})(?:,([0-9]+))?", plain)
    if match is None:
        raise PercentError("invalid", PERCENT_MESSAGE)
    if match[3] and len(match[3].rstrip("0")) > decimals:
        raise PercentError("invalid", f"Tỷ lệ có tối đa {decimals} chữ số thập phân.")
    fraction = (match[3] or "").rstrip("0")
    value = Decimal(f"{int(match[2])}.{fraction}" if fraction else int(match[2]))
    if (match[1] and value) or (maximum is not None and value > maximum):
        words = "không âm" if maximum is None else f"trong khoảng 0–{maximum}"
        raise PercentError("range", f"Tỷ lệ phải {words}.")
    return value


# --- Writing --------------------------------------------------------------------------------------


def format_dong(amount: int | None) -> str:
    """ "1.234.567"; None is "chưa rõ"."""
    return UNKNOWN if amount is None else f"{amount:,}".replace(",", ".")


def format_million(amount: int | None, decimals: int = 1) -> str:
    """The amount in triệu đồng with so many decimals (0..6): 235800000 -> "235,8"."""
    return format_scaled(amount, 6, decimals)


def format_scaled(amount: int | None, power: int, decimals: int) -> str:
    """The amount in units of 10 ** power đồng with so many decimals (0..power).

    This only draws digits; who may not hide any takes the decimals from `decimals_needed`.
    """
    if amount is None:
        return UNKNOWN
    if not 0 <= decimals <= power:
        raise ValueError(f"decimals must be 0..{power}")
    step = Decimal(1).scaleb(-decimals)
    scaled = Decimal(amount).scaleb(-power).quantize(step, rounding=ROUND_HALF_UP)
    return _vietnamese(f"{abs(scaled):,f}", negative=scaled < 0)


def decimals_needed(amounts: Iterable[int | None], power: int = 6) -> int:
    """How many decimals (0..power) show every amount exactly in units of 10 ** power đồng."""
    needed = 0
    for amount in amounts:
        while amount and needed < power and amount % 10 ** (power - needed):
            needed += 1
    return needed


def format_percent(value: Decimal | int | None) -> str:
    """ "12,5" without the sign; None is "chưa rõ"."""
    if value is None:
        return UNKNOWN
    written = f"{Decimal(value):f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written).replace(".", ",")


def format_quantity(value: Decimal | int | None) -> str:
    """ "1.234,5": grouped, with the decimals that the number has; None is "chưa rõ"."""
    if value is None:
        return UNKNOWN
    number = Decimal(value)
    written = f"{abs(number):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return _vietnamese(written, negative=number < 0)


def _vietnamese(written: str, *, negative: bool) -> str:
    swapped = written.translate({ord(","): ".", ord("."): ","})
    return f"-{swapped}" if negative else swapped


# --- Fields ---------------------------------------------------------------------------------------


class MoneyInput(forms.TextInput):
    """Text input of an amount, shown grouped and in a way that `parse_money` doesn't ask about."""

    unit = DONG
    is_asked = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"inputmode": "numeric", "class": "num", "autocomplete": "off"}
        super().__init__(attrs=own | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """An amount as text; what was typed wrong comes back untouched."""
        if isinstance(value, int):
            return input_text(value, unit=self.unit, is_asked=self.is_asked)
        return None if value in (None, "") else str(value)


def input_text(amount: int, *, unit: str = DONG, is_asked: bool = True) -> str:
    """The amount as a field shows it: parse_money(input_text(x, unit=u), unit=u) == x.

    Where the field asks back, one group gets its unit ("150.000 đồng") and three decimals a fourth
    ("235,8120"), because "150.000" and "235,812" could be meant in two ways.
    """
    if unit == DONG:
        has_one_group = 1_000 <= abs(amount) < 1_000_000
        return format_dong(amount) + (" đồng" if is_asked and has_one_group else "")
    decimals = decimals_needed([amount])
    ambiguous = is_asked and decimals == 3 and 10**6 <= abs(amount) < 10**9
    return format_million(amount, 4 if ambiguous else decimals)


class MoneyFormField(forms.Field):
    """Form field of an amount: text in, whole đồng or None (unknown) out.

    `unit` is what a bare number counts; set `confirmed` after the person has answered yes to
    the question that came back with the code "confirm".
    """

    widget = MoneyInput

    def __init__(
        self,
        *,
        unit: str = DONG,
        allow_negative: bool = False,
        confirmed: bool = False,
        **kwargs: Any,
    ) -> None:
        self.unit = unit
        self.allow_negative = allow_negative
        self.confirmed = confirmed
        super().__init__(**kwargs)
        if isinstance(self.widget, MoneyInput):
            self.widget.unit, self.widget.is_asked = unit, not confirmed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A number pad without a comma would lock out 235,8."""
        return {"inputmode": "decimal"} if self.unit == MILLION else {}

    def to_python(self, value: Any) -> int | None:
        """Whole đồng; None for an empty field and for "chưa rõ"."""
        if value in self.empty_values:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if clean(str(value)).lower() in ("", UNKNOWN):
            return None
        try:
            return parse_money(
                str(value),
                unit=self.unit,
                confirmed=self.confirmed,
                allow_negative=self.allow_negative,
            )
        except MoneyError as error:
            raise ValidationError(error.message, code=error.code) from error


if TYPE_CHECKING:
    _BigIntegerField = models.BigIntegerField[int | None, int | None]
else:
    _BigIntegerField = models.BigIntegerField


class MoneyField(_BigIntegerField):
    """Column of whole đồng. With null=True (and blank=True), None means "chưa rõ".

    `unit` and `allow_negative` go to the form field; the database keeps đồng whatever they say.
    """

    def __init__(
        self, *args: Any, unit: str = DONG, allow_negative: bool = False, **kwargs: Any
    ) -> None:
        self.unit = unit
        self.allow_negative = allow_negative
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """The two options too: Django copies fields through this."""
        name, path, args, kwargs = super().deconstruct()
        if self.unit != DONG:
            kwargs["unit"] = self.unit
        if self.allow_negative:
            kwargs["allow_negative"] = True
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Refuse floats and fractions, which Django would cut off without a word."""
        if isinstance(value, float) or (isinstance(value, Decimal) and value % 1):
            raise TypeError(f"{self.name}: an amount of money must be whole đồng, got {value!r}")
        return super().get_prep_value(value)

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any
    ) -> Any:
        """A MoneyFormField; the admin's number widget, which can't hold "1.234.567", is dropped."""
        widget = kwargs.get("widget")
        if widget is not None:
            kind = widget if isinstance(widget, type) else type(widget)
            if issubclass(kind, forms.NumberInput):
                del kwargs["widget"]
        own: dict[str, Any] = {"unit": self.unit, "allow_negative": self.allow_negative}
        # Not IntegerField.formfield: its limits belong to a number input.
        return models.Field.formfield(
            self, form_class or MoneyFormField, choices_form_class, **own | kwargs
        )
