"""Recomputes the stored figures of projects and tracking lines and reports any difference."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import models

from kernel.commands import PortalCommand
from kernel.history import in_words
from kernel.money import UNKNOWN, format_dong
from programmes.models import Allocation, DecisionLine, LineIndicator, SupportProject, TrackingLine
from programmes.money import project_money
from programmes.selectors import counted_on, miscounted_balances, percents_of
from programmes.services import LineProgress
from programmes.services.projects import SUMS, beneficiaries_in_words
from programmes.services.tracking import RECORDED, done_of
from progress.services import approved_progress
from training.models import TrainingCourse
from training.selectors import miscounted

BATCH = 1000


class Command(PortalCommand):
    """Reads only; nothing is put right here, because a difference has a cause to be found."""

    help = (
        "Tính lại các số liệu lưu sẵn của đề án từ dòng quyết định và đơn vị thụ hưởng, số dư từ "
        "bút toán, tiến độ của dòng theo dõi và đề án từ báo cáo đã duyệt, kết quả tự tính từ lớp "
        "đào tạo, in từng sai lệch. Mã thoát 0 khi không có sai lệch, 1 khi có."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference on a line of its own; exit with 1 when there is one."""
        count, differences = 0, 0
        for projects in _batches():
            count += len(projects)
            for line in _differences(projects):
                differences += 1
                self.stdout.write(line)
        if differences:
            self.stdout.write(f"Đã kiểm tra {count} đề án: {differences} sai lệch.")
            raise SystemExit(1)
        self.stdout.write(f"Đã kiểm tra {count} đề án: không có sai lệch.")


def _batches() -> Iterator[list[SupportProject]]:
    rows = SupportProject.objects.alive().order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _differences(projects: Sequence[SupportProject]) -> Iterator[str]:
    keys = [project.pk for project in projects]
    lines: dict[int, list[tuple[str, int]]] = defaultdict(list)
    counted = DecisionLine.objects.counted().filter(project__in=keys)
    for key, source, amount in counted.values_list("project_id", "source", "amount"):
        lines[key].append((source, amount))
    labels: dict[int, list[str]] = defaultdict(list)
    allocations = Allocation.objects.filter(project__in=keys).order_by("pk")
    for allocation in allocations.select_related("facility", "organisation"):
        if allocation.label:
            labels[allocation.project_id].append(allocation.label)
    for project in projects:
        yield from _money_differences(project, lines[project.pk])
        text = beneficiaries_in_words(labels[project.pk])
        if project.beneficiary_text != text:
            yield _line(project, "beneficiary_text", project.beneficiary_text, text)
    yield from _balance_differences(projects)
    yield from _progress_differences(projects)
    yield from _count_differences(projects)


def _money_differences(project: SupportProject, lines: Sequence[tuple[str, int]]) -> Iterator[str]:
    money = project_money(
        lines,
        level=project.level,
        year=project.first_year,
        stated_total=project.stated_total_amount,
    )
    for name, key in SUMS.items():
        stored, computed = getattr(project, name), money[key]
        if stored != computed:
            yield _line(project, name, _amount(stored), _amount(computed))


def _balance_differences(projects: Sequence[SupportProject]) -> Iterator[str]:
    """Balances against their entries, and their plan against the recorded decisions."""
    by_number = {project.pk: project for project in projects}
    for balance, column, computed in miscounted_balances(list(by_number)):
        place = f"{balance.get_source_display()}, {balance.get_leg_display()}"
        label = balance._meta.get_field(column).verbose_name
        stored = getattr(balance, column)
        project = by_number[balance.project_id]
        who = f"Đề án {project.pk} ({project.code} {project.name}), số dư {place}"
        yield _said(who, label, _amount(stored), _amount(computed))


def _progress_differences(projects: Sequence[SupportProject]) -> Iterator[str]:
    """Lines against the latest approved report, projects against their lines."""
    found = TrackingLine.objects.alive().filter(project__in=projects).order_by("pk")
    lines = list(
        found.select_related("project", "allocation__facility", "allocation__organisation")
    )
    told = {record.line_id: record for record in approved_progress([line.pk for line in lines])}
    for line in lines:
        yield from _line_differences(line, told[line.pk])
    counted = counted_on(told, None)
    planned = LineIndicator.objects.filter(line__in=lines).order_by("pk")
    for row in planned.select_related("line__project", "indicator"):
        value = done_of(row, told[row.line_id], counted)
        if row.done != value:
            yield _said(
                _of(row.line), str(row.indicator), _shown(row, "done"), _shown(row, "done", value)
            )
    percents = percents_of(projects)
    for project in projects:
        now = percents[project.pk]
        for name, value in (
            ("progress_percent", now.progress.percent),
            ("progress_as_of", now.as_of),
        ):
            if getattr(project, name) != value:
                yield _line(project, name, _shown(project, name), _shown(project, name, value))


def _line_differences(line: TrackingLine, record: LineProgress) -> Iterator[str]:
    for name, source in RECORDED.items():
        value = getattr(record, source)
        if getattr(line, name) != value:
            label = line._meta.get_field(name).verbose_name
            yield _said(_of(line), label, _shown(line, name), _shown(line, name, value))


def _count_differences(projects: Sequence[SupportProject]) -> Iterator[str]:
    """Courses against what their lines count of them."""
    courses = TrainingCourse.objects.alive().filter(project__in=projects).order_by("pk")
    for course in miscounted(courses.select_related("project")):
        yield (
            f"Lớp đào tạo {course.pk} ({course.name}, đề án {course.project_id}): kết quả tự tính "
            "của dòng theo dõi khác số liệu của lớp; mở Sửa lớp rồi bấm Lưu để tính lại."
        )


def _amount(amount: int | None) -> str:
    return UNKNOWN if amount is None else f"{format_dong(amount)} đồng"


_STORED = object()


def _shown(row: models.Model, name: str, value: Any = _STORED) -> str:
    """A value of a column as people read it; the stored one unless another is given."""
    value = getattr(row, name) if value is _STORED else value
    return UNKNOWN if value is None else in_words(row._meta.get_field(name), value)


def _line(project: SupportProject, name: str, stored: str, computed: str) -> str:
    label = project._meta.get_field(name).verbose_name
    who = f"{project.code} {project.name}".strip()
    return _said(f"Đề án {project.pk} ({who})", label, stored, computed)


def _of(line: TrackingLine) -> str:
    return f"Dòng theo dõi {line.pk} ({line.label}, đề án {line.project_id})"


def _said(who: str, label: Any, stored: str, computed: str) -> str:
    return f"{who}: {label} lưu “{stored}”, tính lại “{computed}”."
