"""The data side of `make run`, in one Django process: migrations, reference data, first sample.

What has been loaded is remembered per database in var/prepared.json. The sample goes only into a
database that was empty when this script first met it, even if that first run was interrupted.
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import django
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
CASES = "tests/cases/real_projects.csv"
# What load_reference reads, and what stores it.
REFERENCE = ("*/data/**/*", "*/services.py", "*/services/*.py")
STATIC = ("static/**/*", "*/static/**/*", "docs/huong-dan/hinh/*", "requirements.txt")
FIRST_RUN = ["load_sample", "load_cases"]


def main() -> None:
    """Bring the configured database and the static files to the state of this clone."""
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    book = Book(VAR / "prepared.json", settings.DATABASES["default"])
    _migrate(book)
    _load_reference(book)
    _load_first(book)
    _collect_static(book)


class Book:
    """What this clone has already done, for all databases and for the present one."""

    def __init__(self, path: Path, database: dict) -> None:
        self.path = path
        self.all = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        place = "|".join(str(database.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME"))
        self.here = self.all.setdefault(hashlib.sha256(place.encode()).hexdigest()[:12], {})

    def save(self) -> None:
        """Write it down now: what follows may be interrupted."""
        self.path.write_text(json.dumps(self.all, indent=1), encoding="utf-8")


def _migrate(book: Book) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    if not MigrationRecorder(connection).applied_migrations():
        book.here.clear()
        book.here["pending"] = FIRST_RUN
        book.save()
        print("Đang tạo cơ sở dữ liệu", flush=True)
    call_command("migrate", interactive=False, verbosity=0)


def _load_reference(book: Book) -> None:
    digest = _digest(REFERENCE)
    if book.here.get("reference") == digest:
        return
    _command("load_reference", "Đang nạp dữ liệu danh mục")
    book.here["reference"] = digest
    book.save()


def _load_first(book: Book) -> None:
    for name in list(book.here.get("pending", [])):
        if name == "load_sample":
            _keep_accounts(_command(name, "Đang nạp dữ liệu mẫu"))
        else:
            _command(name, "Đang nạp các đề án đã công bố", CASES)
        book.here["pending"] = [other for other in book.here["pending"] if other != name]
        book.save()


def _keep_accounts(printed: str) -> None:
    """For the next starts: the sample accounts are printed every time."""
    accounts = VAR / "sample_accounts.json"
    accounts.touch(mode=0o600)
    accounts.write_text(printed, encoding="utf-8")


def _collect_static(book: Book) -> None:
    digest = _digest(STATIC)
    if book.all.get("static") == digest:
        return
    _command("collectstatic", "Đang chuẩn bị tệp giao diện", interactive=False, verbosity=0)
    book.all["static"] = digest
    book.save()


def _command(name: str, message: str, *arguments: str, **options: object) -> str:
    """Run a command of the portal; what it printed."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    print(message, flush=True)
    printed = io.StringIO()
    call_command(name, *arguments, stdout=printed, **options)
    return printed.getvalue()


def _digest(patterns: tuple[str, ...]) -> str:
    """One hash over names and contents of the files of this clone."""
    total = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and not path.is_relative_to(VAR):
            total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    try:
        main()
    except CommandError as refused:
        sys.exit(str(refused))
