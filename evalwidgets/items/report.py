"""What was wrong with the rows of a source: one error, or a report of all that were left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from evalwidgets.errors import ItemError

KEPT = 1_000
"""How many bad rows a report keeps word for word; beyond it only counts, so that memory stays flat."""


class Problem(Exception):
    """What is wrong in one row, before it is known which row it is.

    Parameters
    ----------
    said
        What is wrong and what to do, in whole words.
    column
        The column at fault; None if it is the row as a whole.
    """

    def __init__(self, said: str, column: str | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.column = column


@dataclass(frozen=True)
class BadRow:
    """One row that could not be read.

    Attributes
    ----------
    source
        The file or kind of object it came from.
    unit
        What `row` counts: ``"row"``, or ``"line"`` of a text file.
    row
        Counted from 1; of a CSV record over several lines, the line where it begins.
    column
        The column at fault; None if it is the row as a whole.
    message
        What is wrong and what to do.
    """

    source: str
    unit: str
    row: int
    column: str | None
    message: str

    def __str__(self) -> str:
        place = f"{self.source}, {self.unit} {self.row:,}"
        return f"{place}, column {self.column!r}: {self.message}" if self.column else f"{place}: {self.message}"


class RowError(ItemError):
    """A row of a source could not be read; `bad` says which, where and why."""

    def __init__(self, bad: BadRow) -> None:
        super().__init__(f"{bad} (on_error='skip' leaves such rows out and reports them.)")
        self.bad = bad


class ErrorReport:
    """The rows that ``on_error="skip"`` left out.

    Its length is the number of rows left out. The first 1,000 are kept as `rows`, in their order.
    """

    def __init__(self) -> None:
        self.rows: list[BadRow] = []
        self._columns: Counter[str | None] = Counter()

    def add(self, bad: BadRow) -> None:
        """Count `bad`, and keep it while there is room."""
        self._columns[bad.column] += 1
        if len(self.rows) < KEPT:
            self.rows.append(bad)

    def __len__(self) -> int:
        return self._columns.total()

    def __iter__(self) -> Iterator[BadRow]:
        return iter(self.rows)

    def __repr__(self) -> str:
        if not self.rows:
            return "No rows were left out."
        lines = [self._headline(), *(f"  {bad}" for bad in self.rows[:20])]
        if len(self) > len(lines) - 1:
            lines.append(f"  … and {len(self) - len(lines) + 1:,} more (the first {len(self.rows):,} are in .rows)")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        if not self.rows:
            return "<p>No rows were left out.</p>"
        cells = "".join(
            f"<tr><td style='text-align:right'>{bad.row:,}</td><td>{escape(bad.column or '')}</td>"
            f"<td style='text-align:left'>{escape(bad.message)}</td></tr>"
            for bad in self.rows[:100]
        )
        unit = escape(self.rows[0].unit)
        more = f"<p>… and {len(self) - 100:,} more.</p>" if len(self) > 100 else ""  # noqa: PLR2004 rows shown above
        return (
            f"<p>{escape(self._headline())}</p>"
            f"<table><thead><tr><th>{unit}</th><th>column</th><th>what is wrong</th></tr></thead>"
            f"<tbody>{cells}</tbody></table>{more}"
        )

    def _headline(self) -> str:
        rows = "1 row was" if len(self) == 1 else f"{len(self):,} rows were"
        by_column = ", ".join(
            f"{count:,} for column {column!r}" if column else f"{count:,} as a whole"
            for column, count in self._columns.most_common()
        )
        return f"{rows} left out: {by_column}."
