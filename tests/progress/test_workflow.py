"""The life of a report and of a period against the tables written beforehand."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.choices import Role
from kernel.workflow import TransitionRefused
from progress import services
from progress.choices import PeriodState, SubmissionState
from progress.models import (
    PeriodSubmission,
    PeriodTransition,
    ReportingPeriod,
    SubmissionTransition,
)
from progress.workflow import PERIOD_TRANSITIONS, SUBMISSION_TRANSITIONS
from tests.factories import programmes
from tests.factories import progress as factory
from tests.progress.conftest import expected

SUBMISSIONS = expected("submission_transitions")
PERIODS = expected("period_transitions")
NOTE = "Kèm ảnh chụp hiện trạng lò"


@pytest.fixture
def everybody(place: SimpleNamespace) -> dict[str, Any]:
    """A person of each role: the local ones of the commune, all others of the Centre."""
    local = {Role.LOCAL_OFFICER: place.local, Role.LOCAL_LEADER: place.signer}
    own = {Role.CENTRE_OFFICER: place.officer, Role.CENTRE_LEADER: place.leader}
    others = [role for role in Role if role not in local and role not in own]
    made = {str(role): programmes.person(place.centre, role) for role in others}
    return made | {str(role): person for role, person in (local | own).items()}


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report of October with its line, ready to be sent by anybody."""
    found = factory.submission(place.october, place.commune)
    typed = factory.draft(
        found,
        factory.said(place.loom, 9),
        channel="phone",
        origin_note="Ông Minh Họa gọi ngày 15/10",
    )
    services.save_draft(found, typed, by=place.local)
    return found


def in_state(report: PeriodSubmission, state: str) -> None:
    """The report as it is found in a state, without a way that led there."""
    writer = report.organisation.users.get(role=Role.LOCAL_OFFICER)
    sent = state != SubmissionState.DRAFT
    approved = state == SubmissionState.APPROVED
    PeriodSubmission.objects.filter(pk=report.pk).update(
        state=state,
        return_reason="Thiếu ảnh" if state == SubmissionState.RETURNED else "",
        submitted_at=timezone.now() if sent else None,
        submitted_by=writer if sent else None,
        approved_at=timezone.now() if approved else None,
        approved_by=writer if approved else None,
    )
    report.refresh_from_db()


def act_of(row: dict[str, str]) -> Callable[[PeriodSubmission, Any, str], Any]:
    """The service that a row of the table means; sending back what waits to be signed declines."""
    name = row["transition"]
    if name == "return_for_fix" and row["state"] == SubmissionState.AWAITING_SIGNATURE:
        name = "decline"
    service = getattr(services, name)
    if name in ("submit", "sign"):
        return lambda report, by, _note: service(report, by=by)
    return lambda report, by, note: service(report, by=by, note=note)


def attempt(act: Callable[..., Any], record: Any, by: Any, note: str) -> str:
    """Try it; "" when it went through, else the code of the refusal."""
    try:
        act(record, by, note)
    except TransitionRefused as refused:
        return refused.code
    return ""


@pytest.mark.pure
def test_the_tables_name_every_state_once() -> None:
    names = {"submit", "sign", "return_for_fix", "approve", "reopen"}
    assert {(row["state"], row["transition"]) for row in SUBMISSIONS} == {
        (state, name) for state in SubmissionState.values for name in names
    }
    assert len(SUBMISSIONS) == len(SubmissionState.values) * len(names)
    assert {(row["state"], row["transition"]) for row in PERIODS} == {
        (state, move.name) for state in PeriodState.values for move in PERIOD_TRANSITIONS
    }


@pytest.mark.pure
def test_every_state_is_reached_and_left() -> None:
    sources = {state for move in SUBMISSION_TRANSITIONS for state in move.sources}
    targets = {str(move.target) for move in SUBMISSION_TRANSITIONS}
    assert sources == set(SubmissionState.values)
    assert targets == set(SubmissionState.values)


