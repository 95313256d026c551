"""Nothing English anywhere, a line of help on each page, and a refusal first where one stands.

Without a browser: what the server says. What scripts add is looked at in `test_every_page.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts.models import User
from scripts import pages
from tests.factories.accounts import signed_in
from tests.journeys.english import english
from tests.journeys.reading import Form, read

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("address")]

READER = "ketoan"
# What is typed into everything: nothing, nonsense; in the portal's own forms too much of it and a
# sign that no text may hold, of which the admin's forms say the same by the same fields.
TYPED = ("", "??")
TYPED_MORE = (*TYPED, "9" * 6_000, "a\0b")
REFUSED = {409, 422}
CSV = "text/csv"
FILES = {
    "nothing": None,
    "a picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png"),
    "a broken archive": ("a.xlsx", b"PK\x03\x04" + b"0" * 64, "application/zip"),
    "other columns": ("a.csv", b"a,b\n1,2\n", CSV),
    "empty": ("a.csv", b"", CSV),
}


def faults_of(page: str, where: str, *, refused: bool = False) -> list[str]:
    """English on a page; that it doesn't say in a sentence what it is for, or begin with a refusal.

    Whoever hears a page or works by keys would else look for what is wrong.
    """
    found = read(page)
    framed = found.help is not None
    silent = framed and not str(found.help).endswith(".")
    unheard = framed and refused and not found.has_focus
    faults = english(found.texts) + [f"no line of help: {where}"] * silent
    return faults + [f"refused, and nothing takes the focus: {where}"] * unheard


def is_page(answer: Any) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html") and answer.content != b""


class Crawler:
    """One person who looks at pages and sends their forms; whatever is stored is undone."""

    def __init__(self, account: str, typed: tuple[str, ...] = TYPED) -> None:
        self.client = signed_in(User.objects.get(username=account), raise_request_exception=False)
        self.account = account
        self.typed = typed
        self.findings: dict[str, str] = {}
        self.sent: set[tuple[str, ...]] = set()

    def look(self, path: str) -> None:
        """A page and what its forms answer."""
        answer = self.client.get(path)
        self.note(path, answer)
        if is_page(answer):
            for form in read(answer.content.decode()).forms:
                self.send(urljoin(path, form.action), form)

    def send(self, path: str, form: Form) -> None:
        """Send a form as it is never meant to be sent. The same form of other records: once."""
        same = (re.sub(r"\d+", "n", path), *sorted(re.sub(r"\d+", "n", one) for one in form.names))
        if same in self.sent or path.endswith("/dang-xuat/"):
            return
        self.sent.add(same)
        for typed in self.typed if form.names else self.typed[:1]:
            filled = {name: typed for name, kind in form.names.items() if kind != "file"}
            self.post(path, form.hidden | filled if typed else form.hidden)

    def post(self, path: str, data: dict[str, Any]) -> None:
        with transaction.atomic():
            answer = self.client.post(path, data, follow=True)
            transaction.set_rollback(True)
        shown = ", ".join(f"{name}={str(value)[:12]!r}" for name, value in [*data.items()][:4])
        self.note(f"POST {path} {shown}", answer, refused=answer.status_code in REFUSED)

    def note(self, where: str, answer: Any, *, refused: bool = False) -> None:
        page = answer.content.decode() if is_page(answer) else ""
        for text in faults_of(page, where, refused=refused) if page else []:
            self.findings.setdefault(text, f"{self.account} {where} ({answer.status_code}): {text}")
        if answer.status_code >= 500:
            self.findings[where] = f"{self.account} {where} ({answer.status_code})"


def no_findings(*crawlers: Crawler) -> None:
    """Fails with the first place of each phrase, one a line."""
    found = [text for one in crawlers for text in one.findings.values()]
    assert not found, "\n" + "\n".join(found)


def crawl(found: list[pages.Page], typed: tuple[str, ...]) -> None:
    """Each page by who looks at it."""
    people = dict.fromkeys(one.account for one in found)
    crawlers = [Crawler(account, typed) for account in people]
    for crawler in crawlers:
        for one in found:
            if one.account == crawler.account:
                crawler.look(one.path)
    no_findings(*crawlers)


def test_pages_and_forms_that_stand_for_the_others() -> None:
    crawl(pages.standing_pages(), TYPED)


@pytest.mark.look
def test_pages_and_forms_of_the_portal() -> None:
    crawl(pages.portal_pages(), TYPED_MORE)


@pytest.mark.look
def test_pages_and_forms_of_the_admin() -> None:
    """The officer's pages, then what others see that he doesn't: accounts, closed forms."""
    officer, administrator, reader = map(Crawler, (pages.OFFICER, pages.ADMINISTRATOR, READER))
    for path in (*(one.path for one in pages.admin_pages()), *rare_pages()):
        officer.look(path)
    for one in pages.admin_pages_beside_the_officer(administrator.account):
        administrator.look(one.path)
    for one in pages.admin_pages(reader.account):
        if one.name.endswith("-change"):
            reader.look(one.path)
    no_findings(officer, administrator, reader)


def rare_pages() -> Iterator[str]:
    """What nobody comes to by the menu: old versions, no hits, a wrong filter, a wrong number."""
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label_lower):
        row = model.history.order_by("-history_id").first() if hasattr(model, "history") else None
        if row:
            yield reverse(address(model, "simple_history"), args=[row.id, row.pk])
    yield reverse("admin:programmes_supportproject_changelist") + "?q=khongcogi"
    yield reverse("admin:programmes_supportproject_changelist") + "?khong_co=1"
    yield reverse("admin:programmes_supportproject_change", args=[999_999])
    yield reverse("admin:password_change")


def address(model: type[models.Model], page: str) -> str:
    """The name of a page of a model in the admin."""
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def test_files_that_are_no_sheet() -> None:
    """What an import says of a file it can't read."""
    crawler = Crawler(pages.OFFICER)
    for model in admin.site._registry:
        try:
            path = reverse(address(model, "import"))
        except NoReverseMatch:
            continue
        for file in FILES.values():
            data: dict[str, Any] = {"format": "1" if file and file[2] == CSV else "0"}
            if file:
                data["import_file"] = SimpleUploadedFile(file[0], file[1], file[2])
            crawler.post(path, data)
    no_findings(crawler)


