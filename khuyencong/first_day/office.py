"""The office that a database holds, and how it is set up: everything through accounts.services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError

from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, Organisation, Signer, User
from accounts.services import put_in_charge, save_organisation, save_record, save_user
from kernel import validity
from khuyencong.first_day.questions import PROFILE, OfficeRefused
from localities.choices import REFORM_DAY, UnitKind, UnitLevel
from localities.models import AdministrativeUnit
from localities.names import lowered
from localities.selectors import present_units_of

REASON: Final = "lập đơn vị"
NEW, CHANGED, KEPT = "mới", "đã sửa", "đã có"
# Nghị định 150/2025/NĐ-CP: phường and the special zone of Phú Quốc have the longer name.
TOWN_OFFICE: Final = "Phòng Kinh tế, Hạ tầng và Đô thị"
COMMUNE_OFFICE: Final = "Phòng Kinh tế"
URBAN_ZONES: Final = frozenset({"Phú Quốc"})


@dataclass
class Office:
    """What is there of the office of a province; None is still to be made."""

    province: AdministrativeUnit
    centre: Organisation | None = None
    department: Organisation | None = None
    profile: OfficeProfile | None = None
    signer: Signer | None = None
    admins: list[User] = field(default_factory=list)
    communes: list[AdministrativeUnit] = field(default_factory=list)
    without_office: list[AdministrativeUnit] = field(default_factory=list)

    @property
    def described(self) -> str:
        """The province's name in a sentence."""
        return lowered(self.province.full_name)


@dataclass(frozen=True)
class Done:
    """One line of what the command tells: what, its name, and whether it is new."""

    what: str
    name: str
    state: str


def province_of(code: str) -> AdministrativeUnit:
    """Return the present province of a code. Raises ValidationError for anything else."""
    provinces = AdministrativeUnit.objects.present().filter(level=UnitLevel.PROVINCE)
    found = provinces.filter(code=code.zfill(2)).first()
    if found is None:
        raise ValidationError(
            "Không có tỉnh, thành phố mang mã này hiện nay; ví dụ 33 là Hưng Yên."
        )
    return found


def present_centre() -> Organisation | None:
    """Return the Centre that this database is of, None on the first day."""
    return _seated(OrganisationKind.EXTENSION_CENTRE).first()


def office_of(province: AdministrativeUnit) -> Office:
    """Return what is there. Raises OfficeRefused in the database of another province."""
    found = Office(province, centre=present_centre())
    if found.centre and found.centre.unit_id != province.pk:
        raise OfficeRefused(
            f"Cổng này là của “{found.centre}” ({found.centre.unit}); "
            "mỗi cơ sở dữ liệu dành cho một tỉnh."
        )
    departments = _seated(OrganisationKind.PROVINCIAL_DEPARTMENT)
    found.department = departments.filter(unit=province).first()
    if found.centre:
        profiles = OfficeProfile.objects.alive().filter(organisation=found.centre)
        found.profile = profiles.order_by(*validity.NEWEST_FIRST).first()
        admins = User.objects.alive().filter(organisation=found.centre, is_active=True)
        found.admins = list(admins.filter(role=Role.SYSTEM_ADMIN).order_by("pk"))
    if found.profile:
        found.signer = found.profile.signers.order_by("order", "pk").first()
    found.communes = present_units_of(province)
    offices = _seated(OrganisationKind.COMMUNE_OFFICE).filter(unit__in=found.communes)
    held = set(offices.values_list("unit", flat=True))
    found.without_office = [unit for unit in found.communes if unit.pk not in held]
    return found


def _seated(kind: str) -> Any:
    rows = Organisation.objects.alive().filter(kind=kind, valid_to=None, unit__isnull=False)
    return rows.select_related("unit").order_by("pk")


def open_office(office: Office, values: Mapping[str, Any], *, by: User) -> list[Done]:
    """Store what ``values`` say of Centre, Sở, profile, signer and administrator; tell each.

    What has no value stays as it is. Raises ValidationError.
    """
    told = [
        _organisation(office, "centre", OrganisationKind.EXTENSION_CENTRE, values, by),
        _organisation(office, "department", OrganisationKind.PROVINCIAL_DEPARTMENT, values, by),
    ]
    office.profile = office.profile or OfficeProfile(organisation=office.centre)
    columns = {q.key: values[q.key] for q in PROFILE if q.key in values}
    told.append(_part("Hồ sơ tỉnh", office.profile, columns, by))
    office.signer = office.signer or Signer(profile=office.profile)
    names = {"signer_position": "position", "signer_name": "full_name"}
    signer = {column: values[key] for key, column in names.items() if key in values}
    told += [_part("Người ký", office.signer, signer, by), _admin(office, values, by)]
    there = len(office.communes) - len(office.without_office)
    if there:
        told.append(Done("Phòng cấp xã", f"{there} phòng", KEPT))
    return told


def make_commune_offices(office: Office, *, by: User) -> list[Done]:
    """Store an office for each present commune that has none, in charge of it; tell how many."""
    for unit in office.without_office:
        start = max(REFORM_DAY, unit.valid_from or REFORM_DAY)
        kept = Organisation(kind=OrganisationKind.COMMUNE_OFFICE, name=commune_office_name(unit))
        put_in_charge(kept, unit, by=by, valid_from=start, reason=REASON)
    made, office.without_office = len(office.without_office), []
    return [Done("Phòng cấp xã", f"{made} phòng", NEW)] if made else []


def commune_office_name(unit: AdministrativeUnit) -> str:
    """The name of a commune's office by its kind (Nghị định 150/2025/NĐ-CP)."""
    urban = unit.kind == UnitKind.WARD or unit.name in URBAN_ZONES
    return f"{TOWN_OFFICE if urban else COMMUNE_OFFICE} {lowered(unit.full_name)}"


def _organisation(
    office: Office, key: str, kind: OrganisationKind, values: Mapping[str, Any], by: User
) -> Done:
    kept = getattr(office, key)
    state = KEPT
    if kept is None:
        kept = Organisation(kind=kind, name=values[key])
        put_in_charge(kept, office.province, by=by, reason=REASON)
        setattr(office, key, kept)
        state = NEW
    elif values.get(key, kept.name) != kept.name:
        kept.name = values[key]
        save_organisation(kept, by=by, reason=REASON)
        state = CHANGED
    return Done(str(kind.label), kept.name, state)


def _part(what: str, record: Any, columns: Mapping[str, Any], by: User) -> Done:
    """Store a profile or signer if anything of it is new."""
    was_new = record.pk is None
    changed = {name: value for name, value in columns.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    if was_new or changed:
        save_record(record, by=by, reason=REASON)
    return Done(what, str(record), NEW if was_new else CHANGED if changed else KEPT)


def _admin(office: Office, values: Mapping[str, Any], by: User) -> Done:
    username = values.get("admin")
    found = [user for user in office.admins if username in (None, user.username)]
    if not found:
        person = User(
            username=username or "",
            full_name=values["admin_name"],
            position=str(Role.SYSTEM_ADMIN.label),
            role=Role.SYSTEM_ADMIN,
            organisation=office.centre,
        )
        save_user(person, by=by, password=values["password"], reason=REASON)
        office.admins.append(person)
        return Done("Quản trị", person.username, NEW)
    person, password = found[0], values.get("password")
    name = values.get("admin_name", person.full_name)
    if password is None and name == person.full_name:
        return Done("Quản trị", person.username, KEPT)
    person.full_name = name
    save_user(person, by=by, password=password, reason=REASON)
    return Done("Quản trị", person.username, CHANGED)
