"""The figures of the annual plan against sums worked out by hand."""

import hashlib
import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind, Role
from accounts.services import system_user
from programmes.choices import DecisionKind, DecisionState, ProjectKind, ProjectState
from programmes.models import DecisionLine
from reports.figures import Figures, annual_plan
from reports.parameters import Parameters, read
from reports.selectors import UnknownUnitError
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

KEYS = [
    "support_national",
    "support_provincial",
    "support_district",
    "support_commune",
    "counterpart",
    "other",
    "support",
    "total",
]
WHOLE = {"support_provincial": 300, "support_commune": 0, "counterpart": 450, "other": 50}


def local(place: SimpleNamespace, name: str, **more: Any) -> Any:
    defaults = {
        "unit": place.units.quynh_phu,
        "province": place.units.hung_yen,
        "activity": place.machines,
    }
    return factory.project(name, **defaults | more)


def plan_of(place: SimpleNamespace, **texts: str) -> Figures:
    return annual_plan(read({"year": "2026"} | texts, years_only=True), place.officer)


def money(row: Any) -> list[int | None]:
    return [row.values[key] for key in KEYS]


def unknown(row: Any) -> list[int]:
    return [row.unknown[key] for key in KEYS]


def fill(place: SimpleNamespace) -> None:
    """A national project, two local ones of which one lacks sources, one of unknown level."""
    local(
        place,
        "Máy sấy",
        level="national",
        lines={"support_national": 1_000, "counterpart": 2_000, "other": 0},
    )
    local(place, "Máy dệt", lines=WHOLE)
    local(place, "Lớp may", lines={"support_provincial": 120}, activity=place.training)
    local(place, "Hội chợ", level="unknown", lines={"support_unknown": 70}, activity=None)


def test_rows_stand_in_sections_and_groups_with_one_total(place: SimpleNamespace) -> None:
    fill(place)
    rows = plan_of(place).rows
    assert [(str(row.kind), row.level, row.code) for row in rows] == [
        ("group", 1, "A"),
        ("group", 2, "A.3"),
        ("item", 3, "1"),
        ("subtotal", 2, "A.3"),
        ("subtotal", 1, "A"),
        ("group", 1, "B"),
        ("group", 2, "B.1"),
        ("item", 3, "2"),
        ("subtotal", 2, "B.1"),
        ("group", 2, "B.3"),
        ("item", 3, "3"),
        ("subtotal", 2, "B.3"),
        ("subtotal", 1, "B"),
        ("group", 1, "C"),
        ("group", 2, "C.0"),
        ("item", 3, "4"),
        ("subtotal", 2, "C.0"),
        ("subtotal", 1, "C"),
        ("total", 0, ""),
    ]
    labels = {row.code: row.label for row in rows if row.kind == "group"}
    assert labels["B"] == "Khuyến công địa phương"
    assert labels["B.1"] == "Đào tạo nghề, truyền nghề"
    assert labels["C.0"] == "Chưa rõ nội dung"


def test_money_of_items_and_sums_by_hand(place: SimpleNamespace) -> None:
    fill(place)
    figures = plan_of(place)
    _, lesson, loom, fair = figures.items
    assert money(figures.items[0]) == [1_000, None, None, None, 2_000, 0, 1_000, 3_000]
    assert unknown(figures.items[0]) == [0] * 8
    assert money(loom) == [None, 300, None, 0, 450, 50, 300, 800]
    assert unknown(loom) == [0] * 8
    # The lesson: what the commune, the facility and others give nobody has said.
    assert money(lesson) == [None, 120, None, None, None, None, 120, None]
    assert unknown(lesson) == [0, 0, 0, 1, 1, 1, 0, 1]
    # Of unknown source: counted in the support alone.
    assert money(fair) == [None, None, None, None, None, None, 70, None]
    assert fair.unknown["support"] == 0
    local_sum = next(r for r in figures.rows if r.kind == "subtotal" and r.code == "B")
    assert money(local_sum) == [None, 420, None, 0, 450, 50, 420, 800]
    assert unknown(local_sum) == [0, 0, 0, 1, 1, 1, 0, 1]
    assert money(figures.total) == [1_000, 420, None, 0, 2_450, 50, 1_490, 3_800]
    assert figures.total.unknown["total"] == 2
    assert figures.total.unknown_count == 0


