"""The one way from a grid of answers to scores: the total, each group's and each tag's, for all rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from evalwidgets.rubrics.scoring.gates import gated
from evalwidgets.rubrics.scoring.grid import Grid, State
from evalwidgets.rubrics.scoring.means import (
    Floats,
    clipped,
    floats,
    points_min_max,
    points_over_positive,
    ratio,
    reversed_values,
    sums,
    weighted_mean,
    weighted_sum,
    where_there,
)
from evalwidgets.rubrics.scoring.passes import all_pass, pass_rate
from evalwidgets.rubrics.scoring.plan import SHARES, Flags, Plan
from evalwidgets.rubrics.scoring.trees import tree_scores

_ROUNDING = 1e-9  # so that 0.7 of 0 to 1 in steps of 0.1 passes at 0.7


class Reason(IntEnum):
    """Why there is no score, or that there is one."""

    SCORED = 0
    UNANSWERED = 1
    NOT_APPLICABLE = 2
    NOT_JUDGED = 3
    NOTHING = 4
    """Nothing to score: nothing applies, or no points are to be earned."""


@dataclass(frozen=True)
class Scored:
    """The scores of all rows.

    Attributes
    ----------
    used
        (rows, criteria): the number by which each criterion enters the rule; NaN where it does not.
    by_rule
        (rows): the total by the rule alone, before rescaling, gates and clipping.
    scores
        (rows, parts): NaN where there is none.
    reasons
        (rows, parts): `Reason`.
    passing, passable
        (rows, gates on a share): how many of its criteria are passed, and of how many.
    acting, answered
        (rows, gates): which of the plan's `effects` act, and which could.
    """

    plan: Plan
    grid: Grid
    used: Floats
    by_rule: Floats
    scores: Floats
    reasons: NDArray[np.int8]
    passing: Floats
    passable: Floats
    acting: Flags
    answered: Flags


def score_grid(plan: Plan, grid: Grid) -> Scored:
    """Score every row of a grid by the plan's rule."""
    used = _used(plan, grid)
    by_rule = _by_rule(plan, used)
    scores = by_rule * plan.scoring.rescale
    places = [test for test, _, _ in plan.gates]
    answered = np.isin(
        grid.states[:, [plan.tests[test].column for test in places]], (State.SCORED, State.WITHOUT_NUMBER)
    )
    passing, passable = _counted(plan, grid)
    least = floats([gate.passed_below for gate in plan.scoring.gates])
    too_few: Flags = np.less(ratio(passing, passable), least)
    acting = np.hstack([grid.holds[:, places], too_few])
    answered = np.hstack([answered, np.greater(passable, 0)])
    scores[:, 0] = gated(
        scores[:, 0],
        acting,
        [kind for kind, _ in plan.effects],
        [value for _, value in plan.effects],
        answered=answered,
        penalty_cap=plan.scoring.penalty_cap,
        no_gate=plan.scoring.no_gate,
    )
    scores[:, 0] = clipped(scores[:, 0], plan.scoring.clip_item)
    reasons = _reasons(plan, grid)
    reasons = np.where((reasons == Reason.SCORED) & np.isnan(scores), Reason.NOTHING, reasons).astype(np.int8)
    scores = np.where(reasons == Reason.SCORED, scores, np.nan)
    return Scored(plan, grid, used, by_rule[:, 0], scores, reasons, passing, passable, acting, answered)


def _used(plan: Plan, grid: Grid) -> Floats:
    """Return what enters the rule: points rules and means take the number, the others how good it is, from 0 to 1."""
    if plan.scoring.rule in SHARES:
        return _shares(plan, grid, plan.counts)
    return _by_policy(plan, grid, reversed_values(grid.values, plan.lowest, plan.highest, plan.reverse), plan.counts)


def _shares(plan: Plan, grid: Grid, of: Flags) -> Floats:
    """Return how good each answer is, from 0 (worst) to 1 (best), for some of the criteria; NaN for the others."""
    values = reversed_values(grid.values, plan.lowest, plan.highest, plan.reverse)
    shares = (values - plan.lowest) / np.where(of, plan.highest - plan.lowest, 1.0)
    return _by_policy(plan, grid, np.where(plan.penalty, 1.0 - shares, shares), of)


