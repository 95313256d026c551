"""Beneficiaries as one cell of a sheet tells them: read into allocations, and written back."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from beneficiaries.checks import plain_tax_code
from beneficiaries.models import RuralIndustrialFacility
from kernel.text import clean, fold
from localities.models import AdministrativeUnit
from programmes.cells import OrganisationCell
from programmes.choices import BeneficiaryKind
from programmes.models import Allocation

GROUP = "nhom"
UNNAMED = "chua xac dinh"
TAX_CODE_LENGTH = 10
MOST_NAMES = 250  # in one question to the database


def told(allocations: Iterable[Allocation]) -> str:
    """Return the beneficiaries in one line, parted by a semicolon, so that `read` finds them."""
    names = []
    for row in allocations:
        bare = row.kind == BeneficiaryKind.GROUP and fold(row.label).split()[:1] != [GROUP]
        names.append(_("Nhóm: %s") % row.label if bare else row.label)
    return "; ".join(name for name in names if name)


class RecipientRefused(ValueError):  # noqa: N818 - told to a person
    """A name that nobody bears, or that the ``facilities`` bear; ``str()`` is the sentence."""

    def __init__(
        self, message: str, name: str, facilities: Iterable[RuralIndustrialFacility] = ()
    ) -> None:
        super().__init__(message)
        self.name = name
        self.facilities = list(facilities)


class Recipients:
    """Reads names of beneficiaries among what a person sees."""

    def __init__(self, user: Any, organisations: OrganisationCell) -> None:
        self.user = user
        self.organisations = organisations
        self._facilities: dict[str, list[RuralIndustrialFacility]] | None = None

    def know(self, texts: Iterable[str]) -> None:
        """Read the facilities that these cells name, so that reading them asks nothing more."""
        names = sorted({clean(part) for text in texts for part in text.split(";")} - {""})
        self._facilities = {}
        for start in range(0, len(names), MOST_NAMES):
            group = names[start : start + MOST_NAMES]
            words = {fold(name) for name in group} - {""}
            codes = {plain_tax_code(name) for name in group}
            begun = reduce(or_, [Q(search_key__startswith=word) for word in words], Q(pk=None))
            rows = self._rows().filter(begun | Q(tax_code__in=codes)).order_by("pk")
            for row in rows.select_related("unit__parent", "unit__province"):
                for key in {fold(row.name), row.tax_code} - {""}:
                    held = self._facilities.setdefault(key, [])
                    if row not in held:
                        held.append(row)

    def read(self, text: str, unit: AdministrativeUnit | None) -> list[Allocation]:
        """Return unsaved allocations. Raises ValueError for a name that nobody or several bear.

        A name is a facility (that of ``unit`` before others, or by its tax code), else an
        organisation, else "Nhóm: …" or "Chưa xác định (dự kiến 5)".
        """
        return [self._one(name, unit) for part in text.split(";") if (name := clean(part))]

    def _one(self, name: str, unit: AdministrativeUnit | None) -> Allocation:
        word = fold(name)
        if word.startswith(UNNAMED):
            count = next((int(part) for part in word.split() if part.isdecimal()), None)
            return Allocation(kind=BeneficiaryKind.UNNAMED, expected_count=count)
        facility = self._facility(name, unit)
        if facility is not None:
            return Allocation(kind=BeneficiaryKind.FACILITY, facility=facility)
        found = self.organisations.named(name)
        if len(found) == 1:
            return Allocation(kind=BeneficiaryKind.ORGANISATION, organisation=found[0])
        if word.split()[:1] == [GROUP]:
            return Allocation(kind=BeneficiaryKind.GROUP, group_name=_group_name(name))
        raise RecipientRefused(
            _(
                "Không có cơ sở hoặc tổ chức “%(name)s”. Thêm cơ sở trước, hoặc ghi "
                "“Nhóm: tên nhóm”, “Chưa xác định (dự kiến 5)”."
            )
            % {"name": name},
            name,
        )

    def _rows(self) -> Any:
        rows = RuralIndustrialFacility.objects.visible_to(self.user)
        return rows.filter(merged_into__isnull=True)

    def _facility(
        self, name: str, unit: AdministrativeUnit | None
    ) -> RuralIndustrialFacility | None:
        code = plain_tax_code(name)
        is_code = len(code) >= TAX_CODE_LENGTH and code[:TAX_CODE_LENGTH].isdigit()
        if self._facilities is not None:
            found = self._facilities.get(code if is_code else fold(name), [])
        elif is_code:
            found = list(self._rows().filter(tax_code=code)[:2])
        else:
            word = fold(name)
            # Every key begins with the folded name, so this reads few rows.
            alike = self._rows().filter(search_key__startswith=word).order_by("pk")
            found = [row for row in alike if fold(row.name) == word]
        here = [row for row in found if unit is not None and row.unit_id == unit.pk]
        if len(here or found) > 1:
            message = _("Có nhiều cơ sở tên “%(name)s”; ghi mã số thuế.") % {"name": name}
            raise RecipientRefused(message, name, here or found)
        return (here or found or [None])[0]


def _group_name(text: str) -> str:
    """ "Nhóm: 25 thợ dệt" is the group "25 thợ dệt"; "Nhóm thợ dệt" bears its word itself."""
    head, colon, rest = text.partition(":")
    return clean(rest) if colon and fold(head) == GROUP and clean(rest) else text
