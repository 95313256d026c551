"""Pages looked at by a machine: barriers, sideways scroll, English words.

Every page of the URLconf and of the admin's registry by `make look`, those that stand for the
others by `make test` too (docs/decisions/0018).
"""

import re
from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page

from accounts.services import system_user
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.services import record_facility
from programmes.models import PlanDecision, SupportProject
from programmes.services import draft_round, save_decision, save_project
from scripts import pages
from tests.journeys import looking

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAYLOAD = "<img src=x onerror=alert(1)><script>alert(2)</script>"
PARTS = 6  # shared out among the workers


@pytest.mark.look
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(sign_in: Callable[[str], Page], part: int) -> None:
    draft_of_this_year()
    others = pages.admin_pages_beside_the_officer(pages.ADMINISTRATOR)
    assert {"admin-user-add", "admin-organisation-change"} <= {one.name for one in others}
    found = [*pages.portal_pages(), *pages.admin_pages(), *others]
    looking.look_at_all([one for one in found if crc32(one.name.encode()) % PARTS == part], sign_in)


def test_pages_that_stand_for_the_others(sign_in: Callable[[str], Page]) -> None:
    draft_of_this_year()
    looking.look_at_all(pages.standing_pages(), sign_in)


def draft_of_this_year() -> None:
    """A round that isn't recorded: another journey may have recorded the sample's."""
    by = system_user()
    project = SupportProject.objects.get(code="MH-2026-11")
    if not PlanDecision.objects.alive().filter(plan__year=2026, state="draft").exists():
        save_decision(draft_round(project.plan, by=by), by=by)


def test_error_pages(sign_in: Callable[[str], Page]) -> None:
    looking.look_at_all(pages.error_pages(), sign_in)


def test_sign_in_page(page: Page) -> None:
    assert looking.look(page, pages.Page("sign-in", pages.SIGN_IN)) == []


def test_looking_sees_what_is_wrong(page: Page) -> None:
    """Negative control: a page with each fault is found out."""
    page.goto(pages.SIGN_IN)
    page.evaluate(
        """() => { document.body.innerHTML =
        '<main><div id="wide">Save</div><input type="text"><img src="/static/img/mark.svg"></main>';
        document.getElementById("wide").style.width = "3000px"; }"""
    )
    assert looking.too_wide(page).endswith("DIV.")
    assert {text.split(" ")[0] for text in looking.barriers(page)} >= {"label", "image-alt"}
    assert looking.english_on(page) == ["Save"]


def test_names_with_markup_are_shown_as_text(sign_in: Callable[[str], Page]) -> None:
    """A stored script is text on every page that shows it; a dialog would fail the test."""
    facility, project = with_payload()
    page = sign_in("chuyenvien")
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in (
        facility.get_absolute_url(),
        f"{facility.get_absolute_url()}sua/",
        "/co-so/?q=onerror",
        project.get_absolute_url(),
        f"{project.get_absolute_url()}sua/",
        "/de-an/?q=onerror",
        "/tra-cuu/?q=onerror",
        "/bao-cao/annual-plan/?nam=2026",
        f"/quan-tri/programmes/supportproject/{project.pk}/change/",
        "/quan-tri/beneficiaries/ruralindustrialfacility/",
    ):
        page.goto(path)
        looking.settle(page)
        shown = re.sub(r"\s+", " ", page.evaluate("document.documentElement.outerHTML"))
        assert '<img src="x"' not in shown, path
        assert "onerror" in shown, path
    assert dialogs == []


def with_payload() -> tuple[RuralIndustrialFacility, SupportProject]:
    """A facility and a project whose names are markup."""
    by = system_user()
    model = RuralIndustrialFacility.objects.order_by("pk")[0]
    facility = record_facility(RuralIndustrialFacility(name=PAYLOAD, unit=model.unit), by=by)
    like = SupportProject.objects.get(code="MH-2026-02")
    project = SupportProject(name=PAYLOAD, level=like.level, plan=like.plan, unit=like.unit)
    project.first_year = like.first_year
    return facility, save_project(project, by=by)
