"""Answers as a grid: one row a judgment, one column a criterion, and for each cell its number and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.plan import Flags, Plan, Test

Ints = NDArray[np.intp]


class State(IntEnum):
    """What is known of a criterion in a judgment. Only `SCORED` has a number, and none of the others is zero."""

    UNANSWERED = 0
    SCORED = 1
    NOT_APPLICABLE = 2
    NOT_JUDGED = 3
    """The expert tried and could not (missing context, contested …), or a judge failed."""
    WITHOUT_NUMBER = 4
    """Answered in words, or by an option without a value."""
    NOT_ASKED = 5
    """What it hangs on (`needs`) was answered otherwise."""


_ANSWERED = (State.SCORED, State.WITHOUT_NUMBER)


@dataclass(frozen=True)
class Entries:
    """Answers in long form; all arrays have one entry an answer.

    Attributes
    ----------
    rows, columns
        The judgment's row, and the criterion's column in the plan.
    numbers
        NaN where there is none.
    states
        `State` of each.
    labels
        Places in `vocabulary`; −1 where there is no label.
    chosen
        For an answer of several labels, by its place here: these labels.
    """

    rows: Ints
    columns: Ints
    numbers: Floats
    states: NDArray[np.int8]
    labels: Ints
    vocabulary: Sequence[str]
    chosen: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """Attributes: `values` and `states` (rows, criteria); `holds` (rows, tests): which conditions are met."""

    values: Floats
    states: NDArray[np.int8]
    holds: Flags


def grid_of(plan: Plan, entries: Entries, rows: int) -> Grid:
    """Lay `entries` out as a grid of `rows` judgments."""
    shape = (rows, len(plan.criteria))
    values = np.full(shape, np.nan)
    states = np.zeros(shape, dtype=np.int8)
    values[entries.rows, entries.columns] = entries.numbers
    states[entries.rows, entries.columns] = entries.states
    holds = np.zeros((rows, len(plan.tests)), dtype=bool)
    for place, test in enumerate(plan.tests):
        holds[entries.rows[_meeting(test, entries)], place] = True
    for column, tests in plan.needs.items():
        open = np.ones(rows, dtype=bool)
        for test in tests:
            open &= holds[:, test]
        states[~open, column] = State.NOT_ASKED
        values[~open, column] = np.nan
        for place, test in enumerate(plan.tests):
            if test.column == column:
                holds[:, place] &= open
    return Grid(values, states, holds)


def _meeting(test: Test, entries: Entries) -> Ints:
    """Return the places of the entries that meet a condition."""
    condition = test.condition
    of_column = np.flatnonzero((entries.columns == test.column) & np.isin(entries.states, _ANSWERED))
    if condition.when:
        wanted = [place for place, label in enumerate(entries.vocabulary) if label in condition.when]
        met = np.isin(entries.labels[of_column], wanted)
        if entries.chosen:
            several = [condition.holds(labels=entries.chosen.get(place, ())) for place in of_column.tolist()]
            met |= np.array(several, dtype=bool)
        return of_column[met]
    low = -np.inf if condition.at_least is None else condition.at_least
    high = np.inf if condition.at_most is None else condition.at_most
    numbers = entries.numbers[of_column]
    return of_column[(numbers >= low) & (numbers <= high)]
