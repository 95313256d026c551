"""Writes of accounts, organisations and profiles, and the coverage closure."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Coverage, OfficeProfile, Organisation, SavedView, Signer, User
from accounts.permissions import Permission
from kernel import history, statistics, validity
from kernel.text import fold, sort_key
from localities import selectors as localities

SYSTEM_USERNAME = "he-thong"
MANY_ROWS = 1_000
# Without letters and digits that look alike on paper: 0 o, 1 l i.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
# A slow hash protects what people think up. Nobody guesses 79 random bits, and a hundred slow
# hashes keep everybody waiting; the person's own password is hashed slowly.
_FIRST_ITERATIONS: Final = 20_000


def system_user() -> User:
    """Return the account by which commands act; it can't sign in."""
    user = User.objects.filter(is_system=True).first()
    if user is None:
        user = User(username=SYSTEM_USERNAME, full_name=_("Hệ thống"), is_system=True)
        user.set_unusable_password()
        user._history_user = None
        user.save()
    return user


class UnknownPersonError(LookupError):
    """There is no account of that name in use; ``str()`` is the Vietnamese sentence."""


def acting(username: str | None) -> User:
    """Return for whom a command acts (``--as``): the person of that name, else the system.

    Raises UnknownPersonError; nobody acts as the system by its name.
    """
    if not username:
        return system_user()
    people = User.objects.alive().filter(is_active=True, is_system=False)
    found = people.filter(username__iexact=username).select_related("organisation").first()
    if found is None:
        raise UnknownPersonError(_("Không có tài khoản “%s” đang dùng.") % username)
    return found


def _require(by: User, permission: str, record: Any = None) -> None:
    if not by.can(permission, record):
        raise PermissionDenied


@transaction.atomic
def save_user(user: User, *, by: User, password: str | None = None, reason: str = "") -> User:
    """Store an account, with a new password if one is given (already validated).

    A password that somebody else has typed is to be changed by the person.
    Raises ValidationError; PermissionDenied without the right or out of the area.
    """
    _require(by, Permission.EDIT_ACCOUNTS, user)
    offices = Organisation.objects.visible_to(by)
    if user.organisation_id and not offices.filter(pk=user.organisation_id).exists():
        raise PermissionDenied
    user.username = user.username.strip().lower()
    user.search_key = fold(f"{user.username} {user.full_name}")
    if password is not None:
        user.set_password(password)
        user.must_change_password = not by.is_system and by.pk != user.pk
    elif not user.password:
        user.set_unusable_password()
    return history.save(user, by=by, reason=reason)


@dataclass(frozen=True)
class FirstPassword:
    """The password that a new account was given: known only now, for handing it over."""

    user: User
    password: str


def random_password() -> str:
    """Return a password of four groups of four signs, about 79 bits."""
    groups = ("".join(secrets.choice(_SIGNS) for _sign in range(4)) for _group in range(4))
    return "-".join(groups)


def _first_password(user: User) -> FirstPassword:
    """Give an account a random password, to be changed at the first sign-in; not stored yet."""
    password, hasher = random_password(), get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        user.password = hasher.encode(password, hasher.salt(), iterations=_FIRST_ITERATIONS)
    else:
        user.password = make_password(password)
    user.must_change_password = True
    return FirstPassword(user, password)


@transaction.atomic
def open_accounts(users: Sequence[User], *, by: User, reason: str = "") -> list[FirstPassword]:
    """Store accounts; each new one gets a random password, which is returned this once.

    Raises ValidationError; PermissionDenied without the right or out of the area.
    """
    given = [_first_password(user) for user in users if user.pk is None]
    for user in users:
        save_user(user, by=by, reason=reason)
    return given


@transaction.atomic
def reset_password(user: User, *, by: User, reason: str = "") -> FirstPassword:
    """Give an account a new first password, which is returned this once; its sessions end.

    Raises ValidationError for the own account; PermissionDenied without the right or out of the
    area.
    """
    if user.pk == by.pk:
        raise ValidationError(_("Mật khẩu của chính mình thì đổi ở trang Đổi mật khẩu."))
    given = _first_password(user)
    save_user(user, by=by, reason=reason or _("đặt lại mật khẩu"))
    return given


