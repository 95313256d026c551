"""The seventy published cases, against figures that were added up by hand from the file."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from beneficiaries.models import RuralIndustrialFacility
from programmes.choices import DecisionKind, DecisionState, FundingLevel
from programmes.models import (
    AnnualPlan,
    CountedResult,
    DecisionLine,
    PlanDecision,
    ProjectIndicator,
    SupportProject,
    TrackingLine,
)
from training.models import TrainingCourse

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[1] / "cases" / "real_projects.csv"

# (province of its time, year, level): support in đồng, and how many of how many projects have one.
# Read off the file by a person; a project without a year stands in no plan.
EXPECTED = {
    ("Nam Định", 2015, "national"): (200_000_000, 1, 1),
    ("Vĩnh Phúc", 2020, "local"): (84_000_000, 1, 3),
    ("Ninh Bình", 2018, "unknown"): (400_000_000, 1, 1),
    ("Hải Phòng", 2025, "unknown"): (250_000_000, 1, 1),
    ("Tuyên Quang", None, "local"): (100_000_000, 1, 2),
    ("Hà Giang", 2022, "unknown"): (200_000_000, 1, 1),
    ("Lạng Sơn", 2022, "local"): (120_000_000, 1, 1),
    ("Quảng Ninh", 2019, "national"): (600_000_000, 2, 2),
    ("Huế", 2015, "unknown"): (40_000_000, 1, 1),
    ("Huế", 2019, "local"): (88_000_000, 1, 1),
    ("Phú Yên", None, "local"): (48_000_000, 2, 2),
    ("Đắk Nông", 2018, "local"): (195_000_000, 1, 1),
    ("Bình Phước", 2016, "national"): (195_000_000, 1, 1),
    ("Long An", 2018, "local"): (38_500_000, 1, 1),
    ("Hậu Giang", 2018, "national"): (200_000_000, 1, 1),
    ("An Giang", 2018, "local"): (200_000_000, 1, 1),
    ("An Giang", 2018, "national"): (200_000_000, 1, 1),
}
# Plans with projects but without any known support.
WITHOUT_MONEY = {
    ("Thái Bình", 2020, "local"): 1,
    ("Thái Bình", 2006, "unknown"): 2,
    ("Thái Bình", 2007, "unknown"): 2,
    ("Nam Định", 2014, "national"): 1,
    ("Hà Nội", 2019, "local"): 2,
    ("Hà Nam", 2021, "national"): 1,
    ("Hải Dương", 2021, "unknown"): 1,
    ("Hải Dương", 2022, "national"): 1,
    ("Bắc Giang", 2018, "national"): 2,
    ("Bắc Giang", 2017, "national"): 2,
    ("Tuyên Quang", 2022, "local"): 2,
    ("Thái Nguyên", 2016, "unknown"): 3,
    ("Quảng Bình", 2023, "national"): 2,
    ("Bình Phước", 2017, "national"): 4,
    ("Bình Phước", 2019, "national"): 2,
    ("Bình Phước", 2023, "national"): 1,
    ("Long An", 2021, "local"): 7,
}
STATES = {
    "approved": 13,
    "in_progress": 6,
    "accepted": 22,
    "completed": 25,
    "registered": 1,
    "unknown": 3,
}


@pytest.fixture(scope="module")
def printed(country: None) -> dict[str, Any]:
    """The cases, loaded; what the command printed."""
    return run(REAL)


def run(path: Path, *options: str) -> dict[str, Any]:
    """Load a file; what the command printed."""
    out = io.StringIO()
    call_command("load_cases", str(path), *options, stdout=out)
    return json.loads(out.getvalue())


def changed_file(tmp_path: Path, number: int, **cells: str) -> Path:
    """The real file with other cells in one record."""
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[number - 2].update(cells)
    return write(tmp_path, rows)


def write(tmp_path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """A file of these rows."""
    rows = list(rows)
    path = tmp_path / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def named(name: str) -> SupportProject:
    """The project whose beneficiary begins so."""
    return SupportProject.objects.get(beneficiary_text__startswith=name)


def test_all_seventy_are_created(printed: dict[str, Any]) -> None:
    assert printed == {"created": 70, "updated": 0, "unchanged": 0, "skipped": []}
    assert SupportProject.objects.count() == 70


def test_a_second_run_changes_nothing(printed: dict[str, Any]) -> None:
    before = counts()
    assert run(REAL) == {"created": 0, "updated": 0, "unchanged": 70, "skipped": []}
    assert counts() == before


def counts() -> dict[str, int]:
    """Rows and history rows of everything that a load writes."""
    models = (
        SupportProject,
        DecisionLine,
        PlanDecision,
        AnnualPlan,
        RuralIndustrialFacility,
        TrackingLine,
        TrainingCourse,
    )
    rows = {model.__name__: model.objects.count() for model in models}
    return rows | {f"history of {model.__name__}": model.history.count() for model in models}


def test_sums_by_province_year_and_level(printed: dict[str, Any]) -> None:
    lines = DecisionLine.objects.exclude(source="counterpart").values_list(
        "decision__province__name", "decision__plan__year", "decision__level"
    )
    found = {
        tuple(row[:3]): (row[3], row[4])
        for row in lines.annotate(Sum("amount"), Count("project", distinct=True)).order_by()
    }
    assert found == {key: value[:2] for key, value in EXPECTED.items()}
    assert sum(amount for amount, _known, _all in EXPECTED.values()) == 3_158_500_000


def test_every_row_with_a_year_stands_in_its_plan(printed: dict[str, Any]) -> None:
    plans = AnnualPlan.objects.annotate(n=Count("projects")).values_list(
        "province__name", "year", "level", "n"
    )
    expected = {key: value[2] for key, value in EXPECTED.items() if key[1]} | WITHOUT_MONEY
    assert {tuple(row[:3]): row[3] for row in plans} == expected
    assert SupportProject.objects.filter(plan=None).count() == 70 - sum(expected.values())
    assert not SupportProject.objects.filter(plan=None, first_year__isnull=False).exists()


def test_one_recorded_decision_a_plan(printed: dict[str, Any]) -> None:
    decisions = PlanDecision.objects.all()
    assert {decision.kind for decision in decisions} == {DecisionKind.PUBLISHED}
    assert {decision.state for decision in decisions} == {DecisionState.RECORDED}
    assert len(decisions) == len(EXPECTED)
    assert {d.plan is None for d in decisions if d.province.name == "Phú Yên"} == {True}


def test_sources_follow_the_level(printed: dict[str, Any]) -> None:
    pairs = set(DecisionLine.objects.values_list("decision__level", "source"))
    assert pairs == {
        ("national", "support_national"),
        ("local", "support_provincial"),
        ("local", "counterpart"),
        ("unknown", "support_unknown"),
    }


def test_states(printed: dict[str, Any]) -> None:
    assert Counter(SupportProject.objects.values_list("state", flat=True)) == STATES
    unknown = SupportProject.objects.filter(state="unknown")
    assert {project.state_text for project in unknown} == {""}
    for project in SupportProject.objects.prefetch_related("transitions"):
        (row,) = project.transitions.all()
        assert (row.origin, row.target) == ("nguồn công bố", project.state)
        assert row.note == project.source_url


def test_decimals_of_a_million_are_exact(printed: dict[str, Any]) -> None:
    rice = named("HTX Sản xuất kinh doanh dịch vụ nông nghiệp Hiền Lương")
    assert (rice.stated_total_amount, rice.support_amount) == (235_800_000, 88_000_000)
    cake = named("Hộ kinh doanh bánh tráng trộn Cô Út")
    assert (cake.support_amount, cake.counterpart_amount) == (38_500_000, 38_500_000)
    assert cake.total_amount == 77_000_000


def test_blank_is_unknown_never_zero(printed: dict[str, Any]) -> None:
    unknown = SupportProject.objects.filter(support_amount__isnull=True)
    assert unknown.count() == 51
    assert not DecisionLine.objects.filter(amount=0).exists()
    assert not SupportProject.objects.filter(support_amount=0).exists()
    # a stated total says nothing of the counterpart
    assert named("Công ty CP Sản xuất thương mại nông sản").counterpart_amount is None


def test_years_from_to_stand_in_the_first_years_plan(printed: dict[str, Any]) -> None:
    tea = named("Hợp tác xã Chè an toàn Đại Phú")
    assert (tea.first_year, tea.last_year, tea.plan.year) == (2016, 2017, 2016)


def test_places(printed: dict[str, Any]) -> None:
    expected = {
        "Lao động xã Quỳnh Xá": ("Xã Quỳnh Xá", "", "34"),
        "Lao động xã Bắc Hải": ("Xã Bắc Hải", "", "34"),
        "Cơ sở sản xuất gốm sứ Thịnh Tuyên": ("Huyện Gia Lâm", "xã Kim Lan", "01"),
        "Công ty CP Sản xuất thương mại nông sản": ("Xã Trần Phú", "", "31"),
        "DNTN Đàm Hạnh": ("Thành phố Gia Nghĩa", "", "67"),
        "Công ty TNHH Thuận Khang": ("Tỉnh Thái Bình", "", "34"),
        "HTX Nông nghiệp công nghệ cao Phù Sa": ("Xã Vĩnh Châu B", "ấp 5", "80"),
        "Lao động 3 huyện Kỳ Sơn": (
            "Tỉnh Nghệ An",
            "3 huyện Kỳ Sơn, Tương Dương, Con Cuông",
            "40",
        ),
    }
    for name, wanted in expected.items():
        project = named(name)
        province = project.unit.province or project.unit
        assert (project.unit.full_name, project.place_text, province.code) == wanted, name


def test_several_beneficiaries_have_unknown_shares(printed: dict[str, Any]) -> None:
    sewing = named("Công ty cổ phần may Minh Anh")
    labels = [row.label for row in sewing.allocations.order_by("pk")]
    assert labels == ["Công ty cổ phần may Minh Anh - Kim Liên", "Công ty TNHH Tuấn Phương"]
    assert not sewing.decision_lines.exists()


def test_beneficiaries_are_facilities_only_by_their_name(printed: dict[str, Any]) -> None:
    kinds = Counter(SupportProject.objects.values_list("allocations__kind", flat=True))
    # 70 beneficiaries: one row has two, one has none; three rows name workers
    assert kinds == {"facility": 67, "group": 3, None: 1}
    facilities = RuralIndustrialFacility.objects.all()
    assert facilities.count() == 67
    assert {facility.source for facility in facilities} == {"published"}


def test_activities_and_trainees(printed: dict[str, Any]) -> None:
    codes = Counter(SupportProject.objects.values_list("activity__code", flat=True))
    assert codes == {"1": 9, "1.3": 1, "3": 9, "3.3": 49, None: 2}
    planned = ProjectIndicator.objects.values_list("indicator__code", "planned")
    assert sorted((code, int(number)) for code, number in planned) == [
        ("1-02", 35),
        ("1-02", 50),
        ("1-02", 100),
        ("1-02", 300),
        ("1-02", 300),
        ("1-02", 500),
    ]


# Read off the file by a person: the ten rows of training, in the order of the file.
# beneficiary begins so: (kind, state, planned trainees, trainees)
COURSES = {
    "Lao động xã Quỳnh Xá": ("vocational", "running", 35, None),
    "Lao động xã Bắc Hải": ("upskilling", "running", 50, None),
    "Công ty Bảo Linh": ("vocational", "running", 300, None),
    "Công ty TNHH MTV Vĩnh Thực": ("vocational", "running", 100, None),
    "Công ty cổ phần may Minh Anh": ("vocational", "unknown", 500, None),
    "Lao động 3 huyện Kỳ Sơn": ("vocational", "unknown", 300, None),
    "Cơ sở sản xuất gốm sứ Thịnh Tuyên": ("handing_down", "running", None, None),
    "Cơ sở sản xuất gốm sứ Phương Liễu": ("handing_down", "running", None, None),
    "DNTN Lộc Thu": ("vocational", "finished", None, None),
    "DNTN Việt Tuấn": ("vocational", "finished", None, None),
}


def test_training_cases_are_courses_with_what_their_page_states(printed: dict[str, Any]) -> None:
    found = {
        course.project.beneficiary_text.split(";")[0]: (
            course.kind,
            course.state,
            course.planned_trainee_count,
            course.trainee_count,
        )
        for course in TrainingCourse.objects.select_related("project")
    }
    wanted = {named(name).beneficiary_text.split(";")[0]: row for name, row in COURSES.items()}
    assert found == wanted
    for course in TrainingCourse.objects.select_related("project"):
        project = course.project
        assert (course.name, course.unit_id) == (project.name, project.unit_id)
        assert (course.source_url, course.note) == (project.source_url, project.note)
        assert (course.starts_on, course.ends_on, course.provider_label) == (None, None, "")
        assert (course.women_count, course.employed_count) == (None, None)


def test_classes_that_a_page_counts_together_are_not_parted(printed: dict[str, Any]) -> None:
    """ "2 lớp, tổng 70 lao động (không tách)", "2 lớp tổng 40 học viên": no number is made up."""
    for name in ("Cơ sở sản xuất gốm sứ Thịnh Tuyên", "DNTN Lộc Thu"):
        (course,) = named(name).courses.all()
        assert (course.planned_trainee_count, course.trainee_count) == (None, None)
        assert course.note.startswith("2 lớp")


def test_published_projects_have_lines_and_courses_theirs(printed: dict[str, Any]) -> None:
    lines = Counter(SupportProject.objects.values_list("state", "tracking_lines__order"))
    # registered and unknown projects have none; nobody has approved them
    assert {state for (state, order) in lines if order is None} == {"registered", "unknown"}
    for course in TrainingCourse.objects.select_related("project", "line"):
        held = list(course.project.tracking_lines.all())
        assert course.line == (held[0] if len(held) == 1 else None)
    # no course that is over has a day or a year: nothing is counted on an invented one
    assert not CountedResult.objects.exists()


def test_a_course_that_is_over_now(printed: dict[str, Any], tmp_path: Path) -> None:
    path = changed_file(tmp_path, 14, status="bế giảng", trainees="98")
    assert run(path) == {"created": 0, "updated": 1, "unchanged": 69, "skipped": []}
    project = named("Công ty TNHH MTV Vĩnh Thực")
    course = project.courses.get()
    assert (course.state, course.trainee_count, course.planned_trainee_count) == (
        "finished",
        98,
        100,  # what was planned is still known
    )
    counted = CountedResult.objects.get()
    assert (counted.indicator.code, str(counted.occurred_on), counted.amount) == (
        "1-02",
        "2015-12-31",
        98,
    )
    assert run(path)["unchanged"] == 70


def test_a_changed_amount_is_a_correcting_line(printed: dict[str, Any], tmp_path: Path) -> None:
    path = changed_file(tmp_path, 14, support_million="180.5")
    before = {line.pk: line.amount for line in DecisionLine.objects.all()}
    assert run(path) == {"created": 0, "updated": 1, "unchanged": 69, "skipped": []}
    new = DecisionLine.objects.exclude(pk__in=before)
    assert [(line.amount, line.source) for line in new] == [(-19_500_000, "support_national")]
    assert {line.pk: line.amount for line in DecisionLine.objects.filter(pk__in=before)} == before
    assert named("Công ty TNHH MTV Vĩnh Thực").support_amount == 180_500_000
    assert run(path)["unchanged"] == 70


def test_an_amount_that_becomes_known_joins_the_decision(
    printed: dict[str, Any], tmp_path: Path
) -> None:
    decision = PlanDecision.objects.get(province__name="Vĩnh Phúc")
    path = changed_file(tmp_path, 20, support_million="0")
    assert run(path)["updated"] == 1
    assert sorted(line.amount for line in decision.lines.all()) == [0, 84_000_000]
    assert named("Cơ sở sản xuất mộc Lưu Văn Đông").support_amount == 0


def test_an_amount_that_disappears_stays(printed: dict[str, Any], tmp_path: Path) -> None:
    path = changed_file(tmp_path, 14, support_million="")
    assert run(path) == {"created": 0, "updated": 0, "unchanged": 70, "skipped": []}
    assert named("Công ty TNHH MTV Vĩnh Thực").support_amount == 200_000_000


def test_a_changed_status_is_recorded(printed: dict[str, Any], tmp_path: Path) -> None:
    path = changed_file(tmp_path, 14, status="đã nghiệm thu")
    assert run(path)["updated"] == 1
    project = named("Công ty TNHH MTV Vĩnh Thực")
    assert (project.state, project.state_text) == ("accepted", "đã nghiệm thu")
    assert [row.target for row in project.transitions.order_by("pk")] == [
        "in_progress",
        "accepted",
    ]
    assert run(path)["unchanged"] == 70


def test_level_labels_have_not_moved() -> None:
    assert set(FundingLevel.values) == {"national", "local", "unknown"}
