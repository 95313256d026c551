"""An office's first week (c): its own Excel sheet, its own columns, filled with a report."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from programmes.models import SupportProject
from tests.journeys.guide import Told
from tests.journeys.test_work import save
from tests.reports.readers import xlsx_rows
from tests.reports.templates.making import word_paragraphs

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "Biểu 2 của Sở, sáu cột"
HEAD = ["TT", "Tên đề án", "Địa điểm", "KC hỗ trợ", "Đối ứng", "Ký nhận"]
MODEL = ["dong.stt", "dong.ten_de_an", "dong.dia_diem", "dong.ho_tro", "dong.doi_ung"]


def sheet_of_the_office(*, total: str) -> bytes:
    """What the office has on its disk: its letterhead, colours, widths, a sum, a place to sign."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu 2")
        sheet.set_landscape()
        sheet.set_column("B:B", 42)
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        money = book.add_format({"num_format": "#,##0.000", "border": 1})
        words = book.add_format({"border": 1, "text_wrap": True})
        sheet.write("A1", "{{ ten_co_quan }}", book.add_format({"bold": True}))
        sheet.merge_range("A2:F2", "BIỂU 2. KẾ HOẠCH NĂM {{ nam }} (ĐVT: {{ don_vi_tinh }})", head)
        sheet.write_row("A4", HEAD, head)
        for column, name in enumerate(MODEL):
            sheet.write_string(4, column, f"{{{{ {name} }}}}", money if column > 2 else words)
        sheet.write_blank("F5", None, words)
        sheet.write("B6", "Cộng", head)
        sheet.write_formula("D6", "=SUM(D5:D5)", money)
        sheet.write_string("E6", total, money)
        sheet.write("E8", "{{ nguoi_ky.chuc_vu }}")
    return target.getvalue()


def choose_file(page: Page, body: bytes) -> None:
    page.set_input_files(
        "[name=upload]",
        {"name": "bieu-2.xlsx", "mimeType": "application/octet-stream", "buffer": body},
    )


def rows_of(download: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes()))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_an_own_excel_template_is_filled(  # noqa: PLR0915 - one chapter
    sign_in: Callable[[str], Page],
) -> None:
    page = sign_in("lanhdao")
    told = Told("mau-van-ban")
    page.goto("/bao-cao/")
    with told.step("Xem ô trống", page):
        page.get_by_role("link", name="Mẫu văn bản").click()
        page.get_by_role("link", name="Danh sách ô trống").click()
        expect(page.locator("tr", has_text="{{ dong.ho_tro }}")).to_be_visible()
    page.goto("/mau-van-ban/")
    with told.step("Đưa mẫu lên", page):
        page.get_by_role("link", name="Thêm mẫu").first.click()
        fill_in(page)
    with told.step("Lưu mẫu", page):
        save(page)
    # A slip of the pen is named with its cell and what was meant; the file is mended, replaced.
    with told.step("Xem ô trống sai", page):
        see_the_slip(page)
    with told.step("Thay tệp", page):
        page.get_by_role("link", name="Sửa", exact=True).click()
        choose_file(page, sheet_of_the_office(total="{{ tong.doi_ung }}"))
    with told.step("Lưu lại", page):
        save(page)
        expect(page.locator(".notice-success")).to_contain_text("dùng được ngay")
    with told.step("Tải báo cáo theo mẫu", page):
        page.get_by_role("link", name="Mở báo cáo").click()
        with page.expect_download() as own:
            page.get_by_role("link", name=NAME).click()
    with page.expect_download() as printed:
        page.get_by_role("link", name="Excel", exact=True).click()
    project = SupportProject.objects.order_by("pk")[0]
    page.goto(project.get_absolute_url())
    with told.step("Tải văn bản của đề án", page):
        body = project_sheet(page)
    told.to_the_end()
    assert project.name in word_paragraphs(body)
    check_against(rows_of(own.value), Path(printed.value.path()).read_bytes())


def see_the_slip(page: Page) -> None:
    """The page says which placeholder is wrong, where, and what was meant."""
    expect(page.get_by_role("alert")).to_contain_text("Mẫu chưa dùng được.")
    wrong = page.locator("tr", has_text="{{ tong.doi_ungg }}")
    expect(wrong).to_contain_text("Biểu 2!E6")
    expect(wrong).to_contain_text("Gần nhất: {{ tong.doi_ung }}.")


def project_sheet(page: Page) -> bytes:
    """Fill the sample's own template of projects."""
    page.get_by_role("link", name="Theo mẫu của đơn vị").click()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Phiếu đề án (minh họa)").click()
    return Path(sheet.value.path()).read_bytes()


def fill_in(page: Page) -> None:
    """Fill the form with a file that has one slip in it."""
    page.get_by_label("Loại văn bản").select_option(label="Kế hoạch khuyến công năm")
    page.get_by_label("Tên mẫu").fill(NAME)
    choose_file(page, sheet_of_the_office(total="{{ tong.doi_ungg }}"))


def check_against(rows: list[list[Any]], printed: bytes) -> None:
    """The office's sheet says of every project what the portal's own Excel file says."""
    heads, body = xlsx_rows(printed, "STT", 2)
    support = next(i for i, label in enumerate(heads[1]) if label == "Cộng")
    counterpart = heads[0].index("Đối ứng")
    expected = [
        [row[0], row[1], row[support], row[counterpart]] for row in body if isinstance(row[0], int)
    ]
    assert rows[1][0].startswith("BIỂU 2. KẾ HOẠCH NĂM ")
    assert rows[3] == HEAD
    count = len(expected)
    found = [[row[0], row[1], row[3], row[4]] for row in rows[4 : 4 + count]]
    assert found == expected
    assert count > 10
    total = rows[4 + count]
    assert total[1] == "Cộng"
    assert total[3] == f"=SUM(D5:D{4 + count})"
    known = sum(Decimal(str(row[3])) for row in expected if row[3] is not None)
    assert Decimal(str(total[4])) == known
    assert rows[6 + count][4] == "GIÁM ĐỐC"
