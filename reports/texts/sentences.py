"""The sentences of each section: facts in, Vietnamese out; one rule, one function. Pure.

What isn't known is said as "chưa có số liệu"; a zero is said as 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from kernel.dates import format_date
from kernel.money import format_quantity
from reports.choices import TextSection
from reports.texts.facts import (
    GroupFacts,
    IndicatorFacts,
    OfficeCount,
    PlanFacts,
    Saying,
    ScopeFacts,
    TextFacts,
)
from reports.texts.words import NO_FIGURES, amount, and_list, offices, percent, quantity

NOT_TRACKED = "chưa theo dõi trên hệ thống"
WHOLE = 100


def made(facts: TextFacts) -> dict[str, tuple[str, ...]]:
    """Return the sentences of every section; a section without figures has none."""
    return {section: tuple(_WRITERS[section](facts)) for section in TextSection.values}


def overview(facts: TextFacts) -> Iterable[str]:
    """The year's projects and their money, how far they are, what is not new in this period."""
    whole, period = facts.whole, facts.period
    start = f"Đến hết {period.title} (số liệu đến ngày {format_date(period.data_to)})"
    if not whole.projects:
        yield f"{start}, năm {period.year} chưa có đề án khuyến công nào được theo dõi."
        return
    older = f" (trong đó {facts.continued} đề án chuyển tiếp)" if facts.continued else ""
    yield (
        f"{start}, năm {period.year} thực hiện {whole.projects} đề án khuyến công{older}, "
        f"{support_words(whole, facts.decimals)}; gồm {and_list(_levels(facts))}."
    )
    yield from states(whole)
    yield from staleness(facts)


def _levels(facts: TextFacts) -> list[str]:
    counts = (
        (facts.national.projects, "khuyến công quốc gia"),
        (facts.local.projects, "khuyến công địa phương"),
        (facts.unknown_level, "chưa rõ cấp"),
    )
    return [f"{count} đề án {words}" for count, words in counts if count]


def support_words(scope: ScopeFacts, decimals: int) -> str:
    """Say the support: an amount, or that there are no figures."""
    return f"kinh phí hỗ trợ {amount(scope.support, decimals)}"


def states(scope: ScopeFacts) -> Iterable[str]:
    """How many projects are finished, under way, not begun, without figures, stopped."""
    counts = (
        (scope.finished, "đã hoàn thành"),
        (scope.under_way, "đang thực hiện"),
        (scope.not_started, "chưa triển khai"),
        (scope.unmeasured, f"{NO_FIGURES} tiến độ"),
        (scope.stopped, "đã ngừng triển khai"),
    )
    parts = [f"{count} đề án {words}" for count, words in counts if count]
    if len(parts) > 1:
        yield f"Trong đó {and_list(parts)}."
    elif parts and scope.projects > 1:
        yield f"Cả {parts[0]}."
    elif parts:
        yield f"Đề án này {parts[0].removeprefix('1 đề án ')}."


def staleness(facts: TextFacts) -> Iterable[str]:
    """Which offices' lines carry an older value, and which never had one."""
    if facts.carried:
        yield (
            f"Còn {_lines(facts.carried)} dòng theo dõi chưa có báo cáo của kỳ này được duyệt, "
            f"số liệu lấy theo lần duyệt gần nhất: {offices(facts.carried)}."
        )
    if facts.never_reported:
        yield (
            f"Còn {_lines(facts.never_reported)} dòng theo dõi {NO_FIGURES} được duyệt: "
            f"{offices(facts.never_reported)}."
        )


def _lines(counts: Iterable[OfficeCount]) -> int:
    return sum(count.lines for count in counts)


def level(scope: ScopeFacts, name: str, facts: TextFacts) -> Iterable[str]:
    """One level: projects and money, states, then each indicator in short."""
    year = facts.period.year
    if not scope.projects:
        yield f"Năm {year} không có đề án {name} nào được theo dõi."
        return
    yield (
        f"Năm {year} thực hiện {scope.projects} đề án {name}, "
        f"{support_words(scope, facts.decimals)}, "
        f"vốn đối ứng {amount(scope.counterpart, facts.decimals)}."
    )
    yield from states(scope)
    yield from short_results(scope.indicators, facts)


def contents(facts: TextFacts) -> Iterable[str]:
    """Each content with its projects and money, then every indicator in full."""
    for group in facts.groups:
        yield group_words(group, facts.decimals)
    for indicator in facts.whole.indicators:
        yield full_result(indicator, facts)
    if facts.whole.projects and not facts.whole.indicators:
        yield f"Chỉ tiêu của các đề án: {NO_FIGURES}."


