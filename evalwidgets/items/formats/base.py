"""Item files of published benchmarks: each row brings the criteria that its responses are judged by."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from evalwidgets.errors import RubricError
from evalwidgets.items.report import Problem
from evalwidgets.items.values import structured
from evalwidgets.rubrics.formats import own_criteria

Row = Mapping[str, Any]


class ItemFormat(ABC):
    """One such benchmark: a row of its files becomes a row of our columns.

    Attributes
    ----------
    name
        As in `read_items(…, format=…)`; the name of the format of its criteria, too.
    title
        What it is called.
    criteria
        The column that holds the criteria.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    criteria: ClassVar[str]

    def __init__(self) -> None:
        self.notes: Counter[str] = Counter()

    @property
    @abstractmethod
    def needs(self) -> frozenset[str]:
        """Columns that a file of this format has."""

    @abstractmethod
    def consumed(self, columns: Collection[str]) -> frozenset[str]:
        """Return the columns that the format gives a meaning to; all others stay as they are."""

    @abstractmethod
    def item(self, row: Row, criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return what the row says, in our columns, but for its responses and criteria."""

    @abstractmethod
    def responses(self, row: Row) -> list[dict[str, Any]]:
        """Return the responses that come with the row, as ``{id, text, model}``."""

    def fits(self, rows: Sequence[Row]) -> bool:
        """Tell whether rows that have the columns needed are of this format: by the shape of their criteria."""
        cells = [cell for row in rows if (cell := structured(row.get(self.criteria)))]
        return bool(cells) and all(self._fit(cell) for cell in cells)

    def columns(self, columns: Collection[str], *, with_responses: bool) -> tuple[str, ...]:
        """Return the columns that rows have afterwards."""
        consumed = self.consumed(columns)
        ours = ("id", "prompt", "criteria", "reference", "context", "metadata")
        rest = [column for column in columns if column not in consumed and column not in ours]
        return (*ours, *(("responses",) if with_responses else ()), *rest)

    def adapted(self, row: Row, *, with_responses: bool) -> dict[str, Any]:
        """Return a row in our columns.

        Raises
        ------
        Problem
            If it has no criteria, no responses, or criteria that cannot be read.
        """
        cell = structured(row.get(self.criteria))
        try:
            criteria, notes = own_criteria(cell, self.name)
        except RubricError as error:
            said = error.findings[0] if error.findings else None
            where = f"{said.path.lstrip('.')}: " if said and said.path else ""
            raise Problem(f"{where}{said.message if said else error}", self.criteria) from None
        self.notes.update(notes)
        consumed = self.consumed(row)
        adapted = {column: cell for column, cell in row.items() if column not in consumed}
        adapted |= {name: value for name, value in self.item(row, cell).items() if value is not None}
        if isinstance(own := structured(row.get("metadata")), Mapping):
            adapted["metadata"] = {**own, **adapted["metadata"]}
        adapted["criteria"] = [criterion.model_dump(mode="json", exclude_defaults=True) for criterion in criteria]
        if with_responses:
            adapted["responses"] = self.responses(row)
            if not adapted["responses"]:
                raise Problem(
                    f"there is no response to judge: {self.lacking} Add your model's in a column called response."
                )
        return adapted

    lacking: ClassVar[str] = "the file brings none."
    """Why a row of the published file may have no response."""

    def _fit(self, cell: Any) -> bool:
        from evalwidgets.rubrics.formats import FORMATS

        return FORMATS[self.name].fits(cell)


def text_of(value: Any) -> str:
    """Return a cell's text, "" if it holds none."""
    return value if isinstance(value, str) and value.strip() else ""


def texts_of(value: Any) -> list[str]:
    """Return the texts of a cell that holds a list; a single text is a list of one."""
    value = structured(value)
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if text_of(entry)]
