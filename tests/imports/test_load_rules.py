"""Rules of load_cases on small files: repeats, areas, what the office has changed, refusals."""

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from accounts.choices import Role
from accounts.services import system_user
from imports.checks import COLUMNS
from kernel import guards
from programmes.choices import DecisionKind, FundingSource
from programmes.models import AnnualPlan, DecisionLine, PlanDecision, SupportProject
from programmes.services import (
    add_decision_line,
    move_project,
    remove_line,
    remove_project,
    save_project,
)
from tests.factories.programmes import organisation, person, setting
from training.models import TrainingCourse
from training.services import remove_course, save_course

pytestmark = pytest.mark.django_db

ROW = {
    "province": "Thái Bình",
    "district_or_commune": "xã An Khê, huyện Quỳnh Phụ",
    "year": "2024",
    "source_level": "địa phương",
    "activity_group": "Đào tạo nghề, truyền nghề",
    "project_name": "Đề án minh họa",
    "beneficiary": "Công ty TNHH Minh Họa",
    "support_million": "100",
    "status": "được phê duyệt",
    "source_url": "https://example.org/mot-trang",
}


@pytest.fixture
def office(db: None) -> SimpleNamespace:
    """The small country with a Centre in Hưng Yên."""
    return setting()


class Desk:
    """Writes files and loads them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, *rows: dict[str, str], options: tuple[str, ...] = ()) -> dict[str, Any]:
        """Load these rows; what the command printed."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        out = io.StringIO()
        call_command("load_cases", str(self.path), *options, stdout=out)
        return json.loads(out.getvalue())


@pytest.fixture
def desk(office: SimpleNamespace, tmp_path: Path) -> Desk:
    """A desk over the small country."""
    return Desk(tmp_path / "cases.csv")


def only() -> SupportProject:
    """The one project."""
    return SupportProject.objects.get()


def test_equal_rows_count_as_unchanged_and_different_ones_are_skipped(desk: Desk) -> None:
    other = ROW | {"support_million": "200"}
    assert desk.load(ROW, ROW, other) == {
        "created": 1,
        "updated": 0,
        "unchanged": 1,
        "skipped": [{"row": 4, "reason": "trùng khóa với dòng 2"}],
    }
    assert only().support_amount == 100_000_000


def test_only_rows_without_project_and_beneficiary_are_skipped(desk: Desk) -> None:
    nameless = ROW | {"project_name": ""}
    for_nobody = ROW | {"beneficiary": ""}
    neither = ROW | {"project_name": " ", "beneficiary": ""}
    bare = {"province": "Thái Bình", "project_name": "Đề án trần"}
    reason = "không nêu tên đề án, cũng không nêu đơn vị thụ hưởng"
    found = desk.load(nameless, neither, for_nobody, bare)
    assert found["skipped"] == [{"row": 3, "reason": reason}]
    assert found["created"] == 3
    names = set(SupportProject.objects.values_list("name", flat=True))
    assert names == {
        "Đề án chưa rõ tên (Công ty TNHH Minh Họa)",
        "Đề án minh họa",
        "Đề án trần",
    }
    project = SupportProject.objects.get(name="Đề án trần")
    assert (project.plan, project.first_year, project.activity) == (None, None, None)
    assert (project.level, project.state, project.support_amount) == ("unknown", "unknown", None)
    assert not project.allocations.exists()


def test_without_a_province_nothing_can_be_placed(desk: Desk) -> None:
    found = desk.load(ROW | {"province": "Atlantis"})
    assert found["skipped"] == [{"row": 2, "reason": "chưa xác định được tỉnh “Atlantis”"}]


def test_a_dry_run_counts_and_stores_nothing(desk: Desk) -> None:
    found = desk.load(ROW, options=("--dry-run",))
    assert found == {"created": 1, "updated": 0, "unchanged": 0, "skipped": []}
    assert not SupportProject.objects.exists()
    assert not AnnualPlan.objects.exists()
    assert desk.load(ROW)["created"] == 1


def test_rows_outside_the_area_are_skipped(desk: Desk, office: SimpleNamespace) -> None:
    far = ROW | {"province": "Hà Nội", "district_or_commune": "", "year": "2026"}
    found = desk.load(ROW, far, options=("--as", office.officer.username))
    assert found["created"] == 1
    assert found["skipped"] == [{"row": 3, "reason": "ngoài địa bàn của tài khoản"}]
    assert only().history.first().history_user == office.officer
    # negative control: for the system there is no area
    assert desk.load(ROW, far) == {"created": 1, "updated": 0, "unchanged": 1, "skipped": []}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_OFFICER])
