"""The rows of the table of scores as entries of a grid: whole columns at a time, for any plan."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evalwidgets.rubrics.criteria import Span
from evalwidgets.rubrics.scoring.answers import number_of, values_of_labels, weight_of_marks
from evalwidgets.rubrics.scoring.grid import Entries, State
from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.plan import Plan

if TYPE_CHECKING:
    import pyarrow as pa

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Coded:
    """A column of names as numbers: `names[codes[n]]`."""

    codes: Ints
    names: Sequence[str]

    def at(self, rows: Ints) -> Coded:
        """Return some of its rows."""
        return Coded(self.codes[rows], self.names)


def coded(column: pa.ChunkedArray) -> Coded:
    """Return a column of texts as numbers; null is the name ""."""
    import pyarrow.compute as pc

    encoded = pc.fill_null(column.combine_chunks(), "").dictionary_encode()
    return Coded(encoded.indices.to_numpy().astype(np.intp), encoded.dictionary.to_pylist())


class Answers:
    """The answers of all units, ready to be laid out by any plan."""

    def __init__(self, table: pa.Table, unit_of_row: Ints, *, last_wins: bool) -> None:
        criteria = coded(table["criterion"])
        rows = np.arange(len(unit_of_row))
        if last_wins:
            pair = unit_of_row * len(criteria.names) + criteria.codes
            _, back = np.unique(pair[::-1], return_index=True)
            rows = np.sort(len(pair) - 1 - back)
        if (np.diff(unit_of_row[rows]) < 0).any():
            rows = rows[np.argsort(unit_of_row[rows], kind="stable")]
        self._units = unit_of_row[rows]
        self._criteria = criteria.at(rows)
        self._numbers: Floats = table["number"].to_numpy().astype(np.float64)[rows]
        self._labels = coded(table["label"]).at(rows)
        self._na = coded(table["na"]).at(rows)
        self._lists: Any = table["labels"]
        self._marks: Any = table["evidence"]
        self._rows = rows

    def entries(self, plan: Plan, units: Ints) -> Entries:
        """Return the answers of some units, their places rising, to the plan's criteria."""
        chosen, rows = self._rows_of(units)
        column = np.array([plan.columns.get(id, -1) for id in self._criteria.names], dtype=np.intp)
        asked = column[self._criteria.codes[chosen]] >= 0
        chosen, rows = chosen[asked], rows[asked]
        columns = column[self._criteria.codes[chosen]]
        labels = self._labels.codes[chosen]
        numbers = self._numbers[chosen]
        # An option's value may have changed since; what was chosen has not.
        known, worth = self._worth(plan)
        numbers = np.where(known[columns, labels], worth[columns, labels], numbers)
        several = self._several(plan, chosen, columns, numbers)
        self._size_edits(plan, chosen, columns, numbers)
        states = np.where(np.isnan(numbers), State.WITHOUT_NUMBER, State.SCORED).astype(np.int8)
        for code, reason in enumerate(self._na.names):
            if reason:
                state = State.NOT_APPLICABLE if reason == "not_applicable" else State.NOT_JUDGED
                states[self._na.codes[chosen] == code] = state
        return Entries(rows, columns, numbers, states, labels, self._labels.names, several)

    def _rows_of(self, units: Ints) -> tuple[Ints, Ints]:
        """Return the places of the answers of `units`, and for each its unit's place among these."""
        starts, ends = (np.searchsorted(self._units, units, side=side) for side in ("left", "right"))
        counts = ends - starts
        rows = np.repeat(np.arange(len(units)), counts)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(starts, counts) + within, rows

    def _worth(self, plan: Plan) -> tuple[NDArray[np.bool_], Floats]:
        """Return, for each criterion and label, whether it is one of its labels, and its value."""
        names = self._labels.names
        values = [values_of_labels(criterion) for criterion in plan.criteria]
        known = np.array([[name in of for name in names] for of in values], dtype=bool)
        worth = np.array([[of.get(name, np.nan) for name in names] for of in values], dtype=np.float64)
        return known, worth

    def _several(self, plan: Plan, chosen: Ints, columns: Ints, numbers: Floats) -> dict[int, Sequence[str]]:
        """Return the labels of answers that have several, and write what they are worth into `numbers`."""
        found: dict[int, Sequence[str]] = {}
        for column, criterion in enumerate(plan.criteria):
            if criterion.kind not in {"multi_choice", "option_ratings"}:
                continue
            places = np.flatnonzero(columns == column)
            for place, labels in zip(
                places.tolist(), self._lists.take(self._rows[chosen[places]]).to_pylist(), strict=True
            ):
                if labels is not None:
                    found[place] = labels
                    numbers[place] = number_of(criterion, labels)
        return found

    def _size_edits(self, plan: Plan, chosen: Ints, columns: Ints, numbers: Floats) -> None:
        """Write what marks weigh, by their size, into `numbers`, where the rule counts it."""
        if plan.scoring.rule != "edit_sum":
            return
        for column, criterion in enumerate(plan.criteria):
            if isinstance(criterion, Span):
                places = np.flatnonzero((columns == column) & ~np.isnan(numbers))
                marks = self._marks.take(self._rows[chosen[places]]).to_pylist()
                numbers[places] = [weight_of_marks(criterion, of or (), sized=True) for of in marks]
