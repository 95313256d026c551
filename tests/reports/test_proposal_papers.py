"""The papers of a project's file: Mẫu 1 and the statement, in every format, from one object."""

import io
import json
from types import SimpleNamespace
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client

from accounts.choices import OrganisationKind, Role
from programmes.models import BudgetLine, ProjectStatement, SupportProject
from reports.figures.budget import roman
from reports.models import FormLayout
from reports.proposals import budget_paper, statement_paper
from reports.services import load_layouts
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.reports import readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(place: SimpleNamespace) -> SupportProject:
    """A project with a budget of two groups and a line without one."""
    project = factory.registered(
        place,
        "Hỗ trợ máy dệt",
        unit=place.units.quynh_phu,
        code="KC-01",
        objective="Tăng năng suất",
    )
    rows = [
        ("Máy móc", "Máy dệt", 2, 150_000_000, "support_provincial"),
        ("Máy móc", "Máy dệt, đối ứng", 2, 75_000_000, "counterpart"),
        ("Khác", "Vận chuyển", 4, None, "integrated"),
        ("", "Khảo sát", 1, 0, "support_unknown"),
    ]
    for order, (group, content, quantity, price, source) in enumerate(rows, start=1):
        BudgetLine.objects.create(
            project=project,
            group=group,
            content=content,
            measure="máy",
            quantity=quantity,
            unit_price=price,
            source=source,
            basis="Báo giá",
            order=order,
        )
    return project


def url(project: SupportProject, paper: str = "du-toan", asked: str = "") -> str:
    return f"/de-an/{project.pk}/van-ban/{paper}/" + (f"?dinh-dang={asked}" if asked else "")


def test_groups_sums_and_what_is_unknown(place: SimpleNamespace, loom: SupportProject) -> None:
    figures = budget_paper(loom, place.officer).figures
    keys = ("amount", "support", "support_provincial", "counterpart", "other")
    rows = [
        (str(row.kind), row.code, row.label, *(row.values[key] for key in keys))
        for row in figures.rows
    ]
    million = 1_000_000
    assert rows == [
        ("item", "1", "Khảo sát", 0, 0, None, None, None),
        ("group", "I", "Máy móc", None, None, None, None, None),
        ("item", "2", "Máy dệt", 300 * million, 300 * million, 300 * million, None, None),
        ("item", "3", "Máy dệt, đối ứng", 150 * million, None, None, 150 * million, None),
        (
            "subtotal",
            "I",
            "Cộng Máy móc",
            450 * million,
            300 * million,
            300 * million,
            150 * million,
            None,
        ),
        ("group", "II", "Khác", None, None, None, None, None),
        ("item", "4", "Vận chuyển", None, None, None, None, None),
        ("subtotal", "II", "Cộng Khác", None, None, None, None, None),
        (
            "total",
            "",
            "Tổng cộng",
            450 * million,
            300 * million,
            300 * million,
            150 * million,
            None,
        ),
    ]
    assert (figures.total.unknown["amount"], figures.total.unknown["other"]) == (1, 1)
    assert (figures.total.unknown["support"], figures.total.unknown_count) == (0, 0)


def test_the_form_code_is_printed_once_confirmed(
    place: SimpleNamespace, loom: SupportProject
) -> None:
    load_layouts(by=place.officer)
    assert budget_paper(loom, place.officer).document.form_code == ""
    FormLayout.objects.filter(slug="budget").update(is_confirmed=True)
    assert budget_paper(loom, place.officer).document.form_code == "Mẫu số 1"
    annex = statement_paper(loom, place.officer).text.annex
    assert annex.form_code == "Mẫu số 1"


def test_all_formats_say_the_same(place: SimpleNamespace, loom: SupportProject) -> None:
    client = signed_in(place.officer)
    made = json.loads(client.get(url(loom, asked="json")).content)
    assert (made["slug"], made["filters"]["project_code"]) == ("budget", "KC-01")
    assert made["rows"][-1]["values"]["amount"] == 450_000_000
    page = client.get(url(loom)).text
    assert "450.000.000" in page
    answer = client.get(url(loom, asked="xlsx"))
    assert answer["Content-Disposition"] == 'attachment; filename="du-toan-kc-01.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Máy dệt", 150_000_000, "Báo giá", "DỰ TOÁN KINH PHÍ ĐỀ ÁN"} <= cells
    words = "".join(readers.pdf_pages(client.get(url(loom, asked="pdf")).content))
    assert "450.000.000*" in words
    word = docx.Document(io.BytesIO(client.get(url(loom, asked="docx")).content))
    last = [cell.text for cell in word.tables[1].rows[-1].cells]
    assert "450.000.000*" in last


