"""A score in words: what became of each criterion, every step from the rule to the total, and why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evalwidgets.rubrics.conditions import Condition, GateKind
from evalwidgets.rubrics.criteria import Criterion
from evalwidgets.rubrics.phrases import passing, share_gate
from evalwidgets.rubrics.scoring.answers import Read
from evalwidgets.rubrics.scoring.engine import Reason, Scored, passed
from evalwidgets.rubrics.scoring.explanation import Explanation, plain
from evalwidgets.rubrics.scoring.gates import GATES_IN_ORDER, gated
from evalwidgets.rubrics.scoring.grid import State
from evalwidgets.rubrics.scoring.means import clipped, fewest_and_most
from evalwidgets.rubrics.scoring.plan import MARKS, POINTS, Plan

_STATES = {
    State.UNANSWERED: "not answered",
    State.NOT_APPLICABLE: "not applicable",
    State.NOT_JUDGED: "not judged",
    State.WITHOUT_NUMBER: "in words",
    State.NOT_ASKED: "not asked",
}
_RULES = {
    "points_over_positive": "points earned over positive points",
    "points_min_max": "points between fewest and most",
    "weight_mean": "weighted mean",
    "pass_rate": "share of criteria passed (weights do not count)",
    "all_pass": "1 only if every criterion is passed",
    "tree": "weighted mean of each group, up to the whole",
    "reverse_mean": "weighted mean, reversed scales turned round",
    "mqm": "weights of the marks, summed (a penalty: higher is worse)",
    "edit_sum": "weights of the marks times their size, summed",
}


def explained(scored: Scored, read: Mapping[int, Read]) -> Explanation:
    """Explain the first row of `scored`."""
    plan, total = scored.plan, scored.scores[0, 0]
    said = "no total" if np.isnan(total) else plain(total)
    return Explanation(
        title=f"{plan.rubric.title} {plan.rubric.version}: {said}",
        rows=tuple(_row(scored, read, column) for column in range(len(plan.criteria))),
        steps=tuple(_steps(scored, read)),
        parts=tuple(_parts(scored)),
        parameters=_parameters(plan),
    )


def reason_in_words(scored: Scored, read: Mapping[int, Read], part: int) -> str:
    """Say why a part has no score, with the criteria that keep it from having one."""
    plan, states = scored.plan, scored.grid.states[0]
    concerned = plan.decides if part == 0 else plan.members[:, part]
    named = {
        Reason.UNANSWERED: ("not answered", (states == State.UNANSWERED) & plan.required),
        Reason.NOT_APPLICABLE: ("not applicable, which the rubric does not score", states == State.NOT_APPLICABLE),
        Reason.NOT_JUDGED: ("could not be judged", states == State.NOT_JUDGED),
    }
    reason = Reason(int(scored.reasons[0, part]))
    if reason not in named:
        if plan.scoring.rule in MARKS:
            return "nothing to score: no marks were asked for"
        return "nothing to score: " + (
            "no criterion with positive points applies" if plan.scoring.rule in POINTS else "no criterion applies"
        )
    words, cells = named[reason]
    columns = np.flatnonzero(cells & concerned).tolist()
    return f"{words}: " + ", ".join(plan.criteria[column].id + _because(read.get(column)) for column in columns)


def _because(answer: Read | None) -> str:
    reason = "" if answer is None or answer.na in {"", "not_applicable"} else answer.na.replace("_", " ")
    return f" ({reason})" if reason else ""


def _row(scored: Scored, read: Mapping[int, Read], column: int) -> tuple[str, ...]:
    plan, criterion = scored.plan, scored.plan.criteria[column]
    answer, used = read.get(column), scored.used[0, column]
    said = _answer(criterion, State(int(scored.grid.states[0, column])), answer)
    if np.isnan(used):
        left = "left out" if plan.counts[column] else "beside the score"
        return (criterion.id, said, left, "", "", "")
    if plan.scoring.rule in {"pass_rate", "all_pass"}:
        through = passed(plan, scored.used)[0, column]
        return (criterion.id, said, plain(used), "", "passed" if through else "not passed", "")
    factors = plan.points if plan.scoring.rule in POINTS else plan.weights
    factor = factors[column]
    return (criterion.id, said, plain(used), plain(factor), plain(used * factor), _most(plan, column))


def _most(plan: Plan, column: int) -> str:
    if plan.scoring.rule in MARKS:
        return ""
    if plan.scoring.rule not in POINTS:
        return plain(plan.weights[column])
    fewest, most = (float(ends[column]) for ends in fewest_and_most(plan.points, plan.lowest, plan.highest))
    if plan.scoring.rule == "points_min_max":
        return f"{plain(fewest)} to {plain(most)}"
    return plain(most) if most > 0 else "penalty"


def _answer(criterion: Criterion, state: State, answer: Read | None) -> str:
    if state != State.SCORED or answer is None:
        label = answer.label if answer and answer.label else ""
        return label or _STATES[state] + (_because(answer) if state == State.NOT_JUDGED else "")
    if criterion.kind == "binary" and criterion.is_penalty:
        return "present" if answer.number else "not present"
    if answer.label is not None:
        return answer.label
    return ", ".join(answer.labels) or plain(answer.number)


def _steps(scored: Scored, read: Mapping[int, Read]) -> Iterator[str]:
    plan, scoring = scored.plan, scored.plan.scoring
    score = float(scored.by_rule[0])
    yield f"{_RULES[scoring.rule]}: " + (_sum(scored) if not np.isnan(score) else "nothing to score")
    yield from _policies(scored)
    if scored.reasons[0, 0] != Reason.SCORED:
        yield f"no total: {reason_in_words(scored, read, 0)}"
        return
    if scoring.rescale != 1:
        score *= scoring.rescale
        yield f"times {plain(scoring.rescale)} = {plain(score)}"
    kinds: list[GateKind] = [kind for kind, _ in plan.effects]
    values = [value for _, value in plan.effects]
    before, acting = np.array([score]), np.zeros_like(scored.acting)
    for kind in GATES_IN_ORDER:
        of_kind = scored.acting & np.array([one == kind for one in kinds], dtype=bool)
        acting |= of_kind
        score = float(gated(before, acting, kinds, values, penalty_cap=scoring.penalty_cap)[0])
        for place in np.flatnonzero(of_kind[0]).tolist():
            yield f"gate, {_condition(scored, place)}: {_effect(kind, values[place])} = {plain(score)}"
    hurdles = np.array([kind == "hurdle" for kind in kinds], dtype=bool)
    if scoring.no_gate == "zero" and not (scored.answered & hurdles).any():
        score = 0.0
        yield "no hurdle was answered, and the rubric then scores 0 (no_gate: zero)"
    if clipped(score, scoring.clip_item) != score:
        yield f"clipped to {_range(scoring.clip_item)} = {plain(float(scored.scores[0, 0]))}"


def _sum(scored: Scored) -> str:
    """Say which numbers make the total by the rule."""
    plan, used, result = scored.plan, scored.used[0], plain(scored.by_rule[0])
    there = ~np.isnan(used)
    points, weights = float(np.nansum(used * plan.points)), float(np.nansum(used * plan.weights))
    fewest, most = fewest_and_most(plan.points, plan.lowest, plan.highest)
    match plan.scoring.rule:
        case "points_over_positive":
            return f"{plain(points)} of {plain(np.maximum(most, 0.0)[there].sum())} = {result}"
        case "points_min_max":
            return f"{plain(points)} between {plain(fewest[there].sum())} and {plain(most[there].sum())} = {result}"
        case "pass_rate" | "all_pass":
            return f"{int(np.nansum(passed(plan, scored.used)[0]))} of {int(there.sum())} = {result}"
        case "weight_mean" | "reverse_mean":
            return f"{plain(weights)} of weight {plain(plan.weights[there].sum())} = {result}"
        case "tree" | "mqm" | "edit_sum":
            return result


def _policies(scored: Scored) -> Iterator[str]:
    plan, states = scored.plan, scored.grid.states[0]
    for state, policy in ((State.NOT_APPLICABLE, plan.scoring.na), (State.NOT_JUDGED, plan.scoring.unjudged)):
        count = int(((states == state) & plan.counts).sum())
        if count and policy != "unscored":
            yield f"{count} {_STATES[state]}: " + ("left out" if policy == "drop" else "counted as nothing earned")


def _condition(scored: Scored, place: int) -> str:
    """Say what set a gate off."""
    plan, of_share = scored.plan, place - len(scored.plan.gates)
    if of_share >= 0:
        gate = plan.scoring.gates[of_share]
        counts = (plain(counts[0, of_share]) for counts in (scored.passing, scored.passable))
        which = passing(gate).removeprefix("the ")
        return f"{' of '.join(counts)} {which} passed, fewer than {plain(100 * gate.passed_below)} %"
    test = plan.tests[plan.gates[place][0]]
    return f"{plan.criteria[test.column].id} is {_when(test.condition)}"


def _when(condition: Condition) -> str:
    if condition.when:
        return " or ".join(condition.when)
    bounds = (("at least", condition.at_least), ("at most", condition.at_most))
    return " and ".join(f"{words} {plain(bound)}" for words, bound in bounds if bound is not None)


def _effect(kind: GateKind, value: float) -> str:
    return {
        "penalty": f"{plain(value)} taken off",
        "cap": f"at most {plain(value)}",
        "multiplier": f"times {plain(value)}",
        "hurdle": "nothing counts",
    }[kind]


def _parts(scored: Scored) -> Iterator[str]:
    for kind in ("group", "tag"):
        said = [
            f"{part.name} {'–' if np.isnan(scored.scores[0, place]) else plain(scored.scores[0, place])}"
            for place, part in enumerate(scored.plan.parts)
            if part.kind == kind
        ]
        if said:
            yield f"by {kind}: {', '.join(said)}"


def _parameters(plan: Plan) -> str:
    said = {name: _value(value) for name, value in plan.scoring if name != "gates"}
    gates = "; ".join(share_gate(gate) for gate in plan.scoring.gates) or "none"
    return ", ".join(f"{name} {words}" for name, words in {**said, "gates": gates}.items())


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return _range(value)
    return plain(value) if isinstance(value, int | float) else "none" if value is None else str(value)


def _range(bounds: tuple[float | None, float | None]) -> str:
    if bounds == (None, None):
        return "none"
    return " to ".join("…" if bound is None else plain(bound) for bound in bounds)