def test_a_sum_of_unknown_parts_alone_is_unknown(place: SimpleNamespace) -> None:
    local(place, "Chưa có quyết định")
    figures = plan_of(place)
    assert money(figures.total) == [None] * 8
    assert figures.total.unknown["support"] == figures.total.unknown_count == 1
    assert figures.total.unknown["support_national"] == 0, "a local project has none: not unknown"
    assert figures.items[0].values["note"] == "Chưa đủ số liệu"


def test_a_stated_total_stands_as_stated(place: SimpleNamespace) -> None:
    local(place, "Có tổng", lines={"support_provincial": 100}, stated_total_amount=999)
    figures = plan_of(place)
    assert figures.total.values["total"] == 999
    assert figures.total.unknown["total"] == 0
    assert figures.total.unknown["counterpart"] == 1


def test_every_key_is_always_there_and_group_rows_carry_no_money(place: SimpleNamespace) -> None:
    fill(place)
    figures = plan_of(place)
    keys = [column.key for column in figures.columns]
    for row in figures.rows:
        assert sorted(row.values) == sorted(keys)
        assert sorted(row.unknown) == sorted(KEYS)
        if row.kind == "group":
            assert set(row.values.values()) == {None}
            assert set(row.unknown.values()) == {0}


def test_an_empty_plan_is_a_total_without_money(place: SimpleNamespace) -> None:
    figures = plan_of(place)
    assert [str(row.kind) for row in figures.rows] == ["total"]
    assert money(figures.total) == [None] * 8


def test_only_projects_of_the_year(place: SimpleNamespace) -> None:
    local(place, "Của 2026")
    local(place, "Của 2025", year=2025)
    local(place, "Không rõ năm", year=None)
    local(place, "Đã xóa", deleted_at="2026-01-01T00:00:00Z", deleted_by=place.officer)
    assert [row.label for row in plan_of(place).items] == ["Của 2026"]


def test_money_is_counted_from_recorded_lines_and_rounds_in_preparation(
    place: SimpleNamespace,
) -> None:
    project = local(place, "Đề án", lines={"support_provincial": 300})
    amendment = {"kind": DecisionKind.AMENDMENT}
    recorded = factory.decision(project.plan, state=DecisionState.RECORDED, **amendment)
    drafted = factory.decision(project.plan, state=DecisionState.DRAFT, **amendment)
    for decision, amount in ((recorded, -100), (drafted, -7)):
        DecisionLine.objects.create(
            decision=decision, project=project, source="support_provincial", amount=amount
        )
    assert plan_of(place).total.values["support_provincial"] == 200


def test_words_of_an_item(place: SimpleNamespace) -> None:
    units = place.units
    local(
        place,
        "Đề án điểm",
        unit=units.quynh_xa,
        year=2019,
        kind=ProjectKind.FLAGSHIP,
        beneficiary="Tổ hợp tác xã Quỳnh",
        objective="Tăng năng suất",
        scale="02 dây chuyền",
        is_key=True,
        note="Đã có mặt bằng",
        code="KC-01",
        state=ProjectState.ACCEPTED,
        starts_on=date(2019, 2, 1),
        ends_on=date(2020, 3, 31),
        implementing_organisation=place.centre,
    )
    values = annual_plan(read({"year": "2019"}, years_only=True), place.officer).items[0].values
    assert values["place"] == "Xã Quỳnh Xá, huyện Quỳnh Phụ"
    assert values["beneficiary"] == "Tổ hợp tác xã Quỳnh"
    assert values["objective"] == "Tăng năng suất; 02 dây chuyền"
    assert values["priority"] == "Trọng điểm"
    assert values["time"] == "02/2019–03/2020"
    assert values["state"] == "accepted"
    assert values["unit_code"] == "12568"
    assert values["project_code"] == "KC-01"
    assert values["implementing"] == "Trung tâm Khuyến công minh họa"
    assert values["note"] == "Đề án điểm; Chưa đủ số liệu"
    assert values["project_note"] == "Đã có mặt bằng"
    assert values["starts_on"] == date(2019, 2, 1)


