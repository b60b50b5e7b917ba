"""Worked examples that are missing, or that leave open how they would be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalwidgets.rubrics.conditions import Need
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.outline import PlacedCriterion

LONG = 8
"""Criteria from which a rubric is hard to apply without having seen it applied."""

_WHY = "Experts calibrate on examples: without one, each finds a level of strictness of their own."


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find what an expert would miss among the worked examples."""
    qualities = {example.quality for example in rubric.examples}
    missing = [quality for quality in ("good", "flawed") if quality not in qualities]
    if missing and len(places) >= LONG:
        yield about(
            None,
            "no-example",
            f"has no worked example of a {' or a '.join(missing)} answer",
            why=_WHY,
            suggestion="Add one (examples) with its answers; the flawed one teaches most if its fault is easy to miss.",
            severity="advice",
            field="examples",
        )
    for n, example in enumerate(rubric.examples):
        left = [place.criterion.id for place in places if _is_open(example, place, places)]
        if left:
            yield about(
                None,
                "unanswered-example",
                f"example {example.title!r} has no answer for {', '.join(left)}",
                why="An example that stops half-way leaves the hard part open.",
                suggestion="Add the answers, or “n/a:not_applicable” where a criterion does not apply.",
                severity="advice",
                field=f"examples[{n}].answers",
            )


def _is_open(example: Example, place: PlacedCriterion, places: tuple[PlacedCriterion, ...]) -> bool:
    criterion = place.criterion
    if not criterion.required or criterion.kind == "text" or criterion.id in example.answers:
        return False
    kinds = {other.criterion.id: other.criterion.kind for other in places}
    return all(_holds(need, example.answers, kinds) for need in criterion.needs)


def _holds(need: Need, answers: Mapping[str, tuple[str, ...]], kinds: Mapping[str, str]) -> bool:
    given = answers.get(need.criterion, ())
    number = given[0] if kinds.get(need.criterion) in {"count", "numeric"} and given else None
    return need.holds(
        label=given[0] if given else None,
        labels=given,
        number=float(number) if number is not None and not number.startswith("n/a") else None,
    )
