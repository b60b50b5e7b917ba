"""What refers to something else in a rubric: ids, needs, classes, translations, worked examples.

Like `evalwidgets.rubrics.checks`, it takes models or the plain data of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalwidgets.rubrics.plain import Fault, Loc, doubles, entries, field, listed, named, texts, within
from evalwidgets.rubrics.reach import is_passable, misfit, reachable

ITEM_GROUP = "item"
"""The id of the group that an item's own criteria are shown in."""

OVERALL_GROUP = "overall"
"""The id of the group that the overall question is shown in."""

DEEPEST = 20
"""Groups within groups."""

Known = Mapping[str, Any]
"""Criteria by id."""


def of_rubric(rubric: Any) -> Iterator[Fault]:
    """Find every reference to what is not there, and every id that is there twice."""
    groups = field(rubric, "groups")
    if isinstance(groups, list | tuple) and not groups and field(rubric, "overall") is None:
        yield ("groups",), "needs 1 or more, has 0"
    yield from _of_ids(rubric)
    placed = list(criteria_of(rubric))
    known = {id: criterion for _, criterion in placed if isinstance(id := field(criterion, "id"), str)}
    classes = named(field(rubric, "classes"))
    for loc, criterion in placed:
        yield from within(loc, of_class(criterion, classes))
        yield from within(loc, of_needs(criterion, known))
    yield from of_cycles(placed)
    yield from within(("scoring",), of_share_gates(field(rubric, "scoring"), rubric))
    yield from _of_translations(rubric, known)
    yield from _of_examples(rubric, known)


def of_share_gates(scoring: Any, rubric: Any) -> Iterator[Fault]:
    """Find gates on groups or criteria that are not there, or none of which can be passed.

    A tag may be one that only items' own criteria have; the lint names one that the rubric does not.
    """
    gates = entries(field(scoring, "gates"))
    if not gates:
        return
    placed = list(criteria_of(rubric))
    known = {id: criterion for _, criterion in placed if isinstance(id := field(criterion, "id"), str)}
    groups = {id: at for at, group in groups_of(rubric) if isinstance(id := field(group, "id"), str)}
    for n, gate in enumerate(gates):
        group = field(gate, "group")
        if isinstance(group, str) and group != ITEM_GROUP:
            within_it = [one for at, one in placed if group in groups and at[: len(groups[group])] == groups[group]]
            if group not in groups:
                yield ("gates", n, "group"), f"there is no group {group!r}; there is {listed([*groups, ITEM_GROUP])}"
            elif not any(map(is_passable, within_it)):
                yield ("gates", n, "group"), f"no criterion of group {group} can be passed; choose others"
        for id in texts(field(gate, "criteria")):
            if id not in known:
                yield ("gates", n, "criteria"), f"there is no criterion {id!r}; name one that there is"
            elif not is_passable(known[id]):
                yield ("gates", n, "criteria"), f"criterion {id} has no worst and best answer, and is never passed"


def of_item(criteria: tuple[Any, ...], theirs: Known, classes: Mapping[str, Any]) -> Iterator[str]:
    """Find what does not fit between an item's own criteria and those of the rubric, in words."""
    for criterion in criteria:
        if criterion.id in theirs:
            yield f"its own criterion {criterion.id!r} has the id of one of the rubric's; rename it"
    known = {**theirs, **{criterion.id: criterion for criterion in criteria}}
    placed: list[tuple[Loc, Any]] = [((n,), criterion) for n, criterion in enumerate(criteria)]
    for _, criterion in placed:
        for loc, words in (*of_class(criterion, classes), *of_needs(criterion, known)):
            yield f"its own criterion {criterion.id!r}, {loc[0]}: {words}"
    for loc, words in of_cycles(placed):
        yield f"its own criterion {criteria[int(loc[0])].id!r}, needs: {words}"


def groups_of(rubric: Any) -> Iterator[tuple[Loc, Any]]:
    """Yield all groups with their places, depth first."""
    waiting: list[tuple[Loc, Any]] = [((), rubric)]
    while waiting:
        at, thing = waiting.pop()
        if at:
            yield at, thing
        inner = [((*at, "groups", n), group) for n, group in enumerate(entries(field(thing, "groups")))]
        waiting.extend(reversed(inner))


def criteria_of(rubric: Any) -> Iterator[tuple[Loc, Any]]:
    """Yield all criteria with their places in the order asked, the overall question last."""
    for at, group in groups_of(rubric):
        for n, criterion in enumerate(entries(field(group, "criteria"))):
            yield (*at, "criteria", n), criterion
    if (overall := field(rubric, "overall")) is not None:
        yield ("overall",), overall


