"""Gathers the answers about an office: of what is missing, or of everything that shall change."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.checks import username_problem
from accounts.models import User
from khuyencong.first_day.office import Office
from khuyencong.first_day.questions import (
    ADMIN_NAME,
    CENTRE,
    DEPARTMENT,
    NOT_SET,
    PROFILE,
    SIGN_OFF,
    SIGNER,
    Asker,
    OfficeRefused,
    Question,
)

Values = dict[str, Any]

# What Enter takes on the first day. A Centre's name has none: they differ, and every paper has it.
_FIRST: Final[dict[str, Callable[[Values, Office], str]]] = {
    "department": lambda _values, office: f"Sở Công Thương {office.described}",
    "governing_body": lambda values, _office: values["department"].upper(),
    "issuing_body": lambda values, _office: values["centre"].upper(),
    "symbol": lambda _values, _office: "TTKC",
    "place_name": lambda _values, office: office.province.name,
    "cut_off_day": lambda _values, _office: "14",
    "local_due_day": lambda _values, _office: "17",
    "department_due_day": lambda _values, _office: "20",
    "agency_due_day": lambda _values, _office: "25",
    "sign_off": lambda _values, _office: "1",
    "signer_position": lambda _values, _office: "GIÁM ĐỐC",
}
_COLUMNS: Final = {
    "centre": "name",
    "department": "name",
    "signer_position": "position",
    "signer_name": "full_name",
}


def gather(office: Office, asker: Asker, *, update: bool) -> Values:
    """Return the values to store, by the keys of the questions.

    A part that is there is left out unless ``update``; then what is given by option, and at a
    terminal everything, with what is stored as the default. Raises OfficeRefused.
    """
    values: Values = {
        "centre": office.centre.name if office.centre else None,
        "department": office.department.name if office.department else None,
    }
    for questions, record in (
        (CENTRE, office.centre),
        (DEPARTMENT, office.department),
        (PROFILE, office.profile),
        (SIGNER, office.signer),
    ):
        _part(questions, record, office, values, asker, update)
    _admin(office, values, asker, update)
    return values


def _part(
    questions: Sequence[Question],
    record: Any,
    office: Office,
    values: Values,
    asker: Asker,
    update: bool,
) -> None:
    if record is not None and not update:
        return
    for question in questions:
        if record is None:
            default = _FIRST.get(question.key, lambda *_of: "")(values, office)
        elif asker.interactive or asker.given(question):
            default = _typed(getattr(record, _COLUMNS.get(question.key, question.key)))
        else:
            continue
        values[question.key] = asker.answer(question, default)


def _typed(value: Any) -> str:
    """A stored value as somebody would type it."""
    if value is None:
        return NOT_SET
    return {stored: typed for typed, stored in SIGN_OFF.items()}.get(value, str(value))


# --- the administrator ----------------------------------------------------------------------------


def _admin(office: Office, values: Values, asker: Asker, update: bool) -> None:
    known = {user.username for user in office.admins}
    question = Question("admin", "Tên đăng nhập của quản trị", _username_reader(known))
    if known and not asker.given(question):
        values["admin"] = office.admins[0].username
    else:
        values["admin"] = asker.answer(question, "quantri")
    if values["admin"] in known:
        person = next(user for user in office.admins if user.username == values["admin"])
        if update:
            _changed_admin(person, values, asker)
        return
    values["admin_name"] = asker.answer(ADMIN_NAME)
    person = User(username=values["admin"], full_name=values["admin_name"])
    values["password"] = _password_of_environment(person, asker) or asker.password(
        lambda password: validate_password(password, person)
    )


def _changed_admin(person: User, values: Values, asker: Asker) -> None:
    if asker.interactive or asker.given(ADMIN_NAME):
        values["admin_name"] = asker.answer(ADMIN_NAME, person.full_name)
    values["password"] = _password_of_environment(person, asker)


def _username_reader(known: set[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        username = text.lower()
        if problem := username_problem(username):
            raise ValidationError(problem)
        if username not in known and User.objects.filter(username__iexact=username).exists():
            raise ValidationError("Tên đăng nhập này đã có người dùng.")
        return username

    return read


def _password_of_environment(person: User, asker: Asker) -> str | None:
    """The password of ``--password-env``; None without. Raises OfficeRefused for a weak one."""
    name = asker.options.get("password_env")
    if not name:
        return None
    password = os.environ.get(name, "")
    if not password:
        raise OfficeRefused(f"Biến môi trường {name} chưa có giá trị.")
    try:
        validate_password(password, person)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise OfficeRefused(f"Mật khẩu trong biến {name} chưa dùng được: {sentence}") from error
    return password
