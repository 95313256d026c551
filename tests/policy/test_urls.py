"""Every address of the portal, asked by everybody, against `policy.csv`; no canary in any."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from tests.factories.accounts import PASSWORD
from tests.policy.asking import (
    MISSING,
    Answer,
    ask,
    fill,
    form_for,
    places_of,
    routes,
    table,
)
from tests.policy.canary import READS_FILES, strange_in
from tests.policy.world import COLUMNS, Actor, Place, World

ROWS = table("policy")
# Rows that ask for what does not exist.
NOT_THERE = {"not landed", "unknown address", "unknown slug", "bad number", "missing object"}


def name_of(row: Mapping[str, str]) -> str:
    """The row's name in the list of tests."""
    return " ".join((row["method"], row["address"], row["probe"], row["relation"]))


def posted(row: Mapping[str, str], actor: Actor, place: Place | None) -> dict[str, Any]:
    """What a row's probe posts."""
    if row["probe"] in {"right password", "wrong password"}:
        name = actor.user.username if actor.user else "chuyenvien"
        right = row["probe"] == "right password"
        return {"username": name, "password": PASSWORD if right else "sai-mat-khau-roi"}
    if row["probe"] == "foreign unit":
        form = form_for(row["address"])
        return form(place or actor.own, actor.others[-1].unit.pk)
    return {}


# Where the two databases could differ: numbers that no column holds, parameters that are looked up.
BOTH = {"bad number", "query", "foreign unit"}


def on_both(row: Mapping[str, str]) -> bool:
    """Whether a row is asked on both databases; a format of a report is drawn from its figures."""
    return row["probe"] in BOTH and "dinh-dang" not in row["address"]


# Files are drawn from the figures that HTML and JSON show everybody.
DRAWN = [
    row
    for row in ROWS
    if row["address"].endswith(("=pdf", "=docx", "=xlsx")) and row["relation"] != "other"
]


def who_draws(world: World, row: Mapping[str, str]) -> set[str]:
    """Who asks for a drawn file: by turns one that reads it, and one of the others."""
    asked = [actor.name for column in COLUMNS[1:] for actor in world.of_column(column)]
    readers = [name for name in asked if name in READS_FILES]
    others = [name for name in asked if name not in READS_FILES]
    number = DRAWN.index(row)
    return {readers[number % len(readers)], others[number % len(others)]}


@pytest.mark.walker
def test_everybody_draws_some_file(world: World) -> None:
    drawn = [who_draws(world, row) for row in DRAWN]
    members = {actor.name for column in COLUMNS[1:] for actor in world.of_column(column)}
    assert set.union(*drawn) == members
    assert {len(names) for names in drawn} == {2}


CELLS = [
    pytest.param(row, id=name_of(row), marks=[pytest.mark.smoke] if on_both(row) else [])
    for row in ROWS
]


@pytest.mark.walker
@pytest.mark.parametrize("row", CELLS)
def test_the_answer_is_the_cell(world: World, row: dict[str, str]) -> None:
    """What another area has looks like what is not there."""
    differences: list[tuple[Any, ...]] = []
    for column in COLUMNS:
        for actor in world.of_column(column):
            if row in DRAWN and row[column] == "200" and actor.name not in who_draws(world, row):
                continue
            foreign = row["relation"] == "other" and row[column] == "404"
            gone = ask_for_nothing(actor, row) if foreign else None
            for place in places_of(row, actor):
                address = fill(row["address"], place)
                data = posted(row, actor, place)
                answer = ask(actor.client(), row["method"], address, data)
                if not answer.meets(row[column]):
                    differences.append((actor.name, address, row[column], answer.word))
                if strange := strange_in(answer, row, actor):
                    differences.append((actor.name, address, "no canary", strange))
                if gone and looks(answer) != looks(gone):
                    differences.append((actor.name, address, "unlike nothing", looks(answer)))
    assert differences == []


def ask_for_nothing(actor: Actor, row: Mapping[str, str]) -> Answer:
    """The answer to an address of a row with the number of no object."""
    gone = ask(actor.client(), row["method"], fill(row["address"], None).replace("<code>", "99999"))
    assert gone.status == 404
    assert MISSING not in gone.body.decode()
    return gone


