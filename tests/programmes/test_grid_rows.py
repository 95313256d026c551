"""What the cells of a grid's row mean: a rule, a test; no database."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from kernel.findings import Severity
from kernel.money import DONG, MILLION
from programmes.choices import FundingLevel, ProjectKind, ProjectState
from programmes.grid.columns import columns_for
from programmes.grid.rows import (
    Found,
    ReadRow,
    Stored,
    read_day,
    read_kind,
    read_money,
    read_row,
    repetitions,
)
from programmes.grid.totals import by_column, by_content

pytestmark = pytest.mark.pure

COLUMNS = columns_for(FundingLevel.LOCAL, 2026)
SILENT = dict.fromkeys(
    ("activity", "unit", "implementing_organisation", "beneficiaries"),
    lambda text, values: Found(text or None),
)


def row(number: int = 0, **cells: str) -> ReadRow:
    return read_row(number, {"name": "Máy dệt", **cells}, COLUMNS, MILLION, SILENT)


def said(read: ReadRow) -> list[tuple[str, str]]:
    return [(one.column, one.code) for one in read.remarks]


def labels(found: Found) -> list[tuple[str, str]]:
    return [(choice.text, choice.label) for choice in found.choices]


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("235,8", MILLION, 235_800_000),
        ("235.800.000", DONG, 235_800_000),
        ("1,2 tỷ", MILLION, 1_200_000_000),
        ("235.800.000 đồng", MILLION, 235_800_000),
        ("1.047,1", MILLION, 1_047_100_000),
        ("0", MILLION, 0),
        ("", MILLION, None),
        ("chưa rõ", MILLION, None),
    ],
)
def test_an_amount_is_read_in_its_unit(text: str, unit: str, amount: int | None) -> None:
    assert read_money(text, unit) == Found(amount)


def test_a_dash_is_neither_zero_nor_unknown_until_somebody_says() -> None:
    found = read_money("–", MILLION)
    assert (found.value, found.code) == (None, "dash")
    assert labels(found) == [("0", "0"), ("", "chưa rõ")]


def test_an_english_point_is_asked_about() -> None:
    found = read_money("235.8", MILLION)
    assert found.code == "money-point"
    assert labels(found) == [("235,8", "235,8 triệu đồng")]


def test_what_may_be_two_amounts_is_asked_about() -> None:
    found = read_money("1.500", DONG)
    assert found.code == "money-confirm"
    assert labels(found) == [
        ("1.500 đồng", "1.500 đồng"),
        ("1.500.000", "1.500.000 đồng"),
    ]


def test_a_comma_before_three_digits_is_asked_about() -> None:
    found = read_money("1,200", MILLION)
    assert found.code == "money-confirm"
    assert [label for _text, label in labels(found)] == ["1.200.000 đồng", "1.200.000.000 đồng"]
    assert [read_money(text, MILLION).value for text, _label in labels(found)] == [
        1_200_000,
        1_200_000_000,
    ]


def test_words_are_no_amount() -> None:
    assert read_money("nhiều", MILLION).code == "money-invalid"
    assert read_money("-5", MILLION).code == "money-negative"


# --- days, kinds, text ----------------------------------------------------------------------------


def test_a_day_is_read_as_offices_write_it() -> None:
    assert read_day("05/03/2026").value == date(2026, 3, 5)
    assert read_day("").value is None
    assert read_day("31/02/2026").code == "date"


def test_a_month_asks_for_its_day() -> None:
    found = read_day("3/2026")
    assert (found.code, labels(found)) == ("month", [("01/03/2026", "01/03/2026")])


def test_kinds_by_word_or_abbreviation() -> None:
    assert read_kind("").value == ProjectKind.SINGLE
    assert read_kind("nhóm").value == ProjectKind.GROUPED
    assert read_kind("Đề án điểm").value == ProjectKind.FLAGSHIP
    assert len(read_kind("khác").choices) == 3


def test_a_name_is_needed_and_has_a_length() -> None:
    assert said(row(name="")) == [("name", "required")]
    assert said(row(name="x" * 501)) == [("name", "long")]


def test_old_fonts_are_named() -> None:
    assert said(row(note="NguyÔn V¨n TrÇn")) == [("note", "legacy-font")]


# --- a whole row ----------------------------------------------------------------------------------


def test_the_end_is_not_before_the_start() -> None:
    assert said(row(starts_on="02/03/2026", ends_on="01/03/2026")) == [("ends_on", "order")]


def test_a_total_is_compared_with_its_sources_once_all_are_known() -> None:
    whole = {"support": "100", "support_commune": "0", "counterpart": "50", "other": "0"}
    assert said(row(**whole, total="150")) == []
    (remark,) = row(**whole, total="160").remarks
    assert (remark.code, remark.severity) == ("sum", Severity.WARNING)
    assert said(row(support="100", total="160")) == []
    (remark,) = row(support="100", counterpart="70", total="160").remarks
    assert (remark.code, remark.severity) == ("sum", Severity.ERROR)


# --- all rows -------------------------------------------------------------------------------------


def test_a_code_stands_once() -> None:
    rows = [row(0, code="A1"), row(1, code="a1"), row(2, code="B2"), row(3)]
    found = list(repetitions(rows, Stored(codes=frozenset({"b2"}))))
    assert [(one.row, one.column, one.severity) for one in found] == [
        (1, "code", Severity.ERROR),
        (2, "code", Severity.ERROR),
    ]


def test_a_name_at_a_place_is_perhaps_there_already() -> None:
    rows = [row(0, unit="1"), row(1, unit="1"), row(2, unit="2"), row(3)]
    found = list(repetitions(rows, Stored(names=frozenset({("may det", "2")}))))
    assert [(one.row, one.severity) for one in found] == [
        (1, Severity.WARNING),
        (2, Severity.WARNING),
    ]


def test_sums_tell_what_is_unknown() -> None:
    rows = [row(support="100"), row(support="0"), row()]
    total = by_column(rows, COLUMNS)["support"]
    assert (total.amount, total.unknown) == (100_000_000, 1)
    assert by_column([row()], COLUMNS)["support"].amount is None


def test_contents_add_up_in_the_order_of_the_catalogue() -> None:
    def content(code: str, order: int, parent: Any = None) -> SimpleNamespace:
        return SimpleNamespace(
            code=code, short_name=f"N{code}", name="", order=order, parent=parent
        )

    third = content("3", 3)
    rows = [row(support="5"), row(support="1"), row(support="2"), row()]
    rows[1].values["activity"] = content("3.1", 4, third)
    rows[2].values["activity"] = content("1", 1)
    rows[3].values["activity"] = third
    found = [(one.label, one.count, one.support.amount) for one in by_content(rows)]
    assert found == [
        ("1 N1", 1, 2_000_000),
        ("3 N3", 2, 1_000_000),
        ("Chưa rõ nội dung", 1, 5_000_000),
    ]


def test_an_end_that_is_a_month_is_its_last_day() -> None:
    found = read_day("2/2026", is_end=True)
    assert (found.code, labels(found)) == ("month-end", [("28/02/2026", "28/02/2026")])


def test_a_state_of_before_has_its_day_and_its_paper() -> None:
    past = {"past_state": "đang thực hiện", "past_on": "01/03/2026", "past_note": "QĐ 12"}
    read = row(**past)
    assert said(read) == []
    assert read.values["past_state"] == ProjectState.IN_PROGRESS
    assert said(row(past_state="Đang thực hiện")) == [
        ("past_on", "date_missing"),
        ("past_note", "note_missing"),
    ]
    assert said(row(**past, past_approved_on="31/02/2026")) == [("past_approved_on", "date")]
    assert said(row(past_state="Đã đăng ký")) == []
    assert said(row(past_note="QĐ 12")) == [
        ("past_state", "state_missing"),
        ("past_on", "date_missing"),
    ]


def test_a_state_that_nobody_knows_offers_those_like_it() -> None:
    found = row(past_state="Đang triển khai", past_on="01/03/2026", past_note="x").remarks[0]
    assert found.code == "state"
    assert "Ngừng triển khai" in [choice.label for choice in found.choices]
