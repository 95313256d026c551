"""Templates of reports in words, decisions and projects: filled with what their pages say."""

import io
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.choices import OrganisationKind, Role
from accounts.models import User
from beneficiaries.models import RuralIndustrialFacility
from programmes.models import (
    Allocation,
    BudgetLine,
    DecisionLine,
    LegalDocument,
    PlanDecision,
    Programme,
    ProjectStatement,
)
from reports.models import DocumentTemplate, TextReport
from reports.services import save_text
from reports.templates.subjects import FIGURES, SUBJECTS
from tests.factories import programmes
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.reports.templates.making import cells, excel, saved, word, word_paragraphs, word_rows

pytestmark = [pytest.mark.django_db, pytest.mark.document]

OTHERS = sorted(set(SUBJECTS) - FIGURES)
NASTY = "Cơ sở <Đúc & Rèn> =1+1"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-02 09:00+07:00", tick=False):
        yield


@pytest.fixture
def office(db: None) -> SimpleNamespace:
    """A decision on two projects in two communes; of the kiln nobody knows the support."""
    made = factory.reporting()
    made.client = signed_in(made.leader)
    made.loom = factory.project(
        made, "Máy dệt chiếu", code="KC-01", stated_total_amount=335_800_000,
        lines={"counterpart": 100_000_000},
    )  # fmt: skip
    made.facility = RuralIndustrialFacility.objects.create(
        name=NASTY, tax_code="0101234567", representative="Bà Hoa", unit=made.loom.unit
    )
    named = Allocation.objects.create(project=made.loom, kind="facility", facility=made.facility)
    made.kiln = factory.project(
        made, "Lò gốm", unit=made.units.a_sao, lines={"counterpart": 50_500_000}
    )
    made.decision = PlanDecision.objects.get()
    DecisionLine.objects.create(
        decision=made.decision, project=made.loom, allocation=named,
        source="support_provincial", amount=235_800_000,
    )  # fmt: skip
    document = LegalDocument.objects.create(
        number="01/NQ-HĐND", kind="resolution", title="Khuyến công",
        issuer="HĐND tỉnh", issued_on=date(2025, 12, 5),
    )  # fmt: skip
    plan = made.decision.plan
    plan.programme = Programme.objects.create(
        name="Chương trình", level="local", first_year=2026, last_year=2030, document=document
    )
    plan.save()
    return made


def stored(office: SimpleNamespace, slug: str, data: bytes, kind: str = "docx") -> DocumentTemplate:
    upload = SimpleUploadedFile(f"mau.{kind}", data)
    facts = {"slug": slug, "name": "Mẫu của đơn vị", "upload": upload}
    answer = office.client.post("/mau-van-ban/them/", facts)
    assert answer.status_code == 302, answer.text
    return DocumentTemplate.objects.latest("pk")


def filled(client: Client, url: str, template: DocumentTemplate, **more: str) -> bytes:
    answer = client.get(url, {**more, "mau": template.pk})
    assert answer.status_code == 200, answer.text
    assert f".mau-{template.pk}." in answer["Content-Disposition"]
    return bytes(answer.content)


def blanks(prefix: str, *names: str) -> list[str]:
    """A row of placeholders; an empty cell for an empty name."""
    return [f"{{{{ {prefix}.{name} }}}}" if name else "" for name in names]


# --- decisions ------------------------------------------------------------------------------------

DECIDED = (
    "Số {{ so_quyet_dinh }}, {{ ngay_thang_ky }}, {{ nguoi_ky_quyet_dinh }}, {{ cap }}",
    "Căn cứ {{ can_cu.van_ban }};",
    "{{ bang_chu.ho_tro }}; {{ bang_chu.doi_ung }}",
    "{{ so_dong }} đề án, {{ tong.ho_tro }}, {{ tong.doi_ung }}, {{ tong.ho_tro_quoc_gia }}.",
    "{{ ghi_chu }}",
    "{{ pham_vi }}",
)
DECIDED_ROWS = [
    blanks("dong", "stt", "ten_de_an", "ho_tro_tinh", "doi_ung"),
    blanks("khoan", "stt", "ten_de_an", "nguon_kinh_phi", "so_tien"),
]


NOTE = (
    "* Chưa đủ số liệu: 2 đề án (STT 1, 2) chưa rõ tổng kinh phí (1), kinh phí khuyến công hỗ trợ "
    "cộng (1), kinh phí khuyến công hỗ trợ cấp tỉnh (1), kinh phí khuyến công hỗ trợ cấp xã (2), "
    "nguồn khác (2); số có dấu * chỉ gồm phần đã biết."
)


def paper_of(record: Any) -> str:
    return f"{record.get_absolute_url()}van-ban/"


