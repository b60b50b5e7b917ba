"""Scales that nothing holds in place: options without anchors, or whose anchors cannot be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from evalwidgets.rubrics.criteria import Option, OptionRatings, Ordinal
from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Numeric, Rubric
from evalwidgets.rubrics.outline import PlacedCriterion

SAYS_IT_ITSELF = 4
"""Words in a label from which it needs no anchor: "Needs treatment, full recovery"."""

_MEASURES = re.compile(
    r"\b(?:how (?:many|long|much|often)|number of|minutes|hours|days|years|percent|share|rating)\b", re.IGNORECASE
)


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find scales without anchors, and anchors that say the same."""
    del rubric
    for place in places:
        match place.criterion:
            case Ordinal(options=options) | OptionRatings(options=options):
                yield from _of_options(place, options)
            case Numeric(unit="", help="") as criterion if not _MEASURES.search(criterion.text):
                yield _unanchored(
                    place,
                    f"asks for a number from {criterion.minimum:g} to {criterion.maximum:g} of no unit, "
                    "and nothing says what the numbers mean",
                    "Name the unit, or say in the help what the lowest, the middle and the highest stand for.",
                    "unit",
                )
            case _:
                pass


def _of_options(place: PlacedCriterion, options: Sequence[Option]) -> Iterator[LintFinding]:
    ends = (options[0], options[-1])
    bare = [option.label for option in ends if not option.anchor and len(option.label.split()) < SAYS_IT_ITSELF]
    if bare:
        said = " and ".join(repr(label) for label in bare)
        yield _unanchored(
            place,
            f"has no anchor for {said}",
            "Write for each option, at least for both ends, what one would see in the answer.",
            "options",
        )
    for one, next_one in pairwise(options):
        if one.anchor and one.anchor.lower() == next_one.anchor.lower():
            yield about(
                place,
                "anchors-alike",
                f"options {one.label!r} and {next_one.label!r} have the same anchor",
                why="Experts can only choose between them by taste.",
                suggestion="Say what is there in the one and not in the other, or make them one option.",
                field="options",
            )


def _unanchored(place: PlacedCriterion, found: str, suggestion: str, field: str) -> LintFinding:
    return about(
        place,
        "scale-without-anchors",
        found,
        why="Each expert brings a scale of their own, and the numbers cannot be compared.",
        suggestion=suggestion,
        field=field,
    )
