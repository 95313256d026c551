"""Every page of the URLconf asks the database as often for fifty rows as for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client

from beneficiaries.models import (
    RuralIndustrialFacility,
)
from programmes.choices import (
    DecisionState,
)
from programmes.models import (
    AnnualPlan,
    PlanDecision,
    SupportProject,
    TrackingLine,
)
from progress.models import (
    PeriodSubmission,
    ReportingPeriod,
)
from reports.models import DocumentTemplate, FormLayout
from tests.factories.accounts import signed_in
from tests.only_reading import refuse_writes
from tests.policy.asking import ask, routes
from tests.policy.rows import Rows
from training.models import TrainingCourse

pytestmark = pytest.mark.walker

SIZES = (1, 3, 50)
# Who asks for the pages, who for the forms of the admin.
ASK = ("chuyenvien", "xa", "quantri", "ketoan", "lanhdao")
FILL = ("chuyenvien", "ketoan", "quantri")
# Pages that are no page: sign-in and sign-out, and what has no answer of its own.
NO_PAGE = (
    "dang-xuat/", "quan-tri/logout/", "quan-tri/r/", "quan-tri/login/", "quan-tri/password_change/",
    "dang-nhap/",
)  # fmt: skip
LIST = re.compile(r"quan-tri/\w+/\w+/")
QUERY = "?q=minh&nam=2026&year=2026"
FORMATS = tuple(
    f"/bao-cao/{slug}/?nam=2026&dinh-dang={kind}"
    for slug in ("annual-plan", "progress", "results", "courses")
    for kind in ("json", "xlsx", "docx")
)
OPENED = {
    r"quyet-dinh/<record:pk>": PlanDecision,
    r"ke-hoach/<record:pk>": AnnualPlan,
    r"de-an/<record:pk>": SupportProject,
    r"co-so/<\w+:pk>": RuralIndustrialFacility,
    r"theo-doi/<\w+:pk>": TrackingLine,
    r"dao-tao/<\w+:pk>": TrainingCourse,
    r"tien-do/ky/<\w+:pk>": ReportingPeriod,
    r"tien-do/<\w+:pk>": PeriodSubmission,
    r"mau-bieu/<\w+:pk>": FormLayout,
    r"mau-van-ban/<\w+:pk>": DocumentTemplate,
}


def addresses() -> Iterator[str]:
    """Every page that the URLconf has without an object, and each kind of object's pages."""
    yield from FORMATS
    for route in routes():
        path = route
        for pattern, model in OPENED.items():
            if re.search(pattern, path):
                pk = model.objects.order_by("pk").values_list("pk", flat=True).first()
                path = re.sub(r"<\w+:pk>", str(pk), path)
        path = path.replace("huong-dan/<slug:slug>", "huong-dan/bao-cao-tien-do")
        path = path.replace("<slug:slug>", "annual-plan")
        if "<" not in path and "(" not in path and not path.startswith(NO_PAGE):
            if not path.startswith("quan-tri/"):
                yield f"/{path}{QUERY}"
                continue
            yield f"/{path}"
            if LIST.fullmatch(path):
                yield f"/{path}?q=m"  # the search box may read other columns than its list


def changes() -> Iterator[str]:
    """The page of the first object of each model in the admin's registry; a closed one as well."""
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label_lower):
        pk = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        yield f"/quan-tri/{model._meta.app_label}/{model._meta.model_name}/{pk}/change/"
    recorded = PlanDecision.objects.get(state=DecisionState.RECORDED)
    yield f"/quan-tri/programmes/plandecision/{recorded.pk}/change/"


class Counter:
    """Counts what goes to the database (Django's own log keeps the last 9,000 only)."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked += 1
        return execute(sql, params, many, context)


def queries(client: Any, address: str) -> tuple[int, int]:
    """The status of a page and how many queries it took; it only reads."""
    counter = Counter()
    with connection.execute_wrapper(refuse_writes), connection.execute_wrapper(counter):
        answer = ask(client, "GET", address)
    return answer.status, counter.asked


Counts = dict[tuple[str, str], list[Any]]


class Measured(NamedTuple):
    """Counts by (who, address), one for each size; of a list that asks once a row."""

    pages: Counts
    forms: Counts
    careless: list[int]


@pytest.fixture(scope="module")
def measured(module_rows: None) -> Measured:
    """All counts, of one world that grows."""
    rows = Rows()
    people = {user.username: user for user in rows.people}
    clients = {
        name: signed_in(user, raise_request_exception=False) for name, user in people.items()
    }
    found = Measured({}, {}, [])
    for size in SIZES:
        rows.grow(size)
        found.careless.append(asked_once_a_row())
        for counts, pages, names in ((found.pages, addresses, ASK), (found.forms, changes, FILL)):
            for address in pages():
                # The first two are asked everything, the others what the first may not open.
                opened = note(counts, clients, names[0], address) == 200
                others = names[1:2] if opened else names[1:]
                for name in others if size != SIZES[1] else ():
                    note(counts, clients, name, address)
    return found


def asked_once_a_row() -> int:
    """How many queries a list takes that doesn't load what its rows show."""
    with connection.execute_wrapper(counter := Counter()):
        assert [project.unit.full_name for project in SupportProject.objects.all()]
    return counter.asked


def note(counts: Counts, clients: dict[str, Client], name: str, address: str) -> int:
    """Count once more; the status of the answer."""
    answer = queries(clients[name], address)
    told = counts.setdefault((name, address), [])
    if not told or answer != told[-1]:
        # Perhaps what is asked once, and kept until it changes; rows are asked again.
        answer = queries(clients[name], address)
    told.append(answer)
    return answer[0]


def growing(found: Counts) -> str:
    """The pages that ask more for more rows."""
    return "\n".join(
        f"{who} {address}: {counts}"
        for (who, address), counts in sorted(found.items())
        if len(set(counts)) > 1
    )


def test_no_page_asks_more_for_more_rows(measured: Measured) -> None:
    found = measured.pages
    answered = {address for (_who, address), counts in found.items() if counts[0][0] == 200}
    silent = {address for _who, address in found} - answered
    silent = {address.replace("/tep/them/", "/tep/") for address in silent}
    # Without parameters these have nothing to show: POST only, or 403 and 404 by the table.
    assert {address.split("?")[0].rstrip("/").split("/")[-1] for address in silent} <= {
        "ghi-nhan", "chuyen-trang-thai", "xoa", "gui", "khong-phat-sinh", "ky-ten", "rut-lai",
        "tra-lai", "duyet", "mo-lai", "duyet-tat-ca", "khoa", "mo-khoa", "bo-sung",
        "autocomplete", "process_import", "add", "tep", "khoi-phuc", "them",
        "xem-truoc", "nhan-ban", "mac-dinh",
    }  # fmt: skip
    lists = {address.split("?")[0] for address in answered if address.endswith("/?q=m")}
    assert lists == {address for address in answered if LIST.fullmatch(address[1:])}
    assert len(lists) > len(admin.site._registry) // 2
    assert growing(found) == ""


def test_no_form_of_the_admin_asks_more_for_more_rows_and_choices(measured: Measured) -> None:
    """Fifty rows inside one object's page, and selects that have fifty more to choose from."""
    found = measured.forms
    answered = {address for (_who, address), counts in found.items() if counts[0][0] == 200}
    assert answered == set(changes())
    assert growing(found) == ""


def test_the_count_would_tell(measured: Measured) -> None:
    """The control: a list that asks once a row is found by counting."""
    assert measured.careless[0] < measured.careless[1] < measured.careless[2]
