"""What people do with a report, step by step, in a browser; and its figure on the paper."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pypdf
from playwright.sync_api import Locator, Page, expect

from tests.journeys.looking import settle, too_wide

PHONE = {"width": 390, "height": 844}
SignIn = Callable[[str], Page]


@dataclass(frozen=True)
class Story:
    """What is told of a line: first with a slip of the pen, then as it is; the row on paper."""

    month: int
    year: int
    line: str
    project: str
    slip: str
    figure: str
    reason: str
    row: tuple[str, ...]
    indicator: tuple[str, ...]

    @property
    def title(self) -> str:
        """The period as people call it."""
        return f"tháng {self.month}/{self.year}"

    @property
    def code(self) -> str:
        """The period as addresses name it."""
        return f"{self.year}-{self.month:02}"


# --- steps ----------------------------------------------------------------------------------------


def at_rest(page: Page) -> None:
    """The page stands as it stays, and nothing runs out at its side."""
    settle(page)
    assert too_wide(page) == ""


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).locator("visible=true").click()
    at_rest(page)


def follow(place: Page | Locator, name: str | re.Pattern[str]) -> None:
    """Follow a link and wait for its page."""
    page = place if isinstance(place, Page) else place.page
    with page.expect_navigation():
        place.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()
    at_rest(page)


def begin(page: Page, words: str, action: str) -> None:
    """Open what waits in "Việc của tôi"."""
    page.goto("/")
    at_rest(page)
    follow(page.locator(".work-list li", has_text=words), action)


def line_of(page: Page, story: Story) -> Locator:
    """The row of the line on the sheet."""
    return page.locator("tbody.line", has_text=story.line)


def fill(page: Page, story: Story, figure: str, done: str, state: str) -> None:
    """Type into the table as one does at a desk."""
    line = line_of(page, story)
    line.locator(".line-done input").first.fill(done)
    line.locator(".line-invested input").fill(figure.replace(".", ""))
    line.locator(".line-state select").select_option(label=state)


def fill_tile(page: Page, story: Story) -> None:
    """Type into the one line that the phone shows: a tap for the count, a tile for the state."""
    here = page.locator(".line.is-here")
    here.locator("button[aria-label='Thêm 1']").click()
    expect(here.locator(".line-done input")).to_have_value("1")
    here.locator(".line-invested input").fill(story.slip.replace(".", ""))
    here.locator("label:has-text('Hoàn thành')").click()
    at_rest(page)


def leave_no_state_open(page: Page) -> None:
    """Lines that other people's plans have added meanwhile haven't begun."""
    for box in page.locator(".line-state select").all():
        if box.input_value() == "":
            box.select_option(label="Chưa bắt đầu")


def expect_kept(page: Page, story: Story, figure: str) -> None:
    """The draft is stored: it is there when the page is opened anew."""
    page.reload()
    expect(page.locator("[data-restored]")).to_be_hidden()
    expect(line_of(page, story).locator(".line-invested input")).to_have_value(figure)


def send(page: Page) -> None:
    """Send what is on the sheet."""
    press(page, "Gửi báo cáo")
    expect(page.locator(".title-line")).to_contain_text("Đã gửi")
    expect(page.locator("main")).to_contain_text("đã được gửi")


def begin_again(page: Page, story: Story) -> None:
    """Open what was returned, and read why."""
    begin(page, f"Sửa báo cáo {story.title}", "Sửa báo cáo")
    expect(page.locator(".notice-error")).to_contain_text(story.reason)


def send_again(page: Page) -> None:
    """Send what was mended."""
    press(page, "Gửi lại")
    expect(page.locator(".title-line")).to_contain_text("Đã sửa")


def in_queue(page: Page, story: Story, office: str) -> None:
    """From the list of periods to the report in the queue, as the Centre's officer."""
    page.goto("/tien-do/")
    at_rest(page)
    row = page.locator("tbody tr", has_text=story.title.capitalize())
    follow(row, re.compile(r"Duyệt \d+"))
    follow(page.locator(".queue li", has_text=office), re.compile(re.escape(office)))
    expect(page.locator("#xem h2")).to_contain_text(office)
    expect(page.locator("#xem")).to_contain_text(story.line)


