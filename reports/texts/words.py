"""Numbers and lists as sentences say them, each digit as the table prints it. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kernel.money import format_million, format_percent, format_quantity
from reports.texts.facts import MoneyFacts, OfficeCount

NO_FIGURES = "chưa có số liệu"
NBSP = "\N{NO-BREAK SPACE}"


def quantity(value: Decimal | None, measure: str) -> str:
    """Return "12 lớp", or that there are no figures."""
    return NO_FIGURES if value is None else f"{format_quantity(value)}{NBSP}{measure}"


def percent(value: Decimal) -> str:
    """Return "86 %" with a space that doesn't break."""
    return f"{format_percent(value)}{NBSP}%"


def amount(money: MoneyFacts, decimals: int) -> str:
    """Return "2.345,8 triệu đồng (chưa kể 2 đề án chưa rõ kinh phí)"."""
    if money.amount is None:
        return NO_FIGURES
    words = f"{format_million(money.amount, decimals)} triệu đồng"
    if money.unknown:
        words += f" (chưa kể {money.unknown} đề án chưa rõ kinh phí)"
    return words


def and_list(parts: Sequence[str]) -> str:
    """Return "a, b và c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def offices(counts: Iterable[OfficeCount]) -> str:
    """Return "Phòng Kinh tế xã A (2 dòng); Trung tâm (1 dòng)"."""
    return "; ".join(f"{count.office} ({count.lines} dòng)" for count in counts)
