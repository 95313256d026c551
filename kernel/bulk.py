"""Changing many records at once: which ones, what changes in each, a look before it is stored.

The rows are ticked ones (``chon``) or all that match a list's conditions (``tat-ca``). What is
stored is what the preview has shown: when a record or the set has changed since, it is refused.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from kernel import history
from kernel.forms import PortalModelForm
from kernel.lists import parameters, tidy_query
from kernel.records import Record
from kernel.refusals import refusal_text

MOST = 500
SHOWN = 200
PICKED, ALL, QUERY, SEEN, BACK = "chon", "tat-ca", "dieu-kien", "dau", "sua"
CHANNEL = "sửa hàng loạt"


class BulkForm(PortalModelForm):
    """Fields that many records may get at once; only those that are ticked change."""

    change = forms.MultipleChoiceField(label=gettext_lazy("Nội dung cần sửa"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version", None)
        self.must_have = {name for name, field in self.fields.items() if field.required}
        for field in self.fields.values():
            field.required = False
            if type(field) is forms.BooleanField:
                words = [("True", _("Có")), ("False", _("Không"))]
                field.widget = forms.Select(choices=words)
        names = [name for name in self.fields if name != "change"]
        self.fields["change"].choices = [(name, self.fields[name].label) for name in names]

    @property
    def parts(self) -> list[Any]:
        """The fields as the page shows them, each with whether it is ticked."""
        ticked = set(self["change"].value() or [])
        names = [name for name in self.fields if name != "change"]
        return [{"field": self[name], "is_ticked": name in ticked} for name in names]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one field, and for a value where a record must have one."""
        cleaned = super().clean() or {}
        ticked = cleaned.get("change") or []
        if not ticked and not self.errors:
            self.add_error(None, _("Chưa đánh dấu ô nào cần đổi."))
        for name in ticked:
            if name in self.must_have and cleaned.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def _post_clean(self) -> None:
        """There is no record yet to be checked."""

    def changes(self) -> dict[str, Any]:
        """The ticked fields with their new values."""
        return {name: self.cleaned_data[name] for name in self.cleaned_data["change"]}


@dataclass(frozen=True)
class Line:
    """What changes in one record: label, before, after; or why it can't."""

    record: Any
    changes: Sequence[tuple[str, str, str]]
    refusal: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the record will be stored."""
        return bool(self.changes) and not self.refusal


@dataclass(frozen=True)
class Preview:
    """What a change does to the chosen records, and the mark by which it is known again."""

    lines: Sequence[Line]
    mark: str

    @property
    def changed(self) -> list[Any]:
        """The records to be stored."""
        return [line.record for line in self.lines if line.is_changed]

    @property
    def refused(self) -> list[Line]:
        """Those that can't have the new values."""
        return [line for line in self.lines if line.refusal]

    @property
    def unchanged(self) -> int:
        """How many have the new values already."""
        return sum(1 for line in self.lines if not line.changes and not line.refusal)

    @property
    def shown(self) -> list[Line]:
        """The first of those that change."""
        return [line for line in self.lines if line.is_changed][:SHOWN]


def preview(rows: Sequence[Any], changes: Mapping[str, Any]) -> Preview:
    """Put the new values into the rows, unsaved, and say what that changes."""
    mark = _mark(rows, changes)
    words = _Words()
    return Preview([_line(row, changes, words) for row in rows], mark)


def _mark(rows: Sequence[Record], changes: Mapping[str, Any]) -> str:
    seen = sorted((row.pk, row.version) for row in rows)
    wanted = sorted((name, str(getattr(value, "pk", value))) for name, value in changes.items())
    return hashlib.sha256(repr((seen, wanted)).encode()).hexdigest()


