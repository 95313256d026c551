"""make_volume: marked, repeatable, with right sums."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction

from beneficiaries.models import RuralIndustrialFacility
from programmes.models import DecisionLine, SupportProject, TrackingLine
from progress.models import ProgressEntry, ReportingPeriod

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What the command printed."""
    out = io.StringIO()
    call_command("make_volume", *arguments, stdout=out)
    return out.getvalue()


def test_volume_is_marked_and_adds_up(country: None) -> None:
    assert run("--projects", "30") == "Đã thêm 30 đề án thử tải, tổng cộng 30.\n"
    assert run("--projects", "5") == "Đã thêm 5 đề án thử tải, tổng cộng 35.\n"
    names = SupportProject.objects.order_by("code").values_list("name", flat=True)
    assert [name[:28] for name in names] == [
        f"Đề án tổng hợp thử tải {number:05}" for number in range(1, 36)
    ]
    assert RuralIndustrialFacility.objects.count() == 35
    assert SupportProject.history.count() == 35
    assert {project.unit.is_present for project in SupportProject.objects.all()} == {True}
    out = io.StringIO()
    call_command("check_figures", stdout=out)
    assert out.getvalue() == "Đã kiểm tra 35 đề án: không có sai lệch.\n"


def test_the_same_seed_makes_the_same_volume(country: None) -> None:
    made = [lines_of_a_run(seed) for seed in ("7", "7", "8")]
    assert len(made[0]) > 40
    assert made[0] == made[1]
    assert made[0] != made[2]


def lines_of_a_run(seed: str) -> list[tuple[str, str, int]]:
    """The money of a volume that is taken back again."""
    with transaction.atomic():
        run("--projects", "20", "--seed", seed)
        rows = DecisionLine.objects.order_by("project__code", "source")
        found = list(rows.values_list("project__code", "source", "amount"))
        transaction.set_rollback(True)
    return found


def test_reports_of_the_volume(country: None) -> None:
    """Lines, periods and approved entries, marked, and figures that follow from them."""
    assert run("--projects", "30", "--reports", "100") == (
        "Đã thêm 30 đề án thử tải, tổng cộng 30.\nĐã thêm 100 dòng báo cáo đã duyệt để thử tải.\n"
    )
    assert ReportingPeriod.objects.count() == 12
    entries = ProgressEntry.objects.select_related("submission__organisation", "line")
    assert {entry.submission.state for entry in entries} == {"approved"}
    assert all("thử tải" in entry.results for entry in entries)
    assert all("thử tải" in entry.submission.organisation.name for entry in entries)
    assert all(entry.submission.organisation.unit_id == entry.line.unit_id for entry in entries)
    known = SupportProject.objects.filter(progress_percent__isnull=False)
    assert known.count() == TrackingLine.objects.count() > 20
    assert run("--projects", "5", "--reports", "20").endswith(
        "Đã thêm 20 dòng báo cáo đã duyệt để thử tải.\n"
    )
    assert ProgressEntry.objects.count() == ProgressEntry.history.count() == 120
    out = io.StringIO()
    call_command("check_figures", stdout=out)
    assert out.getvalue() == "Đã kiểm tra 35 đề án: không có sai lệch.\n"


def test_no_more_reports_than_months(country: None) -> None:
    said = run("--projects", "2", "--reports", "500", "--seed", "5").splitlines()[-1]
    lines = TrackingLine.objects.count()
    assert said == f"Đã thêm {12 * lines} dòng báo cáo đã duyệt để thử tải."
