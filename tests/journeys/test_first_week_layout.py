"""First week, (b): a column renamed, one added, one moved; every format follows at once."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.guide import Told
from tests.journeys.reporting import PHONE, SignIn, at_rest, download, follow, phone, press
from tests.reports import readers

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OFFICER = "chuyenvien"
REPORT = "Kế hoạch khuyến công năm"
LAYOUT = "Biểu tổng hợp kế hoạch khuyến công năm (từ năm 2026)"
RENAMED, MOVED, ADDED, OWN = "Đơn vị được hỗ trợ", "Địa điểm thực hiện", "Trạng thái", "Ký nhận"
BEFORE = ["STT", "Tên đề án", "Đơn vị thụ hưởng", "Địa điểm thực hiện"]
AFTER = ["STT", MOVED, "Tên đề án", RENAMED]
HEADS = 2


def open_layout(page: Page) -> None:
    """From the list of reports to the layout that holds."""
    page.goto("/bao-cao/")
    at_rest(page)
    follow(page, "Mẫu biểu")
    follow(page, LAYOUT)


def row_of(page: Page, name: str) -> Locator:
    """The row of a column by its words."""
    return page.locator("tr[data-column]").filter(has=page.locator(f"input[value='{name}']"))


def heads(page: Page) -> list[str]:
    """The head of the sheet in the preview."""
    return page.locator("#xem-truoc .grid thead tr").first.locator("th").all_inner_texts()


def expect_heads(page: Page, first: list[str], last: list[str]) -> None:
    """The preview follows by itself."""
    cells = page.locator("#xem-truoc .grid thead tr").first.locator("th")
    for place, words in enumerate(first):
        expect(cells.nth(place)).to_have_text(words)
    for place, words in enumerate(reversed(last)):
        expect(cells.nth(-1 - place)).to_have_text(words)


def test_b_a_column_differs_and_all_five_formats_follow(sign_in: SignIn) -> None:
    told = Told("mau-bieu")
    page = sign_in(OFFICER)
    page.goto("/bao-cao/")
    with told.step("Mở mẫu biểu", page):
        open_layout(page)
    expect_heads(page, BEFORE, ["Ghi chú"])
    with told.step("Đổi tên cột", page):
        row_of(page, "Đơn vị thụ hưởng").get_by_label("Tên cột").fill(RENAMED)
    with told.step("Chuyển chỗ cột", page):
        move_up_by_keyboard(page)
    # One that the report can give, and one to be filled in by hand.
    with told.step("Thêm cột", page):
        page.get_by_label(f"Hiện cột {ADDED}").check()
        page.get_by_role("button", name="Thêm cột ghi thêm").click()
        page.keyboard.type(OWN)
        expect_heads(page, AFTER, [ADDED, OWN])
    with told.step("Lưu", page):
        press(page, "Lưu mẫu biểu")
    expect(page.locator("main")).to_contain_text("Đã lưu mẫu biểu")
    expect_heads(page, AFTER, [ADDED, OWN])
    with told.step("In thử", page):
        expect_all_formats(page)
    open_layout(page)
    with told.step("Trở lại mẫu ban đầu", page):
        put_back(page)
    told.to_the_end()


def move_up_by_keyboard(page: Page) -> None:
    """Two places up without a mouse."""
    up = page.get_by_role("button", name=f"Đưa cột {MOVED} lên")
    up.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(page.locator("[data-moved]")).to_have_text(f"Cột {MOVED}: vị trí 2 trong 13.")


def expect_all_formats(page: Page) -> None:
    """The report: screen, JSON, Excel, Word, PDF say the same words in the same order."""
    page.goto("/bao-cao/annual-plan/?nam=2026")
    at_rest(page)
    assert readers.html_rows(page.content(), HEADS)[0][0][:4] == AFTER
    with page.expect_download() as found:
        page.get_by_role("link", name="Dữ liệu JSON").click()
    payload = json.loads(found.value.path().read_bytes())
    labels = [column["label"] for column in payload["columns"] if column["shown"]]
    assert (labels[:4], labels[-2:]) == (AFTER, [ADDED, OWN])
    own = next(column["key"] for column in payload["columns"] if column["label"] == OWN)
    assert {row["values"][own] for row in payload["rows"]} == {None}
    for rows in (
        readers.docx_rows(download(page, "Word"), HEADS)[0],
        readers.xlsx_rows(download(page, "Excel"), "STT", HEADS)[0],
    ):
        assert (rows[0][:4], rows[0][-2:]) == (AFTER, [ADDED, OWN])
    assert readers.squeezed("".join(AFTER)) in readers.pdf_pages(download(page, "Tải PDF"))[0]


def put_back(page: Page) -> None:
    """Back to the shipped layout: other journeys print it."""
    page.get_by_role("button", name="Về mẫu ban đầu").click()
    press(page, "Đưa về mẫu ban đầu")
    expect_heads(page, BEFORE, ["Ghi chú"])


def test_rows_change_places_by_drag_and_by_number(sign_in: SignIn) -> None:
    page = sign_in(OFFICER)
    open_layout(page)
    row = row_of(page, MOVED)
    row.locator(".column-handle").drag_to(row_of(page, "Tên đề án").locator(".column-handle"))
    boxes = page.locator("[data-columns='shown'] input[name$='-label']").all()
    names = [box.input_value() for box in boxes]
    assert names.index(MOVED) < names.index("Đơn vị thụ hưởng")
    place = row.get_by_label("Thứ tự")
    place.fill("1")
    place.press("Tab")
    expect_heads(page, [MOVED], ["Ghi chú"])
    # Enter in a field saves; nothing was posted by a button that moves.
    page.goto("/mau-bieu/")


def test_the_editor_works_on_the_phone(sign_in: SignIn) -> None:
    page = phone(sign_in, OFFICER)
    open_layout(page)
    assert page.viewport_size == PHONE
    page.get_by_role("button", name=f"Đưa cột {MOVED} lên").click()
    expect(page.locator("[data-moved]")).to_have_text(f"Cột {MOVED}: vị trí 3 trong 13.")
    at_rest(page)
    with page.expect_response("**/xem-truoc/"):
        page.get_by_label(f"Hiện cột {MOVED}").uncheck()
    expect(page.locator("[data-columns='others'] tr").first.get_by_label("Tên cột")).to_have_value(
        MOVED
    )
    at_rest(page)
    page.goto("/mau-bieu/")
