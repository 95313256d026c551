"""The pages of a project's file: what they show, what they take, what they say."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import (
    BudgetLine,
    ProjectIndicator,
    ProjectStatement,
    SupportProject,
)
from programmes.selectors import budget_mark, indicator_mark
from programmes.services import save_budget, set_draft_money
from tests.factories.accounts import signed_in
from tests.factories.tracking import D, indicator, line_of
from tests.programmes.conftest import MILLION, text_of


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


def address(project: SupportProject, page: str = "du-toan") -> str:
    return f"/de-an/{project.pk}/{page}/"


def posted(project: SupportProject, *rows: dict[str, str], seen: int | None = None) -> dict:
    """A whole form of a budget."""
    data: dict[str, Any] = {
        "da-xem": str(budget_mark(project) if seen is None else seen),
        "du-toan-TOTAL_FORMS": str(len(rows)),
        "du-toan-INITIAL_FORMS": "0",
    }
    empty = dict.fromkeys(("group", "content", "measure", "quantity", "unit_price", "basis"), "")
    for number, row in enumerate(rows):
        whole = empty | {"source": "support_provincial"} | row
        data |= {f"du-toan-{number}-{name}": value for name, value in whole.items()}
    return data


def budget_of(project: SupportProject) -> list[tuple[Any, ...]]:
    return list(
        BudgetLine.objects.filter(project=project).values_list("content", "quantity", "unit_price")
    )


# --- budget ---------------------------------------------------------------------------------------


def test_a_budget_is_typed_as_an_office_writes(browser: Client, weaving: SupportProject) -> None:
    data = posted(
        weaving,
        {"content": "Máy dệt", "measure": "máy", "quantity": "1,5", "unit_price": "235,8 triệu"},
        {},
        {"content": "Vận chuyển", "quantity": "2", "unit_price": "150.000"},
        {"content": "Chưa báo giá", "source": "counterpart"},
    )
    response = browser.post(address(weaving), data)
    assert (response.status_code, response.url) == (302, address(weaving))
    assert budget_of(weaving) == [
        ("Máy dệt", D("1.5"), 235_800_000),
        ("Vận chuyển", D(2), 150_000),  # the empty row between isn't a line
        ("Chưa báo giá", None, None),
    ]
    page = text_of(browser.get(address(weaving)))
    assert "Đã lưu dự toán: 3 dòng." in page
    assert "data-product>353.700.000</td>" in page
    assert 'data-total="">354.000.000</td>' in page
    assert "1 dòng chưa rõ số lượng hoặc đơn giá" in page
    assert 'data-total="counterpart"><span class="unknown">chưa rõ</span></td>' in page


def test_an_emptied_row_is_gone(browser: Client, place: Any, weaving: SupportProject) -> None:
    rows = [
        BudgetLine(content=name, source="other", quantity=1, unit_price=5) for name in ("A", "B")
    ]
    save_budget(weaving, rows, by=place.officer)
    response = browser.post(
        address(weaving), posted(weaving, {}, {"content": "B", "source": "other"})
    )
    assert response.status_code == 302
    assert budget_of(weaving) == [("B", None, None)]


def test_wrong_cells_are_named_and_nothing_is_stored(
    browser: Client, weaving: SupportProject
) -> None:
    data = posted(
        weaving,
        {"content": "Máy", "quantity": "1.5", "unit_price": "mười"},
        {"measure": "máy"},
        {"content": "Nhà", "quantity": "9000000", "unit_price": "9.000.000.000"},
    )
    response = browser.post(address(weaving), data)
    page = text_of(response)
    assert response.status_code == 422
    assert "Dòng 1, Số lượng</a>: Dùng dấu phẩy cho phần lẻ, ví dụ 12,5." in page
    assert "Dòng 1, Đơn giá</a>: Số tiền không hợp lệ." in page
    assert "Dòng 2, Nội dung chi</a>: Chưa nhập Nội dung chi." in page
    assert "Dòng 3, Đơn giá</a>: Thành tiền vượt quá giới hạn cho phép." in page
    assert 'value="mười"' in page
    assert budget_of(weaving) == []


def test_somebody_was_faster(browser: Client, place: Any, weaving: SupportProject) -> None:
    seen = budget_mark(weaving)
    theirs = BudgetLine(content="Của người kia", source="other")
    save_budget(weaving, [theirs], by=place.officer)
    mine = {"content": "Của tôi", "source": "other"}
    response = browser.post(address(weaving), posted(weaving, mine, seen=seen))
    page = text_of(response)
    assert response.status_code == 409
    assert f"Dự toán vừa được {place.officer} cập nhật." in page
    assert 'value="Của tôi"' in page
    # Whoever has seen both saves once more.
    assert f'name="da-xem" value="{budget_mark(weaving)}"' in page
    assert browser.post(address(weaving), posted(weaving, mine)).status_code == 302
    for bad in ("", "x", "9" * 30):
        answer = browser.post(address(weaving), posted(weaving, mine) | {"da-xem": bad})
        assert answer.status_code == 409


def test_it_stands_beside_the_plan(browser: Client, place: Any, weaving: SupportProject) -> None:
    set_draft_money(weaving, {"support_provincial": 100 * MILLION}, by=place.officer)
    line = BudgetLine(
        content="Máy", source="support_provincial", quantity=1, unit_price=120 * MILLION
    )
    save_budget(weaving, [line], by=place.officer)
    page = text_of(browser.get(address(weaving)))
    assert "dự toán 120,0 triệu đồng, cao hơn kế hoạch 100,0 triệu đồng là 20,0 triệu đồng" in page
    assert 'data-planned="100000000">20.000.000</td>' in page


def test_too_many_rows_and_no_rows_at_all(browser: Client, weaving: SupportProject) -> None:
    data = posted(weaving) | {"du-toan-TOTAL_FORMS": "301"}
    page = browser.post(address(weaving), data)
    assert page.status_code == 422
    assert "quá nhiều dòng" in text_of(page)
    answer = browser.post(address(weaving), {})
    assert answer.status_code == 422
    assert "Biểu mẫu gửi lên bị thiếu" in text_of(answer)


def test_the_number_of_queries_stays(browser: Client, place: Any, weaving: SupportProject) -> None:
    def queries(pages: Any) -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as found:
                assert browser.get(page).status_code == 200
            counts.append(len(found))
        return counts

    pages = [address(weaving, page) for page in ("du-toan", "chi-tieu", "thuyet-minh")]

    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            row = indicator(f"1-{n:02d}", f"Chỉ tiêu {n}")
            ProjectIndicator.objects.create(project=weaving, indicator=row, planned=n)
            line = line_of(weaving, by=place.officer, name=f"Điểm {n}")
            line.indicators.create(indicator=row, planned=1)
        rows = [BudgetLine(content=f"Máy {n}", source="other") for n in range(last)]
        save_budget(weaving, rows, by=place.officer)

    fill(0, 1)
    queries(pages)
    before = queries(pages)
    fill(1, 4)
    assert queries(pages) == before


# --- indicators -----------------------------------------------------------------------------------


def indicators(project: SupportProject, *rows: tuple[Any, str]) -> dict[str, str]:
    data = {
        "da-xem": str(indicator_mark(project)),
        "chi-tieu-TOTAL_FORMS": str(len(rows)),
        "chi-tieu-INITIAL_FORMS": "0",
    }
    for number, (row, planned) in enumerate(rows):
        data |= {
            f"chi-tieu-{number}-indicator": str(row.pk) if row else "",
            f"chi-tieu-{number}-planned": planned,
        }
    return data


def test_planned_indicators(browser: Client, place: Any, weaving: SupportProject) -> None:
    classes, learners = indicator(), indicator("1-02", "Số lao động")
    data = indicators(weaving, (classes, "2"), (None, ""), (learners, ""))
    assert browser.post(address(weaving, "chi-tieu"), data).status_code == 302
    rows = ProjectIndicator.objects.filter(project=weaving).order_by("indicator__code")
    assert list(rows.values_list("indicator__code", "planned")) == [("1-01", 2), ("1-02", None)]
    line = line_of(weaving, by=place.officer)
    line.indicators.create(indicator=classes, planned=D(2), done=D(1))
    line.indicators.create(indicator=indicator("1-03", "Chỉ ở dòng"), planned=D(1_250), done=None)
    page = text_of(browser.get(address(weaving, "chi-tieu")))
    assert "50 %" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Chỉ tiêu chỉ có ở các dòng theo dõi" in page
    assert "1.250" in page


def test_an_indicator_stands_once(browser: Client, weaving: SupportProject) -> None:
    classes = indicator()
    data = indicators(weaving, (classes, "2"), (classes, "3"))
    page = browser.post(address(weaving, "chi-tieu"), data)
    assert page.status_code == 422
    assert "Mỗi chỉ tiêu chỉ ghi một dòng." in text_of(page)
    nobody = indicators(weaving, (None, "3"))
    page = browser.post(address(weaving, "chi-tieu"), nobody)
    assert "Dòng 1, Chỉ tiêu</a>: Chưa chọn Chỉ tiêu." in text_of(page)
    stale = indicators(weaving, (classes, "2")) | {"da-xem": "12345"}
    assert browser.post(address(weaving, "chi-tieu"), stale).status_code == 409


# --- statement ------------------------------------------------------------------------------------


def test_the_statement_is_written_part_by_part(browser: Client, weaving: SupportProject) -> None:
    weaving.objective = "Tăng năng suất"
    weaving.save()
    page = text_of(browser.get(address(weaving, "thuyet-minh")))
    assert "8. Hiệu quả của đề án" in page
    assert "Địa điểm thực hiện: Xã Hưng Hà, tỉnh Hưng Yên." in page
    assert 'Để trống thì in: <span class="known">Tăng năng suất</span>' in page
    data = {"effect": "Tăng doanh thu\nThêm việc làm", "version": ""}
    answer = browser.post(address(weaving, "thuyet-minh"), data)
    assert answer.status_code == 302
    statement = ProjectStatement.objects.get(project=weaving)
    assert (statement.effect, statement.version) == ("Tăng doanh thu\nThêm việc làm", 1)
    assert "Tăng doanh thu" in text_of(browser.get(address(weaving, "thuyet-minh")))


def test_a_statement_that_somebody_saved_since(browser: Client, weaving: SupportProject) -> None:
    path = address(weaving, "thuyet-minh")
    browser.post(path, {"effect": "Một", "version": ""})
    browser.post(path, {"effect": "Hai", "version": "1"})
    answer = browser.post(path, {"effect": "Ba", "version": "1"})
    assert answer.status_code == 409
    assert "Ba" in text_of(answer)
    assert ProjectStatement.objects.get().effect == "Hai"
    assert browser.post(path, {"effect": "x" * 20_001, "version": "2"}).status_code == 422


@time_machine.travel("2026-10-15T03:42:00Z", tick=False)
def test_the_page_saves_by_itself(browser: Client, weaving: SupportProject) -> None:
    def saved(**data: str) -> Any:
        return browser.post(
            address(weaving, "thuyet-minh"), data, headers={"accept": "application/json"}
        )

    first = saved(effect="Một", version="")
    assert (first.status_code, first.json()) == (200, {"version": 1, "saved": "10:42"})
    assert saved(effect="Hai", version="1").json()["version"] == 2
    stale = saved(effect="Ba", version="1")
    assert stale.status_code == 409
    assert "cập nhật lúc 10:42" in stale.json()["message"]
    long = saved(effect="x" * 20_001, version="2")
    assert (long.status_code, "tối đa 20.000 ký tự" in long.json()["message"]) == (422, True)
    assert ProjectStatement.objects.get().effect == "Hai"


def test_who_only_reads_finds_the_papers(
    people: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    writer = browser.get(weaving.get_absolute_url()).text
    reader = signed_in(people.leader).get(weaving.get_absolute_url()).text
    for page in ("du-toan", "chi-tieu", "thuyet-minh"):
        assert address(weaving, page) in writer
        assert f'href="{address(weaving, page)}"' not in reader
        assert signed_in(people.leader).get(address(weaving, page)).status_code == 403
        assert signed_in(people.stranger).get(address(weaving, page)).status_code == 404
    for paper in ("du-toan", "thuyet-minh"):
        assert f'href="/de-an/{weaving.pk}/van-ban/{paper}/"' in reader
