"""What people come for, from the first page to the paper, in a real browser."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.conf import settings
from playwright.sync_api import Download, Page, expect

from programmes.models import AnnualPlan, SupportNorm, SupportProject

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def choose(page: Page, name: str, words: str, shown: str) -> None:
    """Pick from a select that loads its options by search."""
    box = page.locator(f"[name='{name}'] ~ .ts-wrapper input, #{name}-ts-control").first
    box.click()
    box.press_sequentially(words, delay=20)
    page.locator(".ts-dropdown .option", has_text=shown).first.click()


def save(page: Page) -> None:
    page.locator(".save-bar [type=submit].btn-primary").click()


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


@pytest.mark.smoke
def test_sign_in_look_at_a_list_and_leave(page: Page) -> None:
    page.goto("/de-an/")
    expect(page).to_have_url(re.compile(r"/dang-nhap/\?next="))
    page.fill("[name=username]", "chuyenvien")
    page.fill("[name=password]", "sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    expect(page.locator("[name=username]")).to_have_value("chuyenvien")
    page.fill("[name=password]", settings.SAMPLE_PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page).to_have_url(re.compile(r"/de-an/$"))
    everything = page.locator("tbody tr").count()
    page.get_by_text("Thêm điều kiện").click()
    page.locator("#id_year").fill("2024")
    page.get_by_role("button", name="Lọc").click()
    pill = page.locator(".pill", has_text="2024")
    expect(pill).to_be_visible()
    narrowed = page.locator("tbody tr").count()
    assert 0 < narrowed < everything
    page.locator("td.name a").first.click()
    expect(page).to_have_url(re.compile(r"/de-an/\d+/$"))
    page.go_back()
    expect(pill).to_be_visible()
    assert page.locator("tbody tr").count() == narrowed
    page.locator(".usermenu summary").click()
    page.get_by_role("button", name="Đăng xuất").first.click()
    expect(page).to_have_url(re.compile(r"/dang-nhap/"))
    page.goto("/de-an/")
    expect(page).to_have_url(re.compile(r"/dang-nhap/\?next="))


@pytest.mark.smoke
def test_from_a_new_project_to_the_paper(sign_in: Callable[[str], Page]) -> None:
    """The newcomer's way: add a project to the plan, approve it by a decision, print the plan."""
    plan = AnnualPlan.objects.filter(year=2026, level="local").order_by("pk")[0]
    name = "Đề án thử hành trình dệt chiếu cói"
    page = sign_in("chuyenvien")
    page.goto("/ke-hoach/")
    page.locator(f"td.name a[href='{plan.get_absolute_url()}']").click()
    page.get_by_role("link", name="Thêm đề án").click()
    page.fill("[name=name]", name)
    choose(page, "id_unit", "quynh phu", "Quỳnh Phụ")
    page.fill("[name=support]", "235,8")
    page.fill("[name=counterpart]", "1.047,1")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("235,8")
    project = SupportProject.objects.get(name=name)
    assert (project.state, project.plan_id) == ("registered", plan.pk)
    approve(page, plan, name)
    page.goto(project.get_absolute_url())
    expect(page.locator("main .state").first).to_have_text("Đã phê duyệt")
    page.goto("/bao-cao/annual-plan/?nam=2026")
    row = page.locator(".paper-sheet tr", has_text=name)
    expect(row).to_contain_text("235,8")
    check_documents(page, name)


def approve(page: Page, plan: AnnualPlan, name: str) -> None:
    """Complete the plan's draft round, in which the project stands, and record it."""
    page.goto(plan.get_absolute_url())
    page.locator(".page-side li", has_text="Nháp").get_by_role("link").last.click()
    expect(page.locator("tbody")).to_contain_text(name)
    page.get_by_role("link", name="Sửa").click()
    page.fill("[name=number]", "99/QĐ-MH")
    page.fill("[name=signed_on]", "15/06/2026")
    page.fill("[name=issuer]", "Cơ quan phê duyệt minh họa")
    page.fill("[name=signer]", "Người ký minh họa")
    save(page)
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.locator(".notice, .message, [role=status]").first).to_contain_text("Đã ghi nhận")


