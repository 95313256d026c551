"""What start_office asks: each thing is an option too, and one sentence says why it is refused."""

import argparse
import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models

from accounts.choices import SignOff
from accounts.models import OfficeProfile, Organisation, Signer, User
from kernel.text import clean
from localities.names import lowered

SIGN_OFF: Final = {"1": SignOff.ONE.value, "2": SignOff.TWO.value}
YES_NO: Final = {"c": True, "co": True, "có": True, "k": False, "khong": False, "không": False}
NOT_SET: Final = "0"


class OfficeRefused(Exception):  # noqa: N818 - told to a person, not a programming error
    """The office can't be set up so; ``str()`` is the sentence."""


@dataclass(frozen=True)
class Question:
    """One thing to know. ``read`` makes a value of what was typed or raises ValidationError."""

    key: str
    prompt: str
    read: Callable[[str], Any]
    may_be_blank: bool = False

    @property
    def option(self) -> str:
        """The option that answers it on the command line."""
        return "--" + self.key.replace("_", "-")


def _of(key: str, prompt: str, model: type[models.Model], name: str) -> Question:
    """A question whose answer goes into a column: the column says what it may be."""
    field: Any = model._meta.get_field(name)
    is_day = isinstance(field, models.IntegerField)

    def read(text: str) -> Any:
        return None if is_day and text == NOT_SET else field.clean(text, None)

    return Question(key, prompt, read, may_be_blank=field.blank and not is_day)


def _one_of(words: Mapping[str, Any], sentence: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text.lower() not in words:
            raise ValidationError(sentence)
        return words[text.lower()]

    return read


CENTRE: Final = (_of("centre", "Tên Trung tâm", Organisation, "name"),)
DEPARTMENT: Final = (_of("department", "Tên Sở", Organisation, "name"),)
PROFILE: Final = (
    _of("governing_body", "Cơ quan chủ quản (dòng trên)", OfficeProfile, "governing_body"),
    _of("issuing_body", "Cơ quan ban hành (dòng dưới)", OfficeProfile, "issuing_body"),
    _of("symbol", "Ký hiệu sau số văn bản", OfficeProfile, "symbol"),
    _of("place_name", "Địa danh trước ngày tháng", OfficeProfile, "place_name"),
    _of(
        "cut_off_day", "Ngày chốt số liệu trong tháng (0: hết tháng)", OfficeProfile, "cut_off_day"
    ),
    _of(
        "local_due_day", "Địa phương nộp trước ngày (0: không đặt)", OfficeProfile, "local_due_day"
    ),
    _of(
        "department_due_day",
        "Gửi Sở trước ngày (0: không đặt)",
        OfficeProfile,
        "department_due_day",
    ),
    _of("agency_due_day", "Gửi Cục trước ngày (0: không đặt)", OfficeProfile, "agency_due_day"),
    Question(
        "sign_off",
        "Báo cáo của địa phương do mấy người ký, 1 hoặc 2",
        _one_of(SIGN_OFF, "Ghi 1 hoặc 2."),
    ),
)
SIGNER: Final = (
    _of("signer_position", "Chức vụ người ký", Signer, "position"),
    _of("signer_name", "Họ và tên người ký (để trống nếu chưa rõ)", Signer, "full_name"),
)
ADMIN_NAME: Final = _of("admin_name", "Họ và tên quản trị", User, "full_name")
YES: Final = _one_of(YES_NO, "Ghi c (có) hoặc k (không).")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each question; what isn't given is asked."""
    for question in (*CENTRE, *DEPARTMENT, *PROFILE, *SIGNER):
        parser.add_argument(question.option, metavar="…", help=lowered(question.prompt))
    parser.add_argument("--admin", metavar="TÊN", help="tên đăng nhập của quản trị hệ thống")
    parser.add_argument(ADMIN_NAME.option, metavar="…", help="họ và tên quản trị")
    parser.add_argument(
        "--password-env",
        metavar="BIẾN",
        help="lấy mật khẩu quản trị từ biến môi trường này (không ghi mật khẩu trên dòng lệnh)",
    )


class Asker:
    """Answers from the options, else from the person at the terminal, else the default."""

    def __init__(
        self, options: Mapping[str, Any], *, interactive: bool, say: Callable[[str], Any]
    ) -> None:
        self.options, self.interactive, self.say = options, interactive, say
        self.has_asked = False

    def given(self, question: Question) -> bool:
        """Whether an option answers it."""
        return self.options.get(question.key) is not None

    def answer(self, question: Question, default: str = "") -> Any:
        """Return the value. Raises OfficeRefused for a wrong option, or a lack of one."""
        if self.given(question):
            return self._taken(question, str(self.options[question.key]))
        if self.interactive:
            return self._asked(question, default)
        if not default and not question.may_be_blank:
            raise OfficeRefused(f"Thiếu {question.option} ({lowered(question.prompt)}).")
        return question.read(default)

    def confirm(self, prompt: str) -> bool:
        """Ask for yes or no; yes where nobody can be asked."""
        return bool(self.answer(Question("", f"{prompt} (c/k)", YES), "c"))

    def password(self, check: Callable[[str], Any]) -> str:
        """Return a new password, typed twice without echo, or from the environment's variable.

        ``check`` raises ValidationError for a weak one. Raises OfficeRefused where nobody can
        be asked.
        """
        if not self.interactive:
            raise OfficeRefused("Thiếu mật khẩu quản trị: đặt biến rồi dùng --password-env BIẾN.")
        while True:
            self.has_asked = True
            password = getpass.getpass("Mật khẩu quản trị (không hiện khi gõ): ")
            try:
                check(password)
            except ValidationError as error:
                self.say(" ".join(error.messages))
                continue
            if getpass.getpass("Gõ lại mật khẩu: ") == password:
                return password
            self.say("Hai lần gõ không giống nhau.")

    def _taken(self, question: Question, text: str) -> Any:
        try:
            return question.read(clean(text))
        except ValidationError as error:
            sentence = " ".join(error.messages)
            raise OfficeRefused(f"{question.option} “{clean(text)}”: {sentence}") from error

    def _asked(self, question: Question, default: str) -> Any:
        self.has_asked = True
        shown = f" [{default}]" if default else ""
        while True:
            text = clean(input(f"{question.prompt}{shown}: ")) or default
            if not text and not question.may_be_blank:
                self.say("Chưa nhập; cần có thông tin này.")
                continue
            try:
                return question.read(text)
            except ValidationError as error:
                self.say(" ".join(error.messages))
