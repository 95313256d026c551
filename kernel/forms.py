"""Forms: text without hidden characters, dates and money as an office writes them."""

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.dates import VietnameseDateField
from kernel.money import MoneyField
from kernel.text import clean


class TextField(forms.CharField):
    """A line or paragraph of text: NFC, no hidden characters, a length that says what it found."""

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(*args, **kwargs)
        if max_length and not isinstance(self.widget, forms.Textarea):
            self.widget.attrs.setdefault("maxlength", str(max_length))

    def to_python(self, value: Any) -> str:
        """Return the cleaned text. Raises ValidationError with a Vietnamese sentence."""
        text = value if isinstance(value, str) else super().to_python(value)
        if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise ValidationError(_("Nội dung chứa ký tự không hợp lệ."), code="invalid")
        cleaned = clean(text, multiline=isinstance(self.widget, forms.Textarea))
        if text.strip() and not cleaned:
            label = self.label or _("Ô này")
            raise ValidationError(
                _("%(label)s không được để trống hoặc chứa ký tự ẩn.") % {"label": sentence(label)},
                code="hidden",
            )
        if self.limit and len(cleaned) > self.limit:
            raise ValidationError(
                _("%(label)s tối đa %(limit)s ký tự (đang có %(found)s).")
                % {
                    "label": sentence(self.label or _("nội dung")),
                    "limit": grouped(self.limit),
                    "found": grouped(len(cleaned)),
                },
                code="max_length",
            )
        return super().to_python(cleaned)


