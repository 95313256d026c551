"""Hồ sơ tỉnh: versions that never overlap, one page for all, a preview that stores nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.checks import profile_gaps
from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, Signer
from accounts.services import remove_record, save_profile, save_record
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db
PAGE, EDIT, PREVIEW = "/ho-so-tinh/", "/ho-so-tinh/sua/", "/ho-so-tinh/xem-truoc/"
DIRECTOR = {"capacity": "", "position": "GIÁM ĐỐC", "full_name": "Trần Văn A"}
DEPUTY = {"capacity": "KT. GIÁM ĐỐC", "position": "PHÓ GIÁM ĐỐC", "full_name": "Lê Thị B"}


@pytest.fixture
def place() -> SimpleNamespace:
    """A Centre with an officer, without a profile."""
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE, name="Trung tâm A")
    officer = person("chuyenvien", centre, Role.CENTRE_OFFICER)
    return SimpleNamespace(units=units, centre=centre, officer=officer, client=signed_in(officer))


def profile(place: SimpleNamespace, **more: Any) -> OfficeProfile:
    """A profile that isn't stored yet."""
    facts = {"issuing_body": "TRUNG TÂM A", "symbol": "TTKC", "place_name": "Hưng Yên"} | more
    return OfficeProfile(organisation=place.centre, **facts)


def spans() -> list[tuple[date | None, date | None, str]]:
    """First and last day and place name of each version, from the first on."""
    rows = OfficeProfile.objects.alive().order_by("pk")
    found = [(row.valid_from, row.valid_to, row.place_name) for row in rows]
    return sorted(found, key=lambda row: row[0] or date.min)


def form(**more: Any) -> dict[str, Any]:
    """What the page posts."""
    return {
        "starts_on": "",
        "governing_body": "SỞ CÔNG THƯƠNG",
        "issuing_body": "TRUNG TÂM A",
        "symbol": "TTKC",
        "place_name": "Hưng Yên",
        "recipients": "Như trên;\r\nLưu: VT.",
        "money_unit": "thousand",
        "decimals": "0",
        "plan_approver": "UBND tỉnh",
        "cut_off_day": "14",
        "local_due_day": "17",
        "department_due_day": "",
        "agency_due_day": "25",
        "sign_off": "two",
        "progress_weighting": "equal",
        "nguoi-ky-TOTAL_FORMS": "2",
        "nguoi-ky-INITIAL_FORMS": "0",
        "nguoi-ky-0-ORDER": "2",
        "nguoi-ky-0-position": "PHÓ GIÁM ĐỐC",
        "nguoi-ky-0-capacity": "KT. GIÁM ĐỐC",
        "nguoi-ky-1-ORDER": "1",
        "nguoi-ky-1-position": "GIÁM ĐỐC",
        "nguoi-ky-1-full_name": "Trần Văn A",
        **more,
    }


# --- versions -------------------------------------------------------------------------------------


def test_a_new_day_makes_a_version_and_ends_the_one_before(place: SimpleNamespace) -> None:
    first = save_profile(profile(place), [DIRECTOR, DEPUTY], by=place.officer, starts_on=None)
    kept = first.pk
    first.place_name = "Phố Hiến"
    second = save_profile(first, [DEPUTY], by=place.officer, starts_on=date(2026, 7, 1))
    assert spans() == [
        (None, date(2026, 6, 30), "Hưng Yên"),
        (date(2026, 7, 1), None, "Phố Hiến"),
    ]
    assert second.pk != kept
    assert [one.full_name for one in OfficeProfile.objects.get(pk=kept).signers.all()] == [
        "Trần Văn A",
        "Lê Thị B",
    ]
    assert [one.full_name for one in second.signers.all()] == ["Lê Thị B"]
    assert OfficeProfile.history.filter(id=second.pk).get().history_user == place.officer


