"""Storing courses: right, area, project and line, keys, history, and what their line counts."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from programmes.models import CountedResult, LineIndicator, TrackingLine
from programmes.services import remove_line_indicator, save_line_indicator
from tests.factories import programmes as factory
from tests.factories.training import course, indicator, line, training_project
from training import selectors
from training.models import TrainingCourse
from training.services import recount, remove_course, save_course

pytestmark = pytest.mark.django_db

OVER = date(2026, 8, 20)
EDITORS = {"centre_officer", "local_officer"}
NUMBERS = {"trainee_count": 35, "women_count": 30, "employed_count": 28}


def finished(place: SimpleNamespace, name: str = "Lớp may khóa 1", **facts: Any) -> TrainingCourse:
    """A finished course of the sewing project, counted by its line."""
    sewing = place.sewing
    known = {"line": sewing.line, "state": "finished", "ends_on": OVER} | NUMBERS | facts
    return course(sewing.project, name, **known)


def counted(of: TrackingLine) -> dict[str, list[tuple[date, Decimal]]]:
    """What is counted of a line, by indicator."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    rows = CountedResult.objects.filter(line=of).order_by("indicator__code", "occurred_on", "pk")
    for row in rows.select_related("indicator"):
        found.setdefault(row.indicator.code, []).append((row.occurred_on, row.amount))
    return found


