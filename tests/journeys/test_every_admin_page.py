"""Every page of the admin at both sizes; a file of its own, so that two workers share."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from scripts import pages
from tests.journeys import looking

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("account", [pages.OFFICER, pages.ADMINISTRATOR])
def test_pages_of_the_admin(sign_in: Callable[[str], Page], account: str) -> None:
    looking.look_at_all(pages.admin_pages(account), sign_in)
