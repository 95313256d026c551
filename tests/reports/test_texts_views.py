"""The page of a report in words: choices, saving, conflicts, files, scope, rights."""

import io
import re
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import docx
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from reports.models import TextParagraph, TextReport
from reports.services import save_text
from tests.factories import progress as factory
from tests.factories.accounts import office, signed_in
from tests.factories.programmes import person

pytestmark = pytest.mark.django_db

URL = "/bao-cao/van-ban/"
MONTH = {"ky": "2026-10"}
HERE = f"{URL}?ky=2026-10"
WHOLE = ["2026", "2026-9M", "2026-H1"]
WHOLE_LABEL = "6 tháng, 9 tháng, năm"
OWN = "Sở đã ban hành kế hoạch."
NOW = "2026-11-02 09:00+07:00"


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
@time_machine.travel(NOW, tick=False)
def _stored_reports(module_rows: None) -> SimpleNamespace:
    made = factory.reporting()
    made.loom = factory.line(made, "Máy dệt chiếu", reporter=made.commune)
    there = factory.project(made, "Đề án Lò nung gốm", unit=made.units.a_sao)
    made.kiln = factory.line(made, "Lò nung gốm", of=there)
    september, october = factory.period(made, "2026-09"), factory.period(made, "2026-10")
    factory.approved(
        factory.submission(september, made.centre),
        factory.said(made.kiln, 4),
        by=made.officer,
        reviewer=made.officer,
    )
    factory.approved(
        factory.submission(october, made.commune),
        factory.said(made.loom, 5, difficulties="Thiếu vốn lưu động"),
        by=made.local,
        reviewer=made.officer,
    )
    return made


@pytest.fixture
def reported(_stored_reports: SimpleNamespace, db: None) -> SimpleNamespace:
    """October: the commune reported its loom, the Centre's kiln carries September's value."""
    return deepcopy(_stored_reports)


def report(place: SimpleNamespace) -> TextReport:
    return TextReport(centre=place.centre, period_code="2026-10")


def saved(place: SimpleNamespace, **words: str) -> TextReport:
    return save_text(report(place), words, {"overview": "Câu cũ."}, by=place.officer)


def test_the_page_has_sentences_from_figures_and_a_field_for_own_words(
    reported: SimpleNamespace,
) -> None:
    page = signed_in(reported.officer).get(URL, MONTH)
    assert page.status_code == 200
    text = page.text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "Báo cáo kết quả hoạt động khuyến công tháng 10/2026" in text
    assert "Đến hết tháng 10/2026 (số liệu đến ngày 14/10/2026)" in text
    assert "năm 2026 thực hiện 2 đề án khuyến công, kinh phí hỗ trợ chưa có số liệu" in text
    assert "Số máy: trong tháng chưa có số liệu, lũy kế từ đầu năm" not in text
    assert "Số máy: trong tháng 5 máy, lũy kế từ đầu năm 9 máy" in text
    assert "Trung tâm Khuyến công minh họa (1 dòng)" in text, "the kiln carries September's"
    assert "Phòng Kinh tế xã Hưng Hà, đề án “Đề án Máy dệt chiếu”: Thiếu vốn lưu động." in text
    assert page.text.count("<textarea") == 11
    assert "style=" not in page.text


def test_without_a_period_the_newest_month_whose_data_are_complete_is_shown(
    reported: SimpleNamespace,
) -> None:
    factory.period(reported, "2026-11")  # from 15/10 to 14/11: still running
    page = signed_in(reported.officer).get(URL).text
    assert '<option value="2026-10" selected>' in page
    assert '<option value="2026-11">' in page


def test_every_kind_of_period_that_has_begun_is_offered(reported: SimpleNamespace) -> None:
    page = signed_in(reported.officer).get(URL, {"ky": "2026-9M"}).text
    offered = re.findall(r'<option value="([^"]+)"', page)
    months = ["2026-11", "2026-10", "2026-09"]
    assert offered == [*months, "2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", *WHOLE]
    assert re.findall(r'<optgroup label="([^"]+)"', page) == ["Tháng", "Quý", WHOLE_LABEL]
    assert '<option value="2026-9M" selected>9 tháng năm 2026' in page
    assert "III. Phương hướng, nhiệm vụ quý IV/2026" in page


