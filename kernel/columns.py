"""Columns of a list: which are shown and in which order, drawn by one function, exported alike.

A template node for each cell costs more than the queries and the rest of the page together
(`make bench`, list-page); so a row is one pattern, filled by `format_html`, which escapes.
`?cot=code,name,total` chooses; what isn't known there is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.templatetags.portal_blocks import sorted_head

PARAMETER = "cot"
NOTHING = SafeString("")
PICK_HEAD = (
    '<th scope="col" class="pick"><input type="checkbox" data-pick-all aria-label="{}"></th>'
)
PICK_CELL = (
    '<td class="pick"><input type="checkbox" name="chon" value="{}" form="chon"'
    ' aria-label="Chọn {}"></td>'
)


@lru_cache(maxsize=2048)
def _pick(pk: int, name: str) -> SafeString:
    return format_html(PICK_CELL, pk, name)


@dataclass(frozen=True)
class Source:
    """What an exported column holds: its head, the field, and the words for a coded value."""

    label: Any
    lookup: str
    words: Any = None


@dataclass(frozen=True, eq=False)
class Column:
    """A column: its head, the pattern of its cell and what fills it, what it reads and exports.

    ``total`` gives the cell of the last row from the list's sums. A fixed column is always shown.
    """

    key: str
    label: Any
    cell: str
    values: Callable[[Any], Sequence[Any]]
    fields: Sequence[str] = ()
    exports: Sequence[Source] = ()
    sort: str = ""
    unit: str = ""
    css: str = ""
    total: Callable[[Any], Any] | None = None
    is_fixed: bool = False


def plain_cell(css: str, title: str, unit: str = "") -> str:
    """Return the pattern of a cell with one value; title and unit stand beside it on the phone."""
    units = f' data-unit="{unit}"' if unit else ""
    return f'<td class="{css}" data-label="{title}"{units}>{{}}</td>'


@cache
def words_of(choices: Any) -> dict[str, str]:
    """Return the words for codes; Django's own get_…_display builds them anew for every row."""
    return {value: str(word) for value, word in choices.choices}


@dataclass(frozen=True)
class Shown:
    """The columns of one page, in order, and all there are to choose from."""

    columns: Sequence[Column]
    all: Sequence[Column]
    is_default: bool

    @property
    def fields(self) -> set[str]:
        """What the rows must have been read with."""
        return {name for column in self.columns for name in column.fields}

    @property
    def exports(self) -> list[Source]:
        """What an export of these columns holds."""
        found = {source.lookup: source for column in self.columns for source in column.exports}
        return list(found.values())

    @property
    def choices(self) -> SafeString:
        """The list of check boxes: what is shown, in its order, then the rest."""
        return _choices(tuple(self.all), tuple(column.key for column in self.columns))


@dataclass(frozen=True)
class Columns:
    """All columns of a list and those that one sees without choosing."""

    all: Sequence[Column]
    default: Sequence[str]
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.all})

    def shown(self, data: QueryDict) -> Shown:
        """Return the columns that an address asks for; unknown ones are left out."""
        keys = self._keys(data)
        columns = [self.by_key[key] for key in keys]
        return Shown(columns, self.all, is_default=keys == tuple(self.default))

    def _keys(self, data: QueryDict) -> tuple[str, ...]:
        asked = [key for value in data.getlist(PARAMETER) for key in value.split(",")]
        keys = tuple(dict.fromkeys(key for key in asked if key in self.by_key))
        if not keys:
            return tuple(self.default)
        fixed = tuple(one.key for one in self.all if one.is_fixed and one.key not in keys)
        return (*fixed, *keys)

    def tidy(self, request: HttpRequest) -> str:
        """Return the address that says the columns of a form in one word; "" when it does."""
        if len(request.GET.getlist(PARAMETER)) < 2:
            return ""
        data = request.GET.copy()
        keys = self._keys(data)
        for name in list(data):
            data.setlist(name, [value for value in data.getlist(name) if value])
            if name == PARAMETER or not data.getlist(name):
                del data[name]
        query = data.urlencode()
        if keys != tuple(self.default):
            query = "&".join(filter(None, [query, f"{PARAMETER}={','.join(keys)}"]))
        return f"{request.path}?{query}" if query else request.path


@dataclass(frozen=True)
class Table:
    """A drawn table: head, rows, last row; ``is_wide`` when it may need to be moved sideways."""

    head: SafeString
    body: SafeString
    foot: SafeString
    is_wide: bool


