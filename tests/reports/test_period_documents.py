"""Progress and courses written in every format and read back cell by cell by other libraries."""

import json
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from accounts.services import system_user
from programmes.services import CountedRow, record_results
from reports import rendering
from reports.catalogue import REPORTS, put_together
from reports.models import FormLayout
from reports.parameters import read
from reports.rendering import html
from reports.services import load_layouts
from tests.factories import figures as made
from tests.reports import following, readers
from tests.reports.readers import decimal, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.document]

HEADS = 2
SLUGS = ("progress", "courses")
NAMES = {"progress": "project", "courses": "course"}
COUNTS = (
    "planned_trainee_count",
    "trainee_count",
    "women_count",
    "minority_count",
    "planned_employed_count",
    "employed_count",
)
MARKED = {"invested", "progress_percent", "ytd", "estimate", "pct_plan", "pct_last_year"}


def fill(place: SimpleNamespace) -> None:
    """Projects of two levels with known, unknown and zero values, carried and silent lines."""
    world = following.fill(place)
    facilities, tonnes = world.facilities, world.tonnes
    million = {"support_provincial": 235_800_000, "counterpart": 450_000_000, "other": 0}
    for number in range(1, 9):
        lines = {"support_national": 100_000_000 * number} if number % 3 == 0 else million
        one = following.project(
            world,
            f"Đề án {number}",
            level="national" if number % 3 == 0 else "local",
            lines={4: {"support_provincial": 0}, 5: {}}.get(number, lines),
            beneficiary=f"Cơ sở {number}",
        )
        plan = number if number < 8 else 0
        line = made.line(one, {facilities: plan, tonnes: None if number == 2 else "12.5"})
        if number == 5:
            continue
        period = "2026-08" if number == 7 else "2026-09"
        done = {facilities: number - 1, tonnes: Decimal("1.25") * number}
        more = {"percent": (number - 1) * 10, "difficulties": f"Khó khăn {number} & <b>"}
        if number != 6:
            more["invested_amount"] = 0 if number == 1 else 12_345_678 * number
        made.approved(
            line, period, done, by=world.officer, estimates={facilities: number - 1}, **more
        )
    older_projects(world, million)
    trained = made.indicator("1-02", "Số lao động được đào tạo", "người", counted_from="trainees")
    made.line(one, {trained: 1200}, order=2)
    record_results(
        "course:1", [CountedRow(line.pk, trained.pk, made.day("2026-09-02"), Decimal(35))]
    )
    courses(world, one)


def older_projects(world: SimpleNamespace, money: dict[str, int]) -> None:
    """Projects of last year that still run: nothing new, nothing last year, one line silent."""
    histories = {"Không tăng": (2, 2, 2), "Mới có năm nay": (0, 0, 5), "Hai năm": (1, 2, 3)}
    for name, values in histories.items():
        one = following.project(world, name, year=2025, last_year=2026, lines=money)
        line = made.line(one, {world.facilities: 9})
        for code, done in zip(("2025-09", "2025-12", "2026-09"), values, strict=True):
            made.approved(line, code, {world.facilities: done}, by=world.officer)
    made.line(one, {world.facilities: 6}, name="Dây chuyền 2", order=2)


def courses(world: SimpleNamespace, project: Any) -> None:
    """Courses of two kinds and levels: known, unknown and zero numbers."""
    numbers = (  # planned, trainees, women, minority, planned to be employed, employed
        (30, 32, 20, 0, 25, 28),
        (None, None, None, None, None, None),
        (0, 0, 0, 0, 0, 0),
        (35, 30, None, 5, None, None),
    )
    for number, counts in enumerate(numbers, 1):
        made.course(
            project if number < 4 else following.project(world, "Khác", level="national"),
            f"Lớp may số {number}",
            kind="workshop" if number == 3 else "vocational",
            state="finished",
            trade="May công nghiệp",
            provider_text="Trường minh họa",
            starts_on=made.day("2026-09-01"),
            ends_on=made.day(f"2026-09-{number + 10}"),
            **dict(zip(COUNTS, counts, strict=True)),
        )


def expected(payload: dict[str, Any], slug: str) -> list[tuple[str, list[Any], list[str]]]:
    """What paper must say, from the JSON alone: (kind, cells, marks), money in đồng."""
    shown = [column["key"] for column in payload["columns"] if column["shown"]]
    sums = {row["code"]: row for row in payload["rows"] if row["kind"] == "subtotal"}
    heads = {row["code"] for row in payload["rows"] if row["kind"] == "group"}
    lines = []
    for row in payload["rows"]:
        if row["kind"] == "subtotal" and row["code"] in heads:
            continue
        source = sums.get(row["code"], row) if row["kind"] == "group" else row
        cells = [source["values"][key] for key in shown]
        if row["kind"] != "item" or row["level"] == 4:
            label = row["label"].upper() if row["level"] <= 1 else row["label"]
            cells[shown.index(NAMES[slug])] = label
        if row["kind"] in {"group", "total"}:
            cells[shown.index("number")] = row["code"] or None
        marks = [mark(key, source) for key in shown]
        lines.append((row["kind"], cells, marks))
    return lines


