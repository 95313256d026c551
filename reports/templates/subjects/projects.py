"""Projects as a subject of templates: facts, money, whom they serve, budget, statement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from kernel.money import UNKNOWN, MoneyUnit
from programmes import selectors as programmes
from programmes.choices import FundingSource, ProjectState
from programmes.models import Allocation, DecisionLine, SupportProject
from programmes.selectors import StatementPart
from programmes.statement import PARTS
from reports import documents, selectors
from reports.figures import projects as loading
from reports.figures.budget import KINDS as BUDGET_KINDS
from reports.figures.budget import SLUG as BUDGET
from reports.figures.budget import budget
from reports.figures.plans import KINDS, rows_of
from reports.figures.sections import items_of
from reports.figures.shapes import Column, ColumnKind, Row
from reports.rendering import text_docx
from reports.tables import STAR, LineKind
from reports.templates import answers, starters
from reports.templates.placeholders import (
    COLUMNS,
    FIGURES,
    HEAD,
    IN_WORDS,
    LABELS,
    MONEY_IN_WORDS,
    Groups,
    columns_of,
    listed,
    named,
)
from reports.templates.starters import written
from reports.templates.subjects.shape import Subject
from reports.templates.values import Line, Value, Values
from reports.texts.paper import EMPTY, Block, TextDocument

# What the annual plan says of a project, under the same names, without its place in that list.
_FACTS = [key for key in KINDS if key not in {"number", "note", "project_note"}]
SINGLE: Mapping[str, str] = {
    **HEAD,
    "loai_de_an": "Loại đề án",
    "cap": "Cấp kinh phí",
    "nam": "Năm kế hoạch",
    "ke_hoach": "Tên kế hoạch",
    "noi_dung_hoat_dong": "Nội dung hoạt động",
    "quy_mo": "Quy mô, kết quả",
    "ngay_phe_duyet": "Ngày phê duyệt",
    "ghi_chu": "Ghi chú của đề án",
}
STATEMENT: Mapping[str, str] = {
    "parties": "don_vi_va_dia_diem",
    "necessity": "su_can_thiet",
    "objective": "muc_tieu",
    "scale": "quy_mo",
    "content": "noi_dung",
    "budget": "du_toan",
    "organisation": "to_chuc_thuc_hien",
    "effect": "hieu_qua",
}
BENEFICIARY: Mapping[str, str] = {
    "stt": "Số thứ tự",
    "ten": "Tên đơn vị thụ hưởng",
    "loai": "Loại thụ hưởng",
    "ma_so_thue": "Mã số thuế của cơ sở",
    "nguoi_dai_dien": "Người đại diện của cơ sở",
    "dia_chi": "Địa chỉ nơi sản xuất, không có thì trụ sở",
    "dien_thoai": "Điện thoại của cơ sở",
    "san_pham": "Sản phẩm chính",
    "ho_tro": "Kinh phí hỗ trợ ghi cho đơn vị, đồng",
    "ghi_chu": "Ghi chú",
}
SOURCE: Mapping[str, str] = {
    "ten": "Nguồn kinh phí",
    "so_tien": "Kinh phí kế hoạch, đồng",
    "da_tam_ung": "Đã tạm ứng, đồng; trống ở nguồn không theo dõi",
    "da_thanh_toan": "Đã thanh toán, đồng; trống ở nguồn không theo dõi",
}
INDICATOR: Mapping[str, str] = {
    "ten": "Tên chỉ tiêu",
    "ma": "Mã chỉ tiêu",
    "don_vi_do": "Đơn vị tính",
    "ke_hoach": "Kế hoạch của đề án",
    "da_thuc_hien": "Đã thực hiện theo báo cáo đã duyệt; có dấu * khi còn dòng chưa có số",
}
PART: Mapping[str, str] = {
    "so": "Số của phần",
    "ten": "Tên của phần",
    "noi_dung": "Các đoạn của phần",
}
BUDGET_ROWS = {"dong": "du_toan", "nhom": "nhom_du_toan"}


def groups() -> Groups:
    """Return the placeholders of a project."""
    labels = columns_of("annual-plan", KINDS)
    facts = named("", [key for key in _FACTS if key in labels], labels)
    costs = columns_of(BUDGET, BUDGET_KINDS)
    sums = [key for key in costs if BUDGET_KINDS[key] in FIGURES and key not in _NOT_ADDED]
    titles = {STATEMENT[part.field]: part.title for part in PARTS}
    each = _("Dòng lặp lại cho từng %s")
    return [
        (
            _("Đứng một lần; số tiền theo kế hoạch, đồng"),
            [*listed(SINGLE), *facts, *named(IN_WORDS, MONEY_IN_WORDS, MONEY_IN_WORDS)],
        ),
        (_("Thuyết minh; đứng riêng một đoạn thì thành nhiều đoạn"), listed(titles, "thuyet_minh")),
        (_("Tổng cộng dự toán, đồng"), named("tong_du_toan", sums, costs)),
        (each % _("đơn vị thụ hưởng"), listed(BENEFICIARY, "thu_huong")),
        (each % _("nguồn kinh phí"), listed(SOURCE, "nguon")),
        (each % _("khoản của dự toán"), named("du_toan", costs, costs)),
        (each % _("nhóm của dự toán, kèm số cộng"),
         [*listed(LABELS, "nhom_du_toan"), *named("nhom_du_toan", sums, costs)]),
        (each % _("chỉ tiêu"), listed(INDICATOR, "chi_tieu")),
        (each % _("phần của thuyết minh"), listed(PART, "phan")),
    ]  # fmt: skip


_NOT_ADDED = {"quantity", "unit_price"}


def values(project: SupportProject, user: Any) -> Values:
    """Return everything that a template of a project may ask for; amounts are in đồng."""
    parts = programmes.statement_parts(project)
    figures = budget(project)
    paper = selectors.office_paper(user, timezone.localdate())
    document = documents.compose(figures, paper, money_unit=MoneyUnit.DONG)
    costs = answers.whole(figures, document.table)
    single = {
        **answers.head(paper, ""),
        **_facts(project),
        **answers.texts({f"thuyet_minh.{STATEMENT[p.part.field]}": _said(p) for p in parts}),
        **answers.sums(costs, "tong_du_toan", unknown=UNKNOWN),
    }
    return Values(
        single,
        [
            *_beneficiaries(project, user),
            *_sources(project),
            *answers.lines(costs, BUDGET_ROWS, UNKNOWN),
            *_indicators(project),
            *(Line("phan", _part(part)) for part in parts),
        ],
    )


def _facts(project: SupportProject) -> dict[str, Value]:
    loaded = loading.ready(SupportProject.objects.filter(pk=project.pk))
    today = timezone.localdate()
    lines = DecisionLine.objects.counted()
    money = loading.money_of(loaded, project.first_year or today.year, lines)
    row = items_of(rows_of(loaded, money, today))[0]
    words = {
        "loai_de_an": project.get_kind_display(),
        "cap": project.get_level_display(),
        "ke_hoach": project.plan,
        "noi_dung_hoat_dong": project.activity and project.activity.short_name,
        "quy_mo": project.scale,
        "ghi_chu": project.note,
    }
    year = project.first_year
    return {
        **{COLUMNS[key]: _fact(row, key) for key in _FACTS},
        **answers.in_words(row, MONEY_IN_WORDS),
        **answers.texts(words),
        "nam": answers.number(year) if year else Value(),
        "ngay_phe_duyet": answers.day(project.approved_on),
    }


def _fact(row: Row, key: str) -> Value:
    """Return a column of the annual plan; what doesn't apply to the project is nothing."""
    raw = row.values[key]
    if KINDS[key] == ColumnKind.MONEY:
        return answers.dong(raw) if raw is not None or row.unknown[key] else Value()
    if KINDS[key] == ColumnKind.DATE:
        return answers.day(raw)
    words = ProjectState(raw).label if KINDS[key] == ColumnKind.STATE else raw
    return answers.texts({key: words})[key]


