"""What a report is asked for, read from text."""

from datetime import date

import pytest

from reports.parameters import ParameterError, UnitCode, parse_period, parse_unit, read

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-9M", date(2026, 1, 1), date(2026, 9, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-07-01..2026-08-15", date(2026, 7, 1), date(2026, 8, 15)),
    ],
)
def test_periods_of_the_contract(text: str, first: date, last: date) -> None:
    period = parse_period(text)
    assert (period.code, period.first, period.last) == (text, first, last)
    assert period.is_year is (text == "2026")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026'--", "Kỳ báo cáo không hợp lệ."),
        ("hai nghìn", "Năm không hợp lệ."),
        ("1900", "Năm phải trong khoảng 2000–2040."),
        ("3026", "Năm phải trong khoảng 2000–2040."),
        ("2026-13", "Kỳ báo cáo không hợp lệ."),
        ("2026-00", "Kỳ báo cáo không hợp lệ."),
        ("2026-Q5", "Kỳ báo cáo không hợp lệ."),
        ("２０２６", "Năm không hợp lệ."),
        ("2026-02-30..2026-03-01", "Ngày 2026-02-30 không tồn tại."),
        ("2026-03-02..2026-03-01", "Ngày cuối kỳ phải sau ngày đầu kỳ."),
    ],
)
def test_what_is_no_period(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse_period(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        ("2026", "2025", date(2025, 12, 31)),
        ("2026-H1", "2025-H1", date(2025, 6, 30)),
        ("2026-9M", "2025-9M", date(2025, 9, 30)),
        ("2026-Q3", "2025-Q3", date(2025, 9, 30)),
        ("2025-02", "2024-02", date(2024, 2, 29)),
        ("2024-02", "2023-02", date(2023, 2, 28)),
        ("2026-07-01..2026-08-15", "2025-07-01..2025-08-15", date(2025, 8, 15)),
        ("2024-02-29..2024-02-29", "2023-02-28..2023-02-28", date(2023, 2, 28)),
    ],
)
def test_the_same_period_of_the_year_before(text: str, code: str, last: date) -> None:
    before = parse_period(text).year_before()
    assert (before.code, before.last) == (code, last)
    assert parse_period(code) == before


def test_units_with_and_without_a_day() -> None:
    assert parse_unit("") is None
    assert parse_unit("33") == UnitCode("33")
    assert parse_unit("34@2024-12-31") == UnitCode("34", date(2024, 12, 31))
    assert str(parse_unit("34@2024-12-31")) == "34@2024-12-31"


@pytest.mark.parametrize("text", ["3", "1234", "33@", "33@2024", "33; DROP", "33@2024-02-30", "٣٣"])
def test_what_is_no_unit(text: str) -> None:
    with pytest.raises(ParameterError):
        parse_unit(text)


@pytest.mark.parametrize(
    ("texts", "field", "message"),
    [
        ({"year": "2026'--"}, "year", "Năm không hợp lệ."),
        ({"year": ""}, "year", "Năm không hợp lệ."),
        ({"period": "2026-Q3"}, "period", "Báo cáo này chỉ lập theo năm."),
        ({"year": "2026", "level": "x"}, "level", "Cấp không hợp lệ."),
        ({"year": "2026", "shape": "x"}, "shape", "Hình thức không hợp lệ."),
        ({"year": "2026", "money_unit": "x"}, "money_unit", "Đơn vị tính không hợp lệ."),
        ({"year": "2026", "unit": "x"}, "unit", "Địa bàn không hợp lệ."),
    ],
)
def test_bad_parameters_name_their_field(texts: dict[str, str], field: str, message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read(texts, years_only=True)
    assert (caught.value.field, caught.value.message) == (field, message)


def test_defaults_and_the_other_word_for_local() -> None:
    parameters = read({"year": "2026"}, years_only=True)
    assert (parameters.level, parameters.shape, parameters.money_unit) == ("all", "main", "")
    assert read({"year": "2026", "level": "provincial"}, years_only=True).level == "local"
    assert read({"period": "2026"}, years_only=True) == parameters
