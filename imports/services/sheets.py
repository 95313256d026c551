"""Takes a sheet through a resource: everything is stored, or every error named by its cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from beneficiaries.resources import FacilityResource
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
    before = [(number, dataset[index]) for index, number in enumerate(dataset.row_numbers)]
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
    # When the heads are wrong no row could be read: what is said of rows then is noise.
    if result.base_errors:
        for error in result.base_errors:
            outcome.errors += _of_sheet(error.error)
        return outcome
    heads = {name: index for index, name in enumerate(dataset.headers or [], start=1)}
    numbers = _numbers(before, [dataset[index] for index in range(dataset.height)])
    outcome.errors = sorted(_of_rows(result, dataset, numbers, heads), key=_order)
    return outcome


def _numbers(before: Sequence[tuple[int, Any]], kept: Sequence[Any]) -> list[int]:
    """Row numbers in the sheet of the rows that the resource has not left out (sum rows)."""
    rows = iter(before)
    return [next(number for number, row in rows if row == taken) for taken in kept]


def _of_sheet(error: Exception) -> list[dict[str, Any]]:
    """What was wrong with the sheet as a whole; resources say it in a sentence."""
    if isinstance(error, ValidationError):
        problems = [problem for _column, found in _by_column(error) for problem in found]
    elif isinstance(error, ValueError) and str(error):
        problems = [("invalid", str(error))]
    else:
        problems = [("invalid", _("Không đọc được bảng này."))]
    return [_problem(None, "", "", None, message, code) for code, message in problems]


def _of_rows(
    result: Any, dataset: Any, numbers: Sequence[int], heads: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for index, (row, found) in enumerate(zip(numbers, result.rows, strict=True)):
        for column, problems in _by_column(found.validation_error):
            value, cell = None, ""
            if column in heads:
                value = dataset[index][heads[column] - 1]
                cell = cell_address(row, heads[column])
            for code, message in problems:
                yield _problem(row, column, cell, value, _plain(message, row, column), code)
        for broken in found.errors:
            text = str(broken.error) if isinstance(broken.error, ValueError) else ""
            yield _problem(row, "", "", None, text or _("Không đọc được dòng này."))


def _by_column(error: ValidationError | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Column ("" for the row as a whole) -> (code, message) of each problem."""
    if error is None:
        return []
    by_column = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    return [
        (
            "" if column == NON_FIELD_ERRORS else column,
            [(item.code or "invalid", text) for item in items for text in item.messages],
        )
        for column, items in by_column.items()
    ]


def _plain(message: str, row: int, column: str) -> str:
    """The sentence without the place that stands beside it in the answer."""
    where = f"Dòng {row}"
    return message.removeprefix(f"{where}, cột {column}: ").removeprefix(f"{where}: ")


def _problem(
    row: int | None, column: str, cell: str, value: Any, message: str, code: str = "invalid"
) -> dict[str, Any]:
    written = value if value is None or isinstance(value, bool | int | str) else str(value)
    return {
        "row": row,
        "column": column,
        "cell": cell,
        "value": written,
        "code": code,
        "message": message,
    }


def _order(problem: dict[str, Any]) -> tuple[int, str]:
    return problem["row"] or 0, problem["cell"]
