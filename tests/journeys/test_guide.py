"""Each chapter of the user guide is a journey: the same steps in the same order."""

import ast
import re
from pathlib import Path

import pytest

from desk import guide
from tests.journeys.guide import steps

pytestmark = pytest.mark.pure
HERE = Path(__file__).resolve().parent
CHAPTERS = [one.slug for one in guide.chapters()]


def played() -> dict[str, list[str]]:
    """What the journeys say that they do: chapter -> names of its steps in order."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for slug, names in calls(function):
                    assert slug not in found, f"two journeys tell {slug}"
                    found[slug] = names
    return found


def calls(function: ast.FunctionDef) -> list[tuple[str, list[str]]]:
    """The chapter that a journey tells and its steps, in the order of the source."""
    made = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    made.sort(key=lambda node: (node.lineno, node.col_offset))
    told = [text(call) for call in made if getattr(call.func, "id", "") == "Told"]
    named = [text(call) for call in made if getattr(call.func, "attr", "") == "step"]
    return [(slug, named) for slug in told]


def text(call: ast.Call) -> str:
    """The first argument, which must be written out."""
    assert isinstance(call.args[0], ast.Constant)
    return str(call.args[0].value)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_the_steps_of_the_chapter_are_those_of_its_journey(slug: str) -> None:
    assert played()[slug] == list(steps(slug))


def test_no_journey_tells_a_chapter_that_is_gone() -> None:
    assert set(played()) == set(CHAPTERS)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_pictures_and_chapters_that_are_named_are_there(slug: str) -> None:
    source = next(one.source for one in guide.chapters() if one.slug == slug)
    named = re.findall(r"\]\(([^)]+)\)", source)
    assert [name for name in named if not (guide.FOLDER / name).is_file()] == []


def test_no_picture_is_left_over() -> None:
    named = {name for one in guide.chapters() for name in re.findall(r"hinh/([\w.-]+)", one.source)}
    assert named == {path.name for path in (guide.FOLDER / "hinh").glob("*.png")}
