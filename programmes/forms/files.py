"""The form that adds a file to a decision or a project."""

from django import forms
from django.utils.translation import gettext_lazy as _

from attachments.forms import UploadField
from kernel.forms import TextField


class FileForm(forms.Form):
    """A file and what it is."""

    use_required_attribute = False
    upload = UploadField(label=_("Tệp"))
    title = TextField(
        label=_("Nội dung"),
        required=False,
        max_length=200,
        help_text=_("Ví dụ: bản ký, biên bản nghiệm thu. Để trống thì lấy tên tệp."),
    )
