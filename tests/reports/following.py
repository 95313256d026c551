"""A small followed world for the figures of progress, and how tests read it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reports.figures import Figures, Row, progress
from reports.parameters import read
from tests.factories import figures as made
from tests.factories import programmes as factory

QUANTITIES = ["plan", "period", "ytd", "estimate", "pct_plan", "last_year", "pct_last_year"]
AUGUST, SEPTEMBER = "tháng 8/2026", "tháng 9/2026"


def asked(
    place: SimpleNamespace, period: str = "2026-09", user: Any = None, **texts: str
) -> Figures:
    return progress(read({"period": period} | texts, years_only=False), user or place.officer)


def project(place: SimpleNamespace, name: str, **more: Any) -> Any:
    facts = {
        "unit": place.units.quynh_phu,
        "province": place.units.hung_yen,
        "activity": place.machines,
        "state": "in_progress",
    }
    return factory.project(name, **facts | more)


def children(figures: Figures, number: int = 1) -> list[Row]:
    return [row for row in figures.rows if row.level == 4 and row.code.startswith(f"{number}.")]


def summary(figures: Figures) -> dict[str, Row]:
    return {row.label: row for row in figures.rows if row.code.startswith("D.")}


def numbers(row: Row) -> list[Any]:
    return [row.values[key] for key in QUANTITIES]


def unknown(row: Row) -> list[int]:
    return [row.unknown[key] for key in QUANTITIES]


def report(
    place: SimpleNamespace, line: Any, code: str, done: Any, estimate: Any = None, **more: Any
) -> Any:
    return made.approved(
        line,
        code,
        {place.facilities: done},
        estimates={place.facilities: estimate} if estimate is not None else None,
        by=place.officer,
        **more,
    )


def fill(place: SimpleNamespace) -> SimpleNamespace:
    """Two indicators, and one project with a line that reported in August and September."""
    place.facilities = made.indicator("3-03", "Số cơ sở được hỗ trợ", "cơ sở")
    place.tonnes = made.indicator("3-09", "Sản lượng", "tấn")
    place.loom = project(
        place, "Máy dệt", lines={"support_provincial": 300, "counterpart": 450, "other": 0}
    )
    place.loom_line = made.line(place.loom, {place.facilities: 8, place.tonnes: "2.5"})
    report(place, place.loom_line, "2026-08", 3)
    report(place, place.loom_line, "2026-09", 5, 9, invested_amount=200, percent=60)
    return place