def test_a_decision_is_filled_to_the_dong(office: SimpleNamespace) -> None:
    PlanDecision.objects.update(number="12/QĐ-UBND", signed_on="2026-02-05", signer="Lê Văn Ký")
    template = stored(office, "decision", word(*DECIDED, rows=DECIDED_ROWS))
    url = paper_of(office.decision)
    page = signed_in(office.officer).get(url)
    assert f'href="?mau={template.pk}"' in page.text
    body = filled(signed_in(office.officer), url, template)
    assert word_paragraphs(body) == [
        "Số 12/QĐ-UBND, ngày 05 tháng 02 năm 2026, Lê Văn Ký, Địa phương",
        "Căn cứ Nghị quyết số 01/NQ-HĐND ngày 05 tháng 12 năm 2025 của HĐND tỉnh về khuyến công;",
        "chưa rõ; Một trăm năm mươi triệu năm trăm nghìn đồng",
        "2 đề án, 235.800.000*, 150.500.000, .",
        NOTE,
        "",
    ]
    assert word_rows(body) == [
        ["1", "Lò gốm", "chưa rõ", "50.500.000"],
        ["2", "Máy dệt chiếu", "235.800.000", "100.000.000"],
        ["1", "Lò gốm", "Đối ứng của đơn vị thụ hưởng", "50.500.000"],
        ["2", "Máy dệt chiếu", "Đối ứng của đơn vị thụ hưởng", "100.000.000"],
        ["3", "Máy dệt chiếu", "Khuyến công địa phương (cấp tỉnh)", "235.800.000"],
    ]


def test_a_draft_leaves_number_and_day_to_the_registry(office: SimpleNamespace) -> None:
    template = stored(office, "decision", word("{{ so_quyet_dinh }} {{ ngay_thang_ky }}"))
    (text,) = word_paragraphs(filled(office.client, paper_of(office.decision), template))
    assert text.split() == ["/QĐ-", "ngày", "tháng", "năm", "2026"]


def test_an_amendment_says_only_what_changes(office: SimpleNamespace) -> None:
    change = PlanDecision.objects.create(
        plan=office.decision.plan,
        province=office.decision.province,
        kind="amendment",
        level="local",
    )
    DecisionLine.objects.create(
        decision=change, project=office.loom, source="support_provincial", amount=-5_800_000
    )
    template = stored(office, "decision", word("{{ ghi_chu }}", rows=DECIDED_ROWS[:1]))
    body = filled(office.client, paper_of(change), template)
    assert word_rows(body) == [["1", "Máy dệt chiếu", "-5.800.000", ""]]
    assert word_paragraphs(body) == [""]


def test_a_commune_fills_its_own_part_alone(office: SimpleNamespace) -> None:
    template = stored(office, "decision", word("{{ pham_vi }}", rows=DECIDED_ROWS))
    body = filled(signed_in(office.neighbour), paper_of(office.decision), template)
    assert word_paragraphs(body) == ["Phòng Kinh tế xã A Sào"]
    assert {row[1] for row in word_rows(body)} == {"Lò gốm"}
    assert signed_in(office.neighbour).get(paper_of(office.loom)).status_code == 404


# --- projects -------------------------------------------------------------------------------------

FACTS = (
    "{{ ten_de_an }} ({{ ma_de_an }}), {{ dia_diem }}, {{ thoi_gian }}, {{ trang_thai }}",
    "{{ ho_tro }} + {{ doi_ung }} = {{ tong_kinh_phi }}; {{ ho_tro_xa }}, {{ ho_tro_quoc_gia }}.",
    "{{ bang_chu.ho_tro }}",
    "{{ thuyet_minh.muc_tieu }}",
    "Dự toán {{ tong_du_toan.thanh_tien }} đồng",
)  # fmt: skip
ROWS = [
    blanks("thu_huong", "ten", "ma_so_thue", "nguoi_dai_dien", "ho_tro"),
    blanks("nguon", "ten", "so_tien", "da_tam_ung", ""),
    blanks("nhom_du_toan", "ten", "", "", "thanh_tien"),
    blanks("du_toan", "noi_dung_chi", "so_luong", "don_gia", "thanh_tien"),
    blanks("chi_tieu", "ten", "ke_hoach", "da_thuc_hien", "don_vi_do"),
]


@pytest.fixture
def loom(office: SimpleNamespace) -> SimpleNamespace:
    """The loom's file: a group served too, a price that nobody knows, a statement."""
    Allocation.objects.create(project=office.loom, kind="group", group_name="Nhóm thợ")
    for order, price in enumerate((117_900_000, None), start=1):
        BudgetLine.objects.create(
            project=office.loom, group="Máy móc", content=f"Máy {order}", quantity=2,
            unit_price=price, source="support_provincial", order=order,
        )  # fmt: skip
    ProjectStatement.objects.create(project=office.loom, objective="Tăng sản lượng.\nGiữ nghề.")
    office.loom.indicators.create(indicator=office.machine, planned=2)
    return office


