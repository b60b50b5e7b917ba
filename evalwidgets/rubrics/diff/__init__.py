"""What changes from one rubric to another, in words, and which version that asks for.

Groups and criteria are known by their ids: one with the same id in another place was moved, one
without an id in common was added or removed, unless its words are nearly those of one that is gone;
then it was probably renamed, and the difference says so with a question mark.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalwidgets.rubrics.diff import fields
from evalwidgets.rubrics.diff.changes import Bump, Change, RubricDiff
from evalwidgets.rubrics.diff.fields import Field
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.outline import PlacedCriterion, PlacedGroup, criteria_of, groups_of

__all__ = ["Bump", "Change", "RubricDiff", "diff"]

RENAMED = 0.8
"""The share of words (Dice) that a new criterion must have in common with one that is gone."""

_RUBRIC = {
    "id": Field("metadata", "id", "major"),
    "title": Field("metadata", "title", "patch"),
    "language": Field("metadata", "language", "minor"),
    "description": Field("metadata", "description", "patch"),
    "instructions": Field("wording", "instructions", "minor"),
    "licence": Field("metadata", "licence", "patch"),
    "permitted_use": Field("metadata", "permitted use", "patch"),
    "citation": Field("metadata", "citation", "patch"),
    "authors": Field("metadata", "authors", "patch"),
    "sources": Field("metadata", "sources", "patch"),
    "unit": Field("scale", "what an answer is about", "major"),
    "classes": Field("weight", "weight classes", "minor"),
    "extra": fields.EXTRA,
}
_GATES = Field("gate", "gates", "minor")
_GROUP = {
    "title": Field("wording", "title", "minor"),
    "description": Field("wording", "description", "minor"),
    "weight": Field("weight", "weight", "minor"),
    "tags": Field("tags", "tags", "patch"),
    "extra": fields.EXTRA,
}


def diff(old: Rubric, new: Rubric) -> RubricDiff:
    """Compare two rubrics; see `Rubric.diff`."""
    entries = (*_of_rubric(old, new), *_of_groups(old, new), *_of_criteria(old, new))
    before = old.asked_hashes
    stale = tuple(id for id, asked in new.asked_hashes.items() if before.get(id) != asked)
    return RubricDiff(f"{old.id} {old.version}", f"{new.id} {new.version}", old.version, entries, stale)


def _of_rubric(old: Rubric, new: Rubric) -> Iterator[Change]:
    yield from _of_fields("rubric", _RUBRIC, old, new)
    for name in type(new.scoring).model_fields:
        rule = _GATES if name == "gates" else Field("score", f"score, {name.replace('_', ' ')}", "major")
        before, after = (fields.words_of(getattr(rubric.scoring, name)) for rubric in (old, new))
        if before != after:
            yield fields.change(rule, "rubric", before, after)
    examples = list(_of_named("examples", "example", _by_title(old.examples), _by_title(new.examples)))
    if not examples and old.examples != new.examples:
        examples = [Change("moved", "rubric", "examples", "", "", "patch")]
    yield from examples
    yield from _of_named("translation", "translation", old.translations, new.translations)


def _by_title(examples: Sequence[Example]) -> dict[str, Example]:
    """Return examples by their titles; a second one of the same title is that title (2)."""
    named: dict[str, Example] = {}
    for example in examples:
        again = sum(other.title == example.title for other in named.values())
        named[f"{example.title} ({again + 1})" if again else example.title] = example
    return named


def _of_named(kind: Any, word: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            said = (
                "there" if name in old else "",
                "changed" if name in old and name in new else "there" * (name in new),
            )
            yield Change(kind, "rubric", f"{word} {name}", *said, "minor")


def _of_fields(place: str, known: dict[str, Field], old: Any, new: Any) -> Iterator[Change]:
    for name, field in known.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield fields.change(field, place, fields.words_of(before), fields.words_of(after))


def _of_groups(old: Rubric, new: Rubric) -> Iterator[Change]:
    were, are = ({place.group.id: place for place in groups_of(rubric)} for rubric in (old, new))
    for id, place in are.items():
        if id not in were:
            yield Change("added", f"group {id}", "", "", place.group.title, "patch")
            continue
        yield from _of_fields(f"group {id}", _GROUP, were[id].group, place.group)
        before, after = _around(were[id]), _around(place)
        if before != after:
            yield Change("moved", f"group {id}", "to another group:", before or "the top", after or "the top", "minor")
    yield from _reordered(
        "group", [_parented(place) for place in were.values()], [_parented(place) for place in are.values()]
    )
    for id, place in were.items():
        if id not in are:
            yield Change("removed", f"group {id}", "", place.group.title, "", "patch")


def _of_criteria(old: Rubric, new: Rubric) -> Iterator[Change]:
    were, are = ({place.criterion.id: place for place in criteria_of(rubric)} for rubric in (old, new))
    gone = {id: place for id, place in were.items() if id not in are}
    renamed = dict(_renamed(gone, {id: place for id, place in are.items() if id not in were}))
    for id, place in are.items():
        was = were.get(id)
        if was is None and id in renamed:
            was = gone.pop(renamed[id])
            yield Change("renamed", f"criterion {renamed[id]}", "id", renamed[id], id, "major", id)
        if was is None:
            yield Change("added", f"criterion {id}", "", "", place.criterion.text, "minor", id)
            continue
        if was.group != place.group:
            before, after = was.group or "overall", place.group or "overall"
            yield Change("moved", f"criterion {id}", "to another group:", before, after, "minor", id)
        yield from fields.changes(was.criterion, place.criterion)
    yield from _reordered(
        "criterion",
        [(place.group or "", id) for id, place in were.items()],
        [(place.group or "", id) for id, place in are.items()],
    )
    for id, place in gone.items():
        yield Change("removed", f"criterion {id}", "", place.criterion.text, "", "major", id)


def _around(place: PlacedGroup) -> str:
    return place.around[-1].id if place.around else ""


def _parented(place: PlacedGroup) -> tuple[str, str]:
    return _around(place), place.group.id


def _reordered(word: str, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Change]:
    """Find, within each group, the fewest that changed places with the others."""
    for group in dict.fromkeys(group for group, _ in new):
        at = {id: n for n, (its, id) in enumerate(old) if its == group}
        stayed = [id for its, id in new if its == group and id in at]
        kept = _longest_rise([at[id] for id in stayed])
        for id in stayed:
            if at[id] not in kept:
                criterion = id if word == "criterion" else None
                yield Change(
                    "moved",
                    f"{word} {id}",
                    "within its group" if group else "among the groups",
                    "",
                    "",
                    "patch",
                    criterion,
                )


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a longest rising subsequence, of numbers that are all different."""
    ends: list[int] = []  # of the rising runs so far, by their length, each the lowest there is
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    rise: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        rise.add(last)
        last = before[last]
    return rise


def _renamed(gone: Mapping[str, PlacedCriterion], come: Mapping[str, PlacedCriterion]) -> Iterator[tuple[str, str]]:
    """Pair each new id with the old one whose words it has, the likest first."""
    said = {id: frozenset(place.criterion.text.lower().split()) for id, place in (*gone.items(), *come.items())}
    pairs = [
        (likeness, new, old)
        for new in come
        for old in gone
        if (likeness := 2 * len(said[new] & said[old]) / (len(said[new]) + len(said[old]))) >= RENAMED
    ]
    taken: set[str] = set()
    for _, new, old in sorted(pairs, key=lambda pair: -pair[0]):
        if not {new, old} & taken:
            taken |= {new, old}
            yield new, old
