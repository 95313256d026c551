"""Money: what is read, what is refused and in which words, what is written."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminBigIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.test import override_settings
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import (
    DONG,
    MILLION,
    UNKNOWN,
    MoneyError,
    MoneyField,
    MoneyFormField,
    MoneyInput,
    PercentError,
    decimals_needed,
    format_dong,
    format_million,
    format_percent,
    input_text,
    parse_money,
    parse_percent,
)

pytestmark = pytest.mark.pure

LIMIT = 999_999_999_999
AMOUNTS = st.integers(min_value=0, max_value=LIMIT)

NEGATIVE = ("negative", "Kinh phí phải là số nguyên không âm (đồng).")
FRACTION = ("fraction", "Số tiền tính bằng đồng, không có phần lẻ. Ví dụ: 1.500.000.")
INVALID = ("invalid", "Số tiền không hợp lệ.")
DIGITS = ("digits", "Chỉ dùng chữ số 0–9.")
POINT = ("point", "Dùng dấu phẩy cho phần thập phân, ví dụ 235,8 triệu.")
ABOVE = ("limit", "Số tiền vượt quá giới hạn cho phép (999.999.999.999 đồng).")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1\u00a0500\u202f000", 1_500_000),
        ("  1.500.000  ", 1_500_000),
        ("1.500.000 đồng", 1_500_000),
        ("1.500.000đ", 1_500_000),
        ("1.500.000 VND", 1_500_000),
        ("1.500.000 vnđ", 1_500_000),
        ("1.500.000\u00a0₫", 1_500_000),
        ("1.500 đồng", 1_500),
        ("150000", 150_000),
        ("235,8 triệu", 235_800_000),
        ("235,8\u00a0triệu đồng", 235_800_000),
        ("235,8 TRIỆU", 235_800_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1,2 tỉ", 1_200_000_000),
        ("1.200 tr", 1_200_000_000),
        ("1.047,125 triệu", 1_047_125_000),
        ("450tr", 450_000_000),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("0,5 triệu", 500_000),
        ("0,812 triệu", 812_000),
        ("0,000001 triệu", 1),
        ("0,000000001 tỷ", 1),
        ("235,800000000 triệu", 235_800_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1 tỷ 200 triệu đồng", 1_200_000_000),
        ("1tỷ200tr", 1_200_000_000),
        ("1 tỷ 200 triệu 500 nghìn", 1_200_500_000),
        ("1 tỷ 5 đồng", 1_000_000_005),
        ("９９９", 999),
        ("１．５００．０００", 1_500_000),
        ("ty\u0309 đồng".replace("ty\u0309", "1 ty\u0309"), 1_000_000_000),  # NFD
        ("1.500\u200b.000", 1_500_000),  # a zero-width space out of a web page
    ],
)
def test_reads(text: str, amount: int) -> None:
    assert parse_money(text) == amount


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", ("empty", "Chưa nhập số tiền.")),
        (" \u200b ", ("empty", "Chưa nhập số tiền.")),
        ("-5", NEGATIVE),
        ("−5 triệu", NEGATIVE),
        ("1.500.000,50", FRACTION),
        ("1,500,000.50", FRACTION),
        ("1500,5", FRACTION),
        ("1.5", FRACTION),
        ("0,5", FRACTION),
        ("1.5000", FRACTION),
        ("0,0000001 triệu", FRACTION),
        ("0,5 đồng", FRACTION),
        ("1e9", INVALID),
        ("NaN", INVALID),
        ("Infinity", INVALID),
        ("0x10", INVALID),
        ("10^20", INVALID),
        ("+5", INVALID),
        ("(1.500.000)", INVALID),
        ("một triệu", INVALID),
        ("1..5", INVALID),
        ("1.50.000", INVALID),
        ("1.500,000.000", INVALID),
        ("1.500.000.", INVALID),
        ("01.500.000", INVALID),
        ("1.500.000 USD", INVALID),
        ("1 tỷ 200", INVALID),
        ("1 tỷ 2000 triệu", INVALID),
        ("200 triệu 1 tỷ", INVALID),
        ("1 tỷ 1 tỷ", INVALID),
        ("2 tỷ rưỡi", INVALID),
        ("triệu", INVALID),
        ("đồng", INVALID),
        ("=1+1", INVALID),
        ("٣٣٣", DIGITS),
        ("5²", DIGITS),
        ("½", DIGITS),
        ("1.2 tỷ", POINT),
        ("1.20 tỷ", POINT),
        ("100000000000000000000", ABOVE),
        ("1000000000000", ABOVE),
        ("1.000 tỷ", ABOVE),
        ("9" * 100_000, ABOVE),
    ],
)
def test_refuses_in_these_words(text: str, answer: tuple[str, str]) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_money(text)
    assert (caught.value.code, str(caught.value)) == answer


@pytest.mark.parametrize(
    ("text", "amount", "question"),
    [
        ("1.500", 1_500, "Xác nhận số tiền 1.500 đồng?"),
        ("1,500", 1_500, "Xác nhận số tiền 1.500 đồng?"),
        ("150 000", 150_000, "Xác nhận số tiền 150.000 đồng?"),
        ("1,200 tr", 1_200_000, "Xác nhận số tiền 1.200.000 đồng?"),
        ("1,200 tỷ", 1_200_000_000, "Xác nhận số tiền 1.200.000.000 đồng?"),
    ],
)
def test_asks_back_what_has_two_readings(text: str, amount: int, question: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_money(text)
    assert (caught.value.code, caught.value.message) == ("confirm", question)
    assert caught.value.amount == amount
    assert parse_money(text, confirmed=True) == amount


def test_confirming_excuses_nothing_else() -> None:
    for text, code in [("1.5", "fraction"), ("-1.500", "negative"), ("1e9", "invalid")]:
        with pytest.raises(MoneyError) as caught:
            parse_money(text, confirmed=True)
        assert caught.value.code == code


def test_limit_is_a_setting_and_inclusive() -> None:
    assert parse_money("999.999.999.999") == LIMIT
    with override_settings(PORTAL_MONEY_LIMIT=2_000_000):
        assert parse_money("2.000.000") == 2_000_000
        with pytest.raises(MoneyError, match=r"giới hạn cho phép \(2\.000\.000 đồng\)\.$"):
            parse_money("2.000.001")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("235,8", 235_800_000),
        ("1.047,1", 1_047_100_000),
        ("1.500", 1_500_000_000),
        ("450", 450_000_000),
        ("450 triệu", 450_000_000),
        ("1,2 tỷ", 1_200_000_000),
        ("235.800.000 đồng", 235_800_000),
        ("0,812", 812_000),
    ],
)
def test_field_in_millions_reads_millions(text: str, amount: int) -> None:
    assert parse_money(text, unit=MILLION) == amount


def test_field_in_millions_asks_and_refuses() -> None:
    for text, code in [("235,812", "confirm"), ("235.8", "point"), ("1,0000001", "fraction")]:
        with pytest.raises(MoneyError) as caught:
            parse_money(text, unit=MILLION)
        assert caught.value.code == code


def test_negative_where_allowed() -> None:
    assert parse_money("-1.500.000", allow_negative=True) == -1_500_000
    assert parse_money("- 235,8 triệu", allow_negative=True) == -235_800_000
    with pytest.raises(MoneyError, match="giới hạn"):
        parse_money("-1.000 tỷ", allow_negative=True)


def test_unit_must_be_known() -> None:
    with pytest.raises(ValueError, match="unit must be"):
        parse_money("5", unit="USD")


CODES = {"empty", "digits", "invalid", "negative", "fraction", "point", "limit", "confirm"}


def amount_or_code(text: str, **options: Any) -> str:
    """The amount read, or the code of the refusal; any other exception is a fault."""
    try:
        return str(parse_money(text, **options))
    except MoneyError as error:
        return error.code


@given(st.text())
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    answer = amount_or_code(text)
    assert answer in CODES or 0 <= int(answer) <= LIMIT


@given(st.text(alphabet="0123456789., -đtrỷyiệu", max_size=12))
def test_amount_like_text_is_an_amount_or_a_refusal(text: str) -> None:
    for unit in (DONG, MILLION):
        answer = amount_or_code(text, unit=unit, allow_negative=True)
        assert answer in CODES or abs(int(answer)) <= LIMIT


@given(AMOUNTS)
def test_dong_comes_back(amount: int) -> None:
    assert parse_money(format_dong(amount), confirmed=True) == amount
    assert parse_money(f"{format_dong(amount)} đồng") == amount
    assert parse_money(str(amount)) == amount


@given(st.integers(min_value=-LIMIT, max_value=LIMIT), st.sampled_from([DONG, MILLION]))
def test_shown_in_a_field_comes_back_unasked(amount: int, unit: str) -> None:
    shown = input_text(amount, unit=unit)
    assert parse_money(shown, unit=unit, allow_negative=True) == amount


@given(st.lists(AMOUNTS | st.none(), max_size=5))
def test_needed_decimals_hide_nothing_and_are_the_fewest(amounts: list[int | None]) -> None:
    decimals = decimals_needed(amounts)
    for amount in amounts:
        if amount is not None:
            written = format_million(amount, decimals)
            assert parse_money(written, unit=MILLION, confirmed=True) == amount
    if decimals:
        step = 10 ** (6 - (decimals - 1))
        assert any(amount % step for amount in amounts if amount is not None)


@pytest.mark.parametrize(
    ("amounts", "decimals"),
    [
        ([], 0),
        ([None], 0),
        ([0, 5_000_000], 0),
        ([235_800_000], 1),
        ([235_800_000, 1_047_125_000], 3),
        ([1], 6),
        ([-500_000], 1),
    ],
)
def test_decimals_needed(amounts: list[int | None], decimals: int) -> None:
    assert decimals_needed(amounts) == decimals


def test_writes_dong() -> None:
    written = [format_dong(amount) for amount in (0, 999, 1_500, 1_234_567, -1_234_567, None)]
    assert written == ["0", "999", "1.500", "1.234.567", "-1.234.567", UNKNOWN]


@pytest.mark.parametrize(
    ("amount", "decimals", "written"),
    [
        (235_800_000, 1, "235,8"),
        (1_047_100_000, 1, "1.047,1"),
        (1_047_100_000, 0, "1.047"),
        (500_000, 0, "1"),
        (50_000, 1, "0,1"),
        (49_999, 1, "0,0"),
        (-49_999, 1, "0,0"),
        (-235_800_000, 1, "-235,8"),
        (999_999_999_999, 6, "999.999,999999"),
        (123_456_789_012_345_678, 6, "123.456.789.012,345678"),
        (None, 1, UNKNOWN),
    ],
)
def test_writes_millions(amount: int | None, decimals: int, written: str) -> None:
    assert format_million(amount, decimals) == written


def test_millions_have_at_most_six_decimals() -> None:
    for decimals in (-1, 7):
        with pytest.raises(ValueError, match=r"0\.\.6"):
            format_million(1, decimals)


# --- percent --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12,5 %", "12.5"),
        ("12,50%", "12.5"),
        ("100", "100"),
        ("0", "0"),
        ("-0", "0"),
        ("１２,５", "12.5"),
    ],
)
def test_reads_percent(text: str, value: str) -> None:
    assert str(parse_percent(text)) == value


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("", "empty", "Chưa nhập tỷ lệ."),
        ("12.5", "point", "Dùng dấu phẩy cho phần thập phân, ví dụ 12,5."),
        ("1.500", "point", "Dùng dấu phẩy cho phần thập phân, ví dụ 12,5."),
        ("12,555", "invalid", "Tỷ lệ có tối đa 2 chữ số thập phân."),
        ("abc", "invalid", "Tỷ lệ không hợp lệ. Ví dụ: 12,5."),
        ("1e1", "invalid", "Tỷ lệ không hợp lệ. Ví dụ: 12,5."),
        ("٣", "digits", "Chỉ dùng chữ số 0–9."),
        ("100,01", "range", "Tỷ lệ phải trong khoảng 0–100."),
        ("-1", "range", "Tỷ lệ phải trong khoảng 0–100."),
    ],
)
def test_refuses_percent(text: str, code: str, sentence: str) -> None:
    with pytest.raises(PercentError) as caught:
        parse_percent(text)
    assert (caught.value.code, str(caught.value)) == (code, sentence)


def test_percent_above_hundred_where_allowed() -> None:
    assert parse_percent("150", maximum=None) == 150
    with pytest.raises(PercentError, match="Tỷ lệ phải không âm"):
        parse_percent("-1", maximum=None)


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_percent_comes_back(value: Decimal) -> None:
    assert parse_percent(format_percent(value)) == value


def test_writes_percent() -> None:
    values = [Decimal("12.50"), Decimal(100), Decimal("1E+2"), 7, None]
    assert [format_percent(value) for value in values] == ["12,5", "100", "100", "7", UNKNOWN]


# --- fields ---------------------------------------------------------------------------------------


class Budget(forms.Form):
    dong = MoneyFormField(required=False)
    million = MoneyFormField(unit=MILLION, required=False)


def test_form_reads_amounts_and_the_unknown() -> None:
    form = Budget({"dong": "1.500.000", "million": "235,8"})
    assert form.is_valid()
    assert form.cleaned_data == {"dong": 1_500_000, "million": 235_800_000}
    form = Budget({"dong": "", "million": " Chưa rõ "})
    assert form.is_valid()
    assert form.cleaned_data == {"dong": None, "million": None}


def test_form_answers_in_the_sentence_and_keeps_what_was_typed() -> None:
    form = Budget({"dong": "1e9", "million": "-5"})
    assert form.errors == {"dong": [INVALID[1]], "million": [NEGATIVE[1]]}
    assert form.errors.as_data()["dong"][0].code == "invalid"
    assert 'value="1e9"' in str(form["dong"])


def test_form_accepts_an_asked_amount_once_confirmed() -> None:
    form = Budget({"dong": "1.500"})
    assert form.errors.as_data()["dong"][0].code == "confirm"
    form = Budget({"dong": "1.500"})
    form.fields["dong"].confirmed = True
    assert form.is_valid()
    assert form.cleaned_data["dong"] == 1_500


def test_form_shows_amounts_grouped() -> None:
    form = Budget(initial={"dong": 1_234_567, "million": 235_800_000})
    dong, million = str(form["dong"]), str(form["million"])
    assert 'type="text"' in dong
    assert 'value="1.234.567"' in dong
    assert 'inputmode="numeric"' in dong
    assert 'class="num"' in dong
    assert 'value="235,8"' in million
    assert 'inputmode="decimal"' in million
    assert "value=" not in str(Budget(initial={"dong": None})["dong"])


@pytest.mark.parametrize("amount", [0, 150_000, 1_234_567])
def test_untouched_field_has_not_changed(amount: int) -> None:
    shown = {"dong": input_text(amount), "million": input_text(amount, unit=MILLION)}
    form = Budget(shown, initial={"dong": amount, "million": amount})
    assert form.changed_data == []
    assert Budget({"dong": "5"}, initial={"dong": amount}).changed_data == ["dong"]


@isolate_apps("kernel")
def test_model_field_offers_its_form_field() -> None:
    class Line(models.Model):  # noqa: DJ008
        amount = MoneyField("kinh phí", null=True, blank=True, unit=MILLION, allow_negative=True)
        total = MoneyField("tổng", default=0)

        class Meta:
            app_label = "kernel"

    amount, total = Line._meta.get_field("amount"), Line._meta.get_field("total")
    field = amount.formfield()
    assert isinstance(field, MoneyFormField)
    assert (field.unit, field.allow_negative, field.required) == (MILLION, True, False)
    assert field.clean("-235,8") == -235_800_000
    assert isinstance(total.formfield(widget=AdminBigIntegerFieldWidget).widget, MoneyInput)
    assert isinstance(total.formfield(widget=forms.HiddenInput()).widget, forms.HiddenInput)
    assert total.get_internal_type() == "BigIntegerField"
    copy = amount.clone()
    assert (copy.unit, copy.allow_negative, copy.null) == (MILLION, True, True)
    assert total.deconstruct()[3].keys() == {"verbose_name", "default"}


@pytest.mark.parametrize("value", [1.0, 1.5, Decimal("1.5")])
def test_model_field_refuses_to_cut_off_a_fraction(value: object) -> None:
    with pytest.raises(TypeError, match="whole đồng"):
        MoneyField("kinh phí").get_prep_value(value)


def test_model_field_takes_whole_amounts() -> None:
    field = MoneyField("kinh phí")
    assert [field.get_prep_value(v) for v in (5, Decimal(5), None)] == [5, 5, None]


def test_required_field_says_so() -> None:
    with pytest.raises(ValidationError) as caught:
        MoneyFormField().clean("")
    assert caught.value.code == "required"