def group_words(group: GroupFacts, decimals: int) -> str:
    """Return "Đào tạo nghề: 4 đề án, kinh phí hỗ trợ 450,0 triệu đồng."."""
    return (
        f"{group.name}: {group.projects} đề án, kinh phí hỗ trợ {amount(group.support, decimals)}."
    )


def short_results(rows: Sequence[IndicatorFacts], facts: TextFacts) -> Iterable[str]:
    """What was reached of each indicator, then by name those of which nothing is known."""
    silent = [row for row in rows if row.period is None and row.ytd is None]
    for row in rows:
        if row not in silent:
            yield short_result(row, facts)
    if silent:
        names = "; ".join(_lower(row.name) for row in silent)
        yield f"{NO_FIGURES[0].upper()}{NO_FIGURES[1:]} thực hiện: {names}."


def short_result(row: IndicatorFacts, facts: TextFacts) -> str:
    """Return what was reached in the period and since January, and the share of the plan."""
    share = row.share_of_plan
    words = "" if share is None else f", đạt {percent(share)} kế hoạch"
    return f"{row.name}: {_reached(row, facts)}{words}."


def full_result(row: IndicatorFacts, facts: TextFacts) -> str:
    """Return period, since January, share of the plan, same period last year, estimate."""
    if row.period is None and row.ytd is None and row.estimate is None:
        return f"{row.name}: {NO_FIGURES} thực hiện; {_plan(row)}."
    parts = [_reached(row, facts), _plan(row), last_year(row, facts.period.year - 1)]
    estimate = f"ước cả năm {quantity(row.estimate, row.measure)}"
    return f"{row.name}: {', '.join(parts)}; {estimate}."


def _reached(row: IndicatorFacts, facts: TextFacts) -> str:
    since = f"lũy kế từ đầu năm {_known(row, 'ytd')}"
    within = facts.period.within
    if within == "Trong năm":
        return since
    return f"{within[0].lower()}{within[1:]} {quantity(row.period, row.measure)}, {since}"


def _known(row: IndicatorFacts, key: str) -> str:
    """Return a quantity, with the number of projects that it leaves out."""
    value, missing = getattr(row, key), row.unknown.get(key, 0)
    left_out = f" (chưa kể {missing} đề án {NO_FIGURES})" if value is not None and missing else ""
    return quantity(value, row.measure) + left_out


def _plan(row: IndicatorFacts) -> str:
    share = row.share_of_plan
    if share is None:
        return f"kế hoạch {_known(row, 'plan')}"
    return f"đạt {percent(share)} kế hoạch ({quantity(row.plan, row.measure)})"


def last_year(row: IndicatorFacts, year: int) -> str:
    """Return the comparison with the same period one year earlier."""
    if row.last_year is None:
        return f"cùng kỳ năm {year} {NO_FIGURES}"
    share = row.share_of_last_year
    if share is None:
        return f"cùng kỳ năm {year} là {_known(row, 'last_year')}"
    return f"bằng {percent(share)} cùng kỳ năm {year} ({quantity(row.last_year, row.measure)})"


def money(facts: TextFacts) -> Iterable[str]:
    """What the ledger says was advanced and settled; the counterpart is the plan's."""
    paid = (("tạm ứng", facts.advanced), ("thanh toán", facts.settled))
    parts = [f"đã {words} {amount(part, facts.decimals)}" for words, part in paid]
    if all(part.amount is None for _words, part in paid):
        yield f"Kinh phí khuyến công đã tạm ứng, thanh toán: {NO_FIGURES}."
    else:
        yield f"Kinh phí khuyến công {and_list(parts)}."
    yield f"Kinh phí khuyến công đã quyết toán: {NOT_TRACKED}."
    if facts.whole.projects:
        planned = amount(facts.whole.counterpart, facts.decimals)
        yield f"Vốn đối ứng theo kế hoạch của các đề án: {planned}."
    yield f"Hiệu quả của cơ sở sau hỗ trợ: {NOT_TRACKED}."


