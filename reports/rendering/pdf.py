"""A document as PDF/A-3u by WeasyPrint, from the same HTML as the screen, with embedded fonts.

WeasyPrint is imported inside functions: web and migrations must live without pango.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from reports.documents import Document
from reports.rendering import html
from reports.texts.paper import TextDocument

VARIANT = "pdf/a-3u"
OUTPUT_INTENT = "portal-srgb"
COMPONENTS = (["r"], ["g"], ["b"])
FONT_SCHEME = "paper-font"
FONT_FOLDER = "fonts/paper"
# (file, weight, style): whole fonts, because subsets lose Vietnamese letters.
FONTS = (
    ("LiberationSerif-Regular.ttf", "normal", "normal"),
    ("LiberationSerif-Bold.ttf", "bold", "normal"),
    ("LiberationSerif-Italic.ttf", "normal", "italic"),
    ("LiberationSerif-BoldItalic.ttf", "bold", "italic"),
)


def render(document: Document) -> bytes:
    """Return the document as PDF; nothing but the portal's own fonts is read."""
    return draw(html.page(document), html.stylesheet() + html.column_widths(document.table))


def render_text(document: TextDocument) -> bytes:
    """Return a report in words as PDF."""
    return draw(html.text_page(document), html.stylesheet() + html.text_widths(document))


def draw(page: str, style: str) -> bytes:
    """Return a finished HTML page with its style as PDF/A."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fetcher = _fetcher()
    fonts = FontConfiguration()
    sheets = [
        weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher)
        for text in (font_faces(), style)
    ]
    drawn = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=sheets,
        font_config=fonts,
        pdf_variant=VARIANT,
        color_profiles={OUTPUT_INTENT: _srgb()},
        output_intent=OUTPUT_INTENT,
    )
    return bytes(drawn)


def _srgb() -> Any:
    """Return the sRGB profile that PDF/A asks for; WeasyPrint's own way leaves its file open."""
    from weasyprint.css import ColorProfile

    profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    return ColorProfile(BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", COMPONENTS)


def font_faces() -> str:
    """Return the CSS that names the portal's fonts."""
    return "".join(
        f'@font-face{{font-family:"Liberation Serif Paper";font-weight:{weight};font-style:{style};'
        f'src:url("{FONT_SCHEME}:{name}")}}'
        for name, weight, style in FONTS
    )


@cache
def font_bytes(name: str) -> bytes:
    """Return one of the portal's font files. Raises LookupError for any other name."""
    if name not in {font[0] for font in FONTS}:
        raise LookupError(name)
    found = finders.find(f"{FONT_FOLDER}/{name}")
    if not found:
        raise LookupError(name)
    return Path(str(found)).read_bytes()


@cache
def _fetcher() -> Any:
    """Return the fetcher that knows the portal's fonts and refuses every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFontsOnly(URLFetcher):
        """No network, no files, no data: addresses can come from what people typed."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return a font of ours. Raises ValueError for anything else."""
            scheme, _colon, name = url.partition(":")
            if scheme != FONT_SCHEME:
                raise ValueError("chỉ đọc phông chữ của cổng")
            return URLFetcherResponse(url, font_bytes(name), {"Content-Type": "font/ttf"})

    return OwnFontsOnly()
