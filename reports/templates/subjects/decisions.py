"""Decisions of a plan as a subject of templates: the decision, its projects, its signed lines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.letterhead import BLANK
from kernel import validity
from kernel.money import UNKNOWN, MoneyUnit
from programmes import selectors as programmes
from programmes.models import LegalDocument, PlanDecision, SupportNorm
from reports import documents, selectors
from reports.documents import Document, DocumentKind
from reports.figures.decisions import decided
from reports.figures.plans import KINDS, SLUG
from reports.rendering import text_docx
from reports.tables import LineKind
from reports.templates import answers, starters
from reports.templates.placeholders import (
    FIGURES,
    HEAD,
    IN_WORDS,
    MONEY_IN_WORDS,
    Groups,
    columns_of,
    listed,
    named,
)
from reports.templates.starters import written
from reports.templates.subjects import reports
from reports.templates.subjects.shape import Subject
from reports.templates.values import Line, Value, Values
from reports.texts.paper import Block, TextDocument

DECISION = DocumentKind("Quyết định", "QĐ", "Quyết định", "QĐ")
SINGLE: Mapping[str, str] = {
    **HEAD,
    "so_quyet_dinh": "Số, ký hiệu của quyết định; để trống cho văn thư khi chưa có",
    "ngay_ky": "Ngày ký, ví dụ 05/03/2026; trống khi chưa ký",
    "ngay_thang_ky": "Ngày ký bằng lời: ngày 05 tháng 3 năm 2026",
    "nguoi_ky_quyet_dinh": "Người ký ghi ở quyết định; trống khi chưa ký",
    "co_quan_ban_hanh": "Cơ quan ban hành quyết định",
    "trich_yeu": "Trích yếu",
    "loai_quyet_dinh": "Loại quyết định: phê duyệt, điều chỉnh…",
    "dot": "Đợt",
    "nam": "Năm kế hoạch",
    "ke_hoach": "Tên kế hoạch",
    "chuong_trinh": "Chương trình khuyến công của kế hoạch",
    "cap": "Cấp kinh phí",
    "tinh": "Tỉnh, thành phố theo tên lúc ban hành",
    "pham_vi": "Địa bàn của đơn vị khi chỉ xem được một phần; trống khi đủ",
    "so_dong": "Số đề án trong quyết định",
    "ghi_chu": "Ghi chú về số chưa đủ",
    "ghi_chu_ho_so": "Ghi chú của quyết định",
}
SUPPORT_LINE: Mapping[str, str] = {
    "stt": "Số thứ tự",
    "ten_de_an": "Tên đề án",
    "ma_de_an": "Mã đề án",
    "don_vi_thu_huong": "Đơn vị thụ hưởng ghi ở dòng",
    "nguon_kinh_phi": "Nguồn",
    "so_tien": "Số tiền, đồng; số âm là giảm",
    "ghi_chu": "Ghi chú của dòng",
}
BASIS: Mapping[str, str] = {
    "van_ban": "Loại, số, ngày, cơ quan ban hành và trích yếu, như trên giấy",
    "so_ky_hieu": "Số, ký hiệu của văn bản",
    "trich_yeu": "Trích yếu của văn bản",
}


def groups() -> Groups:
    """Return the placeholders of a decision."""
    columns = columns_of(SLUG, KINDS)
    figures = [key for key in columns if KINDS[key] in FIGURES]
    rows = [
        (title, some)
        for title, some in reports.rows(columns, figures)
        if some[0].name.partition(".")[0] in {"dong", "nhom", "muc"}
    ]
    return [
        (_("Đứng một lần"), listed(SINGLE)),
        (
            _("Tổng cộng của quyết định, đồng"),
            [*named("tong", figures, columns), *named(IN_WORDS, MONEY_IN_WORDS, MONEY_IN_WORDS)],
        ),
        *rows,
        (_("Dòng lặp lại cho từng dòng kinh phí"), listed(SUPPORT_LINE, "khoan")),
        (_("Dòng lặp lại cho từng văn bản làm căn cứ"), listed(BASIS, "can_cu")),
    ]


def values(decision: PlanDecision, user: Any) -> Values:
    """Return everything that a template of a decision may ask for; amounts are in đồng."""
    figures = decided(decision, user)
    paper = selectors.office_paper(user, timezone.localdate())
    document = documents.compose(figures, paper, money_unit=MoneyUnit.DONG, kind=DECISION)
    table = answers.whole(figures, document.table)
    single = {
        **answers.head(paper, DECISION.symbol),
        **_facts(decision),
        **answers.sums(table, "tong", unknown=UNKNOWN),
        **answers.in_words(figures.total, MONEY_IN_WORDS),
        **answers.texts(
            {"ghi_chu": "\n".join(document.notes), "pham_vi": figures.filters["office"]}
        ),
        "so_dong": answers.number(len(figures.items)),
    }
    lines = answers.lines(table, unknown=UNKNOWN)
    return Values(single, [*_bases(decision), *lines, *_support_lines(decision, user)])


def _facts(decision: PlanDecision) -> dict[str, Value]:
    plan = decision.plan
    words = {
        "so_quyet_dinh": decision.number or f"{BLANK * 8}/{DECISION.symbol}-{BLANK * 8}",
        "ngay_thang_ky": _in_words(decision.signed_on, plan.year if plan else None),
        "nguoi_ky_quyet_dinh": decision.signer,
        "co_quan_ban_hanh": decision.issuer,
        "trich_yeu": decision.title,
        "loai_quyet_dinh": decision.get_kind_display(),
        "ke_hoach": plan,
        "chuong_trinh": plan and plan.programme,
        "cap": decision.get_level_display(),
        "tinh": decision.province.full_name,
        "ghi_chu_ho_so": decision.note,
    }
    counts = {"dot": decision.round, "nam": plan and plan.year}
    return {
        **answers.texts(words),
        **{name: answers.number(count) if count else Value() for name, count in counts.items()},
        "ngay_ky": answers.day(decision.signed_on),
    }


def _in_words(day: date | None, year: int | None) -> str:
    """Return a day as papers write it; blanks for the registry while it isn't known."""
    if day is None:
        return f"ngày{BLANK * 5}tháng{BLANK * 5}năm {year or BLANK * 8}"
    month = f"{day:%m}" if day.month < 3 else str(day.month)  # NĐ 30/2020/NĐ-CP, Phụ lục I
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def _support_lines(decision: PlanDecision, user: Any) -> Iterable[Line]:
    for number, line in enumerate(programmes.decision_lines(decision, user), start=1):
        words = {
            "ten_de_an": line.project.name,
            "ma_de_an": line.project.code,
            "don_vi_thu_huong": line.allocation,
            "nguon_kinh_phi": line.get_source_display(),
            "ghi_chu": line.note,
        }
        numbers = {"stt": answers.number(number), "so_tien": answers.dong(line.amount)}
        yield Line("khoan", {**answers.texts(words), **numbers})


