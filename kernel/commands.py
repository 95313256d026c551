"""The ground of commands: Vietnamese help, one Vietnamese line and code 2 for a wrong call."""

import argparse
import re
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

WRONG_USE: Final = 2
_OF_DJANGO: Final = frozenset(
    {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color"}
    | {"skip_checks", "help"}
)
# What argparse says, which nobody translates for it.
_WORDS: Final = (
    (re.compile(r"the following arguments are required: (.+)"), r"thiếu \1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"không có tùy chọn \1"),
    (re.compile(r"argument (\S+): expected .+"), r"\1 cần một giá trị"),
    (re.compile(r"argument (\S+): invalid .+"), r"giá trị của \1 không hợp lệ"),
    (re.compile(r"argument (\S+): (“.+)"), r"\1: \2"),
)


class _Formatter(DjangoHelpFormatter):
    """Says "cách dùng" above the options."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "cách dùng: ")


class PortalCommand(BaseCommand):
    """A command that an office types: Django's own options work, but its help names only ours."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser with Vietnamese headings and refusals."""
        parser = super().create_parser(
            prog_name, subcommand, add_help=False, formatter_class=_Formatter, **kwargs
        )
        for action in parser._actions:
            action.help = argparse.SUPPRESS if action.dest in _OF_DJANGO else action.help
        parser.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thoát")
        parser._positionals.title, parser._optionals.title = "tham số", "tùy chọn"
        if getattr(self, "_called_from_command_line", False):
            parser.error = lambda message: self.refuse(f"Lệnh chưa đúng{_told(message)}.")
        return parser

    def refuse(self, sentence: Any) -> NoReturn:
        """Say one line and end with code 2."""
        self.stderr.write(str(sentence))
        raise SystemExit(WRONG_USE)


def _told(message: str) -> str:
    for pattern, words in _WORDS:
        if match := pattern.fullmatch(message):
            return f" ({match.expand(words)}); xem --help"
    return "; xem --help"
