"""Each rule about a facility, with what it must let through and what it must say."""

import random

import pytest
from stdnum.vn import mst

from beneficiaries import checks
from beneficiaries.checks import FACILITY_CHECKS, FacilityFacts, plain_phone, plain_tax_code
from kernel.findings import Severity, run

pytestmark = pytest.mark.pure

SHAPE = (
    "Mã số thuế gồm 10 chữ số, 13 chữ số (10 số và 3 số chi nhánh) hoặc 12 chữ số "
    "(số định danh cá nhân), không có chữ cái; đang có {} chữ số."
)
DIGIT = "Chữ số kiểm tra của mã số thuế không khớp; đề nghị kiểm tra lại."


def said(**facts: object) -> list[tuple[str, str, str]]:
    """What the checks say: severity, field, message."""
    found = run(FACILITY_CHECKS, FacilityFacts(**facts))
    return [(str(finding.severity), finding.field, finding.message) for finding in found]


@pytest.mark.parametrize("code", ["", "0314409058", "0314409058-001", "034085012345"])
def test_tax_codes_that_pass(code: str) -> None:
    assert said(tax_code=code) == []


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("03144090", 8),
        ("031440905", 9),
        ("03144090581", 11),
        ("0314409058-01", 12),
        ("0314409058/001", 13),
        ("03144O9058", 9),
        ("٠٣١٤٤٠٩٠٥٨", 0),
    ],
)
def test_other_shapes_of_a_tax_code_are_refused(code: str, digits: int) -> None:
    assert said(tax_code=code) == [("error", "tax_code", SHAPE.format(digits))]


@pytest.mark.parametrize("code", ["0314409059", "0314409059-001", "0314409058-000"])
def test_a_wrong_check_digit_only_warns(code: str) -> None:
    assert said(tax_code=code) == [("warning", "tax_code", DIGIT)]


def test_a_number_of_twelve_digits_has_no_check_digit() -> None:
    assert said(tax_code="000000000000") == []


def test_the_check_digit_is_that_of_the_published_rule() -> None:
    """The worked example of the rule, then another implementation of it."""
    assert checks.check_digit("031440905") == 8
    dice = random.Random(235)  # noqa: S311 - examples, not secrets
    for _round in range(500):
        first = f"{dice.randrange(10**9):09d}"
        assert str(checks.check_digit(first)) == mst.calc_check_digit(first)


def test_a_number_that_is_never_issued_warns() -> None:
    """Sum mod 11 = 0 would need the digit 10."""
    first = next(
        f"{n:09d}" for n in range(100_000_000, 100_000_100) if checks.check_digit(f"{n:09d}") == 10
    )
    assert {said(tax_code=f"{first}{last}")[0][0] for last in range(10)} == {"warning"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 0314409058 ", "0314409058"),
        ("0314.409.058", "0314409058"),
        ("0314409058001", "0314409058-001"),
        ("0314409058 - 001", "0314409058-001"),
        ("034085012345", "034085012345"),
    ],
)
def test_a_tax_code_in_its_stored_form(typed: str, stored: str) -> None:
    assert plain_tax_code(typed) == stored


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "02273831234",
        "+84 912 345 678",
        "115",
        "1900 6067",
        "18001091",
    ],
)
def test_telephone_numbers_that_pass(phone: str) -> None:
    assert said(phone=phone) == []


@pytest.mark.parametrize("phone", ["09abc", "0912345678 (Hoa)", "0912/0913", "+", "0912+345678"])
def test_letters_in_a_telephone_number_are_refused(phone: str) -> None:
    message = "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."
    assert said(phone=phone) == [("error", "phone", message)]


@pytest.mark.parametrize("phone", ["091234567", "091234567890", "912345678", "+84 12"])
def test_an_unusual_length_only_warns(phone: str) -> None:
    assert [(severity, field) for severity, field, _text in said(phone=phone)] == [
        ("warning", "phone")
    ]


def test_brackets_and_hyphens_of_papers_become_spaces() -> None:
    assert plain_phone("(0227) 3831-234") == "0227 3831 234"


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("women_worker_count", "Số lao động nữ không được lớn hơn số lao động."),
        ("minority_worker_count", "Số lao động dân tộc thiểu số không được lớn hơn số lao động."),
    ],
)
def test_parts_of_the_workers_are_not_more_than_all(field: str, message: str) -> None:
    assert said(worker_count=10, **{field: 11}) == [("error", field, message)]
    assert said(worker_count=10, **{field: 10}) == []
    assert said(worker_count=None, **{field: 11}) == []


def test_nobody_has_a_million_and_one_workers() -> None:
    message = "Số lao động phải trong khoảng 0–1.000.000."
    assert said(worker_count=1_000_001) == [("error", "worker_count", message)]
    assert said(worker_count=1_000_000) == []


def test_all_findings_come_together() -> None:
    found = run(
        FACILITY_CHECKS,
        FacilityFacts(tax_code="1", phone="x", worker_count=1, women_worker_count=2),
    )
    assert [finding.code for finding in found] == [
        "tax_code_shape",
        "phone_characters",
        "women_above_workers",
    ]
    assert {finding.severity for finding in found} == {Severity.ERROR}
