"""Points against wording: a reward for what is bad, a penalty for what is good."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.lint.leaning import leaning
from evalwidgets.rubrics.model import Binary, Count, Criterion, Ordinal, Rubric, Ternary
from evalwidgets.rubrics.outline import PlacedCriterion

_COUNT_WHAT_IS_MET = frozenset({"weight_mean", "tree", "pass_rate", "all_pass"})
_WHY = "Every answer moves the score the wrong way, and nothing in the totals shows it."
_SIZE_OF_BAD = re.compile(
    r"\b(?:harm|danger|severity|damage|seriousness of|extent of (?:the )?(?:errors?|faults?))\b", re.IGNORECASE
)
_NOTHING = re.compile(r"^(?:none|no\b|nothing|not at all|harmless|safe)", re.IGNORECASE)
_DOUBLE_NEGATIVE = re.compile(
    r"\b(?:does not|doesn't|do not|never|not) (?:fail|omit|neglect|forget|ignore|overlook|lack|leave out)\b",
    re.IGNORECASE,
)


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find signs that contradict the wording, or each other."""
    for place in places:
        yield from _points_against_wording(place, _sign(place.criterion, rubric))
        yield from _scale_against_wording(place)
        yield from _points_against_polarity(place)
        yield from _double_negative(place)


def _points_against_wording(place: PlacedCriterion, sign: int) -> Iterator[LintFinding]:
    criterion = place.criterion
    found = leaning(criterion.text) if sign and isinstance(criterion, Binary | Ternary | Count) else None
    if found is None or (found.way == "good") == (sign > 0):
        return
    if found.way == "bad":
        said = f"is rewarded, yet its wording describes a fault (“{found.words}”)"
        remedy = "Make the points negative" if criterion.points else "Write polarity: bad"
        suggestion = f"{remedy}, or reword it so that “met” is what you want."
    else:
        said = f"is a penalty, yet its wording describes a merit (“{found.words}”)"
        suggestion = "Make the points positive, or reword it so that “present” is what you do not want."
    yield about(place, "sign-against-wording", said, why=_WHY, suggestion=suggestion, field="points")


def _scale_against_wording(place: PlacedCriterion) -> Iterator[LintFinding]:
    criterion = place.criterion
    if not isinstance(criterion, Ordinal) or criterion.points <= 0 or criterion.reverse:
        return
    lowest = min(criterion.options, key=lambda option: option.value or 0)
    if _SIZE_OF_BAD.search(criterion.text) and _NOTHING.match(lowest.label):
        said = f"earns the more points the worse it is: {lowest.label!r} has the lowest value"
        yield about(
            place,
            "sign-against-wording",
            said,
            why=_WHY,
            suggestion="Write reverse: true, or make the points negative.",
            field="points",
        )


def _points_against_polarity(place: PlacedCriterion) -> Iterator[LintFinding]:
    criterion = place.criterion
    wrong = (criterion.polarity == "bad" and criterion.points > 0) or (
        criterion.polarity == "good" and criterion.points < 0
    )
    if wrong:
        said = f"its polarity is {criterion.polarity}, and its points are {criterion.points:+g}"
        suggestion = "Turn the sign of the points, or leave the polarity out: it follows from the points."
        yield about(place, "sign-against-polarity", said, why=_WHY, suggestion=suggestion, field="polarity")


def _double_negative(place: PlacedCriterion) -> Iterator[LintFinding]:
    if found := _DOUBLE_NEGATIVE.search(place.criterion.text):
        yield about(
            place,
            "double-negative",
            f"says no twice (“{found[0]}”)",
            why="Tired readers answer the opposite of what they mean.",
            suggestion="Say what has to be there, or what must not be there.",
            field="text",
        )


def _sign(criterion: Criterion, rubric: Rubric) -> int:
    """Return whether "met" raises the score (1), lowers it (-1), or does neither."""
    if criterion.polarity is not None:
        return 1 if criterion.polarity == "good" else -1
    if criterion.points:
        return 1 if criterion.points > 0 else -1
    # Rules without points count whatever is met, unless the polarity says otherwise.
    return int(rubric.scoring.rule in _COUNT_WHAT_IS_MET)
