"""make_volume: marked, repeatable, with right sums."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction

from beneficiaries.models import RuralIndustrialFacility
from programmes.models import DecisionLine, SupportProject

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


def test_reports_have_not_landed(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run("--projects", "1", "--reports", "1")
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
