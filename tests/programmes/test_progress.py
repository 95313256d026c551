"""Percents: what an entry says, and how a project's lines are weighed (written from documents)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import ProgressWeighting
from programmes.choices import LineState
from programmes.progress import LineShare, entry_percent, project_progress
from tests.programmes.conftest import expected

D = Decimal
NOTHING: list[tuple[Decimal | None, Decimal | None]] = []


def _number(text: str) -> int | None:
    return int(text) if text else None


def _shares(text: str) -> list[LineShare]:
    pairs = [part.partition(":") for part in text.split(";") if part]
    return [LineShare(_number(percent), _number(support)) for percent, _colon, support in pairs]


@pytest.mark.pure
@pytest.mark.parametrize("row", expected("project_percent"), ids=lambda row: row["why"])
def test_a_projects_percent_is_as_written(row: dict[str, str]) -> None:
    shares = _shares(row["lines"])
    found = project_progress(shares, weighting=row["weighting"])
    assert (found.percent, found.weighting) == (
        _number(row["expected_percent"]),
        row["expected_weighting_used"],
    )
    known = [share for share in shares if share.percent is not None]
    assert (found.known, found.count) == (len(known), len(shares))


@pytest.mark.pure
@given(
    st.lists(
        st.builds(
            LineShare,
            st.none() | st.integers(0, 100),
            st.none() | st.integers(0, 10**13),
        ),
        max_size=12,
    ),
    st.sampled_from(ProgressWeighting.values),
)
def test_a_percent_lies_between_its_lines(lines: list[LineShare], weighting: str) -> None:
    found = project_progress(lines, weighting=weighting)
    known = [line.percent for line in lines if line.percent is not None]
    if not known:
        assert found.percent is None
        return
    assert found.percent is not None
    assert min(known) - 1 <= found.percent <= max(known)
    assert (found.percent == 100) == all(percent == 100 for percent in known)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("state", "typed", "parts", "percent"),
    [
        ("", None, NOTHING, None),
        (LineState.IN_PROGRESS, None, NOTHING, None),
        (LineState.SUSPENDED, None, NOTHING, None),
        # what is typed goes before everything, a zero too
        (LineState.DONE, 0, [(D(5), D(5))], 0),
        (LineState.NOT_STARTED, 40, NOTHING, 40),
        # the state before the indicators
        (LineState.DONE, None, [(D(1), D(5))], 100),
        (LineState.NOT_STARTED, None, [(D(1), D(5))], 0),
        # the indicators: planned and known, each at most 100, rounded down
        (LineState.IN_PROGRESS, None, [(D(1), D(3))], 33),
        (LineState.IN_PROGRESS, None, [(D(0), D(3))], 0),
        ("", None, [(D(2), D(3)), (D(1), D(1))], 83),
        (LineState.IN_PROGRESS, None, [(D(9), D(3)), (D(0), D(1))], 50),
        (LineState.IN_PROGRESS, None, [(None, D(3)), (D(1), D(4))], 25),
        (LineState.IN_PROGRESS, None, [(D(7), None), (D(7), D(0))], None),
        (LineState.IN_PROGRESS, None, [(None, D(3))], None),
        # thirds don't lose anything: 3 x 1/3 is whole, and 0,999… is not
        (LineState.IN_PROGRESS, None, [(D("0.01"), D("0.03"))] * 3, 33),
        (LineState.IN_PROGRESS, None, [(D(1), D(3)), (D(2), D(3))], 50),
        (LineState.IN_PROGRESS, None, [(D(1), D(1)), (D("999.99"), D(1000))], 99),
        (LineState.SUSPENDED, None, [(D(1), D(2))], 50),
    ],
)
def test_an_entrys_percent(
    state: str,
    typed: int | None,
    parts: list[tuple[Decimal | None, Decimal | None]],
    percent: int | None,
) -> None:
    assert entry_percent(state, typed, parts) == percent


@pytest.mark.pure
def test_parts_may_come_one_by_one() -> None:
    assert entry_percent("", None, ((D(1), D(2)) for _ in range(2))) == 50
