"""What approved reports say of a line over time: the one source of stored and printed figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.models import LineIndicator
from programmes.progress import entry_percent
from progress.choices import SubmissionState
from progress.models import ProgressEntry


@dataclass(frozen=True)
class ApprovedPoint:
    """What an approved report says of a line on the last day of its data; all is cumulative.

    ``percent`` is the one that counts, typed or not. An indicator that the report leaves blank is
    None here: it says nothing of it, and the value before stays in force, in the percent as well.
    """

    line_id: int
    day: date
    period_code: str
    period_title: str
    state: str
    percent: int | None
    invested: int | None
    done: Mapping[int, Decimal | None]
    estimate: Mapping[int, Decimal | None]
    results: str
    difficulties: str
    proposals: str
    explanation: str


def approved_series(line_ids: Sequence[int], *, until: date) -> dict[int, list[ApprovedPoint]]:
    """Return the approved points of each line until a day, the oldest first; three queries.

    Of two on one day the one that was approved last stands last.
    """
    found: dict[int, list[ApprovedPoint]] = {pk: [] for pk in line_ids}
    planned: dict[int, dict[int, Decimal | None]] = {pk: {} for pk in line_ids}
    plans = LineIndicator.objects.filter(line__in=list(found))
    for line_id, indicator_id, plan in plans.values_list("line_id", "indicator_id", "planned"):
        planned[line_id][indicator_id] = plan
    rows = (
        ProgressEntry.objects.filter(
            line__in=list(found),
            submission__state=SubmissionState.APPROVED,
            submission__deleted_at__isnull=True,
            submission__period__deleted_at__isnull=True,
            submission__period__data_to__lte=until,
        )
        .select_related("submission__period")
        .prefetch_related("indicators")
        .order_by("submission__period__data_to", "submission__approved_at", "pk")
    )
    in_force: dict[int, dict[int, Decimal]] = {pk: {} for pk in line_ids}
    for entry in rows:
        known = in_force[entry.line_id]
        said = {row.indicator_id: row.done for row in entry.indicators.all()}
        known |= {key: value for key, value in said.items() if value is not None}
        parts = [(known.get(key), plan) for key, plan in planned[entry.line_id].items()]
        found[entry.line_id].append(_point(entry, parts))
    return found


def _point(
    entry: ProgressEntry, parts: Sequence[tuple[Decimal | None, Decimal | None]]
) -> ApprovedPoint:
    period = entry.submission.period
    rows = list(entry.indicators.all())
    return ApprovedPoint(
        line_id=entry.line_id,
        day=period.data_to,
        period_code=period.code,
        period_title=period.title,
        state=entry.state,
        percent=entry_percent(entry.state, entry.percent, parts),
        invested=entry.invested_amount,
        done={row.indicator_id: row.done for row in rows},
        estimate={row.indicator_id: row.estimate for row in rows},
        results=entry.results,
        difficulties=entry.difficulties,
        proposals=entry.proposals,
        explanation=entry.explanation,
    )
