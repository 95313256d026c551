"""The sentences of a report in words, rule by rule; what has changed since; the printed table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reports.choices import TextSection
from reports.parameters import parse_period
from reports.texts import sentences
from reports.texts.changes import Change, changes
from reports.texts.facts import (
    GroupFacts,
    IndicatorFacts,
    MoneyFacts,
    OfficeCount,
    PlanFacts,
    Saying,
    ScopeFacts,
    TextFacts,
)
from reports.texts.outline import OUTLINE
from reports.texts.paper import indicator_table
from reports.texts.periods import kind_of, words_of

pytestmark = pytest.mark.pure

NOTHING = MoneyFacts(None)
CLASSES = IndicatorFacts(
    "Số lớp đào tạo nghề",
    "lớp",
    group="Đào tạo nghề",
    plan=Decimal(15),
    period=Decimal(3),
    ytd=Decimal(12),
    estimate=Decimal(15),
    pct_plan=Decimal("80.0"),
    last_year=Decimal(10),
    pct_last_year=Decimal("120.0"),
)
UNKNOWN = IndicatorFacts("Số mô hình trình diễn", "mô hình", plan=Decimal(2))


def scope(projects: int = 0, **more: Any) -> ScopeFacts:
    facts = {"support": NOTHING, "counterpart": NOTHING} | more
    return ScopeFacts(projects=projects, **facts)


def facts(code: str = "2026-09", **more: Any) -> TextFacts:
    known = {"whole": scope(), "national": scope(), "local": scope()} | more
    return TextFacts(period=words_of(parse_period(code)), **known)


def said(section: str, of: TextFacts) -> list[str]:
    """The sentences of a section with plain spaces."""
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in sentences.made(of)[section]]


def test_the_overview_says_projects_money_and_what_the_sum_leaves_out() -> None:
    whole = scope(15, support=MoneyFacts(2_345_800_000, unknown=2))
    of = facts(whole=whole, national=scope(5), local=scope(9), unknown_level=1, continued=2)
    assert said("overview", of) == [
        (
            "Đến hết tháng 9/2026 (số liệu đến ngày 30/09/2026), năm 2026 thực hiện 15 đề án "
            "khuyến công (trong đó 2 đề án chuyển tiếp), kinh phí hỗ trợ 2.345,8 triệu đồng (chưa "
            "kể 2 đề án chưa rõ kinh phí); gồm 5 đề án khuyến công quốc gia, 9 đề án khuyến công "
            "địa phương và 1 đề án chưa rõ cấp."
        )
    ]


def test_an_office_that_cuts_off_earlier_says_so() -> None:
    period = words_of(parse_period("2026-09"), data_to=date(2026, 9, 14))
    of = replace(facts(), period=period)
    assert said("overview", of) == [
        (
            "Đến hết tháng 9/2026 (số liệu đến ngày 14/09/2026), năm 2026 "
            "chưa có đề án khuyến công nào được theo dõi."
        )
    ]


@pytest.mark.parametrize(
    ("support", "words"),
    [
        (MoneyFacts(None, unknown=3), "kinh phí hỗ trợ chưa có số liệu"),
        (MoneyFacts(0), "kinh phí hỗ trợ 0,0 triệu đồng"),
        (MoneyFacts(450_000_000), "kinh phí hỗ trợ 450,0 triệu đồng"),
    ],
)
def test_unknown_money_is_said_and_zero_is_zero(support: MoneyFacts, words: str) -> None:
    assert sentences.support_words(scope(3, support=support), 1) == words


def test_money_has_the_decimals_of_the_table() -> None:
    of = scope(1, support=MoneyFacts(450_250_000))
    assert sentences.support_words(of, 2) == "kinh phí hỗ trợ 450,25 triệu đồng"


def test_states_name_only_what_there_is() -> None:
    of = scope(9, finished=4, under_way=2, not_started=0, unmeasured=3)
    assert list(sentences.states(of)) == [
        "Trong đó 4 đề án đã hoàn thành, 2 đề án đang thực hiện và 3 đề án chưa có số liệu tiến độ."
    ]
    assert list(sentences.states(scope(1, finished=1))) == ["Đề án này đã hoàn thành."]
    assert list(sentences.states(scope(0))) == []
    stopped = scope(3, finished=2, stopped=1)
    assert list(sentences.states(stopped)) == [
        "Trong đó 2 đề án đã hoàn thành và 1 đề án đã ngừng triển khai."
    ]


def test_lines_with_old_values_are_counted_and_their_offices_named() -> None:
    of = facts(
        carried=[OfficeCount("Phòng Kinh tế xã A", 2), OfficeCount("Trung tâm", 1)],
        never_reported=[OfficeCount("Phòng Kinh tế xã C", 4)],
    )
    assert list(sentences.staleness(of)) == [
        (
            "Còn 3 dòng theo dõi chưa có báo cáo của kỳ này được duyệt, số liệu lấy theo lần duyệt "
            "gần nhất: Phòng Kinh tế xã A (2 dòng); Trung tâm (1 dòng)."
        ),
        "Còn 4 dòng theo dõi chưa có số liệu được duyệt: Phòng Kinh tế xã C (4 dòng).",
    ]
    assert list(sentences.staleness(facts())) == []


def test_a_level_has_projects_money_states_and_results() -> None:
    national = scope(
        2,
        support=MoneyFacts(300_000_000),
        counterpart=MoneyFacts(None, unknown=2),
        under_way=2,
        indicators=[CLASSES, UNKNOWN],
    )
    assert said("national", facts(national=national)) == [
        (
            "Năm 2026 thực hiện 2 đề án khuyến công quốc gia, kinh phí hỗ trợ 300,0 triệu đồng, "
            "vốn đối ứng chưa có số liệu."
        ),
        "Cả 2 đề án đang thực hiện.",
        "Số lớp đào tạo nghề: trong tháng 3 lớp, lũy kế từ đầu năm 12 lớp, đạt 80 % kế hoạch.",
        "Chưa có số liệu thực hiện: số mô hình trình diễn.",
    ]
    assert said("local", facts()) == [
        "Năm 2026 không có đề án khuyến công địa phương nào được theo dõi."
    ]


def full(row: IndicatorFacts, code: str = "2026-09") -> str:
    return sentences.full_result(row, facts(code)).replace("\N{NO-BREAK SPACE}", " ")


def test_an_indicator_in_full() -> None:
    assert full(CLASSES) == (
        "Số lớp đào tạo nghề: trong tháng 3 lớp, lũy kế từ đầu năm 12 lớp, đạt 80 % kế hoạch "
        "(15 lớp), bằng 120 % cùng kỳ năm 2025 (10 lớp); ước cả năm 15 lớp."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"period": None}, "trong tháng chưa có số liệu, lũy kế"),
        ({"period": Decimal(0)}, "trong tháng 0 lớp, lũy kế"),
        ({"period": Decimal("1234.50")}, "trong tháng 1.234,5 lớp, lũy kế"),
        ({"ytd": None, "pct_plan": None}, "lũy kế từ đầu năm chưa có số liệu, kế hoạch 15 lớp"),
        ({"unknown": {"ytd": 2}}, "12 lớp (chưa kể 2 đề án chưa có số liệu), đạt 80 %"),
        ({"plan": None, "pct_plan": None}, "12 lớp, kế hoạch chưa có số liệu, bằng"),
        ({"last_year": None, "pct_last_year": None}, "cùng kỳ năm 2025 chưa có số liệu; ước"),
        ({"last_year": Decimal(0), "pct_last_year": None}, "cùng kỳ năm 2025 là 0 lớp; ước"),
        ({"estimate": None}, "ước cả năm chưa có số liệu."),
        (
            {"unknown": {"plan": 1}},
            "12 lớp, kế hoạch 15 lớp (chưa kể 1 đề án chưa có số liệu), bằng",
        ),
        (
            {"unknown": {"last_year": 1}},
            "cùng kỳ năm 2025 là 10 lớp (chưa kể 1 đề án chưa có số liệu); ước",
        ),
    ],
)
def test_what_is_unknown_of_an_indicator_is_said(change: dict[str, Any], words: str) -> None:
    assert words in full(replace(CLASSES, **change))


def test_an_indicator_of_which_nothing_is_known() -> None:
    wanted = "Số mô hình trình diễn: chưa có số liệu thực hiện; kế hoạch 2 mô hình."
    assert full(UNKNOWN) == wanted


@pytest.mark.parametrize(
    ("code", "start"),
    [
        ("2026-Q3", "trong quý 3 lớp, lũy kế"),
        ("2026-H1", "trong 6 tháng 3 lớp, lũy kế"),
        ("2026-9M", "trong 9 tháng 3 lớp, lũy kế"),
        ("2026", "lũy kế từ đầu năm 12 lớp, đạt"),
    ],
)
def test_every_kind_of_period_is_said_in_its_words(code: str, start: str) -> None:
    assert full(CLASSES, code).startswith(f"Số lớp đào tạo nghề: {start}")


def test_contents_have_their_projects_money_and_indicators() -> None:
    of = facts(
        whole=scope(4, indicators=[UNKNOWN]),
        groups=[GroupFacts("Đào tạo nghề", 4, MoneyFacts(450_000_000, unknown=1))],
    )
    assert said("contents", of) == [
        (
            "Đào tạo nghề: 4 đề án, kinh phí hỗ trợ 450,0 triệu đồng "
            "(chưa kể 1 đề án chưa rõ kinh phí)."
        ),
        "Số mô hình trình diễn: chưa có số liệu thực hiện; kế hoạch 2 mô hình.",
    ]
    without = facts(whole=scope(1))
    assert said("contents", without) == ["Chỉ tiêu của các đề án: chưa có số liệu."]


def test_money_paid_out_is_not_tracked_yet() -> None:
    of = facts(whole=scope(2, counterpart=MoneyFacts(900_000_000, unknown=1)))
    assert said("money", of) == [
        "Kinh phí khuyến công đã tạm ứng, thanh toán: chưa có số liệu.",
        "Kinh phí khuyến công đã quyết toán: chưa theo dõi trên hệ thống.",
        (
            "Vốn đối ứng theo kế hoạch của các đề án: 900,0 triệu đồng "
            "(chưa kể 1 đề án chưa rõ kinh phí)."
        ),
        "Hiệu quả của cơ sở sau hỗ trợ: chưa theo dõi trên hệ thống.",
    ]


def test_what_was_achieved_names_plans_reached_and_growth() -> None:
    reached = replace(CLASSES, name="CCN được hỗ trợ", pct_plan=Decimal("100.0"))
    of = facts(whole=scope(2, indicators=[CLASSES, reached, UNKNOWN]))
    assert said("achieved", of) == [
        "Các chỉ tiêu đã đạt hoặc vượt kế hoạch: CCN được hỗ trợ (100 %).",
        (
            "Các chỉ tiêu tăng so với cùng kỳ năm 2025: số lớp đào tạo nghề (120 %); "
            "CCN được hỗ trợ (120 %)."
        ),
    ]
    below = facts(whole=scope(1, indicators=[replace(CLASSES, pct_last_year=Decimal(100))]))
    assert said("achieved", below) == ["Chưa có chỉ tiêu nào đạt kế hoạch."]
    # What projects without a known plan did says nothing of the plans of others.
    partly = replace(reached, unknown={"plan": 1, "last_year": 1})
    assert said("achieved", facts(whole=scope(1, indicators=[CLASSES, partly]))) == [
        "Chưa có chỉ tiêu nào đạt kế hoạch.",
        "Các chỉ tiêu tăng so với cùng kỳ năm 2025: số lớp đào tạo nghề (120 %).",
    ]
    nothing = facts(whole=scope(1, indicators=[UNKNOWN]))
    assert said("achieved", nothing) == ["Mức đạt kế hoạch của các chỉ tiêu: chưa có số liệu."]


@pytest.mark.parametrize(
    ("section", "subject"),
    [("difficulties", "khó khăn, vướng mắc"), ("proposals", "đề xuất, kiến nghị")],
)
def test_sayings_are_gathered_with_who_said_them(section: str, subject: str) -> None:
    sayings = [
        Saying("Phòng Kinh tế xã A", "Máy dệt chiếu", "Thiếu vốn.\nGiá cao;"),
        Saying("Phòng Kinh tế xã B", "", "Thiếu cán bộ"),
    ]
    assert said(section, facts(**{section: sayings})) == [
        "Phòng Kinh tế xã A, đề án “Máy dệt chiếu”: Thiếu vốn. Giá cao.",
        "Phòng Kinh tế xã B: Thiếu cán bộ.",
    ]
    assert said(section, facts(approved_reports=3)) == [
        f"3 báo cáo được duyệt trong kỳ không nêu {subject}."
    ]
    assert said(section, facts()) == [
        f"Chưa có báo cáo nào của kỳ được duyệt; {subject}: chưa có số liệu."
    ]


def test_the_outlook_says_what_is_left_and_what_is_expected() -> None:
    of = facts(whole=scope(5, finished=2, under_way=2, indicators=[CLASSES, UNKNOWN]))
    assert said("outlook", of) == [
        "Tiếp tục thực hiện 3 đề án chưa hoàn thành của năm 2026.",
        "Ước thực hiện cả năm 2026: số lớp đào tạo nghề 15 lớp (kế hoạch 15).",
    ]
    assert said("outlook", facts(whole=scope(2, finished=2))) == []
    assert said("outlook", facts(whole=scope(2, finished=1, stopped=1))) == []
    partly = replace(CLASSES, unknown={"plan": 1})
    assert said("outlook", facts(whole=scope(1, finished=1, indicators=[partly]))) == [
        "Ước thực hiện cả năm 2026: số lớp đào tạo nghề 15 lớp."
    ]


def test_direction_and_causes_are_the_officers_own() -> None:
    made = sentences.made(facts(whole=scope(5, indicators=[CLASSES])))
    assert {section for section, texts in made.items() if not texts} == {"direction", "causes"}


def test_the_outline_has_every_section_once() -> None:
    standing = [one for part in OUTLINE for one in (part.lead, *part.sections) if one]
    assert standing == TextSection.values


def test_the_table_prints_the_numbers_of_the_sentences() -> None:
    table = indicator_table(facts(whole=scope(2, indicators=[CLASSES, UNKNOWN])))
    assert table is not None
    assert [table.texts(line) for line in table.lines] == [
        ["Đào tạo nghề", "", "", "", "", "", "", "", ""],
        ["Số lớp đào tạo nghề", "lớp", "15", "3", "12", "15", "80", "10", "120"],
        ["Số mô hình trình diễn", "mô hình", "2", "", "", "", "", "", ""],
    ]
    assert indicator_table(facts()) is None


def test_the_table_stars_what_leaves_a_project_out() -> None:
    partly = replace(CLASSES, unknown={"plan": 1, "pct_plan": 1, "ytd": 0, "last_year": 2})
    table = indicator_table(facts(whole=scope(2, indicators=[partly, UNKNOWN])))
    assert table is not None
    keys = [column.key for column in table.columns]
    starred = [{keys[at]: mark for at, mark in line.marks.items()} for line in table.lines]
    assert starred == [{}, {"plan": "*", "pct_plan": "*", "last_year": "*"}, {}]
    assert table.foot == "* Số có dấu * chỉ gồm phần đã biết."


def test_changes_pair_old_sentences_with_new_ones() -> None:
    before = ["Có 15 đề án.", "Trong đó 4 đã xong.", "Cũ."]
    now = ["Có 15 đề án.", "Trong đó 5 đã xong.", "Mới.", "Thêm."]
    assert changes(before, now) == [
        Change("Trong đó 4 đã xong.", "Trong đó 5 đã xong."),
        Change("Cũ.", "Mới."),
        Change("", "Thêm."),
    ]
    assert changes(now, now) == []
    assert changes([], now) == [], "nothing was kept to compare with"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2026-09", "month"),
        ("2026-Q3", "quarter"),
        ("2026-H1", "half_year"),
        ("2026-9M", "nine_months"),
        ("2026", "year"),
        ("2026-07-01..2026-08-15", ""),
    ],
)
def test_the_kind_of_a_period_follows_from_its_code(code: str, kind: str) -> None:
    assert kind_of(parse_period(code)) == kind


@pytest.mark.parametrize(
    ("code", "following"),
    [
        ("2026-12", "tháng 1/2027"),
        ("2026-09", "tháng 10/2026"),
        ("2026-Q4", "quý I/2027"),
        ("2026-H1", "6 tháng cuối năm 2026"),
        ("2026-H2", "6 tháng đầu năm 2027"),
        ("2026-9M", "quý IV/2026"),
        ("2026", "năm 2027"),
    ],
)
def test_the_tasks_named_are_those_of_the_period_that_follows(code: str, following: str) -> None:
    assert words_of(parse_period(code)).following == following


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (PlanFacts(0, MoneyFacts(None)), "Kế hoạch khuyến công năm 2027: chưa có số liệu."),
        (
            PlanFacts(2, MoneyFacts(450_000_000, 1)),
            (
                "Kế hoạch khuyến công năm 2027: 2 đề án, kinh phí hỗ trợ 450,0 triệu đồng "
                "(chưa kể 1 đề án chưa rõ kinh phí)."
            ),
        ),
    ],
)
def test_the_report_of_a_year_names_the_plan_of_the_next(plan: PlanFacts, words: str) -> None:
    assert sentences.next_plan(plan, 2027, 1) == words