@transaction.atomic
def change_own_password(user: User, password: str) -> User:
    """Store the password that a person has chosen (already validated)."""
    user.set_password(password)
    user.must_change_password = False
    return history.save(user, by=user, reason=_("tự đổi mật khẩu"))


@transaction.atomic
def put_in_charge(
    organisation: Organisation, unit: Any, *, by: User, valid_from: Any = None, reason: str = ""
) -> Organisation:
    """Store an organisation seated in a unit and in charge of it, with its coverage.

    Raises ValidationError; PermissionDenied without the right or out of the area.
    """
    organisation.unit, organisation.valid_from = unit, valid_from
    save_organisation(organisation, by=by, reason=reason)
    area = Organisation.areas.rel.related_model(
        organisation=organisation, unit=unit, valid_from=valid_from
    )
    save_record(area, by=by, reason=reason)
    return organisation


@transaction.atomic
def save_organisation(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Store an organisation with its search and sort keys.

    Raises ValidationError; PermissionDenied without the right or out of the area.
    """
    _require(by, Permission.EDIT_ORGANISATIONS, organisation)
    organisation.search_key = fold(f"{organisation.name} {organisation.short_name}")
    organisation.sort_key = sort_key(organisation.name)
    return history.save(organisation, by=by, reason=reason)


@transaction.atomic
def save_record(record: Any, *, by: User, reason: str = "") -> Any:
    """Store a contact, name, area, profile or signer; an area changes the coverage.

    Raises ValidationError; PermissionDenied without the right.
    """
    _require(by, _keeper(record))
    if hasattr(record, "search_key"):
        record.search_key = fold(record.full_name)  # no telephone: the key goes into history
    saved = history.save(record, by=by, reason=reason)
    if isinstance(record, Organisation.areas.rel.related_model):
        rebuild_coverage([record.organisation])
    if isinstance(record, OfficeProfile):
        _keep_apart(record, by)
    return saved


def _keeper(record: Any) -> Permission:
    """Who keeps a record: the Centre's officer keeps its paper, the administrator the rest."""
    if isinstance(record, User):
        return Permission.EDIT_ACCOUNTS
    if isinstance(record, OfficeProfile | Signer):
        return Permission.EDIT_CATALOGUES
    return Permission.EDIT_ORGANISATIONS


@transaction.atomic
def save_profile(
    profile: OfficeProfile,
    signers: Sequence[Mapping[str, str]],
    *,
    by: User,
    starts_on: date | None,
    reason: str = "",
) -> OfficeProfile:
    """Store an office's profile with its signers, in their order; return the stored version.

    The same ``starts_on`` changes the version; another one makes a new version of that day on,
    and the version before ends the day before. Raises ValidationError; PermissionDenied without
    the right or out of the area.
    """
    _require(by, Permission.EDIT_CATALOGUES, profile.organisation)
    offices = Organisation.objects.select_for_update()  # two new versions: one after the other
    offices.get(pk=profile.organisation_id)
    stored = OfficeProfile.objects.alive().filter(pk=profile.pk).first()
    if stored is None or stored.valid_from != starts_on:
        profile.pk, profile.version, profile.valid_to = None, 1, None
        profile._state.adding = True
    profile.valid_from = starts_on
    save_record(profile, by=by, reason=reason)
    # Asked anew: what was prefetched are the signers of the version that a new one came from.
    kept = list(Signer.objects.filter(profile=profile))
    for order, values in enumerate(signers, 1):
        signer = kept[order - 1] if order <= len(kept) else Signer(profile=profile)
        changed = {"order": order, **values}
        if any(getattr(signer, name) != value for name, value in changed.items()):
            for name, value in changed.items():
                setattr(signer, name, value)
            save_record(signer, by=by, reason=reason)
    for signer in kept[len(signers) :]:
        history.remove(signer, by=by, reason=reason)
    return profile


def _keep_apart(profile: OfficeProfile, by: User, *, gone: bool = False) -> None:
    """Let each version of a profile end the day before the next begins; the last one stays open.

    Raises ValidationError for two versions that begin on one day.
    """
    rows = OfficeProfile.objects.alive().filter(organisation=profile.organisation_id)
    versions = sorted(rows, key=lambda row: row.valid_from or date.min)
    ends: dict[int, date | None] = {}
    for row, following in pairwise(versions):
        if row.valid_from == following.valid_from:
            message = _("Đã có phiên bản áp dụng từ ngày này; hãy sửa phiên bản đó.")
            raise ValidationError({"valid_from": message}, code="twice")
        ends[row.pk] = following.valid_from - timedelta(days=1)
    if gone and versions:
        ends[versions[-1].pk] = None
    for row in versions:
        end = ends.get(row.pk, row.valid_to)
        if row.valid_to != end:
            row.valid_to = end
            history.save(row, by=by, reason=_("đổi theo phiên bản liền kề"))
            if row.pk == profile.pk:
                profile.valid_to, profile.version = end, row.version


@transaction.atomic
def remove_record(record: Any, *, by: User, reason: str = "") -> None:
    """Delete a record; an area that goes shrinks the coverage.

    Raises ValidationError for an organisation that people still work for; PermissionDenied.
    """
    _require(by, _keeper(record))
    if isinstance(record, Organisation) and (people := record.users.alive().count()):
        raise ValidationError(
            _("Chưa xóa được “%(name)s”: còn %(n)s tài khoản thuộc đơn vị này.")
            % {"name": record, "n": people},
            code="in_use",
        )
    organisation = getattr(record, "organisation", None)
    is_area = isinstance(record, Organisation.areas.rel.related_model)
    history.remove(record, by=by, reason=reason)
    if is_area and organisation:
        rebuild_coverage([organisation])
    if isinstance(record, OfficeProfile):
        _keep_apart(record, by, gone=True)


@transaction.atomic
def rebuild_coverage(organisations: Iterable[Organisation] | None = None) -> int:
    """Derive ``Coverage`` from the areas in charge; return how many rows there are now.

    A commune's coverage holds the old units that went into it; an old unit that was split between
    several is marked ``is_shared``, because each successor sees only what nobody has assigned yet.
    """
    rows = Organisation.objects.alive() if organisations is None else list(organisations)
    total = 0
    for organisation in rows:
        whole: set[int] = set()
        shared: set[int] = set()
        for area in organisation.areas.select_related("unit"):
            reach = localities.closure(area.unit)
            whole |= reach.whole
            shared |= reach.shared
        shared -= whole
        Coverage.objects.filter(organisation=organisation).delete()
        Coverage.objects.bulk_create(
            [Coverage(organisation=organisation, unit_id=pk) for pk in whole]
            + [Coverage(organisation=organisation, unit_id=pk, is_shared=True) for pk in shared],
            batch_size=2000,
        )
        total += len(whole) + len(shared)
    if total > MANY_ROWS:
        statistics.refresh(Coverage)
    return total


def own_centre(user: User) -> Organisation | None:
    """Return the extension centre whose paper a person's reports bear: the one of his area.

    The system has no area and takes the newest.
    """
    organisation = user.organisation
    if organisation and organisation.kind == OrganisationKind.EXTENSION_CENTRE:
        return organisation
    centres = Organisation.objects.alive().filter(kind=OrganisationKind.EXTENSION_CENTRE)
    if organisation:
        theirs = Coverage.objects.filter(unit__in=organisation.areas.values("unit"))
        centres = centres.filter(pk__in=theirs.values("organisation"))
    return centres.order_by(*validity.NEWEST_FIRST).first()


@transaction.atomic
def save_view(view: SavedView, *, by: User) -> SavedView:
    """Store a person's view of a list; one of the same name takes its place.

    Raises ValidationError; PermissionDenied for somebody else's view.
    """
    if view.owner_id != by.pk:
        raise PermissionDenied
    mine = SavedView.objects.select_for_update().filter(owner=by, list=view.list)
    if view.pk is None:
        same = mine.filter(name=view.name).first()
        if same is not None:
            view.pk, view.order = same.pk, same.order
            view._state.adding = False
        elif (last := mine.order_by("order").last()) is not None:
            view.order = last.order + 1
    return history.save(view, by=by)


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """Delete a person's view of a list. Raises PermissionDenied for somebody else's."""
    if view.owner_id != by.pk:
        raise PermissionDenied
    history.remove(view, by=by)
