"""A project's money from its lines: known, unknown, not applicable; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.choices import FundingLevel, FundingSource
from programmes.money import MONEY_KEYS, applicable_sources, project_money

S = FundingSource
pytestmark = pytest.mark.pure


def money(
    lines: dict[str, int],
    *,
    level: str = "local",
    year: int | None = 2026,
    stated: int | None = None,
) -> dict[str, int | None]:
    found = project_money(lines.items(), level=level, year=year, stated_total=stated)
    assert {key for key in MONEY_KEYS if key in found.unknown} == found.unknown
    assert all(found[key] is None for key in found.unknown)
    return dict(found.values)


def unknown(
    lines: dict[str, int],
    *,
    level: str = "local",
    year: int | None = 2026,
    stated: int | None = None,
) -> set[str]:
    return set(project_money(lines.items(), level=level, year=year, stated_total=stated).unknown)


@pytest.mark.parametrize(
    ("level", "year", "keys"),
    [
        ("national", 2026, {"support_national"}),
        ("national", 2020, {"support_national"}),
        ("local", 2026, {"support_provincial", "support_commune"}),
        ("local", 2025, {"support_provincial", "support_commune", "support_district"}),
        ("local", None, {"support_provincial", "support_commune", "support_district"}),
        (
            "unknown",
            2026,
            {"support_national", "support_provincial", "support_commune"},
        ),
    ],
)
def test_which_sources_can_pay(level: str, year: int | None, keys: set[str]) -> None:
    assert applicable_sources(level, year) == keys | {"counterpart", "other"}


def test_all_known_is_added_up() -> None:
    lines = {S.NATIONAL: 300, S.COUNTERPART: 500, S.OTHER: 0}
    assert money(lines, level="national") == {
        "support_national": 300,
        "support_provincial": None,
        "support_district": None,
        "support_commune": None,
        "counterpart": 500,
        "other": 0,
        "support": 300,
        "total": 800,
    }
    assert unknown(lines, level="national") == set()


def test_no_line_is_unknown_and_never_zero() -> None:
    assert set(money({}).values()) == {None}
    assert unknown({}) == {
        "support_provincial",
        "support_commune",
        "counterpart",
        "other",
        "support",
        "total",
    }


def test_a_line_of_zero_is_known() -> None:
    lines = {S.PROVINCIAL: 0, S.COMMUNE: 0, S.COUNTERPART: 0, S.OTHER: 0}
    assert (money(lines)["support"], money(lines)["total"], unknown(lines)) == (0, 0, set())


def test_a_commune_that_gives_nothing_leaves_the_support_unknown() -> None:
    lines = {S.COMMUNE: 0, S.COUNTERPART: 5, S.OTHER: 0}
    assert (money(lines)["support"], money(lines)["support_commune"]) == (None, 0)
    assert unknown(lines) == {"support_provincial", "support", "total"}
    assert money({S.DISTRICT: 0, S.COMMUNE: 0}, year=2024)["support"] is None
    assert money(lines | {S.COMMUNE: 7})["support"] == 7
    assert money(lines | {S.PROVINCIAL: 0})["support"] == 0
    assert money({S.UNKNOWN_SUPPORT: 0}, level="unknown")["support"] == 0


def test_one_unknown_source_makes_the_total_unknown() -> None:
    lines = {S.PROVINCIAL: 100, S.COMMUNE: 0, S.COUNTERPART: 50}
    assert money(lines)["total"] is None
    assert unknown(lines) == {"other", "total"}


def test_a_stated_total_stands_whatever_the_parts_say() -> None:
    lines = {S.PROVINCIAL: 100, S.COMMUNE: 0, S.COUNTERPART: 50, S.OTHER: 0}
    assert money(lines, stated=999)["total"] == 999
    assert money({}, stated=0)["total"] == 0
    assert "total" not in unknown({}, stated=0)


def test_support_of_unknown_source_counts_only_in_support() -> None:
    lines = {S.UNKNOWN_SUPPORT: 70, S.COUNTERPART: 30, S.OTHER: 0}
    found = money(lines, level="unknown")
    assert (found["support"], found["support_national"], found["support_provincial"]) == (
        70,
        None,
        None,
    )
    assert found["total"] is None
    complete = lines | {S.NATIONAL: 1, S.PROVINCIAL: 1, S.COMMUNE: 1}
    assert money(complete, level="unknown")["support"] == 73
    assert money(complete, level="unknown")["total"] is None


def test_integrated_money_is_part_of_other() -> None:
    assert money({S.INTEGRATED: 5, S.OTHER: 7})["other"] == 12
    assert "other" not in unknown({S.INTEGRATED: 5})


def test_amendments_of_a_source_add_up() -> None:
    lines = [(S.PROVINCIAL, 100), (S.PROVINCIAL, -30), (S.COMMUNE, 0)]
    found = project_money(lines, level="local", year=2026, stated_total=None)
    assert (found["support_provincial"], found["support"]) == (70, 70)


def test_a_source_that_does_not_apply_still_counts_where_a_decision_gives_it() -> None:
    lines = {S.NATIONAL: 10, S.PROVINCIAL: 5, S.COUNTERPART: 1, S.OTHER: 0}
    assert money(lines, level="national")["support"] == 15
    assert money(lines, level="national")["total"] == 16


LINES = st.lists(
    st.tuples(st.sampled_from(S.values), st.integers(-(10**11), 10**12 - 1)), max_size=12
)
LEVELS = st.sampled_from(FundingLevel.values)
YEARS = st.none() | st.integers(2006, 2040)


@given(lines=LINES, level=LEVELS, year=YEARS)
def test_no_line_is_lost_or_counted_twice(
    lines: list[tuple[str, int]], level: str, year: int | None
) -> None:
    found = project_money(lines, level=level, year=year, stated_total=None)
    of_unknown = sum(amount for source, amount in lines if source == S.UNKNOWN_SUPPORT)
    parts = [value for key in (*MONEY_KEYS[:6],) if (value := found[key]) is not None]
    assert sum(parts) + of_unknown == sum(amount for _source, amount in lines)
    support = sum(amount for source, amount in lines if source in S.SUPPORT)
    assert (found["support"] or 0) == support
    if found["total"] is not None:
        assert found["total"] == sum(parts)
        assert not found.unknown


@given(lines=LINES, level=LEVELS, year=YEARS, seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(
    lines: list[tuple[str, int]], level: str, year: int | None, seed: object
) -> None:
    shuffled = list(lines)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    options = {"level": level, "year": year, "stated_total": None}
    assert project_money(lines, **options) == project_money(shuffled, **options)