def test_a_project_is_filled_with_its_file(loom: SimpleNamespace) -> None:
    template = stored(loom, "project", word(*FACTS, rows=ROWS))
    body = filled(signed_in(loom.local), paper_of(loom.loom), template)
    assert word_paragraphs(body) == [
        "Máy dệt chiếu (KC-01), Xã Hưng Hà, 01–12/2026, Đang thực hiện",
        "235.800.000 + 100.000.000 = 335.800.000; chưa rõ, .",
        "Hai trăm ba mươi lăm triệu tám trăm nghìn đồng",
        "Tăng sản lượng.",
        "Giữ nghề.",
        "Dự toán 235.800.000* đồng",
    ]
    assert word_rows(body) == [
        [NASTY, "0101234567", "Bà Hoa", "235.800.000"],
        ["Nhóm thợ", "", "", "chưa rõ"],
        ["Khuyến công địa phương (cấp tỉnh)", "235.800.000", "chưa rõ", ""],
        ["Đối ứng của đơn vị thụ hưởng", "100.000.000", "", ""],
        ["Nguồn khác", "chưa rõ", "", ""],
        ["Máy móc", "", "", "235.800.000*"],
        ["Máy 1", "2", "117.900.000", "235.800.000"],
        ["Máy 2", "2", "", "chưa rõ"],
        ["Số máy", "2", "chưa rõ", "máy"],
    ]


def test_a_count_that_lacks_a_line_bears_the_mark(loom: SimpleNamespace) -> None:
    for done in (3, None):
        factory.line(loom, f"Dệt {done}", of=loom.loom).indicators.update(done=done)
    template = stored(loom, "project", word(rows=[blanks("chi_tieu", "ke_hoach", "da_thuc_hien")]))
    assert word_rows(filled(loom.client, paper_of(loom.loom), template)) == [["2", "3*"]]


def test_a_facility_out_of_reach_is_named_and_no_more(loom: SimpleNamespace) -> None:
    RuralIndustrialFacility.objects.update(unit=loom.units.a_sao)
    template = stored(loom, "project", word(rows=ROWS[:1]))
    body = filled(signed_in(loom.local), paper_of(loom.loom), template)
    assert word_rows(body)[0] == [NASTY, "", "", "235.800.000"]


def test_an_excel_template_of_a_project_has_true_numbers(loom: SimpleNamespace) -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["{{ ten_de_an }}", "{{ ho_tro }}", "{{ ho_tro_xa }}"])
        sheet.write_row(1, 0, ["{{ chi_tieu.ten }}", "{{ chi_tieu.ke_hoach }}"])

    template = stored(loom, "project", excel(draw), "xlsx")
    assert cells(filled(loom.client, paper_of(loom.loom), template)) == [
        ["Máy dệt chiếu", 235_800_000, "chưa rõ"], ["Số máy", 2, None],
    ]  # fmt: skip


# --- reports in words -----------------------------------------------------------------------------


def reported(office: SimpleNamespace) -> None:
    """October: the commune reported, the officer wrote two paragraphs of his own."""
    line = factory.line(office, "Dệt", of=office.loom, reporter=office.commune)
    sent = factory.submission(factory.period(office, "2026-10"), office.commune)
    factory.approved(sent, factory.said(line, 5), by=office.local, reviewer=office.officer)
    report = TextReport(centre=office.centre, period_code="2026-10")
    own = "Sở đã ban hành kế hoạch.\nĐã họp giao ban <tháng>."
    save_text(report, {"direction": own}, {}, by=office.officer)


def text_template() -> bytes:
    """Sections with a style of their own, facts in a sentence, rows of two kinds."""
    indicator = blanks("chi_tieu", "chi_tieu", "trong_ky", "ke_hoach")
    rows = [indicator, blanks("dong", "ten_de_an", "ho_tro", "")]
    facts = "{{ tong.so_de_an }} đề án, {{ tong.ho_tro }}; {{ quoc_gia.ho_tro }}."
    document = docx.Document(
        io.BytesIO(word("{{ trich_yeu }}", "{{ noi_dung.chi_dao }}", "{{ noi_dung.nguyen_nhan }}",
                        facts, rows=rows))
    )  # fmt: skip
    document.paragraphs[1].style = "List Number"
    return saved(document)


