"""Pages of the office's own templates, and a report filled into one."""

import io
from types import SimpleNamespace
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import OrganisationKind, Role
from reports.catalogue import REPORTS
from reports.figures import KINDS
from reports.models import DocumentTemplate
from reports.templates.placeholders import COLUMNS
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.reports.templates import making
from tests.reports.templates.hostile import macro_word
from tests.reports.templates.making import excel, word, word_paragraphs, word_rows

pytestmark = [pytest.mark.django_db, pytest.mark.document]

LIST, ADD = "/mau-van-ban/", "/mau-van-ban/them/"
REPORT = "/bao-cao/annual-plan/"
NASTY = "Lò <nung> & gốm =1+1"


@pytest.fixture
def office(place: SimpleNamespace) -> SimpleNamespace:
    """The Centre with a leader and two projects, of which one has no amount."""
    place.leader = factory.person(place.centre, Role.CENTRE_LEADER)
    for name, lines in ((NASTY, {"support_provincial": 235_800_000}), ("Máy dệt chiếu", {})):
        factory.project(
            name, unit=place.units.quynh_phu, province=place.units.hung_yen,
            activity=place.machines, lines=lines,
        )  # fmt: skip
    place.client = signed_in(place.leader)
    return place


def facts(data: bytes | None, *, ending: str = "docx", **more: Any) -> dict[str, Any]:
    posted = {"slug": "annual-plan", "name": "Biểu của đơn vị", **more}
    if data is not None:
        posted["upload"] = SimpleUploadedFile(f"bieu cua so.{ending}", data)
    return posted


def stored(office: SimpleNamespace, data: bytes, **more: Any) -> DocumentTemplate:
    answer = office.client.post(ADD, facts(data, **more))
    assert answer.status_code == 302, answer.text
    return DocumentTemplate.objects.latest("pk")


GOOD = (
    "{{ ten_co_quan }}",
    "Năm {{ nam }}, {{ so_dong }} đề án, {{ tong.ho_tro_tinh }} {{ don_vi_tinh }}",
)
ROW = ["{{ dong.stt }}", "{{ dong.ten_de_an }}", "{{ dong.ho_tro_tinh }}"]


def test_a_leader_brings_a_template_and_sees_what_it_says(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD, rows=[ROW]))
    assert template.centre == office.centre
    page = office.client.get(template.get_absolute_url())
    assert "bảng 1, dòng 1, ô 2" in page.text
    assert "Tên đề án" in page.text
    assert "Ô trống cần sửa" not in page.text
    assert template.name in office.client.get(LIST).text
    assert template.history.count() == 1


def test_a_report_is_filled_with_its_own_figures(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD, rows=[ROW]))
    page = signed_in(office.officer).get(REPORT, {"nam": "2026"})
    address = f"?nam=2026&amp;cap=all&amp;hinh-thuc=main&amp;mau={template.pk}"
    assert address in page.text
    answer = signed_in(office.officer).get(REPORT + address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == (
        f'attachment; filename="ke-hoach-khuyen-cong-2026.mau-{template.pk}.docx"'
    )
    assert word_paragraphs(answer.content) == [
        "TRUNG TÂM KHUYẾN CÔNG MINH HỌA", "Năm 2026, 2 đề án, 235,8* triệu đồng",
    ]  # fmt: skip
    assert word_rows(answer.content) == [["1", NASTY, "235,8"], ["2", "Máy dệt chiếu", ""]]


def test_an_excel_template_is_filled_with_numbers(office: SimpleNamespace) -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ROW)
        sheet.write_formula(1, 2, "=SUM(C1)")

    template = stored(office, excel(draw), ending="xlsx")
    answer = office.client.get(REPORT, {"nam": "2026", "mau": template.pk, "cap": "local"})
    assert making.cells(answer.content) == [
        [1, NASTY, 235.8], [2, "Máy dệt chiếu", None], [None, None, "=SUM(C1:C2)"],
    ]  # fmt: skip
    national = office.client.get(REPORT, {"nam": "2026", "mau": template.pk, "cap": "national"})
    assert making.cells(national.content)[0] == [None, None, None]


