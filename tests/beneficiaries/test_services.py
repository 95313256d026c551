"""Who may write a facility, where, what is derived, and what history tells of it."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from accounts.services import system_user
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from beneficiaries.services import (
    load_industries,
    record_facilities,
    record_facility,
    remove_facility,
    remove_part,
    save_part,
)
from kernel import history
from programmes.choices import BeneficiaryKind, ProjectState
from programmes.models import Allocation, SupportProject
from tests.factories.beneficiaries import facility

READERS = [
    "system_admin",
    "centre_accountant",
    "centre_leader",
    "department",
    "local_leader",
    "inspector",
]


def new(unit: object, name: str = "Dệt chiếu Hưng Hà", **more: object) -> RuralIndustrialFacility:
    return RuralIndustrialFacility(unit=unit, name=name, **more)


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_cannot_write(
    role: str, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    with pytest.raises(PermissionDenied):
        record_facility(new(units.quynh_phu), by=people.all[role])
    assert RuralIndustrialFacility.objects.count() == 0


@pytest.mark.parametrize("role", ["centre_officer", "local_officer"])
def test_history_names_the_author_and_the_reason(
    role: str, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    person = people.all[role]
    saved = record_facility(new(units.quynh_phu), by=person, reason="nhập tay")
    saved.products = "Chiếu cói"
    record_facility(saved, by=person)
    rows = list(saved.history.order_by("history_id"))
    assert [(row.history_type, row.history_user, row.history_change_reason) for row in rows] == [
        ("+", person, "nhập tay"),
        ("~", person, ""),
    ]
    assert saved.version == 2


def test_the_unit_must_lie_in_the_area(people: SimpleNamespace, units: SimpleNamespace) -> None:
    with pytest.raises(ValidationError) as refused:
        record_facility(new(units.a_sao), by=people.local_officer)
    assert refused.value.message_dict == {"unit": ["Địa bàn không thuộc phạm vi của đơn vị."]}
    record_facility(new(units.a_sao), by=people.neighbour)
    record_facility(new(units.a_sao, "Cơ sở khác"), by=people.centre_officer)
    with pytest.raises(ValidationError):
        record_facility(new(units.ba_dinh), by=people.centre_officer)


def test_a_foreign_row_cannot_be_rewritten(people: SimpleNamespace, units: SimpleNamespace) -> None:
    theirs = facility(units.a_sao)
    theirs.unit = units.quynh_phu
    with pytest.raises(PermissionDenied):
        record_facility(theirs, by=people.local_officer)


def test_the_present_unit_follows_a_whole_succession(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    old = record_facility(new(units.quynh_coi), by=people.local_officer)
    present = record_facility(new(units.quynh_phu, "Cơ sở khác"), by=people.local_officer)
    unknown = record_facility(new(units.quynh_xa, "Cơ sở ba"), by=people.centre_officer)
    assert [old.unit_now, present.unit_now, unknown.unit_now] == [
        units.quynh_phu,
        units.quynh_phu,
        None,
    ]


def test_a_split_unit_waits_for_a_choice_among_its_parts(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    saved = record_facility(new(units.ngoc_thanh), by=people.centre_officer)
    assert saved.unit_now is None
    saved.unit_now = units.a_sao
    with pytest.raises(ValidationError) as refused:
        record_facility(saved, by=people.centre_officer)
    assert refused.value.message_dict == {
        "unit_now": ["Địa bàn hiện nay phải là một trong các đơn vị tiếp nhận địa bàn cũ."]
    }
    saved.unit_now = units.son_nam
    assert record_facility(saved, by=people.centre_officer).unit_now == units.son_nam


def test_keys_for_search_and_order(units: SimpleNamespace) -> None:
    rows = [
        facility(units.quynh_coi, "Đan lát An Bài", tax_code="0314409058001"),
        facility(units.quynh_phu, "Dệt chiếu", products="Chiếu cói Hới"),
        facility(units.quynh_phu, "An Hòa"),
    ]
    key = rows[0].search_key
    assert rows[0].tax_code == "0314409058-001"
    for word in ("dan lat an bai", "0314409058001", "quynh coi", "quynh phu"):
        assert word in key, word
    assert "chieu coi hoi" in rows[1].search_key
    ordered = RuralIndustrialFacility.objects.order_by("sort_key")
    assert [row.name for row in ordered] == ["An Hòa", "Dệt chiếu", "Đan lát An Bài"]


def test_telephone_numbers_stay_out_of_search_and_history(units: SimpleNamespace) -> None:
    saved = facility(units.quynh_phu, phone="0912345678", email="a@example.vn")
    assert "0912345678" not in saved.search_key
    row = saved.history.get()
    assert not hasattr(row, "phone")
    assert not hasattr(row, "email")


def test_everything_wrong_comes_back_at_once(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    row = new(units.a_sao, "", tax_code="12", phone="09abc", worker_count=1, women_worker_count=2)
    with pytest.raises(ValidationError) as refused:
        record_facility(row, by=people.local_officer)
    assert set(refused.value.message_dict) == {
        "name",
        "unit",
        "tax_code",
        "phone",
        "women_worker_count",
    }


def test_a_wrong_check_digit_is_saved(units: SimpleNamespace) -> None:
    assert facility(units.quynh_phu, tax_code="0314409059").tax_code == "0314409059"


def test_many_rows_are_stored_together_or_not_at_all(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    good = [new(units.quynh_phu, f"Cơ sở {n}") for n in range(3)]
    bad = new(units.a_sao, "Cơ sở ngoài xã")
    with pytest.raises(ValidationError) as refused:
        record_facilities([*good, bad], by=people.local_officer)
    assert refused.value.messages == ["Cơ sở ngoài xã: Địa bàn không thuộc phạm vi của đơn vị."]
    assert RuralIndustrialFacility.objects.count() == 0
    saved = record_facilities(good, by=people.local_officer, reason="nhập từ bảng tính")
    rows = [row.history.get() for row in saved]
    assert {(r.history_user, r.history_change_reason) for r in rows} == {
        (people.local_officer, "nhập từ bảng tính")
    }


def test_many_rows_cost_no_query_each(
    people: SimpleNamespace, units: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    rows = [new(units.quynh_coi, f"Cơ sở {n}") for n in range(40)]
    with django_assert_max_num_queries(20):
        record_facilities(rows, by=people.centre_officer)
    for row in rows:
        row.worker_count = 5
    with django_assert_max_num_queries(40):  # updates go in batches of the database's limit
        record_facilities(rows, by=people.centre_officer)
    assert {row.version for row in RuralIndustrialFacility.objects.all()} == {2}


def test_a_row_that_somebody_saved_since_is_not_overwritten(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    pk = facility(units.quynh_phu).pk
    first = RuralIndustrialFacility.objects.get(pk=pk)
    second = RuralIndustrialFacility.objects.get(pk=pk)
    first.products = "Chiếu"
    record_facility(first, by=people.centre_officer)
    second.products = "Thảm"
    with pytest.raises(ValidationError) as refused:
        record_facility(second, by=people.local_officer)
    assert refused.value.code == "stale"
    assert RuralIndustrialFacility.objects.get(pk=pk).products == "Chiếu"


def test_parts_are_stored_with_their_facility_or_not_at_all(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    year = FacilityYear(year=2025, revenue_amount=1_250_000_000)
    contact = FacilityContact(full_name="Nguyễn Thị Hoa", phone="(0227) 3831.234")
    row = new(units.quynh_phu)
    saved = record_facility(row, by=people.local_officer, parts=[year, contact])
    assert [part.history.get().history_user for part in (year, contact)] == [
        people.local_officer,
        people.local_officer,
    ]
    assert contact.phone == "0227 3831.234"
    bad = FacilityContact(full_name="Ai đó", phone="abc")
    saved.products = "Không được lưu"
    with pytest.raises(ValidationError) as refused:
        record_facility(saved, by=people.local_officer, parts=[bad], removed_parts=[year])
    assert refused.value.message_dict == {
        "phone": ["Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."]
    }
    assert saved.years.count() == 1
    assert RuralIndustrialFacility.objects.get(pk=saved.pk).products == ""


def test_a_year_stands_once(people: SimpleNamespace, units: SimpleNamespace) -> None:
    saved = facility(units.quynh_phu)
    save_part(FacilityYear(facility=saved, year=2025), by=people.local_officer)
    with pytest.raises(ValidationError, match="Năm này đã có số liệu"):
        save_part(FacilityYear(facility=saved, year=2025), by=people.local_officer)


def test_parts_of_a_foreign_facility_are_closed(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    theirs = facility(units.a_sao)
    part = FacilityYear(facility=theirs, year=2025)
    with pytest.raises(PermissionDenied):
        save_part(part, by=people.local_officer)
    save_part(part, by=people.neighbour)
    with pytest.raises(PermissionDenied):
        remove_part(part, by=people.local_officer)
    remove_part(part, by=people.neighbour)
    assert theirs.years.count() == 0


def test_a_removed_facility_lies_in_the_recycle_bin(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    saved = facility(units.quynh_phu)
    with pytest.raises(PermissionDenied):
        remove_facility(saved, by=people.neighbour)
    remove_facility(saved, by=people.local_officer)
    stored = RuralIndustrialFacility.objects.get(pk=saved.pk)
    assert (stored.is_deleted, stored.deleted_by) == (True, people.local_officer)
    assert not RuralIndustrialFacility.objects.visible_to(people.local_officer).exists()


def test_a_facility_in_a_project_stays(people: SimpleNamespace, units: SimpleNamespace) -> None:
    by = system_user()
    saved = facility(units.quynh_phu, "Dệt chiếu")
    project = history.save(
        SupportProject(
            name="Hỗ trợ máy dệt",
            unit=units.quynh_phu,
            level="local",
            state=ProjectState.REGISTERED,
            first_year=2026,
        ),
        by=by,
    )
    for _time in range(2):
        history.save(
            Allocation(project=project, kind=BeneficiaryKind.FACILITY, facility=saved), by=by
        )
    with pytest.raises(ValidationError) as refused:
        remove_facility(saved, by=people.centre_officer)
    assert refused.value.messages == [
        "Chưa xóa được cơ sở “Dệt chiếu”: đang là đơn vị thụ hưởng của 1 đề án."
    ]
    history.remove(project, by=by)
    remove_facility(saved, by=people.centre_officer)


@pytest.mark.django_db
def test_industries_are_loaded_once() -> None:
    by = system_user()
    assert load_industries(by=by) == {"created": 416, "updated": 0, "unchanged": 0}
    rows = IndustryCode.history.count()
    assert load_industries(by=by) == {"created": 0, "updated": 0, "unchanged": 416}
    assert IndustryCode.history.count() == rows == 416
    section = IndustryCode.objects.get(code="C")
    leaf = IndustryCode.objects.filter(level=5).order_by("code").first()
    assert section.name == "Công nghiệp chế biến, chế tạo"
    assert leaf.parent.parent.parent.parent == section
    assert leaf.search_key.startswith(leaf.code)


@pytest.mark.django_db
def test_a_changed_name_comes_back_from_the_file() -> None:
    by = system_user()
    load_industries(by=by)
    IndustryCode.objects.filter(code="1010").update(name="Sửa tay")
    assert load_industries(by=by) == {"created": 0, "updated": 1, "unchanged": 415}
    assert IndustryCode.objects.get(code="1010").name != "Sửa tay"


def test_only_who_edits_catalogues_loads_industries(people: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        load_industries(by=people.local_officer)


def test_an_industry_in_use_cannot_be_deleted(units: SimpleNamespace) -> None:
    load_industries(by=system_user())
    code = IndustryCode.objects.get(code="1010")
    facility(units.quynh_phu, industry=code)
    with pytest.raises(ProtectedError):
        history.remove(code, by=system_user())
