"""A live server with the sample office, and a browser; once for all journeys of a worker."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from scripts import machine
from tests import office

DESK = {"width": 1366, "height": 768}
PATIENCE = 15_000  # milliseconds; two browsers may share two cores with a database


@pytest.fixture
def _django_db_helper(address: str) -> None:
    """The mark `django_db` asks for a database, but here no test has a transaction of its own.

    The server's threads must see what a test stores, and the sample is loaded once for all.
    """


@pytest.fixture(scope="package")
def address(built: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Where the portal with its sample answers. Gone at the end: other tests follow."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread, in which Django refuses to ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock(), office.sample(built):
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def browser(address: str) -> Iterator[Browser]:
    """The system's Chromium."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=machine.browser(), args=arguments)
        yield found
        # While Playwright's loop runs, Django has another connection in this thread than without;
        # left open, it would die with the sample's database and be there when the next one begins.
        connection.close()
        found.close()


# Noted by the page itself: what the policy refused. Read by `complaints`.
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What any page of this test complained about; must be empty at the end."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def context(browser: Browser, address: str, complaints: list[str]) -> Iterator[BrowserContext]:
    """A fresh visitor at a desk; errors in the console, broken scripts and dialogs are noted."""
    made = browser.new_context(
        base_url=address, locale="vi-VN", viewport=DESK, accept_downloads=True
    )
    made.set_default_timeout(PATIENCE)
    made.add_init_script(LISTEN)

    def note(message: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is printed by the browser as a failure to load.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    made.on("console", note)
    made.on("weberror", lambda error: complaints.append(str(error.error)))
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab of a visitor who has not signed in."""
    return context.new_page()


@pytest.fixture
def sign_in(context: BrowserContext, address: str) -> Callable[[str], Page]:
    """Gives a tab in which a person is signed in; the sign-in page has its own journey."""

    def enter(username: str) -> Page:
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="accounts.backends.AccountBackend"
        )
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": address}])
        return context.new_page()

    return enter