def check_documents(page: Page, name: str) -> None:
    """The PDF and the workbook of the report page say what its preview says."""
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Tải PDF").click()
    written = content(pdf.value)
    assert written.startswith(b"%PDF-")
    pages = pypdf.PdfReader(io.BytesIO(written)).pages
    words = re.sub(r"\s+", "", "".join(one.extract_text() for one in pages))
    assert re.sub(r"\s+", "", name) in words
    assert "235,8" in words
    with page.expect_download() as workbook:
        page.get_by_role("link", name="Excel").click()
    written = content(workbook.value)
    assert written.startswith(b"PK")
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    row = next(row for row in sheet.iter_rows(values_only=True) if name in row)
    assert 235.8 in row


def test_a_facility_with_a_mistake(sign_in: Callable[[str], Page]) -> None:
    """The sentence stands at the field, what was typed stays; then it is found without accents."""
    page = sign_in("chuyenvien")
    page.goto("/co-so/")
    page.get_by_role("link", name="Thêm cơ sở").click()
    page.fill("[name=name]", "Cơ sở Dệt chiếu Hành Trình")
    page.fill("[name=tax_code]", "12345")
    choose(page, "id_unit", "quynh phu", "quỳnh phụ")
    save(page)
    field = page.locator("[name=tax_code]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_tax_code_error")).to_contain_text("thuế")
    expect(field).to_have_value("12345")
    expect(page.locator("[name=name]")).to_have_value("Cơ sở Dệt chiếu Hành Trình")
    field.fill("")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dệt chiếu Hành Trình")
    page.goto("/co-so/")
    page.get_by_label("Tên, mã số thuế").fill("det chieu hanh trinh")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Cơ sở Dệt chiếu Hành Trình")
    page.goto("/tra-cuu/?q=det+chieu+hanh")
    expect(page.locator("main")).to_contain_text("Cơ sở Dệt chiếu Hành Trình")


def test_a_norm_is_changed_in_the_admin(sign_in: Callable[[str], Page]) -> None:
    norm = SupportNorm.objects.order_by("pk")[0]
    page = sign_in("quantri")
    page.goto(f"/quan-tri/programmes/supportnorm/{norm.pk}/change/")
    page.fill("[name=note]", "Đã xem lại trong bài thử hành trình")
    save(page)
    expect(page).to_have_url(re.compile(r"/quan-tri/programmes/supportnorm/"))
    norm.refresh_from_db()
    assert norm.note == "Đã xem lại trong bài thử hành trình"
    row = norm.history.order_by("-history_id")[0]
    assert row.history_user.username == "quantri"


def test_import_in_the_admin_shows_errors_then_stores(
    sign_in: Callable[[str], Page], tmp_path: Path
) -> None:
    page = sign_in("chuyenvien")
    page.goto("/quan-tri/beneficiaries/ruralindustrialfacility/import/")
    model = re.sub(r"\s+", " ", page.locator("main").inner_text())
    wrong = workbook(tmp_path / "sai.xlsx", unit="không có nơi này")
    upload(page, wrong)
    expect(page.locator("main")).to_contain_text("không có nơi này")
    assert "Cơ sở nhập thử hành trình" not in model
    page.goto("/quan-tri/beneficiaries/ruralindustrialfacility/import/")
    upload(page, workbook(tmp_path / "dung.xlsx", unit="Xã Quỳnh Phụ", code="12472"))
    page.get_by_role("button", name="Xác nhận nhập").click()
    expect(page.locator("main")).to_contain_text(re.compile("nhập", re.IGNORECASE))
    page.goto("/co-so/?q=nhap+thu+hanh+trinh")
    expect(page.locator("tbody")).to_contain_text("Cơ sở nhập thử hành trình")


def workbook(path: Path, *, unit: str, code: str = "") -> Path:
    """A workbook of one facility under the importer's own heads."""
    book = openpyxl.Workbook()
    book.active.append(["Tên cơ sở", "Địa bàn nơi sản xuất", "Mã địa bàn"])
    book.active.append(["Cơ sở nhập thử hành trình", unit, code])
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.set_input_files("[name=import_file]", str(path))
    page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_load_state("networkidle")
