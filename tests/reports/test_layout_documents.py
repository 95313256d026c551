"""What only the office's layout says, in every format: blank columns, signers, recipients."""

import json
from types import SimpleNamespace

import pytest

from accounts.services import system_user
from reports.models import FormLayout
from reports.services import load_layouts
from tests.factories import programmes as factory
from tests.reports import readers
from tests.reports.readers import squeezed
from tests.reports.test_documents import HEADS, fill, put, written

pytestmark = [pytest.mark.django_db, pytest.mark.document]


def test_a_column_of_the_offices_own_is_blank_in_every_format(place: SimpleNamespace) -> None:
    fill(place, 3)
    load_layouts(by=system_user())
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    before = json.loads(written("json", *put(place)))
    layout.columns.create(key="own_1", label="Ký nhận", order=15, width=25)
    figures, document = put(place)
    payload = json.loads(written("json", figures, document))
    column = {"key": "own_1", "label": "Ký nhận", "kind": "text", "unit": "", "shown": True}
    assert payload["columns"][1] == column
    assert [c for c in payload["columns"] if c["key"] != "own_1"] == before["columns"]
    assert {row["values"].pop("own_1") for row in payload["rows"]} == {None}
    assert payload["rows"] == before["rows"]
    sheets = {
        "html": readers.html_rows(written("html", figures, document).decode(), HEADS),
        "docx": readers.docx_rows(written("docx", figures, document), HEADS),
        "xlsx": readers.xlsx_rows(written("xlsx", figures, document), "STT", HEADS),
    }
    for name, (head, rows) in sheets.items():
        assert head[0][1] == "Ký nhận", name
        assert {row[1] or "" for row in rows} == {""}, name
    assert "STTKýnhậnTênđềán" in readers.pdf_pages(written("pdf", figures, document))[0]


def test_a_layout_may_name_its_own_signers_and_recipients(place: SimpleNamespace) -> None:
    load_layouts(by=system_user())
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    layout.recipients, layout.prepared_by = "- Ủy ban nhân dân tỉnh;\n\n- Lưu: VT.", "Vũ Minh Họa"
    layout.save()
    layout.signers.create(order=2, position="Giám đốc", full_name="Trần Minh Họa")
    layout.signers.create(order=1, capacity="TL. Giám đốc", position="Trưởng phòng")
    figures, document = put(place)
    assert document.recipients == ("- Ủy ban nhân dân tỉnh;", "- Lưu: VT.")
    assert [(s.capacity, s.position, s.full_name) for s in document.signatures] == [
        ("", "NGƯỜI LẬP BIỂU", "Vũ Minh Họa"),
        ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG", ""),
        ("", "GIÁM ĐỐC", "Trần Minh Họa"),
    ]
    for format_ in ("html", "docx", "xlsx", "pdf"):
        text = readers.text_of(format_, written(format_, figures, document))
        for words in ("Lưu: VT.", "TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG", "Trần Minh Họa", "Vũ Minh Họa"):
            assert squeezed(words) in text, (format_, words)
        assert "LêMinhHọa" not in text, format_
    assert put(place, shape="annex")[1].signatures == ()


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx", "pdf", "json"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_a_sheet_of_one_column_can_be_printed(
    place: SimpleNamespace, format_: str, orientation: str
) -> None:
    fill(place, 2)
    load_layouts(by=system_user())
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    layout.columns.exclude(key="project").update(shown=False)
    FormLayout.objects.filter(pk=layout.pk).update(orientation=orientation)
    assert written(format_, *put(place))
