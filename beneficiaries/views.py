"""Pages of facilities. Every answer: sign-in, method, scope (404), right (403), form (422)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.choices import ListName
from accounts.permissions import Permission
from accounts.selectors import view_tabs
from beneficiaries import selectors
from beneficiaries.columns import COLUMNS, SORTS
from beneficiaries.filters import FacilityFilter
from beneficiaries.forms import (
    FacilityBulkForm,
    FacilityContactFormSet,
    FacilityForm,
    FacilityYearFormSet,
)
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.resources import FacilityResource
from beneficiaries.services import record_facilities, record_facility, remove_facility
from kernel import lists
from kernel.bulk import BulkEdit
from kernel.refusals import refusal_text
from kernel.sheets.formats import SafeXLSX
from kernel.templatetags.portal import million


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.can(permission):  # type: ignore[union-attr]
        raise PermissionDenied


def _rows(request: HttpRequest) -> QuerySet[RuralIndustrialFacility]:
    return selectors.listed(request.user)


def _page_of(request: HttpRequest, rows: QuerySet[RuralIndustrialFacility]) -> lists.ListPage:
    return lists.build(
        request, rows, FacilityFilter, sorts=SORTS, default_sort="name", columns=COLUMNS
    )


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    """Show the facilities of the area: filters as pills, sorted, in pages."""
    _require(request, Permission.VIEW_FACILITIES)
    if address := COLUMNS.tidy(request):
        return redirect(address)
    page = _page_of(request, RuralIndustrialFacility.objects.visible_to(request.user))
    found = list(page.page.object_list)
    _add_what_needs_all(found, {column.key for column in page.columns.columns})
    may_edit = request.user.can(Permission.EDIT_FACILITIES)  # type: ignore[union-attr]
    context = {
        "list": page,
        "table": page.table(found, picks=may_edit),
        "tabs": view_tabs(
            request.user, ListName.FACILITIES, query=page.saved_query, count=page.count
        ),
        "may_edit": may_edit,
    }
    return render(request, "beneficiaries/facilities.html", context, status=page.status)


def _add_what_needs_all(rows: list[Any], keys: set[str]) -> None:
    """How many projects name each row, and its capital with the decimals of the column."""
    if "supports" in keys:
        counts = selectors.support_counts(rows)
        for row in rows:
            row.supports = counts[row.pk]
    if "capital" in keys:
        decimals = selectors.decimals(row.capital_amount for row in rows)
        for row in rows:
            row.capital_shown = million(row.capital_amount, decimals)


@require_safe
def facilities_export(request: HttpRequest) -> HttpResponse:
    """Give every row of the filtered list: a workbook to import again, or the chosen columns."""
    _require(request, Permission.VIEW_FACILITIES)
    page = _page_of(request, _rows(request))
    if page.status != 200:
        return redirect(f"{page.clear_url.removesuffix('xuat/')}?{page.query}")
    if not page.columns.is_default:
        return page.workbook("co-so-cnnt", ())
    dataset = FacilityResource(user=request.user).export(page.rows)
    book = SafeXLSX()
    response = HttpResponse(book.export_data(dataset), content_type=book.get_content_type())
    response["Content-Disposition"] = 'attachment; filename="co-so-cnnt.xlsx"'
    return response


@require_safe
def facility(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one facility: facts, years, contacts, support, what the checks say, what changed."""
    found = get_object_or_404(_rows(request), pk=pk)
    _require(request, Permission.VIEW_FACILITIES)
    user: Any = request.user
    context = {
        "shown": selectors.facility_page(user, found),
        "facility": found,
        "may_edit": user.can(Permission.EDIT_FACILITIES),
    }
    return render(request, "beneficiaries/facility.html", context)


