"""The report pages: what there is, and one report with its choices, preview and downloads."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission
from kernel.text import clean
from reports import rendering, selectors
from reports.catalogue import REPORTS, Report, file_name, put_together
from reports.choices import LevelFilter, OutputFormat, Shape
from reports.documents import Document
from reports.figures import Figures
from reports.models import MoneyUnit
from reports.parameters import ParameterError, Parameters, UnitCode, parse_year, read
from reports.rendering import html

# The address's own words for the parameters.
FIELDS = {
    "year": "nam",
    "period": "ky",
    "unit": "dia-ban",
    "level": "cap",
    "shape": "hinh-thuc",
    "money_unit": "don-vi-tinh",
}
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
        return render(request, "reports/index.html", {"reports": list(REPORTS.values())})


class ReportView(_ReportBase):
    """One report."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the sheet, or hand over a file when another format is asked for."""
        report = REPORTS[slug]
        years = selectors.years_of(request.user)
        texts = {key: clean(request.GET.get(name, "")) for key, name in FIELDS.items()}
        if not texts["year"] and not texts["period"] and not request.GET.get("nam"):
            texts["year"] = str(_default_year(years))
        try:
            output_format = _format(request)
            parameters = read(texts, years_only=report.years_only)
        except ParameterError as error:
            return self._refuse(request, report, texts, years, error)
        try:
            figures, document = put_together(report, parameters, request.user)
        except selectors.UnknownUnitError as error:
            raise Http404 from error
        if output_format != OutputFormat.HTML:
            return _download(report, parameters, figures, document, output_format)
        context = {
            **_frame(report, texts, years, request.user),
            **_sheet(report, parameters, figures, document),
        }
        return render(request, "reports/report.html", context)

    def _refuse(
        self,
        request: HttpRequest,
        report: Report,
        texts: dict[str, str],
        years: list[int],
        error: ParameterError,
    ) -> HttpResponse:
        """Say what could not be read; the other choices stay."""
        kept = {key: "" if key in {error.field, "period"} else text for key, text in texts.items()}
        kept["year"] = kept["year"] or str(_default_year(years))
        context = {**_frame(report, kept, years, request.user), "refused": error.message}
        return render(request, "reports/report.html", context, status=400)


def _format(request: HttpRequest) -> str:
    asked = request.GET.get(FORMAT) or OutputFormat.HTML
    if asked not in OutputFormat.values:
        raise ParameterError("format", _("Định dạng không hợp lệ."))
    return asked


def _default_year(years: list[int]) -> int:
    """Return this year if it has projects, else the newest that has, else this year."""
    this_year = timezone.localdate().year
    return this_year if this_year in years or not years else years[0]


def _download(
    report: Report,
    parameters: Parameters,
    figures: Figures,
    document: Document,
    output_format: str,
) -> HttpResponse:
    body = rendering.render(output_format, figures, document)
    response = HttpResponse(body, content_type=rendering.CONTENT_TYPES[output_format])
    name = file_name(report, parameters, output_format)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _frame(report: Report, texts: Mapping[str, str], years: list[int], user: Any) -> dict[str, Any]:
    """Return what the page shows around the sheet: its name and the row of choices."""
    return {"report": report, "choices": _choices(texts, years, user)}


def _choices(texts: Mapping[str, str], years: list[int], user: Any) -> list[dict[str, Any]]:
    this_year = timezone.localdate().year
    shown_years = sorted({*years, this_year, *_as_year(texts["year"])}, reverse=True)
    units = list(selectors.unit_choices(user))
    if texts["unit"] and texts["unit"] not in dict(units):
        units.append((texts["unit"], texts["unit"]))
    rows = (
        ("year", _("Năm"), [(str(year), str(year)) for year in shown_years]),
        ("level", _("Cấp"), LevelFilter.choices),
        ("unit", _("Địa bàn"), [("", _("Toàn bộ phạm vi của đơn vị")), *units]),
        ("shape", _("Hình thức"), Shape.choices),
        ("money_unit", _("Đơn vị tính"), MoneyUnit.choices),
    )
    return [
        {
            "name": FIELDS[key],
            "label": label,
            "options": [
                {"value": value, "label": text, "selected": value == texts[key]}
                for value, text in options
            ],
        }
        for key, label, options in rows
    ]


def _as_year(text: str) -> list[int]:
    try:
        return [parse_year(text).year]
    except ParameterError:
        return []


def _sheet(
    report: Report, parameters: Parameters, figures: Figures, document: Document
) -> dict[str, Any]:
    items, table = len(figures.items), document.table
    incomplete = len(table.incomplete)
    query = {FIELDS[key]: value for key, value in _texts(parameters).items() if value}
    return {
        "document": document,
        "sheet": html.sheet(document, limit=html.PREVIEW_LINES),
        "hidden_lines": max(len(table.lines) - html.PREVIEW_LINES - 1, 0),
        "items": items,
        "generated_at": figures.generated_at,
        "incomplete": _("%(n)s đề án chưa đủ số liệu.") % {"n": incomplete} if incomplete else "",
        "incomplete_url": _incomplete_url(parameters) if incomplete else "",
        "downloads": {
            name: f"?{urlencode({**query, FORMAT: name})}"
            for name in OutputFormat.values
            if name != OutputFormat.HTML
        },
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
