"""The sheet of a submission: its cells with what stood before, what is wrong and what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kernel.findings import Finding, Severity
from progress.checks import observation
from progress.forms.cells import LineForm, OfficeForm, done_name, estimate_name
from progress.models import PeriodSubmission
from progress.selectors import IndicatorCell, LineRow
from progress.services import SubmissionDraft

MOST_LINES: Final = 500
PREFIX: Final = "dong-"


@dataclass(frozen=True)
class Cell:
    """One indicator in a row: what is planned, what stood before, its inputs and its percent."""

    source: IndicatorCell
    done: Any
    estimate: Any
    share: int | None

    @property
    def differs(self) -> bool:
        """Whether what the portal counted itself isn't what stood before."""
        return self.source.counted is not None and self.source.counted != self.source.previous


@dataclass
class SheetRow:
    """One tracking line on the page."""

    number: int
    source: LineRow
    form: LineForm
    cells: Sequence[Cell]
    findings: list[Finding] = field(default_factory=list)

    @property
    def worst(self) -> str:
        """The gravest kind of finding of the row; empty without one."""
        kinds = {finding.severity for finding in self.findings}
        return next((str(kind) for kind in Severity if kind in kinds), "")

    @property
    def has_more(self) -> bool:
        """Whether a cell of the part that opens holds something or is wrong."""
        names = ["results", "proposals", *(["percent"] if self.cells else [])]
        return any(self.form[name].value() or name in self.form.errors for name in names)


@dataclass(frozen=True)
class Remark:
    """A finding in the list on top: its row, the cell that it speaks of, and what it states."""

    row: SheetRow | None
    field: str
    text: str


class Sheet:
    """All cells of a submission, as stored or as typed."""

    def __init__(
        self,
        submission: PeriodSubmission,
        rows: Sequence[LineRow],
        *,
        on_behalf: bool,
        findings: Iterable[Finding] = (),
        data: Any = None,
    ) -> None:
        self.submission, self.data = submission, data
        self.is_overtaken = False
        self.office = OfficeForm(
            data,
            on_behalf=on_behalf,
            initial={
                "version": submission.version,
                "difficulties": submission.difficulties,
                "proposals": submission.proposals,
                "channel": submission.channel,
                "origin_note": submission.origin_note,
            },
        )
        self.rows = [self._row(number, row) for number, row in enumerate(rows, start=1)]
        self.findings = list(findings)
        self._place(self.findings)

    # --- building -----------------------------------------------------------------------------

    def _row(self, number: int, row: LineRow) -> SheetRow:
        prefix = f"{PREFIX}{row.line.pk}"
        bound = self.data if str(row.line.pk) in self._posted_lines else None
        form = LineForm(
            bound,
            prefix=prefix,
            cells=row.indicators,
            initial=_stored(row),
            last=_before(row),
        )
        cells = [self._cell(form, cell) for cell in row.indicators]
        return SheetRow(number, row, form, cells)

    @staticmethod
    def _cell(form: LineForm, cell: IndicatorCell) -> Cell:
        name = done_name(cell.indicator.pk)
        done = form[name] if name in form.fields else None
        value = cell.counted if done is None else _number(form.fields[name], done.value())
        if done is not None and cell.planned is not None:
            form.fields[name].widget.attrs["data-plan"] = f"{cell.planned.normalize():f}"
        estimate = form[estimate_name(cell.indicator.pk)]
        return Cell(cell, done, estimate, _share(value, cell.planned))

    def _place(self, findings: Iterable[Finding]) -> None:
        by_prefix = {f"{PREFIX}{row.source.line.pk}": row for row in self.rows}
        for finding in findings:
            prefix = "-".join(finding.field.split("-")[:2])
            if prefix in by_prefix:
                row = by_prefix[prefix]
                row.findings.append(finding)
                row.form.frame(finding.field.removeprefix(f"{prefix}-"), finding.severity)

    # --- reading ------------------------------------------------------------------------------

    @property
    def too_many(self) -> bool:
        """Whether more lines were posted than a sheet takes (or a formset claims them)."""
        if len(self._posted_lines) > MOST_LINES:
            return True
        claims = [value for name, value in self.data.items() if name.endswith("TOTAL_FORMS")]
        return any(not text.isdecimal() or int(text[:9]) > MOST_LINES for text in claims)

    @cached_property
    def _posted_lines(self) -> set[str]:
        names = (name.split("-") for name in self.data or () if name.startswith(PREFIX))
        return {parts[1] for parts in names if len(parts) > 2}

    def is_valid(self) -> bool:
        """Whether every cell could be read and belongs to this submission."""
        known = {str(row.source.line.pk) for row in self.rows}
        readable = self.office.is_valid()
        if strangers := self._posted_lines - known:
            text = _("%(n)s dòng không còn thuộc báo cáo này. Tải lại trang để xem lại.")
            self.office.add_error(None, text % {"n": len(strangers)})
            readable = False
        lines = [row.form.is_valid() for row in self.rows if row.form.is_bound]
        return readable and all(lines)

    def draft(self) -> SubmissionDraft:
        """Return what was typed; the sheet is valid."""
        typed = self.office.cleaned_data
        return SubmissionDraft(
            seen_version=typed.get("version") or 0,
            difficulties=typed["difficulties"],
            proposals=typed["proposals"],
            channel=typed.get("channel", self.submission.channel),
            origin_note=typed.get("origin_note", self.submission.origin_note),
            entries=[row.form.draft(row.source.line.pk) for row in self.rows if row.form.is_bound],
        )

    def refuse(self, messages: Mapping[str, Iterable[str]]) -> None:
        """Put what the service refused at the cells it names."""
        by_name = {
            form.add_prefix(name): (form, name)
            for form in self._forms()
            if form.is_bound
            for name in form.fields
        }
        for cell, texts in messages.items():
            form, name = by_name.get(cell, (self.office, None))
            form.add_error(name, list(texts))

    # --- showing ------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many lines the submission holds."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """How many lines say how far they are."""
        return sum(1 for row in self.rows if row.form["state"].value())

    def errors(self) -> dict[str, str]:
        """What can't be read, by the name of the cell."""
        found = {
            form.add_prefix(name): " ".join(map(str, texts))
            for form in self._forms()
            for name, texts in form.errors.items()
            if name != "__all__"
        }
        if self.office.is_bound and (texts := self.office.non_field_errors()):
            found[""] = " ".join(map(str, texts))
        return found

    @property
    def first_difference(self) -> str:
        """The id of the first cell in which something else is stored; empty without one."""
        return next((f"id_{name}" for name in self.differing()), "")

    @property
    def first_error(self) -> str:
        """The id of the first cell to mend; empty without one."""
        for form in self._forms():
            for name in form.errors:
                if name != "__all__":
                    return str(form[name].id_for_label)
        return f"id_{self.errors_found[0].field}" if self.errors_found else ""

    def _forms(self) -> Iterator[Any]:
        yield self.office
        yield from (row.form for row in self.rows)

    def differing(self) -> list[str]:
        """Name the cells in which something else was typed than is stored."""
        return [
            form.add_prefix(name)
            for form in self._forms()
            if form.is_bound
            for name in form.changed_data
            if name != "version"
        ]

    def show_stored(self) -> None:
        """Put what is stored beside what was typed; the next save overwrites it."""
        for form in self._forms():
            for name in form.changed_data if form.is_bound else ():
                form.fields[name].stored = in_words(form, name) or _("để trống")
        self.is_overtaken = True
        self.office.data = self.data.copy()
        self.office.data["version"] = str(self.submission.version)

    @property
    def errors_found(self) -> list[Remark]:
        """What keeps the report from being sent, each with its row."""
        return self._found(Severity.ERROR)

    @property
    def warnings_found(self) -> list[Remark]:
        """What asks for a reason, each with its row."""
        return self._found(Severity.WARNING)

    def _found(self, severity: Severity) -> list[Remark]:
        placed = {id(finding): row for row in self.rows for finding in row.findings}
        return [
            Remark(placed.get(id(finding)), finding.field, observation(finding))
            for finding in self.findings
            if finding.severity is severity
        ]


