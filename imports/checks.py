"""Reads a file of published cases into plain records. Pure: no database.

The columns are those of ``tests/cases/real_projects.csv``. A value that can't be read is unknown
and its words are kept in ``Case.unread``; nothing is guessed.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from imports.choices import ACTIVITIES, LEVELS, STATES
from kernel.money import money_limit
from kernel.text import clean, fold
from programmes.choices import FundingLevel, ProjectKind, ProjectState

COLUMNS: Final = (
    "province",
    "district_or_commune",
    "year",
    "source_level",
    "activity_group",
    "project_name",
    "beneficiary",
    "total_cost_million",
    "support_million",
    "counterpart_million",
    "trainees",
    "status",
    "source_url",
    "note",
)
MILLION: Final = 1_000_000
_YEARS: Final = re.compile(r"((?:19|20)\d\d)(?:\s*[-–—]\s*((?:19|20)\d\d))?")
_AMOUNT: Final = re.compile(r"\d+(?:\.\d{1,6}|,\d{1,2})?")
_COUNT: Final = re.compile(r"\d{1,7}")
_FLAGSHIP: Final = re.compile(
    r"\bde an (?:kcqg |kcdp |khuyen cong (?:quoc gia |dia phuong )?)?diem\b"
)


class CasesFileError(Exception):
    """The file can't be read as published cases; ``str()`` is the Vietnamese sentence."""


@dataclass(frozen=True)
class Case:
    """A published case. Money in đồng, ``None`` = unknown; ``number``: record in the file."""

    number: int
    cells: tuple[str, ...]
    province: str
    place: str
    first_year: int | None
    last_year: int | None
    level: FundingLevel
    activity_code: str
    project_name: str
    beneficiary: str
    total: int | None
    support: int | None
    counterpart: int | None
    trainees: int | None
    state: ProjectState
    state_text: str
    source_url: str
    note: str
    unread: tuple[tuple[str, str], ...]
    key: str

    @property
    def beneficiaries(self) -> list[str]:
        """The beneficiaries that a semicolon separates."""
        return [part.strip() for part in self.beneficiary.split(";") if part.strip()]

    @property
    def kind(self) -> ProjectKind:
        """Flagship when the name says "đề án điểm", grouped when it has several beneficiaries."""
        if _FLAGSHIP.search(fold(self.project_name)):
            return ProjectKind.FLAGSHIP
        return ProjectKind.GROUPED if len(self.beneficiaries) > 1 else ProjectKind.SINGLE


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the cases of a UTF-8 file with commas; the header is record 1.

    Raises CasesFileError for a file that isn't there, isn't text, or has other columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = list(enumerate(csv.reader(file, strict=True), start=1))
    except OSError as error:
        raise CasesFileError(f"Không đọc được tệp {path}.") from error
    except UnicodeDecodeError as error:
        raise CasesFileError(f"Tệp {path.name} không phải văn bản UTF-8.") from error
    except csv.Error as error:
        raise CasesFileError(f"Tệp {path.name} không phải CSV hợp lệ.") from error
    if not records:
        raise CasesFileError(f"Tệp {path.name} trống.")
    header = _header(records[0][1])
    for number, cells in records[1:]:
        if not cells:
            continue
        if len(cells) != len(header):
            raise CasesFileError(f"Dòng {number} có {len(cells)} ô, cần {len(header)} ô.")
        yield parse_case(number, dict(zip(header, cells, strict=True)))


def _header(cells: Sequence[str]) -> list[str]:
    names = [clean(cell) for cell in cells]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise CasesFileError(f"Tệp thiếu cột: {', '.join(missing)}.")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or len(names) != len(COLUMNS):
        raise CasesFileError(f"Tệp có cột lạ hoặc lặp: {', '.join(unknown) or 'cột lặp'}.")
    return names


def parse_case(number: int, row: dict[str, str]) -> Case:
    """Return one record with what could be read of it."""
    cells = {name: clean(row[name], multiline=True) for name in COLUMNS}
    unread: list[tuple[str, str]] = []
    first, last = _years(cells["year"], unread)
    level = LEVELS.get(fold(cells["source_level"]), FundingLevel.UNKNOWN)
    if level == FundingLevel.UNKNOWN and cells["source_level"]:
        unread.append(("cấp", cells["source_level"]))
    activity = ACTIVITIES.get(fold(cells["activity_group"]), "")
    if not activity and cells["activity_group"]:
        unread.append(("nội dung hoạt động", cells["activity_group"]))
    return Case(
        number=number,
        cells=tuple(cells[name] for name in COLUMNS),
        province=cells["province"],
        place=cells["district_or_commune"],
        first_year=first,
        last_year=last,
        level=level,
        activity_code=activity,
        project_name=cells["project_name"],
        beneficiary=cells["beneficiary"],
        total=_amount("tổng kinh phí", cells["total_cost_million"], unread),
        support=_amount("kinh phí hỗ trợ", cells["support_million"], unread),
        counterpart=_amount("đối ứng", cells["counterpart_million"], unread),
        trainees=_count("số học viên", cells["trainees"], unread),
        state=STATES.get(fold(cells["status"]), ProjectState.UNKNOWN),
        state_text=cells["status"],
        source_url=cells["source_url"],
        note=cells["note"],
        unread=tuple(unread),
        key=_key(cells, first, last),
    )


def _key(cells: dict[str, str], first: int | None, last: int | None) -> str:
    """Hash of (province, year, source_level, project_name, beneficiary, place)."""
    year = f"{first}-{last or first}" if first else cells["year"]
    names = ("province", "source_level", "project_name", "beneficiary", "district_or_commune")
    values = [year, *(cells[name] for name in names)]
    text = "\x1f".join(" ".join(value.casefold().split()) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()


def _years(text: str, unread: list[tuple[str, str]]) -> tuple[int | None, int | None]:
    """ "2016-2017" is the first and the last year; a single year has no last one."""
    match = _YEARS.fullmatch(text)
    if match:
        first, last = int(match[1]), int(match[2]) if match[2] else None
        if last is None or first <= last:
            return first, None if last == first else last
    if text:
        unread.append(("năm", text))
    return None, None


def _amount(label: str, text: str, unread: list[tuple[str, str]]) -> int | None:
    """Đồng of triệu đồng, exact; a comma is read as the decimal sign only where it can't group."""
    if _AMOUNT.fullmatch(text):
        amount = int(Decimal(text.replace(",", ".")) * MILLION)
        if amount <= money_limit():
            return amount
    if text:
        unread.append((label, f"{text} (triệu đồng)"))
    return None


def _count(label: str, text: str, unread: list[tuple[str, str]]) -> int | None:
    if _COUNT.fullmatch(text):
        return int(text)
    if text:
        unread.append((label, text))
    return None
