"""The one table of permissions: what each role may do (contract: roles and what they reach).

A permission says *what*; *where* is decided by the area that the person's organisation covers.
"""

from enum import StrEnum

from accounts.choices import Role


class Permission(StrEnum):
    """Each thing that can be allowed, named ``subject.verb``."""

    VIEW_PLANS = "plans.view"
    EDIT_PLANS = "plans.edit"
    RECORD_DECISIONS = "decisions.record"
    VIEW_PAPERS = "decisions.view_papers"
    VIEW_PROJECTS = "projects.view"
    EDIT_PROJECTS = "projects.edit"
    APPROVE_PROJECTS = "projects.approve"
    START_PROJECTS = "projects.start"
    ACCEPT_PROJECTS = "projects.accept"
    STOP_PROJECTS = "projects.stop"
    RECORD_PUBLISHED = "projects.record_published"
    RECORD_STATES = "projects.record_state"
    EDIT_MONEY = "money.edit"
    VIEW_FACILITIES = "facilities.view"
    EDIT_FACILITIES = "facilities.edit"
    VIEW_PROGRESS = "progress.view"
    ENTER_PROGRESS = "progress.enter"
    SIGN_PROGRESS = "progress.sign"
    REVIEW_PROGRESS = "progress.review"
    REOPEN_PROGRESS = "progress.reopen"
    EDIT_PERIODS = "periods.edit"
    LOCK_PERIODS = "periods.lock"
    VIEW_COURSES = "courses.view"
    EDIT_COURSES = "courses.edit"
    VIEW_REPORTS = "reports.view"
    WRITE_REPORTS = "reports.write"
    EDIT_TEMPLATES = "templates.edit"
    USE_IMPORTS = "imports.use"
    ENTER_ADMIN = "admin.enter"
    VIEW_RECORDS = "records.view"
    VIEW_CATALOGUES = "catalogues.view"
    EDIT_CATALOGUES = "catalogues.edit"
    VIEW_ORGANISATIONS = "organisations.view"
    EDIT_ORGANISATIONS = "organisations.edit"
    EDIT_ACCOUNTS = "accounts.edit"


P = Permission

_READ = frozenset(
    {
        P.VIEW_PLANS,
        P.VIEW_PROJECTS,
        P.VIEW_FACILITIES,
        P.VIEW_PROGRESS,
        P.VIEW_COURSES,
        P.VIEW_REPORTS,
    }
)
# The signed paper of a decision tells of the whole province; local offices read their part of it.
_READ_ALL = _READ | {P.VIEW_PAPERS}

ROLES: dict[str, frozenset[Permission]] = {
    Role.SYSTEM_ADMIN: _READ_ALL
    | {
        P.ENTER_ADMIN,
        P.VIEW_CATALOGUES,
        P.EDIT_CATALOGUES,
        P.VIEW_ORGANISATIONS,
        P.EDIT_ORGANISATIONS,
        P.EDIT_ACCOUNTS,
    },
    Role.CENTRE_OFFICER: _READ_ALL
    | {
        P.EDIT_PLANS,
        P.RECORD_DECISIONS,
        P.EDIT_PROJECTS,
        P.APPROVE_PROJECTS,
        P.START_PROJECTS,
        P.ACCEPT_PROJECTS,
        P.STOP_PROJECTS,
        P.RECORD_PUBLISHED,
        P.RECORD_STATES,
        P.EDIT_FACILITIES,
        P.ENTER_PROGRESS,
        P.REVIEW_PROGRESS,
        P.EDIT_PERIODS,
        P.EDIT_COURSES,
        P.WRITE_REPORTS,
        P.USE_IMPORTS,
        P.ENTER_ADMIN,
        P.VIEW_RECORDS,
        P.VIEW_CATALOGUES,
        P.EDIT_CATALOGUES,
        P.VIEW_ORGANISATIONS,
    },
    Role.CENTRE_ACCOUNTANT: _READ_ALL | {P.EDIT_MONEY, P.ENTER_ADMIN, P.VIEW_RECORDS},
    Role.CENTRE_LEADER: _READ_ALL
    | {
        P.RECORD_DECISIONS,
        P.APPROVE_PROJECTS,
        P.STOP_PROJECTS,
        P.REOPEN_PROGRESS,
        P.LOCK_PERIODS,
        P.EDIT_TEMPLATES,
    },
    Role.DEPARTMENT: _READ_ALL | {P.ACCEPT_PROJECTS},
    Role.LOCAL_OFFICER: _READ
    | {P.EDIT_FACILITIES, P.ENTER_PROGRESS, P.EDIT_COURSES, P.USE_IMPORTS},
    Role.LOCAL_LEADER: _READ | {P.SIGN_PROGRESS},
    Role.INSPECTOR: _READ_ALL,
}


def granted(role: str) -> frozenset[Permission]:
    """Return what a role may do; an unknown role may do nothing."""
    return ROLES.get(role, frozenset())
