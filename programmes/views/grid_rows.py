"""The rows of a plan's grid, drawn by one function: a template node a cell would cost too much.

Everything goes through `format_html`, which escapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.findings import Severity
from kernel.money import decimals_needed, format_million
from kernel.templatetags.portal import icon
from programmes.forms.grid import PREFIX
from programmes.grid.block import Cells
from programmes.grid.columns import DAY, LONG, MONEY, Column
from programmes.grid.rows import Remark
from programmes.selectors.grid import GridReading

ROW = '<tr data-row><th scope="row" class="grid-number"><span data-number>{}</span>{}</th>{}</tr>'
DROP = (
    '<button class="grid-drop" type="submit" name="xoa" value="{}" formnovalidate'
    ' aria-label="Xóa dòng {}">{}</button>'
)
CELL = (
    '<td class="g-{}{}" data-label="{}"><{} name="{}" data-key="{}" aria-label="{}, dòng {}"'
    ' placeholder=" "{}{}</td>'
)
SAID = (
    '<tr class="finding-row" data-said><td colspan="{}"><div class="grid-said" id="noi-{}">{}'
    "</div></td></tr>"
)
REMARK = '<div class="finding finding-{}">{}<span><b>{}:</b> {}</span>{}</div>'
CHOICE = '<button class="btn btn-sm" type="submit" name="chon" value="{}:{}:{}">{}</button>'
ICONS = {
    Severity.ERROR: "exclamation-octagon-fill",
    Severity.WARNING: "exclamation-triangle-fill",
    Severity.INFO: "info-circle-fill",
}
LISTS = {"activity": "ds-noi-dung", "kind": "ds-loai", "past_state": "ds-trang-thai"}
# Remarks that the first offered way mends wherever they are said, and what the button says.
EVERYWHERE = {
    "facility-new": "Thêm mới cả {} cơ sở vào danh bạ",
    "facility-group": "Ghi cả {} ô là nhóm",
    "dash": "Ghi 0 ở cả {} ô có dấu gạch",
    "money-point": "Đổi dấu chấm thành dấu phẩy ở cả {} ô",
    "month": "Lấy ngày đầu tháng ở cả {} ô",
    "month-end": "Lấy ngày cuối tháng ở cả {} ô",
}


@dataclass(frozen=True)
class Wrong:
    """How many cells of a column are wrong, and the first of them."""

    label: str
    count: int
    first: Remark


@dataclass(frozen=True)
class Mend:
    """Buttons that mend several cells at once: of what, and what each posts and says."""

    label: str
    buttons: tuple[tuple[str, str], ...]


def draw(reading: GridReading, rows: Sequence[Cells]) -> SafeString:
    """Return the rows as inputs, each with what is said of it right below."""
    said = remarks_by_row(reading)
    kinds = marks(reading)
    return format_html_join(
        "\n",
        "{}{}",
        (
            (_row(number, cells, reading.columns, kinds), said.get(number, ""))
            for number, cells in enumerate(rows)
        ),
    )


def _row(number: int, cells: Cells, columns: Sequence[Column], kinds: dict[str, str]) -> SafeString:
    drop = format_html(DROP, number, number + 1, icon("x-lg"))
    drawn = format_html_join(
        "",
        "{}",
        (
            (_cell(number, column, cells.get(column.key, ""), kinds.get(f"{number}-{column.key}")),)
            for column in columns
        ),
    )
    return format_html(ROW, number + 1, drop, drawn)


def _cell(number: int, column: Column, text: str, kind: str | None) -> SafeString:
    name = f"{PREFIX}-{number}-{column.key}"
    more: list[SafeString] = []
    if kind:
        more.append(format_html(' class="has-{}" aria-describedby="noi-{}"', kind, number))
    if kind == Severity.ERROR:
        more.append(format_html(' aria-invalid="{}"', "true"))
    if column.key in LISTS:
        more.append(format_html(' list="{}"', LISTS[column.key]))
    tag = "textarea" if column.kind == LONG else "input"
    value = (
        format_html(' rows="1">{}</textarea>', f"\n{text}" if text else "")
        if tag == "textarea"
        else format_html(' value="{}" autocomplete="off">', text)
    )
    style = {MONEY: " num", DAY: " date"}.get(column.kind, "")
    extra = format_html_join("", "{}", ((one,) for one in more))
    return format_html(
        CELL,
        column.key,
        style,
        column.label,
        tag,
        name,
        column.key,
        column.label,
        number + 1,
        extra,
        value,
    )


def remarks_by_row(reading: GridReading) -> dict[int, SafeString]:
    """Return the row under each row of which something is said."""
    labels = {column.key: column.label for column in reading.columns}
    wide = len(reading.columns) + 1
    return {
        number: format_html(
            SAID,
            wide,
            number,
            format_html_join("", "{}", ((_remark(one, labels),) for one in group)),
        )
        for number, group in groupby(reading.remarks, key=lambda one: one.row)
    }


def _remark(remark: Remark, labels: dict[str, str]) -> SafeString:
    choices = format_html_join(
        "",
        CHOICE,
        (
            (remark.row, remark.column, place, _capital(choice.label))
            for place, choice in enumerate(remark.choices)
        ),
    )
    return format_html(
        REMARK,
        remark.severity,
        icon(ICONS[remark.severity]),
        labels[remark.column],
        remark.message,
        choices,
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def marks(reading: GridReading) -> dict[str, str]:
    """Return how each cell is framed: by the gravest that is said of it."""
    found: dict[str, str] = {}
    grave = [Severity.INFO, Severity.WARNING, Severity.ERROR]
    for remark in sorted(reading.remarks, key=lambda one: grave.index(one.severity)):
        found[f"{remark.row}-{remark.column}"] = str(remark.severity)
    return {cell: kind for cell, kind in found.items() if kind != Severity.INFO}


def wrongs(reading: GridReading) -> list[Wrong]:
    """Return where the wrong cells are, column by column."""
    found: dict[str, list[Remark]] = {}
    for remark in reading.errors:
        found.setdefault(remark.column, []).append(remark)
    return [
        Wrong(column.label, len(found[column.key]), found[column.key][0])
        for column in reading.columns
        if column.key in found
    ]


def mends(reading: GridReading) -> list[Mend]:
    """Return the buttons that mend many cells at once; each says how many."""
    labels = {column.key: column.label for column in reading.columns}
    count = len(reading.rows)
    blank = tuple(
        (f"*:{column.key}:blank", f"{column.label}, cả {count} dòng")
        for column in reading.blank_columns
    )
    found = [Mend("Ghi 0 (không có) ở cột trống:", blank)] if blank else []
    by_kind: dict[tuple[str, str], int] = {}
    for remark in reading.remarks:
        if remark.code in EVERYWHERE:
            key = (remark.column, remark.code)
            by_kind[key] = by_kind.get(key, 0) + 1
    found += [
        Mend(labels[column], ((f"*:{column}:{code}", EVERYWHERE[code].format(count)),))
        for (column, code), count in by_kind.items()
        if count > 1
    ]
    return found + list(_same_text(reading.remarks, labels))


def _same_text(remarks: Sequence[Remark], labels: dict[str, str]) -> Iterable[Mend]:
    """A sentence that is said of several cells of a column: its ways for all of them."""
    groups: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        if remark.choices and remark.code not in EVERYWHERE and remark.severity == Severity.ERROR:
            groups.setdefault((remark.column, remark.message), []).append(remark)
    for (column, message), group in groups.items():
        if len(group) > 1:
            buttons = tuple(
                (f"={group[0].row}:{column}:{place}", _capital(choice.label))
                for place, choice in enumerate(group[0].choices)
            )
            yield Mend(f"{labels[column]}, {len(group)} ô: {message}", buttons)


def sums(reading: GridReading) -> list[tuple[Column, str, int]]:
    """Return for each column its sum in triệu đồng, "" where nothing is added, and the unknown."""
    amounts = [total.amount for total in reading.sums.values()]
    decimals = max(1, decimals_needed(amounts))
    return [
        (
            column,
            format_million(total.amount, decimals) if total.amount is not None else "",
            total.unknown,
        )
        if (total := reading.sums.get(column.key))
        else (column, "", 0)
        for column in reading.columns
    ]
