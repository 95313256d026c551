"""The form of a report in words: one paragraph field for each section."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kernel.forms import PortalModelForm, TextField, name_required, sentence
from reports.choices import TextSection
from reports.models import TextReport
from reports.models.texts import OWN_LENGTH


class TextForm(PortalModelForm):
    """What the officer writes under the sentences of each section."""

    class Meta:
        model = TextReport
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A report that nobody has saved yet is older than the first one saved.
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        for section in TextSection:
            field = TextField(
                label=sentence(section.label),
                required=False,
                max_length=OWN_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            name_required(field)
            self.fields[section.value] = field
            self.initial[section.value] = words.get(section, "")

    def words(self) -> dict[str, str]:
        """Return what was typed, by section."""
        return {section: self.cleaned_data[section] for section in TextSection.values}
