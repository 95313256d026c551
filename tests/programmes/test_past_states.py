"""Projects that began before the portal did: their state, its day, the paper that says so."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.choices import Role
from accounts.services import system_user
from kernel.findings import errors
from kernel.workflow import TransitionRefused
from programmes.checks import PastFacts, past_findings
from programmes.choices import FundingSource, ProjectState
from programmes.models import PlanDecision, ProjectTransition, SupportProject, TrackingLine
from programmes.selectors import steps, timeline
from programmes.services import (
    move_project,
    record_decision,
    record_past_state,
    save_decision,
    save_project,
)
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.programmes.conftest import expected, text_of
from tests.programmes.test_views import NEW, posted

PAPER = "Sổ theo dõi năm 2026, QĐ 15/QĐ-UBND"
STARTED, APPROVED, TODAY = date(2026, 3, 16), date(2026, 2, 27), date(2026, 9, 30)

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-09-30T08:00:00+07:00", tick=False):
        yield


def record(project: SupportProject, by: Any, **more: Any) -> ProjectTransition:
    facts = {"target": "in_progress", "occurred_on": STARTED, "note": PAPER} | more
    return record_past_state(project, by=by, **facts)


# --- the service, against the tables written beforehand -------------------------------------------

TARGETS, FACTS = expected("past_states"), expected("past_state_facts")


@pytest.mark.parametrize("row", TARGETS, ids=lambda row: row["target"])
def test_who_records_which_state(
    people: SimpleNamespace, weaving: SupportProject, row: dict[str, str]
) -> None:
    for role in Role.values:
        if row[role] == "refused":
            with pytest.raises(TransitionRefused) as refused:
                record(weaving, people.of[role], target=row["target"])
            assert refused.value.code == "permission"
    assert not ProjectTransition.objects.exists()
    officer = people.officer
    made = record(weaving, officer, target=row["target"])
    weaving.refresh_from_db()
    assert (weaving.state, weaving.state_since) == (row["target"], STARTED)
    assert (made.source, made.target, made.by) == ("registered", row["target"], officer)
    assert (made.name, made.note, made.occurred_on) == ("record_past_state", PAPER, STARTED)
    assert made.origin == "nhập khi bắt đầu dùng"
    assert weaving.history.latest().history_change_reason == PAPER
    assert TrackingLine.objects.exists() == (row["target"] in ProjectState.TRACKED)


def test_the_table_names_every_state_and_asks_for_approvals() -> None:
    assert {row["target"] for row in TARGETS} == set(ProjectState.values)
    asks = {row["target"] for row in TARGETS if row["asks_approved_on"] == "yes"}
    assert asks == set(ProjectState.values) - ProjectState.BEFORE_APPROVAL - {"unknown"}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def facts_of(row: dict[str, str]) -> PastFacts:
    return PastFacts(
        state=row["target"],
        occurred_on=day(row["occurred_on"]),
        approved_on=day(row["approved_on"]),
        note=row["note"],
        today=date.fromisoformat(row["today"]),
        present=row["present"],
        present_since=day(row["present_since"]),
    )


@pytest.mark.pure
@pytest.mark.parametrize("row", FACTS, ids=lambda row: row["case"])
def test_what_is_refused_and_what_is_only_said(row: dict[str, str]) -> None:
    found = past_findings(facts_of(row))
    refused = {finding.code for finding in errors(found)}
    assert refused == set(row["reason"].split() if row["outcome"] == "refused" else [])
    told = {finding.code for finding in found} - refused
    assert told == ({"approved_after_state"} if "approved_after_state" in row["why"] else set())


@pytest.mark.pure
def test_what_is_not_approved_has_no_day_of_approval() -> None:
    facts = PastFacts("registered", STARTED, APPROVED, PAPER, TODAY)
    assert [finding.code for finding in past_findings(facts)] == ["not_approved_yet"]


STORED = [row for row in FACTS if row["outcome"] == "accepted"]


@pytest.mark.parametrize("row", STORED, ids=lambda row: row["case"])
def test_what_is_accepted_is_stored(
    people: SimpleNamespace, weaving: SupportProject, row: dict[str, str]
) -> None:
    if row["present"]:
        since = day(row["present_since"])
        rows = SupportProject.objects.filter(pk=weaving.pk)
        rows.update(state=row["present"], state_since=since)
        weaving.refresh_from_db()
    facts = facts_of(row)
    record(
        weaving,
        people.officer,
        target=facts.state,
        occurred_on=facts.occurred_on,
        approved_on=facts.approved_on,
        note=facts.note,
    )
    weaving.refresh_from_db()
    made = weaving.transitions.get()
    assert (made.target, made.occurred_on) == (facts.state, facts.occurred_on)
    stays = "the state of today stays" in row["why"]
    assert (weaving.state == facts.state) != stays
    assert weaving.state_since == (facts.present_since if stays else facts.occurred_on)
    assert weaving.approved_on == facts.approved_on


def test_the_page_tells_it_in_words(people: SimpleNamespace, weaving: SupportProject) -> None:
    record(weaving, people.officer, approved_on=APPROVED)
    weaving.refresh_from_db()
    event = next(event for event in timeline(weaving) if event.note == PAPER)
    assert event.title == "Ghi nhận khi bắt đầu dùng: Đang thực hiện"
    assert event.detail == "Ngày 16/03/2026"
    days = {step.label: step.detail for step in steps(weaving)}
    assert (days["Phê duyệt"], days["Đang thực hiện"]) == ("27/02/2026", "16/03/2026")


def test_the_day_of_approval_follows_the_state(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    approved = []
    for facts in (
        {"approved_on": APPROVED},  # told beside a later state
        {"target": "accepted", "occurred_on": TODAY},  # not told: it stays
        {"target": "approved", "occurred_on": STARTED},  # its own day
        {"target": "survey", "occurred_on": TODAY},  # not approved at all
    ):
        record(weaving, people.officer, **facts)
        weaving.refresh_from_db()
        approved.append(weaving.approved_on)
    assert approved == [APPROVED, APPROVED, STARTED, None]


def test_steps_of_the_past_complete_what_was_done_here(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    """A state that a button gave today, without a day, isn't taken back by an older one."""
    move_project(weaving, "approve", by=people.officer)
    row = record(weaving, people.officer, target="registered", occurred_on=APPROVED)
    weaving.refresh_from_db()
    assert (row.source, row.target, weaving.state) == ("", "registered", "approved")


