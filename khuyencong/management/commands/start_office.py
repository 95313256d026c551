"""A real office's first day: Centre, Sở, letterhead, administrator, commune offices, accounts."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services import system_user
from kernel.commands import PortalCommand
from kernel.sheets.refusal import SheetRefused
from khuyencong.first_day.interview import gather
from khuyencong.first_day.office import (
    KEPT,
    Done,
    Office,
    make_commune_offices,
    office_of,
    open_office,
    present_centre,
    province_of,
)
from khuyencong.first_day.people import in_words, password_file, take_accounts, write_passwords
from khuyencong.first_day.questions import Asker, OfficeRefused, Question, add_options
from khuyencong.sample.office import is_loaded
from localities.models import AdministrativeUnit

NEXT_STEPS: Final = (
    (
        "Đăng nhập bằng tài khoản quản trị “{admin}”; trang Những bước đầu (/bat-dau/) dẫn "
        "qua từng việc: hồ sơ tỉnh, tài khoản, kế hoạch, quyết định, kỳ báo cáo."
    ),
    "Lập tài khoản cho từng người ở trang đó, hoặc chạy lại lệnh này với --accounts TỆP.xlsx.",
    "In thử một báo cáo để đối chiếu tiêu đề văn bản với mẫu của đơn vị.",
)


class AccountsRefused(Exception):  # noqa: N818 - told to a person, not a programming error
    """Cells of the workbook are wrong: nothing is stored."""

    def __init__(self, errors: Sequence[dict[str, Any]]) -> None:
        super().__init__()
        self.errors = errors


class Command(PortalCommand):
    """Idempotent: what is there is told and stays as it is, unless --update."""

    help = (
        "Ngày đầu của một đơn vị: lập Trung tâm, Sở, hồ sơ tỉnh (tiêu đề văn bản, người ký, "
        "ngày chốt, hạn nộp), quản trị hệ thống, phòng cấp xã và tài khoản. Thông tin nào không "
        "ghi thành tùy chọn thì lệnh hỏi; không có dữ liệu mẫu. Chạy lại không đổi những gì đã có."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An option for each question, and what to make."""
        parser.add_argument("--province", metavar="MÃ", help="mã tỉnh, thành phố hiện nay")
        add_options(parser)
        parser.add_argument(
            "--communes",
            dest="communes",
            action="store_const",
            const="c",
            help="lập phòng cấp xã cho mọi xã, phường, đặc khu chưa có phòng",
        )
        parser.add_argument(
            "--no-communes",
            dest="communes",
            action="store_const",
            const="k",
            help="không lập phòng cấp xã",
        )
        parser.add_argument(
            "--accounts",
            metavar="TỆP.xlsx",
            help="lập tài khoản từ bảng tính, cột: Tên đăng nhập, Họ và tên, Chức vụ, Vai trò, "
            "Đơn vị hoặc Mã đơn vị hành chính, Thư điện tử, Điện thoại",
        )
        parser.add_argument("--update", action="store_true", help="sửa cả những gì đã có")
        parser.add_argument(
            "--no-input", action="store_true", help="không hỏi; lấy giá trị trong ngoặc vuông"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, store, tell. Exits 2 with one line when it can't, 1 for a wrong cell."""
        interactive = sys.stdin.isatty() and not options["no_input"]
        asker = Asker(options, interactive=interactive, say=self.stderr.write)
        try:
            self._run(asker, options)
        except AccountsRefused as refused:
            for error in refused.errors:
                self.stderr.write(in_words(error))
            self.stderr.write("Chưa lưu gì; sửa các ô trên rồi chạy lại.")
            raise SystemExit(1) from refused
        except (OfficeRefused, SheetRefused) as error:
            self.refuse(error)
        except ValidationError as error:
            self.refuse(" ".join(error.messages))
        except (EOFError, KeyboardInterrupt):
            self.refuse("Đã dừng; chưa lưu gì.")

    def _run(self, asker: Asker, options: dict[str, Any]) -> None:
        if not AdministrativeUnit.objects.exists():
            raise OfficeRefused("Chưa có dữ liệu tham chiếu; hãy chạy load_reference trước.")
        if is_loaded():
            raise OfficeRefused(
                "Cơ sở dữ liệu này chứa dữ liệu mẫu; hãy lập đơn vị trong cơ sở dữ liệu mới."
            )
        office = self._office(asker)
        is_first = office.centre is None
        values = gather(office, asker, update=options["update"])
        with_communes = options["communes"] == "c"
        if is_first and options["communes"] is None:
            count = len(office.without_office)
            with_communes = asker.confirm(f"Lập phòng cấp xã cho cả {count} xã, phường, đặc khu?")
        if asker.has_asked and not asker.confirm("Lưu những thông tin trên?"):
            raise EOFError
        told, note = self._store(office, values, options, with_communes)
        self._tell(office, told, note)

    def _office(self, asker: Asker) -> Office:
        centre = present_centre()
        question = Question("province", "Mã tỉnh, thành phố (ví dụ 33)", province_of)
        if centre and centre.unit and not asker.given(question):
            return office_of(centre.unit)
        return office_of(asker.answer(question))

    def _store(
        self,
        office: Office,
        values: dict[str, Any],
        options: dict[str, Any],
        with_communes: bool,
    ) -> tuple[list[Done], str]:
        """Everything or nothing; the file of passwords goes when the database can't keep them."""
        by, secret = system_user(), None
        try:
            with transaction.atomic():
                told = open_office(office, values, by=by)
                if with_communes:
                    told += make_commune_offices(office, by=by)
                if options["accounts"]:
                    more, secret = self._accounts(Path(options["accounts"]), by, options["update"])
                    told += more
        except BaseException:
            if secret:
                secret.unlink(missing_ok=True)
            raise
        note = f"Mật khẩu lần đầu ở {secret} (chỉ chủ tệp đọc được); giao xong hãy xóa tệp."
        return told, note if secret else ""

    def _accounts(self, path: Path, by: User, update: bool) -> tuple[list[Done], Path | None]:
        try:
            outcome, given = take_accounts(path, by=by, updating=update)
        except OSError as error:
            raise OfficeRefused(f"Không đọc được tệp {path}.") from error
        if outcome.errors:
            raise AccountsRefused(outcome.errors)
        states = (("mới", outcome.new), ("đã sửa", outcome.changed), (KEPT, outcome.unchanged))
        told = [Done("Tài khoản", f"{count} người", state) for state, count in states if count]
        if not given:
            return told, None
        secret = password_file(path)
        try:
            write_passwords(secret, given)
        except OSError as error:
            raise OfficeRefused(f"Không ghi được tệp mật khẩu {secret}; chưa lưu gì.") from error
        return told, secret

    def _tell(self, office: Office, told: Sequence[Done], note: str) -> None:
        self.stdout.write(f"Đơn vị của {office.described}:")
        for line in told:
            self.stdout.write(f"  {line.what}: {line.name} ({line.state})")
        if all(line.state == KEPT for line in told):
            self.stdout.write("Không có gì thay đổi; muốn sửa những gì đã có, thêm --update.")
        if note:
            self.stdout.write(note)
        self.stdout.write("Việc tiếp theo:")
        for number, step in enumerate(NEXT_STEPS, 1):
            self.stdout.write(f"  {number}. {step.format(admin=office.admins[-1].username)}")
