"""Columns of a list: what an address chooses, how a table is drawn."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from kernel.columns import Column, Columns, Source, draw

pytestmark = pytest.mark.pure


def _column(key: str, **more: object) -> Column:
    return Column(
        key, key.upper(), "<td>{}</td>", lambda row: (getattr(row, key),), (key,),
        (Source(key, key),), **more,
    )  # fmt: skip


class Row:
    """A row with a name that wants to be HTML."""

    pk = 7
    code, name, note = "KC-1", "<b>Dệt</b>", "a&b"

    def __str__(self) -> str:
        return self.name


COLUMNS = Columns(
    all=(_column("code"), _column("name", is_fixed=True), _column("note")), default=("code", "name")
)


@pytest.mark.parametrize(
    ("query", "keys", "is_default"),
    [
        ("", "code name", True),
        ("cot=", "code name", True),
        ("cot=code,name", "code name", True),
        ("cot=note,code", "name note code", False),
        ("cot=note,name,note", "note name", False),
        ("cot=note&cot=name", "note name", False),
        ("cot=khong-co,password", "code name", True),
        ("cot=password,note", "name note", False),
    ],
)
def test_the_address_chooses(query: str, keys: str, is_default: bool) -> None:
    shown = COLUMNS.shown(QueryDict(query))
    assert [column.key for column in shown.columns] == keys.split()
    assert shown.is_default == is_default


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("cot=note,code", ""),
        ("year=2026&cot=note&cot=name&q=", "/de-an/?year=2026&cot=note,name"),
        ("cot=code&cot=name", "/de-an/"),
        ("state=a&state=b&cot=code&cot=name", "/de-an/?state=a&state=b"),
    ],
)
def test_a_form_leads_to_the_short_address(query: str, address: str) -> None:
    assert COLUMNS.tidy(RequestFactory().get(f"/de-an/?{query}")) == address


def test_what_is_drawn_is_escaped() -> None:
    table = draw(COLUMNS.shown(QueryDict("")), [Row()], sorts={}, picks=True)
    assert "<td>&lt;b&gt;Dệt&lt;/b&gt;</td>" in table.body
    assert 'value="7"' in table.body
    assert "<b>" not in table.body
    assert table.head.count("<th") == 3
    assert not table.is_wide


def test_the_choices_stand_as_shown_then_the_rest() -> None:
    boxes = COLUMNS.shown(QueryDict("cot=note,name")).choices
    assert boxes.index('value="note"') < boxes.index('value="name"') < boxes.index('value="code"')
    assert boxes.count(" checked") == 2