class _Words:
    """Stored values as people read them; each relation is asked once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, Any], str] = {}

    def __call__(self, field: models.Field, value: Any) -> str:
        key = (field.name, value)
        if key not in self.known:
            self.known[key] = history.in_words(field, value)
        return self.known[key]


def _line(row: Any, changes: Mapping[str, Any], words: _Words) -> Line:
    found = []
    for name, value in changes.items():
        field = row._meta.get_field(name)
        before = getattr(row, field.attname)
        setattr(row, name, value)
        after = getattr(row, field.attname)
        if before != after:
            label = str(field.verbose_name)
            label = label[:1].upper() + label[1:]
            found.append((label, words(field, before), words(field, after)))
    return Line(row, found, _refusal(row, set(changes)) if found else "")


def _refusal(row: Any, names: set[str]) -> str:
    """What speaks against the new values; relations were checked by the form, once for all."""
    fields = row._meta.fields
    kept = {field.name for field in fields if field.is_relation or field.name not in names}
    try:
        row.clean_fields(exclude=kept)
        row.validate_constraints()
    except ValidationError as error:
        return refusal_text(error)
    return ""


class BulkEdit(View):
    """Choose (GET), look (POST), store (POST with the mark of what was seen)."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]
    model: type[Record]
    filterset_class: type[django_filters.FilterSet]
    form_class: type[BulkForm]
    permission: str
    store: Callable[..., Any]
    list_name: str
    list_title: str
    noun: str
    related: Sequence[str] = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show how many are chosen, and the fields."""
        self._require(request)
        everything = ALL in request.GET
        known = parameters(self.filterset_class)
        query = tidy_query(request.GET.urlencode(), known) if everything else ""
        rows = self._rows(request, request.GET.getlist(PICKED), query, everything=everything)
        return self._form_page(request, self.form_class(user=request.user), rows, query)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what would change; with the mark of that look, store it."""
        self._require(request)
        query = tidy_query(request.POST.get(QUERY, ""), parameters(self.filterset_class))
        rows = self._rows(
            request, request.POST.getlist(PICKED), query, everything=ALL in request.POST
        )
        form = self.form_class(request.POST, user=request.user)
        if BACK in request.POST:
            return self._form_page(request, form, rows, query)
        if not rows or len(rows) > MOST or not form.is_valid():
            return self._form_page(request, form, rows, query, status=422)
        look = preview(rows, form.changes())
        seen = request.POST.get(SEEN, "")
        if not seen:
            return self._look_page(request, form, look, query)
        if seen != look.mark:
            sentence = _("Danh sách vừa thay đổi từ lúc xem trước; hãy xem lại rồi xác nhận.")
            return self._look_page(request, form, look, query, notice=sentence, status=409)
        try:
            type(self).store(look.changed, by=request.user, reason=CHANNEL)
        except ValidationError as refused:
            return self._look_page(
                request, form, look, query, notice=refusal_text(refused), status=422
            )
        done = {"n": len(look.changed), "noun": self.noun}
        messages.success(request, _("Đã đổi %(n)s %(noun)s.") % done)
        address = reverse(self.list_name)
        return redirect(f"{address}?{query}" if query else address)

    def _require(self, request: HttpRequest) -> None:
        if not request.user.can(self.permission):  # type: ignore[union-attr]
            raise PermissionDenied

    def _rows(
        self, request: HttpRequest, picked: Sequence[str], query: str, *, everything: bool
    ) -> list[Any]:
        """The chosen records in the person's scope; one more than may be changed tells too many."""
        visible: Any = self.model._default_manager
        found = visible.visible_to(request.user)
        if everything:
            data = QueryDict(query)
            filterset = self.filterset_class(data, queryset=found, request=request)
            found = filterset.qs if filterset.is_valid() else found.none()
        else:
            keys = {key for value in picked for key in value.split(",")}
            keys = {key for key in keys if key.isdecimal() and len(key) < 19}
            found = found.filter(pk__in=keys)
        return list(found.select_related(*self.related).order_by("pk")[: MOST + 1])

    def _context(
        self, request: HttpRequest, form: BulkForm, rows: Sequence[Any], query: str
    ) -> dict[str, Any]:
        address = reverse(self.list_name)
        return {
            "form": form,
            "rows": rows,
            "count": len(rows),
            "too_many": len(rows) > MOST,
            "too_many_text": _("Mỗi lần sửa tối đa %(n)s %(noun)s; hãy thu hẹp điều kiện.")
            % {"n": MOST, "noun": self.noun},
            "noun": self.noun,
            "query": query,
            "list_title": self.list_title,
            "list_url": address,
            "back_url": f"{address}?{query}" if query else address,
            "everything": ALL in (request.POST or request.GET),
            "picked": ",".join(str(row.pk) for row in rows),
        }

    def _form_page(
        self,
        request: HttpRequest,
        form: BulkForm,
        rows: Sequence[Any],
        query: str,
        status: int = 200,
    ) -> HttpResponse:
        context = self._context(request, form, rows, query)
        return render(request, "bulk/form.html", context, status=status)

    def _look_page(
        self,
        request: HttpRequest,
        form: BulkForm,
        look: Preview,
        query: str,
        *,
        notice: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = self._context(request, form, [line.record for line in look.lines], query)
        context |= {"look": look, "notice": notice, "hidden": _typed(form)}
        return render(request, "bulk/look.html", context, status=status)


def _typed(form: BulkForm) -> list[tuple[str, str]]:
    """What was typed, to be sent once more."""
    names = [form.add_prefix(name) for name in form.fields]
    return [(name, value) for name in names for value in form.data.getlist(name)]