def test_the_report_of_the_year_looks_at_the_plan_of_the_next(reported: SimpleNamespace) -> None:
    client = signed_in(reported.officer)
    none = "Kế hoạch khuyến công năm 2027: chưa có số liệu."
    assert none in client.get(URL, {"ky": "2026"}).text
    assert none not in client.get(URL, {"ky": "2026-Q4"}).text
    factory.project(reported, "Đề án năm sau", unit=reported.units.a_sao, year=2027)
    page = client.get(URL, {"ky": "2026"}).text
    assert "Kế hoạch khuyến công năm 2027: 1 đề án, kinh phí hỗ trợ chưa có số liệu." in page


def test_looking_stores_nothing(reported: SimpleNamespace) -> None:
    signed_in(reported.officer).get(URL, MONTH)
    assert TextReport.objects.count() == 0


def test_words_are_kept_when_the_report_is_made_again(reported: SimpleNamespace) -> None:
    client = signed_in(reported.officer)
    posted = {"version": "0", "direction": f"{OWN}\r\n\r\nHai.", "causes": "  "}
    answer = client.post(HERE, posted)
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    made = TextReport.objects.get()
    assert (made.centre, made.kind, made.version) == (reported.centre, "month", 1)
    rows = dict(made.paragraphs.values_list("section", "text"))
    assert rows["direction"] == f"{OWN}\n\nHai."
    assert rows["overview"] == "", "only the sentences of then are kept there"
    assert "causes" not in rows
    again = client.get(URL, MONTH)
    assert OWN in again.text
    assert "Khác với lần lưu trước" not in again.text
    assert OWN not in client.get(URL, {"ky": "2026-09"}).text, "another month has its own"


def test_what_has_changed_since_the_last_save_is_shown(reported: SimpleNamespace) -> None:
    saved(reported, direction=OWN)
    page = signed_in(reported.officer).get(URL, MONTH).text
    assert "Khác với lần lưu trước" in page
    assert "<del>Câu cũ.</del>" in page


def test_two_editors_lose_nothing(reported: SimpleNamespace) -> None:
    client = signed_in(reported.officer)
    saved(reported, direction="Của người thứ nhất.")
    posted = {"version": "0", "direction": "Của người thứ hai."}
    answer = client.post(HERE, posted)
    assert answer.status_code == 409
    assert "Của người thứ nhất." in answer.text
    assert "Của người thứ hai." in answer.text
    assert "Nội dung vừa nhập vẫn được giữ" in answer.text
    assert TextParagraph.objects.get(section="direction").text == "Của người thứ nhất."
    assert 'name="version" value="1"' in answer.text, "who has seen both may save"
    assert client.post(HERE, posted | {"version": "1"}).status_code == 302
    assert TextParagraph.objects.get(section="direction").text == "Của người thứ hai."


def test_too_long_words_are_refused_at_their_field_and_kept(reported: SimpleNamespace) -> None:
    answer = signed_in(reported.officer).post(HERE, {"version": "0", "causes": "a" * 6_001})
    assert answer.status_code == 422
    assert "Nguyên nhân tối đa 6.000 ký tự (đang có 6.001)." in answer.text
    assert "a" * 6_001 in answer.text
    assert TextReport.objects.count() == 0


def test_what_is_typed_is_escaped(reported: SimpleNamespace) -> None:
    saved(reported, direction="<script>x</script>")
    client = signed_in(reported.officer)
    for query in (MONTH, MONTH | {"xem": "ban-in"}):
        page = client.get(URL, query).text
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


@pytest.mark.document
def test_files_have_the_own_words_in_them(reported: SimpleNamespace) -> None:
    saved(reported, direction=OWN)
    client = signed_in(reported.officer)
    word = client.get(URL, MONTH | {"dinh-dang": "docx"})
    wanted = 'attachment; filename="bao-cao-khuyen-cong-2026-10.docx"'
    assert word["Content-Disposition"] == wanted
    texts = [p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert OWN in texts
    assert client.get(URL, MONTH | {"dinh-dang": "pdf"}).content.startswith(b"%PDF-1.7")


def test_the_preview_is_the_sheet(reported: SimpleNamespace) -> None:
    saved(reported, direction=OWN)
    page = signed_in(reported.officer).get(URL, MONTH | {"xem": "ban-in"}).text
    assert '<p class="words">Sở đã ban hành kế hoạch.</p>' in page
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page
    assert "<textarea" not in page
    assert '<input type="hidden" name="xem" value="ban-in">' in page, "another month stays here"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"ky": "2026'--"}, "Kỳ báo cáo không hợp lệ."),
        ({"ky": "2026-13"}, "Kỳ báo cáo không hợp lệ."),
        ({"ky": "3026-01"}, "Năm phải trong khoảng 2000–2040."),
        ({"ky": "2026-07-01..2026-08-15"}, "Báo cáo lời văn lập theo tháng, quý hoặc năm."),
        ({"ky": "2026-10", "dinh-dang": "xlsx"}, "Định dạng không hợp lệ."),
    ],
)
def test_a_bad_choice_is_answered_in_words(
    reported: SimpleNamespace, query: dict[str, str], message: str
) -> None:
    page = signed_in(reported.officer).get(URL, query)
    assert page.status_code == 400
    assert message in page.text
    assert "Tháng 10/2026" in page.text, "the months stay"
    assert "<textarea" not in page.text


