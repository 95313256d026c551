"""Import and export of records as sheets: rows go through the plural service of their app.

What is wrong with a sheet is said in one way, ``SheetResult.problems``: the row as the sheet counts
it, the head of the column, a stable code, and a Vietnamese sentence that names neither.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from import_export import resources
from import_export.results import Result, RowResult

from kernel.sheets.cells import NOT_CALCULATED, TOTAL_ROWS, CellError
from kernel.sheets.legacy_font import MESSAGE as OLD_FONT
from kernel.sheets.legacy_font import looks_like_tcvn3
from kernel.sheets.widgets import written
from kernel.text import fold

logger = logging.getLogger(__name__)


class SheetProblem(ValidationError):  # noqa: N818 - told to a person
    """What is wrong with a sheet as a whole; ``str()`` of it is the sentence."""

    def __str__(self) -> str:
        return " ".join(self.messages)


class CellRefused(ValueError):  # noqa: N818 - told to a person, not a programming error
    """A cell that can't be taken; ``str()`` is the sentence, ``code`` its machine name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``row`` None is the whole sheet, ``column`` "" the whole row."""

    row: int | None
    column: str
    code: str
    message: str


class SheetRow(RowResult):
    """What became of one row; ``number`` as the sheet counts it."""

    number = 0

    def problems(self) -> Iterator[Problem]:
        """Return what is wrong with the row."""
        for column, code, message in _told(self.validation_error):
            yield Problem(self.number, column, code, message)
        for broken in self.errors:
            text = str(broken.error) if isinstance(broken.error, ValueError) else ""
            message = text or _("Không đọc được dòng này.")
            yield Problem(self.number, "", "invalid", message)


class SheetResult(Result):
    """What became of a sheet."""

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, from the first row on.

        When the heads are wrong no row could be read: what would be said of rows is left out.
        """
        if self.base_errors:
            return [problem for error in self.base_errors for problem in _of_sheet(error.error)]
        return [problem for row in self.rows for problem in row.problems()]

    def row_errors(self) -> list[tuple[int, list[Any]]]:
        """Return the errors that no check foresaw, by the row's number in the sheet."""
        return [(row.number, row.errors) for row in self.rows if row.errors]


def _of_sheet(error: Exception) -> Iterator[Problem]:
    if isinstance(error, ValidationError):
        for column, code, message in _told(error):
            yield Problem(None, column, code, message)
        return
    if isinstance(error, PermissionDenied):
        sentence = _("Tài khoản này không có quyền lưu dữ liệu từ bảng tính.")
        yield Problem(None, "", "permission", sentence)
        return
    text = str(error) if isinstance(error, ValueError) else ""
    yield Problem(None, "", "invalid", text or _("Không đọc được bảng này."))


def _told(error: ValidationError | None) -> Iterator[tuple[str, str, str]]:
    """Column ("" for the whole), code and message of each problem."""
    if error is None:
        return
    by_column = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for column, items in by_column.items():
        name = "" if column == NON_FIELD_ERRORS else column
        for item in items:
            for message in item.messages:
                yield name, item.code or "invalid", message


