"""A Centre with two communes, some lines, and October 2026 opened."""

import csv
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.factories import progress as factory

POLICY = Path(__file__).resolve().parent.parent / "policy"


def expected(name: str) -> list[dict[str, str]]:
    """The rows of a table that was written before the code."""
    with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def _stored_place(module_rows: None) -> SimpleNamespace:
    made = factory.reporting()
    made.loom = factory.line(made, "Máy dệt chiếu", reporter=made.commune)
    made.kiln = factory.line(made, "Lò nung gốm", unit=made.units.a_sao)
    made.september = factory.period(made, "2026-09")
    made.october = factory.period(made, "2026-10")
    return made


@pytest.fixture
def place(_stored_place: SimpleNamespace, db: None) -> SimpleNamespace:
    """People and offices; a line of the commune (`loom`) and one of the Centre (`kiln`)."""
    return deepcopy(_stored_place)
