"""What the pages of tracking lines show: who reports, what is planned, why something is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ProgressWeighting
from accounts.selectors import CentreMap, centres_of
from kernel.text import fold
from programmes.models import (
    Indicator,
    LineIndicator,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.progress import ProjectProgress
from programmes.selectors.tracking import percents_of


@dataclass(frozen=True)
class Reporter:
    """Who reports on a line today, since when (None = from the beginning), and who will."""

    name: str
    since: date | None
    is_default: bool
    coming: ReportingAssignment | None


@dataclass(frozen=True)
class LineRow:
    """A tracking line as the project's page shows it."""

    line: TrackingLine
    reporter: Reporter
    indicators: Sequence[LineIndicator]

    @property
    def counted_in_words(self) -> str:
        """Which of its figures nobody types."""
        counted = [bool(row.indicator.counted_from) for row in self.indicators]
        if not any(counted):
            return ""
        return _("tính từ lớp đào tạo") if all(counted) else _("một phần tính từ lớp đào tạo")


@dataclass(frozen=True)
class IndicatorPlan:
    """What a project plans of an indicator, and what its lines plan of it together."""

    indicator: Indicator
    planned: Decimal
    shared: Decimal | None
    unknown: int

    @property
    def left(self) -> Decimal | None:
        """What no line plans yet; None when nothing is left."""
        rest = self.planned - (self.shared or 0)
        return rest if rest > 0 else None

    @property
    def differs(self) -> bool:
        """Whether the lines together say something else than the project."""
        return self.shared != self.planned


@dataclass(frozen=True)
class ProjectTracking:
    """The lines of a project that a person sees, and the percent that they all make."""

    rows: Sequence[LineRow]
    progress: ProjectProgress
    as_of: date | None
    gaps: Sequence[IndicatorPlan]

    @property
    def hidden(self) -> int:
        """How many lines lie out of the person's area."""
        return self.progress.count - len(self.rows)

    @property
    def weighting_in_words(self) -> str:
        """How the percent is put together."""
        if self.progress.weighting == ProgressWeighting.SUPPORT:
            return _("theo kinh phí hỗ trợ")
        return _("các dòng như nhau")


def project_tracking(project: SupportProject, user: Any) -> ProjectTracking:
    """Return a project's lines with who reports on each; a fixed number of queries."""
    rows = (
        TrackingLine.objects.visible_to(user)
        .filter(project=project)
        .select_related("unit", "unit_now", "allocation__facility", "allocation__organisation")
        .prefetch_related("indicators__indicator", "assignments__organisation")
        .order_by("order", "pk")
    )
    lines = list(rows)
    centres = centres_of(line.unit_id for line in lines)
    whole = percents_of([project])[project.pk]
    shown = []
    for line in lines:
        line.project = project
        shown.append(LineRow(line, reporter_of(line, centres), line.indicators.all()))
    complete = len(lines) == whole.progress.count and lines
    gaps = [row for row in indicator_plans(project) if row.differs] if complete else []
    return ProjectTracking(shown, whole.progress, whole.as_of, gaps)


def reporter_of(line: TrackingLine, centres: CentreMap) -> Reporter:
    """Return who reports on a line today: by its newest first day, else the Centre."""
    today = timezone.localdate()
    rows = list(line.assignments.all())  # in the order of their first days
    past = [row for row in rows if row.valid_from is None or row.valid_from <= today]
    coming = next((row for row in rows if row not in past), None)
    if past:
        return Reporter(str(past[-1].organisation), past[-1].valid_from, False, coming)
    centre = centres.centre(line.unit_id, today)
    return Reporter(str(centre or _("Trung tâm")), None, True, coming)


def indicator_plans(
    project: SupportProject, *, without: TrackingLine | None = None
) -> list[IndicatorPlan]:
    """Return each planned indicator of a project with what its lines plan together."""
    lines = TrackingLine.objects.alive().filter(project=project)
    if without is not None and without.pk:
        lines = lines.exclude(pk=without.pk)
    sums = {
        key: (total, unknown)
        for key, total, unknown in LineIndicator.objects.filter(line__in=lines)
        .order_by()
        .values_list("indicator_id")
        .annotate(total=Sum("planned"), unknown=Count("pk", filter=Q(planned__isnull=True)))
    }
    planned = project.indicators.filter(planned__isnull=False).select_related("indicator")
    return [
        IndicatorPlan(row.indicator, row.planned, *sums.get(row.indicator_id, (None, 0)))
        for row in planned
    ]


def indicator_choices(line: TrackingLine) -> list[tuple[Any, Any]]:
    """Return the indicators for a select, those of the project's own content first.

    In force today, or on the line already.
    """
    used = LineIndicator.objects.filter(line=line.pk or 0).values("indicator")
    return _choices(line.project, used)


def project_indicator_choices(project: SupportProject) -> list[tuple[Any, Any]]:
    """Return the indicators that a project may plan, as ``indicator_choices`` does for a line."""
    return _choices(project, project.indicators.values("indicator"))


def _choices(project: SupportProject, used: QuerySet) -> list[tuple[Any, Any]]:
    today = timezone.localdate()
    rows = Indicator.objects.filter(
        Q(pk__in=Indicator.objects.on(today).values("pk")) | Q(pk__in=used)
    ).order_by("order", "code")
    activity = project.activity
    own_group = {activity.pk, activity.parent_id} - {None} if activity else set()
    own, others = [], []
    for row in rows:
        (own if row.activity_id in own_group else others).append((row.pk, str(row)))
    groups = [(_("Chỉ tiêu của nội dung này"), own), (_("Chỉ tiêu khác"), others)]
    return [("", _("Chọn chỉ tiêu")), *((title, found) for title, found in groups if found)]


def removal_closed(line: TrackingLine) -> str:
    """Return why a line can't be removed; "" when it can."""
    if line.entries.exists():
        return _("Chưa xóa được dòng “%s”: đã có báo cáo tiến độ.") % line.label
    if line.counted_results.exists():
        return _("Chưa xóa được dòng “%s”: đã có kết quả tính từ lớp đào tạo.") % line.label
    return ""


def find_lines(user: Any, query: str) -> QuerySet[TrackingLine]:
    """Return the lines of the area by any words of project, beneficiary or place, newest first."""
    rows = TrackingLine.objects.visible_to(user).select_related(
        "project", "unit", "allocation__facility", "allocation__organisation"
    )
    for word in fold(query).split():
        rows = rows.filter(Q(search_key__contains=word) | Q(project__search_key__contains=word))
    return rows.order_by("-project__first_year", "project__code", "project", "order", "pk")