def achieved(facts: TextFacts) -> Iterable[str]:
    """Which indicators have reached their plan, and which have grown since last year."""
    rows = facts.whole.indicators
    done = [(row, share) for row in rows if (share := row.share_of_plan) is not None]
    reached = [(row, share) for row, share in done if share >= WHOLE]
    if not done:
        yield f"Mức đạt kế hoạch của các chỉ tiêu: {NO_FIGURES}."
    elif reached:
        yield f"Các chỉ tiêu đã đạt hoặc vượt kế hoạch: {_shares(reached)}."
    else:
        yield "Chưa có chỉ tiêu nào đạt kế hoạch."
    compared = [(row, share) for row in rows if (share := row.share_of_last_year) is not None]
    grown = [(row, share) for row, share in compared if share > WHOLE]
    if grown:
        yield f"Các chỉ tiêu tăng so với cùng kỳ năm {facts.period.year - 1}: {_shares(grown)}."


def _shares(rows: Sequence[tuple[IndicatorFacts, Decimal]]) -> str:
    return "; ".join(f"{_lower(row.name)} ({percent(share)})" for row, share in rows)


def _lower(name: str) -> str:
    """Return a name inside a sentence; an acronym keeps its capitals."""
    first = name.split(" ", 1)[0]
    return name if len(first) > 1 and first.isupper() else name[:1].lower() + name[1:]


def difficulties(facts: TextFacts) -> Iterable[str]:
    """What the approved reports of the period name as difficulties."""
    return gathered(facts.difficulties, facts, "khó khăn, vướng mắc")


def proposals(facts: TextFacts) -> Iterable[str]:
    """What the approved reports of the period propose."""
    return gathered(facts.proposals, facts, "đề xuất, kiến nghị")


def gathered(sayings: Sequence[Saying], facts: TextFacts, subject: str) -> Iterable[str]:
    """Each saying with who said it; or that nothing was said, or that no report is there."""
    if sayings:
        return [_saying(saying) for saying in sayings]
    if facts.approved_reports:
        count = facts.approved_reports
        return [f"{count} báo cáo được duyệt trong kỳ không nêu {subject}."]
    return [f"Chưa có báo cáo nào của kỳ được duyệt; {subject}: {NO_FIGURES}."]


def _saying(saying: Saying) -> str:
    text = " ".join(saying.text.split()).rstrip(".;, ")
    about = f", đề án “{saying.project}”" if saying.project else ""
    return f"{saying.office}{about}: {text}."


def outlook(facts: TextFacts) -> Iterable[str]:
    """What is left of the plan, the estimates to the end of the year, the plan of the next."""
    whole, year = facts.whole, facts.period.year
    left = whole.projects - whole.finished - whole.stopped
    if left:
        yield f"Tiếp tục thực hiện {left} đề án chưa hoàn thành của năm {year}."
    estimates = [row for row in whole.indicators if row.estimate is not None]
    if estimates:
        words = "; ".join(_estimate(row) for row in estimates)
        yield f"Ước thực hiện cả năm {year}: {words}."
    if facts.next_plan is not None:
        yield next_plan(facts.next_plan, year + 1, facts.decimals)


def next_plan(plan: PlanFacts, year: int, decimals: int) -> str:
    """What is planned for the year after."""
    if not plan.projects:
        return f"Kế hoạch khuyến công năm {year}: {NO_FIGURES}."
    return (
        f"Kế hoạch khuyến công năm {year}: {plan.projects} đề án, "
        f"kinh phí hỗ trợ {amount(plan.support, decimals)}."
    )


def _estimate(row: IndicatorFacts) -> str:
    is_whole = row.plan is not None and not row.unknown.get("plan")
    plan = f" (kế hoạch {format_quantity(row.plan)})" if is_whole else ""
    return f"{_lower(row.name)} {quantity(row.estimate, row.measure)}{plan}"


def _own_words(_facts: TextFacts) -> Iterable[str]:
    """A section that no figure speaks of."""
    return ()


_WRITERS: Mapping[str, Callable[[TextFacts], Iterable[str]]] = {
    TextSection.OVERVIEW: overview,
    TextSection.DIRECTION: _own_words,
    TextSection.NATIONAL: lambda facts: level(facts.national, "khuyến công quốc gia", facts),
    TextSection.LOCAL: lambda facts: level(facts.local, "khuyến công địa phương", facts),
    TextSection.CONTENTS: contents,
    TextSection.MONEY: money,
    TextSection.ACHIEVED: achieved,
    TextSection.DIFFICULTIES: difficulties,
    TextSection.CAUSES: _own_words,
    TextSection.OUTLOOK: outlook,
    TextSection.PROPOSALS: proposals,
}
