"""The sample office: organisations with their areas, people, letterhead. All names are invented."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.choices import ContactKind, OrganisationKind, Role, SignOff
from accounts.models import (
    Contact,
    OfficeProfile,
    Organisation,
    OrganisationArea,
    User,
)
from accounts.services import save_organisation, save_profile, save_record, save_user
from khuyencong.sample.places import unit_of
from localities.choices import REFORM_DAY
from localities.models import AdministrativeUnit
from localities.names import lowered

REASON = "dữ liệu mẫu"
MARK = "Đơn vị của dữ liệu mẫu."
PROVINCE = "33"  # Hưng Yên since 1 July 2025; its area holds all of former Thái Bình
WARDS = ("12472", "12586", "13225", "12817")  # the last one has no project
DISTRICTS = ("338", "339")
DISTRICTS_ENDED_ON = date(2025, 6, 30)  # Luật 72/2025/QH15: no district level from 1 July 2025

PARTNERS = {
    "implementing": (OrganisationKind.IMPLEMENTING, "Đơn vị thực hiện minh họa"),
    "training": (OrganisationKind.TRAINING_PROVIDER, "Cơ sở đào tạo minh họa"),
    "consultant": (OrganisationKind.CONSULTANT, "Đơn vị tư vấn minh họa"),
}
PEOPLE = (
    ("quantri", Role.SYSTEM_ADMIN, "centre", "Quản trị minh họa", "Quản trị hệ thống"),
    ("chuyenvien", Role.CENTRE_OFFICER, "centre", "Chuyên viên minh họa", "Chuyên viên"),
    ("ketoan", Role.CENTRE_ACCOUNTANT, "centre", "Kế toán minh họa", "Kế toán"),
    ("lanhdao", Role.CENTRE_LEADER, "centre", "Lãnh đạo minh họa", "Giám đốc"),
    ("sct", Role.DEPARTMENT, "department", "Cán bộ Sở minh họa", "Chuyên viên"),
    ("kiemtra", Role.INSPECTOR, "inspection", "Người kiểm tra minh họa", "Kiểm tra viên"),
)


@dataclass(frozen=True)
class Office:
    """What the rest of the sample is written with: people by user name, organisations by key."""

    people: dict[str, User]
    organisations: dict[str, Organisation]


def is_loaded() -> bool:
    """Whether this database holds the sample office already."""
    return Organisation.objects.filter(note=MARK).exists()


def taken_usernames() -> list[str]:
    """Names of sample accounts that somebody else bears here, sorted."""
    names = [username for username, *_others in _accounts()]
    return sorted(User.objects.filter(username__in=names).values_list("username", flat=True))


def build_office(*, by: Any) -> Office:
    """Store organisations, areas, people, contacts and letterhead as ``by`` (the system)."""
    organisations = {
        **_offices(by),
        **{key: _organisation(kind, name, None, by=by) for key, (kind, name) in PARTNERS.items()},
    }
    password = make_password(settings.SAMPLE_PASSWORD)  # once: a slow hash for each takes seconds
    people = {}
    for username, role, place, full_name, position in _accounts():
        user = User(
            username=username,
            password=password,
            role=role,
            organisation=organisations[place],
            full_name=full_name,
            position=position,
        )
        people[username] = save_user(user, by=by, reason=REASON)
    _contacts(organisations, by)
    _letterhead(organisations["centre"], by)
    return Office(people, organisations)


def describe_accounts() -> list[dict[str, str]]:
    """The sample accounts as the command prints them, in the order of README.md's table."""
    names = [username for username, *_others in _accounts()]
    users = (
        User.objects.filter(username__in=names)
        .select_related("organisation")
        .in_bulk(field_name="username")
    )
    return [
        {
            "username": name,
            "password": settings.SAMPLE_PASSWORD,
            "role": str(users[name].get_role_display()),
            "organisation": users[name].organisation.name,
        }
        for name in names
        if name in users
    ]