def test_places_name_the_province_where_there_are_several(place: SimpleNamespace) -> None:
    units = place.units
    local(place, "Một", unit=units.quynh_xa, year=2019, place_text="Quỳnh Xá và lân cận")
    local(place, "Hai", unit=units.hung_ha_old, year=2019)
    asked = read({"year": "2019"}, years_only=True)
    seen = annual_plan(asked, system_user()).items
    assert [row.values["place"] for row in seen] == ["Quỳnh Xá và lân cận", "Huyện Hưng Hà"]
    local(place, "Ba", unit=units.ngoc_thanh, year=2019)
    local(place, "Bốn", unit=units.hung_yen_old, year=2019)
    assert [row.values["place"] for row in annual_plan(asked, system_user()).items][1:] == [
        "Huyện Hưng Hà, tỉnh Thái Bình",
        "Xã Ngọc Thanh, huyện Kim Động, tỉnh Hưng Yên",
        "Tỉnh Hưng Yên",
    ]


def test_flagship_projects_stand_first_in_their_group(place: SimpleNamespace) -> None:
    for name, kind in (("Đơn", "single"), ("Nhóm", "grouped"), ("Điểm", "flagship")):
        local(place, name, kind=kind)
    assert [row.label for row in plan_of(place).items] == ["Điểm", "Nhóm", "Đơn"]


def test_groups_bear_the_names_of_the_catalogue_of_the_date(place: SimpleNamespace) -> None:
    place.machines.valid_to = date(2025, 10, 14)
    place.machines.save()
    child = factory.activity("3.3", "Ứng dụng máy móc", parent=place.machines)
    factory.activity("3", "Tên mới của nội dung 3", order=3, valid_from=date(2025, 10, 15))
    local(place, "Sau", activity=child)
    local(place, "Trước", activity=child, year=2024)
    names = [row.label for row in plan_of(place).rows if row.code == "B.3" and row.kind == "group"]
    assert names == ["Tên mới của nội dung 3"]
    before = plan_of(place, year="2024").rows
    assert [row.label for row in before if row.code == "B.3" and row.kind == "group"] == [
        "Mô hình trình diễn kỹ thuật, ứng dụng máy móc"
    ]


# --- parameters ----------------------------------------------------------------------------------


def test_level_narrows_to_one_section(place: SimpleNamespace) -> None:
    fill(place)
    for level, section in (("national", "A"), ("local", "B"), ("unknown", "C")):
        rows = plan_of(place, level=level).rows
        assert {row.code[:1] for row in rows if row.kind == "group"} == {section}
    assert plan_of(place, level="provincial").rows == plan_of(place, level="local").rows


def test_a_unit_code_is_read_as_of_the_end_of_the_period(place: SimpleNamespace) -> None:
    units = place.units
    local(place, "Nay", unit=units.quynh_phu)
    local(place, "Cũ", unit=units.quynh_coi, unit_now=units.quynh_phu)
    local(place, "Nơi khác", unit=units.hung_ha)
    assert [row.label for row in plan_of(place, unit="12472").items] == ["Nay", "Cũ"]
    assert len(plan_of(place, unit="33").items) == 3
    assert plan_of(place, unit="33").filters["unit_name"] == "Tỉnh Hưng Yên"
    # A former unit: its own projects and those of the communes that took it whole.
    before = plan_of(place, unit="12472@2024-12-31")
    assert [row.label for row in before.items] == ["Nay", "Cũ"]
    assert before.filters["unit_name"] == "Thị trấn Quỳnh Côi"
    assert plan_of(place, unit="34@2024-12-31").filters["unit_name"] == "Tỉnh Thái Bình"
    assert plan_of(place, unit="338@2024-12-31").items == before.items
    assert plan_of(place, unit="331@2024-12-31").items == []