def test_wrong_placeholders_are_named_with_place_and_nearest_name(office: SimpleNamespace) -> None:
    template = stored(
        office, word("{{ ten_co_qan }} {{ tong.ho_tro_qg }} {{ nam", rows=[["{{ ten_de_an }}"]])
    )
    page = office.client.get(template.get_absolute_url()).text
    assert "Gần nhất: {{ ten_co_quan }}." in page
    assert "Gần nhất: {{ tong.ho_tro" in page
    assert "Gần nhất: {{ dong.ten_de_an }}." in page
    assert "Ô trống thiếu dấu" in page
    assert "bảng 1, dòng 1, ô 1" in page
    assert "4 ô trống cần sửa" in office.client.get(LIST).text
    assert f"mau={template.pk}" not in office.client.get(REPORT, {"nam": "2026"}).text
    refused = office.client.get(REPORT, {"nam": "2026", "mau": template.pk})
    assert refused.status_code == 422
    assert "Mẫu còn 4 ô trống sai" in refused.text


def test_a_hostile_file_stores_nothing(office: SimpleNamespace) -> None:
    answer = office.client.post(ADD, facts(macro_word()))
    assert answer.status_code == 422
    assert "Không nhận tệp có macro." in answer.text
    assert 'value="Biểu của đơn vị"' in answer.text
    assert not DocumentTemplate.objects.exists()


def test_the_name_of_a_file_must_tell_its_kind(office: SimpleNamespace) -> None:
    answer = office.client.post(ADD, facts(word("x"), ending="pdf"))
    assert answer.status_code == 422
    assert "Tệp không đúng loại cho phép (DOCX, XLSX)." in answer.text


def test_an_empty_form_says_what_is_missing(office: SimpleNamespace) -> None:
    answer = office.client.post(ADD)
    assert answer.status_code == 422
    for words in ("Chưa chọn tệp mẫu.", "Chưa nhập Tên mẫu.", "Chưa chọn Loại văn bản."):
        assert words in answer.text


def test_a_template_is_changed_with_and_without_a_new_file(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD))
    url = reverse("reports:template-edit", args=[template.pk])
    posted = facts(None, name="Biểu mới", valid_from="01/01/2027", version=template.version)
    assert office.client.post(url, posted).status_code == 302
    template.refresh_from_db()
    assert (template.name, len(template.found)) == ("Biểu mới", 5)
    stale = office.client.post(url, posted | {"name": "Của người khác"})
    assert stale.status_code == 409
    assert "Của người khác" in stale.text
    posted = facts(word("{{ nam }}"), name="Biểu mới", version=template.version)
    assert office.client.post(url, posted).status_code == 302
    template.refresh_from_db()
    assert template.found == [["nam", "{{ nam }}", "đoạn 1 (“{{ nam }}”)"]]
    assert template.file.name == "bieu cua so.docx"


def test_a_template_serves_the_periods_of_its_days(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD), valid_from="01/01/2027")
    asked = {"nam": "2026", "mau": template.pk}
    assert office.client.get(REPORT, asked).status_code == 404
    assert f"mau={template.pk}" not in office.client.get(REPORT, {"nam": "2026"}).text
    assert office.client.get(REPORT, asked | {"nam": "2027"}).status_code == 200


@pytest.mark.parametrize(("mau", "status"), [("abc", 400), ("-1", 400), ("999999", 404), ("", 200)])
def test_what_is_no_template(office: SimpleNamespace, mau: str, status: int) -> None:
    assert office.client.get(REPORT, {"nam": "2026", "mau": mau}).status_code == status


def test_a_template_of_another_report_isnt_there(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD))
    answer = office.client.get("/bao-cao/courses/", {"nam": "2026", "mau": template.pk})
    assert answer.status_code == 404


def test_the_file_comes_back_as_it_was(office: SimpleNamespace) -> None:
    data = word(*GOOD)
    template = stored(office, data)
    answer = office.client.get(reverse("reports:template-file", args=[template.pk]))
    assert b"".join(answer.streaming_content) == data
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]


