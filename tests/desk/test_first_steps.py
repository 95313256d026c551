"""The first steps of an office that start_office alone has made: what is said, who goes where."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest

from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, User
from accounts.services import open_accounts, save_profile
from desk.first_steps import next_step, steps
from programmes.models import AnnualPlan, PlanDecision, SupportProject
from progress.models import ReportingPeriod
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db
PAGE = "/bat-dau/"


@pytest.fixture
def place() -> SimpleNamespace:
    """A Centre with its administrator alone."""
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    return SimpleNamespace(
        units=units, centre=centre, admin=person("quantri", centre, Role.SYSTEM_ADMIN)
    )


def states(user: User) -> list[str]:
    """The word of each step."""
    return [step.standing[1] for step in steps(user)]


def test_an_empty_office(place: SimpleNamespace) -> None:
    assert states(place.admin) == [
        "Chưa làm",
        "Chưa làm",
        "Chưa làm",
        "Tùy chọn",
        "Tùy chọn",
        "Chưa làm",
        "Chưa làm",
        "Chưa làm",
        "Chưa làm",
    ]
    page = signed_in(place.admin).get(PAGE).content.decode()
    assert "0 trong 7 việc đã xong" in page
    assert "0 phòng cấp xã cho 9 xã, phường, đặc khu." in page
    assert "do chuyên viên Trung tâm làm" in page
    assert 'href="/ke-hoach/them/"' not in page  # it would answer 403
    home = signed_in(place.admin).get("/").content.decode()
    assert "Hoàn thiện Hồ sơ tỉnh" in home
    assert f'href="{PAGE}"' in home


def test_one_step_after_another_until_the_office_works(place: SimpleNamespace) -> None:
    by = place.admin
    profile = OfficeProfile(
        organisation=place.centre, governing_body="SỞ", issuing_body="TT", symbol="T",
        place_name="Hưng Yên", recipients="Lưu: VT.", plan_approver="UBND", local_due_day=17,
    )  # fmt: skip
    director = {"capacity": "", "position": "GIÁM ĐỐC", "full_name": ""}
    save_profile(profile, [director], by=by, starts_on=None)
    assert next(steps(by)).found.detail == "Còn thiếu: họ tên người ký."
    assert states(by)[0] == "Còn thiếu"
    save_profile(profile, [director | {"full_name": "A"}], by=by, starts_on=None)
    assert next_step(by).title == "Kiểm tra đơn vị và địa bàn"
    office(place.units.quynh_phu)
    assert next_step(by).title == "Lập tài khoản cho từng người"
    roles = (Role.CENTRE_OFFICER, Role.CENTRE_ACCOUNTANT, Role.CENTRE_LEADER)
    people = [
        User(username=f"nguoi-{n}", full_name="A", role=role, organisation=place.centre)
        for n, role in enumerate(roles)
    ]
    open_accounts(people[:1], by=by)
    assert next_step(by).found.detail == (
        "2 tài khoản đang dùng; chưa có kế toán Trung tâm, lãnh đạo Trung tâm."
    )
    open_accounts(people[1:], by=by)
    assert next_step(by).title.startswith("Lập kế hoạch năm")


def test_the_year_of_work(place: SimpleNamespace) -> None:
    officer = person("chuyenvien", place.centre, Role.CENTRE_OFFICER)
    year, province = date.today().year, place.units.hung_yen  # noqa: DTZ011 - a year
    assert states(officer)[5:] == ["Chưa làm"] * 4
    plan = AnnualPlan.objects.create(province=province, year=year, level="local")
    facts = {"plan": plan, "level": "local"}
    SupportProject.objects.create(
        name="Đề án", unit=place.units.quynh_phu, first_year=year, **facts
    )
    PlanDecision.objects.create(province=province, state="recorded", kind="approval", **facts)
    days = dict.fromkeys(
        ("starts_on", "ends_on", "data_from", "data_to", "local_due_on"), date(year, 1, 31)
    )
    ReportingPeriod.objects.create(centre=place.centre, kind="month", code=f"{year}-01", **days)
    assert states(officer)[5:] == ["Đã xong"] * 4


def test_the_home_page_is_left_alone_when_all_is_done(
    place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.first_steps.TASKS", ())
    page = signed_in(place.admin).get("/").content.decode()
    assert PAGE not in re.sub(r'<a class="menu-item".*?</a>', "", page)
    assert "Cổng đã sẵn sàng." in signed_in(place.admin).get(PAGE).content.decode()


@pytest.mark.parametrize("role", [Role.CENTRE_LEADER, Role.CENTRE_ACCOUNTANT, Role.INSPECTOR])
def test_who_does_not_set_the_office_up_does_not_see_it(place: SimpleNamespace, role: str) -> None:
    client = signed_in(person("nguoi", place.centre, role))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/").content.decode()
