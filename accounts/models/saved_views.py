"""Saved views of lists: conditions, order and columns under a name."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import ListName
from accounts.models.users import User

#: where each list is
ADDRESSES = {
    ListName.PROJECTS: "programmes:projects",
    ListName.FACILITIES: "beneficiaries:facilities",
    ListName.COURSES: "training:courses",
}


class SavedViewQuerySet(models.QuerySet):
    """Saved views."""

    def visible_to(self, user: Any) -> Self:
        """A person's own views and those that people of the same organisation share."""
        shared = Q(
            is_shared=True,
            owner__organisation=user.organisation_id,
            owner__organisation__isnull=False,
            owner__deleted_at__isnull=True,
        )
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """A person's own way of looking at a list: a name for an address, no record of the office."""

    owner = models.ForeignKey(
        User, verbose_name=_("người lưu"), on_delete=models.CASCADE, related_name="saved_views"
    )
    list = models.CharField(_("danh sách"), max_length=12, choices=ListName)
    name = models.CharField(_("tên cách xem"), max_length=60)
    query = models.CharField(_("điều kiện"), max_length=2000, blank=True)
    is_shared = models.BooleanField(_("dùng chung trong đơn vị"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("cách xem đã lưu")
        verbose_name_plural = _("cách xem đã lưu")
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list", "name"],
                name="accounts_savedview_once",
                violation_error_message=_("Cách xem tên này đã có."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the list as this view shows it."""
        path = reverse(ADDRESSES[ListName(self.list)])
        return f"{path}?{self.query}" if self.query else path
