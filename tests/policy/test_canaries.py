"""T02: nothing of another area shows in any page, form option, JSON, export or report.

The control is the other side: the account of that area finds the canary in the same places.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from programmes.models import (
    AnnualPlan,
    Indicator,
    LineIndicator,
    PlanDecision,
    Programme,
    ProjectTransition,
    SupportProject,
    TrackingLine,
)
from progress.models import EntryIndicator, PeriodSubmission, ReportingPeriod, SubmissionTransition
from reports.models import TextReport
from tests.policy.asking import (
    ask,
    decision_form,
    facility_form,
    fill,
    group_of,
    project_form,
    table,
)
from tests.policy.canary import codes_in, text_of
from tests.policy.world import Actor, Place, World
from training.models import TrainingCourse

ACCOUNTS = (
    "quantri", "chuyenvien", "ketoan", "lanhdao", "sct", "kiemtra",
    "xa.12472", "xa.12472.ld", "huyen.338", "xa.11983", "hn.chuyenvien",
)  # fmt: skip
RECORDS = (
    RuralIndustrialFacility, Programme, AnnualPlan, PlanDecision, SupportProject, ProjectTransition,
    TrackingLine, TrainingCourse, ReportingPeriod, PeriodSubmission, SubmissionTransition,
    TextReport,
)  # fmt: skip
# What a canary is searched by: the word itself, so that the answer alone can hold a code.
SEARCHES = (
    "/tra-cuu/?q=canary", "/de-an/?q=canary", "/de-an/xuat/?q=canary", "/co-so/?q=canary",
    "/co-so/xuat/?q=canary", "/tim/co-so/?q=canary", "/tim/de-an/?q=canary",
    "/tim/to-chuc/?q=canary", "/tim/dia-ban/?q=ba dinh", "/tim/noi-dung/?q=canary",
    "/tim/vsic/?q=canary", "/tim/dong-theo-doi/?q=canary", "/tim/thu-huong/?q=canary",
    "/dao-tao/?q=canary", "/dao-tao/xuat/?q=canary",
)  # fmt: skip
REPORTS = (
    "/bao-cao/annual-plan/?nam=2026&dinh-dang=",
    "/bao-cao/progress/?ky=2026-09&dinh-dang=",
    "/bao-cao/courses/?nam=2026&dinh-dang=",
)


def read(actor: Actor, address: str, data: dict | None = None) -> str:
    """The text of one answer, which must not be an error of the portal."""
    answer = ask(actor.client(), "POST" if data is not None else "GET", address, data)
    assert answer.status < 500, address
    return text_of(answer.body, answer.response.headers.get("Content-Type", ""))


def pages(actor: Actor) -> Iterator[str]:
    """What leaks sideways; the table's addresses are searched where all are asked, test_urls.py."""
    if actor.name in LOOKS_EVERYWHERE:
        reads = [row for row in table("policy") if row["method"] == "GET"]
        own = [row for row in reads if row["relation"] in {"own", "-"}]
        yield from (fill(row["address"], actor.own) for row in own)
    yield from SEARCHES
    for place in actor.others:
        for name, pk in (("unit", place.unit.pk), ("plan", place.plan.pk)):
            yield f"/de-an/?{urlencode({name: pk})}"
            yield f"/de-an/xuat/?{urlencode({name: pk})}"
            yield f"/co-so/?{urlencode({name: pk})}"
        yield f"/de-an/them/?plan={place.plan.pk}"


def admin_pages(actor: Actor) -> Iterator[str]:
    """Searches of the admin, what its tables don't ask, and for `LOOKS_EVERYWHERE` what they do."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist") + "?q=canary"
        for column in model._meta.fields:
            if column.remote_field and column.editable:
                source = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                query = urlencode({**source, "field_name": column.name, "term": "canary"})
                yield f"/quan-tri/autocomplete/?{query}"
        if actor.name in LOOKS_EVERYWHERE or group_of(model) not in ASKED_OF_OTHERS:
            yield from object_pages(actor, model)
        if actor.name in LOOKS_EVERYWHERE:
            yield from (reverse(f"{name}_changelist"), reverse(f"{name}_add"))
        if actor.name in LOOKS_EVERYWHERE and hasattr(admin.site._registry[model], "export_action"):
            yield reverse(f"{name}_export")


def object_pages(actor: Actor, model: type[models.Model]) -> Iterator[str]:
    """The admin's pages of one's own object of a model and of everybody else's."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for place in (actor.own, *actor.others):
        if (record := place.of(model)) is not None:
            pages = ("change", "history", "delete")
            yield from (reverse(f"{name}_{page}", args=[record.pk]) for page in pages)


