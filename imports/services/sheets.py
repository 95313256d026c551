"""Takes a sheet through a resource: everything is stored, or every error named by its cell."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import PermissionDenied

from accounts.permissions import Permission
from beneficiaries.resources import FacilityResource
from kernel.resources import Problem
from kernel.sheets.formats import dataset_of
from kernel.sheets.refusal import cell_address
from programmes.resources import ProjectResource

# `trainees`, `progress`, `needs`, `products` come with their records.
RESOURCES: Final = {"facilities": FacilityResource, "projects": ProjectResource}


@dataclass
class SheetOutcome:
    """What a sheet holds and what was wrong with it, in the shape that the command prints."""

    sheet: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


def import_sheet(resource: Any, path: Path, *, by: Any, dry_run: bool = False) -> SheetOutcome:
    """Store the rows of a sheet as ``by``, or nothing when a row is wrong.

    ``resource``: a ServiceResource class. Raises SheetRefused for an unusable file, OSError for
    one that can't be opened, PermissionDenied without the right to import.
    """
    if not by.can(Permission.USE_IMPORTS):
        raise PermissionDenied
    dataset = dataset_of(path)
    result = resource(user=by).import_data(
        dataset, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    outcome = SheetOutcome(
        sheet=dataset.workbook.sheet or "",
        rows=result.total_rows,
        new=result.totals["new"],
        changed=result.totals["update"],
        unchanged=result.totals["skip"],
    )
    outcome.errors = sorted(
        (_with_cell(problem, dataset) for problem in result.problems), key=_order
    )
    return outcome


def _with_cell(problem: Problem, dataset: Any) -> dict[str, Any]:
    """The problem as the command prints it, with the address and the value of its cell."""
    cell, value = "", None
    if problem.row is not None and problem.column in dataset.headers:
        column = dataset.headers.index(problem.column)
        cell = cell_address(problem.row, column + 1)
        value = dataset[dataset.row_numbers.index(problem.row)][column]
    return {
        "row": problem.row,
        "column": problem.column,
        "cell": cell,
        "value": value if value is None or isinstance(value, bool | int | str) else str(value),
        "code": problem.code,
        "message": problem.message,
    }


def _order(problem: dict[str, Any]) -> tuple[int, int, str]:
    return problem["row"] or 0, len(problem["cell"]), problem["cell"]