def mark(key: str, row: dict[str, Any]) -> str:
    if row["values"][key] is None:
        return ""
    star = "*" if row["unknown"].get(key) else ""
    return star + ("†" if key in MARKED and row["values"].get("carried") else "")


def worth(kind: str, value: Any) -> Any:
    """A known value as a number in the sheet's unit, or as the text that stands there."""
    if value is None:
        return None
    if kind == "money":
        return Decimal(value) / 1_000_000
    return Decimal(str(value)) if kind in {"quantity", "percent"} else value


@pytest.fixture(params=SLUGS)
def paper(request: pytest.FixtureRequest, place: SimpleNamespace) -> SimpleNamespace:
    """A report of September 2026, its document, and what paper must say."""
    fill(place)
    slug = request.param
    parameters = read({"period": "2026-09"}, years_only=False)
    figures, document = put_together(REPORTS[slug], parameters, place.officer)
    payload = json.loads(rendering.render("json", figures, document))
    shown = [column for column in payload["columns"] if column["shown"]]
    return SimpleNamespace(
        slug=slug,
        figures=figures,
        document=document,
        payload=payload,
        shown=shown,
        lines=expected(payload, slug),
        written=lambda name: rendering.render(name, figures, document),
    )


def compare(paper: SimpleNamespace, rows: list[list[str]]) -> None:
    """Every cell of every row says the value of the JSON with its marks."""
    assert len(rows) == len(paper.lines)
    for cells, (_kind, values, marks) in zip(rows, paper.lines, strict=True):
        for column, cell, value, sign in zip(paper.shown, cells, values, marks, strict=True):
            kind = column["kind"]
            if kind in {"money", "quantity", "percent"}:
                assert decimal(cell) == worth(kind, value), (column["key"], cells)
                assert cell.lstrip("-0123456789.,") == sign, (column["key"], cells)
            elif kind != "state":
                assert cell == str("" if value is None else value), (column["key"], cells)


def test_every_column_has_a_known_an_unknown_and_a_zero_value(paper: SimpleNamespace) -> None:
    rows = [row for row in paper.payload["rows"] if row["kind"] == "item"]
    for column in paper.shown:
        if column["kind"] not in {"money", "quantity", "percent"}:
            continue
        values = [row["values"][column["key"]] for row in rows]
        assert any(value not in {None, 0} for value in values), column["key"]
        assert 0 in values, column["key"]
        assert any(row["unknown"][column["key"]] for row in rows), column["key"]


def test_screen_says_the_figures(paper: SimpleNamespace) -> None:
    _head, rows = readers.html_rows(paper.written("html").decode(), HEADS)
    compare(paper, rows)


def test_word_says_the_figures(paper: SimpleNamespace) -> None:
    _head, rows = readers.docx_rows(paper.written("docx"), HEADS)
    compare(paper, rows)


def test_excel_says_the_figures(paper: SimpleNamespace) -> None:
    _head, rows = readers.xlsx_rows(paper.written("xlsx"), "STT", HEADS)
    assert len(rows) == len(paper.lines)
    for cells, (_kind, values, _marks) in zip(rows, paper.lines, strict=True):
        for column, cell, value in zip(paper.shown, cells, values, strict=True):
            kind = column["kind"]
            if kind in {"money", "quantity", "percent"}:
                assert not isinstance(cell, str), "a number is a number"
                found = None if cell is None else Decimal(str(cell))
                assert found == worth(kind, value), (column["key"], cells)
            elif kind != "state":
                assert str(cell or "") == str("" if value is None else value)


def test_excel_marks_what_is_carried_or_incomplete(paper: SimpleNamespace) -> None:
    found = readers.number_formats(paper.written("xlsx"), "STT", HEADS)
    for formats, (_kind, values, marks) in zip(found, paper.lines, strict=True):
        for column, style, value, sign in zip(paper.shown, formats, values, marks, strict=True):
            if column["kind"] in {"money", "quantity", "percent"} and value is not None:
                assert (f'"{sign}"' in style) == bool(sign), (column["key"], style)


