"""List pages: filters as removable pills, allowed sort orders, paging that never fails.

A view hands over a scoped queryset; what comes back is what the template prints.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.columns import (
    PARAMETER,
    Columns,
    Shown,
    Source,
    Table,
    draw,
    export,
)
from kernel.search import matching
from kernel.sheets import writer

PAGE_SIZE = 50
MAX_VALUES = 200
MOST_DRAWN = 500  # fields remembered as drawn
LOOK = ("sort", PARAMETER)  # how a list looks, not what it is narrowed to
NO_COLUMNS = Shown((), (), is_default=True)


@dataclass(frozen=True)
class Pill:
    """A filter that is on: its name, its value in words, the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class SortLink:
    """A sortable column: the address that sorts by it and its order now ("", "asc", "desc")."""

    url: str
    order: str


@dataclass(frozen=True)
class ListPage:
    """What a list template needs."""

    filterset: Any
    rows: QuerySet
    page: Page
    count: int
    pills: Sequence[Pill]
    sorts: Mapping[str, SortLink]
    query: str
    clear_url: str
    notices: Sequence[str] = field(default_factory=tuple)
    totals: Any = None
    conditions: Sequence[str] = field(default_factory=tuple)
    columns: Shown = NO_COLUMNS

    def table(self, rows: Iterable[Any] | None = None, *, picks: bool = False) -> Table:
        """Draw the page's rows in the chosen columns."""
        shown = self.page.object_list if rows is None else rows
        return draw(self.columns, shown, sorts=self.sorts, totals=self.totals, picks=picks)

    def workbook(self, name: str, default: Sequence[Source]) -> HttpResponse:
        """Give every row of the list: in the chosen columns, or as ``default`` when none are."""
        sources = default if self.columns.is_default else self.columns.exports
        table = writer.Table(
            name=name.replace("-", " ").capitalize(),
            headers=[str(source.label) for source in sources],
            rows=export(self.rows, sources),
        )
        response = HttpResponse(writer.xlsx(table), content_type=writer.CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return response

    @property
    def search(self) -> str:
        """The search text."""
        return self.filterset.data.get("q", "")

    @property
    def is_filtered(self) -> bool:
        """Whether a search or filter narrows the list."""
        return bool(self.pills or self.search or self.notices)

    @property
    def keep(self) -> list[tuple[str, str]]:
        """The filters that a new search keeps, as (name, value)."""
        data = self.filterset.data
        return [
            (name, value)
            for name, values in data.lists()
            if name not in {"q", "page"}
            for value in values
            if value
        ]

    @property
    def keep_look(self) -> list[tuple[str, str]]:
        """What new conditions keep: order and columns, as (name, value)."""
        return [(name, value) for name, value in self.keep if name in LOOK]

    @property
    def keep_conditions(self) -> list[tuple[str, str]]:
        """What other columns keep: search, conditions and order, as (name, value)."""
        kept = [(name, value) for name, value in self.keep if name != PARAMETER]
        return [*kept, ("q", self.search)] if self.search else kept

    @property
    def saved_query(self) -> str:
        """The address as a saved view keeps it."""
        return tidy_query(self.query)

    @property
    def is_valid(self) -> bool:
        """Whether every filter value was understood."""
        return not self.notices

    @property
    def status(self) -> int:
        """The HTTP status of the page: 400 when a filter value was not understood."""
        return 400 if self.filterset.errors or self.too_many else 200

    @property
    def too_many(self) -> bool:
        """Whether a filter has more values than anybody can mean."""
        data = self.filterset.data
        return any(len(values) > MAX_VALUES for _key, values in data.lists())


def build(  # noqa: PLR0913 - one call says what a list is
    request: HttpRequest,
    queryset: QuerySet,
    filterset_class: type[django_filters.FilterSet],
    *,
    sorts: Mapping[str, str],
    default_sort: str,
    page_size: int = PAGE_SIZE,
    prepare: Callable[[QuerySet], QuerySet] | None = None,
    columns: Columns | None = None,
    totals: Callable[[QuerySet], Any] | None = None,
    summed: QuerySet | None = None,
) -> ListPage:
    """Filter, sort and page ``queryset`` by the request's parameters.

    ``sorts`` maps a parameter value to model fields, separated by a space, the first of which the
    direction turns; anything else is ignored. ``prepare`` adds joins to the page's rows only.
    ``columns`` are those to choose from; the page's rows are read with what the chosen ones need.
    ``totals`` adds the whole list up in one query; its ``count`` saves the one that counts.
    ``summed`` is the same set of rows as ``queryset``, asked in the way that suits a sum.
    """
    data = request.GET.copy()
    filterset = filterset_class(data, queryset=queryset, request=request)
    too_many = any(len(values) > MAX_VALUES for _key, values in data.lists())
    rows, notices = _narrowed(filterset, queryset, too_many=too_many)
    sort = data.get("sort", default_sort)
    if sort.removeprefix("-") not in sorts:
        sort = default_sort
    ordered = _ordered(rows, sorts, sort)
    shown = columns.shown(data) if columns else NO_COLUMNS
    read = prepare(ordered) if prepare else ordered
    paginator = Paginator(_with_fields(read, shown) if columns else read, page_size)
    sums = None
    if totals is not None:
        known = summed is not None and not too_many and filterset.is_valid()
        sums = totals(filterset.filter_queryset(summed) if known else ordered)
    if sums is not None:
        paginator.count = sums.count
    page = _page(paginator, data.get("page", ""), notices)
    return ListPage(
        filterset=filterset,
        rows=ordered,
        page=page,
        count=paginator.count,
        pills=[] if too_many else _pills(filterset, data, request.path),
        sorts=_sort_links(sorts, sort, data, request.path),
        query=_without(data, "page"),
        clear_url=_url(request.path, _only(data, *LOOK)),
        notices=notices,
        totals=sums,
        conditions=_conditions(filterset),
        columns=shown,
    )


def _with_fields(rows: QuerySet, shown: Shown) -> QuerySet:
    """Read of each row what its columns show; the wide text columns stay in the table."""
    related = {name.rpartition("__")[0] for name in shown.fields if "__" in name}
    return rows.select_related(*sorted(related)).only(*sorted(shown.fields))


def _narrowed(filterset: Any, queryset: QuerySet, *, too_many: bool) -> tuple[QuerySet, list[str]]:
    """Return the rows that the filters leave, none when one was not understood, and why."""
    if too_many:
        return queryset.none(), [_("Chọn tối đa %(n)s mục.") % {"n": MAX_VALUES}]
    rows = filterset.qs if filterset.is_valid() else queryset.none()
    return rows, _errors(filterset)


def _ordered(rows: QuerySet, sorts: Mapping[str, str], sort: str) -> QuerySet:
    """Order by the wanted column; what isn't known stands last, on both databases alike."""
    first, *rest = sorts[sort.removeprefix("-")].split()
    column = F(first)
    turned = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(turned, *rest, "pk")


def _page(paginator: Paginator, wanted: str, notices: list[str]) -> Page:
    """Return the page asked for or the nearest one, which is then said among the notices."""
    page = paginator.get_page(_nearest(wanted or "1"))
    if wanted and str(page.number) != wanted:
        notices.append(_("Không có trang đã yêu cầu; đang xem trang %(n)s.") % {"n": page.number})
    return page


def _nearest(page: str) -> str:
    """Return "1" for page 0 and negative ones, for which the paginator shows the last page."""
    digits = page.strip().removeprefix("-")
    below = digits.isdecimal() and (page.strip().startswith("-") or not digits.strip("0"))
    return "1" if below else page


class Several(forms.SelectMultiple):
    """A select of which several may be chosen, with search by script."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-search": "", **(attrs or {})}, choices)


class ListFilter(django_filters.FilterSet):
    """Base of a list's filters: a search by words, and a sentence for each wrong choice."""

    q = django_filters.CharFilter(label=gettext_lazy("Tìm"), method="by_words")
    invalid: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in self.invalid.items():
            messages = self.form.fields[name].error_messages
            messages["invalid_choice"] = messages["invalid_list"] = sentence

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur, without accents."""
        return matching(rows, value)


_drawn: dict[tuple[Any, ...], str] = {}


def _conditions(filterset: Any) -> list[str]:
    """Draw the filter's fields, each once for its choices and chosen values.

    They are the same on nearly every page, and a select of twenty states costs as much as the rows.
    """
    if len(_drawn) > MOST_DRAWN:
        _drawn.clear()
    return [
        _condition(filterset, bound)
        for bound in filterset.form.visible_fields()
        if bound.name != "q"
    ]


def _condition(filterset: Any, bound: Any) -> str:
    values = tuple(filterset.data.getlist(bound.name))
    searched = hasattr(bound.field.widget, "url_name")  # its choices are too many to be compared
    if (any(values) and searched) or bound.errors:
        return bound.as_field_group()
    # Only a catalogue's choices change while the portal runs.
    choices = bound.field.choices if isinstance(bound.field, forms.ModelChoiceField) else ()
    words = tuple((str(value), str(label)) for value, label in (() if searched else choices))
    key = (type(filterset), bound.name, values, words)
    if key not in _drawn:
        _drawn[key] = bound.as_field_group()
    return _drawn[key]


def _errors(filterset: Any) -> list[str]:
    return [str(message) for messages in filterset.errors.values() for message in messages]


def _without(data: QueryDict, *keys: str) -> str:
    rest = data.copy()
    for key in keys:
        rest.pop(key, None)
    return rest.urlencode(safe=",")


def tidy_query(query: str, known: Collection[str] | None = None) -> str:
    """Return the parameters that say something, without the page; only ``known`` ones if given."""
    pairs = [
        (name, value)
        for name, values in QueryDict(query).lists()
        for value in values
        if value.strip() and name != "page" and (known is None or name in known)
    ]
    return urlencode(pairs, safe=",")


def parameters(filterset_class: type[django_filters.FilterSet]) -> frozenset[str]:
    """Return what an address of this list may say beside the page."""
    return frozenset({*filterset_class.base_filters, *LOOK})


def _only(data: QueryDict, *keys: str) -> str:
    kept = QueryDict(mutable=True)
    for key in keys:
        if any(data.getlist(key)):
            kept.setlist(key, data.getlist(key))
    return kept.urlencode(safe=",")


def _url(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _pills(filterset: Any, data: QueryDict, path: str) -> list[Pill]:
    pills = []
    for name, form_field in filterset.form.fields.items():
        if name == "q" or not any(data.getlist(name)) or name in filterset.form.errors:
            continue
        value = filterset.form.cleaned_data.get(name)
        if value in (None, "", []):
            continue
        url = _url(path, _without(data, name, "page"))
        pills.append(Pill(str(form_field.label), _in_words(form_field, value), url))
    return pills


def _in_words(form_field: Any, value: Any) -> str:
    choices = dict(getattr(form_field, "choices", None) or {}) if not hasattr(value, "pk") else {}
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return ", ".join(str(choices.get(item, item)) for item in values)


def _sort_links(
    sorts: Mapping[str, str], current: str, data: QueryDict, path: str
) -> dict[str, SortLink]:
    rest = _without(data, "page", "sort")
    links = {}
    for key in sorts:
        is_current = current.removeprefix("-") == key
        descending = current.startswith("-")
        target = f"-{key}" if is_current and not descending else key
        order = ("desc" if descending else "asc") if is_current else ""
        query = f"{rest}&sort={target}" if rest else f"sort={target}"
        links[key] = SortLink(f"{path}?{query}", order)
    return links
