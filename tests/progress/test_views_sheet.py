"""The sheet of a submission: what is taken, what is said, and that nothing typed is lost."""

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from programmes.models import CountedResult, LineIndicator
from progress.models import PeriodSubmission, ProgressEntry
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.factories.programmes import organisation, person
from tests.progress.sheets import JSON, TODAY, at, cell, entry_of, posted, row, text_of


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report for October, a draft with one line."""
    return factory.submission(place.october, place.commune)


@pytest.fixture
def browser(place: SimpleNamespace) -> Client:
    """The commune officer's browser."""
    return signed_in(place.local)


# --- what stands in the cells -------------------------------------------------------------------


def test_cells_are_filled_from_the_last_period(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    before = factory.submission(place.september, place.commune)
    said = factory.said(place.loom, "2.5", invested=180_000_000, explanation="Chậm giao máy")
    factory.sent(before, said, by=place.local)
    sheet = browser.get(at(report)).context["sheet"]
    form = sheet.rows[0].form
    names = ("state", "invested", f"done-{place.machine.pk}", "difficulties")
    shown = {name: form[name].value() for name in names}
    assert shown == {
        "state": "in_progress",
        "invested": 180_000_000,
        f"done-{place.machine.pk}": "2,5",
        "difficulties": None,
    }
    html = browser.get(at(report)).content.decode()
    assert 'data-last="2,5"' in html
    assert 'class="num is-changed"' not in html


def test_a_cell_that_differs_from_the_last_period_is_marked(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    factory.sent(
        factory.submission(place.september, place.commune),
        factory.said(place.loom, 2, explanation="Chậm giao máy"),
        by=place.local,
    )
    browser.post(at(report), posted(report, place.loom, **row(place.loom, invested="")))
    html = browser.get(at(report)).content.decode()
    marked = re.findall(r'<input[^>]*name="([^"]+)"[^>]*is-changed', html)
    assert marked == [cell(place.loom, "done"), cell(place.loom, "estimate")]


def test_what_courses_count_is_read_only(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    trained = factory.indicator("hoc", "Số lao động được đào tạo", "người", counted_from="trainees")
    LineIndicator.objects.create(line=place.loom, indicator=trained, planned=Decimal(35))
    CountedResult.objects.create(
        line=place.loom,
        indicator=trained,
        source_key="course:1",
        occurred_on="2026-10-01",
        amount=Decimal(31),
    )
    answer = browser.get(at(report))
    assert "31 người tính từ lớp đào tạo" in text_of(answer)
    assert f'name="dong-{place.loom.pk}-done-{trained.pk}"' not in answer.content.decode()
    browser.post(at(report), posted(report, place.loom))
    done = dict(entry_of(report).indicators.values_list("indicator__code", "done"))
    assert done == {"may": Decimal(5), "hoc": Decimal(31)}


def test_a_line_without_indicators_is_typed_as_a_percent(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    LineIndicator.objects.filter(line=place.loom).delete()
    answer = browser.get(at(report))
    assert "Đến nay được bao nhiêu phần trăm?" in text_of(answer)
    name = f"dong-{place.loom.pk}-"
    typed = {f"{name}state": "in_progress", f"{name}percent": "45", f"{name}invested": ""}
    browser.post(at(report), posted(report) | typed)
    assert entry_of(report).percent == 45


# --- saving -------------------------------------------------------------------------------------


def test_a_draft_is_saved_by_the_button(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    answer = browser.post(at(report), posted(report, place.loom, difficulties="Mưa bão"))
    assert (answer.status_code, answer["Location"]) == (302, at(report))
    entry = entry_of(report)
    assert (entry.state, entry.invested_amount, entry.difficulties) == (
        "in_progress",
        250_000_000,
        "Chờ nhà cung cấp",
    )
    report.refresh_from_db()
    assert (report.difficulties, report.state) == ("Mưa bão", "draft")
    assert "Đã lưu 09:41" in text_of(browser.get(at(report)))


def test_the_script_hears_the_new_version_and_the_remarks(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    data = posted(report, place.loom, **row(place.loom, explanation=""))
    answer = browser.post(at(report), data, **JSON)
    report.refresh_from_db()
    told = answer.json()
    assert (answer.status_code, told["version"], told["saved"]) == (200, report.version, "09:41")
    late = "Đạt 50 %, kế hoạch đến kỳ này 78 %. Ghi lý do chậm."
    assert late in told["remarks"][f"dong-{place.loom.pk}"]
    assert "1 cảnh báo cần ghi lý do." in told["remarks"][""]
    assert told["marks"] == {cell(place.loom, "explanation"): "warning"}


def test_a_line_that_is_not_on_the_sheet_keeps_what_it_says(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    browser.post(at(report), posted(report, place.loom))
    browser.post(at(report), posted(report, proposals="Hỗ trợ thêm"))
    assert entry_of(report).invested_amount == 250_000_000


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("done", "-3", "Số lượng phải là số không âm."),
        ("done", "1e9", "Chỉ nhập số, ví dụ 12 hoặc 12,5."),
        ("done", "1.5", "Dùng dấu phẩy cho phần lẻ, ví dụ 12,5."),
        ("estimate", "NaN", "Chỉ nhập số, ví dụ 12 hoặc 12,5."),
        ("invested", "-5", "Kinh phí phải là số nguyên không âm (đồng)."),
        ("percent", "120", "Tiến độ là số nguyên từ 0 đến 100."),
        ("percent", "12,5", "Tiến độ là số nguyên từ 0 đến 100."),
        ("results", "x\x00", "Nội dung chứa ký tự không hợp lệ."),
        ("results", "a" * 2001, "Kết quả tối đa 2.000 ký tự (đang có 2.001)."),
        ("explanation", "a" * 501, "Lý do tối đa 500 ký tự (đang có 501)."),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_at_the_cell(
    place: SimpleNamespace,
    report: PeriodSubmission,
    browser: Client,
    name: str,
    typed: str,
    sentence: str,
) -> None:
    data = posted(report, place.loom, **row(place.loom, **{name: typed}))
    answer = browser.post(at(report), data)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    told = browser.post(at(report), data, **JSON)
    assert (told.status_code, told.json()["errors"]) == (422, {cell(place.loom, name): sentence})
    assert not ProgressEntry.objects.exists()
    assert "Chờ nhà cung cấp" in text_of(answer)  # the rest of what was typed stands there still


def test_too_many_rows_are_refused(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    said = "Biểu mẫu quá nhiều dòng (tối đa 500). Hãy dùng chức năng nhập Excel."
    many = {f"dong-{number}-state": "done" for number in range(1, 502)}
    for more in (many, {"dong-TOTAL_FORMS": "1000000"}):
        answer = browser.post(at(report), posted(report) | more)
        assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert not ProgressEntry.objects.exists()


def test_lines_of_another_office_are_not_stored(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    answer = browser.post(at(report), posted(report, place.loom, place.kiln))
    said = "1 dòng không còn thuộc báo cáo này. Tải lại trang để xem lại."
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert not ProgressEntry.objects.exists()


def test_a_missing_token_says_that_nothing_is_lost(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    strict = signed_in(place.local, enforce_csrf_checks=True)
    answer = strict.post(at(report), posted(report, place.loom))
    said = "Phiên làm việc đã hết hạn. Tải lại trang rồi gửi lại; nội dung vẫn được giữ."
    assert (answer.status_code, said in text_of(answer)) == (403, True)


def test_who_is_not_signed_in_any_more_comes_back_to_the_sheet(report: PeriodSubmission) -> None:
    answer = Client().post(at(report), posted(report))
    assert answer["Location"] == f"/dang-nhap/?next={at(report)}"


# --- scope and cost -----------------------------------------------------------------------------


def test_a_report_keeps_its_order_of_answers(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    stranger = person(organisation(place.units.ha_noi, name="Trung tâm Khuyến công khác"))
    assert Client().get(at(report)).status_code == 302
    for who in (place.neighbour, stranger):
        outside = signed_in(who)
        missing = outside.get("/tien-do/999999999/")
        found = outside.get(at(report))
        assert (found.status_code, found.content) == (404, missing.content)
        assert outside.post(at(report), {}).status_code == 404
    for who in (place.leader, place.signer):
        assert signed_in(who).get(at(report)).status_code == 200
        assert signed_in(who).post(at(report), {}).status_code == 403
    assert signed_in(place.local).get(at(report, "gui/")).status_code == 405
    assert signed_in(place.local).get("/tien-do/abc/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_sheet_asks_as_often_for_fifty_lines_as_for_one(
    place: SimpleNamespace, report: PeriodSubmission, django_assert_num_queries: Any, count: int
) -> None:
    lines = [place.loom]
    lines += [
        factory.line(place, f"Máy {number}", reporter=place.commune) for number in range(count - 1)
    ]
    for before in (factory.submission(place.september, place.commune), report):
        said = [factory.said(line, 5, explanation="Chậm") for line in lines]
        factory.save_draft(before, factory.draft(before, *said), by=place.local)
    browser = signed_in(place.local)
    with django_assert_num_queries(11):
        answer = browser.get(at(report))
    assert len(answer.context["sheet"].rows) == count


def test_a_report_of_a_sample_s_size_stays_within_a_page(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    for number in range(20):
        factory.line(place, f"Máy {number}", reporter=place.commune)
    assert len(browser.get(at(report)).content) < 150 * 1024
