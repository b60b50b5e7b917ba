"""Gates that act on every answer, on none, or on the very answer that is wanted; and gates about nothing."""

from __future__ import annotations

from collections.abc import Iterator

from evalwidgets.rubrics import phrases
from evalwidgets.rubrics.conditions import Condition, Effect, ShareGate
from evalwidgets.rubrics.criteria import Criterion
from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.outline import PlacedCriterion
from evalwidgets.rubrics.reach import is_passable, labels_of, range_of


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find gates that no answer passes, that stop nothing, or that stop the wrong answer."""
    yield from _of_shares(rubric)
    for place in places:
        gate = place.criterion.gate
        if gate is None:
            continue
        if _always_holds(gate, place.criterion):
            yield about(
                place,
                "gate-without-a-way-to-pass",
                f"its {gate.kind} acts whatever is answered",
                why="No answer can pass, so that the total says nothing about the answer.",
                suggestion="Let the gate act on the failing answers only.",
                field="gate",
            )
        elif _acts_on_the_wanted(place.criterion):
            wanted = "unmet" if place.criterion.is_penalty else "met"
            yield about(
                place,
                "gate-against-wording",
                f"its {gate.kind} acts when the answer is “{wanted}”, which is what is wanted here",
                why="The best answers are stopped and the bad ones pass.",
                suggestion=f"Let the gate act when it is “{'met' if wanted == 'unmet' else 'unmet'}”.",
                field="gate",
            )
        yield from _idle(rubric, gate, place, "gate.value")
        if not place.criterion.required:
            yield about(
                place,
                "optional-gate",
                f"has a {gate.kind}, and may be left unanswered",
                why="An expert in a hurry lets an answer through that should have been stopped.",
                suggestion="Make the criterion required.",
                severity="advice",
                field="required",
            )


def _always_holds(gate: Condition, criterion: Criterion) -> bool:
    if gate.when:
        labels = labels_of(criterion)
        return criterion.kind not in {"multi_choice", "option_ratings"} and set(labels) <= set(gate.when)
    reach = range_of(criterion)
    if reach is None:
        return False
    low, high = reach
    return (gate.at_least is None or gate.at_least <= low) and (gate.at_most is None or gate.at_most >= high)


def _acts_on_the_wanted(criterion: Criterion) -> bool:
    gate = criterion.gate
    if gate is None or criterion.kind not in {"binary", "ternary"}:
        return False
    is_judged = bool(criterion.points) or criterion.polarity is not None
    if not is_judged:
        return False
    wanted, number = ("unmet", 0.0) if criterion.is_penalty else ("met", 1.0)
    return gate.holds(label=wanted, number=number)


def _of_shares(rubric: Rubric) -> Iterator[LintFinding]:
    for n, gate in enumerate(rubric.scoring.gates):
        path = f"scoring.gates[{n}]"
        # Groups and criteria were checked when the rubric was read; tags may be those of items' own criteria.
        if gate.group is None and not gate.criteria and not any(map(is_passable, _counted(gate, rubric))):
            yield about(
                None,
                "gate-about-nothing",
                f"its {gate.kind} counts {phrases.passing(gate)}, of which the rubric has none that can be passed",
                why="It acts only on items that bring such criteria of their own, and on no others.",
                suggestion="Correct its tag, or see that items bring such criteria.",
                field=path,
            )
        yield from _idle(rubric, gate, None, f"{path}.value")


def _counted(gate: ShareGate, rubric: Rubric) -> Iterator[Criterion]:
    for criterion in rubric.criteria:
        if criterion != rubric.overall if gate.tag is None else gate.tag in rubric.tags_of(criterion.id):
            yield criterion


def _idle(rubric: Rubric, gate: Effect, place: PlacedCriterion | None, field: str) -> Iterator[LintFinding]:
    if (idle := _does_nothing(rubric, gate)) is not None:
        yield about(
            place,
            "gate-without-effect",
            idle,
            why="The rubric looks stricter than its scores are.",
            suggestion="Give the gate a value that bites, or leave it out.",
            field=field,
        )


def _does_nothing(rubric: Rubric, gate: Effect) -> str | None:
    if gate.value is None:
        return None
    if gate.kind == "multiplier" and gate.value == 1:
        return "its multiplier is 1, which changes nothing"
    if gate.kind == "penalty" and (gate.value == 0 or rubric.scoring.penalty_cap == 0):
        return "its penalty takes nothing off"
    tops_at_one = rubric.scoring.rule not in {"mqm", "edit_sum"} and rubric.scoring.rescale == 1
    if gate.kind == "cap" and gate.value >= 1 and tops_at_one:
        return f"its cap of {gate.value:g} is no less than the best total, which is 1"
    return None
