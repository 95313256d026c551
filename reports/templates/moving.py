"""Everything in a workbook that names rows follows when rows are repeated and others move down.

Runs in the confined child process.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from string import ascii_uppercase
from typing import Any

from kernel.sheets.refusal import column_number
from reports.templates.formulas import Here, moved, ranges_moved, translated
from reports.templates.package import Package
from reports.templates.rows import RowPlan
from reports.templates.styles import MAIN

ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NOTES = "{urn:schemas-microsoft-com:office:excel}"
RANGES = {"ref", "sqref", "topLeftCell", "activeCell"}
OWN = {"row", "c", "f", "mergeCell"}  # written by those who know more of them
RULES = {"formula", "formula1", "formula2", "f"}

Plans = Mapping[str, RowPlan]


def follow_rows(package: Package, parts: Mapping[str, str], plans: Plans) -> None:
    """Let formulas, merged cells, drawings, notes, names and charts follow the rows.

    ``parts`` names each sheet's part. Raises TemplateRefused for a sum that can't be written.
    """
    for name, part in parts.items():
        root, plan = package.tree(part), plans[name]
        _formulas(root, name, plans)
        if plan.is_changed():
            _merged(root, plan)
            _elements(root, plan)
            _breaks(root, plan)
            for kind, other in package.related(part).values():
                _beside(package, kind, other, plan)
        _rules(root, name, plans)
    _names(package, list(parts), plans)
    for part in package.names(r"xl/charts/[^/]+\.xml"):
        for formula in package.tree(part).iter(f"{CHART}f"):
            formula.text = moved(formula.text or "", Here("", "biểu đồ"), plans)


def _formulas(root: Any, sheet: str, plans: Plans) -> None:
    shared: dict[str, tuple[str, int, int]] = {}
    for cell in root.iter(f"{MAIN}c"):
        formula = cell.find(f"{MAIN}f")
        if formula is None:
            continue
        model = int(formula.attrib.pop("model"))
        number = int(cell.get("r").lstrip(ascii_uppercase))
        text = _unshared(formula, cell.get("r"), model, shared)
        repeated = model in plans[sheet].kinds
        here = Here(sheet, f"{sheet}!{cell.get('r')}", model if repeated else 0, number)
        formula.text = moved(text, here, plans)


def _unshared(formula: Any, address: str, model: int, shared: dict[str, Any]) -> str:
    """Return a formula by itself: Excel writes one that was dragged along only once."""
    text = formula.text or ""
    if formula.get("t") == "array" and formula.get("ref"):
        formula.set("ref", address)
    if formula.get("t") != "shared":
        return text
    key = formula.get("si", "")
    column = column_number(address.rstrip("0123456789"))
    for name in ("t", "si", "ref"):
        formula.attrib.pop(name, None)
    if text:
        shared[key] = (text, model, column)
        return text
    first, row, start = shared.get(key, ("", model, column))
    return translated(first, model - row, column - start)


def _merged(root: Any, plan: RowPlan) -> None:
    """Merge the cells of every copy of a row whose cells were merged."""
    holder = root.find(f"{MAIN}mergeCells")
    if holder is None:
        return
    for merge in list(holder):
        for place in _places(merge.get("ref"), plan):
            copy = deepcopy(merge)
            copy.set("ref", place)
            holder.append(copy)
        holder.remove(merge)
    holder.set("count", str(len(holder)))


def _places(written: str, plan: RowPlan) -> Iterator[str]:
    first, _colon, last = written.partition(":")
    top, bottom = (int(one.lstrip(ascii_uppercase + "$")) for one in (first, last or first))
    block = plan.block(top)
    if block is None or plan.block(bottom) != block:
        yield ranges_moved(written, plan)
        return
    columns = [one.rstrip("0123456789") for one in (first, last or first)]
    for start in plan.places[top]:
        yield f"{columns[0]}{start}:{columns[1]}{start + bottom - top}"


def _elements(root: Any, plan: RowPlan) -> None:
    """Move the ranges that elements bear as attributes: filters, conditions, lists of choices."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in OWN:
            continue
        for key in RANGES & set(element.keys()):
            element.set(key, ranges_moved(element.get(key), plan))
        if name == "sqref" and element.text:
            element.text = ranges_moved(element.text, plan)


def _breaks(root: Any, plan: RowPlan) -> None:
    for holder in root.iter(f"{MAIN}rowBreaks"):
        for one in holder:
            one.set("id", str(plan.last(int(one.get("id", "0")))))


def _rules(root: Any, sheet: str, plans: Plans) -> None:
    """Follow the formulas of conditions and lists of choices."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in RULES and element.getparent().tag != f"{MAIN}c" and element.text:
            element.text = moved(element.text, Here(sheet, sheet), plans)


def _beside(package: Package, kind: str, part: str, plan: RowPlan) -> None:
    """Follow in what lies on a sheet: drawings, notes, tables."""
    if part not in package.parts:
        return
    if kind == "drawing":
        for row in package.tree(part).iter(f"{ANCHOR}row"):
            row.text = str(plan.first(int(row.text or 0) + 1) - 1)
    elif kind in {"comments", "table"}:
        _elements(package.tree(part), plan)
    elif kind == "vmlDrawing":
        for row in package.tree(part).iter(f"{NOTES}Row"):
            row.text = str(plan.first(int(row.text or 0) + 1) - 1)


def _names(package: Package, names: list[str], plans: Plans) -> None:
    """Follow the workbook's names: print area, repeated heads, the office's own."""
    for name in package.tree("xl/workbook.xml").iter(f"{MAIN}definedName"):
        index = int(name.get("localSheetId") or -1)
        sheet = names[index] if 0 <= index < len(names) else ""
        name.text = moved(name.text or "", Here(sheet, name.get("name", "")), plans)
