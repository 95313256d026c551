"""Recomputes the stored figures of projects from their lines and reports any difference."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from kernel.commands import PortalCommand
from kernel.money import UNKNOWN, format_dong
from programmes.models import Allocation, DecisionLine, SupportProject
from programmes.money import project_money
from programmes.services.projects import SUMS, beneficiaries_in_words

BATCH = 1000


class Command(PortalCommand):
    """Reads only; nothing is put right here, because a difference has a cause to be found."""

    help = (
        "Tính lại các số liệu lưu sẵn của đề án từ dòng quyết định và đơn vị thụ hưởng, in từng "
        "sai lệch. Mã thoát 0 khi không có sai lệch, 1 khi có."
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


def _amount(amount: int | None) -> str:
    return UNKNOWN if amount is None else f"{format_dong(amount)} đồng"


def _line(project: SupportProject, name: str, stored: str, computed: str) -> str:
    label = project._meta.get_field(name).verbose_name
    who = f"{project.code} {project.name}".strip()
    return f"Đề án {project.pk} ({who}): {label} lưu “{stored}”, tính lại “{computed}”."
