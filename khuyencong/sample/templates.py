"""The sample's own templates, begun with the portal's starters."""

from django.core.files.base import ContentFile

from khuyencong.sample.office import REASON, Office
from reports.models import DocumentTemplate
from reports.services import save_template
from reports.templates.subjects import SUBJECTS

TEMPLATES = (
    ("annual-plan", "xlsx", "Biểu kế hoạch của Sở (minh họa)"),
    ("progress", "docx", "Báo cáo tiến độ của Trung tâm (minh họa)"),
    ("text", "docx", "Báo cáo tháng của Trung tâm (minh họa)"),
    ("decision", "docx", "Quyết định phê duyệt kế hoạch (minh họa)"),
    ("project", "docx", "Phiếu đề án (minh họa)"),
)


def build_templates(office: Office) -> None:
    """Store the templates, brought in by the Centre's leader."""
    for slug, kind, name in TEMPLATES:
        upload = ContentFile(SUBJECTS[slug].starters[kind](), f"{slug}.{kind}")
        template = DocumentTemplate(slug=slug, name=name)
        save_template(template, upload, by=office.people["lanhdao"], reason=REASON)
