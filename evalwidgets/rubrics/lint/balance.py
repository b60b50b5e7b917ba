"""What counts, and how much: only penalties, one criterion that decides, classes and tags that lead nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from math import prod

from evalwidgets.rubrics import effort
from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Count, Criterion, Ordinal, Rubric
from evalwidgets.rubrics.outline import PlacedCriterion

SITTING = 30
"""Minutes that one answer may take before it no longer fits into a block of work."""

MOST = 0.5
"""The share of all that can be earned from which one criterion decides alone."""

FEWEST = 3
"""Criteria that count, from which one of them can hold too much; with two, one always holds the most."""

ALIKE = 0.85
"""The likeness of two tags from which one is probably a slip of the pen."""

_BY_POINTS = frozenset({"points_over_positive", "points_min_max"})
_BY_WEIGHT = frozenset({"weight_mean", "tree"})


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find what is wrong with how much everything counts."""
    yield from _only_penalties(rubric)
    yield from _one_decides(rubric, places)
    yield from _too_many(rubric)
    yield from _unused_classes(rubric)
    yield from _tags(rubric, places)


def _only_penalties(rubric: Rubric) -> Iterator[LintFinding]:
    points = [criterion.points for criterion in rubric.criteria]
    if rubric.scoring.rule in _BY_POINTS and any(points) and max(points) <= 0:
        yield about(
            None,
            "only-penalties",
            "has penalties and nothing that earns points",
            why="The total is a share of what can be earned: of nothing, it is undefined, however good the answer.",
            suggestion="Give points for what a good answer has, or count faults (scoring: {rule: mqm}).",
        )


def _one_decides(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    if rubric.scoring.rule not in _BY_POINTS | _BY_WEIGHT:
        return
    held = [(_most(rubric, place), place) for place in places]
    held = [(most, place) for most, place in held if most > 0]
    most, place = max(held, key=lambda one: one[0], default=(0.0, None))
    total = sum(most for most, _ in held)
    if place is not None and len(held) >= FEWEST and most > MOST * total:
        field = "points" if rubric.scoring.rule in _BY_POINTS else "weight"
        yield about(
            place,
            "one-criterion-decides",
            f"holds {most / total:.0%} of all that can be earned, beside {len(held) - 1} others",
            why="The total is this one answer under another name; the others hardly move it.",
            suggestion="Spread its weight over what it consists of, or make it a gate and say so.",
            field=field,
        )


def _most(rubric: Rubric, place: PlacedCriterion) -> float:
    """Return the most that a criterion can add to what is earned."""
    criterion = place.criterion
    if rubric.scoring.rule in _BY_WEIGHT:
        scored = criterion.kind not in {"text", "choice", "multi_choice"}
        return criterion.weight_in(rubric) * prod(group.weight for group in place.around) if scored else 0.0
    match criterion:
        case Ordinal():
            return max(criterion.points * (option.value or 0) for option in criterion.options)
        case Count():
            return criterion.points * criterion.maximum
        case _:
            return criterion.points


def _too_many(rubric: Rubric) -> Iterator[LintFinding]:
    minutes = effort.minutes(rubric)
    if minutes > SITTING:
        yield about(
            None,
            "too-many-criteria",
            f"has {len(rubric.criteria)} criteria, about {minutes:.0f} minutes for one answer",
            why="Half an hour holds some 25 to 40 criteria on one long answer; beyond, experts tire and skim.",
            suggestion="Split it into two rubrics, let some criteria be asked only where they are needed (needs), "
            "or make the rarest ones optional.",
            severity="advice",
        )


def _unused_classes(rubric: Rubric) -> Iterator[LintFinding]:
    used = {criterion.weight_class for criterion in rubric.criteria}
    for name in rubric.classes:
        if name not in used:
            yield about(
                None,
                "unused-class",
                f"weight class {name!r} is defined and no criterion has it",
                why="Readers will look for the criteria that it was meant for.",
                suggestion="Delete the class, or give it to a criterion (weight_class).",
                severity="advice",
                field=f"classes.{name}",
            )


def _tags(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    tagged: dict[str, list[PlacedCriterion]] = defaultdict(list)
    for place in places:
        for tag in {*place.criterion.tags, *(tag for group in place.around for tag in group.tags)}:
            tagged[tag].append(place)
    for tag, there in sorted(tagged.items()):
        if (meant := _meant(tag, tagged)) is not None:
            yield about(
                there[0],
                "unused-tag",
                f"only here is a tag {tag!r}; elsewhere it is {meant!r}",
                why="Scores by tag take them for two different things.",
                suggestion=f"Write {meant!r}, if that is what is meant.",
                field="tags",
            )
        elif tag.startswith("axis:") and not any(_can_score(rubric, place.criterion) for place in there):
            yield about(
                there[0],
                "unused-tag",
                f"nothing under the tag {tag!r} can earn points",
                why="The score of this axis will be empty in every table.",
                suggestion="Take the tag off, or give points to a criterion under it.",
                severity="advice",
                field="tags",
            )


def _meant(tag: str, tagged: dict[str, list[PlacedCriterion]]) -> str | None:
    """Return the tag that one which stands at a single place was probably meant to be."""
    if len(tagged[tag]) > 1:
        return None
    for other, there in tagged.items():
        if len(there) < 2 or other == tag or _digits(other) != _digits(tag):  # noqa: PLR2004 (others use it)
            continue
        one, two = ("".join(name.casefold().split()) for name in (tag, other))
        if one == two or (
            one[0] == two[0] and SequenceMatcher(None, one, two).ratio() >= ALIKE and _is_a_slip(one, two)
        ):
            return other
    return None


def _is_a_slip(one: str, other: str) -> bool:
    """Whether the same letters are there, perhaps in another order, but for one."""
    mine, theirs = Counter(one), Counter(other)
    return (mine - theirs).total() + (theirs - mine).total() <= 1


def _digits(tag: str) -> str:
    return "".join(filter(str.isdigit, tag))


def _can_score(rubric: Rubric, criterion: Criterion) -> bool:
    return criterion.points > 0 if rubric.scoring.rule in _BY_POINTS else criterion.kind != "text"
