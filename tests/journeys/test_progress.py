"""A report is typed: saved by itself, kept when the session ends, overtaken, and on the phone."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from progress.models import PeriodSubmission
from progress.selectors import lines_of
from progress.services import SubmissionDraft, save_draft
from tests.journeys.looking import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE = {"width": 390, "height": 844}
OFFICE = "xa.12586"
PASSWORD = "mau-khuyen-cong-2026"


@pytest.fixture
def report(address: str) -> PeriodSubmission:
    """The sample commune's newest report that may be typed, with its lines."""
    rows = PeriodSubmission.objects.filter(
        organisation__users__username=OFFICE, state="draft", period__state="open"
    )
    return rows.select_related("period", "organisation").order_by("-period__data_to")[0]


def words(report: PeriodSubmission, line: int = 0) -> str:
    """The selector of a line's first text."""
    return f"#id_dong-{lines_of(report)[line].line.pk}-difficulties"


def stored(report: PeriodSubmission) -> str:
    """What is stored as the first line's difficulties."""
    entry = lines_of(report)[0].entry
    return entry.difficulties if entry else ""


def is_saved(page: Page, report: PeriodSubmission, text: str) -> bool:
    """Whether the text is stored within a few saves of the script."""
    for _turn in range(40):
        if stored(report) == text:
            expect(page.locator("[data-entry-state]")).to_have_text(re.compile(r"Đã lưu \d\d:\d\d"))
            return True
        page.wait_for_timeout(250)
    return False


def test_what_is_typed_is_saved_by_itself(
    sign_in: Callable[[str], Page], report: PeriodSubmission
) -> None:
    page = sign_in(OFFICE)
    page.goto(report.get_absolute_url())
    page.fill(words(report), "Chờ máy về cảng")
    expect(page.locator("[data-entry-state]")).to_have_text("Có thay đổi chưa lưu")
    assert is_saved(page, report, "Chờ máy về cảng")
    page.fill(words(report), "Máy đã về")
    assert is_saved(page, report, "Máy đã về")


@pytest.mark.parametrize("press", [False, True])
def test_a_lost_session_loses_nothing(
    sign_in: Callable[[str], Page], report: PeriodSubmission, press: bool
) -> None:
    page = sign_in(OFFICE)
    page.goto(report.get_absolute_url())
    before, text = stored(report), f"Nhập dở khi hết phiên {press}"
    Session.objects.all().delete()
    page.fill(words(report), text)
    if press:
        page.click("button[value='draft'].btn >> nth=-1")
    else:
        page.click("[data-entry-state] >> text=Đăng nhập lại")
    assert stored(report) == before
    page.fill("#id_username", OFFICE)
    page.fill("#id_password", PASSWORD)
    page.click("button[type='submit']:has-text('Đăng nhập')")
    expect(page.locator("[data-restored]")).to_contain_text("Bản nháp đã được khôi phục.")
    expect(page.locator(words(report))).to_have_value(text)
    assert is_saved(page, report, text)
    page.reload()
    expect(page.locator("[data-restored]")).to_be_hidden()


def test_who_is_overtaken_sees_both_values(
    sign_in: Callable[[str], Page], report: PeriodSubmission
) -> None:
    page = sign_in(OFFICE)
    page.goto(report.get_absolute_url())
    now = PeriodSubmission.objects.get(pk=report.pk)
    officer = User.objects.get(username="chuyenvien")
    draft = SubmissionDraft(seen_version=now.version, difficulties="Trung tâm ghi")
    save_draft(now, draft, by=officer)
    page.fill("#id_difficulties", "Xã ghi")
    expect(page.locator("[data-overtaken]")).to_contain_text(f"vừa được {officer} cập nhật lúc")
    page.click("text=Xem chỗ khác nhau")
    expect(page.locator(".cell-stored")).to_have_text("đang lưu: Trung tâm ghi")
    expect(page.locator("#id_difficulties")).to_have_value("Xã ghi")
    page.click("text=Lưu đè số vừa nhập")
    expect(page.locator(".cell-stored")).to_have_count(0)
    report.refresh_from_db()
    assert report.difficulties == "Xã ghi"


def test_on_the_phone_one_line_is_a_screen(
    sign_in: Callable[[str], Page], report: PeriodSubmission
) -> None:
    page = sign_in(OFFICE)
    page.set_viewport_size(PHONE)
    page.goto(report.get_absolute_url())
    count = len(lines_of(report))
    page.click("text=Xem cả")
    page.click("[data-index] a >> nth=0")
    expect(page.locator("[data-one-title]")).to_have_text(f"Dòng 1 trong {count}")
    expect(page.locator(".line:visible")).to_have_count(1)
    here = page.locator(".line.is-here")
    number = here.locator(".line-done input").first
    number.fill("2")
    here.locator("button[aria-label='Thêm 1']").first.click()
    expect(number).to_have_value("3")
    here.locator("button[aria-label='Bớt 1']").first.click()
    expect(number).to_have_value("2")
    here.locator("label:has-text('Tạm dừng')").click()
    expect(here.locator(".line-state select")).to_have_value("suspended")
    assert too_wide(page) == ""
    page.click("text=Lưu, sang dòng 2")
    expect(page.locator("[data-one-title]")).to_have_text(f"Dòng 2 trong {count}")
    expect(page.locator("[data-save-echo]")).to_have_text(re.compile(r"Đã lưu \d\d:\d\d"))
    entry = lines_of(report)[0].entry
    assert entry is not None
    assert entry.state == "suspended"
    assert too_wide(page) == ""


def test_without_script_every_line_stands_in_a_row(
    browser: object, address: str, report: PeriodSubmission
) -> None:
    client = Client()
    client.force_login(
        User.objects.get(username=OFFICE), backend="accounts.backends.AccountBackend"
    )
    context = browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=False)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": address}])
    page = context.new_page()
    page.goto(report.get_absolute_url())
    expect(page.locator(".line")).to_have_count(len(lines_of(report)))
    page.fill(words(report), "Không cần script")
    page.click("button[value='draft']:visible")
    expect(page.locator(words(report))).to_have_value("Không cần script")
    assert stored(report) == "Không cần script"
    context.close()