def _beneficiaries(project: SupportProject, user: Any) -> Iterable[Line]:
    rows = list(project.allocations.select_related("facility", "organisation").order_by("pk"))
    lines = DecisionLine.objects.counted().filter(allocation__in=rows)
    lines = lines.filter(source__in=FundingSource.SUPPORT).order_by()
    support = dict(lines.values_list("allocation_id").annotate(Sum("amount")))
    facilities = RuralIndustrialFacility.objects.visible_to(user)
    if not user.can(Permission.VIEW_FACILITIES):
        facilities = facilities.none()
    known = facilities.in_bulk([row.facility_id for row in rows if row.facility_id])
    for number, row in enumerate(rows, start=1):
        amount = {
            "stt": answers.number(number),
            "ho_tro": answers.dong(support.get(row.pk)),
        }
        yield Line("thu_huong", _beneficiary(row, known.get(row.facility_id)) | amount)


def _beneficiary(row: Allocation, facility: RuralIndustrialFacility | None) -> dict[str, Value]:
    """Return whom an allocation names; what a facility's page says only of one in reach."""
    words = {"ten": row.label, "loai": row.get_kind_display(), "ghi_chu": row.note}
    if facility:
        words |= {
            "ma_so_thue": facility.tax_code,
            "nguoi_dai_dien": facility.representative,
            "dia_chi": facility.production_address or facility.office_address,
            "dien_thoai": facility.phone,
            "san_pham": facility.products,
        }
    return answers.texts(words)