def problems(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


# --- who and where -------------------------------------------------------------------------------


def test_only_editors_store_and_remove(place: SimpleNamespace, people: SimpleNamespace) -> None:
    held = finished(place)
    for role, person in people.of.items():
        fresh = TrainingCourse.objects.get(pk=held.pk)
        new = TrainingCourse(project=held.project, name=f"Của {role}", unit=held.unit)
        if role in EDITORS:
            save_course(fresh, by=person)
            save_course(new, by=person)
            remove_course(new, by=person)
            continue
        for refused in (fresh, new):
            with pytest.raises(PermissionDenied):
                save_course(refused, by=person)
        with pytest.raises(PermissionDenied):
            remove_course(fresh, by=person)
    assert not TrainingCourse.objects.alive().exclude(pk=held.pk).exists()


def test_a_course_of_another_area_is_out_of_reach(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    held = finished(place)
    for person in (people.neighbour, people.stranger):
        with pytest.raises(PermissionDenied):
            save_course(held, by=person)
        with pytest.raises(PermissionDenied):
            remove_course(held, by=person)


def test_the_place_lies_in_the_area(place: SimpleNamespace, people: SimpleNamespace) -> None:
    new = TrainingCourse(project=place.sewing.project, name="Lớp", unit=place.units.a_sao)
    with pytest.raises(ValidationError) as error:
        save_course(new, by=people.local)
    assert problems(error) == {"unit": ["Địa bàn không thuộc phạm vi của đơn vị."]}
    save_course(new, by=people.officer)
    with pytest.raises(ValidationError) as error:
        save_course(TrainingCourse(project=place.sewing.project, name="Lớp"), by=people.local)
    assert problems(error) == {"unit": ["Chưa chọn Địa điểm mở lớp."]}


def test_a_place_of_a_split_unit_until_it_was_chosen(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    units = place.units
    office = factory.organisation(units.hiep_cuong, name="Phòng Hiệp Cường", kind="commune_office")
    local = factory.person(office, "local_officer")
    project = factory.project("Ở xã cũ", unit=units.ngoc_thanh, province=units.hung_yen)
    mine = TrainingCourse(project=project, name="Lớp", unit=units.ngoc_thanh)
    assert save_course(mine, by=local).unit_now is None
    theirs = TrainingCourse(
        project=project, name="Lớp", unit=units.ngoc_thanh, unit_now=units.son_nam
    )
    with pytest.raises(ValidationError) as error:
        save_course(theirs, by=local)
    assert problems(error) == {"unit": ["Địa bàn không thuộc phạm vi của đơn vị."]}
    wrong = TrainingCourse(project=project, name="Lớp", unit=units.ngoc_thanh, unit_now=units.a_sao)
    with pytest.raises(ValidationError) as error:
        save_course(wrong, by=people.officer)
    assert list(problems(error)) == ["unit_now"]
    mine.unit_now = units.hiep_cuong
    mine.unit = units.hung_ha
    assert save_course(mine, by=people.officer).unit_now == units.hung_ha


def test_the_project_lies_in_the_area(place: SimpleNamespace, people: SimpleNamespace) -> None:
    units = place.units
    far = factory.project("Ở Hà Nội", unit=units.ba_dinh, province=units.ha_noi)
    new = TrainingCourse(project=far, name="Lớp", unit=units.hung_ha)
    for person in (people.local, people.officer):
        with pytest.raises(ValidationError) as error:
            save_course(new, by=person)
        assert problems(error) == {
            "project": ["Đề án không có hoặc không thuộc phạm vi của đơn vị."]
        }
    with pytest.raises(ValidationError) as error:
        save_course(TrainingCourse(name="Lớp", unit=units.hung_ha), by=people.officer)
    assert problems(error) == {"project": ["Chưa chọn Đề án."]}


def test_the_line_is_one_of_the_projects_alive_and_in_reach(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    units, sewing = place.units, place.sewing
    other = training_project(place, code="KC26-008")
    elsewhere = line(sewing.project, units.a_sao)
    gone = line(
        sewing.project,
        units.hung_ha,
        deleted_at="2026-10-01T00:00+07:00",
        deleted_by=people.officer,
    )
    for wrong, person in (
        (other.line, people.officer),
        (gone, people.officer),
        (elsewhere, people.local),
    ):
        new = TrainingCourse(project=sewing.project, line=wrong, name="Lớp", unit=units.hung_ha)
        with pytest.raises(ValidationError) as error:
            save_course(new, by=person)
        assert problems(error) == {"line": ["Hãy chọn một dòng theo dõi của đề án này."]}
    # what the Centre has chosen stays when the commune corrects something else
    held = course(sewing.project, line=elsewhere)
    held.note = "xã sửa"
    assert save_course(held, by=people.local).line == elsewhere


# --- what is checked and derived -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"trainee_count": 10, "women_count": 11},
            "Số học viên nữ không được lớn hơn số học viên.",
        ),
        (
            {"trainee_count": 10, "minority_count": 11},
            "Số học viên dân tộc thiểu số không được lớn hơn số học viên.",
        ),
        (
            {"trainee_count": 10, "employed_count": 11},
            "Số có việc làm không được lớn hơn số học viên.",
        ),
        (
            {"planned_trainee_count": 10, "planned_employed_count": 11},
            "Số dự kiến có việc làm không được lớn hơn số học viên dự kiến.",
        ),
        (
            {"starts_on": OVER, "ends_on": date(2026, 8, 19)},
            "Ngày bế giảng phải từ ngày khai giảng trở đi.",
        ),
        ({"name": ""}, "Chưa nhập Tên lớp."),
    ],
)
def test_the_database_and_the_service_refuse(
    place: SimpleNamespace, facts: dict[str, Any], message: str
) -> None:
    project = place.sewing.project
    known = {"project": project, "name": "Lớp", "unit": project.unit} | facts
    with pytest.raises(ValidationError) as error:
        save_course(TrainingCourse(**known), by=place.officer)
    assert message in error.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingCourse.objects.create(**known)


def test_days_are_checked_at_their_field(place: SimpleNamespace) -> None:
    with pytest.raises(ValidationError) as error:
        finished(place, ends_on=date(2026, 10, 16))
    assert problems(error) == {
        "ends_on": ["Ngày 16/10/2026 chưa đến; lớp chưa thể là đã bế giảng."]
    }


def test_every_number_may_be_unknown_and_zero_is_zero(place: SimpleNamespace) -> None:
    blank = course(place.sewing.project)
    numbers = [name for name in vars(blank) if name.endswith("_count")]
    assert len(numbers) == 6
    assert {getattr(blank, name) for name in numbers} == {None}
    zero = course(place.sewing.project, **dict.fromkeys(numbers, 0))
    zero.refresh_from_db()
    assert {getattr(zero, name) for name in numbers} == {0}


def test_keys_present_unit_and_history(place: SimpleNamespace, people: SimpleNamespace) -> None:
    units = place.units
    made = TrainingCourse(
        project=place.sewing.project,
        name="Lớp thêu Quỳnh Côi",
        trade="Thêu ren",
        provider_text="Trường Trung cấp nghề số 8",
        unit=units.quynh_coi,
    )
    save_course(made, by=people.officer, reason="nhập tay")
    assert made.unit_now == units.quynh_phu
    for words in ("theu ren", "truong trung cap nghe so 8", "kc26 007", "xa quynh phu", "may"):
        assert words in made.search_key
    row = made.history.get()
    assert (row.history_user, row.history_change_reason) == (people.officer, "nhập tay")


def test_two_people_at_once_the_second_is_told(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    held = finished(place)
    first, second = (TrainingCourse.objects.get(pk=held.pk) for _twice in range(2))
    first.trainee_count = 36
    save_course(first, by=people.officer)
    second.trainee_count = 40
    for attempt in (save_course, remove_course):
        with pytest.raises(ValidationError) as error:
            attempt(second, by=people.local)
        assert error.value.code == "stale"
    assert counted(place.sewing.line)["1-02"] == [(OVER, 36)]
    second.refresh_from_db()
    second.trainee_count = 40
    save_course(second, by=people.local)
    assert counted(place.sewing.line)["1-02"] == [(OVER, 40)]


# --- what the line counts ------------------------------------------------------------------------


def test_a_finished_course_counts_in_its_lines_indicators(place: SimpleNamespace) -> None:
    finished(place, employed_on=date(2026, 9, 30))
    assert counted(place.sewing.line) == {
        "1-01": [(OVER, 1)],
        "1-02": [(OVER, 35)],
        "1-03": [(date(2026, 9, 30), 28)],
    }
    done = place.sewing.line.indicators.order_by("indicator__code").values_list("done", flat=True)
    assert list(done) == [1, 35, 28, None]


def test_courses_of_a_line_add_up(place: SimpleNamespace) -> None:
    finished(place)
    finished(place, "Lớp may khóa 2", trainee_count=15, women_count=9, employed_count=None)
    finished(place, "Lớp đang học", state="running", ends_on=None)
    line_ = place.sewing.line
    assert counted(line_) == {
        "1-01": [(OVER, 1), (OVER, 1)],
        "1-02": [(OVER, 35), (OVER, 15)],
        "1-03": [(OVER, 28)],
    }
    assert line_.indicators.get(indicator__code="1-02").done == 50


def test_unknown_numbers_leave_no_row(place: SimpleNamespace) -> None:
    finished(place, trainee_count=None, women_count=None, employed_count=None)
    assert counted(place.sewing.line) == {"1-01": [(OVER, 1)]}


def test_without_a_day_the_projects_year_counts(place: SimpleNamespace) -> None:
    finished(place, ends_on=None)
    assert counted(place.sewing.line)["1-02"] == [(date(2026, 12, 31), 35)]
    place.sewing.project.first_year = None
    place.sewing.project.save()
    again = TrainingCourse.objects.get()
    save_course(again, by=place.officer)
    assert counted(place.sewing.line) == {}


def test_a_changed_course_rewrites_its_rows(place: SimpleNamespace) -> None:
    held = finished(place)
    held.trainee_count, held.employed_count = 33, 0
    save_course(held, by=place.officer)
    assert counted(place.sewing.line) == {
        "1-01": [(OVER, 1)],
        "1-02": [(OVER, 33)],
        "1-03": [(OVER, 0)],
    }
    held.state = "cancelled"
    save_course(held, by=place.officer)
    assert counted(place.sewing.line) == {}
    assert place.sewing.line.indicators.get(indicator__code="1-02").done is None


def test_a_moved_course_takes_its_rows_along(place: SimpleNamespace) -> None:
    held = finished(place)
    second = line(place.sewing.project, place.units.hung_ha, "1-02")
    held.line = second
    save_course(held, by=place.officer)
    assert (counted(place.sewing.line), counted(second)) == ({}, {"1-02": [(OVER, 35)]})
    other = training_project(place, code="KC26-008")
    held.project, held.line = other.project, other.line
    save_course(held, by=place.officer)
    assert (counted(second), len(counted(other.line))) == ({}, 3)
    held.line = None
    save_course(held, by=place.officer)
    assert not CountedResult.objects.exists()


def test_a_removed_course_counts_no_more(place: SimpleNamespace, people: SimpleNamespace) -> None:
    held = finished(place)
    kept = finished(place, "Lớp may khóa 2", trainee_count=15, women_count=9, employed_count=9)
    remove_course(held, by=people.local)
    held.refresh_from_db()
    assert (held.is_deleted, held.deleted_by) == (True, people.local)
    assert counted(place.sewing.line)["1-02"] == [(OVER, 15)]
    assert kept.pk
    with pytest.raises(ProtectedError):
        place.sewing.project.delete()


def test_an_indicator_that_comes_or_goes_later_is_counted_at_once(place: SimpleNamespace) -> None:
    second = line(place.sewing.project, place.units.hung_ha, "1-01")
    held = finished(place, line=second)
    finished(
        place, "Lớp may khóa 2", line=second, trainee_count=15, women_count=9, employed_count=7
    )
    row = LineIndicator(line=second, indicator=indicator("1-02"), planned=Decimal(50))
    added = save_line_indicator(row, by=place.officer)
    assert counted(second)["1-02"] == [(OVER, 35), (OVER, 15)]
    assert (added.done, LineIndicator.objects.get(pk=added.pk).done) == (50, 50)
    added.planned = Decimal(60)
    assert save_line_indicator(added, by=place.officer).done == 50
    added.indicator = indicator("1-03")
    assert save_line_indicator(added, by=place.officer).done == 35
    assert counted(second).keys() == {"1-01", "1-03"}
    remove_line_indicator(added, by=place.officer)
    assert counted(second).keys() == {"1-01"}
    assert selectors.miscounted([held]) == []


def test_an_indicator_that_comes_later_is_found_and_counted(place: SimpleNamespace) -> None:
    second = line(place.sewing.project, place.units.hung_ha, "1-01")
    held = finished(place, line=second)
    other = finished(place, "Lớp may khóa 2")
    assert selectors.miscounted([held, other]) == []
    LineIndicator.objects.create(line=second, indicator=indicator("1-02"))
    assert selectors.miscounted([held, other]) == [held]
    recount([held, other])
    assert selectors.miscounted([held, other]) == []
    assert counted(second)["1-02"] == [(OVER, 35)]
