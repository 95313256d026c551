"""What many projects may get at once."""

from typing import Any

from accounts.models import Organisation
from kernel.bulk import BulkForm
from kernel.forms import SearchSelect, formfield
from programmes.models import ActivityType, SupportProject


class ProjectBulkForm(BulkForm):
    """Kind, content, who carries it out, time, tags and note; never money, state or place."""

    class Meta:
        model = SupportProject
        fields = [
            "kind",
            "activity",
            "implementing_organisation",
            "starts_on",
            "ends_on",
            "is_priority",
            "is_key",
            "is_integrated",
            "note",
        ]
        formfield_callback = formfield
        widgets = {
            "activity": SearchSelect("desk:search-activities"),
            "implementing_organisation": SearchSelect("desk:search-organisations"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = ActivityType.objects.all()
        self.fields["implementing_organisation"].queryset = Organisation.objects.visible_to(
            self.user
        )
