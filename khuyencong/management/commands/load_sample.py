"""Loads the sample office: accounts, facilities, decisions and projects, all invented."""

import json
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.services import rebuild_coverage, system_user
from kernel.commands import PortalCommand
from khuyencong.sample.content import build_content
from khuyencong.sample.office import build_office, describe_accounts, is_loaded, taken_usernames
from khuyencong.sample.places import MissingReferenceError
from localities.models import AdministrativeUnit


class Command(PortalCommand):
    """Idempotent: a second run only prints the accounts."""

    help = (
        "Nạp dữ liệu mẫu (đơn vị, tài khoản, cơ sở, quyết định, đề án đều là minh họa) và in danh "
        "sách tài khoản dạng JSON. Không chạy được ở chế độ vận hành chính thức."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Store the sample once and print its accounts. Exits 2 where it has no place."""
        if not settings.LOCAL:
            self.refuse("Không nạp dữ liệu mẫu ở chế độ vận hành chính thức.")
        if not AdministrativeUnit.objects.exists():
            self.refuse("Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước.")
        if is_loaded():
            self.stderr.write("Dữ liệu mẫu đã có sẵn, không nạp lại.")
        else:
            self._load()
        accounts = describe_accounts()
        printed = {"password": settings.SAMPLE_PASSWORD, "accounts": accounts}
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=2))

    def _load(self) -> None:
        taken = taken_usernames()
        if taken:
            self.refuse(f"Tài khoản {', '.join(taken)} đã có; không nạp dữ liệu mẫu vào đây.")
        try:
            with transaction.atomic():
                office = build_office(by=system_user())
                build_content(office)
                rebuild_coverage(office.organisations.values())
        except MissingReferenceError as error:
            self.refuse(f"Dữ liệu tham chiếu thiếu mã {error}; hãy chạy load_reference trước.")
