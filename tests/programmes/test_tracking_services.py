"""Tracking lines: made on approval, typed, handed over, removed; what is recorded of them."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import OrganisationKind, ProgressWeighting
from accounts.models import Organisation
from accounts.services import system_user
from programmes.choices import BeneficiaryKind, CountedFrom, FundingSource, LineState
from programmes.models import (
    Allocation,
    CountedResult,
    Indicator,
    LineIndicator,
    ProjectIndicator,
    ProjectPlace,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.selectors import tracked_lines
from programmes.services import (
    CountedRow,
    LineProgress,
    add_decision_line,
    draft_round,
    ensure_lines,
    hand_over,
    move_project,
    record_progress,
    record_published_state,
    record_results,
    remove_assignment,
    remove_line,
    remove_line_indicator,
    remove_part,
    remove_project,
    save_line,
    save_line_indicator,
    save_part,
)
from progress.models import EntryIndicator, PeriodSubmission, ProgressEntry, ReportingPeriod
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility
from tests.programmes.conftest import MILLION
from tests.programmes.test_decision_services import refused

D = Decimal
SEPTEMBER = date(2026, 9, 30)


def indicator(code: str = "1-01", name: str = "Số lớp", **more: Any) -> Indicator:
    return Indicator.objects.create(code=code, name=name, measure="lớp", **more)


def reads(queries: CaptureQueriesContext) -> int:
    """How often the database was asked; what is written goes in batches of its own size."""
    return sum(1 for query in queries if query["sql"].startswith("SELECT"))


def line_of(project: SupportProject, unit: Any = None, **more: Any) -> TrackingLine:
    """A line stored as the officer of the Centre stores it."""
    by = more.pop("by", system_user())
    return save_line(TrackingLine(project=project, unit=unit or project.unit, **more), by=by)


def told(line: TrackingLine, percent: int | None, **more: Any) -> LineProgress:
    facts = {
        "state": LineState.IN_PROGRESS,
        "as_of": SEPTEMBER,
        "invested": None,
        "done": {},
    } | more
    return LineProgress(line_id=line.pk, percent=percent, **facts)


def reported(
    place: SimpleNamespace,
    line: TrackingLine,
    *,
    of: Organisation | None = None,
    month: int = 9,
    state: str = "approved",
    centre: Organisation | None = None,
) -> ProgressEntry:
    """An entry of this line in the submission of an organisation for a month of 2026."""
    last = monthrange(2026, month)[1]
    period, _new = ReportingPeriod.objects.get_or_create(
        centre=centre or place.centre,
        kind="month",
        code=f"2026-{month:02d}",
        starts_on=date(2026, month, 1),
        ends_on=date(2026, month, last),
        data_from=date(2026, month, 1),
        data_to=date(2026, month, last),
        local_due_on=date(2026, month, last),
    )
    approval = {"approved_at": timezone.now(), "approved_by": place.officer}
    submission = PeriodSubmission.objects.create(
        period=period,
        organisation=of or place.centre,
        state=state,
        **(approval if state == "approved" else {}),
    )
    return ProgressEntry.objects.create(submission=submission, line=line)


@pytest.fixture
def commune(place: SimpleNamespace) -> Organisation:
    return factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế xã Hưng Hà"
    )


@pytest.fixture
def line(weaving: SupportProject, place: SimpleNamespace) -> TrackingLine:
    return line_of(weaving, by=place.officer)


# --- lines that make themselves -------------------------------------------------------------------


def test_approval_makes_one_line_that_plans_what_the_project_plans(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    classes = indicator()
    planned = ProjectIndicator(project=weaving, indicator=classes, planned=D(3))
    save_part(planned, by=place.officer)
    leader = factory.person(place.centre, "centre_leader")
    move_project(weaving, "approve", by=leader, occurred_on=date(2026, 3, 1))
    made = weaving.tracking_lines.get()
    assert (made.unit, made.unit_now, made.allocation, made.name, made.order, made.state) == (
        place.units.hung_ha,
        place.units.hung_ha,
        None,
        "",
        1,
        "",
    )
    assert made.label == "Hỗ trợ máy dệt chiếu"
    assert made.search_key == "ho tro may det chieu xa hung ha"
    assert list(made.indicators.values_list("indicator", "planned", "done")) == [
        (classes.pk, D(3), None)
    ]
    trace = made.history.get()
    assert (trace.history_user, trace.history_change_reason) == (leader, "lập dòng theo dõi")
    assert made.indicators.get().history.get().history_user == leader


def test_each_named_beneficiary_gets_a_line_where_it_works(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    units = place.units
    here = facility(units.hung_ha, "Cơ sở tại chỗ")
    beside = facility(units.a_sao, "Cơ sở A Sào")
    older = facility(units.quynh_coi, "Cơ sở Quỳnh Côi")
    for row in (here, beside, older):
        Allocation.objects.create(project=weaving, kind=BeneficiaryKind.FACILITY, facility=row)
    school = factory.organisation(units.hung_yen, kind=OrganisationKind.OTHER, name="Trường nghề")
    Allocation.objects.create(
        project=weaving, kind=BeneficiaryKind.ORGANISATION, organisation=school
    )
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.GROUP, group_name="Nhóm hộ dệt")
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.UNNAMED, expected_count=5)
    ProjectIndicator.objects.create(project=weaving, indicator=indicator(), planned=D(3))
    assert ensure_lines([weaving], by=place.officer) == 5
    lines = weaving.tracking_lines.order_by("order")
    assert [(row.label, row.unit, row.order) for row in lines] == [
        ("Cơ sở tại chỗ", units.hung_ha, 1),
        ("Cơ sở A Sào", units.a_sao, 2),
        # recorded at a unit that is gone; the project lies in the present one
        ("Cơ sở Quỳnh Côi", units.quynh_phu, 3),
        ("Trường nghề", units.hung_ha, 4),
        ("Nhóm hộ dệt", units.hung_ha, 5),
    ]
    assert not LineIndicator.objects.exists()  # several lines share the plan out by hand
    assert set(weaving.places.values_list("unit", flat=True)) == {
        units.a_sao.pk,
        units.quynh_phu.pk,
    }
    assert weaving.places.first().history.get().history_user == place.officer


def test_a_project_of_before_keeps_its_own_unit(place: SimpleNamespace) -> None:
    units = place.units
    plan = factory.plan(units.thai_binh, 2024)
    old = factory.registered(place, "Gốm", unit=units.quynh_coi, of=plan)
    moved = facility(units.quynh_phu, "Cơ sở nay ở xã Quỳnh Phụ")
    Allocation.objects.create(project=old, kind=BeneficiaryKind.FACILITY, facility=moved)
    ensure_lines([old], by=place.officer)
    made = old.tracking_lines.get()
    assert (made.unit, made.unit_now) == (units.quynh_coi, units.quynh_phu)
    assert not old.places.exists()


def test_a_facility_out_of_the_area_is_followed_at_the_projects_place(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    far = facility(place.units.ba_dinh, "Cơ sở Ba Đình")
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.FACILITY, facility=far)
    ensure_lines([weaving], by=place.officer)
    assert weaving.tracking_lines.get().unit == place.units.hung_ha


def test_nothing_for_projects_that_have_lines(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    other = factory.registered(place, "Gốm", unit=place.units.a_sao)
    gone = factory.registered(place, "Tre", unit=place.units.a_sao)
    remove_project(gone, by=place.officer)
    assert ensure_lines([weaving, other, gone], by=place.officer) == 1
    assert ensure_lines([weaving, other, gone], by=place.officer) == 0
    assert list(weaving.tracking_lines.all()) == [line]
    assert other.tracking_lines.count() == 1
    # a project whose last line was taken away gets one again
    remove_line(line, by=place.officer)
    assert ensure_lines([weaving], by=place.officer) == 1


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ("approved", 1),
        ("in_progress", 1),
        ("completed", 1),
        ("stopped", 1),
        ("registered", 0),
        ("not_approved", 0),
        ("unknown", 0),
    ],
)
def test_a_published_state_of_an_approved_project_makes_lines(
    place: SimpleNamespace, state: str, count: int
) -> None:
    made = factory.registered(place, "Gốm", unit=place.units.a_sao)
    record_published_state(made, state, by=system_user(), note="trang nguồn")
    assert made.tracking_lines.count() == count


def test_as_many_queries_for_fifty_projects(
    place: SimpleNamespace,
) -> None:
    classes = indicator()
    spent = []
    for size in (1, 3, 50):
        projects = []
        for number in range(size):
            made = factory.registered(
                place, f"Gốm {size}-{number}", unit=place.units.a_sao, beneficiary="Nhóm"
            )
            row = facility(place.units.hung_ha, f"Cơ sở {size}-{number}")
            Allocation.objects.create(project=made, kind=BeneficiaryKind.FACILITY, facility=row)
            ProjectIndicator.objects.create(project=made, indicator=classes, planned=D(1))
            projects.append(made)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert ensure_lines(projects, by=place.officer) == 2 * size
        spent.append(reads(queries))
    assert spent[0] == spent[1] == spent[2]


# --- lines that people type -----------------------------------------------------------------------


def test_a_line_in_another_commune_becomes_a_place_of_the_project(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    units = place.units
    made = line_of(weaving, units.quynh_coi, by=place.officer, name="Điểm Quỳnh Côi")
    assert (made.unit_now, made.search_key) == (
        units.quynh_phu,
        "diem quynh coi ho tro may det chieu thi tran quynh coi xa quynh phu",
    )
    added = weaving.places.get()
    assert (added.unit, added.unit_now) == (units.quynh_coi, units.quynh_phu)
    line_of(weaving, units.quynh_coi, by=place.officer)
    line_of(weaving, by=place.officer)
    assert weaving.places.count() == 1


def test_who_may_not_write_lines(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    row = LineIndicator(line=line, indicator=indicator(), planned=D(1))
    stored = save_line_indicator(row, by=place.officer)
    given = hand_over(line, place.centre, valid_from=None, by=place.officer)
    outside = [people.of[name] for name in people.of if name != "centre_officer"]
    for who in [*outside, people.neighbour, people.stranger]:
        for write in (
            lambda by: save_line(TrackingLine(project=weaving, unit=weaving.unit), by=by),
            lambda by: save_line(line, by=by),
            lambda by: remove_line(line, by=by),
            lambda by: save_line_indicator(stored, by=by),
            lambda by: remove_line_indicator(stored, by=by),
            lambda by: hand_over(line, place.centre, valid_from=SEPTEMBER, by=by),
            lambda by: remove_assignment(given, by=by),
        ):
            with pytest.raises(PermissionDenied):
                write(who)
    save_line(line, by=people.officer)  # the same writes pass with the right
    remove_assignment(given, by=people.officer)


def test_what_a_line_refuses(place: SimpleNamespace, weaving: SupportProject) -> None:
    units = place.units
    other = factory.registered(place, "Gốm", unit=units.a_sao)
    theirs = Allocation.objects.create(
        project=other, kind=BeneficiaryKind.GROUP, group_name="Nhóm gốm"
    )
    new = TrackingLine(project=weaving, unit=units.ba_dinh)
    assert refused(save_line, new, by=place.officer) == {
        "unit": ["Địa bàn không thuộc phạm vi của đơn vị."]
    }
    new = TrackingLine(project=weaving, unit=units.hung_ha, allocation=theirs)
    assert refused(save_line, new, by=place.officer) == {
        "allocation": ["Đơn vị thụ hưởng không thuộc đề án này."]
    }
    stored = line_of(weaving, by=place.officer)
    stored.project = other
    assert refused(save_line, stored, by=place.officer) == {
        "project": ["Dòng theo dõi không chuyển sang đề án khác được."]
    }
    remove_project(other, by=place.officer)
    new = TrackingLine(project=other, unit=units.a_sao)
    assert refused(save_line, new, by=system_user()) == {"project": ["Đề án đã ở trong thùng rác."]}
    assert TrackingLine.objects.count() == 1
    assert not ProjectPlace.objects.exists()


def test_a_line_that_somebody_saved_in_between(place: SimpleNamespace, line: TrackingLine) -> None:
    before = TrackingLine.objects.get(pk=line.pk)
    line.note = "Trước"
    save_line(line, by=place.officer)
    before.note = "Sau"
    assert refused(save_line, before, by=place.officer) == {
        "": ["“Hỗ trợ máy dệt chiếu” vừa được người khác cập nhật; hãy tải lại rồi sửa."]
    }
    assert TrackingLine.objects.get().note == "Trước"


def test_a_line_leaves_the_area_of_its_reporter_only_after_a_hand_over(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    hand_over(line, commune, valid_from=date(2026, 1, 1), by=place.officer)
    line.unit = place.units.a_sao
    assert refused(save_line, line, by=place.officer) == {
        "unit": [
            (
                "“Phòng Kinh tế xã Hưng Hà” báo cáo dòng này nhưng không phụ trách địa bàn mới; "
                "hãy bàn giao dòng trước."
            )
        ]
    }
    line.refresh_from_db()
    hand_over(line, place.centre, valid_from=date(2026, 2, 1), by=place.officer)
    line.unit = place.units.a_sao
    assert save_line(line, by=place.officer).unit == place.units.a_sao


def test_a_line_goes_until_a_report_speaks_of_it(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    group = Allocation(project=weaving, kind=BeneficiaryKind.GROUP, group_name="Nhóm hộ dệt")
    save_part(group, by=place.officer)
    second = line_of(weaving, allocation=group, by=place.officer)
    assert refused(remove_part, group, by=place.officer) == {
        "": ["Chưa xóa được “Nhóm hộ dệt”: đã có dòng theo dõi."]
    }
    reported(place, line, state="draft")
    assert refused(remove_line, line, by=place.officer) == {
        "": ["Chưa xóa được dòng “Hỗ trợ máy dệt chiếu”: đã có báo cáo tiến độ."]
    }
    remove_line(second, by=place.officer)
    second.refresh_from_db()
    assert (second.is_deleted, second.label, second.allocation) == (True, "Nhóm hộ dệt", None)
    assert list(TrackingLine.objects.visible_to(place.officer)) == [line]
    remove_part(group, by=place.officer)
    assert not weaving.allocations.exists()


def test_a_line_that_a_course_counts_for_stays(place: SimpleNamespace, line: TrackingLine) -> None:
    classes = indicator(counted_from=CountedFrom.COURSES)
    record_results("course:1", [CountedRow(line.pk, classes.pk, SEPTEMBER, D(1))])
    assert refused(remove_line, line, by=place.officer) == {
        "": ["Chưa xóa được dòng “Hỗ trợ máy dệt chiếu”: đã có kết quả tính từ lớp đào tạo."]
    }
    record_results("course:1", [])
    remove_line(line, by=place.officer)


def test_a_project_that_reports_speak_of_stays(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    entry = reported(place, line, state="draft")
    assert refused(remove_project, weaving, by=place.officer) == {
        "": ["Chưa xóa được đề án: đã có báo cáo tiến độ. Hãy ngừng triển khai đề án."]
    }
    entry.delete()
    remove_project(weaving, by=place.officer)


def test_a_place_with_a_line_stays(place: SimpleNamespace, weaving: SupportProject) -> None:
    made = line_of(weaving, place.units.a_sao, by=place.officer)
    added = weaving.places.get()
    assert refused(remove_part, added, by=place.officer) == {
        "": ["Chưa xóa được “Xã A Sào”: đã có dòng theo dõi."]
    }
    remove_line(made, by=place.officer)
    remove_part(added, by=place.officer)


def test_planned_indicators_stay_once_reported(place: SimpleNamespace, line: TrackingLine) -> None:
    classes, people = indicator(), indicator("1-02", "Số lao động")
    row = save_line_indicator(
        LineIndicator(line=line, indicator=classes, planned=D(3)), by=place.officer
    )
    twice = LineIndicator(line=line, indicator=classes, planned=D(4))
    assert refused(save_line_indicator, twice, by=place.officer) == {
        "__all__": ["Chỉ tiêu này đã có trong dòng theo dõi."]
    }
    entry = reported(place, line, state="draft")
    EntryIndicator.objects.create(entry=entry, indicator=classes, done=D(1))
    sentence = ["Chưa bỏ được chỉ tiêu “Số lớp”: đã có số liệu báo cáo tiến độ."]
    assert refused(remove_line_indicator, row, by=place.officer) == {"": sentence}
    row.indicator = people
    assert refused(save_line_indicator, row, by=place.officer) == {"": sentence}
    row.refresh_from_db()
    row.planned = D(5)
    save_line_indicator(row, by=place.officer)
    entry.delete()
    remove_line_indicator(row, by=place.officer)
    assert not line.indicators.exists()
    assert LineIndicator.history.filter(history_type="-").get().history_user == place.officer


# --- who reports ----------------------------------------------------------------------------------


def reporter_on(line: TrackingLine, day: date) -> int | None:
    return TrackingLine.objects.with_reporter(day).get(pk=line.pk).reporter_id


def test_a_hand_over_holds_from_its_day_on(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    first = hand_over(line, commune, valid_from=date(2026, 5, 15), by=place.officer, note="QĐ 5")
    hand_over(line, place.centre, valid_from=date(2026, 8, 1), by=place.officer)
    assert [reporter_on(line, date(2026, *day)) for day in ((5, 14), (5, 15), (7, 31), (8, 1))] == [
        None,
        commune.pk,
        commune.pk,
        place.centre.pk,
    ]
    assert (first.note, first.history.get().history_user) == ("QĐ 5", place.officer)
    # in between, and from the beginning
    hand_over(line, place.centre, valid_from=date(2026, 6, 1), by=place.officer)
    hand_over(line, commune, valid_from=None, by=place.officer)
    assert [reporter_on(line, date(2026, *day)) for day in ((1, 1), (5, 31), (6, 1))] == [
        commune.pk,
        commune.pk,
        place.centre.pk,
    ]


def test_two_hand_overs_on_one_day(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    day = date(2026, 5, 15)
    hand_over(line, commune, valid_from=day, by=place.officer)
    for other in (place.centre, commune):
        assert refused(hand_over, line, other, valid_from=day, by=place.officer) == {
            "valid_from": [
                (
                    "Ngày 15/05/2026 đã bàn giao dòng này cho “Phòng Kinh tế xã Hưng Hà”; "
                    "hãy chọn ngày khác."
                )
            ]
        }
    hand_over(line, place.centre, valid_from=None, by=place.officer)
    assert refused(hand_over, line, commune, valid_from=None, by=place.officer) == {
        "valid_from": ["Dòng theo dõi đã có đơn vị báo cáo từ đầu: Trung tâm Khuyến công minh họa."]
    }
    assert ReportingAssignment.objects.count() == 2


def test_the_holder_of_that_day_is_not_handed_the_line_again(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    hand_over(line, commune, valid_from=date(2026, 5, 1), by=place.officer)
    assert refused(hand_over, line, commune, valid_from=date(2026, 6, 1), by=place.officer) == {
        "organisation": ["“Phòng Kinh tế xã Hưng Hà” đang báo cáo dòng này vào ngày đó rồi."]
    }


def test_who_takes_over_is_in_charge_of_the_place(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    units = place.units
    beside = factory.organisation(
        units.a_sao, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng xã A Sào"
    )
    stranger = factory.organisation(units.ha_noi, name="Trung tâm Hà Nội")
    sentence = {"organisation": ["Đơn vị không phụ trách địa bàn của dòng theo dõi."]}
    for other in (beside, stranger):
        assert refused(hand_over, line, other, valid_from=SEPTEMBER, by=place.officer) == sentence
    # an old commune's successor is in charge of it, and either successor of a split one
    old = line_of(weaving, units.an_khe, by=place.officer)
    hand_over(old, beside, valid_from=SEPTEMBER, by=place.officer)
    split = line_of(weaving, units.ngoc_thanh, by=place.officer)
    ward = factory.organisation(
        units.son_nam, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng phường Sơn Nam"
    )
    assert refused(hand_over, split, beside, valid_from=SEPTEMBER, by=place.officer) == sentence
    hand_over(split, ward, valid_from=SEPTEMBER, by=place.officer)
    # chosen for the other successor, the line isn't the ward's any more
    chosen = line_of(weaving, units.ngoc_thanh, by=place.officer, unit_now=units.hiep_cuong)
    assert refused(hand_over, chosen, ward, valid_from=SEPTEMBER, by=place.officer) == sentence


def test_who_takes_over_exists_on_that_day(place: SimpleNamespace, weaving: SupportProject) -> None:
    units = place.units
    plan = factory.plan(units.thai_binh, 2024)
    old = factory.registered(place, "Gốm", unit=units.quynh_coi, of=plan)
    made = line_of(old, by=place.officer)
    district = factory.organisation(
        units.quynh_phu_old,
        kind=OrganisationKind.FORMER_DISTRICT_OFFICE,
        name="Phòng Kinh tế huyện Quỳnh Phụ",
    )
    ward = factory.organisation(
        units.quynh_phu, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng xã Quỳnh Phụ"
    )
    Organisation.objects.filter(pk=district.pk).update(valid_to=date(2025, 6, 30))
    Organisation.objects.filter(pk=ward.pk).update(valid_from=date(2025, 7, 1))
    district.refresh_from_db()
    ward.refresh_from_db()
    late, early = date(2025, 7, 1), date(2025, 6, 30)
    assert refused(hand_over, made, district, valid_from=late, by=place.officer) == {
        "organisation": ["“Phòng Kinh tế huyện Quỳnh Phụ” chỉ hoạt động đến ngày 30/06/2025."]
    }
    assert refused(hand_over, made, ward, valid_from=early, by=place.officer) == {
        "valid_from": ["“Phòng xã Quỳnh Phụ” hoạt động từ ngày 01/07/2025."]
    }
    hand_over(made, district, valid_from=early, by=place.officer)
    hand_over(made, ward, valid_from=late, by=place.officer)


def test_an_approved_report_keeps_its_sender(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    reported(place, line, month=9)
    reported(place, line, month=10, state="submitted")
    sentence = {
        "valid_from": [
            (
                "Báo cáo tháng 9/2026 của dòng này đã được duyệt; "
                "hãy chọn ngày bàn giao sau 30/09/2026."
            )
        ]
    }
    for day in (date(2026, 1, 1), date(2026, 9, 1), date(2026, 9, 30), None):
        assert refused(hand_over, line, commune, valid_from=day, by=place.officer) == sentence
    # the day after is free, although October is sent
    row = hand_over(line, commune, valid_from=date(2026, 10, 1), by=place.officer)
    # taking it back changes nothing approved yet; later it would
    reported(place, line, of=commune, month=11)
    assert refused(remove_assignment, row, by=place.officer) == {
        "valid_from": [
            (
                "Báo cáo tháng 11/2026 của dòng này đã được duyệt; "
                "hãy chọn ngày bàn giao sau 30/11/2026."
            )
        ]
    }


def test_a_hand_over_before_another_one_touches_only_its_own_time(
    place: SimpleNamespace, line: TrackingLine, commune: Organisation
) -> None:
    """Approved: November, of the commune. Between February and March nothing is approved."""
    hand_over(line, commune, valid_from=date(2026, 3, 1), by=place.officer)
    reported(place, line, of=commune, month=11)
    other = factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng khác"
    )
    row = hand_over(line, other, valid_from=date(2026, 2, 1), by=place.officer)
    assert reporter_on(line, date(2026, 11, 30)) == commune.pk
    remove_assignment(row, by=place.officer)
    assert list(line.assignments.values_list("organisation", flat=True)) == [commune.pk]


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
    remove_line(large, by=place.officer)
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


@time_machine.travel("2026-11-20T09:00:00+07:00", tick=False)
def test_a_line_of_an_approved_project_is_held_by_its_period(
    place: SimpleNamespace, weaving: SupportProject, commune: Organisation
) -> None:
    move_project(weaving, "approve", by=place.officer, occurred_on=date(2026, 3, 1))
    made = weaving.tracking_lines.get()
    hand_over(made, commune, valid_from=date(2026, 8, 1), by=place.officer)
    held = tracked_lines(year=2026, day=date(2026, 8, 1)).get()
    assert (held, held.reporter_id) == (made, commune.pk)