def looks(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """All that an answer says."""
    return answer.status, dict(answer.response.headers), answer.body


def test_what_another_area_has_is_not_there_or_takes_no_such_method() -> None:
    foreign = [row for row in ROWS if row["relation"] == "other"]
    answers = {row[column] for row in foreign for column in COLUMNS}
    assert answers >= {"404", "405"}
    assert [row for row in foreign if not set(row.values()) & {"404", "405"}] == []


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_the_address_resolves(row: dict[str, str]) -> None:
    address = fill(row["address"], None).split("?")[0].replace("<content type>", "1")
    try:
        found = resolve(address)
    except Resolver404:
        assert row["probe"] in NOT_THERE
    else:
        catches_all = found.route.endswith("(?P<url>.*)$")
        assert not catches_all or {row[role] for role in COLUMNS[1:]} <= {"403", "404"}


def test_every_address_has_its_row() -> None:
    covered = set()
    for row in ROWS:
        if row["probe"] in NOT_THERE - {"unknown address", "missing object"}:
            continue
        address = fill(row["address"], None).split("?")[0]
        try:
            covered.add(resolve(address).route)
        except Resolver404:
            continue
    # Pages of a model in the admin have their rows in admin.csv: see test_admin.py.
    models = {
        f"quan-tri/{app}/"
        for app in (
            "accounts",
            "beneficiaries",
            "localities",
            "programmes",
            "progress",
            "reports",
            "training",
        )
    }
    missing = [
        route
        for route in routes()
        if route.replace("/^", "/") not in covered
        and not any(route.startswith(start) for start in models)
    ]
    assert missing == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_not_offered(world: World, method: str) -> None:
    officer = world.actors["chuyenvien"]
    asked = {fill(row["address"], officer.own) for row in ROWS if row["method"] == "GET"}
    for address in sorted(asked):
        response = officer.client().generic(method, address)
        assert response.status_code == 405, address
        assert "Thao tác không dùng được ở đây" in response.content.decode()


def test_head_answers_as_get(world: World) -> None:
    officer = world.actors["chuyenvien"]
    for row in ROWS:
        if (
            row["method"] == "GET"
            and row["centre_officer"] == "200"
            and "dinh-dang" not in row["address"]
        ):
            response = officer.client().head(fill(row["address"], officer.own))
            body = response.getvalue() if response.streaming else response.content
            assert (response.status_code, body) == (200, b""), row["address"]


FORMS = [row for row in ROWS if row["probe"] == "foreign unit"]


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_a_foreign_unit_is_the_only_thing_wrong_with_the_form(
    world: World, row: dict[str, str]
) -> None:
    form = form_for(row["address"])
    for column in COLUMNS[1:]:
        if row[column] != "422":
            continue
        for actor in world.of_column(column):
            address = fill(row["address"], actor.own)
            for other in actor.others:
                refused = ask(actor.client(), "POST", address, form(actor.own, other.unit.pk))
                page = refused.body.decode()
                assert refused.status == 422
                assert "Địa bàn không thuộc phạm vi của đơn vị." in page
                assert other.unit.full_name not in page
            accepted = ask(actor.client(), "POST", address, form(actor.own, actor.own.unit.pk))
            assert accepted.word == "302", (actor.name, accepted.body.decode()[:3000])


def test_a_post_without_token_is_refused(world: World) -> None:
    """T16: every POST that the table lets through asks for the token of the page."""
    officer = world.actors["chuyenvien"]
    for row in ROWS:
        if row["method"] != "POST" or row["centre_officer"] not in {"302", "422", "accept"}:
            continue
        client = officer.client(enforce_csrf_checks=True)
        answer = ask(client, "POST", fill(row["address"], officer.own))
        assert answer.status == 403, row["address"]
        assert "Phiên làm việc đã đổi" in answer.body.decode()


def test_files_have_no_address(world: World) -> None:
    """T21: what is uploaded is not served from a folder."""
    for path in ("/media/", "/media/tep.pdf", "/var/portal.sqlite3", f"/{settings.MEDIA_ROOT}/a"):
        for actor in (world.actors["chuyenvien"], world.actors["anonymous"]):
            assert actor.client().get(path).status_code == 404
