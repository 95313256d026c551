"""Adds synthetic projects and their reports in bulk, for measurements."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings

from accounts.services import system_user
from kernel.commands import PortalCommand
from khuyencong.sample.places import MissingReferenceError
from khuyencong.sample.volume import build_volume
from khuyencong.sample.volume_reports import build_reports


class Command(PortalCommand):
    """Each run adds more; the names say that nothing is real."""

    help = (
        "Thêm đề án và báo cáo tổng hợp để đo tốc độ (ghi rõ “tổng hợp thử tải”). Không chạy được "
        "ở chế độ vận hành chính thức."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--projects N [--reports M] [--seed S]."""
        parser.add_argument("--projects", type=_number, required=True, help="số đề án thêm vào")
        parser.add_argument(
            "--reports", type=_number, default=0, help="số dòng báo cáo tiến độ đã duyệt"
        )
        parser.add_argument(
            "--seed", type=int, default=2026, help="hạt giống: cùng số, cùng dữ liệu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Store the rows; exits 2 where they have no place."""
        if not settings.LOCAL:
            self.refuse("Không thêm dữ liệu thử tải ở chế độ vận hành chính thức.")
        by, seed, reports = system_user(), options["seed"], 0
        try:
            total = build_volume(options["projects"], seed=seed, by=by)
            if options["reports"]:
                reports = build_reports(options["reports"], seed=seed, by=by)
        except MissingReferenceError:
            self.refuse("Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước.")
        self.stdout.write(f"Đã thêm {options['projects']} đề án thử tải, tổng cộng {total}.")
        if options["reports"]:
            self.stdout.write(f"Đã thêm {reports} dòng báo cáo đã duyệt để thử tải.")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"“{text}” không phải số nguyên không âm")
    return int(text)
