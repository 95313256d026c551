"""Reports in words as a subject of templates: each section's text, its facts, its tables."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.money import MoneyUnit
from reports import documents, selectors
from reports.catalogue import REPORTS
from reports.choices import TextSection
from reports.figures.progress import KINDS, SLUG
from reports.parameters import parse_period
from reports.rendering import text_docx
from reports.tables import LineKind
from reports.templates import answers, starters
from reports.templates.placeholders import (
    COLUMNS,
    FIGURES,
    HEAD,
    Groups,
    columns_of,
    listed,
    named,
)
from reports.templates.starters import written
from reports.templates.subjects import reports
from reports.templates.subjects.shape import Subject
from reports.templates.values import Value, Values
from reports.texts import making
from reports.texts.facts import MoneyFacts, ScopeFacts, TextFacts
from reports.texts.making import Made
from reports.texts.outline import OUTLINE
from reports.texts.paper import EMPTY as NO_WORDS
from reports.texts.paper import Block, TextDocument, indicator_columns, indicator_table
from reports.texts.words import amount

SINGLE: Mapping[str, str] = {
    **HEAD,
    "loai_van_ban": "Tên loại văn bản, chữ in hoa",
    "trich_yeu": "Trích yếu, đứng dưới tên loại văn bản",
    "ky_bao_cao": "Kỳ báo cáo, ví dụ tháng 10/2026",
    "ky_toi": "Kỳ tiếp theo",
    "nam": "Năm",
    "den_ngay": "Ngày cuối của số liệu",
    "pham_vi": "Địa bàn của đơn vị khi số liệu chỉ gồm một phần; trống khi đủ",
    "don_vi_tinh": "Đơn vị tính của tiền trong bảng",
    "ghi_chu": "Ghi chú dưới bảng đề án",
}
SECTIONS: Mapping[str, str] = {
    TextSection.OVERVIEW: "tinh_hinh_chung",
    TextSection.DIRECTION: "chi_dao",
    TextSection.NATIONAL: "khuyen_cong_quoc_gia",
    TextSection.LOCAL: "khuyen_cong_dia_phuong",
    TextSection.CONTENTS: "theo_noi_dung",
    TextSection.MONEY: "giai_ngan",
    TextSection.ACHIEVED: "ket_qua_dat_duoc",
    TextSection.DIFFICULTIES: "ton_tai",
    TextSection.CAUSES: "nguyen_nhan",
    TextSection.OUTLOOK: "phuong_huong",
    TextSection.PROPOSALS: "kien_nghi",
}
COUNTS: Mapping[str, tuple[str, str]] = {
    "so_de_an": ("projects", "số đề án"),
    "hoan_thanh": ("finished", "số đề án đã hoàn thành"),
    "dang_thuc_hien": ("under_way", "số đề án đang thực hiện"),
    "chua_trien_khai": ("not_started", "số đề án chưa triển khai"),
    "chua_ro_tien_do": ("unmeasured", "số đề án chưa có số liệu tiến độ"),
    "ngung_trien_khai": ("stopped", "số đề án đã ngừng triển khai"),
}
MONEY: Mapping[str, tuple[str, str]] = {
    "ho_tro": ("support", "kinh phí hỗ trợ bằng lời, kèm đơn vị và phần chưa rõ"),
    "doi_ung": ("counterpart", "vốn đối ứng bằng lời, kèm đơn vị và phần chưa rõ"),
}
WHOLE: Mapping[str, str] = {
    "da_tam_ung": "Tổng số đã tạm ứng, bằng lời",
    "da_thanh_toan": "Tổng số đã thanh toán, bằng lời",
    "chuyen_tiep": "Số đề án chuyển tiếp từ năm trước",
    "chua_ro_cap": "Số đề án chưa rõ cấp",
}
SCOPES: Mapping[str, str] = {
    "tong": "Tất cả",
    "quoc_gia": "Khuyến công quốc gia",
    "dia_phuong": "Khuyến công địa phương",
}
INDICATOR_ROWS = {"dong": "chi_tieu", "muc": "nhom_chi_tieu"}


def groups() -> Groups:
    """Return the placeholders of a report in words."""
    sections = {name: TextSection(section).label for section, name in SECTIONS.items()}
    facts = {name: words for name, (_key, words) in (COUNTS | MONEY).items()}
    columns = columns_of(SLUG, KINDS)
    figures = [key for key in columns if KINDS[key] in FIGURES]
    scoped = [
        one
        for prefix, whose in SCOPES.items()
        for one in listed({name: f"{whose}: {words}" for name, words in facts.items()}, prefix)
    ]
    small = {COLUMNS[column.key]: column.label for column in indicator_columns()}
    return [
        (_("Đứng một lần"), listed(SINGLE)),
        (_("Từng mục; đứng riêng một đoạn thì thành nhiều đoạn"), listed(sections, "noi_dung")),
        (_("Số liệu trong câu"), [*scoped, *listed(WHOLE, "tong")]),
        (_("Dòng lặp lại cho từng chỉ tiêu"), listed(small, "chi_tieu")),
        (
            _("Dòng lặp lại cho từng nhóm chỉ tiêu"),
            listed({"ten": "Tên nhóm nội dung"}, "nhom_chi_tieu"),
        ),
        (_("Tổng cộng của bảng đề án"), named("cong", figures, columns)),
        *reports.rows(columns, figures),
    ]


def values(made: Made, user: Any) -> Values:
    """Return everything that a template of a report in words may ask for."""
    facts, document = made.facts, made.document
    small = indicator_table(facts)
    table = answers.whole(made.figures, document.annex.table)
    single = {
        **answers.head(selectors.office_paper(user, timezone.localdate()), documents.REPORT.symbol),
        **_words(made),
        **_sections(made),
        **_facts(facts),
        **answers.sums(table, "cong"),
    }
    indicators = answers.lines(small, INDICATOR_ROWS) if small else ()
    return Values(single, [*indicators, *answers.lines(table)])


def _words(made: Made) -> dict[str, Value]:
    period, annex = made.facts.period, made.document.annex
    words = {
        "loai_van_ban": documents.REPORT.name.upper(),
        "trich_yeu": made.document.title,
        "ky_bao_cao": period.title,
        "ky_toi": period.following,
        "pham_vi": made.figures.filters["office"],
        "don_vi_tinh": MoneyUnit(annex.table.money_unit).label,
        "ghi_chu": "\n".join(annex.notes),
    }
    numbers = {"nam": answers.number(period.year), "den_ngay": answers.day(period.data_to)}
    return answers.texts(words) | numbers


def _sections(made: Made) -> dict[str, Value]:
    return answers.texts(
        {
            f"noi_dung.{name}": "\n".join(made.paragraphs[section]) or NO_WORDS
            for section, name in SECTIONS.items()
        }
    )


def _facts(facts: TextFacts) -> dict[str, Value]:
    scopes = {"tong": facts.whole, "quoc_gia": facts.national, "dia_phuong": facts.local}
    found = {
        f"{prefix}.{name}": value
        for prefix, scope in scopes.items()
        for name, value in _of_scope(scope, facts.decimals).items()
    }
    money = {"da_tam_ung": facts.advanced, "da_thanh_toan": facts.settled}
    counts = {"chuyen_tiep": facts.continued, "chua_ro_cap": facts.unknown_level}
    return {
        **found,
        **{f"tong.{name}": Value(amount(one, facts.decimals)) for name, one in money.items()},
        **{f"tong.{name}": answers.number(count) for name, count in counts.items()},
    }


def _of_scope(scope: ScopeFacts, decimals: int) -> dict[str, Value]:
    found = {name: answers.number(getattr(scope, key)) for name, (key, _w) in COUNTS.items()}
    for name, (key, _words) in MONEY.items():
        # Where there is no project there is no money: nothing is unknown of it.
        money = getattr(scope, key) if scope.projects else MoneyFacts(0)
        found[name] = Value(amount(money, decimals))
    return found


def _newest(user: Any) -> Made | None:
    """Return the report of the newest month, None for who has no Centre."""
    try:
        centre = making.centre_of(user)
    except making.NoCentreError:
        return None
    period = parse_period(making.newest_month(user, centre))
    return making.make(user, centre, period, making.kept(user, centre, period).words)


# --- starter --------------------------------------------------------------------------------------


def _starter() -> bytes:
    """Draw the portal's own paper with placeholders in it, the table of projects as annex."""
    report = REPORTS[SLUG]
    annex = starters.of_table(
        SLUG,
        report.kinds,
        [*starters.MODELS[:-1], (LineKind.TOTAL, 0, "cong")],
        letterhead=None,
        signatures=(),
        recipients=(),
        headings=("PHỤ LỤC",),
        title="TIẾN ĐỘ THỰC HIỆN ĐỀ ÁN",
        plain_title="Tiến độ thực hiện đề án",
        unit_line=f"Đơn vị tính kinh phí: {written('don_vi_tinh')}",
    )
    frame = starters.frame() | {
        "headings": (written("loai_van_ban"),),
        "title": written("trich_yeu"),
        "plain_title": "Báo cáo lời văn",
        "subtitles": (written("pham_vi"),),
        "blocks": tuple(_blocks()),
        "annex": annex,
    }
    return text_docx.render(TextDocument(**frame))


def _blocks() -> Iterable[Block]:
    for part in OUTLINE:
        lead = (written(f"noi_dung.{SECTIONS[part.lead]}"),) if part.lead else ()
        yield Block(1, part.number, part.titled("kỳ tới"), lead)
        for place, section in enumerate(part.sections, start=1):
            yield Block(
                2,
                str(place),
                str(TextSection(section).label),
                (written(f"noi_dung.{SECTIONS[section]}"),),
                _small() if section == TextSection.CONTENTS else None,
            )


def _small() -> starters.Blanks:
    models = ((LineKind.HEAD, 1, "nhom_chi_tieu"), (LineKind.ITEM, 2, "chi_tieu"))
    return starters.blanks(indicator_columns(), models, not_added=COLUMNS)


SUBJECT = Subject(
    slug="text",
    name=_("Báo cáo lời văn"),
    file_stem="bao-cao-loi-van",
    groups=groups,
    values=values,
    newest=_newest,
    starters={"docx": _starter},
    address=partial(reverse, "reports:text"),
    open_label=_("Mở báo cáo"),
)
