"""A budget by source beside the planned money: pure rules."""

import pytest

from kernel.findings import Severity
from programmes.budget import add_up, findings

pytestmark = pytest.mark.pure

M = 1_000_000


def test_sums_by_source_in_their_order() -> None:
    sums = add_up(
        [("counterpart", 5 * M), ("support_national", 3 * M), ("support_national", 4 * M)],
        {"support_national": 7 * M},
    )
    assert [(row.source, row.amount, row.planned) for row in sums.sources] == [
        ("support_national", 7 * M, 7 * M),
        ("counterpart", 5 * M, None),
    ]
    assert (sums.amount, sums.planned, sums.unknown) == (12 * M, 7 * M, 0)
    assert findings(sums) == []


def test_unknown_is_counted_and_never_zero() -> None:
    sums = add_up([("counterpart", None), ("counterpart", 5 * M), ("other", None)], {})
    assert [(row.source, row.amount, row.unknown) for row in sums.sources] == [
        ("counterpart", 5 * M, 1),
        ("other", None, 1),
    ]
    assert (sums.amount, sums.unknown, sums.planned) == (5 * M, 2, None)
    assert add_up([], {}).amount is None


def test_a_known_zero_is_an_amount() -> None:
    (row,) = add_up([("other", 0)], {"other": 0}).sources
    assert (row.amount, row.planned, row.difference) == (0, 0, 0)


def test_what_differs_is_said_and_never_blocks() -> None:
    sums = add_up(
        [("support_national", 310 * M), ("counterpart", 200 * M)],
        {"support_national": 300 * M, "counterpart": 250_500_000},
    )
    found = findings(sums)
    assert {one.severity for one in found} == {Severity.WARNING}
    assert [one.message for one in found] == [
        (
            "Khuyến công quốc gia: dự toán 310,0 triệu đồng, cao hơn kế hoạch 300,0 triệu đồng là "
            "10,0 triệu đồng."
        ),
        (
            "Đối ứng của đơn vị thụ hưởng: dự toán 200,0 triệu đồng, thấp hơn kế hoạch "
            "250,5 triệu đồng là 50,5 triệu đồng."
        ),
    ]


def test_what_cannot_be_compared_is_left_alone() -> None:
    unknown_part = add_up([("other", 5 * M), ("other", None)], {"other": 9 * M})
    no_plan = add_up([("other", 5 * M)], {})
    no_budget = add_up([], {"other": 9 * M})
    assert [findings(sums) for sums in (unknown_part, no_plan, no_budget)] == [[], [], []]


def test_a_planned_source_without_any_line() -> None:
    sums = add_up([("other", 5 * M)], {"other": 5 * M, "counterpart": 9 * M, "integrated": 0})
    assert [one.message for one in findings(sums)] == [
        "Đối ứng của đơn vị thụ hưởng: kế hoạch 9,0 triệu đồng, dự toán chưa có dòng nào."
    ]