class DecimalField(forms.DecimalField):
    """A number with a comma before its fraction, as people write it here: 12,5."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A text input with the number keys."""
        return {"inputmode": "decimal", "class": "num", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Return a Decimal or None. Raises ValidationError; a point may only group thousands."""
        if isinstance(value, str):
            value = clean(value).replace(" ", "")
            if "." in value and not re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", value):
                raise ValidationError(_("Dùng dấu phẩy cho phần lẻ, ví dụ 12,5."), code="invalid")
            value = value.replace(".", "").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Return the stored number as people write it, without idle zeros."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


def sentence(text: Any) -> str:
    """Return ``text`` with its first letter in upper case, the rest as it is (CNNT stays CNNT)."""
    words = str(text)
    return words[:1].upper() + words[1:]


def grouped(number: int) -> str:
    """Return 2000 as "2.000"."""
    return f"{number:,}".replace(",", ".")


class SearchSelect(forms.Select):
    """A select that loads its options by search (tom-select); it renders only what is chosen."""

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        self.url_name = url_name
        self.known: models.Model | None = None  # the stored choice, when it was loaded already
        self.query: dict[str, Any] = {}  # what narrows the search
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address that the script asks."""
        address = reverse(self.url_name)
        if self.query:
            address = f"{address}?{urlencode(self.query)}"
        extra = {"data-search-url": address, **(attrs or {})}
        return super().get_context(name, value, extra)

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the chosen option only; the rest comes by search."""
        chosen = {str(item) for item in value if str(item)}
        options = (
            [] if self.allow_multiple_selected else [self.create_option(name, "", "", False, 0)]
        )
        field = self.choices.field if hasattr(self.choices, "field") else None
        if chosen and field is not None:
            if self.known is not None and chosen == {str(self.known.pk)}:
                found = [self.known]
            else:
                keys = [item for item in chosen if item.isdecimal() and len(item) < 19]
                found = field.queryset.filter(pk__in=keys)
            for index, obj in enumerate(found, start=1):
                label = field.label_from_instance(obj)
                options.append(self.create_option(name, obj.pk, label, True, index))
        return [(None, options, 0)]


class SearchSelectMultiple(SearchSelect, forms.SelectMultiple):
    """As ``SearchSelect`` for several values."""


def formfield(db_field: models.Field, **kwargs: Any) -> forms.Field | None:
    """Return the portal's form field for a model field (``Meta.formfield_callback``)."""
    if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("form_class", VietnameseDateField)
        kwargs.pop("widget", None)
    elif (
        isinstance(db_field, models.CharField | models.TextField)
        and not db_field.choices
        and type(db_field) in {models.CharField, models.TextField}
    ):
        kwargs.setdefault("form_class", TextField)
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    elif isinstance(db_field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
    elif isinstance(db_field, MoneyField):
        kwargs.pop("widget", None)
    elif isinstance(db_field, models.DecimalField):
        kwargs.setdefault("form_class", DecimalField)
        kwargs.pop("widget", None)
    field = db_field.formfield(**kwargs)
    if field is not None:
        name_required(field)
    return field


def name_required(field: forms.Field) -> None:
    """Make the "required" sentence name the field: "Chưa nhập Tên đề án."."""
    verb = _("Chưa chọn") if isinstance(field, forms.ChoiceField) else _("Chưa nhập")
    if field.label:
        field.error_messages["required"] = f"{verb} {sentence(field.label)}."
    if isinstance(field, forms.ModelChoiceField):
        field.error_messages["invalid_choice"] = _(
            "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị."
        )


def overtaken(record: Any) -> ValidationError:
    """Return the refusal of a form whose record somebody else has saved in the meantime."""
    last = record.history.first()
    return ValidationError(
        _(
            "Hồ sơ vừa được %(who)s cập nhật lúc %(time)s. Nội dung vừa nhập vẫn được giữ "
            "bên dưới; chọn phần cần giữ."
        )
        % {
            "who": (last and last.history_user) or _("người khác"),
            "time": f"{timezone.localtime(record.updated_at):%H:%M}",
        },
        code="stale",
    )


class ServiceForm(forms.ModelForm):
    """Shows what a service refused at the form itself, with everything that was typed.

    ``seen_version`` is the version of the record that the admin's page showed.
    """

    refused: ValidationError | None = None
    seen_version: str = ""

    def clean(self) -> dict[str, Any] | None:
        """Add the refusal of the first attempt, or that somebody has saved since."""
        cleaned = super().clean()
        if self.seen_version and self.seen_version != str(self.instance.version):
            self.add_error(None, overtaken(self.instance))
        if self.refused is not None:
            self.add_error(None, ValidationError(self.refused.messages))
        return cleaned


class RowForm(forms.ModelForm):
    """A row of a table: what its record has loaded is not asked again for every select."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # inside the admin's wrapper
            if isinstance(widget, SearchSelect) and self.instance.pk:
                widget.known = self.instance._state.fields_cache.get(name)


class PortalModelForm(forms.ModelForm):
    """Base of the portal's model forms: knows the person, refuses stale versions.

    ``sections`` is a tuple of (title, reason, field names) for the page.
    """

    sections: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    use_required_attribute = False  # the server's sentence names the field, the browser's doesn't
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        if hasattr(self.instance, "version"):
            self.initial["version"] = self.instance.version
        else:
            self.fields.pop("version", None)
        for field in self.fields.values():
            if field.label:
                field.label = sentence(field.label)
            name_required(field)

    def clean_version(self) -> int | None:
        """Return the version the person saw. Raises ValidationError when somebody saved since."""
        seen = self.cleaned_data.get("version")
        if self.instance.pk and seen is not None and seen != self.instance.version:
            raise overtaken(self.instance)
        return seen

    def grouped_fields(self) -> list[dict[str, Any]]:
        """Return the sections with their bound fields."""
        return [
            {
                "title": title,
                "reason": reason,
                "fields": [self[name] for name in names if name in self.fields],
            }
            for title, reason, names in self.sections
        ]

    def conflicts(self) -> list[dict[str, str]]:
        """What stands now and what was typed, for every field in which the two differ."""
        rows = []
        for name in self.changed_data:
            if name == "version":
                continue
            bound = self[name]
            stored, typed = self.get_initial_for_field(bound.field, name), bound.data
            rows.append(
                {
                    "label": str(bound.label),
                    "stored": self._in_words(bound, stored),
                    "typed": self._in_words(bound, typed),
                }
            )
        return rows

    @staticmethod
    def _in_words(bound: Any, value: Any) -> str:
        if value in (None, ""):
            return ""
        field = bound.field
        if isinstance(field, forms.ModelChoiceField):
            key = str(value)
            is_key = key.isdecimal() and len(key) < 19
            found = field.queryset.filter(pk=key).first() if is_key else None
            return field.label_from_instance(found) if found else ""
        if isinstance(field, forms.ChoiceField | forms.NullBooleanField):
            choices = {str(key): str(label) for key, label in field.widget.choices}
            key = str(value).lower() if isinstance(value, bool) else str(value)
            return choices.get(key, key)
        return str(field.widget.format_value(value) or "")

    def accept_current_version(self) -> None:
        """Let the next save overwrite what somebody else saved: the person has seen both now."""
        stored = type(self.instance)._base_manager.filter(pk=self.instance.pk)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(stored.values_list("version", flat=True).get())

    @property
    def is_stale(self) -> bool:
        """Whether somebody saved the record since the person opened it."""
        return self.has_error("version", "stale")

    def stale_conflicts(self) -> list[dict[str, str]]:
        """The conflicts of a stale form; none otherwise."""
        return self.conflicts() if self.is_stale else []

    def add_refusal(self, error: ValidationError) -> None:
        """Put a service's refusal at the fields it names; a lost race counts as a stale form."""
        if not hasattr(error, "error_dict"):
            lost = getattr(error, "code", "") == "stale"
            self.add_error("version" if lost else None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def refused_status(self) -> int:
        """Return 409 for a form that somebody has overtaken, else 422.

        The person has seen both values then and may save once more.
        """
        if not self.is_stale:
            return 422
        self.accept_current_version()
        return 409


__all__ = [
    "DecimalField",
    "PortalModelForm",
    "RowForm",
    "SearchSelect",
    "SearchSelectMultiple",
    "ServiceForm",
    "TextField",
    "formfield",
    "name_required",
    "sentence",
]
