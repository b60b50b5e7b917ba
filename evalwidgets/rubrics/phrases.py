"""Parts of a rubric said in words: numbers, conditions, gates, needs and the score rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalwidgets.rubrics.conditions import Condition, Effect, Gate, Need, ShareGate
from evalwidgets.rubrics.criteria import Count, Criterion, Numeric, OptionRatings, Span, Text
from evalwidgets.rubrics.scoring_rule import Scoring

RULES = {
    "points_over_positive": "points earned, as a share of all points that can be earned",
    "points_min_max": "points earned, between the lowest and the highest total possible",
    "weight_mean": "weighted mean of the criteria",
    "pass_rate": "share of the criteria that are passed",
    "all_pass": "1 if all criteria are passed, else 0",
    "tree": "weighted mean, group by group, up to the whole",
    "reverse_mean": "mean of the scales, those that count backwards turned round",
    "mqm": "sum of the weights of all errors marked; less is better",
    "edit_sum": "sum over all edits of severity, weight and size",
}
_NA = {"zero": "what does not apply earns nothing", "unscored": "no total if anything does not apply"}
_UNJUDGED = {"zero": "what could not be judged earns nothing", "drop": "what could not be judged is left out"}


_NOT_APPLICABLE = "n/a:"


def plain(number: float) -> str:
    """Write a number as people do: 8, 0.5, −10."""
    return f"{number:.10g}".replace("-", "−")


def signed(number: float) -> str:
    """Write a number with its sign: +8, −10."""
    return f"+{plain(number)}" if number > 0 else plain(number)


def listed(words: Iterable[str], last: str = "or") -> str:
    """Join words as people do: "a, b or c"."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def label_of(label: str, criterion: Criterion | None) -> str:
    """Return what the screen shows for an answer: an option's label, "present" for a penalty that is met."""
    if criterion is None:
        return label
    for option in getattr(criterion, "options", ()):
        if option.id == label:
            return str(option.label)
    if criterion.kind in {"binary", "ternary"} and criterion.is_penalty:
        return {"met": "present", "partly": "partly present", "unmet": "not present"}.get(label, label)
    return {"unmet": "not met"}.get(label, label)


def example_answer(given: Sequence[str], criterion: Criterion | None) -> str:
    """Say an answer of a worked example as the screen shows it: "Not met", "2", "Grammar, minor"."""
    if given[0].startswith(_NOT_APPLICABLE):
        return f"N/A ({given[0].removeprefix(_NOT_APPLICABLE).replace('_', ' ')})"
    if isinstance(criterion, Text | Numeric | Count):
        return given[0]
    if isinstance(criterion, Span):
        return "; ".join(mark.replace("/", " › ").replace(":", ", ") for mark in given)
    if isinstance(criterion, OptionRatings):
        subjects = {subject.id: subject.label for subject in criterion.subjects}
        pairs = (answer.partition("=") for answer in given)
        return "; ".join(f"{subjects.get(id, id)}: {label_of(label, criterion)}" for id, _, label in pairs)
    said = ", ".join(label_of(label, criterion) for label in given)
    return said[:1].upper() + said[1:]


def condition(given: Condition, criterion: Criterion | None) -> str:
    """Say which answers meet a condition: "met", "2 or more"."""
    if given.when:
        return listed(label_of(label, criterion) for label in given.when)
    if given.at_least is None:
        return f"{plain(given.at_most or 0)} or less"
    if given.at_most is None:
        return f"{plain(given.at_least)} or more"
    return f"{plain(given.at_least)} to {plain(given.at_most)}"


def gate(given: Gate, criterion: Criterion | None) -> str:
    """Say what a gate does: "if not met, the total is 0"."""
    return f"if {condition(given, criterion)}, {_effect(given)}"


def share_gate(given: ShareGate) -> str:
    """Say what a gate on a share does: "if fewer than 25 % of the criteria are passed, the total is 0"."""
    return f"if fewer than {plain(100 * given.passed_below)} % of {passing(given)} are passed, {_effect(given)}"


def passing(given: ShareGate) -> str:
    """Say which criteria a gate on a share counts: "the criteria tagged expert"."""
    if given.tag is not None:
        return f"the criteria tagged {given.tag}"
    if given.group is not None:
        return f"the criteria of group {given.group}"
    return f"the criteria {listed(given.criteria, 'and')}" if given.criteria else "the criteria"


def _effect(given: Effect) -> str:
    value = plain(given.value or 0)
    return {
        "hurdle": "the total is 0",
        "cap": f"the total is at most {value}",
        "multiplier": f"the total is multiplied by {value}",
        "penalty": f"{value} is taken off the total",
    }[given.kind]


def need(given: Need, criterion: Criterion | None) -> str:
    """Say what has to be answered first: "“Names the drug” is met"."""
    name = given.criterion if criterion is None else f"“{criterion.text}”"
    return f"{name} is {condition(given, criterion)}"


def score(given: Scoring) -> str:
    """Say how answers become the total, in one sentence."""
    parts = [RULES[given.rule]]
    if (given.gates or given.rule in {"pass_rate", "all_pass"}) and given.pass_at < 1:
        parts.append(f"passed from {plain(given.pass_at)} of the best on")
    parts += [words[policy] for words, policy in ((_NA, given.na), (_UNJUDGED, given.unjudged)) if policy in words]
    if given.clip_item != (None, None):
        parts.append(f"kept {_between(given.clip_item)}")
    if given.decimals is not None:
        parts.append(f"means over items rounded to {given.decimals} places")
    if given.rescale != 1:
        parts.append(f"times {plain(given.rescale)}")
    if given.penalty_cap is not None:
        parts.append(f"penalties together take off at most {plain(given.penalty_cap)}")
    if given.no_gate == "zero":
        parts.append("0 where no hurdle is answered")
    parts += [share_gate(one) for one in given.gates]
    return "; ".join(parts)


def _between(bounds: tuple[float | None, float | None]) -> str:
    low, high = bounds
    if low is None or high is None:
        return f"at {plain(low)} or more" if low is not None else f"at {plain(high or 0)} or less"
    return f"between {plain(low)} and {plain(high)}"
