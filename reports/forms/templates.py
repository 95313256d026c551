"""The form of an office's own template: which report, its name, its days, the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attachments.choices import FileKind
from attachments.forms import UploadField
from kernel.forms import PortalModelForm, formfield
from reports.catalogue import REPORTS
from reports.models import DocumentTemplate
from reports.templates.running import KINDS


class TemplateForm(PortalModelForm):
    """A template; a stored one keeps its file when none is chosen."""

    upload = UploadField(label=_("tệp mẫu"), kinds=frozenset(map(FileKind, KINDS)))
    slug = forms.ChoiceField(label=_("dùng cho báo cáo"))
    sections = (
        (
            _("Mẫu văn bản"),
            _("Tệp Word hoặc Excel của đơn vị, có ô trống như {{ ten_co_quan }}."),
            ("slug", "name", "upload"),
        ),
        (
            _("Thời gian áp dụng"),
            _("Mẫu dùng cho báo cáo có ngày cuối trong thời gian này; để trống là không giới hạn."),
            ("valid_from", "valid_to", "note"),
        ),
    )
    wide = ("slug", "name", "upload", "note")

    class Meta:
        model = DocumentTemplate
        fields = ("slug", "name", "valid_from", "valid_to", "note")
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(slug, report.name) for slug, report in REPORTS.items()]
        self.fields["slug"].choices = [("", "---------"), *names]  # type: ignore[attr-defined]
        self.fields["upload"].error_messages["required"] = _("Chưa chọn tệp mẫu.")
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Thay tệp mẫu")