def test_only_looking_and_saving_are_offered(reported: SimpleNamespace) -> None:
    client = signed_in(reported.officer)
    assert client.put(HERE).status_code == 405
    assert client.delete(HERE).status_code == 405
    assert client.head(HERE).status_code == 200


def test_not_signed_in_leads_to_the_sign_in(reported: SimpleNamespace) -> None:
    answer = Client().get(HERE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize(
    "role", [Role.CENTRE_LEADER, Role.CENTRE_ACCOUNTANT, Role.INSPECTOR, Role.SYSTEM_ADMIN]
)
def test_who_may_not_write_reads(reported: SimpleNamespace, role: str) -> None:
    saved(reported, direction=OWN)
    client = signed_in(person(reported.centre, role))
    page = client.get(URL, MONTH)
    assert OWN in page.text
    assert "<textarea" not in page.text
    assert "Lưu báo cáo" not in page.text
    assert client.post(HERE, {"version": "1", "direction": "x"}).status_code == 403
    assert TextParagraph.objects.get(section="direction").text == OWN


def test_a_local_office_reads_its_own_figures_and_nobodys_words(
    reported: SimpleNamespace,
) -> None:
    saved(reported, direction=OWN)
    page = signed_in(reported.neighbour).get(URL, MONTH).text
    assert "Số liệu chỉ gồm phần thuộc địa bàn của đơn vị." in page
    assert "năm 2026 thực hiện 1 đề án khuyến công" in page
    assert OWN not in page
    assert "Câu cũ." not in page
    assert "Thiếu vốn" not in page, "the commune beside wrote that"
    sheet = signed_in(reported.neighbour).get(URL, MONTH | {"xem": "ban-in"}).text
    assert "Số liệu thuộc địa bàn của Phòng Kinh tế xã A Sào" in sheet
    assert "Máy dệt chiếu" not in sheet
    assert OWN not in sheet
    assert signed_in(reported.local).post(HERE, {"direction": "x"}).status_code == 403


def test_another_province_has_its_own_report(reported: SimpleNamespace) -> None:
    saved(reported, direction=OWN)
    centre = office(reported.units.ha_noi, kind="extension_centre", name="Trung tâm khác")
    client = signed_in(person(centre))
    page = client.get(URL, MONTH).text
    assert OWN not in page
    assert "Thiếu vốn" not in page
    assert client.post(HERE, {"version": "0", "direction": "Của tỉnh khác."}).status_code == 302
    assert TextReport.objects.get(centre=centre).paragraphs.get(section="direction").text == (
        "Của tỉnh khác."
    )
    assert TextParagraph.objects.filter(text=OWN).count() == 1


def test_without_a_centre_there_is_no_page(reported: SimpleNamespace) -> None:
    ministry = office(reported.units.ha_noi, kind="provincial_department", name="Sở khác")
    client = signed_in(person(ministry, Role.DEPARTMENT))
    assert client.get(HERE).status_code == 404


def test_the_index_leads_here(reported: SimpleNamespace) -> None:
    assert URL in signed_in(reported.officer).get(reverse("reports:index")).text


def test_queries_do_not_grow_with_lines(
    reported: SimpleNamespace, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(reported.officer)
    client.get(URL, MONTH)
    with django_assert_max_num_queries(80) as first:
        client.get(URL, MONTH)
    for number in range(3):
        factory.line(reported, f"Dòng {number}", reporter=reported.beside)
    with django_assert_num_queries(len(first)):
        client.get(URL, MONTH)
