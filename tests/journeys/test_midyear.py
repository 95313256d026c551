"""Half of the year is over on paper: a project under way, its decision and scan, its balances."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.services import system_user
from programmes.models import AnnualPlan, PlanDecision, SupportProject
from programmes.selectors import source_balances
from programmes.services import save_plan, save_project, set_draft_money
from tests.journeys.guide import Told
from tests.journeys.reporting import SignIn, follow, press
from tests.journeys.test_work import choose

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "Đề án minh họa dở dang: hỗ trợ máy dệt chiếu cói"
OTHER = "Đề án minh họa dở dang: đào tạo nghề may"
OWN = "support_provincial"
MILLION = 1_000_000
SCAN = {"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def plan_on_paper() -> AnnualPlan:
    """A year's plan of which one project has been typed."""
    by = system_user()
    like = SupportProject.objects.filter(plan__year=2026, level="local").order_by("pk")[0]
    plan = AnnualPlan(province=like.plan.province, year=2025, level=like.level)
    plan = save_plan(plan, by=by)
    other = SupportProject(name=OTHER, plan=plan, level=plan.level, unit=like.unit)
    set_draft_money(save_project(other, by=by), {OWN: 90 * MILLION}, by=by)
    return plan


def test_a_year_that_is_half_over(sign_in: SignIn) -> None:  # noqa: PLR0915 - one chapter
    told, plan = Told("nhap-giua-nam"), plan_on_paper()
    page = sign_in("chuyenvien")
    page.goto(plan.get_absolute_url())
    with told.step("Thêm đề án đã có", page):
        follow(page, "Thêm đề án")
        facts(page)
    with told.step("Ghi trạng thái hiện nay", page):
        page.fill("[name=past_approved_on]", "10/02/2025")
        state(page, "Đang thực hiện", "03/03/2025", "Biên bản giao việc số 7", "Lưu đề án")
    with told.step("Bổ sung các mốc đã qua", page):
        follow(page, "Ghi nhận trạng thái đã có từ trước")
        state(page, "Đã đăng ký", "05/01/2025", "Tờ trình số 2 (minh họa)", "Ghi nhận")
    expect(page.locator(".timeline").last).to_contain_text("Tờ trình số 2 (minh họa)")
    page.goto(plan.get_absolute_url())
    with told.step("Ghi quyết định đã ký", page):
        decide(page)
    with told.step("Đưa bản quét lên", page):
        attach(page)
    with told.step("Ghi nhận quyết định", page):
        press(page, "Ghi nhận")
    project, other = check_recorded(plan)
    page = sign_in("ketoan")
    page.goto(project.get_absolute_url())
    with told.step("Mở số dư của một đề án", page):
        follow(page, "Nhập số dư đầu kỳ")
    too_much(page, project)
    with told.step("Nhập số đã nhận, đã chi", page):
        amounts(page, project, "150", "100", "60,5")
    page.goto(plan.get_absolute_url())
    with told.step("Nhập cho cả kế hoạch", page):
        follow(page, "Số dư đầu kỳ")
        expect(page.locator(f"[name=dong-{project.pk}-{OWN}-settled]")).to_have_value("60,5")
        amounts(page, other, "90", "0", "0")
    told.to_the_end()
    assert stored(project) == (150 * MILLION, 100 * MILLION, 60_500_000)
    assert stored(other) == (90 * MILLION, 0, 0)


def check_recorded(plan: AnnualPlan) -> tuple[SupportProject, SupportProject]:
    """The decision holds its scan, moved what was only registered and left the other as it was."""
    decision = PlanDecision.objects.get(plan=plan)
    assert (decision.state, decision.files.count()) == ("recorded", 1)
    project, other = (SupportProject.objects.get(name=name) for name in (NAME, OTHER))
    assert (project.state, f"{project.approved_on:%d/%m/%Y}") == ("in_progress", "10/02/2025")
    assert other.state == "approved"
    return project, other


def facts(page: Page) -> None:
    """What the paper says of the project."""
    page.fill("[name=name]", NAME)
    choose(page, "id_unit", "quynh phu", "Quỳnh Phụ")
    page.fill("[name=support]", "200")
    page.fill("[name=counterpart]", "150")


def state(page: Page, label: str, day: str, paper: str, button: str) -> None:
    """A state that the project had, since when, and what proves it."""
    page.get_by_label("Trạng thái đã có").select_option(label=label)
    page.fill("[name=past_on]", day)
    page.fill("[name=past_note]", paper)
    press(page, button)


def decide(page: Page) -> None:
    """Number, day, issuer and signer as on the paper."""
    follow(page, "Phê duyệt đợt 1")
    follow(page, "Sửa")
    page.fill("[name=number]", "21/QĐ-MH")
    page.fill("[name=signed_on]", "10/02/2025")
    page.fill("[name=issuer]", "Cơ quan phê duyệt minh họa")
    page.fill("[name=signer]", "Người ký minh họa")
    press(page, "Lưu quyết định")


def attach(page: Page) -> None:
    """Bring a file in."""
    page.locator(".add-file summary").click()
    page.set_input_files("[name=upload]", SCAN)
    press(page, "Tải lên")


def amounts(page: Page, project: SupportProject, *typed: str) -> None:
    """What was received, advanced and settled up to a day."""
    page.fill("[name=as_of]", "31/12/2025")
    page.fill("[name=voucher]", "Bảng đối chiếu số 5 (minh họa)")
    for name, text in zip(("received", "advanced", "settled"), typed, strict=True):
        page.fill(f"[name=dong-{project.pk}-{OWN}-{name}]", text)
    press(page, "Ghi số dư")


def too_much(page: Page, project: SupportProject) -> None:
    """More than planned is refused; the page begins with what is wrong, also for the keyboard."""
    amounts(page, project, "200,5", "0", "0")
    refused = page.locator(".notice-error")
    expect(refused).to_contain_text("nhiều hơn kế hoạch 200.000.000 đồng")
    expect(refused).to_be_focused()
    assert stored(project) == (None, None, None)


def stored(project: SupportProject) -> tuple[Any, ...]:
    """What the ledger says of the province's money."""
    (now,) = [row for row in source_balances([project]) if row.source == OWN]
    return now.facts.stored.received, now.facts.stored.advanced, now.facts.stored.settled
