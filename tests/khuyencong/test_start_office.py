"""start_office: asked or by options, once, refused politely, and right areas for everybody."""

from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.choices import OrganisationKind, Role, SignOff
from accounts.models import (
    Coverage,
    OfficeProfile,
    Organisation,
    OrganisationArea,
    Signer,
    User,
)
from accounts.services import system_user
from khuyencong.first_day.office import commune_office_name
from localities.choices import REFORM_DAY
from tests.factories.accounts import office, person, signed_in
from tests.factories.beneficiaries import facility
from tests.khuyencong.first_day import CENTRE, OPTIONS, PASSWORD, PRESENT, rows, start

pytestmark = pytest.mark.django_db

# --- by options -----------------------------------------------------------------------------------


def test_options_alone_make_the_office(units: SimpleNamespace) -> None:
    code, out, err = start(*OPTIONS, "--cut-off-day=0", "--sign-off=2", "--symbol=KCTV")
    assert (code, err) == (0, "")
    centre = Organisation.objects.get(kind=OrganisationKind.EXTENSION_CENTRE)
    assert (centre.name, centre.unit) == (CENTRE, units.hung_yen)
    department = Organisation.objects.get(kind=OrganisationKind.PROVINCIAL_DEPARTMENT)
    assert department.name == "Sở Công Thương tỉnh Hưng Yên"
    profile = OfficeProfile.objects.get()
    assert profile.organisation == centre
    assert profile.governing_body == "SỞ CÔNG THƯƠNG TỈNH HƯNG YÊN"
    assert profile.issuing_body == CENTRE.upper()
    assert (profile.symbol, profile.place_name) == ("KCTV", "Hưng Yên")
    assert (profile.cut_off_day, profile.local_due_day) == (None, 17)
    assert (profile.department_due_day, profile.agency_due_day) == (20, 25)
    assert profile.sign_off == SignOff.TWO
    signer = Signer.objects.get()
    assert (signer.profile, signer.position, signer.full_name) == (profile, "GIÁM ĐỐC", "")
    for line in (f"{CENTRE} (mới)", f"{PRESENT} phòng (mới)", "Những bước đầu (/bat-dau/)"):
        assert line in out
    assert PASSWORD not in out