def of_class(criterion: Any, classes: Mapping[str, Any]) -> Iterator[Fault]:
    """Find a weight class that the rubric does not have."""
    name = field(criterion, "weight_class")
    if isinstance(name, str) and name and name not in classes:
        have = f"the rubric's classes are {', '.join(classes)}" if classes else "the rubric names no classes"
        yield ("weight_class",), f"there is no class {name!r}; {have}; add it to classes with its weight"


def of_needs(criterion: Any, known: Known) -> Iterator[Fault]:
    """Find needs of criteria that are not there, or of answers that they never have."""
    for n, need in enumerate(entries(field(criterion, "needs"))):
        other = need if isinstance(need, str) else field(need, "criterion")
        if not isinstance(other, str):
            continue
        if other == field(criterion, "id"):
            yield ("needs", n), "a criterion cannot need itself; delete it"
        elif other not in known:
            yield ("needs", n), f"there is no criterion {other!r}; name one that there is"
        else:
            condition = {"when": ["met"]} if isinstance(need, str) else need
            yield from within(("needs", n), reachable(condition, known[other]))


def of_cycles(placed: list[tuple[Loc, Any]]) -> Iterator[Fault]:
    """Find criteria that need each other in a circle, so that none could ever be asked; each circle once."""
    needs = {
        id: [other for other in _needed(criterion) if other != id]
        for _, criterion in placed
        if isinstance(id := field(criterion, "id"), str)
    }
    place = {field(criterion, "id"): loc for loc, criterion in placed if isinstance(field(criterion, "id"), str)}
    done: set[str] = set()
    for start, first in needs.items():
        if start in done:
            continue
        path, waiting = [start], [(start, iter(first))]
        while waiting:
            id, others = waiting[-1]
            other = next(others, None)
            if other is None:
                waiting.pop()
                path.pop()
                done.add(id)
            elif other in path:
                circle = [*path[path.index(other) :], other]
                yield (*place[id], "needs"), f"the needs go in a circle ({' → '.join(circle)}); take one of them out"
            elif other not in done and other in needs:
                waiting.append((other, iter(needs[other])))
                path.append(other)


def _needed(criterion: Any) -> Iterator[str]:
    for need in entries(field(criterion, "needs")):
        other = need if isinstance(need, str) else field(need, "criterion")
        if isinstance(other, str):
            yield other


def _of_ids(rubric: Any) -> Iterator[Fault]:
    groups = list(groups_of(rubric))
    yield from doubles(
        (((*at, "id"), field(group, "id")) for at, group in groups), "two groups are called {!r}; rename one"
    )
    reserved = {ITEM_GROUP: "the group of an item's own criteria"}
    if field(rubric, "overall") is not None:
        reserved[OVERALL_GROUP] = "the group of the overall question"
    for at, group in groups:
        if isinstance(id := field(group, "id"), str) and id in reserved:
            yield (*at, "id"), f"{id!r} is {reserved[id]}; call yours something else"
        if at.count("groups") == DEEPEST + 1:
            yield at, f"groups are nested more than {DEEPEST} deep"
    yield from doubles(
        (((*at, "id"), field(criterion, "id")) for at, criterion in criteria_of(rubric)),
        "two criteria are called {!r}; rename one",
    )


def _of_translations(rubric: Any, known: Known) -> Iterator[Fault]:
    groups = [field(group, "id") for _, group in groups_of(rubric)]
    for language, words in named(field(rubric, "translations")).items():
        at = ("translations", language)
        if language == (field(rubric, "language") or "en"):
            yield at, "is the language that the rubric itself is in; delete it, or change language"
        for id in named(field(words, "groups")):
            if id not in groups:
                yield (*at, "groups", id), f"there is no group {id!r}"
        for id, said in named(field(words, "criteria")).items():
            if id not in known:
                yield (*at, "criteria", id), f"there is no criterion {id!r}"
            else:
                yield from within((*at, "criteria", id), _of_translated(said, known[id]))


def _of_translated(words: Any, criterion: Any) -> Iterator[Fault]:
    for part in ("options", "subjects"):
        there = {
            id: field(one, "label")
            for one in entries(field(criterion, part))
            if isinstance(id := field(one, "id"), str)
        }
        said = named(field(words, part))
        for id in said:
            if id not in there:
                yield (part, id), f"the criterion has no {part.removesuffix('s')} {id!r}"
        labels = [((part, id), field(said.get(id), "label") or label) for id, label in there.items()]
        yield from doubles(labels, "two options are labelled {!r}, which experts cannot tell apart; reword one")


def _of_examples(rubric: Any, known: Known) -> Iterator[Fault]:
    for n, example in enumerate(entries(field(rubric, "examples"))):
        for id, given in named(field(example, "answers")).items():
            at = ("examples", n, "answers", id)
            answer = [given] if isinstance(given, str) else texts(given)
            if id not in known:
                yield at, f"there is no criterion {id!r}"
            elif (isinstance(given, str | list | tuple)) and (words := misfit(known[id], answer)) is not None:
                yield at, words
