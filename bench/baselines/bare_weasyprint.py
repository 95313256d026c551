"""The same table by nothing but WeasyPrint: finished HTML and style in, PDF out.

Neither laying the text out as HTML nor the archive form (PDF/A) is in this measurement.
"""

from pathlib import Path
from typing import Any

import plan
import weasyprint
from django.contrib.staticfiles import finders
from weasyprint.text.fonts import FontConfiguration

from reports.rendering import html, pdf

WARM_UP = 0
made: dict[str, Any] = {}


def prepare() -> None:
    """Write the HTML once; the portal's fonts by their files."""
    _figures, document = plan.figures_and_document()
    made["html"] = html.page(document)
    fonts = pdf.font_faces().replace(f"{pdf.FONT_SCHEME}:", f"{_folder().as_uri()}/")
    made["style"] = fonts + html.stylesheet() + html.column_widths(document.table)


def _folder() -> Path:
    return Path(str(finders.find(pdf.FONT_FOLDER)))


def once() -> None:
    """One document."""
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=made["style"], font_config=fonts)
    page = weasyprint.HTML(string=made["html"])
    made["bytes"] = page.write_pdf(stylesheets=[style], font_config=fonts)


def result() -> dict[str, Any]:
    """Pages and words, read back."""
    return plan.paper_facts(made["bytes"])
