"""The figures of courses by period."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind, Role
from reports.figures import Figures, courses
from reports.parameters import read
from reports.selectors import UnknownUnitError
from tests.factories import figures as made
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

NUMBERS = ["planned_trainees", "trainees", "women", "minority", "planned_employed", "employed"]


@pytest.fixture
def project(place: SimpleNamespace) -> Any:
    return factory.project(
        "Đào tạo nghề may",
        unit=place.units.quynh_phu,
        province=place.units.hung_yen,
        activity=place.training,
        state="in_progress",
    )


def asked(
    place: SimpleNamespace, period: str = "2026-09", user: Any = None, **texts: str
) -> Figures:
    return courses(read({"period": period} | texts, years_only=False), user or place.officer)


def course(project: Any, name: str, first: str | None, last: str | None, **more: Any) -> Any:
    days = {
        "starts_on": made.day(first) if first else None,
        "ends_on": made.day(last) if last else None,
    }
    return made.course(project, name, **days | {"state": "finished"} | more)


def names(figures: Figures) -> list[str]:
    return [row.label for row in figures.items]


def test_courses_that_were_held_in_the_period(place: SimpleNamespace, project: Any) -> None:
    course(project, "Hết trước", "2026-07-01", "2026-08-31")
    course(project, "Bế giảng trong kỳ", "2026-08-01", "2026-09-01")
    course(project, "Cả kỳ", "2026-08-15", "2026-10-15", state="running")
    course(project, "Sẽ khai giảng", "2026-09-30", None, state="planned")
    course(project, "Kỳ sau", "2026-10-01", "2026-10-20", state="planned")
    assert names(asked(place)) == ["Bế giảng trong kỳ", "Cả kỳ", "Sẽ khai giảng"]
    course(project, "Còn đang học", "2026-05-01", None, state="running")
    assert names(asked(place, "2026-10-02..2026-10-14")) == ["Còn đang học", "Cả kỳ", "Kỳ sau"]
    assert "Còn đang học" not in names(asked(place, "2026-04"))
    assert asked(place).title == "Lớp đào tạo, tập huấn tháng 9/2026"


def test_a_course_without_any_day_stands_in_its_year(place: SimpleNamespace, project: Any) -> None:
    course(project, "Không rõ ngày", None, None)
    september = asked(place)
    assert (names(september), september.filters["undated"]) == ([], 1)
    year = asked(place, "2026")
    assert (names(year), year.filters["undated"]) == (["Không rõ ngày"], 0)
    assert year.items[0].values["time"] is None
    assert names(asked(place, "2025")) == []


def test_rows_stand_by_level_and_kind(place: SimpleNamespace, project: Any) -> None:
    national = factory.project(
        "Quốc gia", unit=place.units.hung_ha, province=place.units.hung_yen, level="national"
    )
    course(project, "Tập huấn", "2026-09-01", "2026-09-02", kind="workshop")
    course(project, "Nghề", "2026-09-03", "2026-09-20")
    course(national, "Truyền nghề", "2026-09-01", "2026-09-10", kind="handing_down")
    rows = [(str(row.kind), row.code, row.label) for row in asked(place).rows]
    assert rows == [
        ("group", "A", "Khuyến công quốc gia"),
        ("group", "A.2", "Truyền nghề"),
        ("item", "1", "Truyền nghề"),
        ("subtotal", "A.2", "Cộng Truyền nghề"),
        ("subtotal", "A", "Cộng khuyến công quốc gia"),
        ("group", "B", "Khuyến công địa phương"),
        ("group", "B.1", "Đào tạo nghề"),
        ("item", "2", "Nghề"),
        ("subtotal", "B.1", "Cộng Đào tạo nghề"),
        ("group", "B.5", "Tập huấn, hội thảo"),
        ("item", "3", "Tập huấn"),
        ("subtotal", "B.5", "Cộng Tập huấn, hội thảo"),
        ("subtotal", "B", "Cộng khuyến công địa phương"),
        ("total", "", "Tổng cộng"),
    ]
    assert names(asked(place, level="national")) == ["Truyền nghề"]


def test_numbers_and_what_is_unknown(place: SimpleNamespace, project: Any) -> None:
    days = ("2026-09-01", "2026-09-20")
    course(
        project,
        "Đủ",
        *days,
        planned_trainee_count=35,
        trainee_count=33,
        women_count=20,
        minority_count=0,
        planned_employed_count=30,
        employed_count=28,
    )
    course(project, "Chưa rõ", *days)
    # Not opened yet: nobody could have come, so nobody is unknown.
    course(project, "Dự kiến", *days, state="planned", planned_trainee_count=40)
    course(project, "Đang học", *days, state="running", trainee_count=25, women_count=5)
    total = asked(place).total
    assert [total.values[key] for key in NUMBERS] == [75, 58, 25, 0, 30, 28]
    assert [total.unknown[key] for key in NUMBERS] == [2, 1, 1, 2, 3, 1]
    assert total.unknown_count == 1


def test_words_of_a_course(place: SimpleNamespace, project: Any) -> None:
    school = factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.TRAINING_PROVIDER, name="Trường nghề"
    )
    course(
        project,
        "Lớp may",
        "2025-12-20",
        "2026-09-05",
        trade="May công nghiệp",
        provider=school,
        unit=place.units.hung_ha,
        place_text="Nhà văn hóa thôn Đông",
    )
    values = asked(place).items[0].values
    keys = ("project", "trade", "provider", "place", "time", "state", "unit_code", "kind")
    assert [values[key] for key in keys] == [
        "Đào tạo nghề may",
        "May công nghiệp",
        "Trường nghề",
        "Nhà văn hóa thôn Đông; Xã Hưng Hà",
        "20/12/2025–05/09/2026",
        "finished",
        "12586",
        "Đào tạo nghề",
    ]


def test_only_courses_of_the_area(place: SimpleNamespace, project: Any) -> None:
    units = place.units
    course(project, "Quỳnh Phụ", "2026-09-01", "2026-09-02")
    course(project, "Hưng Hà", "2026-09-01", "2026-09-02", unit=units.hung_ha)
    far = factory.project("Xa", unit=units.ba_dinh, province=units.ha_noi)
    course(far, "Hà Nội", "2026-09-01", "2026-09-02")
    ward = factory.organisation(units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng")
    local = factory.person(ward, Role.LOCAL_OFFICER)
    assert sorted(names(asked(place))) == ["Hưng Hà", "Quỳnh Phụ"]
    assert names(asked(place, unit="12586")) == ["Hưng Hà"]
    assert names(asked(place, user=local)) == ["Hưng Hà"]
    with pytest.raises(UnknownUnitError):
        asked(place, user=local, unit="12472")


def test_the_number_of_queries_does_not_grow(place: SimpleNamespace, project: Any) -> None:
    counts = []
    for wanted in (1, 3, 30):
        while project.courses.count() < wanted:
            course(project, "Lớp", "2026-09-01", "2026-09-02")
        with CaptureQueriesContext(connection) as queries:
            assert len(asked(place).items) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2], counts
