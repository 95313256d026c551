"""What each role may do, compared with C-roles (tests/policy/README.md) word by word."""

import pytest

from accounts.choices import Role
from accounts.models import User
from accounts.permissions import ROLES, Permission, granted

READ = {
    "plans.view", "projects.view", "facilities.view", "progress.view", "courses.view",
    "reports.view",
}  # fmt: skip
PAPERS = "decisions.view_papers"  # the whole province's lines stand on a decision's paper
ADMIN = "admin.enter"
# Role -> what it may beside reading.
CONTRACT = {
    "system_admin": {
        ADMIN, "accounts.edit", "organisations.view", "organisations.edit", "catalogues.view",
        "catalogues.edit",
    },
    "centre_officer": {
        ADMIN, "plans.edit", "decisions.record", "projects.edit", "projects.approve",
        "projects.start", "projects.accept", "projects.stop", "projects.record_published",
        "facilities.edit", "imports.use", "records.view", "catalogues.view", "catalogues.edit",
        "organisations.view", "progress.enter", "progress.review", "periods.edit", "courses.edit",
        "reports.write", "projects.record_state",
    },
    "centre_accountant": {ADMIN, "records.view", "money.edit"},
    "centre_leader": {
        "decisions.record", "projects.approve", "projects.stop", "progress.reopen", "periods.lock",
        "templates.edit",
    },
    "department": {"projects.accept"},
    "local_officer": {"facilities.edit", "imports.use", "progress.enter", "courses.edit"},
    "local_leader": {"progress.sign"},
    "inspector": set(),
}  # fmt: skip

pytestmark = pytest.mark.pure


def test_every_role_of_the_contract_is_there() -> None:
    assert set(Role.values) == set(CONTRACT) == {str(role) for role in ROLES}


@pytest.mark.parametrize("role", sorted(CONTRACT))
def test_a_role_may_what_the_contract_says_and_nothing_else(role: str) -> None:
    reads = READ if role in Role.LOCAL else READ | {PAPERS}
    assert {str(permission) for permission in granted(role)} == reads | CONTRACT[role]


def test_every_permission_is_given_to_somebody() -> None:
    assert set().union(*ROLES.values()) == set(Permission)


def test_an_unknown_role_may_nothing() -> None:
    assert granted("") == granted("giam-doc") == frozenset()


@pytest.mark.parametrize("permission", list(Permission))
def test_a_closed_account_may_nothing(permission: str) -> None:
    user = User(username="a", role=Role.CENTRE_OFFICER, is_active=False)
    assert not user.can(permission)


def test_django_is_never_asked_for_rights() -> None:
    user = User(username="a", role=Role.SYSTEM_ADMIN)
    assert not user.has_perm("accounts.change_user")
    assert not user.has_perms(["accounts.change_user"])
    assert not user.has_module_perms("accounts")
    assert not hasattr(user, "is_superuser")
    assert not hasattr(user, "groups")


def test_only_those_of_the_contract_enter_the_admin() -> None:
    enter = {role for role in Role.values if User(username="a", role=role).is_staff}
    assert enter == {"system_admin", "centre_officer", "centre_accountant"}