def test_a_version_between_two_ends_where_the_next_begins(place: SimpleNamespace) -> None:
    for day in (None, date(2027, 1, 1), date(2026, 7, 1)):
        save_profile(profile(place, place_name=str(day)), [], by=place.officer, starts_on=day)
    assert spans() == [
        (None, date(2026, 6, 30), "None"),
        (date(2026, 7, 1), date(2026, 12, 31), "2026-07-01"),
        (date(2027, 1, 1), None, "2027-01-01"),
    ]


def test_the_same_day_changes_the_version(place: SimpleNamespace) -> None:
    day = date(2026, 7, 1)
    stored = save_profile(profile(place), [DIRECTOR, DEPUTY], by=place.officer, starts_on=day)
    stored.place_name = "Phố Hiến"
    save_profile(stored, [DEPUTY, DIRECTOR], by=place.officer, starts_on=day)
    assert spans() == [(day, None, "Phố Hiến")]
    assert [one.position for one in stored.signers.all()] == ["PHÓ GIÁM ĐỐC", "GIÁM ĐỐC"]
    assert Signer.objects.count() == 2
    save_profile(stored, [], by=place.officer, starts_on=day)
    assert not Signer.objects.exists()
    assert Signer.history.filter(history_type="-").count() == 2


def test_two_versions_of_one_day_are_refused(place: SimpleNamespace) -> None:
    save_profile(profile(place), [], by=place.officer, starts_on=None)
    with pytest.raises(ValidationError) as refused:
        save_profile(profile(place), [], by=place.officer, starts_on=None)
    assert list(refused.value.error_dict) == ["valid_from"]
    assert OfficeProfile.objects.count() == 1


def test_the_version_before_lasts_again_when_the_last_one_goes(place: SimpleNamespace) -> None:
    save_profile(profile(place), [], by=place.officer, starts_on=None)
    last = save_profile(profile(place), [], by=place.officer, starts_on=date(2026, 7, 1))
    remove_record(last, by=place.officer)
    assert spans() == [(None, None, "Hưng Yên")]


def test_the_officer_keeps_the_paper_of_the_own_office_alone(place: SimpleNamespace) -> None:
    far = office(place.units.ha_noi, kind=OrganisationKind.EXTENSION_CENTRE)
    foreign = profile(place)
    foreign.organisation = far
    with pytest.raises(PermissionDenied):
        save_profile(foreign, [], by=place.officer, starts_on=None)
    leader = person("lanhdao", place.centre, Role.CENTRE_LEADER)
    with pytest.raises(PermissionDenied):
        save_profile(profile(place), [], by=leader, starts_on=None)
    with pytest.raises(PermissionDenied):
        save_record(profile(place), by=leader)


@pytest.mark.pure
def test_what_is_missing_is_named() -> None:
    kept = OfficeProfile(issuing_body="TT", symbol="T", place_name="Hưng Yên", local_due_day=17)
    assert list(profile_gaps(kept, [])) == [
        "cơ quan chủ quản",
        "nơi nhận",
        "cơ quan phê duyệt kế hoạch địa phương",
        "họ tên người ký",
    ]
    for name in ("governing_body", "recipients", "plan_approver"):
        setattr(kept, name, "có")
    assert list(profile_gaps(kept, [Signer(position="GIÁM ĐỐC", full_name="A")])) == []


# --- the pages ------------------------------------------------------------------------------------


