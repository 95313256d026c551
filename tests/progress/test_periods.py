"""Periods: opened with their days and reports, kept apart, dated, removed."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, Organisation
from programmes.models import TrackingLine
from progress.choices import PeriodKind
from progress.models import PeriodSubmission, ReportingPeriod
from progress.services import (
    ensure_submissions,
    lock_period,
    open_year,
    remove_period,
    save_period,
    submit,
)
from tests.factories import programmes
from tests.factories import progress as factory


@pytest.fixture
def empty(db: None) -> SimpleNamespace:
    """People and offices, no line, no period."""
    return factory.reporting()


def offices(period: ReportingPeriod) -> set[Organisation]:
    return {row.organisation for row in period.submissions.alive().select_related("organisation")}


def refusal(act: Any, *args: Any, **more: Any) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        act(*args, **more)
    return caught.value


def days(period: ReportingPeriod) -> Iterator[str]:
    for name in ("data_from", "data_to", "local_due_on", "department_due_on", "agency_due_on"):
        day = getattr(period, name)
        yield f"{day:%d/%m/%Y}" if day else ""


# --- opening --------------------------------------------------------------------------------------


def test_a_code_is_enough(empty: SimpleNamespace) -> None:
    period = factory.period(empty, "2026-10")
    assert (period.kind, period.starts_on, period.ends_on) == (
        "month",
        date(2026, 10, 1),
        date(2026, 10, 31),
    )
    assert list(days(period)) == [
        "15/09/2026",
        "14/10/2026",
        "17/10/2026",
        "20/10/2026",
        "25/10/2026",
    ]
    assert period.history.get().history_user == empty.officer


def test_kind_and_days_give_the_code(empty: SimpleNamespace) -> None:
    span = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 9, 30)}
    period = factory.period(empty, "", kind=PeriodKind.QUARTER, **span)
    assert (period.code, period.title) == ("2026-Q3", "quý III/2026")
    free = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 8, 15)}
    asked = factory.period(empty, "", kind=PeriodKind.FREE, **free)
    assert asked.code == "2026-07-01..2026-08-15"
    assert list(days(asked))[:3] == ["01/07/2026", "15/08/2026", "17/08/2026"]


def test_typed_days_go_before_the_habits(empty: SimpleNamespace) -> None:
    period = factory.period(
        empty,
        "2026-10",
        data_from=date(2026, 10, 1),
        data_to=date(2026, 10, 20),
        local_due_on=date(2026, 10, 22),
    )
    assert list(days(period)) == [
        "01/10/2026",
        "20/10/2026",
        "22/10/2026",
        "20/10/2026",
        "25/10/2026",
    ]
    period.agency_due_on = None
    save_period(period, by=empty.officer)
    period.refresh_from_db()
    assert period.agency_due_on is None


def test_without_a_profile_the_calendar_counts(empty: SimpleNamespace) -> None:
    OfficeProfile.objects.all().delete()
    assert list(days(factory.period(empty, "2026-10"))) == [
        "01/10/2026",
        "31/10/2026",
        "03/11/2026",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "2026-13"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "2026-Q3", "kind": "month"}, "code"),
        (
            {"kind": "month", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 30)},
            "starts_on",
        ),
        (
            {
                "code": "2026-09",
                "kind": "month",
                "starts_on": date(2026, 10, 1),
                "ends_on": date(2026, 10, 31),
            },
            "code",
        ),
        ({"code": "1999-10"}, "starts_on"),
        (
            {"code": "2026-10", "data_from": date(2026, 10, 2), "data_to": date(2026, 10, 1)},
            "__all__",
        ),
    ],
)
def test_what_is_no_period_is_refused(
    empty: SimpleNamespace, facts: dict[str, Any], field: str
) -> None:
    period = ReportingPeriod(centre=empty.centre, **facts)
    assert set(refusal(save_period, period, by=empty.officer).message_dict) == {field}
    assert not ReportingPeriod.objects.exists()


def test_two_of_one_kind_don_t_overlap(empty: SimpleNamespace) -> None:
    factory.period(empty, "2026-10")
    twin = ReportingPeriod(centre=empty.centre, code="2026-10")
    error = refusal(save_period, twin, by=empty.officer)
    assert error.message_dict == {"code": ["Kỳ báo cáo tháng 10/2026 đã được mở."]}
    wide = ReportingPeriod(centre=empty.centre, code="2026-11", data_from=date(2026, 10, 14))
    assert set(refusal(save_period, wide, by=empty.officer).message_dict) == {"data_from"}
    factory.period(empty, "2026-Q4")
    for code in ("2026-10-01..2026-10-31", "2026-10-15..2026-11-15"):
        factory.period(empty, code)
    assert ReportingPeriod.objects.count() == 4


def test_only_the_centre_s_officer_opens_periods_of_his_centre(empty: SimpleNamespace) -> None:
    far = programmes.organisation(empty.units.ha_noi, name="Trung tâm Hà Nội minh họa")
    stranger = programmes.person(far)
    others = [programmes.person(empty.centre, role) for role in Role if role not in Role.LOCAL]
    refused = [one for one in others if one.role != Role.CENTRE_OFFICER]
    for by in [stranger, empty.local, empty.signer, *refused]:
        with pytest.raises(PermissionDenied):
            save_period(ReportingPeriod(centre=empty.centre, code="2026-10"), by=by)
    office = ReportingPeriod(centre=empty.commune, code="2026-10")
    assert set(refusal(save_period, office, by=empty.officer).message_dict) == {"centre"}
    assert save_period(ReportingPeriod(centre=far, code="2026-10"), by=stranger).pk


def test_a_year_is_opened_once(empty: SimpleNamespace) -> None:
    factory.period(empty, "2026-03")
    kinds = [PeriodKind.MONTH, PeriodKind.QUARTER]
    opened = open_year(empty.centre, 2026, kinds, by=empty.officer)
    assert [period.code for period in opened] == [
        *("2026-01", "2026-02", "2026-Q1", "2026-04", "2026-05", "2026-Q2", "2026-06"),
        *("2026-07", "2026-08", "2026-Q3", "2026-09", "2026-10", "2026-11", "2026-Q4", "2026-12"),
    ]
    assert open_year(empty.centre, 2026, kinds, by=empty.officer) == []
    assert all(offices(period) == offices(opened[0]) for period in opened)


# --- whose reports a period asks for --------------------------------------------------------------


def test_who_holds_a_line_and_every_local_office_of_the_time(empty: SimpleNamespace) -> None:
    district = programmes.organisation(
        empty.units.hung_ha_old,
        kind=OrganisationKind.FORMER_DISTRICT_OFFICE,
        name="Phòng Kinh tế và Hạ tầng huyện Hưng Hà",
    )
    Organisation.objects.filter(pk=district.pk).update(valid_to=date(2025, 6, 30))
    Organisation.objects.filter(kind=OrganisationKind.COMMUNE_OFFICE).update(
        valid_from=date(2025, 7, 1)
    )
    provider = programmes.organisation(
        empty.units.hung_ha, kind=OrganisationKind.IMPLEMENTING, name="Công ty minh họa"
    )
    programmes.organisation(
        empty.units.ba_dinh, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế Ba Đình"
    )
    factory.line(empty, "Máy dệt", reporter=provider)
    then, now = factory.period(empty, "2024-10"), factory.period(empty, "2026-10")
    assert offices(then) == {empty.centre, district}
    assert offices(now) == {empty.centre, empty.commune, empty.beside, provider}


def test_a_new_office_gets_its_report_once(empty: SimpleNamespace) -> None:
    period = factory.period(empty)
    before = offices(period)
    new = programmes.organisation(
        empty.units.quynh_phu, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế Quỳnh Phụ"
    )
    assert ensure_submissions(period, by=empty.officer) == 1
    assert ensure_submissions(period, by=empty.officer) == 0
    assert offices(period) == before | {new}
    with pytest.raises(PermissionDenied):
        ensure_submissions(period, by=empty.leader)


def test_projects_get_their_lines_when_a_period_opens(empty: SimpleNamespace) -> None:
    asked = factory.project(empty, "Máy dệt chiếu")
    long = factory.project(empty, "Cụm công nghiệp", year=2024, last_year=2027)
    factory.project(empty, "Năm trước", year=2025)
    factory.project(empty, "Mới đăng ký", state="registered")
    factory.project(empty, "Phê duyệt sau", approved_on=date(2026, 10, 15))
    factory.project(empty, "Ở Hà Nội", unit=empty.units.ba_dinh, province=empty.units.ha_noi)
    factory.period(empty)
    assert {line.project for line in TrackingLine.objects.all()} == {asked, long}


# --- changing, removing ---------------------------------------------------------------------------


def test_once_a_report_is_approved_only_deadlines_change(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    factory.approved(report, factory.said(place.loom, 9), by=place.local, reviewer=place.officer)
    period = ReportingPeriod.objects.get(pk=place.october.pk)
    period.data_to = date(2026, 10, 13)
    error = refusal(save_period, period, by=place.officer)
    assert error.message_dict == {
        "data_to": ["Kỳ đã có 1 báo cáo được duyệt; chỉ sửa được các hạn nộp."]
    }
    period = ReportingPeriod.objects.get(pk=place.october.pk)
    period.local_due_on = date(2026, 10, 19)
    assert save_period(period, by=place.officer).version == 2
    early = ReportingPeriod.objects.get(pk=place.september.pk)
    early.data_to = date(2026, 9, 13)
    assert save_period(early, by=place.officer).version == 2


def test_a_locked_period_isn_t_changed(place: SimpleNamespace) -> None:
    lock_period(place.october, by=place.leader)
    period = ReportingPeriod.objects.get(pk=place.october.pk)
    for act in (save_period, remove_period, ensure_submissions):
        error = refusal(act, period, by=place.officer)
        assert error.code == "closed"
        assert error.messages[0].startswith("Kỳ báo cáo tháng 10/2026 đã khóa lúc ")


def test_a_period_goes_while_nothing_is_typed(place: SimpleNamespace) -> None:
    submit(factory.submission(place.october, place.beside), by=place.neighbour)
    error = refusal(remove_period, place.october, by=place.officer)
    assert (error.code, error.messages) == (
        "in_use",
        ["Chưa xóa được kỳ báo cáo tháng 10/2026: đã có số liệu nhập hoặc báo cáo đã gửi."],
    )
    with pytest.raises(PermissionDenied):
        remove_period(place.september, by=place.leader)
    remove_period(place.september, by=place.officer)
    assert list(ReportingPeriod.objects.alive()) == [place.october]
    assert PeriodSubmission.objects.alive().exclude(period=place.october).count() == 0
    assert factory.period(place, "2026-09").pk != place.september.pk


def test_a_stale_period_is_told(place: SimpleNamespace) -> None:
    mine, other = (ReportingPeriod.objects.get(pk=place.october.pk) for _ in range(2))
    other.note = "Nghỉ lễ"
    save_period(other, by=place.officer)
    mine.note = "Không nghỉ"
    assert refusal(save_period, mine, by=place.officer).code == "stale"
    mine.refresh_from_db()
    assert mine.note == "Nghỉ lễ"