def test_the_same_again_is_refused(people: SimpleNamespace, weaving: SupportProject) -> None:
    record(weaving, people.officer)
    with pytest.raises(ValidationError) as refused:
        record(weaving, people.officer)
    assert refused.value.message_dict == {
        "past_state": [
            "Đề án đã ở trạng thái “Đang thực hiện” từ ngày 16/03/2026, không cần ghi lại."
        ]
    }
    assert weaving.transitions.count() == 1


def test_nobody_out_of_his_area_nor_the_system(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    for by in (people.stranger, system_user()):
        with pytest.raises(TransitionRefused) as refused:
            record(weaving, by)
        assert refused.value.code == "permission"


def test_somebody_saved_since(people: SimpleNamespace, weaving: SupportProject) -> None:
    other = SupportProject.objects.get(pk=weaving.pk)
    other.note = "Đã đổi"
    save_project(other, by=people.officer)
    with pytest.raises(ValidationError) as refused:
        record(weaving, people.officer)
    assert refused.value.code == "stale"
    assert not ProjectTransition.objects.exists()


def test_a_decision_recorded_later_gives_the_day_of_approval(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    money = {str(FundingSource.PROVINCIAL): 200}
    project = factory.registered(place, "Máy dệt", unit=place.units.hung_ha, money=money)
    record(project, people.officer)
    decision = PlanDecision.objects.get()
    decision.number, decision.signed_on = "15/QĐ-UBND", APPROVED
    record_decision(save_decision(decision, by=people.officer), by=people.officer)
    project.refresh_from_db()
    assert (project.state, project.approved_on) == ("in_progress", APPROVED)
    assert project.history.latest().history_change_reason.startswith("Theo Phê duyệt")


# --- its page -------------------------------------------------------------------------------------

TYPED = {"past_state": "in_progress", "past_on": "16/03/2026", "past_note": PAPER}


def page_of(project: SupportProject) -> str:
    return f"/de-an/{project.pk}/ghi-nhan-trang-thai/"


def test_the_officer_records_it_on_its_page(
    people: SimpleNamespace, weaving: SupportProject, client_of_officer: Client
) -> None:
    assert "Ghi nhận trạng thái đã có từ trước" in text_of(
        client_of_officer.get(weaving.get_absolute_url())
    )
    assert client_of_officer.get(page_of(weaving)).status_code == 200
    answer = client_of_officer.post(
        page_of(weaving), TYPED | {"past_approved_on": "27/02/2026", "version": weaving.version}
    )
    assert (answer.status_code, answer["Location"]) == (302, weaving.get_absolute_url())
    weaving.refresh_from_db()
    assert (weaving.state, weaving.approved_on) == ("in_progress", APPROVED)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"past_state": ""}, "Chưa chọn Trạng thái đã có."),
        ({"past_on": ""}, "Chưa nhập Từ ngày."),
        ({"past_on": "31/02/2026"}, "Ngày 31/02/2026 không tồn tại."),
        ({"past_on": "01/10/2026"}, "Ngày 01/10/2026 chưa đến; hãy ghi ngày đã thực hiện."),
        ({"past_note": " "}, "Chưa nhập Căn cứ."),
        ({"past_approved_on": "01/10/2026"}, "Ngày 01/10/2026 chưa đến"),
        ({"past_state": "hong"}, "hong"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    weaving: SupportProject, client_of_officer: Client, typed: dict[str, str], said: str
) -> None:
    answer = client_of_officer.post(page_of(weaving), TYPED | typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not ProjectTransition.objects.exists()


def test_what_is_recorded_already_is_refused_on_the_page(
    people: SimpleNamespace, weaving: SupportProject, client_of_officer: Client
) -> None:
    record(weaving, people.officer)
    answer = client_of_officer.post(page_of(weaving), TYPED)
    assert answer.status_code == 422
    assert "không cần ghi lại" in text_of(answer)


def test_an_overtaken_form_keeps_what_was_typed(
    people: SimpleNamespace, weaving: SupportProject, client_of_officer: Client
) -> None:
    seen = weaving.version
    weaving.note = "Đã đổi"
    save_project(weaving, by=people.officer)
    answer = client_of_officer.post(page_of(weaving), TYPED | {"version": seen})
    assert answer.status_code == 409
    assert PAPER in text_of(answer)


# --- a new project that was there before ----------------------------------------------------------


def test_a_new_project_is_stored_in_the_state_it_has(
    place: SimpleNamespace, client_of_officer: Client
) -> None:
    assert "Đề án đã có từ trước" in text_of(client_of_officer.get(NEW))
    answer = client_of_officer.post(NEW, posted(place, **TYPED))
    assert answer.status_code == 302
    project = SupportProject.objects.get()
    assert (project.state, project.state_since) == ("in_progress", STARTED)
    assert project.transitions.get().origin == "nhập khi bắt đầu dùng"
    assert TrackingLine.objects.filter(project=project).count() == 1
    assert "Đề án đã có từ trước" not in text_of(client_of_officer.get(f"/de-an/{project.pk}/sua/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"past_state": ""}, "Chưa chọn Trạng thái đã có."),
        ({"past_on": ""}, "Chưa nhập Từ ngày."),
        ({"past_note": ""}, "Chưa nhập Căn cứ."),
    ],
)
def test_half_a_state_stores_nothing(
    place: SimpleNamespace, client_of_officer: Client, typed: dict[str, str], said: str
) -> None:
    answer = client_of_officer.post(NEW, posted(place, **(TYPED | typed)))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not SupportProject.objects.exists()


def test_who_may_not_record_states_is_not_asked(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    leader = signed_in(people.leader)
    page = leader.get(weaving.get_absolute_url())
    assert "Ghi nhận trạng thái đã có từ trước" not in text_of(page)
    assert leader.get(page_of(weaving)).status_code == 403