def give_back(page: Page, story: Story, office: str) -> None:
    """Return a report with its reason."""
    in_queue(page, story, office)
    page.get_by_label("Lý do").fill(story.reason)
    press(page, "Trả lại T")
    expect(page.locator("main")).to_contain_text("Đã trả lại báo cáo của")


def approve(page: Page, story: Story, office: str) -> None:
    """Approve a report that was mended."""
    in_queue(page, story, office)
    expect(page.locator(".queue li", has_text=office)).to_contain_text("Đã sửa")
    press(page, "Phê duyệt D")
    expect(page.locator("main")).to_contain_text("Đã duyệt báo cáo của")


def phone(sign_in: SignIn, username: str) -> Page:
    """A tab of a person who looks at the phone."""
    page = sign_in(username)
    page.set_viewport_size(PHONE)
    return page


def whole(page: Page) -> None:
    """From one line to all of them, where the report is saved and sent."""
    page.get_by_role("button", name=re.compile(r"Xem cả \d dòng")).click()
    at_rest(page)


def explain(page: Page) -> None:
    """Say why work is late: what wasn't sent says on top which line lacks a reason."""
    asked = page.locator(".notice-warning", has_text="cần ghi lý do")
    asked.get_by_role("link").first.click()
    page.locator(".line.is-here").get_by_label("Lý do").fill("Lớp mở vào lúc nông nhàn")
    at_rest(page)
    whole(page)


def open_line(page: Page, story: Story) -> None:
    """From the line that the phone shows to the one that is to be typed, by way of the list."""
    whole(page)
    page.locator("[data-index] a", has_text=story.line).click()
    expect(page.locator(".line.is-here")).to_contain_text(story.line)
    at_rest(page)


def open_period(page: Page, story: Story) -> None:
    """Open a month that is past, as the Centre's officer."""
    page.goto("/tien-do/")
    follow(page, "Mở kỳ báo cáo")
    with page.expect_navigation():
        page.locator("#nam").select_option(str(story.year))
    at_rest(page)
    with page.expect_navigation():
        page.locator("#ky").select_option(label=story.title.capitalize())
    at_rest(page)
    press(page, "Mở kỳ này")
    expect(page.get_by_role("heading", level=1)).to_contain_text(story.title)


# --- the paper ------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(found.value.path()).read_bytes()


def open_report(page: Page, story: Story) -> Locator:
    """The preview of the period's report; gives the row of the project."""
    page.goto("/bao-cao/")
    follow(page.locator("main"), re.compile("^Tiến độ"))
    page.get_by_label("Kỳ", exact=True).select_option(label=f"Tháng {story.month}")
    page.get_by_label("Năm", exact=True).select_option(str(story.year))
    press(page, "Xem")
    row = page.locator(".paper-sheet tr", has_text=story.project)
    expect(row).to_have_count(1)
    return row


def expect_on_paper(page: Page, story: Story) -> None:
    """The figure stands in its row of the preview, of the PDF and of the workbook."""
    expect(open_report(page, story)).to_contain_text(story.figure)
    pages = pypdf.PdfReader(io.BytesIO(download(page, "Tải PDF"))).pages
    words = squeezed("".join(one.extract_text() for one in pages))
    _before, found, after = words.partition(squeezed(story.project))
    assert found
    assert after.startswith(squeezed("".join(story.row))), after[:300]
    item = after.partition("Đềánminhhọa")[0]
    assert squeezed("".join(story.indicator)) in item, item[:300]
    book = openpyxl.load_workbook(io.BytesIO(download(page, "Excel")))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    row = next(row for row in rows if story.project in row)
    assert float(story.figure.replace(",", ".")) in row


def approve_for_paper(page: Page, story: Story, office: str) -> None:
    """Before it is approved a figure is on no paper; then it is."""
    expect(open_report(page, story)).not_to_contain_text(story.figure)
    approve(page, story, office)
    expect_on_paper(page, story)