# Groups of the admin's table of which it asks for others' objects; `test_admin.py` searches those.
ASKED_OF_OTHERS = {"records", "submissions", "logs"}
# A commune and a former district search what the tables ask for, too. On PostgreSQL only the
# commune does: everybody's scope is the same subquery.
LOOKS_EVERYWHERE = {"xa.12472", "huyen.338"}


@pytest.mark.walker
@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[pytest.mark.smoke] if one == "xa.12472" else []) for one in ACCOUNTS],
)
def test_no_page_shows_another_area(world: World, name: str) -> None:
    actor = world.actors[name]
    found: dict[str, set[str]] = {}
    for address in (*pages(actor), *admin_pages(actor)):
        strange = codes_in(read(actor, address)) - actor.may_read
        if strange:
            found[address] = strange
    assert found == {}


def wrong_posts(actor: Actor, place: Place) -> Iterator[tuple[str, dict[str, str]]]:
    """Forms of the actor that name objects of `place`."""
    unit = place.unit.pk
    organisation = place.plan.province_id
    named = {
        "plan": str(place.plan.pk),
        "implementing_organisation": str(organisation),
        "thu-huong-TOTAL_FORMS": "1",
        "thu-huong-0-kind": "facility",
        "thu-huong-0-facility": str(place.facility.pk),
        "thu-huong-0-organisation": str(organisation),
    }
    yield "/de-an/them/", project_form(place, unit) | named
    yield fill("/de-an/<id>/sua/", actor.own), project_form(place, unit) | named
    yield "/co-so/them/", facility_form(place, unit) | {"unit_now": str(unit)}
    yield fill("/co-so/<id>/sua/", actor.own), facility_form(place, unit)
    yield "/ke-hoach/them/", {"province": str(place.plan.province_id), "year": "2027"}
    line = {"dong-TOTAL_FORMS": "1", "dong-0-project": str(place.project.pk), "dong-0-amount": "x"}
    yield fill("/ke-hoach/<id>/quyet-dinh/them/", actor.own), decision_form() | line
    yield fill("/ke-hoach/quyet-dinh/<id>/sua/", actor.own), decision_form() | line


@pytest.mark.parametrize("name", ["chuyenvien", "xa.12472", "huyen.338", "xa.11983"])
def test_no_refused_form_names_another_area(world: World, name: str) -> None:
    actor = world.actors[name]
    for place in actor.others:
        for address, data in wrong_posts(actor, place):
            answer = ask(actor.client(), "POST", address, data)
            text = text_of(answer.body, "text/html")
            assert answer.status in {403, 422}, (address, answer.status)
            assert codes_in(text) - actor.may_read == set(), address
            assert "".join(place.unit.full_name.split()).lower() not in text, address


def must_show(actor: Actor) -> Iterator[str]:
    """Addresses in which the account of the area itself finds its canary."""
    own = (
        "/ke-hoach/<id>/", "/ke-hoach/quyet-dinh/<id>/", "/de-an/<id>/", "/co-so/<id>/",
        "/ke-hoach/quyet-dinh/<id>/sua/", "/de-an/<id>/sua/",
        "/co-so/<id>/sua/", "/de-an/theo-doi/<line>/sua/", "/de-an/theo-doi/<line>/ban-giao/",
        "/dao-tao/<course>/", "/dao-tao/<course>/sua/", "/tien-do/<submission>/",
        "/tien-do/ky/<period>/",
    )  # fmt: skip
    yield from (fill(address, actor.own) for address in own)
    yield from (
        "/thung-rac/",
        "/de-an/",
        "/de-an/xuat/",
        "/co-so/",
        "/co-so/xuat/",
        "/ke-hoach/them/",
    )
    yield from ("/dao-tao/", "/dao-tao/xuat/", "/bao-cao/van-ban/?ky=2026-09")
    yield from (*SEARCHES[:8], *SEARCHES[-4:])
    kinds = ("html", "json", "xlsx", "pdf", "docx")
    yield from (report + kind for report in REPORTS for kind in kinds)
    for model in RECORDS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_change", args=[actor.own.of(model).pk])