def _accounts() -> list[tuple[str, Role, str, str, str]]:
    local: list[tuple[str, Role, str, str, str]] = []
    for code in WARDS:
        place = f"ward-{code}"
        local += [
            (f"xa.{code}", Role.LOCAL_OFFICER, place, f"Cán bộ xã minh họa {code}", "Chuyên viên"),
            (
                f"xa.{code}.ld",
                Role.LOCAL_LEADER,
                place,
                f"Lãnh đạo phòng minh họa {code}",
                "Trưởng phòng",
            ),
        ]
    for code in DISTRICTS:
        name = f"Cán bộ huyện minh họa {code}"
        local.append((f"huyen.{code}", Role.LOCAL_OFFICER, f"district-{code}", name, "Chuyên viên"))
    return [*PEOPLE[:5], *local, *PEOPLE[5:]]


def _offices(by: Any) -> dict[str, Organisation]:
    province = unit_of(PROVINCE)
    offices = {
        "centre": _organisation(
            OrganisationKind.EXTENSION_CENTRE, "Trung tâm minh họa", province, by=by
        ),
        "department": _organisation(
            OrganisationKind.PROVINCIAL_DEPARTMENT, "Sở Công Thương minh họa", province, by=by
        ),
        "inspection": _organisation(
            OrganisationKind.OTHER, "Đoàn kiểm tra minh họa", province, by=by
        ),
    }
    for code in WARDS:
        unit = unit_of(code)
        name = f"Phòng Kinh tế {lowered(unit.full_name)} (minh họa)"
        offices[f"ward-{code}"] = _organisation(OrganisationKind.COMMUNE_OFFICE, name, unit, by=by)
    for code in DISTRICTS:
        unit = unit_of(f"{code}@{DISTRICTS_ENDED_ON}")
        name = f"Phòng Kinh tế và Hạ tầng {lowered(unit.full_name)} (minh họa)"
        offices[f"district-{code}"] = _organisation(
            OrganisationKind.FORMER_DISTRICT_OFFICE, name, unit, by=by
        )
    return offices


def _organisation(
    kind: OrganisationKind, name: str, unit: AdministrativeUnit | None, *, by: Any
) -> Organisation:
    """Store an organisation; one with a place is in charge of it."""
    ended = unit.valid_to if unit else None
    started = REFORM_DAY if kind == OrganisationKind.COMMUNE_OFFICE else None
    organisation = save_organisation(
        Organisation(
            kind=kind, name=name, unit=unit, valid_from=started, valid_to=ended, note=MARK
        ),
        by=by,
        reason=REASON,
    )
    if unit:
        area = OrganisationArea(
            organisation=organisation, unit=unit, valid_from=started, valid_to=ended
        )
        save_record(area, by=by, reason=REASON)
    return organisation


def _contacts(organisations: dict[str, Organisation], by: Any) -> None:
    for code in WARDS:
        organisation = organisations[f"ward-{code}"]
        contact = Contact(
            organisation=organisation,
            unit=organisation.unit,
            kind=ContactKind.FOCAL_POINT,
            full_name=f"Đầu mối minh họa {code}",
            position="Chuyên viên",
        )
        save_record(contact, by=by, reason=REASON)


def _letterhead(centre: Organisation, by: Any) -> None:
    """A placeholder in two versions: an office prints under its own name only after typing it."""
    profile = OfficeProfile(
        organisation=centre,
        governing_body="Cơ quan chủ quản minh họa",
        issuing_body="TRUNG TÂM MINH HỌA",
        symbol="TTMH",
        place_name="Địa danh minh họa",
        plan_approver="Cơ quan phê duyệt minh họa",
        recipients="- Sở Công Thương (để b/c);\n- Lưu: VT, KC.",
        cut_off_day=14,
        local_due_day=17,
        department_due_day=20,
        agency_due_day=25,
        sign_off=SignOff.ONE,
    )
    signers = [
        {"capacity": "", "position": "GIÁM ĐỐC", "full_name": "Người ký minh họa"},
        {"capacity": "KT. GIÁM ĐỐC", "position": "PHÓ GIÁM ĐỐC", "full_name": "Phó minh họa"},
    ]
    save_profile(profile, signers[:1], by=by, starts_on=None, reason=REASON)
    save_profile(profile, signers, by=by, starts_on=REFORM_DAY, reason=REASON)
