"""The page of a plan's grid and what it stores: drafts, choices, whole plans or nothing."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.choices import FundingSource
from programmes.models import (
    DecisionLine,
    PlanGridDraft,
    SupportNorm,
    SupportProject,
)
from programmes.selectors import work_for
from programmes.services import add_draft_lines, draft_round
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.beneficiaries import facility
from tests.programmes.conftest import GRID_ROW as GOOD
from tests.programmes.conftest import MILLION, draft_rows, grid_address, text_of

S = FundingSource
# --- the page -------------------------------------------------------------------------------------


def test_an_empty_grid_has_rows_to_type_into(grid: Any, place: SimpleNamespace) -> None:
    answer = grid.client.get(grid_address(place))
    assert answer.status_code == 200
    assert answer.content.count(b"<tr data-row>") == 10
    assert not PlanGridDraft.objects.exists()
    assert "Cấp huyện" not in text_of(answer)


def test_the_plan_leads_to_its_grid(grid: Any, place: SimpleNamespace) -> None:
    assert grid_address(place) in text_of(grid.client.get(place.plan.get_absolute_url()))


def test_who_may_not_see_or_write_is_refused(people: SimpleNamespace, place: Any) -> None:
    for person, status in (
        (people.leader, 403),
        (people.of["centre_accountant"], 403),
        (people.stranger, 404),
        (people.local, 404),
    ):
        browser = signed_in(person)
        assert browser.get(grid_address(place)).status_code == status
        assert browser.post(grid_address(place), {"action": "save"}).status_code == status


# --- keeping --------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_shown_again(grid: Any, place: SimpleNamespace) -> None:
    answer = grid("draft", [GOOD, {}, {"name": "Chưa xong"}], told=True)
    assert answer.status_code == 200
    facts = answer.json()
    assert facts["version"] == 1
    assert set(facts["marks"]) == {"2-unit"}
    assert "Chưa nhập Địa điểm" in facts["remarks"]["2"]
    assert draft_rows() == [GOOD, {}, {"name": "Chưa xong"}]
    page = text_of(grid.client.get(grid_address(place)))
    assert 'value="Chưa xong"' in page
    assert "Đã lưu" in page
    assert not SupportProject.objects.exists()


def test_without_a_script_the_fields_are_read(grid: Any, place: SimpleNamespace) -> None:
    fields = {f"o-1-{key}": text for key, text in GOOD.items()}
    assert grid("draft", [], bang="", **fields).status_code == 302
    assert draft_rows() == [{}, GOOD]


def test_a_draft_of_another_window_is_not_overwritten_unseen(grid: Any) -> None:
    grid("draft", [GOOD])
    again = grid("draft", [GOOD], told=True, version=0)
    assert again.status_code == 200  # the same: an answer that never arrived
    other = grid("draft", [{"name": "Khác"}], told=True, version=0)
    assert other.status_code == 409
    assert "cửa sổ khác" in other.json()["message"]
    assert draft_rows() == [GOOD]
    page = grid("draft", [{"name": "Khác"}], version=0)
    assert page.status_code == 409
    assert 'value="Khác"' in text_of(page)


def test_a_draft_is_its_persons_own(grid: Any, place: SimpleNamespace) -> None:
    grid("draft", [GOOD])
    other = signed_in(factory.person(place.centre))
    assert "Máy dệt chiếu" not in text_of(other.get(grid_address(place)))


def test_a_draft_waits_among_the_persons_work(grid: Any, place: SimpleNamespace) -> None:
    assert work_for(place.officer) == []
    grid("draft", [GOOD, {}, GOOD])
    (item,) = work_for(place.officer)
    assert (item.title, item.url) == ("Nhập tiếp 2 dòng đề án", grid_address(place))
    grid("clear", [])
    assert work_for(place.officer) == []


@pytest.mark.parametrize("text", ["[1]", "{", "null", '[{"name": 5}]', "[" * 2000])
def test_odd_rows_are_refused_or_left_out(grid: Any, text: str) -> None:
    assert grid("draft", [], told=True, bang=text).status_code in {200, 422}


@pytest.mark.parametrize(
    ("beneficiaries", "said"),
    [
        (f"Nhóm: {'thợ dệt ' * 60}", "tối đa 400 ký tự"),
        (f"Chưa xác định (dự kiến {10**20})", "không được quá"),
    ],
)
def test_what_no_beneficiary_can_hold_is_said_at_its_cell(
    grid: Any, beneficiaries: str, said: str
) -> None:
    row = GOOD | {"name": "Lò gốm", "beneficiaries": beneficiaries}
    facts = grid("draft", [GOOD, row], told=True).json()
    assert set(facts["marks"]) == {"1-beneficiaries"}
    assert said in facts["remarks"]["1"]
    assert grid("save", [GOOD, row], version=1).status_code == 422
    assert not SupportProject.objects.exists()


def test_at_most_two_hundred_rows(grid: Any) -> None:
    answer = grid("draft", [GOOD] * 201, told=True)
    assert answer.status_code == 422
    assert "200" in answer.json()["message"]


# --- storing --------------------------------------------------------------------------------------


@pytest.fixture
def stored(grid: Any, place: SimpleNamespace) -> tuple[SupportProject, SupportProject]:
    """A row with every cell and one with the least, stored."""
    facility(place.units.a_sao, "Cơ sở dệt A Sào")
    full = GOOD | {
        "code": "KC26-007",
        "activity": "3 Mô hình",
        "implementing_organisation": place.centre.name,
        "unit": "Thôn Đông, xã A Sào",
        "beneficiaries": "co so det a sao; Chưa xác định (dự kiến 5)",
        "starts_on": "1/3/2026",
        "ends_on": "31/10/2026",
        "kind": "nhóm",
        "scale": "20 máy",
        "note": "ghi thêm",
        "total": "1.282,9",
    }
    bare = {"name": "Đào tạo nghề may", "unit": "Xã Hưng Hà", "total": "90"}
    answer = grid("save", [full, {}, bare])
    assert answer.status_code == 302
    assert answer["Location"] == place.plan.get_absolute_url()
    first, second = SupportProject.objects.order_by("code")
    return first, second


def test_rows_become_projects_of_the_plan(stored: Any, place: SimpleNamespace) -> None:
    first, second = stored
    assert (first.code, second.code) == ("KC26-007", "KC26-008")
    assert (first.plan, first.level, first.first_year) == (place.plan, "local", 2026)
    assert (first.unit, first.place_text) == (place.units.a_sao, "Thôn Đông")
    assert (first.activity, first.kind) == (place.machines, "grouped")
    assert first.implementing_organisation == place.centre
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 1), date(2026, 10, 31))
    assert (first.scale, first.note, first.state) == ("20 máy", "ghi thêm", "registered")
    assert [(one.kind, one.label) for one in first.allocations.order_by("pk")] == [
        ("facility", "Cơ sở dệt A Sào"),
        ("unnamed", "Chưa xác định (dự kiến 5)"),
    ]
    trace = first.history.earliest()
    assert (trace.history_user, trace.history_change_reason) == (
        place.officer,
        "bảng nhập của kế hoạch",
    )
    assert draft_rows() == []


def test_their_money_is_lines_of_the_draft_round(stored: Any) -> None:
    first, second = stored
    lines = DecisionLine.objects.filter(project=first).values_list("source", "amount")
    assert sorted(lines) == [
        (S.COUNTERPART, 1_047_100_000),
        (S.OTHER, 0),
        (S.COMMUNE, 0),
        (S.PROVINCIAL, 235_800_000),
    ]
    assert (first.stated_total_amount, first.total_amount) == (None, 1_282_900_000)
    assert not second.decision_lines.exists()
    assert (second.support_amount, second.total_amount) == (None, 90 * MILLION)
    assert DecisionLine.objects.values("decision").distinct().count() == 1


def test_nothing_is_stored_while_a_cell_is_wrong(grid: Any) -> None:
    answer = grid("save", [GOOD, GOOD | {"name": "Hai", "support": "nhiều"}])
    assert answer.status_code == 422
    assert 'value="nhiều"' in text_of(answer)
    assert "Còn 1 ô cần sửa" in text_of(answer)
    assert not SupportProject.objects.exists()


def test_an_empty_grid_stores_nothing(grid: Any) -> None:
    assert grid("save", []).status_code == 422


def test_a_second_press_stores_nothing(grid: Any, place: SimpleNamespace) -> None:
    assert grid("save", [GOOD], version=0).status_code == 302
    again = grid("save", [GOOD], version=0, **{"dong-y": "1"})
    assert again.status_code == 302
    assert again["Location"] == place.plan.get_absolute_url()
    assert SupportProject.objects.count() == 1


def test_what_is_perhaps_there_already_needs_a_yes(grid: Any) -> None:
    grid("save", [GOOD])
    answer = grid("save", [GOOD])
    assert answer.status_code == 422
    assert "có thể đã có trong kế hoạch" in text_of(answer)
    assert grid("save", [GOOD], **{"dong-y": "1"}).status_code == 302
    assert SupportProject.objects.count() == 2


def test_support_over_the_norm_warns_and_does_not_block(grid: Any, place: SimpleNamespace) -> None:
    SupportNorm.objects.create(
        code="3", name="Máy móc", level="local", ceiling_amount=100 * MILLION, measure="cơ sở"
    )
    row = GOOD | {"activity": "3"}
    facts = grid("draft", [row], told=True).json()
    assert facts["marks"] == {"0-support": "warning"}
    assert "vượt mức tối đa" in facts["remarks"]["0"]
    assert grid("save", [row]).status_code == 302


def test_reading_asks_as_often_for_fifty_rows_as_for_three(grid: Any, place: Any) -> None:
    units = [f"Xã {name}" for name in ("A Sào", "Hưng Hà", "Quỳnh Phụ", "Diên Hà")]

    def asked(count: int) -> int:
        rows = [
            GOOD
            | {
                "name": f"Số {n}",
                "unit": units[n % 4],
                "activity": "3",
                "beneficiaries": f"Công ty TNHH {n}; Mới: Cơ sở {n}",
                "implementing_organisation": f"Tổ chức {n}",
            }
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            assert grid("draft", rows, told=True).status_code == 200
        return len(queries)

    asked(1)
    assert asked(3) == asked(50)


def test_a_project_may_have_begun_before_the_portal(grid: Any) -> None:
    past = {
        "past_state": "Đang thực hiện",
        "past_on": "01/03/2026",
        "past_approved_on": "15/01/2026",
        "past_note": "Hợp đồng 12/HĐ-TTKC",
    }
    with time_machine.travel("2026-06-15 09:00:00+07:00", tick=False):
        assert grid("save", [GOOD | past, GOOD | {"name": "Mới"}]).status_code == 302
    begun, new = SupportProject.objects.order_by("code")
    assert (begun.state, begun.state_since, begun.approved_on) == (
        "in_progress",
        date(2026, 3, 1),
        date(2026, 1, 15),
    )
    assert begun.transitions.get().note == "Hợp đồng 12/HĐ-TTKC"
    assert begun.tracking_lines.count() == 1
    assert new.state == "registered"


def test_lines_are_added_to_a_draft_of_their_own_plan_only(place: SimpleNamespace) -> None:
    project = factory.registered(place, "Máy dệt", unit=place.units.a_sao)
    line = DecisionLine(project=project, source=S.PROVINCIAL, amount=MILLION)
    other = draft_round(factory.plan(place.units.hung_yen, 2025), by=place.officer)
    with pytest.raises(ValidationError, match="không thuộc kế hoạch"):
        add_draft_lines(other, [line], by=place.officer)
    with pytest.raises(PermissionDenied):
        add_draft_lines(other, [line], by=factory.person(place.centre, "centre_leader"))
    recorded = factory.decision(place.plan)
    with pytest.raises(ValidationError, match="đã ghi nhận"):
        add_draft_lines(recorded, [line], by=place.officer)
    assert not DecisionLine.objects.exists()


def test_storing_asks_as_often_for_many_rows_as_for_few(grid: Any) -> None:
    def asked(count: int) -> int:
        rows = [
            GOOD | {"name": f"{count}, số {n}", "beneficiaries": f"Mới: Cơ sở {count}.{n}"}
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            assert grid("save", rows).status_code == 302
        return len(queries)

    asked(1)
    assert asked(15) <= asked(2) + 2  # a bulk write may come in a few batches
