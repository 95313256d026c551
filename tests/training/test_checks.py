"""What is checked of a course's days: each rule, and what it lets through."""

from datetime import date
from typing import Any

import pytest

from kernel.findings import run
from training.checks import DATE_CHECKS, DateFacts

pytestmark = pytest.mark.pure

TODAY = date(2026, 10, 15)
TOMORROW = date(2026, 10, 16)


def found(state: str = "finished", **days: Any) -> list[tuple[str, str]]:
    facts = DateFacts(state=state, today=TODAY, **days)
    return [(finding.field, finding.message) for finding in run(DATE_CHECKS, facts)]


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("finished", {}, []),
        ("finished", {"ends_on": TODAY, "employed_on": TODAY}, []),
        ("running", {"starts_on": TODAY, "ends_on": TOMORROW}, []),
        ("planned", {"starts_on": TOMORROW, "ends_on": TOMORROW}, []),
        (
            "finished",
            {"ends_on": TOMORROW},
            [("ends_on", "Ngày 16/10/2026 chưa đến; lớp chưa thể là đã bế giảng.")],
        ),
        (
            "running",
            {"starts_on": TOMORROW},
            [("starts_on", "Ngày 16/10/2026 chưa đến; lớp chưa thể là đã khai giảng.")],
        ),
        (
            "finished",
            {"employed_on": TOMORROW},
            [("employed_on", "Ngày 16/10/2026 chưa đến; hãy ghi ngày đã có số liệu.")],
        ),
        (
            "finished",
            {"ends_on": TODAY, "employed_on": date(2026, 10, 14)},
            [
                (
                    "employed_on",
                    "Số có việc làm sau đào tạo phải tính từ ngày bế giảng (15/10/2026) trở đi.",
                )
            ],
        ),
    ],
)
def test_days(state: str, days: dict[str, date], expected: list[tuple[str, str]]) -> None:
    assert found(state, **days) == expected