def test_a_removed_template_is_gone_from_everywhere(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD))
    url = reverse("reports:template-remove", args=[template.pk])
    assert office.client.get(url).status_code == 405
    assert office.client.post(url).status_code == 302
    assert office.client.get(template.get_absolute_url()).status_code == 404
    assert office.client.get(REPORT, {"nam": "2026", "mau": template.pk}).status_code == 404
    back = f"/thung-rac/mau-van-ban/{template.pk}/khoi-phuc/"
    assert office.client.post(back)["Location"] == template.get_absolute_url()
    assert office.client.post(url).status_code == 302
    assert stored(office, word(*GOOD)).name == template.name
    assert office.client.post(back).status_code == 409


def test_another_centre_doesnt_see_the_template(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD))
    centre = factory.organisation(
        office.units.ha_noi, kind=OrganisationKind.EXTENSION_CENTRE, name="Trung tâm Hà Nội"
    )
    stranger = signed_in(factory.person(centre, Role.CENTRE_LEADER))
    for name in ("template", "template-edit", "template-file"):
        assert stranger.get(reverse(f"reports:{name}", args=[template.pk])).status_code == 404
    assert stranger.post(reverse("reports:template-remove", args=[template.pk])).status_code == 404
    assert template.name not in stranger.get(LIST).text
    assert stranger.get(REPORT, {"nam": "2026", "mau": template.pk}).status_code == 404


def test_the_officer_reads_and_the_leader_writes(office: SimpleNamespace) -> None:
    template = stored(office, word(*GOOD))
    officer, accountant = (
        signed_in(office.officer),
        signed_in(factory.person(office.centre, Role.CENTRE_ACCOUNTANT)),
    )
    assert officer.get(template.get_absolute_url()).status_code == 200
    assert officer.get(ADD).status_code == 403
    assert officer.post(ADD, facts(word("x"))).status_code == 403
    assert accountant.get(LIST).status_code == 403
    assert accountant.get(REPORT, {"nam": "2026", "mau": template.pk}).status_code == 200


def test_the_list_of_placeholders_has_examples_from_real_figures(office: SimpleNamespace) -> None:
    page = office.client.get(reverse("reports:placeholders"), {"bao-cao": "annual-plan"}).text
    assert "{{ tong.ho_tro_quoc_gia }}" in page
    assert "Lò &lt;nung&gt; &amp; gốm =1+1" in page
    assert "235,8" in page
    assert office.client.get(reverse("reports:placeholders"), {"bao-cao": "x"}).status_code == 200


@pytest.mark.parametrize("slug", list(REPORTS))
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_starter_is_a_template_without_a_wrong_placeholder(
    office: SimpleNamespace, slug: str, kind: str
) -> None:
    url = reverse("reports:template-starter", args=[slug])
    body = office.client.get(url, {"dinh-dang": kind}).content
    template = stored(office, body, ending=kind, slug=slug)
    page = office.client.get(template.get_absolute_url()).text
    assert "Ô trống cần sửa" not in page
    answer = office.client.get(f"/bao-cao/{slug}/", {"nam": "2026", "mau": template.pk})
    assert answer.status_code == 200
    if slug != "annual-plan":
        return
    if kind == "docx":
        names = [
            row.cells[1].text for row in docx.Document(io.BytesIO(answer.content)).tables[1].rows
        ]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        names = [str(row[1].value or "") for row in sheet.iter_rows()]
    assert [name for name in names if name in {NASTY, "Máy dệt chiếu", "TỔNG CỘNG"}] == [
        NASTY, "Máy dệt chiếu", "TỔNG CỘNG",
    ]  # fmt: skip


def test_an_unknown_starter_isnt_there(office: SimpleNamespace) -> None:
    assert office.client.get("/mau-van-ban/mau-dau/khong-co/").status_code == 404
    url = reverse("reports:template-starter", args=["progress"])
    assert office.client.get(url, {"dinh-dang": "pdf"}).status_code == 404


@pytest.mark.parametrize("slug", list(REPORTS))
def test_every_column_of_every_report_has_a_placeholder(slug: str) -> None:
    assert set(KINDS[slug]) <= set(COLUMNS)
    assert len({COLUMNS[key] for key in KINDS[slug]}) == len(KINDS[slug])
