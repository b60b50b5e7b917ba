"""What counts, and how much: only penalties, one criterion that decides, classes and tags that lead nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from math import prod

from evalwidgets.rubrics import effort
from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Count, Criterion, Group, Ordinal, Rubric
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
    held = _held(rubric, places)
    total = sum(held.values())
    id = max(held, key=held.__getitem__, default="")
    if len(held) >= FEWEST and held[id] > MOST * total:
        yield about(
            next(place for place in places if place.criterion.id == id),
            "one-criterion-decides",
            f"holds {held[id] / total:.0%} of all that can be earned, beside {len(held) - 1} others",
            why="The total is this one answer under another name; the others hardly move it.",
            suggestion="Spread its weight over what it consists of, or make it a gate and say so.",
            field="points" if rubric.scoring.rule in _BY_POINTS else "weight",
        )


def _held(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> dict[str, float]:
    """Return how much of what can be earned each criterion holds; those that hold nothing are left out."""
    match rubric.scoring.rule:
        case "points_over_positive" | "points_min_max":
            held = {place.criterion.id: _most_points(place.criterion) for place in places}
        case "weight_mean":
            held = {
                place.criterion.id: _weight(rubric, place.criterion) * prod(group.weight for group in place.around)
                for place in places
            }
        case "tree":
            held = dict(_shares(rubric, rubric.groups, (), 1.0))
        case _:
            held = {}
    return {id: most for id, most in held.items() if most > 0}


def _most_points(criterion: Criterion) -> float:
    match criterion:
        case Ordinal():
            return max(criterion.points * (option.value or 0) for option in criterion.options)
        case Count():
            return criterion.points * criterion.maximum
        case _:
            return criterion.points


def _weight(rubric: Rubric, criterion: Criterion) -> float:
    stands_beside = criterion == rubric.overall and criterion.weight is None and not criterion.weight_class
    unscored = criterion.kind in {"text", "choice", "multi_choice"}
    return 0.0 if unscored or stands_beside else criterion.weight_in(rubric)


def _shares(
    rubric: Rubric, groups: tuple[Group, ...], criteria: tuple[Criterion, ...], share: float
) -> Iterator[tuple[str, float]]:
    """Divide the share of a group among what is in it, by weight, down to the criteria."""
    total = sum(group.weight for group in groups) + sum(_weight(rubric, criterion) for criterion in criteria)
    if not total:
        return
    for criterion in criteria:
        yield criterion.id, share * _weight(rubric, criterion) / total
    for group in groups:
        yield from _shares(rubric, group.groups, group.criteria, share * group.weight / total)


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
    often = {tag: _bare(tag) for tag, there in tagged.items() if len(there) > 1}
    for tag, there in sorted(tagged.items()):
        if tag not in often and (meant := _meant(_bare(tag), often)) is not None:
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


def _bare(tag: str) -> str:
    return "".join(tag.casefold().split())


def _meant(tag: str, often: dict[str, str]) -> str | None:
    """Return the tag in frequent use that one which stands at a single place was probably meant to be."""
    for other, bare in often.items():
        if bare == tag or (bare[0] == tag[0] and abs(len(bare) - len(tag)) <= 1 and _is_a_slip(tag, bare)):
            return other
    return None


def _is_a_slip(one: str, other: str) -> bool:
    """Whether the same letters are there, perhaps in another order, but for one; digits are never a slip."""
    mine, theirs = Counter(one), Counter(other)
    changed = (mine - theirs) + (theirs - mine)
    return changed.total() <= 1 and not any(map(str.isdigit, changed)) and _in_order(one, other)


def _in_order(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _can_score(rubric: Rubric, criterion: Criterion) -> bool:
    return criterion.points > 0 if rubric.scoring.rule in _BY_POINTS else criterion.kind != "text"
