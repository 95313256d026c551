"""Dates: the forms an office writes, the sentences for the rest."""

import datetime

import pytest
from django import forms
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from kernel.dates import DateError, VietnameseDateField, format_date, parse_date

pytestmark = pytest.mark.pure

SHAPE = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 13/02/2026."


@pytest.mark.parametrize(
    "text",
    [
        "05/02/2026",
        "5/2/2026",
        "05-02-2026",
        "5.2.2026",
        "05 / 02 / 2026",
        "2026-02-05",
        "05022026",
        " 05/02/2026\u200b ",
        "０５／０２／２０２６",
    ],
)
def test_reads_the_day_first(text: str) -> None:
    assert parse_date(text) == datetime.date(2026, 2, 5)


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("31/02/2026", "nonexistent", "Ngày 31/02/2026 không tồn tại."),
        ("29/2/2026", "nonexistent", "Ngày 29/02/2026 không tồn tại."),
        ("0/2/2026", "nonexistent", "Ngày 00/02/2026 không tồn tại."),
        ("2026-02-30", "nonexistent", "Ngày 30/02/2026 không tồn tại."),
        ("02-13-2026", "shape", SHAPE),
        ("02/13/2026", "shape", SHAPE),
        ("13/02/26", "shape", SHAPE),
        ("13/02-2026", "shape", SHAPE),
        ("13 tháng 2", "shape", SHAPE),
        ("45000", "shape", SHAPE),
        ("2026-02-13T00:00", "shape", SHAPE),
        ("", "shape", SHAPE),
        ("٠٥/٠٢/٢٠٢٦", "shape", SHAPE),
        ("01/01/1900", "year", "Năm phải trong khoảng 2000–2040."),
        ("01/01/3026", "year", "Năm phải trong khoảng 2000–2040."),
        ("01/01/0000", "year", "Năm phải trong khoảng 2000–2040."),
        ("31/12/1999", "year", "Năm phải trong khoảng 2000–2040."),
    ],
)
def test_refuses_in_these_words(text: str, code: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        parse_date(text)
    assert isinstance(caught.value, DateError)
    assert (caught.value.code, str(caught.value)) == (code, sentence)


def test_limits_are_settings_and_inclusive() -> None:
    assert parse_date("01/01/2000").year == 2000
    assert parse_date("31/12/2040").year == 2040
    with (
        override_settings(PORTAL_YEAR_MIN=2006, PORTAL_YEAR_MAX=2030),
        pytest.raises(DateError, match=r"^Năm phải trong khoảng 2006–2030\.$"),
    ):
        parse_date("31/12/2005")


def test_limits_can_be_given_for_birth_dates() -> None:
    assert parse_date("05/02/1961", year_min=1920) == datetime.date(1961, 2, 5)
    with pytest.raises(DateError, match="1920–2040"):
        parse_date("05/02/1919", year_min=1920)
    with pytest.raises(DateError, match="0–9999"):
        parse_date("01/01/0000", year_min=0, year_max=9999)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 12, 31)))
def test_written_dates_come_back(day: datetime.date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}-{day.month}-{day.year}") == day


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    try:
        answer = parse_date(text).isoformat() + "."
    except DateError as error:
        answer = error.message
    assert answer.endswith(".")


def test_writes_dates() -> None:
    assert format_date(datetime.date(2026, 2, 5)) == "05/02/2026"
    assert format_date(datetime.date(812, 2, 5)) == "05/02/0812"
    assert format_date(None) == ""


def test_a_moment_is_written_by_its_day_in_vietnam() -> None:
    late = datetime.datetime(2026, 2, 4, 18, 30, tzinfo=datetime.UTC)  # 01:30 on the 5th
    assert format_date(late) == "05/02/2026"


class Period(forms.Form):
    day = VietnameseDateField(required=False)
    born = VietnameseDateField(required=False, year_min=1920)


def test_form_field_reads_and_shows_the_day_first() -> None:
    form = Period({"day": "03/04/2026", "born": "1/2/1961"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "day": datetime.date(2026, 4, 3),
        "born": datetime.date(1961, 2, 1),
    }
    shown = str(Period(initial={"day": datetime.date(2026, 4, 3)})["day"])
    assert 'value="03/04/2026"' in shown
    assert 'type="text"' in shown
    assert 'placeholder="dd/mm/yyyy"' in shown
    assert 'inputmode="numeric"' in shown


def test_form_field_answers_in_the_sentence_and_keeps_what_was_typed() -> None:
    form = Period({"day": "31/02/2026", "born": "1/1/1900"})
    assert form.errors == {
        "day": ["Ngày 31/02/2026 không tồn tại."],
        "born": ["Năm phải trong khoảng 1920–2040."],
    }
    assert form.errors.as_data()["day"][0].code == "nonexistent"
    assert 'value="31/02/2026"' in str(form["day"])


def test_form_field_takes_dates_and_nothing() -> None:
    field = VietnameseDateField(required=False)
    moment = datetime.datetime(2026, 2, 4, 18, 30, tzinfo=datetime.UTC)
    assert field.clean(datetime.date(1800, 1, 1)) == datetime.date(1800, 1, 1)
    assert field.clean(moment) == datetime.date(2026, 2, 5)
    assert field.clean(moment.replace(tzinfo=None)) == datetime.date(2026, 2, 4)
    assert field.clean("") is None


def test_untouched_field_has_not_changed() -> None:
    initial = {"day": datetime.date(2026, 4, 3)}
    assert Period({"day": "03/04/2026"}, initial=initial).changed_data == []
    assert Period({"day": "04/03/2026"}, initial=initial).changed_data == ["day"]
