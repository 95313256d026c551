"""The field that takes a file."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attachments.checks import in_words
from attachments.choices import CONTENT_TYPES, ENDINGS, FileKind


class UploadField(forms.FileField):
    """A file of certain kinds; what it really is, ``services.store`` finds out."""

    widget = forms.FileInput
    default_error_messages = {
        "required": _("Chưa chọn tệp."),
        "invalid": _("Chưa chọn tệp."),
        "missing": _("Chưa chọn tệp."),
        "empty": _("Tệp rỗng hoặc bị hỏng."),
    }

    def __init__(self, *, kinds: Collection[str] = FileKind.PAPERS, **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault("help_text", in_words(kinds))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer the kinds that are taken."""
        endings = [f".{ending}" for ending, kind in ENDINGS.items() if kind in self.kinds]
        types = [CONTENT_TYPES[kind] for kind in FileKind.values if kind in self.kinds]
        return {**super().widget_attrs(widget), "accept": ",".join([*endings, *types])}
