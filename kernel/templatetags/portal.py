"""Template tags of the design system: icons, states, chips, bars, money, percents and dates.

A list page draws a thousand of these, so each is a plain function whose finished piece of HTML is
remembered. Everything is built with `format_html`: labels are escaped here and nowhere else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.dates import format_date
from kernel.money import UNKNOWN, format_dong, format_million, format_quantity

register = template.Library()

NOT_APPLICABLE: Final = "–"
_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_REMEMBERED: Final = 2048


class Look(NamedTuple):
    """How a state is drawn: `icon` of the sprite, `tone` (CSS class), `label` if none is given."""

    icon: str
    tone: str
    label: str


# A project's life, its warnings, and the state of a paper or catalogue row: no ground, only
# icon and word. Blue is under way, green done, amber waiting, red late or stopped.
STATES: Final[dict[str, Look]] = {
    "draft": Look("pencil", "plain", "Nháp"),
    "survey": Look("search", "plain", "Khảo sát"),
    "registered": Look("inbox", "plain", "Đã đăng ký"),
    "base_appraisal": Look("clipboard-check", "way", "Thẩm định cơ sở"),
    "ministry_appraisal": Look("bank", "way", "Thẩm định cấp Bộ"),
    "returned": Look("arrow-return-left", "wait", "Trả lại bổ sung"),
    "failed_appraisal": Look("x-circle", "bad", "Thẩm định không đạt"),
    "not_approved": Look("x-circle", "bad", "Không được duyệt"),
    "approved": Look("patch-check", "way", "Đã phê duyệt"),
    "contracted": Look("file-earmark-text", "way", "Đã giao, ký hợp đồng"),
    "in_progress": Look("play-circle-fill", "way", "Đang thực hiện"),
    "awaiting_amendment": Look("arrow-repeat", "wait", "Chờ điều chỉnh"),
    "suspended": Look("pause-circle", "wait", "Tạm dừng"),
    "awaiting_acceptance": Look("hourglass-split", "wait", "Chờ nghiệm thu"),
    "accepted": Look("check-circle", "done", "Đã nghiệm thu"),
    "awaiting_settlement": Look("hourglass-split", "wait", "Chờ quyết toán"),
    "settled": Look("check-circle-fill", "done", "Đã quyết toán"),
    "completed": Look("check-circle", "done", "Hoàn thành, chưa rõ nghiệm thu"),
    "follow_up": Look("eye", "done", "Theo dõi sau hỗ trợ"),
    "archived": Look("archive", "plain", "Lưu trữ"),
    "stopped": Look("slash-circle", "bad", "Ngừng triển khai"),
    "carried_over": Look("arrow-right", "wait", "Chuyển năm sau"),
    "late": Look("exclamation-triangle-fill", "bad", "Chậm tiến độ"),
    "at_risk": Look("exclamation-circle", "wait", "Cần chú ý"),
    "unknown": Look("question-circle", "plain", "Chưa rõ"),
    "recorded": Look("lock-fill", "plain", "Đã ghi nhận"),
    "verified": Look("patch-check", "done", "Đã đối chiếu văn bản"),
    "unverified": Look("question-circle", "plain", "Chưa đối chiếu văn bản"),
    "active": Look("check-circle", "done", "Đang dùng"),
    "inactive": Look("slash-circle", "plain", "Không dùng"),
    "running": Look("clock", "way", "Đang xử lý"),
    "planned": Look("calendar3", "plain", "Chưa khai giảng"),
    "finished": Look("check-circle", "done", "Đã bế giảng"),
    "cancelled": Look("slash-circle", "plain", "Không mở"),
    "done": Look("check-circle", "done", "Đã xong"),
    "not_started": Look("circle", "plain", "Chưa bắt đầu"),
}

# The nine states of a report between an office and the Centre, on a ground.
CHIPS: Final[dict[str, Look]] = {
    "not_due": Look("clock", "not-due", "Chưa đến hạn"),
    "due": Look("hourglass-split", "due", "Đến hạn"),
    "overdue": Look("exclamation-triangle-fill", "overdue", "Quá hạn"),
    "draft": Look("pencil", "draft", "Nháp"),
    "sent": Look("send-fill", "sent", "Đã gửi"),
    "returned": Look("arrow-return-left", "returned", "Trả lại"),
    "corrected": Look("check2-square", "corrected", "Đã sửa"),
    "approved": Look("check-circle-fill", "approved", "Đã duyệt"),
    "locked": Look("lock-fill", "locked", "Đã khóa"),
}

SOURCES: Final = frozenset(
    {"national", "provincial", "district", "commune", "counterpart", "other", "unknown"}
)


def _key(code: Any) -> str:
    return str(code or "").strip().lower().replace("-", "_")


# --- icons and states ---------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=_REMEMBERED)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with `label` it speaks for itself, without it is decoration."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def state(code: Any, label: Any = "") -> SafeString:
    """A project's (or paper's) state as icon, word and colour; `label` replaces the usual word."""
    return _state(_key(code), str(label or ""))


@lru_cache(maxsize=_REMEMBERED)
def _state(key: str, label: str) -> SafeString:
    look = STATES.get(key) or Look("circle", "plain", key or STATES["unknown"].label)
    return format_html(
        '<span class="state tone-{}">{}{}</span>', look.tone, icon(look.icon), label or look.label
    )


@register.simple_tag
def chip(code: Any, label: Any = "", days: int | None = None) -> SafeString:
    """A reporting state on its ground; `days` makes "Quá hạn 3 ngày"."""
    return _chip(_key(code), str(label or ""), days)


@lru_cache(maxsize=_REMEMBERED)
def _chip(key: str, label: str, days: int | None) -> SafeString:
    look = CHIPS.get(key) or Look("circle", "not-due", key or STATES["unknown"].label)
    word = label or look.label
    if days is not None and not label:
        word = f"{word} {days} ngày"
    return format_html('<span class="chip chip-{}">{}{}</span>', look.tone, icon(look.icon), word)


@register.simple_tag
def standing(code: Any, due: datetime.date | None = None) -> SafeString:
    """How a thing to do stands: a reporting state as its chip, any other state without ground."""
    key = _key(code)
    if key == "awaiting_signature":
        return chip("draft", "Chờ ký")
    if key == "overdue" and due is not None:
        return chip(key, days=(timezone.localdate() - due).days)
    if key == "submitted":
        key = "sent"
    return chip(key) if key in CHIPS and key not in STATES else state(code)


@register.simple_tag
def source(name: Any) -> SafeString:
    """The coloured square of a money source: national, provincial, commune, counterpart, other."""
    return _square(_source(name))


@lru_cache(maxsize=32)
def _square(name: str) -> SafeString:
    return format_html('<span class="square src-{}" aria-hidden="true"></span>', name)


def _source(name: Any) -> str:
    # The money keys of the reports are support_national, support_provincial, …
    key = _key(name).removeprefix("support_")
    return key if key in SOURCES else "other"


# --- bars ---------------------------------------------------------------------------------------


@register.simple_tag
def bar(value: Any, tone: str = "") -> SafeString:
    """A bar of `value` percent; tone "late" or "done", by itself green when full.

    Decoration: the figure stands in words beside it (tag `progress` draws both).
    """
    return _bar(_share(value), tone)


@register.simple_tag
def progress(value: Any, tone: str = "") -> SafeString:
    """The percent in words above its bar; "chưa rõ" without a bar when it isn't known."""
    if value is None or value == "":
        return unknown()
    return format_html(
        '<span class="progress-cell figs">{}{}</span>', percent(value), _bar(_share(value), tone)
    )


