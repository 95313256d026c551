"""Files of decisions and projects: rows that link what is stored to its owner."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from attachments.models import StoredFile
from kernel import history
from programmes.models.plans import PlanDecision
from programmes.models.projects import SupportProject


class OwnedFileQuerySet(models.QuerySet):
    """Links to files."""

    def visible_to(self, user: Any) -> Self:
        """Files of owners in the person's area."""
        owners = self.model._meta.get_field(self.model.owner_field).related_model
        visible = owners.objects.visible_to(user)
        return self.filter(**{f"{self.model.owner_field}__in": visible})


class OwnedFile(models.Model):
    """Abstract: a stored file and what it is, in the words of who added it."""

    owner_field = ""
    file = models.ForeignKey(
        StoredFile, verbose_name=_("tệp"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("nội dung"), max_length=200, blank=True)

    objects = OwnedFileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.file.name

    @property
    def owner(self) -> Any:
        """The decision or project."""
        return getattr(self, self.owner_field)


class DecisionFile(OwnedFile):
    """A scan of a decision; once the decision is recorded, it stays."""

    owner_field = "decision"
    decision = models.ForeignKey(
        PlanDecision, verbose_name=_("quyết định"), on_delete=models.PROTECT, related_name="files"
    )

    history = history.track()

    class Meta(OwnedFile.Meta):
        verbose_name = _("tệp của quyết định")
        verbose_name_plural = _("tệp của quyết định")


class ProjectFile(OwnedFile):
    """A paper of a project: its registration, contract, minutes."""

    owner_field = "project"
    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.PROTECT, related_name="files"
    )

    history = history.track()

    class Meta(OwnedFile.Meta):
        verbose_name = _("tệp của đề án")
        verbose_name_plural = _("tệp của đề án")
