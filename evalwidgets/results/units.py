"""From rows of answers to scored judgments: one unit for each expert, item and response.

A study's judgments may come from several versions of its rubric. They are scored by the version it has
now: an answer to a criterion that asks the same as then counts, whichever version it was given under;
one to a criterion that was reworded or taken out is left out, and said. Of several answers of an expert
to the same criterion the latest counts, so that a re-asked criterion completes an older judgment.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evalwidgets.rubrics.criteria import Criterion, Span
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.scoring.answers import number_of, values_of_labels, weight_of_marks
from evalwidgets.rubrics.scoring.engine import Reason, Scored, score_grid
from evalwidgets.rubrics.scoring.grid import Entries, State, grid_of
from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.plan import Part, Plan, plan_of
from evalwidgets.rubrics.scoring_rule import Scoring

if TYPE_CHECKING:
    import pyarrow as pa

Ints = NDArray[np.intp]

_UNIT = ("expert", "item", "response")
"""What makes a unit: an expert's judgment of a response."""

ABSENT = -1
"""In place of a `Reason`: the part is not in what was asked of this unit."""


@dataclass(frozen=True)
class Coded:
    """A column of names as numbers: `names[codes[n]]`."""

    codes: Ints
    names: Sequence[str]

    def at(self, rows: Ints) -> Coded:
        """Return some of its rows."""
        return Coded(self.codes[rows], self.names)


@dataclass(frozen=True)
class Units:
    """Every expert's judgment of a response, scored.

    Attributes
    ----------
    keys
        ``expert``, ``expert_kind``, ``item``, ``response`` and ``model`` of each unit.
    scored
        Which units were scored together, and what came of it: those of one item where it brings
        criteria of its own.
    stale
        How many answers were left out, by criterion, since what it asks has changed.
    """

    keys: Mapping[str, Coded]
    scored: Sequence[tuple[Ints, Scored]]
    stale: Counter[str]

    def __len__(self) -> int:
        return len(self.keys["item"].codes)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """All that is scored in some unit, in the order of the rubric."""
        return tuple(dict.fromkeys(part for _, scored in self.scored for part in scored.plan.parts))

    @cached_property
    def criteria(self) -> Sequence[str]:
        """All criteria asked of some unit."""
        return tuple(dict.fromkeys(id for _, scored in self.scored for id in scored.plan.columns))

    def of_part(self, part: Part) -> tuple[Floats, NDArray[np.int8]]:
        """Return the score of each unit, NaN where there is none, and its `Reason` or `ABSENT`."""
        scores, reasons = self._none()
        for units, scored in self.scored:
            if part in scored.plan.parts:
                place = scored.plan.parts.index(part)
                scores[units], reasons[units] = scored.scores[:, place], scored.reasons[:, place]
        return scores, reasons

    def of_criterion(self, id: str) -> tuple[Floats, NDArray[np.int8]]:
        """Return the number each unit was given on a criterion, with the reason where there is none."""
        scores, reasons = self._none()
        for units, scored in self.scored:
            column = scored.plan.columns.get(id)
            if column is not None:
                scores[units] = scored.grid.values[:, column]
                reasons[units] = _REASONS[scored.grid.states[:, column]]
        return scores, reasons

    def _none(self) -> tuple[Floats, NDArray[np.int8]]:
        return np.full(len(self), np.nan), np.full(len(self), ABSENT, dtype=np.int8)


_REASONS = np.zeros(len(State), dtype=np.int8)
for _state, _reason in {
    State.UNANSWERED: Reason.UNANSWERED,
    State.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
    State.NOT_JUDGED: Reason.NOT_JUDGED,
    State.WITHOUT_NUMBER: ABSENT,
    State.NOT_ASKED: ABSENT,
}.items():
    _REASONS[_state] = _reason


