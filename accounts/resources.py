"""The sheet of accounts: Vietnamese heads, every error named by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields

from accounts.cells import (
    ROLE,
    UNIT_CODE,
    OrganisationCell,
    RoleCell,
    TelephoneCell,
    UsernameCell,
)
from accounts.checks import workplace_problem
from accounts.models import User
from accounts.roster import HEADS
from accounts.services import FirstPassword, open_accounts
from kernel.resources import ServiceResource
from kernel.sheets.formats import SheetDataset
from kernel.sheets.widgets import TextCell, written
from kernel.text import clean

USERNAME, FULL_NAME, ORGANISATION = "Tên đăng nhập", "Họ và tên", "Đơn vị"
REQUIRED = {
    "username": USERNAME,
    "full_name": FULL_NAME,
    "role": ROLE,
    "organisation": ORGANISATION,
}


class AccountResource(ServiceResource):
    """Accounts as a sheet: a row is an existing account by its user name, otherwise a new one.

    ``updating``: whether rows may change accounts that are there; else they stay as they are.
    """

    updating = False

    username = fields.Field(attribute="username", column_name=USERNAME, widget=UsernameCell())
    full_name = fields.Field(attribute="full_name", column_name=FULL_NAME, widget=TextCell())
    position = fields.Field(attribute="position", column_name="Chức vụ", widget=TextCell())
    role = fields.Field(attribute="role", column_name=ROLE, widget=RoleCell())
    organisation = fields.Field(
        attribute="organisation", column_name=ORGANISATION, widget=OrganisationCell()
    )
    email = fields.Field(attribute="email", column_name="Thư điện tử", widget=TextCell())
    phone = fields.Field(attribute="phone", column_name="Điện thoại", widget=TelephoneCell())

    service = staticmethod(open_accounts)
    required_heads = (USERNAME, FULL_NAME, ROLE, ORGANISATION)
    stand_ins = {ORGANISATION: UNIT_CODE}
    label_heads = (FULL_NAME,)

    class Meta:
        model = User
        import_id_fields = ("username",)
        fields = ("username", "full_name", "position", "role", "organisation", "email", "phone")
        export_order = fields

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        self.fields["organisation"].widget.user = user

    def get_template_hint(self) -> str:
        """Say which heads there are."""
        return _(
            "Các cột: Tên đăng nhập, Họ và tên, Chức vụ, Vai trò, "
            "Đơn vị hoặc Mã đơn vị hành chính, Thư điện tử, Điện thoại."
        )

    def row_key(self, row: Any) -> tuple[tuple[str, ...], str]:
        """An account is the same by its user name."""
        username = clean(written(row.get(USERNAME))).lower()
        return ((username,) if username else ()), _("cùng tên đăng nhập")

    def get_instance(self, instance_loader: Any, row: Any) -> User | None:
        """Find the account. Raises ValidationError for a name that no row may use."""
        username = clean(written(row.get(USERNAME))).lower()
        found = User.objects.filter(username__iexact=username).first() if username else None
        if found and (found.is_system or found.is_deleted):
            sentence = _("Tên đăng nhập này của một tài khoản đã xóa hoặc của hệ thống.")
            raise ValidationError({"username": [ValidationError(sentence, code="taken")]})
        return found

    def skip_row(
        self, instance: User, original: User, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Leave accounts that are there as they are, unless rows may change them."""
        if instance.pk and not self.updating and not import_validation_errors:
            return True
        return bool(super().skip_row(instance, original, row, import_validation_errors))

    def validate_instance(
        self, instance: User, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        """Check one row as the service will. Raises ValidationError."""
        problems: dict[str, list[Any]] = {
            name: list(found) for name, found in (import_validation_errors or {}).items()
        }
        for name, head in REQUIRED.items():
            if name not in problems and not getattr(instance, name):
                problems[name] = [ValidationError(_("Chưa nhập %s.") % head, code="required")]
        if not {"role", "organisation"} & set(problems):
            problem = workplace_problem(instance.role, instance.organisation.kind)
            if problem:
                problems["role"] = [ValidationError(problem, code="workplace")]
        try:
            instance.clean_fields(exclude=["organisation", "password", "deleted_by", *problems])
        except ValidationError as error:
            problems |= error.error_dict
        if problems:
            raise ValidationError(problems)


def collecting(given: list[FirstPassword], *, updating: bool) -> type[AccountResource]:
    """Return a resource that puts the first passwords of new accounts into ``given``."""

    def store(users: Sequence[User], *, by: User, reason: str) -> None:
        given.extend(open_accounts(users, by=by, reason=reason))

    facts = {"updating": updating, "service": staticmethod(store)}
    return type("OfficersOfASheet", (AccountResource,), facts)


@dataclass
class RosterRow:
    """A row of a list of people: its cells as typed, what is wrong with it, what becomes of it."""

    number: int
    cells: list[str]
    is_kept: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def whole(self) -> list[str]:
        """What is wrong with the row as such."""
        return [text for column, found in self.errors.items() if not column for text in found]

    def columns(self) -> list[tuple[int, str, str, list[str]]]:
        """Number, head, cell and errors of each column."""
        pairs = zip(HEADS, self.cells, strict=True)
        return [
            (at, head, cell, self.errors.get(head, [])) for at, (head, cell) in enumerate(pairs)
        ]


@dataclass
class Roster:
    """A list of people that was looked through, and the passwords when it was stored."""

    rows: list[RosterRow]
    problems: list[str] = field(default_factory=list)
    given: list[FirstPassword] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many cells and rows are to be mended."""
        return len(self.problems) + sum(len(row.errors) for row in self.rows)

    @property
    def kept(self) -> int:
        """How many accounts are there already and stay as they are."""
        return sum(row.is_kept for row in self.rows)

    @property
    def new(self) -> int:
        """How many accounts there will be."""
        return len(self.rows) - self.kept


def read_roster(cells: Sequence[Sequence[str]], *, by: User, store: bool) -> Roster:
    """Look through rows in the order of ``HEADS``; ``store`` opens the accounts if all are right.

    Raises PermissionDenied without the right or out of the area.
    """
    roster = Roster([RosterRow(number, list(row)) for number, row in enumerate(cells, 1)])
    dataset = SheetDataset(headers=list(HEADS))
    for row in roster.rows:
        dataset.append(row.cells)
    dataset.row_numbers = [row.number for row in roster.rows]
    result = collecting(roster.given, updating=False)(user=by).import_data(
        dataset, dry_run=not store, use_transactions=True, rollback_on_validation_errors=True
    )
    by_number = {row.number: row for row in roster.rows}
    for problem in result.problems:
        if problem.row is None:
            roster.problems.append(problem.message)
        else:
            by_number[problem.row].errors.setdefault(problem.column, []).append(problem.message)
    for number, found in zip(dataset.row_numbers, result.rows, strict=False):
        by_number[number].is_kept = found.import_type == found.IMPORT_TYPE_SKIP
    return roster
