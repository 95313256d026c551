"""The ledger: entries are only added, balances follow in the same transaction.

Now only opening balances are written; other kinds of entries come by ``write_entries`` as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel.findings import Finding, Severity, errors
from programmes.balances import (
    AMOUNTS,
    Amounts,
    OpeningFacts,
    changes,
    day_findings,
    earlier_findings,
)
from programmes.balances import opening_findings as findings_of
from programmes.choices import EntryKind
from programmes.models import Balance, LedgerEntry, SupportProject
from programmes.selectors.ledger import last_days, last_entries, planned_of, stored_of
from programmes.services.tracking import lock_projects

Place = tuple[int, str, str]


@dataclass(frozen=True)
class Opening:
    """What is typed of one source of a project; ``seen`` is the newest entry that was shown."""

    project_id: int
    source: str
    amounts: Amounts
    seen: int | None = None


class OpeningRefused(ValidationError):  # noqa: N818  (an answer, not a fault)
    """Refused as a whole; ``findings`` names the row (its place in the list; None: all) of each."""

    def __init__(self, found: Sequence[tuple[int | None, Finding]], code: str = "refused") -> None:
        super().__init__([finding.message for _row, finding in found], code=code)
        self.code = code
        self.findings = list(found)


@transaction.atomic
def record_openings(
    rows: Sequence[Opening], *, by: Any, as_of: date | None, voucher: str = "", note: str = ""
) -> list[LedgerEntry]:
    """Write what is new in these opening balances as entries, all of them or none.

    A total that is typed becomes the difference to what is stored; a blank writes nothing. Raises
    OpeningRefused with everything that is wrong, with the code "stale" when somebody has written
    entries of a project since the form was shown; PermissionDenied, also out of the area.
    """
    keys = {row.project_id for row in rows}
    _require_right(keys, by)
    lock_projects(keys)
    latest = last_entries(keys)
    if any(row.seen not in (None, latest.get(row.project_id, 0)) for row in rows):
        raise OpeningRefused([(None, _overtaken())], code="stale")
    facts = _facts(rows)
    if found := _refusals(rows, facts, as_of):
        raise OpeningRefused(found)
    entries = [
        LedgerEntry(
            project_id=row.project_id,
            source=row.source,
            leg=AMOUNTS[name][1],
            kind=EntryKind.OPENING,
            counts_as=AMOUNTS[name][2],
            amount=amount,
            occurred_on=as_of,
            voucher=voucher,
            note=note,
        )
        for row, one in zip(rows, facts, strict=True)
        for name, amount in changes(one).items()
    ]
    return write_entries(entries, by=by)


def _refusals(
    rows: Sequence[Opening], facts: Sequence[OpeningFacts], as_of: date | None
) -> list[tuple[int | None, Finding]]:
    """Everything that is wrong: of the day, then of each row."""
    found: list[tuple[int | None, Finding]] = [
        (None, finding) for finding in day_findings(as_of, timezone.localdate())
    ]
    days = last_days({row.project_id for row in rows})
    for number, (row, one) in enumerate(zip(rows, facts, strict=True)):
        found += [(number, finding) for finding in errors(findings_of(one))]
        if as_of is not None:
            known = days.get((row.project_id, row.source), {})
            found += [(number, finding) for finding in earlier_findings(one, as_of, known)]
    return found


def _require_right(projects: Collection[int], by: Any) -> None:
    visible = SupportProject.objects.visible_to(by).filter(pk__in=projects)
    if not by.can(Permission.EDIT_MONEY) or visible.count() != len(projects):
        raise PermissionDenied


def _facts(rows: Sequence[Opening]) -> list[OpeningFacts]:
    keys = {row.project_id for row in rows}
    planned, stored = planned_of(keys), stored_of(keys)
    nothing = OpeningFacts("", None, Amounts())
    return [
        replace(
            nothing,
            source=row.source,
            planned=planned.get((row.project_id, row.source)),
            stored=stored.get((row.project_id, row.source), nothing.stored),
            typed=row.amounts,
        )
        for row in rows
    ]


def _overtaken() -> Finding:
    text = _("Có người vừa ghi sổ các đề án này. Số vừa nhập vẫn được giữ; kiểm tra rồi lưu lại.")
    return Finding(Severity.ERROR, "stale", text)


@transaction.atomic
def write_entries(entries: Sequence[LedgerEntry], *, by: Any) -> list[LedgerEntry]:
    """Add entries and bring their balances in line; return them.

    The balances' projects are locked first and their columns move by F(), so that of two people
    at once each adds to what the other wrote. Raises ValidationError where a balance would fall
    below zero; PermissionDenied without the right to a project.
    """
    keys = {entry.project_id for entry in entries}
    _require_right(keys, by)
    if any(entry.kind not in EntryKind.WRITTEN for entry in entries):
        raise ValidationError(_("Loại bút toán này chưa ghi được."))
    lock_projects(keys)
    sums: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        entry.by = by
        entry.full_clean()
        sums[entry.project_id, entry.source, entry.leg][entry.counts_as] += entry.amount
    _ensure_balances(sums)
    try:
        with transaction.atomic():
            for (project, source, leg), added in sums.items():
                moved = {
                    column: Coalesce(F(column), Value(0)) + amount
                    for column, amount in added.items()
                }
                Balance.objects.filter(project=project, source=source, leg=leg).update(**moved)
    except IntegrityError as error:
        raise ValidationError(_("Số dư không được âm.")) from error
    return LedgerEntry.objects.bulk_create(entries, batch_size=500)


def _ensure_balances(places: Iterable[Place]) -> None:
    """Make the balances that are missing, with what is planned; the projects are locked."""
    wanted = set(places)
    keys = {project for project, _source, _leg in wanted}
    held = Balance.objects.filter(project__in=keys).values_list("project_id", "source", "leg")
    missing = sorted(wanted - set(held))
    planned = planned_of(keys) if missing else {}
    Balance.objects.bulk_create(
        Balance(project_id=project, source=source, leg=leg, planned=planned.get((project, source)))
        for project, source, leg in missing
    )


def refresh_planned(projects: Iterable[int]) -> None:
    """Bring what balances say as planned in line with the decisions; the projects are locked."""
    balances = list(Balance.objects.filter(project__in=list(projects)).order_by("pk"))
    planned: Mapping[tuple[int, str], int] = (
        planned_of({balance.project_id for balance in balances}) if balances else {}
    )
    changed = []
    for balance in balances:
        amount = planned.get((balance.project_id, balance.source))
        if balance.planned != amount:
            balance.planned = amount
            changed.append(balance)
    if changed:
        Balance.objects.bulk_update(changed, ["planned"], batch_size=500)
