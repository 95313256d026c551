"""The PDF as a file: what it declares, its fonts and pages, and that drawing it fetches nothing."""

import io
import logging
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pypdf
import pytest

from reports.catalogue import REPORTS, put_together
from reports.parameters import read
from reports.rendering import pdf
from tests.factories import programmes as factory
from tests.reports.readers import squeezed

pytestmark = pytest.mark.document

A4_LANDSCAPE = (842, 595)


@pytest.fixture
def listener() -> Iterator[SimpleNamespace]:
    """A port that counts who comes."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    seen: list[object] = []
    done = threading.Event()

    def count() -> None:
        while not done.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            seen.append(address)
            connection.close()

    thread = threading.Thread(target=count)
    thread.start()
    yield SimpleNamespace(port=server.getsockname()[1], seen=seen)
    done.set()
    thread.join()
    server.close()


def draw(place: SimpleNamespace) -> bytes:
    parameters = read({"year": "2026"}, years_only=True)
    _figures, document = put_together(REPORTS["annual-plan"], parameters, place.officer)
    return pdf.render(document)


def add(place: SimpleNamespace, name: str, **more: object) -> None:
    factory.project(
        name,
        unit=place.units.quynh_phu,
        province=place.units.hung_yen,
        activity=place.machines,
        **more,
    )


@pytest.mark.django_db
def test_the_file_declares_pdf_a_with_metadata_and_output_intent(place: SimpleNamespace) -> None:
    add(place, "Đề án")
    reader = pypdf.PdfReader(io.BytesIO(draw(place)))
    packet = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in packet
    assert 'pdfaid:conformance="U"' in packet
    assert reader.metadata is not None
    assert reader.metadata.title == "Kế hoạch khuyến công năm 2026"
    assert reader.metadata.author == "Trung tâm Khuyến công minh họa"
    intent = reader.trailer["/Root"]["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp", "an ICC profile"
    assert reader.trailer["/Root"]["/Lang"] == "vi"


@pytest.mark.django_db
def test_every_font_is_embedded_and_ours(place: SimpleNamespace) -> None:
    add(place, "Đề án chữ có dấu: Ẫ ẵ Ỡ ữ đ")
    reader = pypdf.PdfReader(io.BytesIO(draw(place)))
    fonts = {
        name: font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in reader.pages
        for name, font in page["/Resources"]["/Font"].get_object().items()
        for font in [font.get_object()]
    }
    assert fonts
    for descriptor in fonts.values():
        assert "Liberation-Serif" in descriptor["/FontName"]
        assert len(descriptor["/FontFile2"].get_data()) > 1_000


@pytest.mark.django_db
def test_pages_are_a4_landscape_and_numbered_from_the_second(place: SimpleNamespace) -> None:
    for i in range(60):
        add(place, f"Đề án dệt chiếu cói xuất khẩu số {i}")
    pages = pypdf.PdfReader(io.BytesIO(draw(place))).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        box = page.mediabox
        assert (round(box.width), round(box.height)) == A4_LANDSCAPE
        middle = [
            text.strip()
            for text, x, y in _placed(page)
            if abs(x - box.width / 2) < 30 and y > box.height - 57
        ]
        assert middle == ([] if number == 1 else [str(number)])


def _placed(page: pypdf.PageObject) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []

    def note(text: str, user: list[float], matrix: list[float], *_rest: object) -> None:
        if text.strip():
            x = matrix[4] * user[0] + user[4]
            y = matrix[5] * user[3] + user[5]
            found.append((text, x, y))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.django_db
def test_nothing_is_fetched_and_nothing_is_attached(
    place: SimpleNamespace, listener: SimpleNamespace
) -> None:
    address = f"http://127.0.0.1:{listener.port}"
    planted = [
        f'<img src="{address}/a.png">',
        '<link rel=attachment href="file:///etc/passwd">',
        f'<style>@import "{address}/b.css"; td {{background:url(file:///etc/passwd)}}</style>',
        f'<svg><image href="{address}/c.png"/></svg><script src="{address}/d.js"></script>',
        f'"><iframe src="{address}/e"></iframe><!--',
    ]
    for text in planted:
        add(place, text, place_text=text[:300], objective=text, note=text, beneficiary=text)
    place.profile.governing_body = planted[0][:250]
    place.profile.recipients = "\n".join(planted)
    place.profile.save()
    body = draw(place)
    reader = pypdf.PdfReader(io.BytesIO(body))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    assert squeezed(planted[1]) in text, "planted text is printed as text"
    assert "root:" not in text
    assert not reader.attachments
    assert "/EmbeddedFiles" not in str(reader.trailer["/Root"].get("/Names", ""))
    assert listener.seen == []


def test_the_fetcher_refuses_everything_but_its_fonts(
    listener: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    """Even markup that nobody escaped reads nothing: the second line of defence."""
    address = f"http://127.0.0.1:{listener.port}"
    page = (
        f'<html lang="vi"><head><link rel=stylesheet href="{address}/a.css">'
        '<link rel=attachment href="file:///etc/passwd"></head><body>'
        f'<img src="{address}/b.png"><img src="file:///etc/passwd">'
        '<img src="data:image/png;base64,iVBORw0KGgo="><img src="paper-font:../settings.py">'
        f'<p style="background:url({address}/c.png)">chữ</p></body></html>'
    )
    caplog.set_level(logging.ERROR, logger="weasyprint")
    reader = pypdf.PdfReader(io.BytesIO(pdf.draw(page, "p{font-family:'Liberation Serif Paper'}")))
    assert squeezed(reader.pages[0].extract_text()) == "chữ"
    assert not reader.attachments
    assert listener.seen == []
    with pytest.raises(LookupError):
        pdf.font_bytes("../../manage.py")


@pytest.mark.django_db
def test_drawing_warns_of_nothing(place: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    add(place, "Đề án")
    with caplog.at_level(logging.WARNING):
        draw(place)
    assert [record.getMessage() for record in caplog.records] == []
