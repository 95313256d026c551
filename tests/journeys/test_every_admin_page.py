"""Every page of the admin at both sizes; a file of its own, so that two workers share."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from scripts import pages
from tests.journeys import looking

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_pages_of_the_officer(sign_in: Callable[[str], Page]) -> None:
    looking.look_at_all(pages.admin_pages(), sign_in)


def test_pages_of_the_administrator(sign_in: Callable[[str], Page]) -> None:
    found = pages.admin_pages_beside_the_officer(pages.ADMINISTRATOR)
    assert {"admin-user-add", "admin-organisation-change"} <= {one.name for one in found}
    looking.look_at_all(found, sign_in)