class ServiceResource(resources.ModelResource):
    """A resource that stores through ``service(rows, *, by, reason)`` in one go.

    Rows are checked one by one (``clean_model_instances``), so that the preview names every wrong
    cell; nothing is stored when one row is wrong. ``user`` decides scope and authorship. Heads are
    known in any case and order; a column that the sheet lacks is neither shown nor changed.

    ``required_heads`` must be there; ``stand_ins`` names for a head another that may stand for it;
    ``label_heads`` are where a sum row says so; ``get_template_hint`` tells where to find the
    heads.
    """

    service: Callable[..., Any]
    required_heads: tuple[str, ...] = ()
    stand_ins: Mapping[str, str] = {}
    label_heads: tuple[str, ...] = ()

    class Meta:
        abstract = True
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        self._pending: list[Any] = []
        super().__init__(**kwargs)
        self._columns = {field.attribute: field.column_name for field in self.fields.values()}
        self._heads: frozenset[str] | None = None
        self._row_numbers: list[int] = []
        self._seen: dict[tuple[str, ...], int] = {}

    @classmethod
    def get_result_class(cls) -> type[Result]:
        """Return the result that tells problems in one way."""
        return SheetResult

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        """Return the row that knows its number."""
        return SheetRow

    def get_queryset(self) -> QuerySet:
        """Match and export only what the person sees."""
        return self._meta.model.objects.visible_to(self.user)

    # --- what a sheet's own resource says ---

    def get_template_hint(self) -> str:
        """Return where the right heads are to be had, as a sentence."""
        return ""

    def row_key(self, row: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
        """Return what makes a row the same record as another, and that in words.

        An empty key is never a repetition.
        """
        return (), ""

    # --- the sheet as a whole ---

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        """Read a sheet; columns that it doesn't have are neither shown nor changed."""
        known = {fold(name): name for name in self._columns.values()}
        known |= {fold(field.column_name): field.column_name for field in self.fields.values()}
        dataset.headers = [
            known.get(fold(written(head)), written(head)) for head in dataset.headers or []
        ]
        self._heads = frozenset(dataset.headers)
        return super().import_data(dataset, *args, **kwargs)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Check the heads and leave out sum rows. Raises SheetProblem."""
        problem = self._wrong_heads(dataset.headers)
        if problem:
            del dataset[:]  # what would be said of its rows is noise
            raise problem
        numbers = list(getattr(dataset, "row_numbers", range(2, len(dataset) + 2)))
        labels = [head for head in self.label_heads if head in dataset.headers]
        for index in reversed(range(len(dataset))):
            if any(fold(written(dataset[head][index])) in TOTAL_ROWS for head in labels):
                del dataset[index]
                del numbers[index]
        dataset.row_numbers = self._row_numbers = numbers
        self._seen = {}

    def _wrong_heads(self, heads: list[str]) -> SheetProblem | None:
        missing = [
            name
            for name in self.required_heads
            if name not in heads and self.stand_ins.get(name) not in heads
        ]
        if missing:
            names = ", ".join(f"“{name}”" for name in missing)
            sentence = _("Thiếu cột %(names)s.") % {"names": names}
            return SheetProblem(f"{sentence} {self.get_template_hint()}".strip(), "missing-column")
        known = {field.column_name for field in self.fields.values()}
        twice = [head for head in dict.fromkeys(heads) if head in known and heads.count(head) > 1]
        if twice:
            names = ", ".join(f"“{name}”" for name in twice)
            sentence = _("Cột %(names)s có hơn một lần. Giữ lại một cột.") % {"names": names}
            return SheetProblem(sentence, "repeated-column")
        return None

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Store what was gathered, unless this is the preview or a row is wrong."""
        for row in (*result.invalid_rows, *result.error_rows):
            row.number = self._row_numbers[row.number - 1]
        rows, self._pending = self._pending, []
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        type(self).service(rows, by=self.user, reason="nhập từ bảng tính")

    def handle_import_error(self, result: Any, error: Exception, raise_errors: Any = False) -> None:
        """Note what is wrong with the whole sheet; what nobody foresaw goes to the log as well."""
        if not isinstance(error, ValidationError | PermissionDenied):
            logger.error("a sheet could not be read", exc_info=error)
        super().handle_import_error(result, error, raise_errors)

    # --- one row ---

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """Read one row; its errors are tied to the heads of the sheet."""
        for head, other in self.stand_ins.items():
            if other in row:
                row.setdefault(head, "")
        result = super().import_row(row, instance_loader, **kwargs)
        result.number = self._row_numbers[kwargs["row_number"] - 1]
        error = result.validation_error
        if error is not None and hasattr(error, "error_dict"):
            found: dict[str, list[ValidationError]] = {}
            for attribute, problems in error.error_dict.items():
                column = self._columns.get(attribute, NON_FIELD_ERRORS)
                found.setdefault(column, []).extend(problems)
            result.validation_error = ValidationError(found)
        for broken in result.errors:
            logger.error("row %s could not be read", result.number, exc_info=broken.error)
        return result

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Refuse the same record twice in one file. Raises ValidationError."""
        key, words = self.row_key(row)
        number = self._row_numbers[kwargs["row_number"] - 1]
        first = self._seen.setdefault(key, number) if key else number
        if first != number:
            raise ValidationError(
                _("Trùng với dòng %(n)s (%(what)s).") % {"n": first, "what": words},
                code="repeated",
            )

    def get_import_fields(self) -> list[Any]:
        """The columns that may be read, of those that the sheet has."""
        readable = [field for field in super().get_import_fields() if not field.readonly]
        if self._heads is None:
            return readable
        return [
            field
            for field in readable
            if {field.column_name, self.stand_ins.get(field.column_name)} & self._heads
        ]

    def import_instance(self, instance: Model, row: Any, **kwargs: Any) -> None:
        """Read every cell of a row. Raises ValidationError with all that are wrong, and why."""
        problems: dict[str, ValidationError] = {}
        for field in self.get_import_fields():
            try:
                _require_readable(row.get(field.column_name))
                self.import_field(field, instance, row, **kwargs)
            except ValueError as error:
                code = getattr(error, "code", "invalid")
                problems[field.attribute] = ValidationError(str(error), code=str(code))
        if problems:
            raise ValidationError(problems)

    def do_instance_save(self, instance: Model, is_create: bool) -> None:
        """Keep the row for the plural service."""
        self._pending.append(instance)


def _require_readable(value: Any) -> None:
    """Refuse what is no content: a formula without value, letters of an old font."""
    if isinstance(value, CellError):
        if value.code == NOT_CALCULATED:
            sentence = _("ô là công thức chưa có giá trị; mở tệp bằng Excel, lưu lại rồi nhập.")
            raise CellRefused("formula", sentence)
        raise CellRefused("formula", _("ô là công thức lỗi (%(code)s).") % {"code": value.code})
    if isinstance(value, str) and looks_like_tcvn3(value):
        raise CellRefused("legacy-font", OLD_FONT)