def _by_policy(plan: Plan, grid: Grid, values: Floats, of: Flags) -> Floats:
    """Return the values of some of the criteria, 0 in place of those missing where the rubric says so."""
    for state, policy in _policies(plan).items():
        if policy == "zero":
            values = np.where(grid.states == state, 0.0, values)
    return np.where(of, values, np.nan)


def _counted(plan: Plan, grid: Grid) -> tuple[Floats, Floats]:
    """Return, for each gate on a share, how many of its criteria are passed, and of how many (rows, gates)."""
    if not plan.scoring.gates:
        return np.zeros((len(grid.states), 0)), np.zeros((len(grid.states), 0))
    some: Flags = np.asarray(plan.shared.any(axis=1))
    through = passed(plan, _shares(plan, grid, some))
    return sums(through, plan.shared), sums(where_there(through, floats(1.0)), plan.shared)


def _policies(plan: Plan) -> dict[State, str]:
    return {State.NOT_APPLICABLE: plan.scoring.na, State.NOT_JUDGED: plan.scoring.unjudged}


def _by_rule(plan: Plan, used: Floats) -> Floats:  # noqa: PLR0911 (one a rule)
    """Return the score of every part, by the rule alone."""
    bounds = {"lowest": plan.lowest, "highest": plan.highest}
    match plan.scoring.rule:
        case "points_over_positive":
            return points_over_positive(used, plan.points, **bounds, parts=plan.members)
        case "points_min_max":
            return points_min_max(used, plan.points, **bounds, parts=plan.members)
        case "weight_mean" | "reverse_mean":
            return weighted_mean(used, plan.weights, parts=plan.members)
        case "pass_rate":
            return pass_rate(passed(plan, used), parts=plan.members)
        case "all_pass":
            return all_pass(passed(plan, used), parts=plan.members)
        case "tree":
            return _by_tree(plan, used)
        case "mqm" | "edit_sum":
            return weighted_sum(used, plan.weights, parts=plan.members)


def passed(plan: Plan, used: Floats) -> Floats:
    """Return 1 where a criterion is passed, 0 where not, NaN where it is left out."""
    return np.where(np.isnan(used), np.nan, (used >= plan.scoring.pass_at - _ROUNDING).astype(np.float64))


def _by_tree(plan: Plan, used: Floats) -> Floats:
    # A criterion that weighs nothing is there all the same: its group scores 0, and is not left out.
    idle = plan.counts & (plan.node_weights[plan.leaves] == 0)
    there = np.where(idle, np.nan_to_num(used), used)
    nodes = np.full((len(used), len(plan.parents)), np.nan)
    nodes[:, plan.leaves] = there
    whole = tree_scores(nodes, plan.parents, plan.node_weights)
    columns: list[Floats] = []
    for place, part in enumerate(plan.parts):
        if part.kind == "tag":
            only = nodes.copy()
            only[:, plan.leaves[~plan.members[:, place]]] = np.nan
            columns.append(tree_scores(only, plan.parents, plan.node_weights)[:, 0])
        else:
            columns.append(whole[:, plan.nodes[part.name] if part.name else 0])
    return np.stack(columns, axis=-1)


def _reasons(plan: Plan, grid: Grid) -> NDArray[np.int8]:
    """Return what keeps each part from having a score."""
    reasons = np.zeros((len(grid.states), len(plan.parts)), dtype=np.int8)
    keeping = {Reason.UNANSWERED: (grid.states == State.UNANSWERED) & plan.required}
    for state, policy in _policies(plan).items():
        if policy == "unscored":
            keeping[Reason[state.name]] = grid.states == state
    for reason, cells in keeping.items():  # what could not be judged weighs most, and is said last
        columns = np.flatnonzero(cells.any(axis=0) & plan.decides)
        members = plan.members[columns]
        members[:, 0] = True  # a gate's criterion decides the total without being counted in it
        reasons[floats(cells[:, columns]) @ floats(members) > 0] = reason
    return reasons
