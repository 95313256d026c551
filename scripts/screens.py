"""`make screens`: the main pages at two sizes and every page of every document, as PNG.

On a database of its own with the sample and the published cases, made anew and thrown away. What
was looked at is what this wrote: var/screens/. 1 when a page doesn't answer as it should.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import machine
import portal
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

TARGET = portal.ROOT / "var" / "screens"
DATABASE = portal.ROOT / "var" / "screens.sqlite3"
SIZES = {"1366": (1366, 768), "390": (390, 844)}
# Of the admin one model of each sort stands for the others.
ADMIN = re.compile(
    r"^admin(-(supportproject|supportnorm|user|annualplan)(-(add|change|history|import|delete))?)?$"
)
DOCUMENTS = {"main": "nam=2026", "annex": "nam=2026&hinh-thuc=annex", "2024": "nam=2024"}
GUIDE = portal.ROOT / "docs" / "huong-dan"
PICTURE = re.compile(r"hinh/([\w.-]+\.png)")
HIGHEST = 900  # pixels of a picture in the guide
LONGEST = 6_000  # pixels of one picture: a list needs no more to be judged


def main() -> int:
    """Write the pictures; the names of pages that answered otherwise are printed."""
    if not (machine.provide([machine.PAGES]) and machine.provide_browser()):
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    _forget_database()
    try:
        with portal.serving("screens") as address, sync_playwright() as playwright:
            studio = Studio(address, _browser(playwright))
            studio.take_all()
            studio.browser.close()
    finally:
        _forget_database()
    renew_guide()
    print(f"{len(list(TARGET.glob('*.png')))} ảnh trong {TARGET.relative_to(portal.ROOT)}/")
    for line in studio.wrong:
        print(line, file=sys.stderr)
    return 1 if studio.wrong else 0


def _forget_database() -> None:
    for path in DATABASE.parent.glob(f"{DATABASE.name}*"):
        path.unlink()


def _browser(playwright: object) -> Browser:
    # Letters stand where their font puts them, not at whole pixels: the browser without a window
    # would draw words with gaps.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments.append("--font-render-hinting=none")
    return playwright.chromium.launch(executable_path=machine.browser(), args=arguments)


class Studio:
    """One browser, one signed-in context per account."""

    def __init__(self, address: str, browser: Browser) -> None:
        self.address, self.browser = address, browser
        self.contexts: dict[str, BrowserContext] = {}
        self.wrong: list[str] = []

    def take_all(self) -> None:
        """Every page, then every document."""
        _django_ready()
        import pages  # noqa: PLC0415 - asks the database, after django.setup()

        self.take("sign-in", pages.SIGN_IN, "", 200)
        self.sign_in_error()
        chosen = [*pages.portal_pages(), *pages.error_pages()]
        for account in (pages.OFFICER, pages.ADMINISTRATOR):
            known = {page.name for page in chosen}
            shown = [page for page in pages.admin_pages(account) if ADMIN.match(page.name)]
            chosen += [page for page in shown if page.name not in known]
        for page in chosen:
            self.take(page.name, page.path, page.account, page.status)
        self.form_error("facility-422", "/co-so/them/", "name", "")
        self.form_error("project-422", "/de-an/them/", "name", "Đề án thiếu kế hoạch")
        self.static_error(500)
        self.static_error(422)
        for shape, query in DOCUMENTS.items():
            self.document("annual-plan", shape, query)
        self.document("progress", "main", "ky=2026-09")
        self.document("courses", "main", "nam=2026")

    def context(self, account: str) -> BrowserContext:
        """A context of this account; of nobody for an empty name."""
        if account not in self.contexts:
            context = self.browser.new_context(locale="vi-VN", base_url=self.address)
            self.contexts[account] = context
            if account:
                page = context.new_page()
                page.goto("/dang-nhap/")
                page.fill("[name=username]", account)
                page.fill("[name=password]", portal.PASSWORD)
                page.press("[name=password]", "Enter")
                page.wait_for_url(f"{self.address}/")
                page.close()
        return self.contexts[account]

    def take(self, name: str, path: str, account: str, status: int) -> None:
        """One picture per size of an address."""
        page = self.context(account).new_page()
        answer = page.goto(self.address + path)
        if answer and answer.status != status:
            self.wrong.append(f"{name}: {path[:80]} trả lời {answer.status}, không phải {status}")
        self.shoot(page, name)
        page.close()

    def sign_in_error(self) -> None:
        """What a wrong password is told."""
        page = self.context("").new_page()
        page.goto("/dang-nhap/")
        page.fill("[name=username]", "khong-co-ai")
        page.fill("[name=password]", "sai-mat-khau")
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        self.shoot(page, "sign-in-error")
        page.close()

    def form_error(self, name: str, path: str, field: str, value: str) -> None:
        """A form that was sent with something missing."""
        page = self.context("chuyenvien").new_page()
        page.goto(path)
        page.fill(f"[name={field}]", value)
        page.click(".save-bar [type=submit]")
        page.wait_for_load_state("networkidle")
        self.shoot(page, name)
        page.close()

    def static_error(self, status: int) -> None:
        """An error page that no address brings about, drawn from its template."""
        from django.template.loader import render_to_string  # noqa: PLC0415

        body = render_to_string(f"errors/{status}.html")
        page = self.context("").new_page()
        page.route(
            f"**/loi-{status}/",
            lambda route: route.fulfill(
                status=status, body=body, content_type="text/html; charset=utf-8"
            ),
        )
        page.goto(f"/loi-{status}/")
        self.shoot(page, f"error-{status}")
        page.close()

    def shoot(self, page: Page, name: str) -> None:
        """The whole length of the page at both sizes, after everything has settled."""
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            length = page.evaluate("document.documentElement.scrollHeight")
            # A window as high as the page: what sticks to its edge stands at the page's end.
            whole = {"width": width, "height": min(max(length, height), LONGEST)}
            page.set_viewport_size(whole)
            page.screenshot(path=TARGET / f"{name}-{size}.png")

    def document(self, slug: str, shape: str, query: str) -> None:
        """Every page of a report's PDF."""
        answer = self.context("chuyenvien").request.get(f"/bao-cao/{slug}/?{query}&dinh-dang=pdf")
        if not answer.ok:
            self.wrong.append(f"{slug} {query}: {answer.status}")
            return
        document = TARGET / f"paper-{slug}-{shape}.pdf"
        document.write_bytes(answer.body())
        draw_pages(document)


def renew_guide() -> None:
    """The pictures that the user guide names, as small files of few colours."""
    named = {
        name for path in GUIDE.glob("*.md") for name in PICTURE.findall(path.read_text("utf-8"))
    }
    for name in sorted(named):
        with Image.open(TARGET / name) as picture:
            width, height = picture.size
            part = picture.convert("RGB").crop((0, 0, width, min(height, HIGHEST)))
            few = part.quantize(64, method=Image.Quantize.FASTOCTREE)  # keeps the rare colours
            few.save(GUIDE / "hinh" / name, optimize=True)


def _django_ready() -> None:
    """The URLconf and the records of the database that the server shows."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "khuyencong.settings",
        "PORTAL_MODE": "local",
        "SECRET_KEY": "only-for-tools-" * 4,
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in this thread
    }
    sys.path.insert(0, str(portal.ROOT))
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()


def draw_pages(document: Path) -> None:
    """Each page of a PDF as PNG beside it."""
    command = ["pdftoppm", "-r", "80", "-png", str(document), str(document.with_suffix(""))]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
