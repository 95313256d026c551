"""The sample's own templates: two that were begun with the portal's starters."""

from django.core.files.base import ContentFile
from django.utils import timezone

from khuyencong.sample.office import REASON, Office
from reports import selectors
from reports.catalogue import REPORTS
from reports.models import DocumentTemplate
from reports.services import save_template
from reports.templates import starters

TEMPLATES = (
    ("annual-plan", "xlsx", "Biểu kế hoạch của Sở (minh họa)"),
    ("progress", "docx", "Báo cáo tiến độ của Trung tâm (minh họa)"),
)


def build_templates(office: Office) -> None:
    """Store a template of Excel and one of Word, brought in by the Centre's leader."""
    for slug, kind, name in TEMPLATES:
        layout = selectors.layout_on(slug, timezone.localdate())
        upload = ContentFile(starters.render(REPORTS[slug], layout, kind), f"{slug}.{kind}")
        template = DocumentTemplate(slug=slug, name=name)
        save_template(template, upload, by=office.people["lanhdao"], reason=REASON)
