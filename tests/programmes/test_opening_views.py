"""The pages of opening balances: of one project, and of a whole plan."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.choices import Role
from programmes.models import DecisionLine, LedgerEntry, SupportProject
from programmes.selectors import source_balances
from programmes.services import refresh_money
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.programmes.conftest import MILLION, text_of

OWN = "support_provincial"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-09-30T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def browser(people: SimpleNamespace) -> Client:
    """The accountant's browser."""
    return signed_in(people.of[str(Role.CENTRE_ACCOUNTANT)])


@pytest.fixture
def weaving(place: SimpleNamespace) -> SupportProject:
    """A project with 300 triệu đồng by a recorded decision."""
    return planned(factory.registered(place, "Máy dệt", unit=place.units.hung_ha))


def planned(project: SupportProject, amount: int = 300 * MILLION) -> SupportProject:
    decision = factory.decision(project.plan, number="1/QĐ")
    DecisionLine.objects.create(decision=decision, project=project, source=OWN, amount=amount)
    refresh_money([project])
    return project


def page_of(record: Any) -> str:
    return f"{record.get_absolute_url()}so-du-dau-ky/"


def typed(project: SupportProject, *amounts: str, seen: int = 0) -> dict[str, Any]:
    """What a row of the table sends."""
    prefix = f"dong-{project.pk}-{OWN}"
    names = ("received", "advanced", "settled")
    cells = {f"{prefix}-{name}": text for name, text in zip(names, amounts, strict=True)}
    return {"as_of": "30/06/2026", "voucher": "", "note": "", **cells, f"{prefix}-seen": seen}


def stored(project: SupportProject) -> tuple[int | None, ...]:
    (now,) = source_balances([project])
    amounts = now.facts.stored
    return amounts.received, amounts.advanced, amounts.settled


def test_the_accountant_enters_what_moved_before(weaving: SupportProject, browser: Client) -> None:
    page = text_of(browser.get(weaving.get_absolute_url()))
    assert "Chưa nhập số dư đầu kỳ: chưa rõ, không phải bằng 0." in page
    assert page_of(weaving) in page
    assert "Khuyến công địa phương (cấp tỉnh)" in text_of(browser.get(page_of(weaving)))
    answer = browser.post(page_of(weaving), typed(weaving, "210", "210,5", "") | {"voucher": "UNC"})
    assert (answer.status_code, answer["Location"]) == (302, weaving.get_absolute_url())
    assert stored(weaving) == (210 * MILLION, 210_500_000, None)
    page = text_of(browser.get(weaving.get_absolute_url()))
    assert "Đã ghi 2 bút toán." in page
    assert "210.500.000 đồng" in page
    assert "Đã tạm ứng 210.500.000 đồng, nhiều hơn đã nhận 210.000.000 đồng." in page


def test_the_next_total_is_a_further_entry(weaving: SupportProject, browser: Client) -> None:
    browser.post(page_of(weaving), typed(weaving, "210", "0", ""))
    last = LedgerEntry.objects.latest("pk").pk
    page = text_of(browser.get(page_of(weaving)))
    assert 'value="210"' in page
    assert 'value="0"' in page
    answer = browser.post(page_of(weaving), typed(weaving, "200", "0", "", seen=last))
    assert answer.status_code == 302
    assert list(LedgerEntry.objects.order_by("pk").values_list("amount", flat=True)) == [
        210 * MILLION,
        0,
        -10 * MILLION,
    ]
    assert stored(weaving) == (200 * MILLION, 0, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"as_of": ""}, "Chưa nhập Số liệu đến ngày."),
        ({"as_of": "31/02/2026"}, "Ngày 31/02/2026 không tồn tại."),
        ({"as_of": "01/10/2026"}, "Ngày 01/10/2026 chưa đến; số dư đầu kỳ là số đã có."),
        ({"received": "300,000001"}, "Đã nhận 300.000.001 đồng, nhiều hơn kế hoạch 300.000.000"),
        ({"settled": "mười"}, "Số tiền không hợp lệ."),
        ({"settled": "mười", "advanced": "301"}, "Đã tạm ứng 301.000.000 đồng, nhiều hơn"),
        ({"advanced": "-1"}, "Kinh phí phải là số nguyên không âm (đồng)."),
        ({"dong-999-support_national-received": "1"}, "Có dòng không thuộc trang này"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    weaving: SupportProject, browser: Client, change: dict[str, str], said: str
) -> None:
    row = f"dong-{weaving.pk}-{OWN}-"
    data = typed(weaving, "210", "210", "90")
    data |= {
        row + name if name in {"received", "advanced", "settled"} else name: value
        for name, value in change.items()
    }
    answer = browser.post(page_of(weaving), data)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not LedgerEntry.objects.exists()


def test_an_overtaken_form_shows_both_and_may_be_sent_again(
    weaving: SupportProject, browser: Client
) -> None:
    browser.post(page_of(weaving), typed(weaving, "210", "", ""))
    answer = browser.post(page_of(weaving), typed(weaving, "220", "", ""))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Có người vừa ghi sổ các đề án này." in page
    assert 'value="220"' in page
    assert "đang lưu 210" in page
    last = LedgerEntry.objects.latest("pk").pk
    assert f'-seen" value="{last}"' in page
    assert (
        browser.post(page_of(weaving), typed(weaving, "220", "", "", seen=last)).status_code == 302
    )
    assert stored(weaving)[0] == 220 * MILLION


def test_the_officer_reads_and_is_told_who_enters(
    weaving: SupportProject, browser: Client, client_of_officer: Client
) -> None:
    page = text_of(client_of_officer.get(weaving.get_absolute_url()))
    assert "Kế toán Trung tâm nhập." in page
    assert page_of(weaving) not in page
    browser.post(page_of(weaving), typed(weaving, "210", "0", "0"))
    assert "210,0" in text_of(client_of_officer.get(weaving.get_absolute_url()))


def test_a_whole_plan_is_one_table(
    place: SimpleNamespace, weaving: SupportProject, browser: Client
) -> None:
    other = planned(factory.registered(place, "Máy khâu", unit=place.units.hung_ha), 100 * MILLION)
    assert page_of(place.plan) in text_of(browser.get(place.plan.get_absolute_url()))
    page = text_of(browser.get(page_of(place.plan)))
    assert "Máy dệt" in page
    assert "Máy khâu" in page
    both = typed(weaving, "210", "210", "90") | typed(other, "100", "0", "")
    answer = browser.post(page_of(place.plan), both)
    assert (answer.status_code, answer["Location"]) == (302, place.plan.get_absolute_url())
    assert stored(other) == (100 * MILLION, 0, None)
    page = text_of(browser.get(page_of(place.plan)))
    assert 'data-total="received" data-shown="million">310,0</td>' in page
    assert 'data-total="settled" data-shown="million">90,0</td>' in page
    assert stored(weaving) == (210 * MILLION, 210 * MILLION, 90 * MILLION)


def test_one_wrong_row_of_a_plan_stores_nothing(
    place: SimpleNamespace, weaving: SupportProject, browser: Client
) -> None:
    other = planned(factory.registered(place, "Máy khâu", unit=place.units.hung_ha), 100 * MILLION)
    both = typed(weaving, "210", "210", "90") | typed(other, "100,5", "0", "")
    answer = browser.post(page_of(place.plan), both)
    assert answer.status_code == 422
    assert "Đã nhận 100.500.000 đồng, nhiều hơn kế hoạch 100.000.000 đồng." in text_of(answer)
    assert not LedgerEntry.objects.exists()