def test_a_text_report_is_filled_with_own_paragraphs_and_tables(office: SimpleNamespace) -> None:
    reported(office)
    template = stored(office, "text", text_template())
    page = signed_in(office.officer).get("/bao-cao/van-ban/", {"ky": "2026-10"}).text
    assert f"?ky=2026-10&amp;mau={template.pk}" in page
    body = filled(signed_in(office.officer), "/bao-cao/van-ban/", template, ky="2026-10")
    assert word_paragraphs(body) == [
        "Kết quả hoạt động khuyến công tháng 10/2026",
        "Sở đã ban hành kế hoạch.",
        "Đã họp giao ban <tháng>.",
        "Chưa có nội dung.",
        "2 đề án, 235,8 triệu đồng (chưa kể 1 đề án chưa rõ kinh phí); 0,0 triệu đồng.",
    ]
    styles = [one.style.name for one in docx.Document(io.BytesIO(body)).paragraphs]
    assert styles[1:3] == ["List Number", "List Number"]
    assert word_rows(body) == [
        ["Số máy", "5", "10"], ["Lò gốm", "", ""], ["Máy dệt chiếu", "235,8", ""],
    ]  # fmt: skip
    part = filled(signed_in(office.neighbour), "/bao-cao/van-ban/", template, ky="2026-10")
    assert "Sở đã ban hành kế hoạch." not in word_paragraphs(part), "the Centre's own words"
    assert ["Lò gốm", "", ""] in word_rows(part)
    assert "Máy dệt chiếu" not in str(word_rows(part))


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", OTHERS)
def test_a_starter_says_something_at_every_page(loom: SimpleNamespace, slug: str) -> None:
    pages = {
        "text": "/bao-cao/van-ban/",
        "decision": paper_of(loom.decision),
        "project": paper_of(loom.loom),
    }
    for kind in SUBJECTS[slug].starters:
        url = f"/mau-van-ban/mau-dau/{slug}/"
        template = stored(loom, slug, loom.client.get(url, {"dinh-dang": kind}).content, kind)
        assert "Ô trống cần sửa" not in loom.client.get(template.get_absolute_url()).text
        assert filled(loom.client, pages[slug], template)
        template.delete()


@pytest.mark.parametrize("slug", OTHERS)
def test_every_placeholder_of_the_list_has_a_value(loom: SimpleNamespace, slug: str) -> None:
    subject = SUBJECTS[slug]
    factory.line(loom, "Dệt", of=loom.loom, reporter=loom.commune)
    values = subject.values(subject.newest(loom.officer), loom.officer)
    of_lines = {f"{line.kind}.{name}" for line in values.lines for name in line.values}
    names = [one.name for _title, some in subject.groups() for one in some]
    kinds = {line.kind for line in values.lines}
    missing = {name for name in names if name not in values.single and name not in of_lines}
    assert {name for name in missing if name.partition(".")[0] in kinds} == set()
    assert kinds >= {"dong", "khoan", "can_cu"} if slug == "decision" else "chi_tieu" in kinds
    assert len(names) == len(set(names))
    page = loom.client.get("/mau-van-ban/o-trong/", {"bao-cao": slug}).text
    assert str(subject.name) in page


def test_a_wrong_name_is_told_with_its_place(office: SimpleNamespace) -> None:
    template = stored(
        office, "project", word("{{ noi_dung.chi_dao }}", rows=[["{{ thu_huong.tenn }}"]])
    )
    page = office.client.get(template.get_absolute_url()).text
    assert "đoạn 1" in page, "a report's placeholder is none of a project"
    assert "Gần nhất: {{ thu_huong.ten }}." in page
    refused = office.client.get(paper_of(office.loom), {"mau": template.pk})
    assert refused.status_code == 422
    assert "Mẫu còn 2 ô trống sai" in refused.text


def test_scope_before_right_before_the_template(office: SimpleNamespace) -> None:
    template = stored(office, "project", word("{{ ten_de_an }}"))
    centre = programmes.organisation(
        office.units.ha_noi, kind=OrganisationKind.EXTENSION_CENTRE, name="Trung tâm Hà Nội"
    )
    stranger = signed_in(programmes.person(centre, Role.CENTRE_LEADER))
    nobody = programmes.person(office.centre)
    User.objects.filter(pk=nobody.pk).update(role="khong-co")
    for record in (office.loom, office.decision):
        for asked in ({}, {"mau": template.pk}):
            assert stranger.get(paper_of(record), asked).status_code == 404
            assert signed_in(nobody).get(paper_of(record), asked).status_code == 403
    client = office.client
    assert client.get(paper_of(office.decision), {"mau": template.pk}).status_code == 404
    assert client.get(paper_of(office.loom), {"mau": "x"}).status_code == 400
    assert client.get("/bao-cao/van-ban/", {"mau": template.pk}).status_code == 404
    assert client.post(paper_of(office.loom)).status_code == 405
