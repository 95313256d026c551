"""Imports a sheet of records: all of it, or nothing and every error with its cell."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand

from imports.management.acting import UnknownPersonError, actor
from imports.services import RESOURCES, import_sheet
from kernel.sheets.refusal import SheetRefused


class Command(BaseCommand):
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
            self._refuse(f"Chưa nhập được “{options['resource']}”; hiện có: {known}.")
        try:
            outcome = import_sheet(
                resource,
                Path(options["file"]),
                by=actor(options["username"]),
                dry_run=options["dry_run"],
            )
        except OSError:
            self._refuse(f"Không đọc được tệp {options['file']}.")
        except (SheetRefused, UnknownPersonError) as error:
            self._refuse(str(error))
        except PermissionDenied:
            self._refuse("Tài khoản này không có quyền nhập dữ liệu.")
        self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False, default=str))
        if outcome.errors:
            raise SystemExit(1)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(2)
