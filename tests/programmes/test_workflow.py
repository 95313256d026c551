"""The life of a project: every state x transition x role, against the table written beforehand."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.choices import Role
from accounts.services import system_user
from kernel.workflow import TransitionRefused
from programmes import workflow
from programmes.choices import ProjectState
from programmes.models import ProjectTransition, SupportProject
from programmes.services import move_project, record_past_state, record_published_state
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.programmes.conftest import expected

TABLE = expected("transitions")
RECORDED = {"record_published": record_published_state, "record_past_state": record_past_state}
MOVES = [row for row in TABLE if row["transition"] not in RECORDED]
PAGE = "Trang tin của Cục, 12/3/2026"


def in_state(project: SupportProject, state: str) -> SupportProject:
    """The project as it is found in a state, without a way that led there."""
    SupportProject.objects.filter(pk=project.pk).update(state=state)
    project.refresh_from_db()
    return project


def attempt(project: SupportProject, row: dict[str, str], by: object, note: str) -> str:
    """Try the transition of a row; "" when it went through, else the code of the refusal."""
    try:
        target = ProjectState.UNKNOWN if row["source"] != "unknown" else ProjectState.COMPLETED
        if row["transition"] == "record_published":
            record_published_state(project, target, by=by, note=note)
        elif row["transition"] == "record_past_state":
            today = timezone.localdate()
            record_past_state(project, target, by=by, note=note, occurred_on=today)
        else:
            move_project(project, row["transition"], by=by, note=note)
    except TransitionRefused as refused:
        return refused.code
    except ValidationError as error:
        return "note" if list(error.message_dict) == ["past_note"] else str(error)
    return ""


@pytest.mark.pure
def test_the_table_names_every_state_and_transition() -> None:
    names = {*workflow.BY_NAME, *RECORDED}
    assert {(row["source"], row["transition"]) for row in TABLE} == {
        (state, name) for state in ProjectState.values for name in names
    }
    assert len(TABLE) == len(ProjectState) * len(names)


@pytest.mark.pure
@pytest.mark.parametrize("row", MOVES, ids=lambda row: f"{row['source']}-{row['transition']}")
def test_the_code_s_table_is_the_expected_one(row: dict[str, str]) -> None:
    transition = workflow.BY_NAME[row["transition"]]
    assert str(transition.label) == row["transition_label"]
    assert (row["source"] in transition.sources) == (row["allowed"] == "yes")
    if row["allowed"] == "yes":
        assert transition.target == row["target"]
        assert transition.note_required == (row["note_required"] == "yes")


@pytest.mark.parametrize("state", ProjectState.values)
def test_who_may_do_what_from_a_state(
    people: SimpleNamespace, weaving: SupportProject, state: str
) -> None:
    for row in (row for row in TABLE if row["source"] == state):
        allowed = row["roles"].split() if row["allowed"] == "yes" else []
        for role in Role.values:
            in_state(weaving, state)
            before = ProjectTransition.objects.count()
            answer = attempt(weaving, row, people.of[role], PAGE)
            weaving.refresh_from_db()
            told = f"{role} {row['transition']} from {state}"
            if role in allowed:
                assert answer == "", told
                last = ProjectTransition.objects.latest("pk")
                trace = weaving.history.latest()
                assert (last.source, last.target, last.by) == (
                    state,
                    weaving.state,
                    people.of[role],
                ), told
                assert (last.name, last.note) == (row["transition"], PAGE)
                assert trace.state == weaving.state != state
                assert trace.history_user == people.of[role]
                assert trace.history_change_reason == PAGE
                if row["target"] != "any state":
                    assert weaving.state == row["target"], told
            else:
                wanted = {"permission"} if row["allowed"] == "yes" else {"state", "permission"}
                assert answer in wanted, told
                assert weaving.state == state
                assert ProjectTransition.objects.count() == before


# One row of each transition that somebody may perform.
WITH_NOTE = list({row["transition"]: row for row in TABLE if row["allowed"] == "yes"}.values())


@pytest.mark.parametrize("row", WITH_NOTE, ids=lambda row: row["transition"])
def test_a_note_is_asked_for_where_the_table_says_so(
    people: SimpleNamespace, weaving: SupportProject, row: dict[str, str]
) -> None:
    in_state(weaving, row["source"])
    by = people.of[row["roles"].split()[0]]
    answer = attempt(weaving, row, by, "  \u200b ")
    assert answer == ("note" if row["note_required"] == "yes" else "")
    weaving.refresh_from_db()
    assert (weaving.state == row["source"]) == (row["note_required"] == "yes")


@pytest.mark.parametrize("row", WITH_NOTE, ids=lambda row: row["transition"])
def test_nobody_moves_a_project_out_of_his_area(
    people: SimpleNamespace, weaving: SupportProject, row: dict[str, str]
) -> None:
    in_state(weaving, row["source"])
    assert attempt(weaving, row, people.stranger, PAGE) == "permission"
    assert ProjectTransition.objects.count() == 0


def test_the_system_only_records_what_is_published(weaving: SupportProject) -> None:
    system = system_user()
    for row in (row for row in MOVES if row["allowed"] == "yes"):
        in_state(weaving, row["source"])
        assert attempt(weaving, row, system, PAGE) == "permission", row
    in_state(weaving, "registered")
    record_published_state(weaving, "accepted", by=system, note=PAGE, state_text="đã nghiệm thu")
    weaving.refresh_from_db()
    row = weaving.transitions.get()
    assert (weaving.state, weaving.state_text) == ("accepted", "đã nghiệm thu")
    assert (row.by, row.origin, row.note) == (system, "nguồn công bố", PAGE)


def test_a_published_state_is_recorded_once(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    first = record_published_state(weaving, "registered", by=people.officer, note=PAGE)
    assert first is not None
    assert (first.source, first.target, first.origin) == ("", "registered", "nguồn công bố")
    assert record_published_state(weaving, "registered", by=people.officer, note=PAGE) is None
    assert weaving.transitions.count() == 1


@pytest.mark.parametrize(
    ("by", "note", "code"), [("leader", PAGE, "permission"), ("officer", " ", "note")]
)
def test_the_present_state_needs_right_and_note_too(
    people: SimpleNamespace, weaving: SupportProject, by: str, note: str, code: str
) -> None:
    with pytest.raises(TransitionRefused) as caught:
        record_published_state(weaving, "registered", by=getattr(people, by), note=note)
    assert caught.value.code == code
    assert weaving.transitions.count() == 0


def test_approval_keeps_its_day(people: SimpleNamespace, weaving: SupportProject) -> None:
    day = date(2026, 3, 19)
    row = move_project(weaving, "approve", by=people.leader, occurred_on=day)
    weaving.refresh_from_db()
    assert (weaving.approved_on, weaving.state_since, row.occurred_on) == (day, day, day)


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "move", "role", "note", "status"),
    [
        ("registered", "approve", "centre_officer", "", 302),
        ("registered", "approve", "centre_leader", "", 302),
        ("registered", "approve", "department", "", 403),
        ("registered", "approve", "inspector", "", 403),
        ("approved", "start", "centre_leader", "", 403),
        ("in_progress", "accept", "department", "", 302),
        ("in_progress", "stop", "centre_leader", "Cơ sở xin thôi", 302),
        ("in_progress", "stop", "centre_leader", "", 422),
        ("accepted", "stop", "centre_officer", "Cơ sở xin thôi", 422),
        ("registered", "xóa hết", "centre_officer", "", 422),
        ("registered", "approve", "local_officer", "", 403),
    ],
)
def test_the_page_answers_as_the_table_says(
    people: SimpleNamespace,
    weaving: SupportProject,
    state: str,
    move: str,
    role: str,
    note: str,
    status: int,
) -> None:
    in_state(weaving, state)
    browser = signed_in(people.of[role])
    answer = browser.post(
        f"/de-an/{weaving.pk}/chuyen-trang-thai/",
        {"transition": move, "note": note, "occurred_on": "19/03/2024"},
    )
    assert answer.status_code == status
    weaving.refresh_from_db()
    assert (weaving.state != state) == (status == 302)


def test_out_of_the_area_the_project_does_not_exist(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    for person in (people.stranger, people.neighbour):
        browser = signed_in(person)
        posted = {"transition": "approve"}
        answer = browser.post(f"/de-an/{weaving.pk}/chuyen-trang-thai/", posted)
        missing = browser.post("/de-an/999999/chuyen-trang-thai/", posted)
        assert (answer.status_code, answer.content) == (404, missing.content)


def test_a_double_click_is_refused_politely(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    browser = signed_in(people.officer)
    address, posted = f"/de-an/{weaving.pk}/chuyen-trang-thai/", {"transition": "approve"}
    assert browser.post(address, posted).status_code == 302
    again = browser.post(address, posted)
    assert again.status_code == 422
    assert "Đề án khuyến công đã ở trạng thái “Đã phê duyệt”" in again.content.decode()
    assert ProjectTransition.objects.count() == 1


def test_a_day_that_has_not_come_is_refused(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    with time_machine.travel("2026-03-18T12:00:00+07:00", tick=False):
        browser = signed_in(people.officer)
        posted = {"transition": "approve", "occurred_on": "19/03/2026"}
        answer = browser.post(f"/de-an/{weaving.pk}/chuyen-trang-thai/", posted)
    assert answer.status_code == 422
    assert "Ngày 19/03/2026 chưa đến" in answer.content.decode()
    weaving.refresh_from_db()
    assert weaving.state == "registered"


def test_a_refused_move_keeps_the_reason_and_the_day(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    in_state(weaving, "in_progress")
    posted = {"transition": "stop", "note": "Cơ sở <xin> rút", "occurred_on": "31/02/2026"}
    browser = signed_in(people.leader)
    answer = browser.post(f"/de-an/{weaving.pk}/chuyen-trang-thai/", posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(">Cơ sở &lt;xin&gt; rút</textarea>") == 1
    assert page.count('value="31/02/2026"') == 1  # at the move that was pressed


def test_the_other_province_s_officer_moves_his_own(people: SimpleNamespace) -> None:
    """The negative control of the scope: the stranger isn't refused everywhere."""
    units = people.stranger.organisation.unit
    own = factory.project("Gốm", unit=units, province=units, state="registered")
    move_project(own, "approve", by=people.stranger)
    own.refresh_from_db()
    assert own.state == "approved"


def test_a_published_state_has_no_day_of_another_state(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    move_project(weaving, "approve", by=people.leader, occurred_on=date(2026, 3, 19))
    assert weaving.state_since == date(2026, 3, 19)
    record_published_state(weaving, "completed", by=place.officer, note="https://vi.du/1")
    weaving.refresh_from_db()
    assert (weaving.state, weaving.state_since) == ("completed", None)


def test_the_log_in_the_admin_is_told_in_words(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    row = move_project(weaving, "approve", by=people.leader)
    browser = signed_in(people.officer)
    for page in ("", f"{row.pk}/change/", f"{row.pk}/history/"):
        text = browser.get(f"/quan-tri/programmes/projecttransition/{page}").text
        assert all(word in text for word in ("Phê duyệt", "Đã đăng ký", "Đã phê duyệt"))
        assert "registered" not in text
