# ruff: noqa: INP001 - run by its path, never imported
"""Cut "KC So", the tabular digits, out of Be Vietnam Pro.

Be Vietnam Pro has no tabular figures (its 1 is 385 units wide, its 4 is 710), so columns of money
do not line up. This keeps its ten digits alone, centred on one advance. The Open Font License
asks a modified font to travel with its licence; the name says that it is another font.

    python assets/digits.py        (needs fonttools and brotli, development only)
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ADVANCE = 630
FAMILY = "KC So"
WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
SOURCE_NAME = "be-vietnam-pro-latin-{weight}.woff2"

LICENCE_HEAD = """\
KC So is a modified version of Be Vietnam Pro: its ten digits at one advance width of 630 units,
under another name, for columns of figures. Same licence:

"""


def cut(weight: int) -> Path:
    """Write the digits of one weight and return the path of the file."""
    font = TTFont(FONTS / SOURCE_NAME.format(weight=weight))
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_legacy = True
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=range(0x30, 0x3A))
    subsetter.subset(font)
    _set_advance(font)
    _rename(font, WEIGHTS[weight])
    font.flavor = "woff2"
    target = FONTS / f"kc-so-{weight}.woff2"
    font.save(target)
    return target


def _set_advance(font: TTFont) -> None:
    glyphs, metrics, names = font["glyf"], font["hmtx"], font.getBestCmap()
    for name in names.values():
        width, bearing = metrics[name]
        shift = round((ADVANCE - width) / 2)
        glyph = glyphs[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x += shift
        else:
            glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (ADVANCE, bearing + shift)
    font["hhea"].advanceWidthMax = ADVANCE


def _rename(font: TTFont, style: str) -> None:
    names = {1: f"{FAMILY} {style}", 2: "Regular", 3: f"{FAMILY} {style} 1", 4: f"{FAMILY} {style}"}
    names[6] = f"KCSo-{style}"
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


def main() -> None:
    """Cut every weight and put the licence beside them."""
    for weight in WEIGHTS:
        path = cut(weight)
        sys.stdout.write(f"{path.name} {path.stat().st_size}\n")
    licence = (FONTS / "OFL-be-vietnam-pro.txt").read_text(encoding="utf-8")
    (FONTS / "OFL-kc-so.txt").write_text(LICENCE_HEAD + licence, encoding="utf-8")


if __name__ == "__main__":
    main()