def _sources(project: SupportProject) -> Iterable[Line]:
    tracked = {row.source: row.facts.stored for row in programmes.source_balances([project])}
    for line in programmes.money_lines(project):
        stored = tracked.get(line.source)
        yield Line(
            "nguon",
            {
                **answers.texts({"ten": line.label}),
                "so_tien": answers.dong(line.amount),
                "da_tam_ung": answers.dong(stored.advanced) if stored else Value(),
                "da_thanh_toan": answers.dong(stored.settled) if stored else Value(),
            },
        )


def _indicators(project: SupportProject) -> Iterable[Line]:
    for row in programmes.indicators_done(project):
        one = row.indicator
        words = answers.texts({"ten": one.name, "ma": one.code, "don_vi_do": one.measure})
        done = answers.quantity(row.done, STAR if row.unknown else "")
        numbers = {"ke_hoach": answers.quantity(row.planned), "da_thuc_hien": done}
        yield Line("chi_tieu", words | numbers)


def _said(part: StatementPart) -> str:
    return "\n".join(part.paragraphs) or EMPTY


def _part(part: StatementPart) -> dict[str, Value]:
    words = answers.texts({"ten": part.part.title, "noi_dung": _said(part)})
    return words | {"so": answers.number(part.number)}


def _newest(user: Any) -> SupportProject | None:
    """Return the newest project that the person sees, one with a budget before all others."""
    rows = SupportProject.objects.visible_to(user)
    found = rows.filter(budget_lines__isnull=False).order_by("-pk").first()
    return found or rows.order_by("-pk").first()


# --- starter --------------------------------------------------------------------------------------


