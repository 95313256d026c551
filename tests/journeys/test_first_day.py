"""The first day in the browser: the paper while typing, accounts from a paste, a first password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.journeys import looking
from tests.journeys.guide import Told

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PASTED = (
    "Họ và tên\tChức vụ\tVai trò\tĐơn vị\n"
    "Phan Thị Minh Họa\tChuyên viên\tchuyên viên\tTrung tâm minh họa\n"
    "Bùi Văn Minh Họa\tCán bộ\tcán bộ xã\txã không có\n"
)
OWN = "tre xanh ben song hong 26"


def fine(page: Page) -> None:
    """Nothing bars anybody, nothing runs out at the side, nothing is English, at both sizes."""
    found = []
    for width, height in looking.SIZES:
        page.set_viewport_size({"width": width, "height": height})
        looking.settle(page)
        found += [text for text in (looking.too_wide(page),) if text]
        found += [*looking.barriers(page), *looking.english_on(page)]
    page.set_viewport_size({"width": 1366, "height": 768})
    assert found == [], page.url


def test_the_paper_changes_while_one_types(sign_in: Callable[[str], Page]) -> None:
    told = Told("ho-so-tinh")
    page = sign_in("chuyenvien")
    page.goto("/ho-so-tinh/")
    with told.step("Mở hồ sơ tỉnh", page):
        page.get_by_role("link", name="Sửa hồ sơ").click()
    preview = page.locator("#xem-truoc")
    with told.step("Ghi tên cơ quan", page):
        page.get_by_label("Cơ quan ban hành").fill("Trung tâm minh họa đang gõ")
        expect(preview).to_contain_text("TRUNG TÂM MINH HỌA ĐANG GÕ")
    with told.step("Chọn ngày áp dụng", page):
        page.get_by_label("Áp dụng từ").fill("01/01/2040")
    fine(page)
    with told.step("Lưu", page):
        page.get_by_role("button", name="Lưu hồ sơ").click()
        expect(page.get_by_text("Đã lưu hồ sơ tỉnh.")).to_be_visible()
    expect(page.get_by_role("link", name="Từ 01/01/2040")).to_be_visible()
    fine(page)
    told.to_the_end()


def test_from_the_list_to_the_own_password(sign_in: Callable[[str], Page], address: str) -> None:
    told = Told("tai-khoan")
    page = sign_in("quantri")
    page.goto("/tai-khoan/")
    with told.step("Mở danh sách", page):
        page.get_by_role("link", name="Lập từ danh sách").click()
    with told.step("Dán bảng", page):
        page.get_by_label("Bảng danh sách").fill(PASTED)
        page.get_by_role("button", name="Xem lại danh sách").click()
        expect(page.get_by_text("Không có đơn vị “xã không có”")).to_be_visible()
    fine(page)
    with told.step("Sửa chỗ sai", page):
        page.get_by_label("Đơn vị, dòng 2").fill("12472")
        page.get_by_role("button", name="Kiểm tra lại").click()
    with told.step("Lập tài khoản", page):
        page.get_by_role("button", name="Lập 2 tài khoản").click()
        expect(page.get_by_role("heading", name="Mật khẩu lần đầu của 2 người")).to_be_visible()
    fine(page)
    with told.step("Phát mật khẩu lần đầu", page):
        username, password, *_rest = page.locator("#chep").input_value().split("\t")
    page.goto("/tai-khoan/?q=phan thi minh hoa")
    expect(page.locator(".state")).to_have_text("Chưa đổi mật khẩu lần đầu")
    enter_with_first_password(page, username, password)
    with told.step("Đặt mật khẩu của mình", page):
        page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
        page.get_by_label("Gõ lại mật khẩu mới").fill(OWN)
        page.get_by_role("button", name="Đặt mật khẩu và vào làm việc").click()
        expect(page).to_have_url(f"{address}/de-an/")
    assert User.objects.get(username=username).check_password(OWN)
    told.to_the_end()


def enter_with_first_password(page: Page, username: str, password: str) -> None:
    """Sign in as the new person, who is asked for a password of his own before anything else."""
    page.context.clear_cookies()
    page.goto("/de-an/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Đặt mật khẩu của bạn")).to_be_visible()
    fine(page)