def test_everything_is_stored_from_one_page(place: SimpleNamespace) -> None:
    assert "Lập hồ sơ" in place.client.get(PAGE).content.decode()
    answer = place.client.post(EDIT, form())
    stored = OfficeProfile.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?ban={stored.pk}")
    assert (stored.organisation, stored.plan_approver) == (place.centre, "UBND tỉnh")
    assert (stored.cut_off_day, stored.department_due_day) == (14, None)
    assert (stored.sign_off, stored.progress_weighting) == ("two", "equal")
    assert (stored.money_unit, stored.decimals) == ("thousand", 0)
    assert [one.position for one in stored.signers.all()] == ["GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    page = place.client.get(PAGE).content.decode()
    for words in (
        "SỞ CÔNG THƯƠNG",
        "nghìn đồng",
        "/BC-TTKC",
        "Lưu: VT.",
        "Trần Văn A",
        "Đang áp dụng",
    ):
        assert words in page


@time_machine.travel("2026-11-26 09:00:00+07:00", tick=False)
def test_a_version_to_come_waits_beside_the_one_of_today(place: SimpleNamespace) -> None:
    place.client.post(EDIT, form())
    place.client.post(EDIT, form(starts_on="01/01/2027", place_name="Phố Hiến"))
    later = OfficeProfile.objects.get(place_name="Phố Hiến")
    assert [row.signers.count() for row in OfficeProfile.objects.all()] == [2, 2]
    page = place.client.get(PAGE).content.decode()
    assert "Chưa áp dụng" in page
    assert "Hưng Yên, ngày" in page
    assert "Phố Hiến, ngày" in place.client.get(f"{PAGE}?ban={later.pk}").content.decode()
    assert place.client.get(f"{PAGE}?ban=999999").status_code == 404
    blank = place.client.post(f"{EDIT}?ban={later.pk}", form(version=later.version))
    assert (blank.status_code, "Chưa nhập Áp dụng từ." in blank.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"issuing_body": ""}, "Chưa nhập Cơ quan ban hành."),
        ({"cut_off_day": "32"}, "31"),
        ({"starts_on": "30/02/2026"}, "Ngày 30/02/2026 không tồn tại."),
        ({"nguoi-ky-1-position": ""}, "Chưa nhập Chức vụ."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(
    place: SimpleNamespace, wrong: dict[str, str], sentence: str
) -> None:
    answer = place.client.post(EDIT, form(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OfficeProfile.objects.exists()


def test_a_form_that_was_overtaken_keeps_what_was_typed(place: SimpleNamespace) -> None:
    stored = save_profile(profile(place), [], by=place.officer, starts_on=None)
    seen = stored.version
    stored.place_name = "Phố Hiến"
    save_profile(stored, [], by=place.officer, starts_on=None)
    answer = place.client.post(EDIT, form(version=seen, place_name="Mỹ Hào"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Phố Hiến" in page
    assert "Mỹ Hào" in page


def test_a_row_that_is_ticked_goes(place: SimpleNamespace) -> None:
    place.client.post(EDIT, form())
    stored = OfficeProfile.objects.get()
    data = form(version=stored.version)
    data |= {"nguoi-ky-INITIAL_FORMS": "2", "nguoi-ky-0-DELETE": "on"}
    assert place.client.post(EDIT, data).status_code == 302
    assert [one.position for one in stored.signers.all()] == ["GIÁM ĐỐC"]


def test_the_preview_shows_what_is_typed_and_stores_nothing(place: SimpleNamespace) -> None:
    save_profile(profile(place), [DIRECTOR], by=place.officer, starts_on=None)
    before = OfficeProfile.history.count(), Signer.history.count()
    data = form(issuing_body="Trung tâm B", cut_off_day="99", place_name="")
    page = place.client.post(PREVIEW, data).content.decode()
    assert "TRUNG TÂM B" in page
    assert "………………, ngày" in page
    assert "Lưu: VT." in page
    assert place.client.post(PREVIEW, {}).status_code == 200
    assert (OfficeProfile.history.count(), Signer.history.count()) == before


def test_a_department_without_a_centre_is_told_so(place: SimpleNamespace) -> None:
    place.centre.areas.all().delete()
    department = office(place.units.ha_noi, kind=OrganisationKind.PROVINCIAL_DEPARTMENT)
    client = signed_in(person("quantri", department, Role.SYSTEM_ADMIN))
    assert "Chưa có Trung tâm" in client.get(PAGE).content.decode()
    assert client.get(EDIT).status_code == 404
