"""What a rubric says about scores, as arrays: made once, used for one judgment or a million.

A `Plan` lays the criteria out as columns. Group weights multiply down: a criterion's own weight (or its
class's) times those of the groups around it multiplies its points, too, so that no weight is ignored
except by the rules that count passes, which say so. `parts` are what is scored: the whole, every
group, every tag.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evalwidgets.errors import RubricError
from evalwidgets.rubrics.conditions import Condition
from evalwidgets.rubrics.criteria import Criterion, MultiChoice, Span
from evalwidgets.rubrics.links import ITEM_GROUP
from evalwidgets.rubrics.model import Group, Rubric
from evalwidgets.rubrics.reach import range_of
from evalwidgets.rubrics.scoring.gates import GateKind
from evalwidgets.rubrics.scoring.means import Floats, floats
from evalwidgets.rubrics.scoring_rule import Scoring

Flags = NDArray[np.bool_]

POINTS = frozenset({"points_over_positive", "points_min_max"})
SHARES = frozenset({"weight_mean", "tree", "pass_rate", "all_pass"})
MARKS = frozenset({"mqm", "edit_sum"})


class Part(NamedTuple):
    """Something that has a score: the whole rubric (without a name), a group or a tag."""

    kind: Literal["total", "group", "tag"]
    name: str = ""


class Test(NamedTuple):
    """A condition on the answers of one column."""

    column: int
    condition: Condition


@dataclass(frozen=True, eq=False)
class Plan:
    """A rubric, with one item's own criteria, as arrays over its criteria (columns).

    Attributes
    ----------
    weights, points
        Of each criterion, with the weights of the groups around it.
    lowest, highest
        The bounds of its numbers; 0 where it has none, and for marks without a limit, which can only
        take points off.
    counts
        Whether it takes part in the rule at all.
    decides
        Whether the total needs an answer to it: it counts, or has a gate.
    members
        (criteria, parts): which criteria that count belong to which part.
    tests
        The conditions of all gates and needs.
    gates
        For each gate, its test's place, its kind and its value.
    needs
        For each criterion that has some, the places of the tests that must all hold; what another one
        of these hangs on comes first.
    parents, node_weights, leaves
        The tree: root, groups and criteria as nodes; `leaves` is each criterion's node, `nodes` each group's.
    """

    rubric: Rubric
    scoring: Scoring
    criteria: tuple[Criterion, ...]
    columns: dict[str, int]
    weights: Floats
    points: Floats
    lowest: Floats
    highest: Floats
    reverse: Flags
    penalty: Flags
    required: Flags
    counts: Flags
    decides: Flags
    parts: tuple[Part, ...]
    members: Flags
    tests: tuple[Test, ...]
    gates: tuple[tuple[int, GateKind, float], ...]
    needs: dict[int, tuple[int, ...]]
    parents: NDArray[np.intp]
    node_weights: Floats
    leaves: NDArray[np.intp]
    nodes: dict[str, int]


def plan_of(rubric: Rubric, own: tuple[Criterion, ...] = (), scoring: Scoring | None = None) -> Plan:
    """Lay out a rubric, with the criteria that an item brings along.

    Parameters
    ----------
    scoring
        Another score rule than the rubric's own.

    Raises
    ------
    RubricError
        For a rule that some criterion cannot be scored by.
    """
    scoring = rubric.scoring if scoring is None else scoring
    placed = list(_all(rubric, own))
    criteria = tuple(criterion for criterion, _ in placed)
    columns = {criterion.id: column for column, criterion in enumerate(criteria)}
    own_weights = floats([criterion.weight_in(rubric) for criterion in criteria])
    weights = own_weights * floats([math.prod(group.weight for group in around) for _, around in placed])
    bounds = floats([_bounds(criterion) for criterion in criteria]).reshape(-1, 2)
    points = weights * floats([criterion.points for criterion in criteria])
    counts = np.array([_counts(criterion, scoring.rule, rubric) for criterion in criteria], dtype=bool)
    if scoring.rule in POINTS:
        counts &= points != 0
    elif scoring.rule != "tree":  # in which a weight of nothing has a meaning of its own
        counts &= weights != 0
    _refuse_unbounded(criteria, counts, bounds, scoring)
    parts = _parts(placed)
    members = np.zeros((len(criteria), len(parts)), dtype=bool)
    for column, (criterion, around) in enumerate(placed):
        for part in _parts_of(criterion, around):
            members[column, parts[part]] = True
    tests, gates, needs = _conditions(criteria, columns)
    decides = counts & (weights != 0)
    decides[[tests[test].column for test, _, _ in gates]] = True
    return Plan(
        rubric,
        scoring,
        criteria,
        columns,
        weights,
        points,
        *np.where(np.isfinite(bounds), bounds, 0.0).T,
        reverse=np.array([criterion.reverse for criterion in criteria]) & np.isfinite(bounds).all(axis=1),
        penalty=np.array([_is_bad(criterion) for criterion in criteria], dtype=bool),
        required=np.array([criterion.required for criterion in criteria], dtype=bool),
        counts=counts,
        decides=decides,
        parts=tuple(parts),
        members=members & counts[:, None],
        tests=tests,
        gates=gates,
        needs=needs,
        **_tree(placed, own_weights),
    )


_Placed = tuple[Criterion, tuple[Group, ...]]
"""A criterion, and the groups around it, the outermost first."""


def _all(rubric: Rubric, own: tuple[Criterion, ...]) -> Iterator[_Placed]:
    yield from _placed(rubric.groups, ())
    if own:
        yield from _placed((Group(id=ITEM_GROUP, title=ITEM_GROUP, criteria=own),), ())
    if rubric.overall is not None:
        yield rubric.overall, ()


def _placed(groups: Sequence[Group], around: tuple[Group, ...]) -> Iterator[_Placed]:
    for group in groups:
        path = (*around, group)
        for criterion in group.criteria:
            yield criterion, path
        yield from _placed(group.groups, path)


def _bounds(criterion: Criterion) -> tuple[float, float]:
    if isinstance(criterion, Span) and criterion.max_marks is not None:
        return 0.0, criterion.max_marks * max([*criterion.severities.values(), *criterion.overrides.values()])
    if isinstance(criterion, MultiChoice):
        values = [option.value for option in criterion.options if option.value is not None]
        return sum(value for value in values if value < 0), sum(value for value in values if value > 0)
    return range_of(criterion) or (np.nan, np.nan)


def _counts(criterion: Criterion, rule: str, rubric: Rubric) -> bool:
    """Tell whether a rule can use what this criterion is answered with."""
    if rule in MARKS:
        return isinstance(criterion, Span)
    low, high = _bounds(criterion)
    # The overall question stands beside the score unless it is given points or a weight of its own.
    beside = criterion is rubric.overall and not (criterion.points or criterion.weight or criterion.weight_class)
    return not beside and low < high  # false without bounds, too


def _is_bad(criterion: Criterion) -> bool:
    return criterion.is_penalty or (isinstance(criterion, Span) and criterion.polarity != "good")


def _refuse_unbounded(criteria: Sequence[Criterion], counts: Flags, bounds: Floats, scoring: Scoring) -> None:
    if scoring.rule not in SHARES | {"points_min_max"}:
        return
    for column in np.flatnonzero(counts & np.isinf(bounds[:, 1])).tolist():
        raise RubricError(
            f"criterion {criteria[column].id}: {scoring.rule} needs a worst case, and any number of marks has none; "
            "set max_marks, or choose rule: mqm"
        )


def _parts_of(criterion: Criterion, around: tuple[Group, ...]) -> Iterator[Part]:
    yield Part("total")
    for group in around:
        yield Part("group", group.id)
    for tag in (*(tag for group in around for tag in group.tags), *criterion.tags):
        yield Part("tag", tag)


def _parts(placed: Sequence[_Placed]) -> dict[Part, int]:
    found = dict.fromkeys([Part("total"), *(part for pair in placed for part in _parts_of(*pair))])
    in_order = sorted(found, key=lambda part: ("total", "group", "tag").index(part.kind))
    return {part: place for place, part in enumerate(in_order)}


def _conditions(
    criteria: Sequence[Criterion], columns: dict[str, int]
) -> tuple[tuple[Test, ...], tuple[tuple[int, GateKind, float], ...], dict[int, tuple[int, ...]]]:
    tests: list[Test] = []
    gates: list[tuple[int, GateKind, float]] = []
    needs: dict[int, tuple[int, ...]] = {}
    for column, criterion in enumerate(criteria):
        if criterion.gate is not None:
            gates.append((len(tests), criterion.gate.kind, criterion.gate.value or 0.0))
            tests.append(Test(column, criterion.gate))
        for need in criterion.needs:
            if need.criterion in columns:
                needs[column] = (*needs.get(column, ()), len(tests))
                tests.append(Test(columns[need.criterion], need))
    in_order: dict[int, tuple[int, ...]] = {}

    def settle(column: int) -> None:
        if column in in_order or column not in needs:
            return
        for test in needs[column]:
            settle(tests[test].column)
        in_order[column] = needs[column]

    for column in needs:
        settle(column)
    return tuple(tests), tuple(gates), in_order


def _tree(placed: Sequence[_Placed], own_weights: Floats) -> dict[str, NDArray[np.intp] | Floats | dict[str, int]]:
    parents, weights = [-1], [1.0]
    nodes: dict[str, int] = {}
    leaves: list[int] = []

    def add(parent: int, weight: float) -> int:
        parents.append(parent)
        weights.append(weight)
        return len(parents) - 1

    for (_, around), weight in zip(placed, own_weights, strict=True):
        parent = 0
        for group in around:
            if group.id not in nodes:
                nodes[group.id] = add(parent, group.weight)
            parent = nodes[group.id]
        leaves.append(add(parent, float(weight)))
    return {
        "parents": np.array(parents, dtype=np.intp),
        "node_weights": np.array(weights),
        "leaves": np.array(leaves, dtype=np.intp),
        "nodes": nodes,
    }
