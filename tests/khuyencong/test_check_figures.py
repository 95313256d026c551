"""check_figures finds what doesn't add up, and says nothing of what does."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from programmes.models import DecisionLine, SupportProject
from programmes.services import refresh_money
from tests.factories.programmes import project, setting

pytestmark = pytest.mark.django_db


def run() -> tuple[int, list[str]]:
    """Exit code and lines of the command."""
    out, code = io.StringIO(), 0
    try:
        call_command("check_figures", stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, out.getvalue().splitlines()


@pytest.fixture
def made(db: None) -> SupportProject:
    """A project with right figures."""
    office: SimpleNamespace = setting()
    found = project(
        "Đề án minh họa",
        unit=office.units.quynh_phu,
        province=office.units.hung_yen,
        lines={"support_provincial": 100, "counterpart": 50, "support_commune": 0, "other": 0},
        code="MH-1",
    )
    refresh_money([found])
    return found


def test_right_figures(made: SupportProject) -> None:
    assert (made.support_amount, made.total_amount) == (100, 150)
    assert run() == (0, ["Đã kiểm tra 1 đề án: không có sai lệch."])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"support_amount": 101}, "kinh phí hỗ trợ lưu “101 đồng”, tính lại “100 đồng”."),
        ({"counterpart_amount": None}, "đối ứng lưu “chưa rõ”, tính lại “50 đồng”."),
        ({"other_amount": None}, "nguồn khác lưu “chưa rõ”, tính lại “0 đồng”."),
        ({"total_amount": 0}, "tổng kinh phí lưu “0 đồng”, tính lại “150 đồng”."),
        ({"beneficiary_text": "Ai đó"}, "đơn vị thụ hưởng lưu “Ai đó”, tính lại “”."),
    ],
)
def test_a_planted_difference_is_found(
    made: SupportProject, change: dict[str, Any], said: str
) -> None:
    SupportProject.objects.filter(pk=made.pk).update(**change)
    code, lines = run()
    assert code == 1
    assert lines == [
        f"Đề án {made.pk} (MH-1 Đề án minh họa): {said}",
        "Đã kiểm tra 1 đề án: 1 sai lệch.",
    ]


def test_a_line_behind_the_back_is_found(made: SupportProject) -> None:
    decision = made.decision_lines.first().decision
    DecisionLine.objects.create(
        decision=decision, project=made, source="support_provincial", amount=7
    )
    code, lines = run()
    assert code == 1
    assert len(lines) == 3  # support and total, and the closing line
