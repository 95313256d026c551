"""Forms: text cleaned of hidden characters, dates and money as an office writes them, own sentences."""

from typing import Any

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
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address that the script asks."""
        extra = {"data-search-url": reverse(self.url_name), **(attrs or {})}
        return super().get_context(name, value, extra)

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the chosen option only; the rest comes by search."""
        chosen = {str(item) for item in value if str(item)}
        options = [] if self.allow_multiple_selected else [self.create_option(name, "", "", False, 0)]
        field = self.choices.field if hasattr(self.choices, "field") else None
        if chosen and field is not None:
            keys = [item for item in chosen if item.isdigit() and len(item) < 19]
            for index, obj in enumerate(field.queryset.filter(pk__in=keys), start=1):
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
            last = self.instance.history.first()
            raise ValidationError(
                _(
                    "Hồ sơ vừa được %(who)s cập nhật lúc %(time)s. Nội dung vừa nhập vẫn được giữ "
                    "bên dưới; chọn phần cần giữ."
                )
                % {
                    "who": (last and last.history_user) or _("người khác"),
                    "time": f"{timezone.localtime(self.instance.updated_at):%H:%M}",
                },
                code="stale",
            )
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


__all__ = [
    "PortalModelForm",
    "SearchSelect",
    "SearchSelectMultiple",
    "TextField",
    "formfield",
    "name_required",
    "sentence",
]
