"""What the office's own templates can be for: each subject says its placeholders and values."""

from collections.abc import Mapping

from reports.templates.subjects import decisions, projects, reports, texts
from reports.templates.subjects.shape import Subject

SUBJECTS: Mapping[str, Subject] = {
    **reports.SUBJECTS,
    texts.SUBJECT.slug: texts.SUBJECT,
    decisions.SUBJECT.slug: decisions.SUBJECT,
    projects.SUBJECT.slug: projects.SUBJECT,
}
FIGURES = frozenset(reports.SUBJECTS)

__all__ = ["FIGURES", "SUBJECTS", "Subject"]
