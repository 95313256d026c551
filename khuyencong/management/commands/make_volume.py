"""Adds synthetic projects in bulk, for measurements."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings

from accounts.services import system_user
from kernel.commands import PortalCommand
from khuyencong.sample.places import MissingReferenceError
from khuyencong.sample.volume import build_volume


class Command(PortalCommand):
    """Each run adds more; the names say that nothing is real."""

    help = (
        "Thêm đề án tổng hợp để đo tốc độ (tên ghi rõ “tổng hợp thử tải”). Không chạy được ở chế "
        "độ vận hành chính thức."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--projects N [--reports M] [--seed S]."""
        parser.add_argument("--projects", type=_number, required=True, help="số đề án thêm vào")
        parser.add_argument("--reports", type=_number, default=0, help="số báo cáo tiến độ")
        parser.add_argument(
            "--seed", type=int, default=2026, help="hạt giống: cùng số, cùng dữ liệu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Store the rows; exits 2 where they have no place."""
        if not settings.LOCAL:
            self.refuse("Không thêm dữ liệu thử tải ở chế độ vận hành chính thức.")
        if options["reports"]:
            self.refuse("Chưa có báo cáo tiến độ trong phiên bản này; hãy bỏ --reports.")
        try:
            total = build_volume(options["projects"], seed=options["seed"], by=system_user())
        except MissingReferenceError:
            self.refuse("Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước.")
        self.stdout.write(f"Đã thêm {options['projects']} đề án thử tải, tổng cộng {total}.")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"“{text}” không phải số nguyên không âm")
    return int(text)