def _bases(decision: PlanDecision) -> Iterable[Line]:
    """Yield the documents that the portal's data name: of the plan's programme, and those that the
    norms of its level in force on the day come from. The office adds what else it cites."""
    day = decision.signed_on or timezone.localdate()
    norms = SupportNorm.objects.on(day).filter(
        Q(province__isnull=True) | Q(province=decision.province_id), level=decision.level
    )
    plan = decision.plan
    of_programme = plan.programme.document_id if plan and plan.programme else None
    rows = LegalDocument.objects.filter(
        Q(pk=of_programme) | Q(pk__in=norms.values("document_id")), validity.on(day)
    ).exclude(status__in=(LegalDocument.Status.DRAFT, LegalDocument.Status.EXPIRED))
    for row in rows.order_by("issued_on", "number"):
        words = {"van_ban": _cited(row), "so_ky_hieu": row.number, "trich_yeu": row.title}
        yield Line("can_cu", answers.texts(words))


def _cited(row: LegalDocument) -> str:
    """Cite a document as papers do: kind, number, day, issuer, title."""
    kind, title = row.get_kind_display(), row.title
    is_named = title.startswith(kind)  # Luật Ngân sách nhà nước số 89/2025/QH15
    about = "" if title.startswith(_VERBS) else "về "
    parts = (
        title if is_named else kind,
        f"số {row.number}",
        _in_words(row.issued_on, None) if row.issued_on else "",
        f"của {row.issuer}" if row.issuer else "",
        "" if is_named else f"{about}{title[:1].lower()}{title[1:]}",
    )
    return " ".join(part for part in parts if part)


