"""Accounts of officers from a workbook, and the file of their first passwords."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.resources import collecting
from accounts.services import FirstPassword
from imports.services import import_sheet
from imports.services.sheets import SheetOutcome
from kernel.sheets.writer import csv_text

HEADS = ("Tên đăng nhập", "Mật khẩu lần đầu", "Họ và tên", "Vai trò", "Đơn vị")


def take_accounts(
    path: Path, *, by: User, updating: bool
) -> tuple[SheetOutcome, list[FirstPassword]]:
    """Store the accounts of a workbook, or none when a cell is wrong; with the new passwords.

    Raises SheetRefused for an unusable file, OSError for one that can't be opened.
    """
    given: list[FirstPassword] = []

    resource = collecting(given, updating=updating)
    return import_sheet(resource, path, by=by), given


def in_words(error: dict[str, Any]) -> str:
    """What is wrong with a cell: row, column, cell, value, sentence."""
    place = [f"Dòng {error['row']}"] if error["row"] else []
    if error["column"]:
        cell = f" ({error['cell']})" if error["cell"] else ""
        place.append(f"cột “{error['column']}”{cell}")
    if error["value"] not in (None, ""):
        place.append(f"ghi “{error['value']}”")
    where = ", ".join(place)
    return f"{where}: {error['message']}" if where else str(error["message"])


def password_file(workbook: Path) -> Path:
    """Where the passwords go: beside the workbook, under a name of this moment."""
    return workbook.with_name(f"{workbook.stem}-mat-khau-{timezone.localtime():%Y%m%d-%H%M%S}.csv")


def write_passwords(path: Path, given: Sequence[FirstPassword]) -> None:
    """Write the passwords for handing over; only the owner of the file may read it.

    Raises OSError, also where there is a file of that name.
    """
    rows = [
        (
            one.user.username,
            one.password,
            one.user.full_name,
            one.user.get_role_display(),
            one.user.organisation.name if one.user.organisation else "",
        )
        for one in given
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(csv_text(HEADS, rows).encode("utf-8", "replace"))
    except OSError:
        path.unlink(missing_ok=True)
        raise