def test_only_the_officer_may_load(
    desk: Desk, office: SimpleNamespace, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    user = person(office.centre, role)
    with pytest.raises(SystemExit) as left:
        desk.load(ROW, options=("--as", user.username))
    assert left.value.code == 2
    assert capsys.readouterr().err == ("Tài khoản này không có quyền nạp đề án từ nguồn công bố.\n")
    assert not SupportProject.objects.exists()


@pytest.mark.parametrize("name", ["khong-co", "he-thong", "nguoi-nghi"])
def test_an_account_must_be_in_use(
    desk: Desk, office: SimpleNamespace, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    system_user()
    person(office.centre, username="nguoi-nghi", is_active=False)
    with pytest.raises(SystemExit) as left:
        desk.load(ROW, options=("--as", name))
    assert left.value.code == 2
    assert capsys.readouterr().err == f"Không có tài khoản “{name}” đang dùng.\n"


def test_a_missing_file_is_refused(
    office: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("load_cases", "khong/co.csv")
    assert left.value.code == 2
    assert capsys.readouterr().err == "Không đọc được tệp khong/co.csv.\n"


def test_money_is_one_decision_for_a_level_and_year(desk: Desk) -> None:
    second = ROW | {"project_name": "Đề án hai", "support_million": "50.5"}
    national = ROW | {"source_level": "quốc gia"}
    no_year = ROW | {"year": ""}
    desk.load(ROW, second, national, no_year)
    found = {
        (decision.plan and decision.plan.year, decision.level): sorted(
            decision.lines.values_list("source", "amount")
        )
        for decision in PlanDecision.objects.all()
    }
    assert found == {
        (2024, "local"): [
            ("support_provincial", 50_500_000),
            ("support_provincial", 100_000_000),
        ],
        (2024, "national"): [("support_national", 100_000_000)],
        (None, "local"): [("support_provincial", 100_000_000)],
    }


def test_a_stated_total_is_kept_and_not_computed_from(desk: Desk) -> None:
    desk.load(ROW | {"total_cost_million": "300"})
    project = only()
    assert (project.stated_total_amount, project.total_amount) == (300_000_000, 300_000_000)
    assert project.counterpart_amount is None


def test_what_the_office_changed_stays(desk: Desk, office: SimpleNamespace) -> None:
    desk.load(ROW | {"note": "theo trang"})
    project = only()
    project.note = "cơ quan đã sửa"
    save_project(project, by=system_user(), reason="sửa tay")
    move_project(project, "start", by=office.officer)
    assert desk.load(ROW | {"note": "theo trang"})["unchanged"] == 1
    # a page that says something new changes only what nobody has touched
    newer = ROW | {"note": "trang mới", "status": "đã nghiệm thu", "total_cost_million": "300"}
    assert desk.load(newer)["updated"] == 1
    project = only()
    assert (project.note, project.state) == ("cơ quan đã sửa", "in_progress")
    assert project.stated_total_amount == 300_000_000


def test_a_correction_by_the_office_stays(desk: Desk) -> None:
    desk.load(ROW)
    held = DecisionLine.objects.get()
    correction = DecisionLine(
        decision=held.decision, project=held.project, source=held.source, amount=50_000_000
    )
    add_decision_line(correction, by=system_user(), reason="đính chính")
    assert desk.load(ROW)["unchanged"] == 1
    assert only().support_amount == 150_000_000
    # the page comes to the same figure: nothing to add
    assert desk.load(ROW | {"support_million": "150"})["unchanged"] == 1
    assert desk.load(ROW | {"support_million": "160"})["updated"] == 1
    assert only().support_amount == 160_000_000


def test_a_real_decision_of_the_office_counts_alone(desk: Desk) -> None:
    desk.load(ROW | {"support_million": ""})
    project = only()
    approval = PlanDecision.objects.create(
        plan=project.plan,
        province=project.plan.province,
        level="local",
        kind=DecisionKind.APPROVAL,
        number="1/QĐ-MH",
    )
    line = DecisionLine(
        decision=approval,
        project=project,
        source=FundingSource.PROVINCIAL,
        amount=100_000_000,
    )
    add_decision_line(line, by=system_user())
    assert desk.load(ROW)["unchanged"] == 1
    assert only().support_amount == 100_000_000


CLASS = ROW | {"status": "khai giảng", "trainees": "35", "support_million": ""}


def test_a_course_changed_by_the_office_stays(desk: Desk, office: SimpleNamespace) -> None:
    desk.load(CLASS)
    course = only().courses.get()
    course.planned_trainee_count = 30
    save_course(course, by=office.officer)
    assert desk.load(CLASS)["unchanged"] == 1
    over = CLASS | {"status": "hoàn thành", "trainees": "33", "note": "trang mới"}
    assert desk.load(over)["updated"] == 1
    course = only().courses.get()
    assert (course.state, course.planned_trainee_count, course.trainee_count, course.note) == (
        "finished",
        30,
        33,
        "trang mới",
    )
    course.state, course.trainee_count = "running", None
    save_course(course, by=office.officer)
    assert desk.load(over)["unchanged"] == 1
    # a page that loses its words takes nothing back
    assert desk.load(over | {"status": "", "trainees": "", "note": ""})["updated"] == 1
    again = only().courses.get()
    assert (again.state, again.trainee_count, again.note) == ("running", None, "trang mới")


def test_a_removed_course_is_not_made_again(desk: Desk, office: SimpleNamespace) -> None:
    desk.load(CLASS)
    remove_course(only().courses.get(), by=office.officer)
    assert desk.load(CLASS | {"trainees": "40"})["unchanged"] == 1
    assert only().courses.get().is_deleted


def test_courses_that_the_office_has_entered_are_enough(
    desk: Desk, office: SimpleNamespace
) -> None:
    desk.load(CLASS)
    with guards.suspended():
        only().courses.get().delete()  # as loaded before there were courses
    own = TrainingCourse(project=only(), name="Lớp của Trung tâm", unit=only().unit)
    save_course(own, by=office.officer)
    assert desk.load(CLASS)["unchanged"] == 1
    assert only().courses.get() == own


def test_what_was_loaded_before_there_were_lines_and_courses_gets_them(desk: Desk) -> None:
    desk.load(CLASS)
    with guards.suspended():
        only().courses.all().delete()
        only().tracking_lines.all().delete()
    assert desk.load(CLASS)["updated"] == 1
    assert only().courses.get().line == only().tracking_lines.get()
    assert desk.load(CLASS)["unchanged"] == 1


def test_a_line_that_the_office_removed_is_not_made_again(
    desk: Desk, office: SimpleNamespace
) -> None:
    desk.load(ROW)
    remove_line(only().tracking_lines.get(), by=office.officer)
    assert desk.load(ROW)["unchanged"] == 1
    assert only().tracking_lines.get().is_deleted


def test_only_training_makes_a_course(desk: Desk) -> None:
    desk.load(CLASS | {"activity_group": "Ứng dụng máy móc tiên tiến"})
    assert not only().courses.exists()


def test_a_project_in_the_recycle_bin_is_not_made_again(desk: Desk) -> None:
    row = ROW | {"support_million": ""}
    desk.load(row)
    remove_project(only(), by=system_user())
    found = desk.load(row)
    assert found["skipped"] == [{"row": 2, "reason": "đề án đã chuyển vào thùng rác"}]
    assert SupportProject.objects.count() == 1


def test_one_name_at_one_place_is_one_facility(desk: Desk) -> None:
    elsewhere = ROW | {"district_or_commune": "xã An Đồng, huyện Quỳnh Phụ"}
    desk.load(ROW, ROW | {"project_name": "Đề án hai"}, elsewhere)
    facilities = {project.allocations.get().facility_id for project in SupportProject.objects.all()}
    assert len(facilities) == 2


def test_words_that_cannot_be_read_are_kept(desk: Desk) -> None:
    desk.load(
        ROW
        | {
            "support_million": "khoảng 100",
            "year": "đầu năm",
            "activity_group": "Việc khác",
            "source_url": "trang in",
            "status": "nghe nói",
            "note": "gốc",
        }
    )
    project = only()
    assert project.note.splitlines() == [
        "gốc",
        "Nguồn ghi năm: đầu năm.",
        "Nguồn ghi nội dung hoạt động: Việc khác.",
        "Nguồn ghi kinh phí hỗ trợ: khoảng 100 (triệu đồng).",
        "Nguồn: trang in.",
    ]
    assert (project.state, project.state_text, project.source_url) == ("unknown", "nghe nói", "")
    assert project.support_amount is None


def test_very_long_texts_are_cut_and_kept_in_the_note(desk: Desk) -> None:
    name = "Đề án minh họa " + "dài " * 150
    assert desk.load(ROW | {"project_name": name, "status": "x" * 300})["created"] == 1
    project = only()
    assert len(project.name) <= 500
    assert project.name.endswith("…")
    assert name.strip() in project.note
    assert desk.load(ROW | {"project_name": name, "status": "x" * 300})["unchanged"] == 1


def test_another_centre_loads_its_own_province(desk: Desk, office: SimpleNamespace) -> None:
    user = person(organisation(office.units.ha_noi, name="Trung tâm khác"))
    row = {"province": "Hà Nội", "project_name": "Đề án minh họa", "year": "2026"}
    found = desk.load(row, ROW, options=("--as", user.username))
    assert (found["created"], [skip["row"] for skip in found["skipped"]]) == (1, [3])
