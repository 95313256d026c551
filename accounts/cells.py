"""Cells of the sheet of accounts: organisation, role, user name, telephone."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from accounts.checks import WORKPLACES, username_problem
from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation
from kernel.sheets.widgets import ChoiceCell, TextCell, written
from kernel.text import clean, fold
from localities import selectors as localities

ROLE, UNIT_CODE = "Vai trò", "Mã đơn vị hành chính"
SHORT_ROLES = {
    "quan tri": Role.SYSTEM_ADMIN,
    "chuyen vien": Role.CENTRE_OFFICER,
    "ke toan": Role.CENTRE_ACCOUNTANT,
    "lanh dao": Role.CENTRE_LEADER,
    "so": Role.DEPARTMENT,
    "can bo xa": Role.LOCAL_OFFICER,
    "can bo phuong": Role.LOCAL_OFFICER,
    "lanh dao phong": Role.LOCAL_LEADER,
    "chi xem": Role.INSPECTOR,
}


class UsernameCell(TextCell):
    """A user name, in small letters as it is stored."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the name. Raises ValueError for one that nobody could type."""
        username = str(super().clean(value, row)).lower()
        if username and (problem := username_problem(username)):
            raise ValueError(problem)
        return username


class RoleCell(ChoiceCell):
    """A role by its Vietnamese word."""

    def __init__(self) -> None:
        super().__init__(Role, "", SHORT_ROLES)


class TelephoneCell(TextCell):
    """A telephone number; Excel drops the zero of 0912345678."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the number."""
        phone = str(super().clean(value, row))
        dropped = phone.isascii() and phone.isdecimal() and not phone.startswith("0")
        return f"0{phone}" if dropped and len(phone) in {9, 10} else phone


class OrganisationCell(widgets.Widget):
    """An office by its name, by its commune's name, or by the code of its unit beside it."""

    def __init__(self) -> None:
        self.user: Any = None
        self.offices: list[tuple[Organisation, set[str]]] | None = None
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organisation | None:
        """Return the office. Raises ValueError: unknown, or several that it could be."""
        code = _code((row or {}).get(UNIT_CODE))
        name = clean(written(value))
        if name.isdecimal() and not code:  # the code in the column of names
            code, name = _code(name), ""
        if not code and not name:
            return None
        found = [office for office, names in self._all() if not name or fold(name) in names]
        if code:
            unit = localities.unit_of_code(code, day=timezone.localdate())
            found = [office for office in found if unit and office.unit_id == unit.pk]
        found = [office for office in found if office.valid_to is None] or found
        told = {"text": name or code}
        if not found:
            raise ValueError(_("Không có đơn vị “%(text)s” trong phạm vi của bạn.") % told)
        fitting = found if len(found) == 1 else self._fitting(found, row)
        if not fitting:
            raise ValueError(_("Không đơn vị nào ở “%(text)s” hợp với Vai trò.") % told)
        if len(fitting) > 1:
            raise ValueError(_("“%(text)s” có ở nhiều đơn vị; ghi cả tên và mã.") % told)
        return fitting[0]

    def _all(self) -> list[tuple[Organisation, set[str]]]:
        if self.offices is None:
            rows = Organisation.objects.visible_to(self.user).select_related("unit")
            self.offices = [(office, _names(office)) for office in rows]
        return self.offices

    def _fitting(self, found: list[Organisation], row: Any) -> list[Organisation]:
        """Centre and Sở have one province: the role tells which is meant."""
        try:
            role = RoleCell().clean((row or {}).get(ROLE))
        except ValueError:
            return found
        return [office for office in found if office.kind in WORKPLACES.get(role, ())]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the name."""
        return str(value or "")


def _code(value: Any) -> str:
    """The code of a unit, with the zeros that Excel drops before the cell is copied."""
    text = clean(written(value))
    if not (text.isascii() and text.isdecimal()):
        return text
    return text.zfill(5) if len(text) > 2 else text.zfill(2)


def _names(office: Organisation) -> set[str]:
    names = {fold(office.name), fold(office.short_name)} - {""}
    if office.unit and office.kind == OrganisationKind.COMMUNE_OFFICE:
        names.add(fold(office.unit.full_name))
    return names
