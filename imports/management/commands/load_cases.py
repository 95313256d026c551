"""Loads published cases from a file in the columns of tests/cases/real_projects.csv."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.services import UnknownPersonError, acting
from imports.checks import CasesFileError, read_cases
from imports.services import load_cases
from kernel.commands import PortalCommand
from localities.models import AdministrativeUnit


class Command(PortalCommand):
    """Idempotent: the same file again changes nothing."""

    help = (
        "Nạp các đề án đã công bố từ tệp CSV (cột như tests/cases/real_projects.csv) và in kết quả "
        "dạng JSON: created, updated, unchanged, skipped. Nạp lại cùng tệp không làm thay đổi thêm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE.csv [--as USER] [--dry-run]."""
        parser.add_argument("file", metavar="FILE.csv", help="tệp CSV, UTF-8, dòng đầu là tên cột")
        parser.add_argument(
            "--as",
            dest="username",
            metavar="USER",
            help="nạp với quyền và địa bàn của tài khoản này (mặc định: hệ thống, mọi địa bàn)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="chỉ đếm những gì sẽ thay đổi, không lưu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what happened; exits 2 with one line when the file or the account can't be used."""
        try:
            by = acting(options["username"])
            if not AdministrativeUnit.objects.exists():
                self.refuse("Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước.")
            cases = list(read_cases(Path(options["file"])))
            outcome = load_cases(cases, by=by, dry_run=options["dry_run"])
        except (CasesFileError, UnknownPersonError) as error:
            self.refuse(str(error))
        except PermissionDenied:
            self.refuse("Tài khoản này không có quyền nạp đề án từ nguồn công bố.")
        self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