def units_of(
    table: pa.Table,
    rubric: Rubric,
    earlier: Mapping[str, Rubric],
    own: Mapping[str, tuple[Criterion, ...]],
    scoring: Scoring | None = None,
) -> Units:
    """Score the rows of the table of scores.

    Parameters
    ----------
    rubric
        What the study judges by now.
    earlier
        By hash, the rubrics that rows of `table` were judged by.
    own
        By item, the criteria that it brings along.
    scoring
        Another score rule than the rubric's own.
    """
    table, stale = _fresh(table, rubric, earlier)
    runs, run_of_row = _runs([table[name] for name in _UNIT])
    columns = {name: coded(table[name].take(runs)) for name in _UNIT}
    _, begins, unit_of_run = np.unique(_joined(list(columns.values())), return_index=True, return_inverse=True)
    # Units count in the order in which they appear, so that their rows mostly are in order already.
    order = np.argsort(begins)
    unit_of_row = np.argsort(order)[unit_of_run][run_of_row]
    keys = {name: column.at(begins[order]) for name, column in columns.items()}
    keys |= {name: coded(table[name].take(runs[begins[order]])) for name in ("model", "expert_kind")}
    answers = _Answers(table, unit_of_row, last_wins=len(earlier) > 1)
    scored = [
        (units, score_grid(plan, grid_of(plan, answers.entries(plan, units), len(units))))
        for units, plan in _plans(keys["item"], rubric, own, scoring)
    ]
    return Units(keys, scored, stale)


def coded(column: pa.ChunkedArray) -> Coded:
    """Return a column of texts as numbers; null is the name ""."""
    import pyarrow.compute as pc

    encoded = pc.fill_null(column.combine_chunks(), "").dictionary_encode()
    return Coded(encoded.indices.to_numpy().astype(np.intp), encoded.dictionary.to_pylist())


def _fresh(table: pa.Table, rubric: Rubric, earlier: Mapping[str, Rubric]) -> tuple[pa.Table, Counter[str]]:
    """Leave out answers to criteria that ask something else by now, and count them."""
    stale: Counter[str] = Counter()
    if set(earlier) <= {rubric.hash}:
        return table, stale
    hashes, criteria, groups = (coded(table[name]) for name in ("rubric_hash", "criterion", "group"))
    same = np.ones((len(hashes.names), len(criteria.names)), dtype=bool)
    for row, hash in enumerate(hashes.names):
        then = earlier[hash].asked_hashes
        for column, id in enumerate(criteria.names):
            same[row, column] = id not in then or then[id] == rubric.asked_hashes.get(id)
    of_item = np.isin(groups.codes, [code for code, name in enumerate(groups.names) if name == "item"])
    kept = same[hashes.codes, criteria.codes] | of_item
    left_out = np.bincount(criteria.codes[~kept], minlength=len(criteria.names))
    stale.update({id: int(count) for id, count in zip(criteria.names, left_out, strict=True) if count})
    return table.filter(kept), stale


def _runs(columns: Sequence[pa.ChunkedArray]) -> tuple[Ints, Ints]:
    """Return where a row differs from the one before in some column, and for each row which such run it is in."""
    import pyarrow.compute as pc

    size = len(columns[0])
    begins = np.zeros(size, dtype=bool)
    begins[:1] = True
    for column in columns:
        begins[1:] |= pc.not_equal(column.slice(1), column.slice(0, max(size - 1, 0))).to_numpy()
    return np.flatnonzero(begins), np.cumsum(begins) - 1


def _joined(columns: Sequence[Coded]) -> Ints:
    """Return one number for each combination of names."""
    joined = np.zeros(len(columns[0].codes), dtype=np.intp)
    for column in columns:
        joined = joined * max(len(column.names), 1) + column.codes
    return joined


def _plans(
    items: Coded, rubric: Rubric, own: Mapping[str, tuple[Criterion, ...]], scoring: Scoring | None
) -> Iterator[tuple[Ints, Plan]]:
    """Yield the units that are scored by the same plan."""
    apart = np.array([bool(own.get(name)) for name in items.names], dtype=bool)
    together = np.flatnonzero(~apart[items.codes])
    if len(together) or not apart.any():
        yield together, plan_of(rubric, (), scoring)
    rest = np.flatnonzero(apart[items.codes])
    rest = rest[np.argsort(items.codes[rest], kind="stable")]
    for units in np.split(rest, np.flatnonzero(np.diff(items.codes[rest])) + 1):
        if len(units):
            item = items.names[int(items.codes[units[0]])]
            yield units, plan_of(rubric, own[item], scoring)


class _Answers:
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
