"""What is recorded of tracking lines: approved figures, and what is counted by itself."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import ProgressWeighting
from programmes.choices import BeneficiaryKind, CountedFrom, FundingSource
from programmes.models import (
    Allocation,
    CountedResult,
    LineIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.services import (
    CountedRow,
    add_decision_line,
    draft_round,
    record_progress,
    record_results,
    remove_line,
    save_part,
)
from tests.factories import programmes as factory
from tests.factories.tracking import SEPTEMBER, D, indicator, line_of, reads, told
from tests.programmes.conftest import MILLION

# --- what is approved -----------------------------------------------------------------------------


def test_what_is_approved_is_written_with_its_author(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    classes, people = indicator(), indicator("1-02", "Số lao động")
    for row in (classes, people):
        LineIndicator.objects.create(line=line, indicator=row, planned=D(10), done=D(1))
    record_progress(
        [told(line, 40, invested=5 * MILLION, done={classes.pk: D("2.5"), people.pk: None})],
        by=place.officer,
        reason="duyệt",
    )
    line.refresh_from_db()
    weaving.refresh_from_db()
    assert (line.state, line.progress_percent, line.progress_as_of, line.invested_amount) == (
        "in_progress",
        40,
        SEPTEMBER,
        5 * MILLION,
    )
    assert dict(line.indicators.values_list("indicator", "done")) == {
        classes.pk: D("2.5"),
        people.pk: None,
    }
    assert (weaving.progress_percent, weaving.progress_as_of) == (40, SEPTEMBER)
    for record in (line, weaving, line.indicators.first()):
        trace = record.history.first()
        assert (trace.history_user, trace.history_change_reason) == (place.officer, "duyệt")


def test_only_what_differs_is_written(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    record_progress([told(line, 40)], by=place.officer)
    weaving.refresh_from_db()
    rows = (line.history.count(), weaving.history.count(), weaving.version)
    record_progress([told(line, 40)], by=place.officer)
    weaving.refresh_from_db()
    assert (line.history.count(), weaving.history.count(), weaving.version) == rows


def test_nothing_approved_any_more(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    classes = indicator(counted_from=CountedFrom.COURSES)
    typed = indicator("1-02", "Số lao động")
    for row in (classes, typed):
        LineIndicator.objects.create(line=line, indicator=row, planned=D(10))
    record_progress([told(line, 0, done={classes.pk: D(1), typed.pk: D(0)})], by=place.officer)
    record_results("course:1", [CountedRow(line.pk, classes.pk, SEPTEMBER, D(2))])
    done = dict(line.indicators.values_list("indicator", "done"))
    assert done == {classes.pk: D(1), typed.pk: D(0)}  # approved figures don't move
    record_progress(
        [told(line, None, state="", as_of=None, done={typed.pk: D(9)})], by=place.officer
    )
    line.refresh_from_db()
    weaving.refresh_from_db()
    assert (line.state, line.progress_percent, line.progress_as_of) == ("", None, None)
    assert dict(line.indicators.values_list("indicator", "done")) == {
        classes.pk: D(2),  # what is counted by itself
        typed.pk: None,
    }
    assert (weaving.progress_percent, weaving.progress_as_of) == (None, None)


def shared_project(place: SimpleNamespace) -> tuple[SupportProject, list[TrackingLine]]:
    """Two beneficiaries, of 100 and 300 million, each with its line."""
    made = factory.registered(place, "Gốm", unit=place.units.a_sao)
    decision = draft_round(place.plan, by=place.officer)
    lines = []
    for name, amount in (("Nhóm một", 100), ("Nhóm hai", 300)):
        group = Allocation(project=made, kind=BeneficiaryKind.GROUP, group_name=name)
        save_part(group, by=place.officer)
        add_decision_line(
            decision.lines.model(
                decision=decision,
                project=made,
                allocation=group,
                source=FundingSource.PROVINCIAL,
                amount=amount * MILLION,
            ),
            by=place.officer,
        )
        lines.append(line_of(made, allocation=group, by=place.officer))
    return made, lines


def percent_of(project: SupportProject) -> int | None:
    return SupportProject.objects.values_list("progress_percent", flat=True).get(pk=project.pk)


def test_lines_weigh_by_support_or_alike_as_the_profile_of_that_day_says(
    place: SimpleNamespace,
) -> None:
    made, (small, large) = shared_project(place)
    place.profile.valid_to = date(2026, 9, 29)
    place.profile.save()
    factory.profile(place.centre, valid_from=SEPTEMBER, progress_weighting=ProgressWeighting.EQUAL)
    eve = date(2026, 9, 29)
    record_progress([told(small, 100, as_of=eve), told(large, 0, as_of=eve)], by=place.officer)
    assert percent_of(made) == 25
    record_progress([told(small, 100)], by=place.officer)
    assert percent_of(made) == 50
    assert SupportProject.objects.get(pk=made.pk).progress_as_of == SEPTEMBER


def test_the_profile_of_another_centre_says_nothing(place: SimpleNamespace) -> None:
    made, (small, large) = shared_project(place)
    far = factory.organisation(place.units.ha_noi, name="Trung tâm Hà Nội")
    factory.profile(far, progress_weighting=ProgressWeighting.EQUAL)
    record_progress([told(small, 100), told(large, 0)], by=place.officer)
    assert percent_of(made) == 25


def test_money_that_moves_moves_the_percent(place: SimpleNamespace) -> None:
    made, (small, large) = shared_project(place)
    record_progress([told(small, 100), told(large, 0)], by=place.officer)
    decision = made.decision_lines.first().decision
    add_decision_line(
        decision.lines.model(
            decision=decision,
            project=made,
            allocation=small.allocation,
            source=FundingSource.COMMUNE,
            amount=200 * MILLION,
        ),
        by=place.officer,
    )
    assert percent_of(made) == 50
    # the line of the other beneficiary goes: what is left is whole
    remove_line(TrackingLine.objects.get(pk=large.pk), by=place.officer)
    assert percent_of(made) == 100


def test_an_old_reading_of_a_project_does_not_take_its_percent_back(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    read_before = SupportProject.objects.get(pk=weaving.pk)
    record_progress([told(line, 40)], by=place.officer)
    group = Allocation(project=read_before, kind=BeneficiaryKind.GROUP, group_name="Nhóm")
    save_part(group, by=place.officer)
    decision = draft_round(place.plan, by=place.officer)
    add_decision_line(
        decision.lines.model(
            decision=decision,
            project=read_before,
            source=FundingSource.PROVINCIAL,
            amount=5 * MILLION,
        ),
        by=place.officer,
    )
    assert percent_of(weaving) == 40
    record_progress([told(line, None, state="", as_of=None)], by=place.officer)
    stale = SupportProject.objects.get(pk=weaving.pk)
    stale.progress_percent = 77  # as if read before the report was taken back
    add_decision_line(
        decision.lines.model(
            decision=decision, project=stale, source=FundingSource.COUNTERPART, amount=MILLION
        ),
        by=place.officer,
    )
    assert percent_of(weaving) is None


def test_as_many_queries_for_fifty_lines(place: SimpleNamespace) -> None:
    classes = indicator()
    spent = []
    for size in (1, 3, 50):
        lines = []
        for number in range(size):
            made = factory.registered(place, f"Gốm {size}-{number}", unit=place.units.a_sao)
            row = line_of(made, by=place.officer)
            LineIndicator.objects.create(line=row, indicator=classes, planned=D(1))
            lines.append(row)
        with CaptureQueriesContext(connection) as queries:
            record_progress(
                [told(row, 5, done={classes.pk: D(1)}) for row in lines], by=place.officer
            )
        spent.append(reads(queries))
        assert {percent_of(row.project) for row in lines} == {5}
    assert spent[0] == spent[1] == spent[2]


# --- what is counted by itself --------------------------------------------------------------------


def test_a_source_replaces_what_it_counted(place: SimpleNamespace, line: TrackingLine) -> None:
    classes = indicator(counted_from=CountedFrom.COURSES)
    people = indicator("1-02", "Số lao động", counted_from=CountedFrom.TRAINEES)
    for row in (classes, people):
        LineIndicator.objects.create(line=line, indicator=row, planned=D(10))
    record_results(
        "course:1",
        [
            CountedRow(line.pk, classes.pk, SEPTEMBER, D(1)),
            CountedRow(line.pk, people.pk, SEPTEMBER, D(30)),
        ],
    )
    record_results("course:2", [CountedRow(line.pk, people.pk, SEPTEMBER, D(25))])

    def done() -> list[Decimal | None]:
        rows = dict(line.indicators.values_list("indicator", "done"))
        return [rows[classes.pk], rows[people.pk]]

    assert done() == [D(1), D(55)]
    record_results("course:1", [CountedRow(line.pk, people.pk, SEPTEMBER, D(28))])
    assert done() == [None, D(53)]
    record_results("course:1", [])
    record_results("course:2", [])
    assert done() == [None, None]
    assert not CountedResult.objects.exists()


def test_a_course_that_changes_its_line_leaves_nothing_behind(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    classes = indicator(counted_from=CountedFrom.COURSES)
    other = line_of(weaving, place.units.a_sao, by=place.officer)
    for row in (line, other):
        LineIndicator.objects.create(line=row, indicator=classes, planned=D(1))
    record_results("course:1", [CountedRow(line.pk, classes.pk, SEPTEMBER, D(1))])
    record_results("course:1", [CountedRow(other.pk, classes.pk, SEPTEMBER, D(1))])
    assert dict(LineIndicator.objects.values_list("line", "done")) == {
        line.pk: None,
        other.pk: D(1),
    }