def test_the_administrator_can_sign_in_and_nothing_else(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    admin = User.objects.get(is_system=False)
    assert (admin.username, admin.full_name) == ("quantri", "Trần Thị Bình")
    assert admin.role == Role.SYSTEM_ADMIN
    assert admin.organisation.kind == OrganisationKind.EXTENSION_CENTRE
    assert admin.check_password(PASSWORD)
    assert not admin.check_password(PASSWORD + "x")
    client = Client()
    client.post("/dang-nhap/", {"username": "quantri", "password": PASSWORD})
    assert client.get("/quan-tri/accounts/user/").status_code == 200
    assert client.get("/de-an/").status_code == 200
    assert client.get("/de-an/them/").status_code == 403


def test_no_sample_comes_along(units: SimpleNamespace) -> None:
    start(*OPTIONS, "--no-communes")
    assert not Organisation.objects.filter(name__contains="minh họa").exists()
    assert Organisation.objects.count() == 2


# --- areas ----------------------------------------------------------------------------------------


def test_every_present_commune_gets_its_office_with_its_area(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    offices = Organisation.objects.filter(kind=OrganisationKind.COMMUNE_OFFICE)
    assert offices.count() == PRESENT
    assert not offices.filter(unit__in=[units.ba_dinh, units.ngoc_ha]).exists()
    assert set(offices.values_list("valid_from", flat=True)) == {REFORM_DAY}
    made = offices.get(unit=units.quynh_phu)
    assert made.name == "Phòng Kinh tế xã Quỳnh Phụ"
    assert offices.get(unit=units.son_nam).name == (
        "Phòng Kinh tế, Hạ tầng và Đô thị phường Sơn Nam"
    )
    area = made.areas.get()
    assert (area.unit, area.valid_from) == (units.quynh_phu, REFORM_DAY)
    covered = set(made.coverage.values_list("unit", flat=True))
    assert {units.quynh_phu.pk, units.quynh_coi.pk, units.quynh_hai.pk} <= covered
    assert units.an_khe.pk not in covered  # that went into A Sào
    assert units.hung_yen.pk not in covered


def test_centre_and_department_reach_both_former_provinces(units: SimpleNamespace) -> None:
    start(*OPTIONS, "--no-communes")
    for kind in (OrganisationKind.EXTENSION_CENTRE, OrganisationKind.PROVINCIAL_DEPARTMENT):
        covered = set(Coverage.objects.filter(organisation__kind=kind).values_list("unit", flat=1))
        assert {units.thai_binh.pk, units.hung_yen_old.pk, units.kim_dong_old.pk} <= covered
        assert not {units.ha_noi.pk, units.ba_dinh.pk} & covered


def test_an_officer_of_a_made_office_sees_only_his_commune(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    theirs = Organisation.objects.get(unit=units.quynh_phu)
    officer = person("xa.12472", theirs)
    seen = Organisation.objects.visible_to(officer)
    assert set(seen) == {theirs}
    admin = User.objects.get(username="quantri")
    assert Organisation.objects.visible_to(admin).count() == PRESENT + 2
    outside = office(units.ba_dinh, name="Phòng của tỉnh khác")
    assert outside not in Organisation.objects.visible_to(admin)


def test_a_made_office_sees_the_records_of_its_commune_alone(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    mine, theirs = facility(units.quynh_coi, "Cơ sở A"), facility(units.a_sao, "Cơ sở B")
    officer = person("xa.12472", Organisation.objects.get(unit=units.quynh_phu))
    client = signed_in(officer)
    assert client.get(f"/co-so/{mine.pk}/").status_code == 200
    assert client.get(f"/co-so/{theirs.pk}/").status_code == 404
    page = client.get("/co-so/").content.decode()
    assert "Cơ sở A" in page
    assert "Cơ sở B" not in page


def test_the_special_zone_with_the_longer_name(units: SimpleNamespace) -> None:
    zone = SimpleNamespace(kind="dac_khu", name="Phú Quốc", full_name="Đặc khu Phú Quốc")
    assert commune_office_name(zone) == "Phòng Kinh tế, Hạ tầng và Đô thị đặc khu Phú Quốc"
    zone = SimpleNamespace(kind="dac_khu", name="Côn Đảo", full_name="Đặc khu Côn Đảo")
    assert commune_office_name(zone) == "Phòng Kinh tế đặc khu Côn Đảo"


def test_history_names_the_system(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    for model in (Organisation, OrganisationArea, OfficeProfile, Signer):
        kept = model.history.all()
        assert kept.count() == model.objects.count()
        assert {row.history_user for row in kept} == {system_user()}
        assert {row.history_change_reason for row in kept} == {"lập đơn vị"}
    assert User.history.get(username="quantri").history_user == system_user()


# --- again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        OPTIONS,
        ("--centre=Tên khác", "--symbol=KHAC", "--sign-off=2"),
        ("--communes",),
    ],
)
def test_a_second_run_tells_and_changes_nothing(
    units: SimpleNamespace, arguments: tuple[str, ...]
) -> None:
    start(*OPTIONS)
    before = rows()
    code, out, err = start(*arguments)
    assert (code, err, rows()) == (0, "", before)
    assert f"Trung tâm khuyến công: {CENTRE} (đã có)" in out
    assert f"Phòng cấp xã: {PRESENT} phòng (đã có)" in out
    assert "Không có gì thay đổi" in out
    assert "mới" not in out.split("Việc tiếp theo")[0]


def test_commune_offices_come_later_when_asked_for(units: SimpleNamespace) -> None:
    start(*OPTIONS, "--no-communes")
    start()
    assert Organisation.objects.count() == 2
    code, out, _err = start("--communes")
    assert code == 0
    assert f"{PRESENT} phòng (mới)" in out
    assert Organisation.objects.count() == 2 + PRESENT


def test_update_changes_what_is_named_and_nothing_else(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    before = rows()
    code, out, _err = start("--update", "--symbol=KCCN", "--department=Sở Công Thương Hưng Yên")
    assert code == 0
    assert "Sở Công Thương Hưng Yên (đã sửa)" in out
    profile = OfficeProfile.objects.get()
    assert (profile.symbol, profile.local_due_day, profile.issuing_body) == (
        "KCCN",
        17,
        CENTRE.upper(),
    )
    changed = [old != new for old, new in zip(before, rows(), strict=True)]
    assert sum(changed) == 2  # a history row of the Sở, one of the profile
    assert Organisation.objects.get(unit=units.hung_yen, name=CENTRE).search_key


def test_update_can_set_a_new_password(
    units: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(*OPTIONS)
    monkeypatch.setenv("NEXT_PASSWORD", "lua-chin-vang-dong-27")
    start("--password-env=NEXT_PASSWORD")
    assert User.objects.get(username="quantri").check_password(PASSWORD)
    start("--update", "--password-env=NEXT_PASSWORD")
    assert User.objects.get(username="quantri").check_password("lua-chin-vang-dong-27")