def test_chosen_rows_of_a_list() -> None:
    """The page that asks again before many are deleted, and an action without rows or name."""
    crawler = Crawler(pages.OFFICER)
    for model in admin.site._registry:
        path = reverse(address(model, "changelist"))
        pk = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if pk:
            crawler.post(path, {"action": "delete_selected", "_selected_action": [pk]})
    crawler.post(path, {"action": "delete_selected"})
    crawler.post(path, {"action": "", "_selected_action": ["1"]})
    no_findings(crawler)


def test_errors() -> None:
    crawler = Crawler("lanhdao")
    for one in pages.error_pages():
        crawler.note(one.path, crawler.client.get(one.path))
    for path in ("/tien-do/", "/healthz", "/de-an/xuat/"):
        crawler.note(path, crawler.client.delete(path))
    for query in ("?ky=2026-13", "?nam=hai", "?dinh-dang=zip", "?dia-ban=99999"):
        crawler.note(query, crawler.client.get(f"/bao-cao/progress/{query}"))
    strict = Client(enforce_csrf_checks=True)
    crawler.note("no token", strict.post("/dang-nhap/", {"username": "a", "password": "b"}))
    no_findings(crawler)


def test_the_door() -> None:
    """Signing in: nothing typed, a wrong password, too many of them."""
    crawler = Crawler("lanhdao")
    visitor = Client(REMOTE_ADDR="127.0.0.77")
    answers = [visitor.post("/dang-nhap/", {"username": "", "password": ""})]
    answers += [
        visitor.post("/dang-nhap/", {"username": "khong-co", "password": "sai"}) for _ in range(6)
    ]
    assert answers[-1].status_code == 429
    for answer in answers:
        crawler.note("/dang-nhap/", answer)
    no_findings(crawler)


def test_english_is_found() -> None:
    """Negative control: phrases of the packages, labels made of names, words of any other."""
    page = """<main><h1>Lưu đề án</h1><label>Mật khẩu</label>
    <ul><li>This field is <b>required</b>.</li><li>12 errors</li></ul>
    <input placeholder="Search"><input type="submit" value="Save and add another">
    <p>history date</p><script>var the = "Delete";</script><p>May 24 áo, dệt to, in ấn</p></main>"""
    assert english(read(page).texts) == [
        "Save",
        "Save and add another",
        "Search",
        "This field is required",
        "add another",
        "and add another",
        "errors",
        "field is required",
        "history date",
        "is required",
        "required",
    ]


def test_a_page_without_its_line_is_found() -> None:
    """Negative control: facts are no sentence, the way to the guide is none either."""
    page = """<main class="page"><p class="page-facts">Mã MH.</p>
    <p class="page-help">{} <a>Hướng dẫn.</a></p></main>"""
    assert faults_of(page.format("Sửa rồi <b>lưu.</b>"), "/a/") == []
    assert faults_of(page.format("Máy <b>dệt</b>"), "/a/") == ["no line of help: /a/"]
    assert faults_of(page.format(""), "/a/") == ["no line of help: /a/"]


def test_a_refusal_that_is_not_read_first_is_found() -> None:
    """Negative control."""
    page = '<main class="page"><p class="page-help">Sửa rồi lưu.</p><div {}>Chưa lưu.</div></main>'
    assert faults_of(page.format("data-focus"), "/a/", refused=True) == []
    assert faults_of(page.format(""), "/a/") == []
    unheard = ["refused, and nothing takes the focus: /a/"]
    assert faults_of(page.format(""), "/a/", refused=True) == unheard


def test_pages_in_english_are_found() -> None:
    """Negative control of the crawler: the same pages as the packages would print them."""
    crawler = Crawler(pages.OFFICER)
    with translation.override("en"):
        crawler.look("/quan-tri/programmes/programme/add/")
    assert "POST" in crawler.findings["Enter a whole number"]
