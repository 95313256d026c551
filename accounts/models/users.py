"""Accounts of people, and the one account by which commands act."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models.organisations import Coverage, Organisation
from accounts.permissions import Permission, granted
from kernel import history
from kernel.records import Record, ScopedQuerySet


class UserQuerySet(ScopedQuerySet):
    """Accounts."""

    def visible_to(self, user: Any) -> Self:
        """Accounts of organisations in the user's area; the system's own account to nobody."""
        rows = self.alive().filter(is_system=False)
        if user.sees_everything:
            return rows
        return rows.filter(
            Q(organisation__unit__in=user.covered_units()) | Q(organisation=user.organisation_id)
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Looks accounts up by their name without regard to case."""

    def get_by_natural_key(self, username: str) -> "User":
        """Return the account of that name."""
        return self.get(username__iexact=username)


class User(Record, AbstractBaseUser):
    """A person's account: one role, one organisation. Rights are in ``accounts.permissions``."""

    username = models.CharField(
        _("tên đăng nhập"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("Tên đăng nhập này đã có.")},
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=120, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    role = models.CharField(_("vai trò"), max_length=30, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)
    must_change_password = models.BooleanField(
        _("phải đổi mật khẩu"),
        default=False,
        editable=False,
        help_text=_("Mật khẩu đang dùng do người khác đặt; đổi xong mới làm việc được."),
    )
    is_system = models.BooleanField(_("tài khoản của hệ thống"), default=False, editable=False)
    search_key = models.CharField(max_length=300, editable=False, default="")

    last_login = None  # a sign-in is not a change of the account: no write, no history row

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()
    history = history.track(excluded_fields=["password", "email", "phone"])

    class Meta(Record.Meta):
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")
        ordering = ["username"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_system=True) | Q(organisation__isnull=False),
                name="accounts_user_has_organisation",
                violation_error_message=_("Chưa chọn Đơn vị của tài khoản."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def sees_everything(self) -> bool:
        """Whether no area limits what this account reads (commands act so)."""
        return self.is_system

    @property
    def is_staff(self) -> bool:
        """Whether the account may enter the admin (Django's own name for it)."""
        return self.can(Permission.ENTER_ADMIN)

    @property
    def is_local(self) -> bool:
        """Whether the person works for a commune or former district office."""
        return self.role in Role.LOCAL

    @property
    def initials(self) -> str:
        """First letters of the first and last part of the name."""
        parts = self.full_name.split() or [self.username]
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()

    def covered_units(self) -> models.QuerySet:
        """Return the ids of the units that the person's organisation covers, as a subquery."""
        return Coverage.objects.filter(
            organisation_id=self.organisation_id, is_shared=False
        ).values("unit_id")

    def area_condition(self) -> Q:
        """Return the condition "in my area" for rows that have ``unit`` and ``unit_now``.

        A unit that was split belongs to each of its successors until a person has chosen one.
        """
        condition = Q(unit__in=self.covered_units())
        if not self.is_local:
            return condition
        shared = Coverage.objects.filter(organisation_id=self.organisation_id, is_shared=True)
        return (
            condition
            | Q(unit_now__in=self.covered_units())
            | Q(unit_now__isnull=True, unit__in=shared.values("unit_id"))
        )

    def can(self, permission: str, obj: models.Model | None = None) -> bool:
        """Whether the person may do ``permission``, and to ``obj`` if one is given and stored."""
        if not self.is_active or self.is_deleted:
            return False
        if self.is_system:
            return True
        if permission not in granted(self.role):
            return False
        if obj is None or obj.pk is None:
            return True
        return type(obj).objects.visible_to(self).filter(pk=obj.pk).exists()

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer Django's own question with no: rights come from ``can`` alone."""
        return False

    def has_perms(self, perm_list: list[str], obj: models.Model | None = None) -> bool:
        """As ``has_perm``."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return False
