"""Named CHECK constraints with a Vietnamese sentence: the database says no, forms say why.

A CHECK passes where a column is NULL, in both databases and in Django's validation, so unknown
values never trip one. Names must be unique in the database: "<app>_<model>_<rule>".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NEGATIVE: Final = _("Giá trị không được âm.")
NOT_POSITIVE: Final = _("Giá trị phải lớn hơn 0.")
NOT_PERCENT: Final = _("Tỷ lệ phải trong khoảng 0–100.")
NOT_IN_ORDER: Final = _("Ngày kết thúc phải sau ngày bắt đầu.")
NOT_BOTH: Final = _("Hai mục này phải cùng có hoặc cùng để trống.")
NOT_LISTED: Final = _("Giá trị không nằm trong danh mục.")


def _check(condition: Q, name: str, message: StrOrPromise) -> CheckConstraint:
    return CheckConstraint(
        condition=condition,
        name=name,
        violation_error_code="constraint",
        violation_error_message=message,
    )


def non_negative(field: str, name: str, *, message: StrOrPromise = NEGATIVE) -> CheckConstraint:
    """`field` >= 0."""
    return _check(Q(**{f"{field}__gte": 0}), name, message)


def positive(field: str, name: str, *, message: StrOrPromise = NOT_POSITIVE) -> CheckConstraint:
    """`field` > 0."""
    return _check(Q(**{f"{field}__gt": 0}), name, message)


def percent(field: str, name: str, *, message: StrOrPromise = NOT_PERCENT) -> CheckConstraint:
    """0 <= `field` <= 100, for a percentage kept as a number."""
    return _check(Q(**{f"{field}__gte": 0, f"{field}__lte": 100}), name, message)


def at_most(field: str, limit: str, name: str, *, message: StrOrPromise) -> CheckConstraint:
    """`field` <= the column `limit` of the same row."""
    return _check(Q(**{f"{field}__lte": F(limit)}), name, message)


def dates_in_order(
    first: str,
    last: str,
    name: str,
    *,
    strict: bool = False,
    message: StrOrPromise = NOT_IN_ORDER,
) -> CheckConstraint:
    """`first` <= `last` (a thing may last one day), or < when `strict`."""
    lookup = "gt" if strict else "gte"
    return _check(Q(**{f"{last}__{lookup}": F(first)}), name, message)


def both_or_neither(
    a: str,
    b: str,
    name: str,
    *,
    message: StrOrPromise = NOT_BOTH,
) -> CheckConstraint:
    """The columns `a` and `b` are both NULL or both filled."""
    neither = Q(**{f"{a}__isnull": True, f"{b}__isnull": True})
    both = Q(**{f"{a}__isnull": False, f"{b}__isnull": False})
    return _check(neither | both, name, message)


def one_of(
    field: str,
    values: Iterable[str],
    name: str,
    *,
    message: StrOrPromise = NOT_LISTED,
) -> CheckConstraint:
    """`field` holds one of the values, e.g. `one_of("state", State.values, …)`."""
    return _check(Q(**{f"{field}__in": list(values)}), name, message)
