"""What a check found: the one shape in which norms, checks and guards answer.

Checks see facts (a frozen dataclass), never models, and return findings; errors block, warnings
ask for a written reason, information only informs. All findings come back together.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

F = TypeVar("F")


class Severity(enum.StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Vietnamese word shown in front of a finding."""
        return _LABELS[self]


_LABELS: Final = {
    Severity.ERROR: "Lỗi",
    Severity.WARNING: "Cảnh báo",
    Severity.INFO: "Lưu ý",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has to say, in Vietnamese, tied to a field or to a rule of law.

    `field` is the name of a form field ("" = the whole record); `legal_basis` is written as it's
    cited on screen, e.g. "điểm a khoản 1 Điều 5 Thông tư 28/2018/TT-BTC".
    """

    severity: Severity
    code: str
    message: str
    field: str = ""
    legal_basis: str = ""

    @property
    def blocks(self) -> bool:
        """True when the record can't go on before this is put right."""
        return self.severity is Severity.ERROR


Check = Callable[[F], Iterable[Finding]]


def run(checks: Iterable[Check[F]], facts: F) -> list[Finding]:
    """Every finding of every check about these facts, in the order of the checks."""
    return [finding for check in checks for finding in check(facts)]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only the findings that block."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    """Only the findings that need a written reason."""
    return [finding for finding in findings if finding.severity is Severity.WARNING]
