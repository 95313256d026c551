"""The first day in the browser: the paper while typing, accounts from a paste, a first password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.journeys import looking

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
    page = sign_in("chuyenvien")
    page.goto("/ho-so-tinh/")
    page.get_by_role("link", name="Sửa hồ sơ").click()
    preview = page.locator("#xem-truoc")
    page.get_by_label("Cơ quan ban hành").fill("Trung tâm minh họa đang gõ")
    expect(preview).to_contain_text("TRUNG TÂM MINH HỌA ĐANG GÕ")
    page.get_by_label("Áp dụng từ").fill("01/01/2040")
    fine(page)
    page.get_by_role("button", name="Lưu hồ sơ").click()
    expect(page.get_by_text("Đã lưu hồ sơ tỉnh.")).to_be_visible()
    expect(page.get_by_role("link", name="Từ 01/01/2040")).to_be_visible()
    fine(page)


def test_from_the_list_to_the_own_password(sign_in: Callable[[str], Page], address: str) -> None:
    page = sign_in("quantri")
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="Lập từ danh sách").click()
    page.get_by_label("Bảng danh sách").fill(PASTED)
    page.get_by_role("button", name="Xem lại danh sách").click()
    expect(page.get_by_text("Không có đơn vị “xã không có”")).to_be_visible()
    fine(page)
    page.get_by_label("Đơn vị, dòng 2").fill("12472")
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_role("button", name="Lập 2 tài khoản").click()
    expect(page.get_by_role("heading", name="Mật khẩu lần đầu của 2 người")).to_be_visible()
    fine(page)
    username, password, *_rest = page.locator("#chep").input_value().split("\t")
    page.goto("/tai-khoan/?q=phan thi minh hoa")
    expect(page.locator(".state")).to_have_text("Chưa đổi mật khẩu lần đầu")

    page.context.clear_cookies()
    page.goto("/de-an/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Đặt mật khẩu của bạn")).to_be_visible()
    fine(page)
    page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    page.get_by_label("Gõ lại mật khẩu mới").fill(OWN)
    page.get_by_role("button", name="Đặt mật khẩu và vào làm việc").click()
    expect(page).to_have_url(f"{address}/de-an/")
    assert User.objects.get(username=username).check_password(OWN)
