"""`make screens`: every kind of page at two sizes and every document, as PNG in var/screens/.

Pages are found by following links from the start page: the first address of every view is taken,
so a new view appears here by itself. In the admin the first model stands for the others.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import machine
import portal
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page, sync_playwright

TARGET = portal.ROOT / "var" / "screens"
SIZES = {"1366": (1366, 768), "390": (390, 844)}
ACCOUNT = "chuyenvien"
DOCUMENTS = ("nam=2026", "nam=2026&hinh-thuc=annex", "nam=2024")
broken: list[str] = []
REPORT = re.compile(r"^/bao-cao/([\w-]+)/$")


def main() -> None:
    """Write the pictures. Raises SystemExit naming the pages that did not answer 200."""
    if not machine.provide([*machine.PDF_LIBRARIES, *machine.BROWSER, machine.PAGES]):
        raise SystemExit(1)
    django_ready()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with portal.serving("screens") as address, sync_playwright() as playwright:
        options = {"args": ["--no-sandbox"]} if os.geteuid() == 0 else {}
        browser = playwright.chromium.launch(executable_path=program, **options)
        context = browser.new_context(locale="vi-VN")
        take(context.new_page(), address, "/dang-nhap/", "sign-in")
        sign_in(context, address)
        pages = found_pages(context, address)
        for name, path in pages.items():
            take(context.new_page(), address, path, name)
        take(context.new_page(), address, "/khong-co-trang-nay/", "error-404")
        for slug in sorted(report_slugs(context, address)):
            draw_documents(context, address, slug)
        browser.close()
    if broken:
        raise SystemExit("Trang không mở được:\n" + "\n".join(sorted(set(broken))))
    print(f"{len(list(TARGET.glob('*.png')))} ảnh trong {TARGET.relative_to(portal.ROOT)}/")


def django_ready() -> None:
    """Only the URLconf is asked: which view an address belongs to."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "khuyencong.settings", "PORTAL_MODE": "local"}
    os.environ.setdefault("SECRET_KEY", "only-for-tools-" * 4)
    sys.path.insert(0, str(portal.ROOT))
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()


def sign_in(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/dang-nhap/")
    page.fill("[name=username]", ACCOUNT)
    page.fill("[name=password]", portal.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    page.close()


def found_pages(context: BrowserContext, address: str) -> dict[str, str]:
    """View name -> first address met, in the order of discovery."""
    found, waiting = {"home": "/"}, ["/"]
    while waiting:
        for path in links(context, address, waiting.pop(0)):
            name = view_name(path)
            if name and name not in found and is_page(context, address + path):
                found[name] = path
                waiting.append(path)
    return found


def links(context: BrowserContext, address: str, path: str) -> list[str]:
    page = context.new_page()
    page.goto(address + path)
    targets = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    page.close()
    inside = [urlsplit(target) for target in targets if target.startswith(f"{address}/")]
    return [part.path + (f"?{part.query}" if part.query else "") for part in inside]


def view_name(path: str) -> str:
    """A file name for the view behind an address; empty when there is none."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    if match.app_name == "admin":
        return f"admin-{(match.url_name or '').split('_')[-1]}"
    if "dinh-dang" in path:
        return ""
    return (match.view_name or "").replace(":", "-").replace("desk-home", "home")


def is_page(context: BrowserContext, url: str) -> bool:
    answer = context.request.get(url)
    if not answer.ok:
        broken.append(f"{urlsplit(url).path}: {answer.status}")
    return answer.ok and answer.headers.get("content-type", "").startswith("text/html")


def take(page: Page, address: str, path: str, name: str) -> None:
    """One picture per size, the whole length of the page, after everything has settled."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        answer = page.goto(urljoin(address, path), wait_until="networkidle")
        if answer and not answer.ok and not name.startswith("error"):
            broken.append(f"{path}: {answer.status}")
        page.screenshot(path=TARGET / f"{name}-{size}.png", full_page=True)
    page.close()


def report_slugs(context: BrowserContext, address: str) -> set[str]:
    paths = (urlsplit(path).path for path in links(context, address, "/bao-cao/"))
    return {match[1] for path in paths if (match := REPORT.match(path))}


def draw_documents(context: BrowserContext, address: str, slug: str) -> None:
    """Every page of the report's PDF, for each of the chosen years and shapes."""
    for query in DOCUMENTS:
        answer = context.request.get(f"{address}/bao-cao/{slug}/?{query}&dinh-dang=pdf")
        if not answer.ok:
            broken.append(f"{slug} {query}: {answer.status}")
            continue
        document = TARGET / f"paper-{slug}-{re.sub(r'[^0-9a-z]+', '-', query)}.pdf"
        document.write_bytes(answer.body())
        draw_pages(document)


def draw_pages(document: Path) -> None:
    command = ["pdftoppm", "-r", "80", "-png", str(document), str(document.with_suffix(""))]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
