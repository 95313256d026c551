"""Checks of what is taken over from before the portal; pure: typed facts in, findings out."""

from dataclasses import dataclass
from datetime import date

from kernel.dates import year_limits
from kernel.findings import Finding, Severity
from programmes.choices import ProjectState

# How forms and the grid name the fields of a past state.
PAST = ("past_state", "past_on", "past_approved_on", "past_note")


@dataclass(frozen=True)
class PastFacts:
    """A state that a project is said to have had since a day of the past, and the present one."""

    state: str
    occurred_on: date | None
    approved_on: date | None
    note: str
    today: date
    present: str = ""
    present_since: date | None = None

    @property
    def completes_history(self) -> bool:
        """Whether the state was there before the present one, which then stays."""
        return (
            self.present_since is not None
            and self.occurred_on is not None
            and self.state != self.present
            and self.occurred_on < self.present_since
        )


def past_findings(facts: PastFacts) -> list[Finding]:
    """Return all that is wrong or remarkable; fields are those of the form (``past_…``)."""
    found = []
    if not facts.state:
        found.append(_error("state_missing", "past_state", "Chưa chọn Trạng thái đã có."))
    if facts.occurred_on is None:
        found.append(_error("date_missing", "past_on", "Chưa nhập Từ ngày."))
    if not facts.note.strip():
        found.append(_error("note_missing", "past_note", "Chưa nhập Căn cứ."))
    found += _day("date", "past_on", facts.occurred_on, facts.today)
    found += _day("approved_on", "past_approved_on", facts.approved_on, facts.today)
    if facts.state and (facts.state, facts.occurred_on) == (facts.present, facts.present_since):
        state, day = ProjectState(facts.state).label, f"{facts.occurred_on:%d/%m/%Y}"
        text = f"Đề án đã ở trạng thái “{state}” từ ngày {day}, không cần ghi lại."
        found.append(_error("unchanged", "past_state", text))
    return found + _approval(facts)


def _day(name: str, field: str, day: date | None, today: date) -> list[Finding]:
    if day is None:
        return []
    first, last = year_limits()
    if not first <= day.year <= last:
        text = f"Năm phải trong khoảng {first}–{last}."
        return [_error("year_out_of_range", field, text)]
    if day > today:
        text = f"Ngày {day:%d/%m/%Y} chưa đến; hãy ghi ngày đã thực hiện."
        return [_error(f"{name}_in_future", field, text)]
    return []


def _approval(facts: PastFacts) -> list[Finding]:
    if facts.approved_on is None:
        return []
    if facts.state in ProjectState.BEFORE_APPROVAL:
        text = "Trạng thái này chưa được phê duyệt; để trống ngày phê duyệt."
        return [_error("not_approved_yet", "past_approved_on", text)]
    if facts.occurred_on and facts.occurred_on < facts.approved_on <= facts.today:
        text = "Ngày phê duyệt sau ngày của trạng thái."
        return [Finding(Severity.INFO, "approved_after_state", text, field="past_approved_on")]
    return []


def _error(code: str, field: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, message, field=field)