def test_a_split_unit_counts_where_a_person_has_put_it(place: SimpleNamespace) -> None:
    units = place.units
    local(place, "Chưa chọn", unit=units.ngoc_thanh)
    local(place, "Đã chọn", unit=units.ngoc_thanh, unit_now=units.son_nam)
    assert [row.label for row in plan_of(place, unit="11983").items] == ["Đã chọn"]
    assert plan_of(place, unit="12322").items == []


@pytest.mark.parametrize("code", ["99", "01", "00004"])
def test_a_unit_that_is_not_there_or_out_of_reach_looks_the_same(
    place: SimpleNamespace, code: str
) -> None:
    with pytest.raises(UnknownUnitError):
        plan_of(place, unit=code)


# --- scope ---------------------------------------------------------------------------------------


def test_figures_hold_what_the_person_sees(place: SimpleNamespace, asked: Parameters) -> None:
    units = place.units
    local(place, "Quỳnh Phụ", lines={"support_provincial": 10})
    local(place, "Hưng Hà", unit=units.hung_ha, lines={"support_provincial": 20})
    factory.project(
        "Hà Nội", unit=units.ba_dinh, province=units.ha_noi, lines={"support_provincial": 40}
    )
    ward = factory.organisation(
        units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế"
    )
    local_officer = factory.person(ward, Role.LOCAL_OFFICER)
    seen = {
        "officer": annual_plan(asked, place.officer),
        "ward": annual_plan(asked, local_officer),
        "system": annual_plan(asked, system_user()),
    }
    assert {name: figures.total.values["support"] for name, figures in seen.items()} == {
        "officer": 30,
        "ward": 20,
        "system": 70,
    }
    assert [row.label for row in seen["ward"].items] == ["Hưng Hà"]


def test_the_number_of_queries_does_not_grow(place: SimpleNamespace, asked: Parameters) -> None:
    counts = []
    for wanted in (1, 3, 50):
        while place.units.quynh_phu.projects.count() < wanted:
            local(place, "Đề án", lines=WHOLE, beneficiary="Cơ sở minh họa")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(annual_plan(asked, place.officer).items) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2], counts


# --- JSON ----------------------------------------------------------------------------------------


PAYLOAD = [
    *("slug", "title", "form_code", "period", "unit", "level", "shape"),
    *("filters", "generated_at", "columns", "rows", "sha256"),
]
ROW = {"kind", "level", "code", "label", "values", "unknown", "unknown_count"}


def test_payload_has_the_shape_of_the_contract(place: SimpleNamespace) -> None:
    fill(place)
    payload = plan_of(place, unit="33").payload()
    assert list(payload) == PAYLOAD
    assert payload["title"] == "Kế hoạch khuyến công năm 2026"
    assert (payload["period"], payload["unit"], payload["level"]) == ("2026", "33", "all")
    assert set(payload["columns"][0]) == {"key", "label", "kind", "unit", "shown"}
    assert set(payload["rows"][0]) == ROW


def test_the_hash_is_over_columns_and_rows_and_items_sum_to_the_total(
    place: SimpleNamespace,
) -> None:
    fill(place)
    again = json.loads(json.dumps(plan_of(place).payload(), ensure_ascii=False))
    text = json.dumps(
        {"columns": again["columns"], "rows": again["rows"]},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    assert again["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    items = [row for row in again["rows"] if row["kind"] == "item"]
    total = again["rows"][-1]
    for key in KEYS:
        known = [item["values"][key] for item in items if item["values"][key] is not None]
        assert total["values"][key] == (sum(known) if known else None)
