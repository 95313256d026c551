"""Where the rows of a worksheet go when some of them are repeated. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.templates.markers import ROWS, runs
from reports.templates.values import Line


@dataclass(frozen=True)
class Placed:
    """A row of the finished sheet: its number, the template's row it copies, the line it shows."""

    number: int
    model: int
    line: Line


@dataclass
class RowPlan:
    """The new numbers of a sheet's rows; rows are counted from 1 as Excel does."""

    kinds: dict[int, str] = field(default_factory=dict)  # rows that repeat -> what for
    blocks: list[tuple[int, int, list[Placed]]] = field(default_factory=list)
    places: dict[int, list[int]] = field(default_factory=dict)  # model row -> where it went

    @classmethod
    def of(cls, kinds: dict[int, str], lines: Sequence[Line]) -> "RowPlan":
        """Plan the sheet in which the rows of ``kinds`` repeat for the lines of their kind."""
        plan = cls(kinds)
        numbers = sorted(kinds)
        every = range(numbers[0], numbers[-1] + 1) if numbers else range(0)
        added = 0
        for first, last in runs([kinds.get(number, "") for number in every]):
            models = list(every[first : last + 1])
            placed = _placed(models, kinds, lines, models[0] + added)
            plan.blocks.append((models[0], models[-1], placed))
            for number in models:
                plan.places[number] = [one.number for one in placed if one.model == number]
            added += len(placed) - len(models)
        return plan

    def is_changed(self) -> bool:
        """Whether any row moves or is repeated."""
        return bool(self.blocks)

    def block(self, row: int) -> int | None:
        """Return which block a row of the template lies in."""
        inside = (i for i, (first, last, _rows) in enumerate(self.blocks) if first <= row <= last)
        return next(inside, None)

    def first(self, row: int) -> int:
        """Return the new number of a row; of a repeated one where it stands first."""
        return self._moved(row, at=0)

    def last(self, row: int) -> int:
        """Return the new number of a row; of a repeated one where it stands last."""
        return self._moved(row, at=-1)

    def _moved(self, row: int, *, at: int) -> int:
        added = 0
        for first, last, placed in self.blocks:
            if row < first:
                break
            if row <= last:
                known = self.places[row]
                return known[at] if known else placed[at].number
            added += len(placed) - (last - first + 1)
        return row + added

    def runs_of(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the runs of new rows that a range of rows of one block has become."""
        numbers = sorted(n for row in range(first, last + 1) for n in self.places.get(row, ()))
        result: list[tuple[int, int]] = []
        for number in numbers:
            if result and result[-1][1] == number - 1:
                result[-1] = (result[-1][0], number)
            else:
                result.append((number, number))
        return result


def lines_for(kinds: Sequence[str], lines: Sequence[Line]) -> list[Line]:
    """Return the lines for which rows of these kinds repeat; without any an empty main row."""
    shown = [line for line in lines if line.kind in kinds]
    main = ROWS[kinds[0]]
    return shown or [Line(main if main in kinds else kinds[0], {})]


def _placed(
    models: list[int], kinds: dict[int, str], lines: Sequence[Line], start: int
) -> list[Placed]:
    """Lay out the rows of a block, one behind the other."""
    placed: list[Placed] = []
    for line in lines_for([kinds[model] for model in models], lines):
        for model in models:
            if kinds[model] == line.kind:
                placed.append(Placed(start + len(placed), model, line))
    return placed
