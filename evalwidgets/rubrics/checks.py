"""What must fit together in a rubric beyond the type of each field.

The checks take models, or the plain data of a file that has other faults too: then what is not
there, or not of its type, is passed over (its own finding says so), and everything else that is
wrong is still found in one go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Loc = tuple[str | int, ...]
Fault = tuple[Loc, str]
"""Where, seen from what was checked, and what is wrong with the way out."""

ITEM_GROUP = "item"
"""The id of the group that an item's own criteria are shown in."""

RESERVED = frozenset({"preference", "strength"})
"""Answers of every comparison, beside the criteria: no criterion can be called so."""


_WITH_OPTIONS = frozenset({"ordinal", "choice", "multi_choice"})


def refuse(faults: Iterator[Fault], title: str) -> None:
    """Raise all `faults` as one ValidationError; do nothing if there are none."""
    details = [
        InitErrorDetails(type=PydanticCustomError("rubric", "{words}", {"words": words}), loc=loc, input=None)
        for loc, words in faults
    ]
    if details:
        raise ValidationError.from_exception_data(title, details)


def with_kinds(criteria: Any) -> Any:
    """Make a criterion that does not say its kind binary, as most are."""
    if not isinstance(criteria, list | tuple):
        return criteria
    return tuple(
        {"kind": "binary", **criterion} if isinstance(criterion, dict) else criterion
        for criterion in cast("Sequence[Any]", criteria)
    )


def of_rubric(rubric: Any) -> Iterator[Fault]:
    """Find every fault in the plain data of a whole rubric."""
    groups = _entries(_field(rubric, "groups"))
    yield from _within(("groups",), of_groups(groups))
    for g, group in enumerate(groups):
        for c, criterion in enumerate(_entries(_field(group, "criteria"))):
            at = ("groups", g, "criteria", c)
            yield from _within(at, of_criterion(criterion))
            yield from _within((*at, "na"), of_na(_field(criterion, "na")))


def of_groups(groups: Sequence[Any]) -> Iterator[Fault]:
    """Find ids that are there twice: of groups, and of criteria across all groups."""
    yield from _doubles(
        (((g, "id"), _field(group, "id")) for g, group in enumerate(groups)),
        "two groups are called {!r}; rename one",
    )
    for g, group in enumerate(groups):
        if _field(group, "id") == ITEM_GROUP:
            yield (g, "id"), f"{ITEM_GROUP!r} is the group of an item's own criteria; call yours something else"
    yield from _doubles(
        (
            ((g, "criteria", c, "id"), _field(criterion, "id"))
            for g, group in enumerate(groups)
            for c, criterion in enumerate(_entries(_field(group, "criteria")))
        ),
        "two criteria are called {!r}; rename one",
    )


def of_criterion(criterion: Any) -> Iterator[Fault]:
    """Find what does not fit within one criterion: options, bounds, a reserved id."""
    id, kind = _field(criterion, "id"), _field(criterion, "kind")
    if isinstance(id, str) and id in RESERVED:
        yield ("id",), f"{id!r} is an answer of every comparison; call the criterion something else"
    if isinstance(kind, str) and kind in _WITH_OPTIONS:
        yield from _within(("options",), _of_options(_entries(_field(criterion, "options")), ordinal=kind == "ordinal"))
    if kind == "numeric":
        yield from _of_bounds(*(_number(_field(criterion, name)) for name in ("minimum", "maximum", "step")))


def of_na(na: Any) -> Iterator[Fault]:
    """Find reasons that contradict whether N/A is allowed, or are named twice."""
    allow, given = _field(na, "allow"), _field(na, "reasons")
    reasons = _entries(given)
    if allow is False and reasons:
        yield (
            ("reasons",),
            "N/A is not allowed, so there can be no reasons for it; leave them out, or write allow: true",
        )
    if allow is not False and given is not None and isinstance(given, list | tuple) and not reasons:
        yield ("reasons",), "N/A is allowed but has no reason; name at least one, or write allow: false"
    yield from _doubles(((("reasons", n), reason) for n, reason in enumerate(reasons)), "names {!r} twice")


def _of_options(options: Sequence[Any], *, ordinal: bool) -> Iterator[Fault]:
    yield from _doubles(
        (((n, "id"), _field(option, "id")) for n, option in enumerate(options)),
        "two options are called {!r}; rename one",
    )
    yield from _doubles(
        (((n, "label"), _lower(_field(option, "label"))) for n, option in enumerate(options)),
        "two options are labelled {!r}, which experts cannot tell apart; reword one",
    )
    if not ordinal:
        return
    for n, option in enumerate(options):
        if _field(option, "value") is None:
            yield (n, "value"), "an ordinal option needs a value, such as value: 0.5"
    values = [_number(_field(option, "value")) for option in options]
    known = [value for value in values if value is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    if len(known) == len(values) and not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        said = ", ".join(f"{value:g}" for value in known)
        yield (), f"the values of ordinal options must rise, or fall, from one to the next; they are {said}"


def _of_bounds(minimum: float | None, maximum: float | None, step: float | None) -> Iterator[Fault]:
    if minimum is None or maximum is None:
        return
    if minimum >= maximum:
        yield ("maximum",), f"must be more than the minimum ({minimum:g}), got {maximum:g}"
    elif step is not None and step > maximum - minimum:
        yield ("step",), f"must fit between {minimum:g} and {maximum:g}, got {step:g}"


def _doubles(named: Iterator[tuple[Loc, Any]], words: str) -> Iterator[Fault]:
    """Find names that have been there before, the fault being at the later place; `words` has a gap for the name."""
    seen: set[str] = set()
    for loc, name in named:
        if isinstance(name, str):
            if name in seen:
                yield loc, words.format(name)
            seen.add(name)


def _within(at: Loc, faults: Iterator[Fault]) -> Iterator[Fault]:
    for loc, words in faults:
        yield (*at, *loc), words


def _field(thing: Any, name: str) -> Any:
    return cast("Mapping[str, Any]", thing).get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _entries(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value
