"""Every command of ours speaks Vietnamese: its help, and its answer to a wrong call."""

import io
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from kernel.commands import PortalCommand

OURS = ("reports", "imports", "khuyencong", "localities", "accounts", "programmes", "desk")
NAMES = sorted(name for name, app in get_commands().items() if app in OURS)
ENGLISH = ("usage:", "options:", "positional", "show this", "optional")


def command(name: str) -> tuple[Any, Any, io.StringIO]:
    made: Any = load_command_class(get_commands()[name], name)
    made._called_from_command_line = True
    errors = io.StringIO()
    made.stderr._out = errors
    return made, made.create_parser("manage.py", name), errors


def test_there_are_commands() -> None:
    assert {"report", "load_cases", "load_reference", "load_sample", "check_figures"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_is_vietnamese_and_names_our_options_only(name: str) -> None:
    made, parser, _errors = command(name)
    assert isinstance(made, PortalCommand)
    written = parser.format_help()
    assert written.startswith("cách dùng:")
    assert not [word for word in ENGLISH if word in written]
    assert "--settings" not in written


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("load_cases", [], "Lệnh chưa đúng (thiếu FILE.csv); xem --help."),
        ("report", ["a", "--x"], "Lệnh chưa đúng (không có tùy chọn --x); xem --help."),
        ("report", ["a", "--year"], "Lệnh chưa đúng (--year cần một giá trị); xem --help."),
        (
            "make_volume",
            ["--projects", "x"],
            "Lệnh chưa đúng (--projects: “x” không phải số nguyên không âm); xem --help.",
        ),
        (
            "make_volume",
            ["--projects", "1", "--seed", "x"],
            "Lệnh chưa đúng (giá trị của --seed không hợp lệ); xem --help.",
        ),
        ("load_sample", ["--help=1"], "Lệnh chưa đúng; xem --help."),
    ],
)
def test_a_wrong_call_is_one_line_with_code_two(name: str, arguments: list[str], line: str) -> None:
    _made, parser, errors = command(name)
    with pytest.raises(SystemExit) as end:
        parser.parse_args(arguments)
    assert (end.value.code, errors.getvalue()) == (2, line + "\n")