def in_words(form: Any, name: str) -> str:
    """Return what is stored in a cell as the page writes it."""
    stored, cell = form.get_initial_for_field(form.fields[name], name), form.fields[name]
    if hasattr(cell, "choices"):
        return str(dict(cell.choices).get(stored or "", ""))
    return str(cell.widget.format_value(cell.prepare_value(stored)) or "")


def _stored(row: LineRow) -> dict[str, Any]:
    """What the cells show at first: the entry, else what the period before carries on."""
    if row.entry is None:
        return _before(row)
    names = ("state", "percent", "results", "difficulties", "proposals", "explanation")
    values: dict[str, Any] = {name: getattr(row.entry, name) for name in names}
    values["invested"] = row.entry.invested_amount
    for cell in row.indicators:
        values[done_name(cell.indicator.pk)] = cell.done
        values[estimate_name(cell.indicator.pk)] = cell.estimate
    return values


def _before(row: LineRow) -> dict[str, Any]:
    """What stood in the period before, in the cells that a period carries on."""
    previous = row.previous
    values: dict[str, Any] = {
        "state": previous.state if previous else "",
        "invested": previous.invested if previous else None,
        "percent": _carried_percent(row),
    }
    estimates = previous.estimate if previous else {}
    for cell in row.indicators:
        if cell.counted is None:
            values[done_name(cell.indicator.pk)] = cell.previous
        values[estimate_name(cell.indicator.pk)] = estimates.get(cell.indicator.pk)
    return values


def _carried_percent(row: LineRow) -> int | None:
    """The percent is the figure of a line without indicators; else only a typed one goes on."""
    if row.previous is None:
        return None
    return row.previous.typed_percent if row.indicators else row.previous.percent


def _number(cell: Any, value: Any) -> Decimal | None:
    try:
        return cell.clean(value)
    except ValidationError:
        return None


def _share(done: Decimal | None, planned: Decimal | None) -> int | None:
    if done is None or not planned:
        return None
    return int(done * 100 / planned)
