"""The form of an office's own template: what it is for, its name, its days, the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attachments.choices import FileKind
from attachments.forms import UploadField
from kernel.forms import PortalModelForm, formfield
from reports.models import DocumentTemplate
from reports.templates.running import KINDS
from reports.templates.subjects import FIGURES, SUBJECTS


def subject_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return what a template can be for, in two groups."""
    names = {slug: subject.name for slug, subject in SUBJECTS.items()}
    figures = [(slug, name) for slug, name in names.items() if slug in FIGURES]
    others = [(slug, name) for slug, name in names.items() if slug not in FIGURES]
    return [(_("Biểu số liệu"), figures), (_("Văn bản"), others)]


class TemplateForm(PortalModelForm):
    """A template; a stored one keeps its file when none is chosen."""

    upload = UploadField(label=_("tệp mẫu"), kinds=frozenset(map(FileKind, KINDS)))
    slug = forms.ChoiceField(label=_("loại văn bản"))
    sections = (
        (
            _("Mẫu văn bản"),
            _("Tệp Word hoặc Excel của đơn vị, có ô trống như {{ ten_co_quan }}."),
            ("slug", "name", "upload"),
        ),
        (
            _("Thời gian áp dụng"),
            _(
                "Báo cáo theo ngày cuối của kỳ, quyết định theo ngày ký, đề án theo ngày tải; "
                "để trống là không giới hạn."
            ),
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
        self.fields["slug"].choices = [("", "---------"), *subject_choices()]  # type: ignore[attr-defined]
        self.fields["upload"].error_messages["required"] = _("Chưa chọn tệp mẫu.")
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Thay tệp mẫu")
