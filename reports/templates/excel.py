"""An Excel template: where its placeholders stand, what must not be in it, and how it is filled.

Works on the XML of the workbook, so that everything else in it stays as the office made it: styles,
widths, drawn lines, pictures, charts, print setup. Runs in the confined child process.
"""

import datetime
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from kernel.sheets.refusal import cell_address, column_number
from reports.templates.formulas import reaching
from reports.templates.heights import Heights
from reports.templates.markers import MARKER, Found, found_in, name_of, of_kind, replaced, row_kind
from reports.templates.moving import follow_rows
from reports.templates.package import Package, drawn, fill_drawn, printable, text_of
from reports.templates.refusal import Code, refusal
from reports.templates.rows import RowPlan
from reports.templates.styles import MAIN, Styles
from reports.templates.totals import add_up
from reports.templates.values import Line, Value, Values

WORKBOOK = "xl/workbook.xml"
LAST_ROW, LAST_COLUMN = 20_000, 500
KEY = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FORMULAS = {
    *("f", "formula", "formula1", "formula2", "definedName"),
    *("calculatedColumnFormula", "totalsRowFormula"),
}
EPOCHS = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}


@dataclass(frozen=True)
class Sheet:
    """A worksheet of the template: its name as people see it, its part, its rows."""

    name: str
    part: str
    root: Any

    @property
    def data(self) -> Any:
        """The element that holds the rows."""
        return self.root.find(f"{MAIN}sheetData")

    def rows(self) -> list[tuple[int, Any]]:
        """The rows with their numbers; a row or cell without an address gets it."""
        number, result = 0, []
        for row in self.data.iterchildren(f"{MAIN}row"):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            result.append((number, row))
        return result


def check(package: Package) -> None:
    """Refuse formulas that reach outside the file, and far cells. Raises TemplateRefused."""
    names = {sheet.part: sheet.name for sheet in sheets(package)}
    for sheet in sheets(package):
        for number, row in sheet.rows():
            columns = (column_number(cell.get("r", "A").rstrip("0123456789")) for cell in row)
            if len(row) and (number > LAST_ROW or max(columns) > LAST_COLUMN):
                raise refusal(Code.HEAVY)
    for part, root in package.roots():
        for element in root.iter():
            if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] not in FORMULAS:
                continue
            if function := reaching(element.text or ""):
                cell = element.getparent().get("r") or element.get("name") or ""
                where = "!".join(one for one in (names.get(part, ""), cell) if one)
                raise refusal(Code.FORMULA, place=where or "sổ tính", function=function)


def sheets(package: Package) -> list[Sheet]:
    """Return the worksheets in the order of the workbook."""
    related = package.related(WORKBOOK)
    found = []
    for element in package.tree(WORKBOOK).iter(f"{MAIN}sheet"):
        kind, part = related[element.get(KEY)]
        if kind == "worksheet":
            found.append(Sheet(element.get("name"), part, package.tree(part)))
    if not found:
        raise refusal(Code.TYPE)
    return found


class _Texts:
    """The texts of cells: shared ones, and those in the cells themselves."""

    def __init__(self, package: Package) -> None:
        parts = (
            part for kind, part in package.related(WORKBOOK).values() if kind == "sharedStrings"
        )
        part = next(parts, None)
        root = package.tree(part) if part else ()
        self.shared = [item for item in root if item.tag == f"{MAIN}si"]

    def item(self, cell: Any) -> Any | None:
        """Return the element with the runs of a text cell; None for any other cell."""
        if cell.get("t") == "s":
            index = int(cell.findtext(f"{MAIN}v") or -1)
            return self.shared[index] if 0 <= index < len(self.shared) else None
        return cell.find(f"{MAIN}is") if cell.get("t") == "inlineStr" else None

    def text(self, cell: Any) -> str:
        """Return the text of a cell; "" for numbers and formulas."""
        item = self.item(cell)
        return "" if item is None else text_of(pieces(item))


def pieces(item: Any) -> list[Any]:
    """Return the text nodes of a rich or plain text, without the reading aids of other scripts."""
    plain = item.findall(f"{MAIN}t")
    return plain or [t for run in item.findall(f"{MAIN}r") for t in run.findall(f"{MAIN}t")]


# --- what stands in it ----------------------------------------------------------------------------


def found(package: Package) -> Iterator[Found]:
    """Yield the placeholders of a template with their cells."""
    texts = _Texts(package)
    for sheet in sheets(package):
        if "{{" in sheet.name:
            yield Found("", sheet.name, "tên trang tính")
        for number, row in sheet.rows():
            kind = row_kind("\n".join(texts.text(cell) for cell in row))
            for address, cell in _addressed(number, row):
                for one in found_in(texts.text(cell), f"{sheet.name}!{address}"):
                    yield of_kind(one, kind)
        for element in _page_texts(sheet):
            yield from found_in(element.text or "", f"{sheet.name}, đầu trang hoặc chân trang")
    for _part, _paragraph, nodes in drawn(package):
        yield from found_in(text_of(nodes), "hình vẽ")


def _addressed(number: int, row: Any) -> Iterator[tuple[str, Any]]:
    """Yield the cells of a row with their addresses; one without an address gets it."""
    column = 0
    for cell in row.iterchildren(f"{MAIN}c"):
        letters = (cell.get("r") or "").rstrip("0123456789")
        column = column_number(letters) if letters else column + 1
        cell.set("r", cell_address(number, column))
        yield cell.get("r"), cell


