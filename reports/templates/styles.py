"""Cell styles of an Excel template: the few that a value needs and the template lacks.

Runs in the confined child process.
"""

import re
from copy import deepcopy
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
GENERAL, TEXT = 0, 49
FIRST_OWN = 164
USUAL_SIZE = 11.0
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
DATE_FORMAT = "dd/mm/yyyy"
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Styles:
    """The cell styles of a workbook; a style is its number, as cells name it."""

    def __init__(self, root: Any | None) -> None:
        self.root = root
        self.known: dict[tuple[int, str, bool], int] = {}
        self.formats = None if root is None else root.find(f"{MAIN}numFmts")
        self.styles = None if root is None else root.find(f"{MAIN}cellXfs")
        rows = [] if self.formats is None else self.formats
        self.codes = {int(row.get("numFmtId", 0)): row.get("formatCode", "") for row in rows}

    def for_number(self, style: int, code: str) -> int:
        """Return the style that shows a number; ``code`` serves where the template has no format.

        A mark at the end of ``code`` ("*" at an incomplete sum) is added to the template's own.
        """
        number = self._format_of(style)
        own = self.codes.get(number) or BUILT_IN.get(number, "")
        mark = re.search(r'"[^"]*"$', code)
        if number in {GENERAL, TEXT} or (mark and not own):
            return self._with(style, code)
        if not mark:
            return style
        return self._with(style, ";".join(f"{part}{mark[0]}" for part in own.split(";")))

    def for_date(self, style: int) -> int:
        """Return the style that shows a date."""
        number = self._format_of(style)
        code = _LITERAL.sub("", self.codes.get(number, "")).lower()
        if number in DATES or ("y" in code and "m" in code) or ("d" in code and "m" in code):
            return style
        return self._with(style, DATE_FORMAT)

    def for_text(self, style: int, text: str) -> int:
        """Return the style that keeps text as text when a person edits the cell."""
        return self._with(style, "", quoted=True) if text[:1] in set("=+-@\t'") else style

    def wraps(self, style: int) -> bool:
        """Whether a long text goes on in the next line."""
        alignment = self._part(style, "alignment")
        return alignment is not None and alignment.get("wrapText") in {"1", "true"}

    def font_size(self, style: int) -> float:
        """The size of a style's letters in points."""
        if self.root is None or not 0 <= style < len(self.styles):
            return USUAL_SIZE
        fonts = self.root.find(f"{MAIN}fonts")
        index = int(self.styles[style].get("fontId") or 0)
        size = fonts[index].find(f"{MAIN}sz") if fonts is not None and index < len(fonts) else None
        return USUAL_SIZE if size is None else float(size.get("val") or USUAL_SIZE)

    def _part(self, style: int, name: str) -> Any:
        if self.styles is None or not 0 <= style < len(self.styles):
            return None
        return self.styles[style].find(f"{MAIN}{name}")

    def _format_of(self, style: int) -> int:
        if self.styles is None or not 0 <= style < len(self.styles):
            return GENERAL
        return int(self.styles[style].get("numFmtId", GENERAL))

    def _with(self, style: int, code: str, *, quoted: bool = False) -> int:
        if self.styles is None or not 0 <= style < len(self.styles):
            return style
        key = (style, code, quoted)
        if key not in self.known:
            made = deepcopy(self.styles[style])
            if code:
                made.set("numFmtId", str(self._number_of(code)))
                made.set("applyNumberFormat", "1")
            if quoted:
                made.set("quotePrefix", "1")
            self.styles.append(made)
            self.styles.set("count", str(len(self.styles)))
            self.known[key] = len(self.styles) - 1
        return self.known[key]

    def _number_of(self, code: str) -> int:
        for number, known in (*BUILT_IN.items(), *self.codes.items()):
            if known == code:
                return number
        if self.formats is None:
            self.formats = etree.Element(f"{MAIN}numFmts")
            self.root.insert(0, self.formats)  # type: ignore[union-attr]
        number = max([FIRST_OWN - 1, *self.codes]) + 1
        made = etree.SubElement(self.formats, f"{MAIN}numFmt")
        made.set("numFmtId", str(number))
        made.set("formatCode", code)
        self.formats.set("count", str(len(self.formats)))
        self.codes[number] = code
        return number