@require_POST
def facility_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a facility to the recycle bin; say why when that can't be."""
    found = get_object_or_404(_rows(request), pk=pk)
    _require(request, Permission.EDIT_FACILITIES)
    try:
        remove_facility(found, by=request.user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
        return redirect(found)
    messages.success(request, _("Đã chuyển cơ sở “%s” vào thùng rác.") % found.name)
    return redirect("beneficiaries:facilities")


class _FacilityFormView(View):
    """The form of a facility with its yearly figures and contacts."""

    http_method_names = ["get", "head", "post", "options"]

    @staticmethod
    def _forms(request: HttpRequest, record: RuralIndustrialFacility, data: Any = None) -> Any:
        form = FacilityForm(data, instance=record, user=request.user)
        rows = {"form_kwargs": {"user": request.user}}
        years = FacilityYearFormSet(data, instance=record, prefix="nam", **rows)
        contacts = FacilityContactFormSet(data, instance=record, prefix="lien-he", **rows)
        return form, years, contacts

    def _show(self, request: HttpRequest, forms: Any, status: int = 200) -> HttpResponse:
        form, years, contacts = forms
        record = form.instance
        stale = form.is_stale
        conflicts = form.conflicts() if stale else []
        if stale:
            form.accept_current_version()
        problems = _problems(form, years, contacts)
        context = {
            "form": form,
            "years": years,
            "contacts": contacts,
            "problems": problems,
            "error_count": 0 if stale else len(problems),
            "stale": stale,
            "conflicts": conflicts,
            # The form has written what was typed into its own copy.
            "facility": _rows(request).filter(pk=record.pk).first() if record.pk else None,
        }
        return render(request, "beneficiaries/facility_form.html", context, status=status)

    def _save(self, request: HttpRequest, record: RuralIndustrialFacility) -> HttpResponse:
        forms = form, years, contacts = self._forms(request, record, request.POST)
        if all([form.is_valid(), years.is_valid(), contacts.is_valid()]):
            try:
                saved = self._store(request, forms)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                for finding in form.remarks:
                    messages.warning(request, finding.message)
                messages.success(request, _("Đã lưu cơ sở “%s”.") % saved.name)
                return redirect(saved)
        stale = form.is_stale
        return self._show(request, forms, status=409 if stale else 422)

    @staticmethod
    def _store(request: HttpRequest, forms: Any) -> RuralIndustrialFacility:
        form, *formsets = forms
        record = form.save(commit=False)
        parts, removed = [], []
        for formset in formsets:
            parts += formset.save(commit=False)
            removed += formset.deleted_objects
        return record_facility(record, by=request.user, parts=parts, removed_parts=removed)


class FacilityAdd(_FacilityFormView):
    """A new facility."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        _require(request, Permission.EDIT_FACILITIES)
        return self._show(request, self._forms(request, RuralIndustrialFacility()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the facility."""
        _require(request, Permission.EDIT_FACILITIES)
        return self._save(request, RuralIndustrialFacility())


class FacilityEdit(_FacilityFormView):
    """An existing facility."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._show(request, self._forms(request, self._found(request, pk)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes."""
        return self._save(request, self._found(request, pk))

    @staticmethod
    def _found(request: HttpRequest, pk: int) -> RuralIndustrialFacility:
        record = get_object_or_404(_rows(request), pk=pk)
        _require(request, Permission.EDIT_FACILITIES)
        return record


class FacilityBulkEdit(BulkEdit):
    """Kind, industry, owner, source and note of the chosen facilities."""

    model = RuralIndustrialFacility
    filterset_class = FacilityFilter
    form_class = FacilityBulkForm
    permission = Permission.EDIT_FACILITIES
    store = staticmethod(record_facilities)
    list_name = "beneficiaries:facilities"
    list_title = gettext_lazy("Cơ sở")
    noun = gettext_lazy("cơ sở")
    related = ("unit", "unit_now", "industry")


def _problems(form: Any, years: Any, contacts: Any) -> list[dict[str, str]]:
    """Every error of the page with the field it belongs to: what the summary on top links to."""
    problems = _of_form(form, "")
    for formset, title in ((years, _("Số liệu theo năm")), (contacts, _("Người liên hệ"))):
        problems += [{"id": "", "text": f"{title}: {text}"} for text in formset.non_form_errors()]
        for number, row in enumerate(formset.forms if formset.is_bound else [], 1):
            problems += _of_form(row, _("%(title)s, dòng %(n)s: ") % {"title": title, "n": number})
    return problems


def _of_form(form: Any, prefix: str) -> list[dict[str, str]]:
    return [
        {
            "id": "" if name in ("__all__", "version") else form[name].id_for_label,
            "text": f"{prefix}{message}",
        }
        for name, errors in form.errors.items()
        for message in errors
    ]
