"""Loads the sample office: accounts, projects and two years of reports, all invented."""

import json
from typing import Any

from django.conf import settings

from accounts.services import system_user
from kernel.commands import PortalCommand
from khuyencong.sample.building import build_sample
from khuyencong.sample.office import describe_accounts, is_loaded, taken_usernames
from khuyencong.sample.places import MissingReferenceError
from localities.models import AdministrativeUnit


class Command(PortalCommand):
    """Idempotent: a second run only prints the accounts."""

    help = (
        "Nạp dữ liệu mẫu (đơn vị, tài khoản, cơ sở, đề án, lớp đào tạo, báo cáo đều là minh họa) "
        "và in danh sách tài khoản dạng JSON. Không chạy được ở chế độ vận hành chính thức."
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
            build_sample(by=system_user())
        except MissingReferenceError as error:
            self.refuse(f"Dữ liệu tham chiếu thiếu mã {error}; hãy chạy load_reference trước.")
