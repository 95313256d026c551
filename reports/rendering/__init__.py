"""Renderers: a document or figures in, bytes out. No query, no arithmetic."""

from reports.choices import OutputFormat
from reports.documents import Document
from reports.figures import Figures
from reports.rendering import docx, html, json, pdf, xlsx

CONTENT_TYPES: dict[str, str] = {
    OutputFormat.HTML: "text/html; charset=utf-8",
    OutputFormat.PDF: "application/pdf",
    OutputFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    OutputFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    OutputFormat.JSON: "application/json",
}


def render(output_format: str, figures: Figures, document: Document) -> bytes:
    """Return a report in one of the formats of ``OutputFormat``."""
    if output_format == OutputFormat.JSON:
        return json.render(figures)
    renderers = {
        OutputFormat.HTML: html.render,
        OutputFormat.PDF: pdf.render,
        OutputFormat.XLSX: xlsx.render,
        OutputFormat.DOCX: docx.render,
    }
    return renderers[OutputFormat(output_format)](document)
