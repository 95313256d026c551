"""What an account must look like: how it is called, which role works in which kind of office."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind, Role

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]", re.ASCII)

_CENTRE: Final = frozenset({OrganisationKind.EXTENSION_CENTRE})
_LOCAL: Final = frozenset(
    {OrganisationKind.COMMUNE_OFFICE, OrganisationKind.FORMER_DISTRICT_OFFICE}
)
_ANY: Final = frozenset(OrganisationKind)
#: A role says what, the organisation says where: an officer of a commune who is put into the
#: Centre would see the whole province.
WORKPLACES: Final[dict[str, frozenset[OrganisationKind]]] = {
    Role.SYSTEM_ADMIN: _CENTRE | {OrganisationKind.PROVINCIAL_DEPARTMENT},
    Role.CENTRE_OFFICER: _CENTRE,
    Role.CENTRE_ACCOUNTANT: _CENTRE,
    Role.CENTRE_LEADER: _CENTRE,
    Role.DEPARTMENT: frozenset({OrganisationKind.PROVINCIAL_DEPARTMENT}),
    Role.LOCAL_OFFICER: _LOCAL,
    Role.LOCAL_LEADER: _LOCAL,
    Role.INSPECTOR: _ANY,
}


def username_problem(username: str) -> str:
    """Return why a new account can't be called so, "" when it can."""
    if _USERNAME.fullmatch(username):
        return ""
    return _(
        "Tên đăng nhập có 3 đến 60 ký tự: chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới."
    )


def workplace_problem(role: str, kind: str) -> str:
    """Return why a person of this role can't belong to an organisation of this kind, or ""."""
    if kind in WORKPLACES.get(role, frozenset()):
        return ""
    return _("Vai trò “%(role)s” không thuộc loại đơn vị “%(kind)s”.") % {
        "role": Role(role).label,
        "kind": OrganisationKind(kind).label,
    }


def profile_gaps(profile: Any, signers: Iterable[Any]) -> Iterator[str]:
    """Return what an office's paper and periods still lack, each in words."""
    named = {
        "governing_body": _("cơ quan chủ quản"),
        "issuing_body": _("cơ quan ban hành"),
        "symbol": _("ký hiệu cơ quan"),
        "place_name": _("địa danh"),
        "recipients": _("nơi nhận"),
        "plan_approver": _("cơ quan phê duyệt kế hoạch địa phương"),
        "local_due_day": _("hạn nộp của địa phương"),
    }
    yield from (words for name, words in named.items() if not getattr(profile, name))
    first = next(iter(signers), None)
    if first is None or not first.full_name:
        yield _("họ tên người ký")