def _page_texts(sheet: Sheet) -> list[Any]:
    element = sheet.root.find(f"{MAIN}headerFooter")
    return [] if element is None else list(element)


# --- filling --------------------------------------------------------------------------------------


def fill(package: Package, values: Values) -> None:
    """Fill every placeholder; rows of the table's lines are repeated and the rest moves down."""
    texts = _Texts(package)
    styles = _styles(package)
    workbook = package.tree(WORKBOOK)
    properties = workbook.find(f"{MAIN}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    plans = {}
    for sheet in sheets(package):
        filler = _Filler(texts, styles, values, EPOCHS[is_1904])
        plans[sheet.name] = filler.sheet(sheet)
    follow_rows(package, {sheet.name: sheet.part for sheet in sheets(package)}, plans)
    for sheet in sheets(package):
        add_up(sheet.root)
    fill_drawn(package, lambda name: values.value(name, None).text)
    _calculate_when_opened(package, workbook)


def _styles(package: Package) -> Styles:
    parts = (part for kind, part in package.related(WORKBOOK).values() if kind == "styles")
    part = next(parts, None)
    return Styles(package.tree(part) if part else None)


def _calculate_when_opened(package: Package, workbook: Any) -> None:
    """What formulas came to before is no longer true; the program that opens the file counts."""
    package.drop("calcChain", WORKBOOK)
    element = workbook.find(f"{MAIN}calcPr")
    if element is None:
        element = etree.Element(f"{MAIN}calcPr")
        after = [one for name in ("definedNames", "externalReferences", "sheets")
                 if (one := workbook.find(f"{MAIN}{name}")) is not None]  # fmt: skip
        after[0].addnext(element)
    element.set("fullCalcOnLoad", "1")


class _Filler:
    """Fills the cells of one worksheet and repeats its rows; references are followed later."""

    def __init__(self, texts: _Texts, styles: Styles, values: Values, epoch: datetime.date) -> None:
        self.texts, self.styles, self.values, self.epoch = texts, styles, values, epoch

    def sheet(self, sheet: Sheet) -> RowPlan:
        """Fill a sheet; return where its rows have gone."""
        rows = dict(sheet.rows())
        self.heights = Heights(sheet.root, self.styles)
        kinds = {
            number: kind
            for number, row in rows.items()
            if (kind := row_kind("\n".join(self.texts.text(cell) for cell in row)))
        }
        plan = RowPlan.of(kinds, self.values.lines)
        finished = []
        for number, row in rows.items():
            if number not in kinds:
                finished.append((plan.first(number), row, number, None))
        for _first, _last, placed in plan.blocks:
            finished += [(one.number, deepcopy(rows[one.model]), one.model, one.line)
                         for one in placed]  # fmt: skip
        data = sheet.data
        for element in list(data):
            data.remove(element)
        for number, row, model, line in sorted(finished, key=lambda one: one[0]):
            self._row(row, number, model, line)
            data.append(row)
        for element in _page_texts(sheet):
            words = replaced([element.text or ""], lambda n: self._page_text(n))
            element.text = printable(words[0])
        return plan

    def _page_text(self, name: str) -> str:
        return self.values.value(name, None).text.replace("&", "&&")

    def _row(self, row: Any, number: int, model: int, line: Line | None) -> None:
        row.set("r", str(number))
        row.attrib.pop("spans", None)
        is_filled = False
        for _address, cell in list(_addressed(number, row)):
            formula = cell.find(f"{MAIN}f")
            if formula is not None:
                formula.set("model", str(model))  # taken away when references are followed
                value = cell.find(f"{MAIN}v")
                if value is not None:
                    cell.remove(value)
                cell.attrib.pop("t", None)
            elif "{{" in self.texts.text(cell):
                self._cell(cell, line)
                is_filled = True
        if is_filled:
            self.heights.fit(row, model, [(cell, self.texts.text(cell)) for cell in row])

    def _cell(self, cell: Any, line: Line | None) -> None:
        item = deepcopy(self.texts.item(cell))
        nodes = pieces(item)
        text = text_of(nodes).strip()
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        whole = MARKER.fullmatch(text)
        if whole:
            value = self.values.value(name_of(whole[1]), line)
            if value.typed is not None:
                self._typed(cell, value)
                return
        filled = replaced(
            [node.text or "" for node in nodes], lambda name: self.values.value(name, line).text
        )
        if not "".join(filled):
            return
        for node, words in zip(nodes, filled, strict=True):
            node.text = printable(words)
            node.set(SPACE, "preserve")
        item.tag = f"{MAIN}is"
        cell.set("t", "inlineStr")
        cell.append(item)
        self._restyle(cell, self.styles.for_text(_style(cell), "".join(filled)))

    def _typed(self, cell: Any, value: Value) -> None:
        written = value.typed
        if value.format == "date":
            written = (datetime.date.fromisoformat(written) - self.epoch).days
            self._restyle(cell, self.styles.for_date(_style(cell)))
        else:
            self._restyle(cell, self.styles.for_number(_style(cell), value.format))
        etree.SubElement(cell, f"{MAIN}v").text = repr(written)

    @staticmethod
    def _restyle(cell: Any, style: int) -> None:
        if style != _style(cell):
            cell.set("s", str(style))


def _style(cell: Any) -> int:
    return int(cell.get("s") or 0)