def _starter() -> bytes:
    """Draw the project's facts, whom it serves, its money and what it will have done."""
    annex = starters.of_table(
        BUDGET,
        BUDGET_KINDS,
        (
            (LineKind.HEAD, 2, "nhom_du_toan"),
            (LineKind.ITEM, 3, "du_toan"),
            (LineKind.TOTAL, 0, "tong_du_toan"),
        ),
        not_added=_NOT_ADDED,
        letterhead=None,
        signatures=(),
        recipients=(),
        headings=("DỰ TOÁN KINH PHÍ",),
        title=written("ten_de_an"),
        plain_title="Dự toán kinh phí",
        unit_line="Đơn vị tính: đồng",
        notes=(),
    )
    frame = starters.frame() | {
        "headings": ("ĐỀ ÁN KHUYẾN CÔNG",),
        "title": written("ten_de_an"),
        "plain_title": "Đề án khuyến công",
        "blocks": tuple(_blocks()),
        "annex": annex,
    }
    return text_docx.render(TextDocument(**frame))


_MONEY = "Tổng kinh phí: {} đồng; hỗ trợ: {} đồng; đối ứng: {} đồng."


def _blocks() -> Iterable[Block]:
    facts = (
        f"Mã đề án: {written('ma_de_an')}. Cấp: {written('cap')}. Năm: {written('nam')}.",
        f"Đơn vị thực hiện: {written('don_vi_thuc_hien')}.",
        f"Địa điểm: {written('dia_diem')}. Thời gian: {written('thoi_gian')}.",
        _MONEY.format(*map(written, ("tong_kinh_phi", "ho_tro", "doi_ung"))),
    )
    yield Block(2, "1", "Thông tin chung", facts)
    yield Block(2, "2", "Đơn vị thụ hưởng", (), _table("thu_huong", _SERVED))
    yield Block(2, "3", "Nguồn kinh phí (đồng)", (), _table("nguon", _SOURCES))
    yield Block(2, "4", "Chỉ tiêu", (), _table("chi_tieu", _INDICATORS))
    for number, (field, title) in enumerate(
        (("muc_tieu", "Mục tiêu"), ("noi_dung", "Nội dung và tiến độ")), start=5
    ):
        yield Block(2, str(number), title, (written(f"thuyet_minh.{field}"),))


Columns = Sequence[tuple[str, str, ColumnKind, int]]  # name, head, kind, width
_TEXT, _MONEY_KIND = ColumnKind.TEXT, ColumnKind.MONEY
_SERVED: Columns = (
    ("stt", "STT", ColumnKind.NUMBER, 10),
    ("ten", "Tên đơn vị", _TEXT, 50),
    ("ma_so_thue", "Mã số thuế", _TEXT, 24),
    ("nguoi_dai_dien", "Người đại diện", _TEXT, 30),
    ("dia_chi", "Địa chỉ", _TEXT, 36),
    ("ho_tro", "Hỗ trợ (đồng)", _MONEY_KIND, 26),
)
_SOURCES: Columns = (
    ("ten", "Nguồn", _TEXT, 70),
    ("so_tien", "Kế hoạch", _MONEY_KIND, 30),
    ("da_tam_ung", "Đã tạm ứng", _MONEY_KIND, 30),
    ("da_thanh_toan", "Đã thanh toán", _MONEY_KIND, 30),
)
_INDICATORS: Columns = (
    ("ten", "Chỉ tiêu", _TEXT, 80),
    ("don_vi_do", "Đơn vị tính", _TEXT, 26),
    ("ke_hoach", "Kế hoạch", ColumnKind.QUANTITY, 24),
    ("da_thuc_hien", "Đã thực hiện", ColumnKind.QUANTITY, 24),
)


def _table(prefix: str, columns: Columns) -> starters.Blanks:
    drawn = [Column(name, head, kind, "", shown=True, width=w) for name, head, kind, w in columns]
    names = {name: name for name, *_rest in columns}
    return starters.blanks(drawn, [(LineKind.ITEM, 3, prefix)], names)


SUBJECT = Subject(
    slug="project",
    name=_("Đề án"),
    file_stem="de-an",
    groups=groups,
    values=values,
    newest=_newest,
    starters={"docx": _starter},
    address=partial(reverse, "programmes:projects"),
    open_label=_("Mở danh sách đề án"),
)
