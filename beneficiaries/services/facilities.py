"""Writes of facilities: who may, where, what is checked, what is derived, what history tells."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Coverage
from accounts.permissions import Permission
from beneficiaries.checks import (
    FACILITY_CHECKS,
    PHONE_CHECKS,
    FacilityFacts,
    plain_phone,
    plain_tax_code,
)
from beneficiaries.models import FacilityContact, FacilityYear, RuralIndustrialFacility
from beneficiaries.selectors import facts_of
from kernel import history
from kernel.findings import errors, run
from kernel.text import fold, sort_key
from localities import selectors as localities
from localities.models import AdministrativeUnit

Part = FacilityYear | FacilityContact
SEARCHED = ("name", "tax_code", "representative", "products", "production_address")
RELATIONS = ("unit", "unit_now", "industry", "merged_into", "deleted_by")
MOST_MESSAGES = 50


@transaction.atomic
def record_facility(
    facility: RuralIndustrialFacility,
    *,
    by: Any,
    reason: str = "",
    parts: Iterable[Part] = (),
    removed_parts: Iterable[Part] = (),
) -> RuralIndustrialFacility:
    """Store one facility with the yearly figures and contacts that changed with it.

    Raises as ``record_facilities``; nothing is stored in part.
    """
    saved = record_facilities([facility], by=by, reason=reason)[0]
    for part in removed_parts:
        remove_part(part, by=by, reason=reason)
    for part in parts:
        part.facility = saved
        save_part(part, by=by, reason=reason)
    return saved


@transaction.atomic
def record_facilities(
    rows: Sequence[RuralIndustrialFacility], *, by: Any, reason: str = ""
) -> list[RuralIndustrialFacility]:
    """Store facilities with their keys and present units, each with its history row.

    Two writes for any number of rows, and no query per row. Raises PermissionDenied without the
    right or for a stored row out of the area; ValidationError with all messages (by field for a
    single row), code "stale" when somebody saved a row since it was read.
    """
    rows = list(rows)
    if not by.can(Permission.EDIT_FACILITIES):
        raise PermissionDenied
    before = _lock(rows, by)
    places = _Places(rows, by, before)
    problems: list[tuple[RuralIndustrialFacility, dict[str, list[str]]]] = []
    for row in rows:
        found = _prepare(row, places)
        if found:
            problems.append((row, found))
    if problems:
        raise _refusal(problems, alone=len(rows) == 1)
    if len(rows) == 1:
        return [history.save(rows[0], by=by, reason=reason)]
    now = timezone.now()
    for row in rows:
        row.updated_at = now  # a bulk write doesn't touch it
    return history.save_many(RuralIndustrialFacility, rows, by=by, reason=reason)


def _lock(rows: Sequence[RuralIndustrialFacility], by: Any) -> dict[int, int]:
    """Lock the stored rows; return the unit that each had. Refuse foreign and stale ones."""
    keys = [row.pk for row in rows if row.pk]
    visible = RuralIndustrialFacility.objects.visible_to(by).filter(pk__in=keys)
    stored = {
        pk: (version, unit_id)
        for pk, version, unit_id in visible.select_for_update(of=("self",)).values_list(
            "pk", "version", "unit_id"
        )
    }
    if len(stored) != len(set(keys)):
        raise PermissionDenied
    for row in rows:
        if row.pk and stored[row.pk][0] != row.version:
            raise ValidationError(
                _("Hồ sơ “%(name)s” vừa được người khác cập nhật; hãy tải lại rồi sửa.")
                % {"name": row.name},
                code="stale",
            )
    return {pk: unit_id for pk, (_version, unit_id) in stored.items()}


class _Places:
    """Which units a person may write to, and what became of the old ones: asked once a call."""

    def __init__(
        self, rows: Sequence[RuralIndustrialFacility], by: Any, before: dict[int, int]
    ) -> None:
        self.before = before
        self.everywhere = by.sees_everything
        ids = {row.unit_id for row in rows} | {row.unit_now_id for row in rows}
        coverage = Coverage.objects.filter(
            organisation_id=by.organisation_id, unit_id__in=ids - {None}
        )
        self.covered = dict(coverage.values_list("unit_id", "is_shared"))
        self.units = AdministrativeUnit.objects.in_bulk(list(ids - {None}))
        self.outcomes: dict[int, dict[int, AdministrativeUnit]] = {}
        self.whole: dict[int, AdministrativeUnit | None] = {}

    def allows(self, row: RuralIndustrialFacility) -> bool:
        """Whether the row lies in the area; a split unit only while nobody else has chosen it."""
        if self.everywhere or (row.pk and self.before.get(row.pk) == row.unit_id):
            return True
        shared = self.covered.get(row.unit_id)
        if shared is None:
            return False
        return not shared or row.unit_now_id is None or self.covered.get(row.unit_now_id) is False

    def settle(self, row: RuralIndustrialFacility) -> bool:
        """Fill in the present unit when the succession is whole; whether a chosen one fits."""
        unit = self.units[row.unit_id]
        if unit.pk not in self.whole:
            self.whole[unit.pk] = localities.unit_now(unit)
        whole = self.whole[unit.pk]
        if whole is not None:
            row.unit_now = whole
            return True
        if row.unit_now_id is None:
            return True
        if unit.pk not in self.outcomes:
            found = localities.successors(unit)
            self.outcomes[unit.pk] = {new.pk: new for new, _extent in found.units}
        return row.unit_now_id in self.outcomes[unit.pk]

    def names(self, row: RuralIndustrialFacility) -> str:
        """The words by which a place is searched."""
        units = {self.units[row.unit_id], row.unit_now or self.units[row.unit_id]}
        return " ".join(sorted(unit.full_name for unit in units))


def _prepare(row: RuralIndustrialFacility, places: _Places) -> dict[str, list[str]]:
    """Bring one row into its stored shape; return what is wrong with it, by field."""
    row.tax_code = plain_tax_code(row.tax_code)
    row.phone = plain_phone(row.phone)
    problems: dict[str, list[str]] = {}
    if row.unit_id not in places.units:
        problems["unit"] = [_("Chưa chọn Địa bàn nơi sản xuất.")]
    elif not places.allows(row):
        problems["unit"] = [_("Địa bàn không thuộc phạm vi của đơn vị.")]
    elif not places.settle(row):
        problems["unit_now"] = [
            _("Địa bàn hiện nay phải là một trong các đơn vị tiếp nhận địa bàn cũ.")
        ]
    else:
        _set_keys(row, places.names(row))
    for finding in errors(run(FACILITY_CHECKS, facts_of(row))):
        problems.setdefault(finding.field, []).append(finding.message)
    try:
        row.clean_fields(exclude=[*RELATIONS, *problems])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            problems.setdefault(field, []).extend(messages)
    return problems


def _set_keys(row: RuralIndustrialFacility, place: str) -> None:
    limit = row._meta.get_field("search_key").max_length
    words = [str(getattr(row, name)) for name in SEARCHED]
    words += [row.tax_code.replace("-", ""), place]
    row.search_key = fold(" ".join(words))[:limit]
    row.sort_key = sort_key(row.name)


def _refusal(
    problems: Sequence[tuple[RuralIndustrialFacility, dict[str, list[str]]]], *, alone: bool
) -> ValidationError:
    if alone:
        return ValidationError(problems[0][1])
    lines = [
        f"{row.name}: {message}"
        for row, found in problems
        for messages in found.values()
        for message in messages
    ]
    return ValidationError(lines[:MOST_MESSAGES])


@transaction.atomic
def remove_facility(facility: RuralIndustrialFacility, *, by: Any, reason: str = "") -> None:
    """Move a facility to the recycle bin. Raises ValidationError while a project names it."""
    if not by.can(Permission.EDIT_FACILITIES, facility):
        raise PermissionDenied
    projects = (
        facility.allocations.filter(project__deleted_at__isnull=True)
        .values("project")
        .distinct()
        .count()
    )
    if projects:
        raise ValidationError(
            _("Chưa xóa được cơ sở “%(name)s”: đang là đơn vị thụ hưởng của %(n)s đề án.")
            % {"name": facility.name, "n": projects},
            code="in_use",
        )
    history.remove(facility, by=by, reason=reason)


@transaction.atomic
def restore_facility(
    facility: RuralIndustrialFacility, *, by: Any, reason: str = ""
) -> RuralIndustrialFacility:
    """Take a facility out of the recycle bin. Raises ValidationError; PermissionDenied."""
    history.require_in_bin(facility, Permission.EDIT_FACILITIES, by)
    return history.restore(facility, by=by, reason=reason)


@transaction.atomic
def save_part(part: Part, *, by: Any, reason: str = "") -> Part:
    """Store a year's figures or a contact of a facility. Raises ValidationError by field."""
    if not by.can(Permission.EDIT_FACILITIES, part.facility):
        raise PermissionDenied
    if isinstance(part, FacilityContact):
        part.phone = plain_phone(part.phone)
        found = errors(run(PHONE_CHECKS, FacilityFacts(phone=part.phone)))
        if found:
            raise ValidationError({"phone": [finding.message for finding in found]})
    return history.save(part, by=by, reason=reason)


@transaction.atomic
def remove_part(part: Part, *, by: Any, reason: str = "") -> None:
    """Delete a year's figures or a contact; its history stays."""
    if not by.can(Permission.EDIT_FACILITIES, part.facility):
        raise PermissionDenied
    history.remove(part, by=by, reason=reason)
