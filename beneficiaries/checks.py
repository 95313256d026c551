"""What is checked of a facility: pure rules over its facts, one function a rule.

Tax codes: 10 digits, 13 with the number of a branch, or 12 since 1 July 2025, when individuals and
household businesses may use their personal identification number (TT 86/2024/TT-BTC).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from beneficiaries.choices import DESCRIPTIVE, FACILITY_WORDS, FacilityKind
from kernel.findings import Finding, Severity
from kernel.text import clean, fold

CHECK_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
MOST_WORKERS: Final = 1_000_000
_TAX_CODE: Final = re.compile(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 .]*")
_LANDLINE, _MOBILE = 11, 10


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What the rules look at; numbers are None when nobody knows them."""

    tax_code: str = ""
    phone: str = ""
    worker_count: int | None = None
    women_worker_count: int | None = None
    minority_worker_count: int | None = None


def plain_tax_code(text: str) -> str:
    """The code as it is stored: no blanks or points, 13 digits as 0314409058-001."""
    code = re.sub(r"[\s.]", "", clean(text))
    if re.fullmatch(r"[0-9]{13}", code):
        return f"{code[:10]}-{code[10:]}"
    return code


def plain_phone(text: str) -> str:
    """The number as it is stored: brackets and hyphens, which many papers use, become spaces."""
    return clean(re.sub(r"[()\-–]", " ", text))


def check_digit(first_nine: str) -> int:
    """The tenth digit that belongs to nine; 10 stands for a number that is never issued."""
    total = sum(w * int(d) for w, d in zip(CHECK_WEIGHTS, first_nine, strict=True))
    return 10 - total % 11


def tax_code_shape(facts: FacilityFacts) -> Iterator[Finding]:
    """Anything but 10, 13 or 12 digits is refused."""
    if not facts.tax_code or _TAX_CODE.fullmatch(facts.tax_code):
        return
    digits = sum(character in "0123456789" for character in facts.tax_code)
    yield Finding(
        Severity.ERROR,
        "tax_code_shape",
        _(
            "Mã số thuế gồm 10 chữ số, 13 chữ số (10 số và 3 số chi nhánh) hoặc 12 chữ số "
            "(số định danh cá nhân), không có chữ cái; đang có %(digits)s chữ số."
        )
        % {"digits": digits},
        "tax_code",
    )


def tax_code_digit(facts: FacilityFacts) -> Iterator[Finding]:
    """A wrong check digit only warns: old household codes in papers don't follow the rule."""
    code = facts.tax_code
    if not _TAX_CODE.fullmatch(code) or len(code) == 12:
        return
    if check_digit(code[:9]) != int(code[9]) or code[10:].endswith("000"):
        yield Finding(
            Severity.WARNING,
            "tax_code_digit",
            _("Chữ số kiểm tra của mã số thuế không khớp; đề nghị kiểm tra lại."),
            "tax_code",
        )


def phone_characters(facts: FacilityFacts) -> Iterator[Finding]:
    """Digits, blanks and points; +84 in front."""
    if facts.phone and not _PHONE.fullmatch(facts.phone):
        yield Finding(
            Severity.ERROR,
            "phone_characters",
            _("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."),
            "phone",
        )


def phone_length(facts: FacilityFacts) -> Iterator[Finding]:
    """Mobile 10 digits, landline 11, either with +84 for the zero; short numbers begin with 1."""
    if not _PHONE.fullmatch(facts.phone):
        return
    digits = re.sub(r"[^0-9]", "", facts.phone)
    if facts.phone.startswith("+84"):
        digits = "0" + digits[2:].removeprefix("0")
    usual = digits.startswith("0") and len(digits) in {_MOBILE, _LANDLINE}
    short = digits.startswith("1") and 3 <= len(digits) <= _MOBILE
    if not (usual or short):
        yield Finding(
            Severity.WARNING,
            "phone_length",
            _(
                "Số điện thoại thường có 10 chữ số (di động) hoặc 11 chữ số (cố định), bắt đầu "
                "bằng 0; đề nghị kiểm tra lại."
            ),
            "phone",
        )


def women_within_workers(facts: FacilityFacts) -> Iterator[Finding]:
    """Women are counted among the workers."""
    if _above(facts.women_worker_count, facts.worker_count):
        yield Finding(
            Severity.ERROR,
            "women_above_workers",
            _("Số lao động nữ không được lớn hơn số lao động."),
            "women_worker_count",
        )


def minority_within_workers(facts: FacilityFacts) -> Iterator[Finding]:
    """Workers of ethnic minorities are counted among the workers."""
    if _above(facts.minority_worker_count, facts.worker_count):
        yield Finding(
            Severity.ERROR,
            "minority_above_workers",
            _("Số lao động dân tộc thiểu số không được lớn hơn số lao động."),
            "minority_worker_count",
        )


def worker_limit(facts: FacilityFacts) -> Iterator[Finding]:
    """No facility has a million workers: a slip of the hand, and more than some databases hold."""
    for field in ("worker_count", "women_worker_count", "minority_worker_count"):
        number = getattr(facts, field)
        if number is not None and not 0 <= number <= MOST_WORKERS:
            yield Finding(
                Severity.ERROR,
                "worker_limit",
                _("Số lao động phải trong khoảng 0–1.000.000."),
                field,
            )


def _above(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole


PHONE_CHECKS: Final = (phone_characters, phone_length)
FACILITY_CHECKS: Final = (
    tax_code_shape,
    tax_code_digit,
    *PHONE_CHECKS,
    worker_limit,
    women_within_workers,
    minority_within_workers,
)


def facility_kind(beneficiary: str) -> FacilityKind | None:
    """The legal form stated by the name of a facility; None when the text isn't such a name.

    A name begins with the word for a facility and goes on with a proper name ("Cơ sở sản xuất Lưu
    Trung Kiên"); "Cơ sở sản xuất mộc trên địa bàn" is a description.
    """
    folded = fold(beneficiary)
    for words, kind in FACILITY_WORDS:
        if not folded.startswith(f"{words} "):
            continue
        proper = beneficiary.split()[len(words.split()) :]
        if any(phrase in folded for phrase in DESCRIPTIVE):
            return None
        named = any(word[:1].isupper() or word[:1].isdigit() for word in proper)
        return kind if named else None
    return None
