"""The page of a report in words: sentences from figures, the officer's paragraphs, Word and PDF."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Organisation
from accounts.permissions import Permission
from kernel.text import clean
from reports.choices import OutputFormat, TextSection
from reports.forms import TextForm
from reports.models import DocumentTemplate
from reports.parameters import ParameterError, Period, parse_period
from reports.rendering import CONTENT_TYPES, html, pdf, text_docx
from reports.services import save_text
from reports.templates.refusal import TemplateRefused
from reports.templates.subjects.texts import SUBJECT
from reports.texts import making
from reports.texts.making import Kept, Made
from reports.texts.outline import OUTLINE
from reports.texts.periods import kind_of, words_of
from reports.views import filling

PERIOD, FORMAT, VIEW = "ky", "dinh-dang", "xem"
PREVIEW = "ban-in"
STEM = "bao-cao-khuyen-cong"
RENDERERS = {OutputFormat.DOCX: text_docx.render, OutputFormat.PDF: pdf.render_text}


@dataclass(frozen=True)
class _Asked:
    """Whose report of which period is asked for, and what is there of it."""

    centre: Organisation
    period: Period
    kept: Kept
    made: Made

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"{reverse('reports:text')}?{urlencode(self.query)}"

    @property
    def query(self) -> dict[str, str]:
        """What the address asks for."""
        return {PERIOD: self.period.code}


class TextView(View):
    """A report in words for one period."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a method nobody offers first, then a missing right, then a bad period."""
        method = (request.method or "").lower()
        if method in self.http_method_names and not request.user.can(Permission.VIEW_REPORTS):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except making.NoCentreError as error:
            raise Http404 from error
        except ParameterError as error:
            return _refuse(request, error.message)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the sections or the printed sheet, or hand over a file."""
        output_format = request.GET.get(FORMAT) or OutputFormat.HTML
        if output_format not in {OutputFormat.HTML, *RENDERERS}:
            raise ParameterError("format", _("Định dạng không hợp lệ."))
        asked = _asked(request)
        template = filling.asked(request.GET, SUBJECT.slug, asked.period.last, request.user)
        if template is not None:
            return _filled(request, asked, template)
        if output_format != OutputFormat.HTML:
            return _download(asked, output_format)
        form = TextForm(instance=asked.kept.report, words=asked.kept.words, user=request.user)
        return _page(request, asked, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the paragraphs with the sentences that stand there now."""
        if not request.user.can(Permission.WRITE_REPORTS):
            raise PermissionDenied
        asked, form = self._form(request)
        if form.is_valid():
            report = asked.kept.report
            try:
                save_text(report, form.words(), asked.made.to_keep, by=request.user)
            except ValidationError as error:
                if getattr(error, "code", "") == "stale":
                    asked, form = self._form(request)  # what the other has stored stands now
                    form.is_valid()
                else:
                    form.add_refusal(error)
            else:
                messages.success(request, _("Đã lưu báo cáo %s.") % asked.made.facts.period.title)
                return redirect(asked.url)
        return _page(request, asked, form, status=form.refused_status())

    @staticmethod
    def _form(request: HttpRequest) -> tuple[_Asked, TextForm]:
        asked = _asked(request)
        report, words = asked.kept.report, asked.kept.words
        return asked, TextForm(request.POST, instance=report, words=words, user=request.user)


def _asked(request: HttpRequest) -> _Asked:
    """Read the period and make the report. Raises ParameterError, NoCentreError."""
    user: Any = request.user
    centre = making.centre_of(user)
    code = clean(request.GET.get(PERIOD, "")) or making.newest_month(user, centre)
    period = parse_period(code)
    if not kind_of(period):
        raise ParameterError("period", _("Báo cáo lời văn lập theo tháng, quý hoặc năm."))
    kept = making.kept(user, centre, period)
    return _Asked(centre, period, kept, making.make(user, centre, period, kept.words))