def test_the_total_stands_in_words_in_every_format(
    place: SimpleNamespace, loom: SupportProject
) -> None:
    """A total that leaves something out is not written in words: it would be read as the whole."""
    client = signed_in(place.officer)
    assert "Bằng chữ" not in client.get(url(loom)).text
    BudgetLine.objects.filter(unit_price=None).update(unit_price=625_000)
    words = "Bốn trăm năm mươi hai triệu năm trăm nghìn đồng"
    made = json.loads(client.get(url(loom, asked="json")).content)
    assert made["filters"]["in_words"] == words
    for asked in ("html", "xlsx", "pdf", "docx"):
        text = readers.text_of(asked, client.get(url(loom, asked=asked)).content)
        assert readers.squeezed(f"Bằng chữ: {words}.") in readers.squeezed(text)
    assert statement_paper(loom, place.officer).text.annex.notes == (f"Bằng chữ: {words}.",)


def test_a_budget_without_lines_says_so(place: SimpleNamespace) -> None:
    bare = factory.registered(place, "Chưa có dự toán", unit=place.units.quynh_phu)
    paper = budget_paper(bare, place.officer)
    assert paper.document.notes == ("Chưa có dòng dự toán.",)
    assert statement_paper(bare, place.officer).text.annex is None
    client = signed_in(place.officer)
    for asked in ("json", "xlsx", "pdf", "docx", "html"):
        for name in ("du-toan", "thuyet-minh"):
            assert client.get(url(bare, name, asked)).status_code == 200


def test_whose_paper_it_is(place: SimpleNamespace, loom: SupportProject) -> None:
    """Of the implementing organisation; the Centre's own letterhead where it implements itself."""
    head = budget_paper(loom, place.officer).document.letterhead
    assert head.issuing_body == "TRUNG TÂM KHUYẾN CÔNG MINH HỌA"
    loom.implementing_organisation = factory.organisation(
        place.units.quynh_phu, kind=OrganisationKind.OTHER, name="Trường nghề minh họa"
    )
    document = budget_paper(loom, place.officer).document
    assert document.letterhead.issuing_body == "TRƯỜNG NGHỀ MINH HỌA"
    assert document.letterhead.governing_body == ""
    assert [one.full_name for one in document.signatures] == [""]


def test_the_statement_in_eight_parts(place: SimpleNamespace, loom: SupportProject) -> None:
    ProjectStatement.objects.create(
        project=loom, necessity="Máy cũ\nNăng suất thấp", effect="Thêm việc làm"
    )
    paper = statement_paper(loom, place.officer)
    assert [block.heading for block in paper.text.blocks][1:3] == [
        "2. Sự cần thiết và căn cứ của đề án",
        "3. Mục tiêu",
    ]
    assert len(paper.text.blocks) == 8
    assert paper.text.blocks[1].paragraphs == ("Máy cũ", "Năng suất thấp")
    assert paper.text.blocks[2].paragraphs == ("Tăng năng suất",)
    assert paper.text.blocks[6].paragraphs == ("Chưa có nội dung.",)
    assert paper.text.annex.title == "DỰ TOÁN KINH PHÍ ĐỀ ÁN"
    assert paper.text.annex.is_annex
    client = signed_in(place.officer)
    made = json.loads(client.get(url(loom, "thuyet-minh", "json")).content)
    assert [row["values"]["number"] for row in made["rows"]] == list(range(1, 9))
    assert made["rows"][1]["values"]["words"] == "Máy cũ\nNăng suất thấp"
    words = "".join(readers.pdf_pages(client.get(url(loom, "thuyet-minh", "pdf")).content))
    assert "THUYẾTMINHĐỀÁN" in words
    assert "450.000.000*" in words
    word = docx.Document(io.BytesIO(client.get(url(loom, "thuyet-minh", "docx")).content))
    texts = [one.text for one in word.paragraphs]
    assert "8. Hiệu quả của đề án" in texts
    assert "Năng suất thấp" in texts


def test_who_sees_the_papers(place: SimpleNamespace, loom: SupportProject) -> None:
    far = factory.person(factory.organisation(place.units.ha_noi, name="Nơi khác"))
    reader = factory.person(place.centre, Role.INSPECTOR)
    for name in ("du-toan", "thuyet-minh"):
        assert signed_in(far).get(url(loom, name)).status_code == 404
        page = signed_in(reader).get(url(loom, name))
        assert page.status_code == 200
        assert f"/de-an/{loom.pk}/{name}/" not in page.text
        refused = signed_in(reader).get(url(loom, name, "zip"))
        assert (refused.status_code, "Định dạng không hợp lệ." in refused.text) == (400, True)
        assert Client().get(url(loom, name)).status_code == 302


@pytest.mark.parametrize(
    ("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (38, "XXXVIII")]
)
def test_numbers_of_groups(number: int, written: str) -> None:
    assert roman(number) == written


def test_text_that_no_file_can_hold(place: SimpleNamespace, loom: SupportProject) -> None:
    BudgetLine.objects.filter(content="Máy dệt").update(content="=1+1\x0b", basis="<b>\x00"[:3])
    ProjectStatement.objects.create(project=loom, effect="a\x0bb")
    client: Any = signed_in(place.officer)
    for asked in ("json", "xlsx", "pdf", "docx", "html"):
        for name in ("du-toan", "thuyet-minh"):
            assert client.get(url(loom, name, asked)).status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url(loom, asked="xlsx")).content)).active
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in found] == ["s"]