_VERBS = ("Về ", "Quy định", "Hướng dẫn", "Sửa đổi", "Phê duyệt", "Ban hành")


def _newest(user: Any) -> PlanDecision | None:
    """Return the newest decision that the person sees and that has lines."""
    rows = PlanDecision.objects.visible_to(user).filter(lines__isnull=False)
    return rows.select_related("plan__programme", "province").order_by("-pk").first()


# --- starters -------------------------------------------------------------------------------------

_MODELS: Sequence[tuple[LineKind, int, str]] = [one for one in starters.MODELS if one[2] != "muc"]


# Whole đồng need room; what a source by source list says stands in the rows of signed lines.
_WIDTHS = {
    "number": 12, "project": 60, "beneficiary": 42, "place": 32, "time": 24,
    "total": 30, "support": 30, "counterpart": 30, "note": 24,
}  # fmt: skip
_WITH = "(Kèm theo Quyết định số {} {} của {})"
_NAMED = ("so_quyet_dinh", "ngay_thang_ky", "co_quan_ban_hanh")
_MONEY = "Kinh phí hỗ trợ: {} đồng; đối ứng: {} đồng; tổng kinh phí: {} đồng."
_SAID = f"Kinh phí hỗ trợ bằng chữ: {written('bang_chu.ho_tro')}."
_SUMS = ("tong.ho_tro", "tong.doi_ung", "tong.tong_kinh_phi")


def _list(**words: Any) -> Document:
    facts = {
        "headings": ("DANH MỤC ĐỀ ÁN",),
        "title": written("ke_hoach"),
        "plain_title": "Danh mục đề án kèm theo quyết định",
        "subtitles": (_WITH.format(*map(written, _NAMED)),),
        "unit_line": "Đơn vị tính: đồng",
    }
    return starters.of_table(SLUG, KINDS, _MODELS, widths=_WIDTHS, **facts | words)


def _word() -> bytes:
    """Draw a decision in articles, its projects as annex."""
    return text_docx.render(
        TextDocument(
            **starters.frame()
            | {
                "headings": ("QUYẾT ĐỊNH",),
                "title": written("trich_yeu"),
                "plain_title": "Quyết định phê duyệt kế hoạch",
                "blocks": tuple(_articles()),
                "annex": _list(letterhead=None, signatures=(), recipients=()),
            }
        )
    )


def _articles() -> Iterable[Block]:
    yield Block(2, "", "", (f"Căn cứ {written('can_cu.van_ban')};",))
    yield Block(
        2,
        "Điều 1",
        f"Phê duyệt {written('so_dong')} đề án thuộc {written('ke_hoach')}",
        (_MONEY.format(*map(written, _SUMS)), _SAID, written("ghi_chu")),
    )
    yield Block(2, "Điều 2", "Tổ chức thực hiện", ("Danh mục đề án tại phụ lục kèm theo.",))


def _excel() -> bytes:
    return starters.excel(_list())


SUBJECT = Subject(
    slug="decision",
    name=_("Quyết định kế hoạch"),
    file_stem="quyet-dinh",
    groups=groups,
    values=values,
    newest=_newest,
    starters={"docx": _word, "xlsx": _excel},
    address=partial(reverse, "programmes:plans"),
    open_label=_("Mở kế hoạch"),
)
