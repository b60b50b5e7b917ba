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
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evalwidgets.results.rows import Answers, Coded, Ints, coded
from evalwidgets.rubrics.criteria import Criterion
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.scoring.engine import Reason, Scored, score_grid
from evalwidgets.rubrics.scoring.grid import State, grid_of
from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.plan import Part, Plan, plan_of
from evalwidgets.rubrics.scoring_rule import Scoring

if TYPE_CHECKING:
    import pyarrow as pa

_UNIT = ("expert", "item", "response")
"""What makes a unit: an expert's judgment of a response."""

ABSENT = -1
"""In place of a `Reason`: the part is not in what was asked of this unit."""


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
    table, stale = fresh(table, rubric, earlier)
    runs, run_of_row = _runs([table[name] for name in _UNIT])
    columns = {name: coded(table[name].take(runs)) for name in _UNIT}
    _, begins, unit_of_run = np.unique(_joined(list(columns.values())), return_index=True, return_inverse=True)
    # Units count in the order in which they appear, so that their rows mostly are in order already.
    order = np.argsort(begins)
    unit_of_row = np.argsort(order)[unit_of_run][run_of_row]
    keys = {name: column.at(begins[order]) for name, column in columns.items()}
    keys |= {name: coded(table[name].take(runs[begins[order]])) for name in ("model", "expert_kind")}
    answers = Answers(table, unit_of_row, last_wins=len(earlier) > 1)
    scored = [
        (units, score_grid(plan, grid_of(plan, answers.entries(plan, units), len(units))))
        for units, plan in _plans(keys["item"], rubric, own, scoring)
    ]
    return Units(keys, scored, stale)


def fresh(table: pa.Table, rubric: Rubric, earlier: Mapping[str, Rubric]) -> tuple[pa.Table, Counter[str]]:
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
