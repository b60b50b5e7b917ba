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
from evalwidgets.rubrics.conditions import Condition, GateKind, ShareGate
from evalwidgets.rubrics.criteria import Criterion, Span
from evalwidgets.rubrics.links import ITEM_GROUP, of_share_gates
from evalwidgets.rubrics.model import Group, Rubric
from evalwidgets.rubrics.reach import bounds_of
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
        Whether the total needs an answer to it: it counts, or a gate hangs on it.
    members
        (criteria, parts): which criteria that count belong to which part.
    tests
        The conditions of all gates and needs.
    gates
        For each gate of a criterion, its test's place, its kind and its value.
    shared
        (criteria, gates on a share): which criteria count towards which share; of the gates in `scoring`.
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
    shared: Flags
    needs: dict[int, tuple[int, ...]]
    parents: NDArray[np.intp]
    node_weights: Floats
    leaves: NDArray[np.intp]
    nodes: dict[str, int]

    @property
    def effects(self) -> tuple[tuple[GateKind, float], ...]:
        """Kind and value of all gates: those of criteria, then those on a share."""
        effects: list[tuple[GateKind, float]] = []
        effects.extend((kind, value) for _, kind, value in self.gates)
        effects.extend((gate.kind, gate.value or 0.0) for gate in self.scoring.gates)
        return tuple(effects)


def plan_of(rubric: Rubric, own: tuple[Criterion, ...] = (), scoring: Scoring | None = None) -> Plan:
    """Lay out a rubric, with the criteria that an item brings along.

    Parameters
    ----------
    scoring
        Another score rule than the rubric's own.

    Raises
    ------
    RubricError
        For a rule that some criterion cannot be scored by, or gates of another score rule on what is not there.
    """
    if scoring is None:
        scoring = rubric.scoring
    elif faults := [words for _, words in of_share_gates(scoring, rubric)]:
        raise RubricError(f"rubric {rubric.id}, scoring.gates: {'; '.join(faults)}")
    placed = list(_all(rubric, own))
    criteria = tuple(criterion for criterion, _ in placed)
    columns = {criterion.id: column for column, criterion in enumerate(criteria)}
    own_weights = floats([criterion.weight_in(rubric) for criterion in criteria])
    weights = own_weights * floats([math.prod(group.weight for group in around) for _, around in placed])
    bounds = floats([bounds_of(criterion) or (np.nan, np.nan) for criterion in criteria]).reshape(-1, 2)
    points = weights * floats([criterion.points for criterion in criteria])
    counts = _counts(criteria, bounds, scoring.rule, rubric)
    if scoring.rule in POINTS:
        counts &= points != 0
    elif scoring.rule != "tree":  # in which a weight of nothing has a meaning of its own
        counts &= weights != 0
    _refuse_unbounded(criteria, counts, bounds, scoring)
    parts, members = _parts(placed)
    tests, gates, needs = _conditions(criteria, columns)
    decides = counts & (weights != 0)
    decides[[tests[test].column for test, _, _ in gates]] = True
    passable = (bounds[:, 0] < bounds[:, 1]) & np.isfinite(bounds).all(axis=1)
    shared = _shared(rubric, scoring.gates, columns, parts, members) & passable[:, None]
    decides |= shared.any(axis=1)
    return Plan(
        rubric,
        scoring,
        criteria,
        columns,
        weights,
        points,
        *np.where(np.isfinite(bounds), bounds, 0.0).T,
        reverse=np.array([criterion.reverse for criterion in criteria]) & np.isfinite(bounds).all(axis=1),
        penalty=np.array([criterion.is_fault for criterion in criteria], dtype=bool),
        required=np.array([criterion.required for criterion in criteria], dtype=bool),
        counts=counts,
        decides=decides,
        parts=parts,
        members=members & counts[:, None],
        tests=tests,
        gates=gates,
        shared=shared,
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


def _counts(criteria: Sequence[Criterion], bounds: Floats, rule: str, rubric: Rubric) -> Flags:
    """Tell whether the rule can use what each criterion is answered with."""
    if rule in MARKS:
        return np.array([isinstance(criterion, Span) for criterion in criteria], dtype=bool)
    counts = bounds[:, 0] < bounds[:, 1]  # false without bounds, too
    overall = rubric.overall
    # The overall question stands beside the score unless it is given points or a weight of its own.
    if overall is not None and not (overall.points or overall.weight or overall.weight_class):
        counts[-1] = False
    return counts


def _refuse_unbounded(criteria: Sequence[Criterion], counts: Flags, bounds: Floats, scoring: Scoring) -> None:
    if scoring.rule not in SHARES | {"points_min_max"}:
        return
    for column in np.flatnonzero(counts & np.isinf(bounds[:, 1])).tolist():
        raise RubricError(
            f"criterion {criteria[column].id}: {scoring.rule} needs a worst case, and any number of marks has none; "
            "set max_marks, or choose rule: mqm"
        )


def _parts(placed: Sequence[_Placed]) -> tuple[tuple[Part, ...], Flags]:
    """Return what is scored, and (criteria, parts) which criterion belongs to what."""
    groups: list[tuple[str, ...]] = []
    tags: list[tuple[str, ...]] = []
    path: tuple[Group, ...] | None = None
    ids: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    for criterion, around in placed:
        if around is not path:  # the same for all criteria of a group
            path, ids = around, tuple(group.id for group in around)
            inherited = tuple(tag for group in around for tag in group.tags)
        groups.append(ids)
        tags.append(inherited + criterion.tags)
    of_groups, of_tags = (dict.fromkeys(name for names in of for name in names) for of in (groups, tags))
    parts = (Part("total"), *(Part("group", id) for id in of_groups), *(Part("tag", tag) for tag in of_tags))
    members = np.zeros((len(placed), len(parts)), dtype=bool)
    members[:, 0] = True
    for of, names, start in ((groups, of_groups, 1), (tags, of_tags, 1 + len(of_groups))):
        place = {name: start + n for n, name in enumerate(names)}
        rows = np.repeat(np.arange(len(placed)), [len(names) for names in of])
        members[rows, [place[name] for names in of for name in names]] = True
    return parts, members


def _shared(
    rubric: Rubric, gates: Sequence[ShareGate], columns: dict[str, int], parts: Sequence[Part], members: Flags
) -> Flags:
    """Return (criteria, gates) which criteria each gate on a share is about."""
    shared = np.zeros((len(columns), len(gates)), dtype=bool)
    for place, gate in enumerate(gates):
        if gate.criteria:
            shared[[columns[id] for id in gate.criteria], place] = True
        elif gate.tag is None and gate.group is None:
            shared[:, place] = [rubric.overall is None or id != rubric.overall.id for id in columns]
        else:
            part = Part("tag", gate.tag) if gate.tag is not None else Part("group", gate.group or "")
            if part in parts:  # one that only items' own criteria have may not be there
                shared[:, place] = members[:, parts.index(part)]
    return shared


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
