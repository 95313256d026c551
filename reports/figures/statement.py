"""The statement of a project as figures: its eight parts in words, for machines and Excel."""

from collections.abc import Sequence

from django.utils import timezone

from programmes.models import SupportProject
from programmes.selectors import StatementPart
from reports import selectors
from reports.choices import Shape
from reports.figures.shapes import ITEM_LEVEL, ColumnKind, Figures, Row, RowKind

SLUG = "statement"
KINDS: dict[str, ColumnKind] = {
    "number": ColumnKind.NUMBER,
    **dict.fromkeys(("part", "words"), ColumnKind.TEXT),
}


def statement(project: SupportProject, parts: Sequence[StatementPart]) -> Figures:
    """Return the parts of a project's statement as rows."""
    layout = selectors.layout_on(SLUG, project.approved_on or timezone.localdate())
    return Figures(
        slug=SLUG,
        title=layout.title,
        form_code=layout.printed_form_code,
        period=str(project.first_year or ""),
        unit=project.unit.code,
        level=project.level,
        shape=Shape.MAIN,
        filters={"project": project.name, "project_code": project.code or None},
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=[_row(part) for part in parts],
        layout=layout,
    )


def _row(part: StatementPart) -> Row:
    words = "\n".join(part.paragraphs) or None
    values = {"number": part.number, "part": part.part.title, "words": words}
    return Row(RowKind.ITEM, ITEM_LEVEL, str(part.number), part.part.title, values, {}, 0)