def test_sums_in_excel_are_formulas_only_where_rows_add(paper: SimpleNamespace) -> None:
    found = readers.sums(paper.written("xlsx"))
    assert found
    for address, (formula, seen) in found.items():
        assert formula == seen, address
    sums = [kind for kind, _cells, _marks in paper.lines if kind in {"group", "total"}]
    columns = {address.rstrip("0123456789") for address in found}
    added = [c for c in paper.shown if c["kind"] == "money" or paper.slug == "courses"]
    assert len(columns) <= len(added)
    assert len({address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for address in found}) <= len(sums)


def test_pdf_says_the_figures(paper: SimpleNamespace) -> None:
    pages = readers.pdf_pages(paper.written("pdf"))
    table = paper.document.table
    head = squeezed("".join(cell.label for row in table.head for cell in row))
    body = "".join(page.split(head, 1)[-1] for page in pages)
    words = "".join(
        text + line.marks.get(i, "")
        for line in table.lines
        for i, text in enumerate(table.texts(line))
    )
    assert body.startswith(squeezed(words))
    for note in paper.document.notes:
        assert squeezed(note) in body


def test_notes_count_what_is_carried(place: SimpleNamespace) -> None:
    fill(place)
    parameters = read({"period": "2026-09"}, years_only=False)
    _figures, document = put_together(REPORTS["progress"], parameters, place.officer)
    carried, never = document.notes[1:]
    assert carried == ("† 1 dòng chưa báo cáo kỳ này, mang số đã duyệt gần nhất sang (dấu †).")
    assert never == "3 dòng chưa có báo cáo nào được duyệt."
    assert document.subtitles == ("(Số liệu từ ngày 01/09/2026 đến ngày 30/09/2026)",)
    assert document.letterhead is not None
    assert squeezed(document.letterhead.number_line) == "Số:/BC-TTKC"
    assert document.form_code == "", "not compared with the official form yet"


def test_an_annex_goes_with_the_report(place: SimpleNamespace) -> None:
    parameters = read({"period": "2026-09", "shape": "annex"}, years_only=False)
    _figures, document = put_together(REPORTS["courses"], parameters, place.officer)
    words = squeezed(document.subtitles[-1])
    assert words == squeezed(
        "(Kèm theo Báo cáo số /BC-TTKC ngày tháng năm của Trung tâm Khuyến công minh họa)"
    )
    assert document.notes == ("Không có lớp nào trong kỳ.",)
    assert document.unit_line == ""


@pytest.mark.parametrize("slug", SLUGS)
def test_labels_order_and_columns_come_from_the_database(place: SimpleNamespace, slug: str) -> None:
    fill(place)
    load_layouts(by=system_user())
    layout = FormLayout.objects.on(slug, made.day("2026-09-30")).get()
    layout.columns.filter(key="place").update(label="Nơi thực hiện", order=1, shown=True)
    layout.columns.filter(key="state").update(shown=slug == "progress", order=15)
    parameters = read({"period": "2026-09"}, years_only=False)
    figures, document = put_together(REPORTS[slug], parameters, place.officer)
    written = {name: rendering.render(name, figures, document) for name in rendering.CONTENT_TYPES}
    payload = json.loads(written["json"])
    shown = [(c["key"], c["label"]) for c in payload["columns"] if c["shown"]]
    assert shown[0] == ("place", "Nơi thực hiện")
    assert ("state" in dict(shown)) is (slug == "progress")
    heads = [
        readers.html_rows(written["html"].decode(), HEADS)[0][0],
        readers.docx_rows(written["docx"], HEADS)[0][0],
        readers.xlsx_rows(written["xlsx"], "Nơi thực hiện", HEADS)[0][0],
    ]
    for head in heads:
        assert head[0] == "Nơi thực hiện"
        assert ("Trạng thái" in head or "Tình trạng" in head) is (slug == "progress")
    assert "NơithựchiệnSTT" in readers.pdf_pages(written["pdf"])[0]


def test_classes_of_the_sheet_mean_nothing_to_the_page(place: SimpleNamespace) -> None:
    """The sheet stands on a page with a stylesheet of its own."""
    fill(place)
    parameters = read({"period": "2026-09"}, years_only=False)
    _figures, document = put_together(REPORTS["progress"], parameters, place.officer)
    table = html.table(document.table)
    names = {name for found in re.findall(r'class="([^"]+)"', table) for name in found.split()}
    assert {"child", "summary", "row-name", "star"} <= names
    style = Path(str(finders.find("css/portal.css"))).read_text(encoding="utf-8")
    bare = set(re.findall(r"(?:^|[},])\s*\.([a-z][\w-]*)\s*[,{]", style))
    assert names & bare == set()
