"""Writes any report to a file without a browser, from the same figures as the screen."""

import argparse
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.services import system_user
from reports import rendering
from reports.catalogue import REPORTS, put_together
from reports.choices import OutputFormat
from reports.parameters import ParameterError, read
from reports.selectors import UnknownUnitError

WRONG_USE = 2
STANDARD_OUTPUT = "-"
_OWN = {"slug", "year", "period", "unit", "level", "shape", "as", "format", "output", "help"}


class Command(BaseCommand):
    """Exit code 0 on success; 2 with one Vietnamese line otherwise."""

    help = "Xuất một báo cáo ra tệp, cùng số liệu với màn hình."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Speak Vietnamese: own options only, own headings, one line for a wrong call."""
        parser = super().create_parser(prog_name, subcommand, add_help=False, **kwargs)
        for action in parser._actions:
            action.help = action.help if action.dest in _OWN else argparse.SUPPRESS
        parser.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thoát")
        parser._positionals.title, parser._optionals.title = "tham số", "tùy chọn"
        if not getattr(self, "_called_from_command_line", False):
            return parser
        parser.error = lambda message: self.refuse(f"Lệnh chưa đúng ({message}); xem --help.")
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options of the contract."""
        slugs, formats = ", ".join(REPORTS), ", ".join(OutputFormat.values)
        parser.add_argument("slug", metavar="BÁO_CÁO", help=f"một trong: {slugs}")
        parser.add_argument("--year", metavar="NĂM", help="năm, ví dụ 2026; mặc định năm nay")
        parser.add_argument("--period", metavar="KỲ", help="kỳ: 2026, 2026-H1, 2026-9M, 2026-Q3 …")
        parser.add_argument(
            "--unit", metavar="MÃ[@NĂM-THÁNG-NGÀY]", help="mã địa bàn, đọc theo ngày cuối kỳ"
        )
        parser.add_argument("--level", metavar="CẤP", help="national, local, unknown hoặc all")
        parser.add_argument(
            "--shape", metavar="HÌNH_THỨC", help="main (văn bản) hoặc annex (phụ lục)"
        )
        parser.add_argument("--as", dest="as", metavar="TÀI_KHOẢN", help="xem với phạm vi của ai")
        parser.add_argument("--format", metavar="ĐỊNH_DẠNG", help=f"một trong: {formats}")
        parser.add_argument("--output", metavar="TỆP", help="tệp để ghi; - là đầu ra chuẩn")

    def refuse(self, message: str) -> NoReturn:
        """Say one line and end with code 2."""
        self.stderr.write(str(message))
        raise SystemExit(WRONG_USE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute the report and write it."""
        report = REPORTS.get(options["slug"])
        if report is None:
            self.refuse(f"Không có báo cáo “{options['slug']}”.")
        if options["format"] not in OutputFormat.values:
            self.refuse(f"Chọn --format là một trong: {', '.join(OutputFormat.values)}.")
        if not options["output"]:
            self.refuse("Chưa nêu --output (tên tệp, hoặc - cho đầu ra chuẩn).")
        user = self._user(options["as"])
        texts = {**options, "year": options["year"] or str(timezone.localdate().year)}
        try:
            parameters = read(texts, years_only=report.years_only)
            figures, document = put_together(report, parameters, user)
        except ParameterError as error:
            self.refuse(error.message)
        except UnknownUnitError as error:
            self.refuse(f"Không tìm thấy địa bàn “{error}” hoặc không thuộc quyền xem.")
        self._write(rendering.render(options["format"], figures, document), options["output"])

    def _user(self, username: str | None) -> User:
        if not username:
            return system_user()
        user = User.objects.alive().filter(username=username.lower(), is_active=True).first()
        if user is None or not user.can(Permission.VIEW_REPORTS):
            self.refuse(f"Không có tài khoản “{username}” hoặc tài khoản không được xem báo cáo.")
        return user

    def _write(self, body: bytes, target: str) -> None:
        if target == STANDARD_OUTPUT:
            buffer = getattr(self.stdout._out, "buffer", None)
            if buffer is None:
                buffer = sys.stdout.buffer
            buffer.write(body)
            buffer.flush()
            return
        try:
            Path(target).write_bytes(body)
        except OSError as error:
            self.refuse(f"Không ghi được tệp “{target}”: {error.strerror}.")
