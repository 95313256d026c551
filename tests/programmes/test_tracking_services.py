"""Tracking lines that people type, hand over and remove: who may, what is refused."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from accounts.services import system_user
from programmes.choices import BeneficiaryKind, CountedFrom
from programmes.models import (
    Allocation,
    LineIndicator,
    ProjectPlace,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.services import (
    CountedRow,
    hand_over,
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
from progress.models import EntryIndicator
from tests.factories import programmes as factory
from tests.factories.tracking import SEPTEMBER, D, indicator, line_of, reported
from tests.programmes.test_decision_services import refused

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
        "": ["“Hỗ trợ máy dệt chiếu” vừa được người khác cập nhật; hãy tải lại rồi làm tiếp."]
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