def _share(value: Any) -> float:
    try:
        return min(max(float(value), 0.0), 100.0)
    except (TypeError, ValueError):
        return 0.0


@lru_cache(maxsize=_REMEMBERED)
def _bar(share: float, tone: str) -> SafeString:
    tone = tone or ("done" if share >= 100 else "fill")
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="100" height="6"/>'
        '<rect class="bar-{}" width="{}" height="6"/></svg>',
        tone,
        f"{share:g}",
    )


@register.simple_tag
def stacked_bar(parts: Iterable[tuple[Any, Any]]) -> SafeString:
    """One bar of several money sources: `parts` are (source name, amount); unknown ones count 0."""
    known = [(_source(name), float(amount or 0)) for name, amount in parts]
    total = sum(amount for _name, amount in known)
    if total <= 0:
        return SafeString("")
    rects, left, gap = [], 0.0, 0.35
    for name, amount in known:
        width = amount / total * 100
        if width > 0:
            rects.append((name, f"{left:.3f}", f"{max(width - gap, gap):.3f}"))
        left += width
    return format_html(
        '<svg class="bar bar-stack" viewBox="0 0 100 11" preserveAspectRatio="none"'
        ' aria-hidden="true">{}</svg>',
        format_html_join("", '<rect class="src-{}" x="{}" width="{}" height="11"/>', rects),
    )


# --- money, percents, dates ---------------------------------------------------------------------


@lru_cache(maxsize=1)
def unknown() -> SafeString:
    """The words for what nobody knows yet: never 0, never an empty cell."""
    return format_html('<span class="unknown">{}</span>', UNKNOWN)


@register.filter
def dong(amount: int | None) -> str:
    """Whole đồng, grouped: 1.234.567; "chưa rõ" for None."""
    return unknown() if amount is None or amount == "" else format_dong(amount)


@register.filter
def million(amount: int | None, decimals: int = 1) -> str:
    """Đồng shown as triệu đồng: 235,8; "chưa rõ" for None."""
    if amount is None or amount == "":
        return unknown()
    return format_million(amount, int(decimals))


@register.filter
def percent(value: int | str | Decimal | None) -> str:
    """86 -> "86 %" with a no-break space, "86.5" -> "86,5 %"; "chưa rõ" for None."""
    if value is None or value == "":
        return unknown()
    return f"{str(value).replace('.', ',')}{_NO_BREAK_SPACE}%"


@register.filter
def quantity(value: Decimal | None) -> str:
    """A number of things as people write it: 1.234 or 0,35; "chưa rõ" for None."""
    return unknown() if value is None or value == "" else format_quantity(value)


@register.filter
def vn_date(day: datetime.date | None, without: str = "") -> str:
    """dd/mm/yyyy; `without` ("–" where a day makes no sense) or "chưa rõ" for None."""
    return format_date(day) if day else (without or unknown())


@register.filter
def vn_datetime(moment: datetime.datetime | None, without: str = "") -> str:
    """dd/mm/yyyy HH:MM in Vietnam; `without` or "chưa rõ" for None."""
    if not moment:
        return without or unknown()
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{format_date(local)} {local:%H:%M}"


@register.filter
def fact(value: Any) -> Any:
    """The value itself, "chưa rõ" when there is none (None or empty text; 0 is a value)."""
    return unknown() if value is None or value == "" else value


@register.filter
def applicable(value: Any) -> Any:
    """The value itself, "–" when it does not apply (None or empty text)."""
    return NOT_APPLICABLE if value is None or value == "" else value
