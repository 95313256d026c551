"""Looking at a page as it stands: accessibility, sideways scroll, English words."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from scripts import pages
from tests.journeys import english

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
PATIENCE = 15_000  # milliseconds
SIZES = ((1366, 768), (390, 844))
GRAVE = {"serious", "critical"}
VISIBLE = """() => {
  const texts = [document.body.innerText, document.title];
  const spoken = document.querySelectorAll("[placeholder], [aria-label], [title], [type=submit]");
  for (const one of spoken)
    texts.push(one.placeholder, one.ariaLabel, one.title, one.type === "submit" ? one.value : "");
  return texts.filter(Boolean).join("\\n");
}"""
# Chosen in the browser: axe knows much more of a page than is asked.
BARRIERS = """async (grave) => {
  const options = { resultTypes: ["violations"], rules: { region: { enabled: false } } };
  const found = (await axe.run(document, options)).violations;
  return found.filter((one) => grave.includes(one.impact)).map((one) =>
    `${one.id} (${one.impact}, ${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
}"""
WIDE = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return "";
  const outside = (one) => one.getBoundingClientRect().right > window.innerWidth + 1;
  const parts = [...document.querySelectorAll("main *")].filter(outside);
  const first = parts.find((one) => !outside(one.parentElement)) || parts[0] || document.body;
  return wide + " px, " + first.tagName + "." + first.className;
}"""
SETTLED = """async (patience) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const end = performance.now() + patience;
  do {
    if (performance.now() > end) throw new Error("the page does not come to rest");
    await frame();
    await document.fonts.ready;
    await frame();
  } while (
    document.readyState !== "complete" ||
    document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .ts-wrapper.loading") ||
    [...document.images].some((one) => one.loading !== "lazy" && !one.complete)
  );
}"""


def settle(page: Page) -> None:
    """Wait until what loads is there, scripts have run and the page is drawn as it stays.

    Not until the network has been idle for half a second: no script of ours asks by itself later.
    """
    page.wait_for_load_state("load")
    page.evaluate(SETTLED, PATIENCE)


def too_wide(page: Page) -> str:
    """How far the page runs out at the side and what does; empty if it fits."""
    return page.evaluate(WIDE)


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical: rule, how many, the first place."""
    if not page.evaluate("typeof window.axe === 'object'"):
        # Past the page's own policy: the tool is no part of the page.
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(BARRIERS, sorted(GRAVE))


def english_on(page: Page) -> list[str]:
    """English phrases of Django and the packages that the page shows."""
    return english.english(page.evaluate(VISIBLE).split("\n"))


def look(page: Page, one: pages.Page) -> list[str]:
    """Findings of one page at both sizes; barriers of the admin, alike at both, at the first.

    Left out: axe's rule `region`, which is never grave and takes a quarter of its time.
    """
    answer = page.goto(one.path)
    found = [f"answered {answer.status}"] if answer and answer.status != one.status else []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        found += [f"{width}: wide {text}" for text in [too_wide(page)] if text]
        if width == SIZES[0][0] or not one.path.startswith("/quan-tri/"):
            found += [f"{width}: {text}" for text in barriers(page)]
    found += [f"English: {text}" for text in english_on(page)]
    return [f"{one.name} {one.path[:80]}: {text}" for text in found]


def look_at_all(found: list[pages.Page], sign_in: Callable[[str], Page]) -> None:
    """Fails with the findings of all pages, one a line."""
    findings = []
    for account in dict.fromkeys(one.account for one in found):
        page = sign_in(account)
        for one in found:
            if one.account == account:
                findings += look(page, one)
        page.close()
    assert not findings, "\n" + "\n".join(findings)
