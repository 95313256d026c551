"""start_office asks what no option says, and refuses in one line what can't be."""

import getpass
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.choices import SignOff
from accounts.models import OfficeProfile, Organisation, Signer, User
from accounts.services import system_user
from tests.factories.accounts import office, person
from tests.khuyencong.first_day import CENTRE, OPTIONS, PASSWORD, PRESENT, rows, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A person at the terminal: what he will type, and what he was asked."""

    def at(answers: list[str], passwords: list[str]) -> list[str]:
        asked: list[str] = []
        typed, secret = iter(answers), iter(passwords)

        def reply(source: Iterator[str]) -> Any:
            def answer(prompt: str = "") -> str:
                asked.append(prompt)
                try:
                    return next(source)
                except StopIteration:
                    raise EOFError from None

            return answer

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", reply(typed))
        monkeypatch.setattr(getpass, "getpass", reply(secret))
        return asked

    return at


# --- refusals -------------------------------------------------------------------------------------


def refused(*arguments: str) -> str:
    """The one line of a refusal that left nothing behind."""
    before = rows()
    code, out, err = start(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert rows() == before
    return err.strip()


def test_without_reference_data(db: None) -> None:
    sentence = "Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước."
    assert refused(*OPTIONS) == sentence


@pytest.mark.parametrize("code", ["99", "34", "12472", "x"])  # 34 was Thái Bình until 2025
def test_an_unknown_province(units: SimpleNamespace, code: str) -> None:
    said = refused(f"--province={code}", *OPTIONS[1:])
    assert said.startswith(f"--province “{code}”: Không có tỉnh, thành phố mang mã này hiện nay")


def test_another_province_in_the_same_database(units: SimpleNamespace) -> None:
    start(*OPTIONS)
    said = refused("--province=01")
    assert said == (
        f"Cổng này là của “{CENTRE}” (Tỉnh Hưng Yên); mỗi cơ sở dữ liệu dành cho một tỉnh."
    )


@pytest.mark.parametrize("username", ["binh", "BINH", "he-thong"])
def test_a_taken_user_name(units: SimpleNamespace, username: str) -> None:
    system_user()
    person("binh", office(units.ba_dinh))
    said = refused(*OPTIONS, f"--admin={username}")
    assert said == f"--admin “{username}”: Tên đăng nhập này đã có người dùng."


def test_a_user_name_that_nobody_can_type(units: SimpleNamespace) -> None:
    assert "chữ không dấu" in refused(*OPTIONS, "--admin=quản trị")


@pytest.mark.parametrize(
    ("password", "reason"),
    [("ngan", "quá ngắn"), ("", "chưa có giá trị"), ("tranthibinh26", "")],
)
def test_a_weak_password(
    units: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, password: str, reason: str
) -> None:
    monkeypatch.setenv("FIRST_PASSWORD", password)
    said = refused(*OPTIONS, "--admin=tranthibinh")
    assert reason in said
    assert not password or password not in said


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ("--cut-off-day=32", "--cut-off-day “32”"),
        ("--local-due-day=mai", "--local-due-day “mai”"),
        ("--sign-off=3", "--sign-off “3”: Ghi 1 hoặc 2."),
        (f"--symbol={'K' * 41}", "--symbol"),
    ],
)
def test_a_wrong_option_is_named(units: SimpleNamespace, option: str, named: str) -> None:
    assert refused(*OPTIONS, option).startswith(named)


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_without_a_keyboard_what_has_no_default_must_be_given(
    units: SimpleNamespace, missing: int
) -> None:
    said = refused(*OPTIONS[:missing], *OPTIONS[missing + 1 :])
    assert said.startswith("Thiếu ")
    assert OPTIONS[missing].split("=")[0] in said


def test_beside_the_sample(units: SimpleNamespace) -> None:
    Organisation.objects.create(kind="other", name="Mẫu", note="Đơn vị của dữ liệu mẫu.")
    assert "dữ liệu mẫu" in refused(*OPTIONS)


# --- at the terminal ------------------------------------------------------------------------------


def test_everything_asked_with_defaults_in_brackets(units: SimpleNamespace, terminal: Any) -> None:
    name = "Trung tâm Khuyến công và Xúc tiến thương mại Hưng Yên"
    answers = [
        "34",
        "33",
        name,
        "",
        "",
        "",
        "KCXT",
        "",
        "hết",
        "0",
        "",
        "",
        "",
        "2",
        "",
        "Lê Văn C",
    ]
    asked = terminal([*answers, "", "Trần Thị Bình", "k", "c"], [PASSWORD, PASSWORD])
    code, out, err = start()
    assert code == 0, err
    assert err.count("\n") == 2  # 34 is no more, "hết" is no number: both asked again
    assert "Tên Sở [Sở Công Thương tỉnh Hưng Yên]: " in asked
    assert "Tên đăng nhập của quản trị [quantri]: " in asked
    assert f"Lập phòng cấp xã cho cả {PRESENT} xã, phường, đặc khu? (c/k) [c]: " in asked
    assert asked.count("Ngày chốt số liệu trong tháng (0: hết tháng) [14]: ") == 2
    profile = OfficeProfile.objects.get()
    assert (profile.symbol, profile.cut_off_day, profile.sign_off) == ("KCXT", None, SignOff.TWO)
    assert Signer.objects.get().full_name == "Lê Văn C"
    assert Organisation.objects.count() == 2
    assert PASSWORD not in out + err + "".join(asked)


def test_what_an_option_says_is_not_asked(units: SimpleNamespace, terminal: Any) -> None:
    answers = [""] * 10 + ["", "", "", "c"]
    asked = terminal(answers, [])
    code, _out, err = start(*OPTIONS, "--communes")
    assert code == 0, err
    assert not [prompt for prompt in asked if "Tên Trung tâm" in prompt or "Mật khẩu" in prompt]


def test_a_password_is_asked_until_it_is_strong_and_typed_twice(
    units: SimpleNamespace, terminal: Any
) -> None:
    asked = terminal([""] * 14, ["ngan", PASSWORD, "khac", PASSWORD, PASSWORD])
    code, _out, err = start(*OPTIONS[:3], "--communes")
    assert code == 0, err
    assert len([prompt for prompt in asked if "ật khẩu" in prompt]) == 5
    assert "Hai lần gõ không giống nhau." in err
    assert User.objects.get(username="quantri").check_password(PASSWORD)


@pytest.mark.parametrize("answers", [["33"], ["33", CENTRE, *[""] * 13, "Trần Thị Bình", "c", "k"]])
def test_who_stops_leaves_nothing_behind(
    units: SimpleNamespace, terminal: Any, answers: list[str]
) -> None:
    terminal(answers, [PASSWORD, PASSWORD])
    assert refused() == "Đã dừng; chưa lưu gì."


def test_a_second_run_asks_nothing(units: SimpleNamespace, terminal: Any) -> None:
    start(*OPTIONS)
    asked = terminal([], [])
    assert start()[0] == 0
    assert asked == []


def test_update_offers_what_is_stored(units: SimpleNamespace, terminal: Any) -> None:
    start(*OPTIONS, "--cut-off-day=0", "--sign-off=2", "--symbol=KCXT")
    before = rows()
    asked = terminal([""] * 15, [])
    code, out, err = start("--update")
    assert (code, err, rows()) == (0, "", before)
    assert "Không có gì thay đổi" in out
    assert f"Tên Trung tâm [{CENTRE}]: " in asked
    assert "Ký hiệu sau số văn bản [KCXT]: " in asked
    assert "Ngày chốt số liệu trong tháng (0: hết tháng) [0]: " in asked
    assert "Báo cáo của địa phương do mấy người ký, 1 hoặc 2 [2]: " in asked
    assert len(asked) == 15