@pytest.mark.parametrize("row", SUBMISSIONS, ids=lambda row: f"{row['state']}-{row['transition']}")
def test_who_may_do_what_with_a_report(
    place: SimpleNamespace,
    everybody: dict[str, Any],
    report: PeriodSubmission,
    row: dict[str, str],
) -> None:
    factory.two_sign(place)
    allowed = row["roles"].split() if row["allowed"] == "yes" else []
    for role, by in everybody.items():
        in_state(report, row["state"])
        before = SubmissionTransition.objects.count()
        answer = attempt(act_of(row), report, by, NOTE)
        report.refresh_from_db()
        if role in allowed:
            assert answer == "", role
            last = SubmissionTransition.objects.latest("pk")
            assert (last.source, last.target, last.by) == (row["state"], report.state, by)
            assert report.history.latest().history_user == by
            assert report.state != row["state"]
        else:
            wanted = {"permission"} if row["allowed"] == "yes" else {"state", "permission"}
            assert answer in wanted, role
            assert report.state == row["state"]
            assert SubmissionTransition.objects.count() == before


@pytest.mark.parametrize(
    "row",
    [row for row in SUBMISSIONS if row["allowed"] == "yes"],
    ids=lambda row: f"{row['state']}-{row['transition']}",
)
def test_a_reason_is_asked_for_where_the_table_says_so(
    everybody: dict[str, Any], report: PeriodSubmission, row: dict[str, str]
) -> None:
    in_state(report, row["state"])
    answer = attempt(act_of(row), report, everybody[row["roles"].split()[0]], " \u200b ")
    assert answer == ("note" if row["note_required"] == "yes" else "")


@pytest.mark.parametrize(
    ("start", "steps", "end"),
    [
        ("draft", ["submit"], "submitted"),
        ("returned", ["submit"], "resubmitted"),
        ("submitted", ["return_for_fix", "submit", "approve", "reopen", "submit"], "resubmitted"),
    ],
)
def test_the_way_with_one_person(
    everybody: dict[str, Any], report: PeriodSubmission, start: str, steps: list[str], end: str
) -> None:
    in_state(report, start)
    by = {"submit": "local_officer", "reopen": "centre_leader"}
    for step in steps:
        more = {} if step in ("submit", "approve") else {"note": NOTE}
        person = everybody[by.get(step, "centre_officer")]
        getattr(services, step)(report, by=person, **more)
    assert report.state == end


@pytest.mark.parametrize(
    ("start", "last", "end"),
    [
        ("draft", "sign", "submitted"),
        ("returned", "sign", "resubmitted"),
        ("draft", "recall", "draft"),
        ("returned", "recall", "returned"),
        ("draft", "decline", "returned"),
    ],
)
def test_the_way_with_two_persons(
    place: SimpleNamespace, report: PeriodSubmission, start: str, last: str, end: str
) -> None:
    factory.two_sign(place)
    in_state(report, start)
    services.submit(report, by=place.local)
    assert report.state == "awaiting_signature"
    if last == "recall":
        services.recall(report, by=place.local)
    elif last == "decline":
        services.decline(report, by=place.signer, note=NOTE)
        assert report.return_reason == NOTE
    else:
        services.sign(report, by=place.signer)
        assert (report.submitted_by, report.signed_by) == (place.local, place.signer)
        assert report.submitted_at == report.signed_at
    assert report.state == end


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: f"{row['state']}-{row['transition']}")
def test_who_may_lock_a_period(
    place: SimpleNamespace, everybody: dict[str, Any], row: dict[str, str]
) -> None:
    service = getattr(services, f"{row['transition']}_period")
    allowed = row["roles"].split() if row["allowed"] == "yes" else []
    period = place.october
    for role, by in everybody.items():
        ReportingPeriod.objects.filter(pk=period.pk).update(state=row["state"])
        period.refresh_from_db()
        answer = attempt(
            lambda record, by, note: service(record, by=by, note=note), period, by, NOTE
        )
        period.refresh_from_db()
        if role in allowed:
            assert answer == "", role
            last = PeriodTransition.objects.latest("pk")
            assert (last.source, last.target, last.note) == (row["state"], period.state, NOTE)
        else:
            wanted = {"permission"} if row["allowed"] == "yes" else {"state", "permission"}
            assert answer in wanted, role
            assert period.state == row["state"]
    if allowed:
        ReportingPeriod.objects.filter(pk=period.pk).update(state=row["state"])
        answer = attempt(
            lambda record, by, note: service(record, by=by, note=note),
            period,
            everybody[allowed[0]],
            "  ",
        )
        assert answer == ("note" if row["note_required"] == "yes" else "")
