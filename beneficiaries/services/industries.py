"""Writes of the industry codes (VSIC)."""

import csv
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from beneficiaries.models import IndustryCode
from kernel import history
from kernel.text import fold

VSIC_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "vsic.csv"
LEGAL_BASIS: Final = "Quyết định số 36/2025/QĐ-TTg ngày 29/9/2025, Phụ lục I"
COMPARED: Final = ("name", "level", "parent_id", "legal_basis", "search_key")


@transaction.atomic
def save_industry(industry: IndustryCode, *, by: Any, reason: str = "") -> IndustryCode:
    """Store one code with its search key. Raises ValidationError; PermissionDenied."""
    if not by.can(Permission.EDIT_CATALOGUES):
        raise PermissionDenied
    industry.search_key = _search_key(industry)
    return history.save(industry, by=by, reason=reason)


@transaction.atomic
def load_industries(*, by: Any, path: Path = VSIC_FILE) -> dict[str, int]:
    """Bring the codes to what the file says; return created, updated, unchanged.

    Idempotent, by version and code, level by level so that parents come first; nothing is deleted,
    so what an office added stays. Raises PermissionDenied; KeyError for a parent that isn't there.
    """
    if not by.can(Permission.EDIT_CATALOGUES):
        raise PermissionDenied
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {(code.version, code.code): code for code in IndustryCode.objects.all()}
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for level in sorted({int(row["level"]) for row in rows}):
        changed = []
        for row in (row for row in rows if int(row["level"]) == level):
            outcome, code = _bring(row, known)
            counts[outcome] += 1
            if outcome != "unchanged":
                changed.append(code)
        history.save_many(IndustryCode, changed, by=by, reason="nạp danh mục VSIC")
    return counts


def _bring(
    row: dict[str, str], known: dict[tuple[str, str], IndustryCode]
) -> tuple[str, IndustryCode]:
    key = (row["version"], row["code"])
    code = known.setdefault(key, IndustryCode(version=key[0], code=key[1]))
    before = [getattr(code, name) for name in COMPARED]
    # The annex prints sections in capitals; on a screen everything is sentence case.
    code.name = row["name"].capitalize() if row["name"].isupper() else row["name"]
    code.level = int(row["level"])
    code.parent = known[key[0], row["parent_code"]] if row["parent_code"] else None
    code.legal_basis = LEGAL_BASIS
    code.search_key = _search_key(code)
    if code.pk is None:
        return "created", code
    return ("unchanged" if before == [getattr(code, n) for n in COMPARED] else "updated"), code


def _search_key(industry: IndustryCode) -> str:
    limit = industry._meta.get_field("search_key").max_length
    return fold(f"{industry.code} {industry.name}")[:limit]
