"""Loads the catalogues that the project ships: idempotent, by key, never over the office's edits.

Sources and dates stand in ``programmes/data/README.md``. Every norm starts unverified.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from kernel import history
from kernel.text import fold
from programmes.choices import Confidence, FundingLevel
from programmes.models import ActivityType, Indicator, LegalDocument, Programme, SupportNorm

DATA = Path(__file__).resolve().parent.parent / "data"
REASON = "nạp danh mục"
_CONFIDENCE = {"S": Confidence.SOURCED, "M": Confidence.MEMORY, "U": Confidence.UNSURE}


@transaction.atomic
def load_catalogues(*, by: Any, directory: Path = DATA) -> dict[str, dict[str, int]]:
    """Load documents, contents, norms and indicators; return counts per catalogue."""
    return {
        "legal_documents": _load(LegalDocument, _documents(directory), ("number",), by),
        "activity_types": _load(ActivityType, _activities(directory), ("code", "valid_from"), by),
        "norms": _load(SupportNorm, _norms(directory), ("code", "level", "valid_from"), by),
        "indicators": _load(Indicator, _indicators(directory), ("code",), by),
        "programmes": _load(Programme, _programmes(), ("name",), by),
    }


Values = dict[str, Any]


def _load(
    model: type[models.Model], rows: Iterator[Values], key: tuple[str, ...], by: Any
) -> dict[str, int]:
    """Create what is new, update what only the loader has touched, keep what the office changed."""
    counts = {"created": 0, "updated": 0, "unchanged": 0, "kept": 0}
    for values in rows:
        found = model._default_manager.filter(**{name: values[name] for name in key}).first()
        if found is None:
            history.save(model(**values), by=by, reason=REASON)
            counts["created"] += 1
        elif all(getattr(found, name) == value for name, value in values.items()):
            counts["unchanged"] += 1
        elif found.history.exclude(history_change_reason=REASON).exists():  # type: ignore[attr-defined]
            counts["kept"] += 1
        else:
            for name, value in values.items():
                setattr(found, name, value)
            history.save(found, by=by, reason=REASON)
            counts["updated"] += 1
    return counts


def _rows(directory: Path, name: str) -> Iterator[dict[str, str]]:
    with (directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str, kind: Callable[[str], Any]) -> Any:
    return kind(text) if text else None


def _documents(directory: Path) -> Iterator[Values]:
    for row in _rows(directory, "legal_documents"):
        valid_to = _day(row["valid_to"])
        amended = LegalDocument.objects.filter(number=row["amends"]).first()
        yield {
            "number": row["number"],
            "kind": row["kind"],
            "title": row["title"],
            "issuer": row["issuer"],
            "issued_on": _day(row["issued_on"]),
            "valid_from": _day(row["valid_from"]),
            "valid_to": valid_to,
            "status": LegalDocument.Status.EXPIRED if valid_to else LegalDocument.Status.IN_FORCE,
            "amends": amended,
            "confidence": _CONFIDENCE[row["confidence"]],
            "note": ". ".join(part for part in (row["note"], row["source"]) if part),
            "search_key": fold(f"{row['number']} {row['title']}"),
        }


def _activities(directory: Path) -> Iterator[Values]:
    for order, row in enumerate(_rows(directory, "activity_types"), start=1):
        parent = ActivityType.objects.filter(code=row["parent_code"], parent=None).first()
        yield {
            "code": row["code"],
            "short_name": row["name"],
            "name": row["full_name"],
            "parent": parent,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "legal_basis": f"{row['article']} {row['legal_document']}".strip(),
            "confidence": _CONFIDENCE[row["confidence"]],
            "order": order,
            "search_key": fold(f"{row['code']} {row['name']}"),
        }


def _norms(directory: Path) -> Iterator[Values]:
    for row in _rows(directory, "norms"):
        yield {
            "code": row["code"],
            "activity": ActivityType.objects.filter(code=row["activity_code"]).first()
            if row["activity_code"]
            else None,
            "name": row["name"],
            "level": row["level"],
            "province": None,
            "percent": _number(row["percent"], Decimal),
            "ceiling_amount": _number(row["amount"], int),
            "multiplier": _number(row["multiplier"], Decimal),
            "measure": row["unit"],
            "by_reference": row["by_reference"],
            "document": LegalDocument.objects.filter(number=row["legal_document"]).first(),
            "article": row["article"],
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "confidence": _CONFIDENCE[row["confidence"]],
            "source": row["source"],
            "note": row["note"],
        }


def _indicators(directory: Path) -> Iterator[Values]:
    for row in _rows(directory, "indicators"):
        yield {
            "code": row["code"],
            "name": row["name"],
            "measure": row["unit"],
            "activity": ActivityType.objects.filter(code=row["activity_code"]).first()
            if row["activity_code"]
            else None,
            "order": int(row["row_order"]),
            "counted_from": row["counted_from"],
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "confidence": _CONFIDENCE[row["confidence"]],
            "search_key": fold(row["name"]),
        }


def _programmes() -> Iterator[Values]:
    document = LegalDocument.objects.filter(number="2646/QĐ-BCT").first()
    yield {
        "name": "Chương trình khuyến công quốc gia giai đoạn 2026–2030",
        "level": FundingLevel.NATIONAL,
        "province": None,
        "first_year": 2026,
        "last_year": 2030,
        "document": document,
    }