def draw(
    shown: Shown,
    rows: Iterable[Any],
    *,
    sorts: Mapping[str, Any],
    totals: Any = None,
    picks: bool = False,
) -> Table:
    """Draw the rows of a page; with ``picks`` each has a check box."""
    return Table(
        head=_head(shown.columns, sorts, picks=picks),
        body=_body(shown.columns, rows, picks=picks),
        foot=_foot(shown.columns, totals, picks=picks) if totals is not None else NOTHING,
        is_wide=not shown.is_default,
    )


def _head(columns: Sequence[Column], sorts: Mapping[str, Any], *, picks: bool) -> SafeString:
    links = tuple(sorts[column.sort] if column.sort else None for column in columns)
    return _drawn_head(tuple(columns), links, picks)


@lru_cache(maxsize=256)
def _drawn_head(columns: tuple[Column, ...], links: tuple[Any, ...], picks: bool) -> SafeString:
    cells = [
        sorted_head(link, column.label, unit=column.unit, css=column.css)
        if link is not None
        else format_html(
            '<th scope="col" class="{}">{}{}</th>',
            column.css,
            column.label,
            format_html('<span class="unit">{}</span>', column.unit) if column.unit else "",
        )
        for column, link in zip(columns, links, strict=True)
    ]
    first = [format_html(PICK_HEAD, "Chọn mọi dòng của trang")] if picks else []
    return format_html("<tr>{}</tr>", format_html_join("", "{}", ((c,) for c in first + cells)))


def _body(columns: Sequence[Column], rows: Iterable[Any], *, picks: bool) -> SafeString:
    pick = "{}" if picks else ""
    pattern = f"<tr>{pick}{''.join(column.cell for column in columns)}</tr>"
    readers = [column.values for column in columns]

    def filled() -> Iterator[tuple[SafeString]]:
        for row in rows:
            values = [value for read in readers for value in read(row)]
            if picks:
                values.insert(0, _pick(row.pk, str(row)))
            yield (format_html(pattern, *values),)

    return format_html_join("\n", "{}", filled())


def _foot(columns: Sequence[Column], totals: Any, *, picks: bool) -> SafeString:
    cells = [format_html('<td class="{}"></td>', "card-hide")] if picks else []
    for column in columns:
        if column.total is None:
            cells.append(format_html('<td class="{}"></td>', "card-hide"))
        elif column.is_fixed:
            cells.append(format_html('<td class="name">{}</td>', column.total(totals)))
        else:
            cells.append(
                format_html(
                    '<td class="num" data-label="{}" data-unit="{}">{}</td>',
                    column.label,
                    column.unit,
                    column.total(totals),
                )
            )
    return format_html(
        '<tr class="total">{}</tr>', format_html_join("", "{}", ((cell,) for cell in cells))
    )


@lru_cache(maxsize=64)
def _choices(columns: tuple[Column, ...], keys: tuple[str, ...]) -> SafeString:
    by_key = {column.key: column for column in columns}
    shown = [by_key[key] for key in keys]
    rest = [column for column in columns if column.key not in keys]
    return format_html_join(
        "", "{}", ((_choice(one, is_shown=one in shown),) for one in [*shown, *rest])
    )


def _choice(column: Column, *, is_shown: bool) -> SafeString:
    box = format_html(
        '<input type="checkbox" name="cot" value="{}"{}>',
        column.key,
        format_html(" checked{}", "") if is_shown else "",
    )
    if column.is_fixed:
        box = format_html(
            '<input type="hidden" name="cot" value="{}"><input type="checkbox" checked disabled>',
            column.key,
        )
    return format_html(
        '<li><label>{}{}</label><button class="needs-script" type="button" data-move="up"'
        ' aria-label="Đưa cột {} lên">{}</button><button class="needs-script" type="button"'
        ' data-move="down" aria-label="Đưa cột {} xuống">{}</button></li>',
        box,
        column.label,
        column.label,
        "↑",
        column.label,
        "↓",
    )


@lru_cache(maxsize=4096)
def repeated(words: str) -> SafeString:
    """Escape plain words that many rows share, or that are drawn again and again, once."""
    return format_html("{}", words)


def export(rows: QuerySet, sources: Sequence[Source]) -> Iterator[Sequence[Any]]:
    """Stream a list, one tuple a row, in the order of ``sources``; money in đồng."""
    words = [dict(source.words) if source.words is not None else None for source in sources]
    found = rows.values_list(*(source.lookup for source in sources))
    for row in found.iterator(chunk_size=2000):
        yield [
            value if names is None else str(names.get(value, value))
            for value, names in zip(row, words, strict=True)
        ]