def _page(
    request: HttpRequest, asked: _Asked, form: TextForm, *, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    preview = request.method != "POST" and request.GET.get(VIEW) == PREVIEW
    stale = form.is_bound and form.is_stale
    report = asked.kept.report
    context = {
        "title": asked.made.document.plain_title,
        "periods": _periods(user, asked.centre, asked.period),
        "tabs": _tabs(asked, preview=preview),
        "document": asked.made.document,
        "sheet": html.text_sheet(asked.made.document) if preview else "",
        "parts": [] if preview else _parts(asked, form),
        "form": form,
        "conflicts": form.stale_conflicts() if form.is_bound else [],
        "error_count": 0 if stale else len(form.errors),
        "report": report if report.pk else None,
        "last": report.history.first() if report.pk else None,
        "may_write": user.can(Permission.WRITE_REPORTS),
        "is_partial": user.is_local,
        "office": user.organisation,
        "downloads": {name: f"{asked.url}&{FORMAT}={name}" for name in RENDERERS},
        "templates": filling.offered(SUBJECT.slug, asked.period.last, asked.query, user),
        "may_edit_templates": user.can(Permission.EDIT_TEMPLATES),
    }
    return render(request, "reports/text.html", context, status=status)


def _parts(asked: _Asked, form: TextForm) -> list[dict[str, Any]]:
    changed = making.changes_since(asked.kept, asked.made)
    return [
        {
            "title": f"{part.number}. {part.titled(asked.made.facts.period.following)}",
            "sections": [
                {
                    "title": f"{number}{TextSection(section).label}",
                    "made": asked.made.sentences[section],
                    "changes": changed.get(section, []),
                    "field": form[section],
                    "own": making.paragraphs(asked.kept.words.get(section, "")),
                    "table": _table(asked) if section == TextSection.CONTENTS else None,
                }
                for number, section in _numbered(part.lead, part.sections)
            ],
        }
        for part in OUTLINE
    ]


def _numbered(lead: str, sections: tuple[str, ...]) -> list[tuple[str, str]]:
    numbered = [(f"{place}. ", section) for place, section in enumerate(sections, start=1)]
    return [("", lead), *numbered] if lead else numbered


def _table(asked: _Asked) -> Any:
    return next((block.table for block in asked.made.document.blocks if block.table), None)


def _tabs(asked: _Asked, *, preview: bool) -> list[dict[str, Any]]:
    tabs = (
        (_("Nội dung"), asked.url, not preview),
        (_("Bản xem trước"), f"{asked.url}&{VIEW}={PREVIEW}", preview),
    )
    return [
        {"label": label, "url": url, "active": active, "count": None, "icon": ""}
        for label, url, active in tabs
    ]


def _periods(user: Any, centre: Organisation, period: Period | None) -> list[dict[str, Any]]:
    """The choices by kind; one that is asked for and isn't among them comes last."""
    groups = making.periods(user, centre)
    if period and all(period.code not in dict(rows) for _label, rows in groups):
        groups.append((_("Kỳ đang xem"), [(period.code, words_of(period).title)]))
    chosen = period.code if period else ""
    return [
        {
            "label": label,
            "choices": [
                {"value": code, "label": title, "selected": code == chosen} for code, title in rows
            ],
        }
        for label, rows in groups
    ]


def _download(asked: _Asked, output_format: str) -> HttpResponse:
    body = RENDERERS[OutputFormat(output_format)](asked.made.document)
    response = HttpResponse(body, content_type=CONTENT_TYPES[output_format])
    name = f"{STEM}-{asked.period.code}.{output_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _filled(request: HttpRequest, asked: _Asked, template: DocumentTemplate) -> HttpResponse:
    values = SUBJECT.values(asked.made, request.user)
    try:
        return filling.answer(template, f"{STEM}-{asked.period.code}", values)
    except TemplateRefused as refused:
        return _refuse(request, refused.message, status=422)


def _refuse(request: HttpRequest, message: str, *, status: int = 400) -> HttpResponse:
    """Say what could not be read; the choices stay."""
    user: Any = request.user
    context = {
        "title": _("Báo cáo lời văn"),
        "periods": _periods(user, making.centre_of(user), None),
        "refused": message,
        "may_write": False,
        "tabs": [],
    }
    return render(request, "reports/text.html", context, status=status)
