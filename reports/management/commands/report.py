"""Writes any report to a file without a browser, from the same figures as the screen."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.services import UnknownPersonError, acting
from kernel.commands import PortalCommand
from reports import rendering
from reports.catalogue import REPORTS, put_together
from reports.choices import OutputFormat
from reports.parameters import ParameterError, read
from reports.selectors import UnknownUnitError

STANDARD_OUTPUT = "-"


class Command(PortalCommand):
    """Exit code 0 on success; 2 with one Vietnamese line otherwise."""

    help = "Xuất một báo cáo ra tệp, cùng số liệu với màn hình."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options."""
        slugs, formats = ", ".join(REPORTS), ", ".join(OutputFormat.values)
        parser.add_argument("slug", metavar="BÁO_CÁO", help=f"một trong: {slugs}")
        parser.add_argument("--year", metavar="NĂM", help="năm, ví dụ 2026; mặc định năm nay")
        parser.add_argument(
            "--period",
            metavar="KỲ",
            help="kỳ: 2026, 2026-H1, 2026-9M, 2026-Q3, 2026-10, 2026-07-01..2026-08-15",
        )
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
        try:
            user = acting(username)
        except UnknownPersonError as error:
            self.refuse(error)
        if not user.can(Permission.VIEW_REPORTS):
            self.refuse(f"Tài khoản “{username}” không được xem báo cáo.")
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
        except OSError:
            self.refuse(f"Không ghi được tệp “{target}”.")
