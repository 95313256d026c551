"""Imports a sheet of records: all of it, or nothing and every error with its cell."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.services import UnknownPersonError, acting
from imports.services import RESOURCES, import_sheet
from kernel.commands import PortalCommand
from kernel.sheets.refusal import SheetRefused


class Command(PortalCommand):
    """Nothing is stored if there is an error; then the exit code is 1."""

    help = (
        "Nhập một bảng tính và in kết quả dạng JSON: sheet, rows, new, changed, unchanged, errors. "
        "Có lỗi thì không lưu dòng nào."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """RESOURCE FILE.xlsx [--dry-run] [--as USER]."""
        parser.add_argument(
            "resource", metavar="RESOURCE", help=f"loại dữ liệu: {', '.join(RESOURCES)}"
        )
        parser.add_argument("file", metavar="FILE.xlsx", help="tệp bảng tính")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu")
        parser.add_argument(
            "--as",
            dest="username",
            metavar="USER",
            help="nhập với quyền và địa bàn của tài khoản này (mặc định: hệ thống, mọi địa bàn)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what happened; exits 2 with one line when the sheet can't be taken at all."""
        resource = RESOURCES.get(options["resource"])
        if resource is None:
            known = ", ".join(RESOURCES)
            self.refuse(f"Chưa nhập được “{options['resource']}”; hiện có: {known}.")
        try:
            outcome = import_sheet(
                resource,
                Path(options["file"]),
                by=acting(options["username"]),
                dry_run=options["dry_run"],
            )
        except OSError:
            self.refuse(f"Không đọc được tệp {options['file']}.")
        except (SheetRefused, UnknownPersonError) as error:
            self.refuse(str(error))
        except PermissionDenied:
            self.refuse("Tài khoản này không có quyền nhập dữ liệu.")
        self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False, default=str))
        if outcome.errors:
            raise SystemExit(1)
