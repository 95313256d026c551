"""The sample office: its accounts and what they see, and a value of every sort in every column."""

import io
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.choices import Role
from accounts.models import OfficeProfile, Organisation, User
from beneficiaries.models import FacilityYear, RuralIndustrialFacility
from programmes.choices import DecisionKind, DecisionState, ProjectKind
from programmes.models import (
    Allocation,
    CountedResult,
    DecisionLine,
    PlanDecision,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.money import MONEY_KEYS, project_money
from progress.models import (
    PeriodSubmission,
    PeriodTransition,
    ProgressEntry,
    ReportingPeriod,
    SubmissionTransition,
)
from tests.khuyencong import columns
from training.choices import CourseState
from training.models import TrainingCourse

pytestmark = pytest.mark.django_db

# The table of sample accounts in README.md.
ACCOUNTS = {
    "quantri": Role.SYSTEM_ADMIN,
    "chuyenvien": Role.CENTRE_OFFICER,
    "ketoan": Role.CENTRE_ACCOUNTANT,
    "lanhdao": Role.CENTRE_LEADER,
    "sct": Role.DEPARTMENT,
    "xa.12472": Role.LOCAL_OFFICER,
    "xa.12472.ld": Role.LOCAL_LEADER,
    "xa.12586": Role.LOCAL_OFFICER,
    "xa.12586.ld": Role.LOCAL_LEADER,
    "xa.13225": Role.LOCAL_OFFICER,
    "xa.13225.ld": Role.LOCAL_LEADER,
    "xa.12817": Role.LOCAL_OFFICER,
    "xa.12817.ld": Role.LOCAL_LEADER,
    "huyen.338": Role.LOCAL_OFFICER,
    "huyen.339": Role.LOCAL_OFFICER,
    "kiemtra": Role.INSPECTOR,
}
# A national project has no local money, a local one no national money, and the districts are gone.
NOT_IN_2026 = {"support_district"}
NOT_NATIONAL = {"support_provincial", "support_district", "support_commune"}
NOT_LOCAL = {"support_national"}


def test_accounts(sample: dict[str, Any]) -> None:
    assert [row["username"] for row in sample["accounts"]] == list(ACCOUNTS)
    assert {row["password"] for row in sample["accounts"]} == {"mau-khuyen-cong-2026"}
    assert sample["password"] == "mau-khuyen-cong-2026"
    for row in sample["accounts"]:
        user = User.objects.get(username=row["username"])
        assert user.role == ACCOUNTS[row["username"]]
        assert row["role"] == user.get_role_display()
        assert row["organisation"] == user.organisation.name
        assert user.check_password(row["password"])
        assert not user.check_password(row["password"] + "x")


def test_a_second_run_adds_nothing(sample: dict[str, Any]) -> None:
    before = (User.history.count(), SupportProject.history.count(), DecisionLine.objects.count())
    out, err = io.StringIO(), io.StringIO()
    call_command("load_sample", stdout=out, stderr=err)
    assert json.loads(out.getvalue()) == sample
    assert err.getvalue() == "Dữ liệu mẫu đã có sẵn, không nạp lại.\n"
    after = (User.history.count(), SupportProject.history.count(), DecisionLine.objects.count())
    assert after == before


@override_settings(LOCAL=False)
@pytest.mark.parametrize("command", [["load_sample"], ["make_volume", "--projects", "1"]])
def test_refused_in_production(
    db: None, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        call_command(*command)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not User.objects.filter(username="chuyenvien", organisation=None).exists()


def test_numbers_of_the_contract(sample: dict[str, Any]) -> None:
    kinds = Counter(Organisation.objects.values_list("kind", flat=True))
    assert kinds["extension_centre"] == 1
    assert kinds["provincial_department"] == 1
    assert kinds["commune_office"] == 4
    assert kinds["former_district_office"] == 2
    assert Counter(SupportProject.objects.values_list("first_year", flat=True)) == {
        2026: 15,
        2024: 11,
    }
    assert set(SupportProject.objects.values_list("kind", flat=True)) == set(ProjectKind.values)


def test_periods_and_what_was_sent(sample: dict[str, Any]) -> None:
    periods = ReportingPeriod.objects.all()
    assert Counter((period.year, period.kind) for period in periods) == {
        (2026, "month"): 12,
        (2024, "quarter"): 4,
    }
    october = periods.get(code="2026-10")
    days = (october.data_from, october.data_to, october.local_due_on, october.agency_due_on)
    assert [day.isoformat() for day in days] == [
        "2026-09-15",
        "2026-10-14",
        "2026-10-17",
        "2026-10-25",
    ]
    reports = PeriodSubmission.objects.all()
    # The Centre and the offices of the time: four communes, two former districts.
    assert Counter(report.period.year for report in reports) == {2026: 12 * 5, 2024: 4 * 3}
    states = Counter(reports.values_list("state", flat=True))
    assert set(states) == {"draft", "submitted", "returned", "resubmitted", "approved"}
    assert reports.filter(is_empty=True, entries__isnull=True).exists()
    assert reports.filter(is_empty=True, entries__isnull=False).exists()
    channels = reports.filter(origin="on_behalf").values_list("channel", flat=True)
    assert set(channels) == {"phone", "chat", "letter", "visit"}
    assert not reports.filter(origin="on_behalf", origin_note="").exists()
    assert reports.filter(state="draft", entries__isnull=False).exists()  # saved, not sent
    late = [row for row in reports if row.submitted_at and day_of(row) > row.period.local_due_on]
    assert {row.period.year for row in late} == {2024, 2026}
    missing = reports.get(period__code="2026-07", organisation__name__contains="Thái Bình")
    assert (missing.state, missing.period.state) == ("draft", "locked")
    for year, last in ((2024, "2024-Q3"), (2026, "2026-07")):
        own = [period for period in periods if period.year == year]
        assert all(period.is_locked == (period.code <= last) for period in own)


def day_of(report: PeriodSubmission) -> Any:
    """The day on which a report was sent, in the office's time zone."""
    return localtime(report.submitted_at).date()


def test_every_moment_is_of_the_sample(sample: dict[str, Any]) -> None:
    for report in PeriodSubmission.objects.select_related("period"):
        moments = [report.saved_at, report.submitted_at, report.approved_at]
        days = [localtime(moment).date() for moment in moments if moment]
        assert days == sorted(days), report
        for moment in days:
            assert report.period.data_to < moment <= report.period.data_to + timedelta(10), report
    days = {row.at.year for row in SubmissionTransition.objects.all()}
    days |= {row.at.year for row in PeriodTransition.objects.all()}
    assert days == {2024, 2026}
    entries = ProgressEntry.history.select_related("submission__period")
    assert {row.history_date.year - row.submission.period.year for row in entries} == {0}
    assert timezone.now().astimezone(UTC) - datetime.now(UTC) < timedelta(seconds=5)


def test_tracking_lines(sample: dict[str, Any]) -> None:
    lines = TrackingLine.objects.all()
    assert lines.count() == 32
    followed = {line.project_id for line in lines}
    assert set(SupportProject.objects.exclude(pk__in=followed).values_list("state", flat=True)) == {
        "registered"
    }
    reporters = set(ReportingAssignment.objects.values_list("organisation__name", flat=True))
    assert len(reporters) == 6
    assert not any("Trà Lý" in name for name in reporters)  # one ward has no line
    assert lines.filter(assignments__isnull=True).exists()  # the Centre's own
    handed = ReportingAssignment.objects.get(valid_from="2026-06-15")
    assert handed.line.assignments.count() == 1  # the Centre's before
    senders = ProgressEntry.objects.filter(line=handed.line).order_by("submission__period__ends_on")
    kinds = [entry.submission.organisation.kind for entry in senders]
    assert kinds == ["extension_centre"] * 6 + ["commune_office"] * 5


def test_courses(sample: dict[str, Any]) -> None:
    courses = TrainingCourse.objects.all()
    assert set(courses.values_list("state", flat=True)) == set(CourseState.values)
    assert {course.unit.is_present for course in courses} == {True, False}
    counted = CountedResult.objects.values_list("occurred_on__year", "amount")
    assert {year for year, _amount in counted} == {2024, 2025, 2026}
    assert 0 in {amount for _year, amount in counted}  # a known zero counts, unknown doesn't
    # A project that began before 2026 has figures of 2025, though nobody reported then.
    flagship = TrackingLine.objects.get(project__code="MH-2024-11", unit__valid_to=None)
    assert flagship.project.kind == ProjectKind.FLAGSHIP
    first = flagship.entries.order_by("submission__period__ends_on").first()
    assert first is not None
    assert first.submission.period.code == "2026-01"
    assert {cell.indicator.code: cell.done for cell in first.indicators.all()} == {
        "1-01": 3,
        "1-02": 97,
        "1-03": 44,
    }


def test_units_are_those_of_their_year(sample: dict[str, Any]) -> None:
    for project in SupportProject.objects.select_related("unit", "plan__province"):
        assert project.unit.is_present == (project.first_year == 2026), project
        assert project.plan.province.code == ("33" if project.first_year == 2026 else "34")


def test_everything_is_marked_as_invented(sample: dict[str, Any]) -> None:
    for model, field in (
        (Organisation, "name"),
        (User, "full_name"),
        (RuralIndustrialFacility, "name"),
        (SupportProject, "name"),
        (PlanDecision, "title"),
        (OfficeProfile, "issuing_body"),
    ):
        rows = model.objects.exclude(**{f"{field}__icontains": "minh họa"})
        texts = rows.exclude(**{f"{field}__contains": "MINH HỌA"}).values_list(field, flat=True)
        assert set(texts) <= {"Hệ thống"}, model


def test_every_money_column_has_a_known_an_unknown_and_a_zero_value(
    sample: dict[str, Any],
) -> None:
    found: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for project in SupportProject.objects.all():
        lines = DecisionLine.objects.counted().filter(project=project)
        money = project_money(
            lines.values_list("source", "amount"),
            level=project.level,
            year=project.first_year,
            stated_total=project.stated_total_amount,
        )
        for key in map(str, MONEY_KEYS):
            amount = money[key]
            if amount is None and key not in money.unknown:
                continue
            sort = "unknown" if amount is None else "known" if amount else "zero"
            found[project.first_year, project.level, key].add(sort)
    every = {"known", "unknown", "zero"}
    for year in (2026, 2024):
        for level, excluded in (("national", NOT_NATIONAL), ("local", NOT_LOCAL)):
            gone = NOT_IN_2026 if year == 2026 else set()
            for key in {str(key) for key in MONEY_KEYS} - excluded - gone:
                assert found[year, level, key] == every, (year, level, key)


# Columns that a project of a plan always has.
ALWAYS = {"number", "project", "place", "time", "state", "unit_code"}


def test_every_column_of_the_annual_plan_is_known_and_unknown_somewhere(
    sample: dict[str, Any], tmp_path: Path
) -> None:
    found: dict[str, set[bool]] = defaultdict(set)
    for year, unit in ((2026, "33"), (2024, "34@2024-12-31")):
        for row in annual_plan(year, unit, tmp_path / "plan.json"):
            for key, value in row["values"].items():
                found[key].add(value is not None and value != "")
    assert {key for key, sorts in found.items() if True not in sorts} == set()
    assert {key for key, sorts in found.items() if False not in sorts} == ALWAYS


# Columns that a course or a project always has.
KNOWN = {
    "progress": {
        *("number", "project", "place", "time", "state", "unit_code", "reported"),
        *("indicator", "measure"),
    },
    "courses": {
        *("number", "course", "project", "project_code", "kind", "level", "place", "unit_code"),
        "state",
    },
    "results": {"number", "indicator", "indicator_code", "measure"},
}


@pytest.mark.parametrize("slug", ["progress", "courses", "results"])
def test_every_column_has_a_known_an_unknown_and_a_zero_value(
    sample: dict[str, Any], tmp_path: Path, slug: str
) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    expected: dict[str, set[str]] = {}
    for year in ("2026", "2024"):
        made = columns.report(slug, year, tmp_path / "report.json")
        for column in made["columns"]:
            numeric = column["kind"] in columns.NUMERIC
            expected[column["key"]] = {"known", "unknown", *(["zero"] if numeric else [])}
        for key, sort in columns.sorts_of(made):
            found[key].add(sort)
    expected |= {key: {"known"} for key in KNOWN[slug]}
    if slug == "results":
        expected["pct_last_year"] -= {"zero"}  # what was done last year goes on in this one
    if slug in {"progress", "results"}:
        expected["carried"] = found["carried"] - {"known"}  # every line was reported in its year
        july = columns.report(slug, "2026-07", tmp_path / "report.json")
        sorts = {sort for key, sort in columns.sorts_of(july) if key == "carried"}
        assert {"known", "zero"} <= sorts  # one ward sent nothing
    assert dict(found) == expected


def annual_plan(year: int, unit: str, path: Path) -> list[dict[str, Any]]:
    """The items of the report, as JSON gives them."""
    options = ["--year", str(year), "--unit", unit, "--format", "json", "--output", str(path)]
    call_command("report", "annual-plan", *options)
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return [row for row in rows if row["kind"] == "item"]


def test_facility_columns_have_known_unknown_and_zero_values(sample: dict[str, Any]) -> None:
    for name in ("worker_count", "women_worker_count", "minority_worker_count", "capital_amount"):
        values = set(RuralIndustrialFacility.objects.values_list(name, flat=True))
        assert None in values, name
        assert any(value for value in values), name
    assert RuralIndustrialFacility.objects.filter(minority_worker_count=0).exists()
    assert FacilityYear.objects.filter(revenue_amount=0).exists()
    assert RuralIndustrialFacility.objects.filter(industry__isnull=False).exists()


def test_decisions(sample: dict[str, Any]) -> None:
    decisions = PlanDecision.objects.all()
    assert {decision.kind for decision in decisions} == set(DecisionKind.values) - {"carry_over"}
    (draft,) = [row for row in decisions if row.state == DecisionState.DRAFT]
    assert (draft.round, draft.number, draft.signed_on) == (3, "", None)
    assert draft.lines.exists()


def test_states_come_from_transitions(sample: dict[str, Any]) -> None:
    states = Counter()
    for project in SupportProject.objects.prefetch_related("transitions"):
        states[project.state] += 1
        rows = sorted(project.transitions.all(), key=lambda row: row.pk)
        chain = ["registered", *(row.target for row in rows)]
        assert chain[-1] == project.state, project
        assert [row.source for row in rows] == chain[:-1], project
    assert len(states) >= 10
    assert states["registered"] == 2


def test_unnamed_beneficiaries(sample: dict[str, Any]) -> None:
    labels = {row.label for row in Allocation.objects.filter(kind="unnamed")}
    assert labels == {
        "Chưa xác định",
        "Chưa xác định (dự kiến 3)",
        "Chưa xác định (dự kiến 4)",
    }


def test_what_the_accounts_see(sample: dict[str, Any]) -> None:
    seen = {
        user.username: SupportProject.objects.visible_to(user).count()
        for user in User.objects.filter(is_system=False)
    }
    for name in ("quantri", "chuyenvien", "ketoan", "lanhdao", "sct", "kiemtra"):
        assert seen[name] == 26, name
    for code in ("12472", "12586", "13225"):
        assert 0 < seen[f"xa.{code}"] < 26
        assert seen[f"xa.{code}.ld"] == seen[f"xa.{code}"]
    assert seen["xa.12817"] == 0
    officer = User.objects.get(username="huyen.338")
    own = SupportProject.objects.visible_to(officer).filter(first_year=2024)
    assert {(project.unit.parent or project.unit).code for project in own} <= {"338", "34"}
    assert own.count() == 5


def test_the_figures_are_right(sample: dict[str, Any]) -> None:
    out = io.StringIO()
    call_command("check_figures", stdout=out)
    assert out.getvalue() == "Đã kiểm tra 26 đề án: không có sai lệch.\n"


def test_the_letterhead_is_a_placeholder(sample: dict[str, Any]) -> None:
    before, profile = OfficeProfile.objects.order_by("pk")
    assert (before.valid_to, profile.valid_from) == (date(2025, 6, 30), date(2025, 7, 1))
    assert profile.governing_body == "Cơ quan chủ quản minh họa"
    assert profile.issuing_body == "TRUNG TÂM MINH HỌA"
    assert (profile.symbol, profile.place_name) == ("TTMH", "Địa danh minh họa")
    assert [str(signer) for signer in profile.signers.all()] == [
        "GIÁM ĐỐC Người ký minh họa",
        "PHÓ GIÁM ĐỐC Phó minh họa",
    ]
