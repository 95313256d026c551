"""The report pages: what there is, and one report with its choices, preview and downloads."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission
from reports import choosing, rendering, selectors
from reports.catalogue import REPORTS, Report, file_name, put_together
from reports.choices import LevelFilter, OutputFormat
from reports.choosing import FIELDS, Asked
from reports.documents import Document
from reports.figures import Figures
from reports.parameters import ParameterError, Parameters, UnitCode, read
from reports.rendering import html
from reports.templates.refusal import TemplateRefused
from reports.templates.subjects import SUBJECTS
from reports.templates.subjects.reports import MadeReport
from reports.views import filling

FORMAT = "dinh-dang"


class _ReportBase(View):
    """Offers GET alone and asks for the right to reports."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer an unknown report first, then a method nobody offers, then a missing right."""
        if "slug" in kwargs and kwargs["slug"] not in REPORTS:
            raise Http404
        offered = request.method is not None and request.method.lower() in self.http_method_names
        if offered and not request.user.can(Permission.VIEW_REPORTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class IndexView(_ReportBase):
    """The reports that there are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        user: Any = request.user
        readers = (Permission.EDIT_TEMPLATES, Permission.WRITE_REPORTS)
        context = {
            "reports": list(REPORTS.values()),
            "may_edit": user.can(Permission.EDIT_CATALOGUES),
            "may_read_templates": any(user.can(one) for one in readers),
        }
        return render(request, "reports/index.html", context)


class ReportView(_ReportBase):
    """One report."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the sheet, or hand over a file when another format is asked for."""
        report, user = REPORTS[slug], request.user
        years = selectors.years_of(user)
        texts = choosing.texts_of(request.GET, choosing.default_year(years))
        asked = Asked(report, texts, request.GET, years)
        try:
            output_format = _format(request)
            texts |= choosing.period_of(request.GET, report, texts)
            parameters = read(texts, years_only=report.years_only)
            template = filling.asked(request.GET, slug, parameters.period.last, user)
        except ParameterError as error:
            return self._refuse(request, asked, error)
        try:
            figures, document = put_together(report, parameters, user)
        except selectors.UnknownUnitError as error:
            raise Http404 from error
        if template is not None:
            values = SUBJECTS[slug].values(MadeReport(parameters, figures, document), user)
            try:
                return filling.answer(template, file_name(report, parameters), values)
            except TemplateRefused as refused:
                context = _frame(asked, user) | {"refused": refused.message}
                return render(request, "reports/report.html", context, status=422)
        if output_format != OutputFormat.HTML:
            return _download(report, parameters, figures, document, output_format)
        context = {
            **_frame(asked, user),
            **_sheet(report, parameters, figures, document),
            "layout_url": _layout_url(figures, user),
            "templates": filling.offered(slug, parameters.period.last, _query(parameters), user),
            "may_edit_templates": user.can(Permission.EDIT_TEMPLATES),
            "findings": [
                *_incomplete(report, parameters, len(document.table.incomplete)),
                *_carried(parameters, figures, user),
            ],
        }
        return render(request, "reports/report.html", context)

    def _refuse(self, request: HttpRequest, asked: Asked, error: ParameterError) -> HttpResponse:
        """Say what could not be read; the other choices stay."""
        texts = asked.texts
        kept = {key: "" if key in {error.field, "period"} else text for key, text in texts.items()}
        kept["year"] = kept["year"] or str(choosing.default_year(asked.years))
        context = _frame(replace(asked, texts=kept), request.user) | {"refused": error.message}
        return render(request, "reports/report.html", context, status=400)


def _format(request: HttpRequest) -> str:
    asked = request.GET.get(FORMAT) or OutputFormat.HTML
    if asked not in OutputFormat.values:
        raise ParameterError("format", _("Định dạng không hợp lệ."))
    return asked


def _download(
    report: Report,
    parameters: Parameters,
    figures: Figures,
    document: Document,
    output_format: str,
) -> HttpResponse:
    body = rendering.render(output_format, figures, document)
    response = HttpResponse(body, content_type=rendering.CONTENT_TYPES[output_format])
    name = file_name(report, parameters)
    response["Content-Disposition"] = f'attachment; filename="{name}.{output_format}"'
    return response


def _frame(asked: Asked, user: Any) -> dict[str, Any]:
    """Return what the page shows around the sheet: its name and the row of choices."""
    return {"report": asked.report, "choices": choosing.choices(asked, user)}


def _sheet(
    report: Report, parameters: Parameters, figures: Figures, document: Document
) -> dict[str, Any]:
    table = document.table
    query = _query(parameters)
    return {
        "document": document,
        "sheet": html.sheet(document, limit=html.PREVIEW_LINES),
        "hidden_lines": max(len(table.lines) - html.PREVIEW_LINES - 1, 0),
        "items": len(figures.items),
        "generated_at": figures.generated_at,
        "downloads": {
            name: f"?{urlencode({**query, FORMAT: name})}"
            for name in OutputFormat.values
            if name != OutputFormat.HTML
        },
    }


def _layout_url(figures: Figures, user: Any) -> str:
    """Return where the sheet's layout is changed; empty for who can't, and for a shipped one."""
    pk = figures.layout.pk
    may = pk is not None and user.can(Permission.EDIT_CATALOGUES)
    return reverse("reports:layout", args=[pk]) if may else ""


def _query(parameters: Parameters) -> dict[str, str]:
    """Return the parameters as the address writes them, under its own words."""
    return {FIELDS[key]: value for key, value in _texts(parameters).items() if value}


def _incomplete(report: Report, parameters: Parameters, count: int) -> Iterable[dict[str, Any]]:
    """Tell the reader what sums leave out before he sends the sheet out."""
    if count:
        yield {
            "title": _("%(n)s %(noun)s chưa đủ số liệu.") % {"n": count, "noun": report.noun},
            "text": _("Tổng cộng chỉ gồm phần đã biết; trên giấy có ghi chú."),
            "url": _incomplete_url(parameters) if report.years_only else "",
            "action": _("Xem đề án"),
        }


def _carried(parameters: Parameters, figures: Figures, user: Any) -> Iterable[dict[str, Any]]:
    """Tell him which lines say what an earlier report said, and where to see who hasn't sent."""
    if carried := figures.filters.get("carried"):
        opened = selectors.opened_period(parameters.period, user)
        yield {
            "title": _("%s dòng chưa báo cáo kỳ này.") % carried,
            "text": _("Mang số đã duyệt gần nhất sang; trên giấy có dấu †."),
            "url": opened.get_absolute_url() if opened else "",
            "action": _("Xem đơn vị chưa báo cáo"),
        }


def _texts(parameters: Parameters) -> dict[str, str]:
    """Return the parameters as the address writes them."""
    unit: UnitCode | None = parameters.unit
    return {
        "year" if parameters.period.is_year else "period": parameters.period.code,
        "unit": str(unit) if unit else "",
        "level": parameters.level,
        "shape": parameters.shape,
        "money_unit": parameters.money_unit,
    }


def _incomplete_url(parameters: Parameters) -> str:
    query = {"year": str(parameters.period.year), "incomplete": "true"}
    if parameters.level != LevelFilter.ALL:
        query["level"] = parameters.level
    return f"{reverse('programmes:projects')}?{urlencode(query)}"