@pytest.mark.walker
@pytest.mark.parametrize(
    "name", ["chuyenvien", pytest.param("hn.chuyenvien", marks=pytest.mark.smoke)]
)
def test_the_account_of_the_area_finds_its_canary(world: World, name: str) -> None:
    """The control: each of these places would show a canary if the scope let one through."""
    actor = world.actors[name]
    blind = [address for address in must_show(actor) if not codes_in(read(actor, address))]
    assert blind == []


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("xa.12472", "/de-an/", "12472"),
        ("xa.12472", "/co-so/xuat/", "12472"),
        ("huyen.338", "/co-so/", "12475"),
        ("xa.11983", "/co-so/", "12322"),
        ("xa.11983", "/de-an/xuat/", "12322"),
    ],
)
def test_a_local_account_finds_its_canary(world: World, name: str, address: str, code: str) -> None:
    assert code in codes_in(read(world.actors[name], address))


def test_admin_export_stays_in_the_area(world: World) -> None:
    url = reverse("admin:beneficiaries_ruralindustrialfacility_export")
    for name, own in (("chuyenvien", "12472"), ("ketoan", "12472"), ("hn.chuyenvien", "00004")):
        actor = world.actors[name]
        form = ask(actor.client(), "GET", url).response.context["form"]
        data = {field.name: "on" for field in form if field.name != "export_items"}
        data |= {"format": "0", "resource": "0"}
        found = codes_in(read(actor, url, data))
        assert own in found
        assert found <= actor.may_read
        # Ticked rows of another area: not a choice, like rows that don't exist.
        strange = [place.facility.pk for place in actor.others]
        kept = codes_in(read(actor, url, data | {"export_items": [actor.own.facility.pk]}))
        assert kept == {own}
        for ticked in (strange, [999_999]):
            answer = ask(actor.client(), "POST", url, data | {"export_items": ticked})
            assert "officedocument" not in answer.response.headers["Content-Type"]


def test_a_shared_plan_shows_and_adds_up_only_the_own_part(world: World) -> None:
    """S3: two communes share a plan and a decision of 235,8 triệu each."""
    ward, officer = world.actors["xa.12472"], world.actors["chuyenvien"]
    for address in ("/ke-hoach/<id>/", "/ke-hoach/quyet-dinh/<id>/", "/ke-hoach/"):
        url = fill(address, ward.own)
        mine, whole = read(ward, url), read(officer, url)
        assert "235,8" in mine, url
        assert "471,6" not in mine, url
        assert "471,6" in whole, url


def test_what_uses_a_row_of_a_catalogue_is_told_within_the_area(world: World) -> None:
    """Its page of deletion names one's own records; of others' only that there are some."""
    industry = world.rows[IndustryCode]
    url = reverse("admin:beneficiaries_industrycode_delete", args=[industry.pk])
    for name, own in (("chuyenvien", "12472"), ("hn.chuyenvien", "00004")):
        actor = world.actors[name]
        found = codes_in(read(actor, url))
        assert own in found
        assert found <= actor.may_read
        page = ask(actor.client(), "GET", url).body.decode()
        assert "Cơ sở công nghiệp nông thôn: của đơn vị khác hoặc trong thùng rác" in page
        assert '<button class="btn btn-danger"' not in page


def test_of_the_parts_of_records_that_use_an_indicator_no_number_is_told(world: World) -> None:
    """Lines and reports of every area hold numbers of it; they have no scope of their own."""
    indicator = world.rows[Indicator]
    url = reverse("admin:programmes_indicator_delete", args=[indicator.pk])
    page = ask(world.actors["chuyenvien"].client(), "GET", url).body.decode()
    kinds = {part._meta.verbose_name.capitalize() for part in (LineIndicator, EntryIndicator)}
    told = [line for line in re.findall(r"<li>([^<]*)", page) if line.split(":")[0] in kinds]
    assert sorted(told) == [
        "Chỉ tiêu của dòng theo dõi: đang dùng mục này",
        "Chỉ tiêu trong dòng báo cáo: đang dùng mục này",
    ]
