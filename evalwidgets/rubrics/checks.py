"""What must fit together in a rubric beyond the type of each field.

The checks take models, or the plain data of a file that has other faults too: then what is not
there, or not of its type, is passed over (its own finding says so), and everything else that is
wrong is still found in one go. What refers to other parts of the rubric is in
`evalwidgets.rubrics.links`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from evalwidgets.rubrics import links
from evalwidgets.rubrics.plain import Fault, doubles, entries, field, named, number, texts, within
from evalwidgets.rubrics.reach import categories, kind_of, reachable

RESERVED = frozenset({"preference", "strength"})
"""Answers of every comparison, beside the criteria: no criterion can be called so."""

_WITH_OPTIONS = frozenset({"ordinal", "choice", "multi_choice", "option_ratings"})
_WITH_VALUES = frozenset({"ordinal", "option_ratings"})
_WITHOUT_SCALE = frozenset({"multi_choice", "text", "span"})


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
    return tuple(map(with_kind, cast("Sequence[Any]", criteria)))


def with_kind(criterion: Any) -> Any:
    """Make one criterion binary if it does not say its kind."""
    return {"kind": "binary", **criterion} if isinstance(criterion, dict) else criterion


def of_rubric(rubric: Any) -> Iterator[Fault]:
    """Find every fault in the plain data of a whole rubric."""
    yield from links.of_rubric(rubric)
    scoring = field(rubric, "scoring")
    yield from within(("scoring",), of_scoring(scoring))
    for n, gate in enumerate(entries(field(scoring, "gates"))):
        yield from within(("scoring", "gates", n), of_effect(gate))
        yield from within(("scoring", "gates", n), of_share_gate(gate))
    for loc, group in links.groups_of(rubric):
        yield from within(loc, of_group(group))
    for loc, criterion in links.criteria_of(rubric):
        yield from within(loc, of_criterion(criterion))
        yield from within((*loc, "na"), of_na(field(criterion, "na")))
        yield from within((*loc, "gate"), of_effect(field(criterion, "gate")))
        yield from within((*loc, "gate"), of_condition(field(criterion, "gate")))
        for n, need in enumerate(entries(field(criterion, "needs"))):
            yield from within((*loc, "needs", n), of_condition(need))


def of_group(group: Any) -> Iterator[Fault]:
    """Find a group with nothing in it."""
    given = field(group, "criteria"), field(group, "groups")
    if all(part is None or (isinstance(part, list | tuple) and not part) for part in given):
        yield ("criteria",), "needs at least one criterion, or groups within the group"


def of_criterion(criterion: Any) -> Iterator[Fault]:
    """Find what does not fit within one criterion: options, bounds, weights, a reserved id, an unreachable gate."""
    id, kind = field(criterion, "id"), kind_of(criterion)
    if isinstance(id, str) and id in RESERVED:
        yield ("id",), f"{id!r} is an answer of every comparison; call the criterion something else"
    if kind in _WITH_OPTIONS:
        yield from within(("options",), _of_options(entries(field(criterion, "options")), ordinal=kind in _WITH_VALUES))
    if kind == "numeric":
        yield from _of_bounds(*(number(field(criterion, name)) for name in ("minimum", "maximum", "step")))
    if kind == "option_ratings":
        yield from within(("subjects",), _of_options(entries(field(criterion, "subjects")), ordinal=False))
    if kind == "span":
        yield from _of_taxonomy(criterion)
    if number(field(criterion, "weight")) is not None and field(criterion, "weight_class"):
        yield ("weight_class",), "there is a weight already; delete one of the two"
    if field(criterion, "reverse") is True and kind in _WITHOUT_SCALE:
        yield ("reverse",), f"a criterion of kind {kind} has no scale that could count backwards; delete it"
    yield from within(("gate",), reachable(field(criterion, "gate"), criterion))


def of_na(na: Any) -> Iterator[Fault]:
    """Find reasons that contradict whether N/A is allowed, or are named twice."""
    allow, given = field(na, "allow"), field(na, "reasons")
    reasons = entries(given)
    if allow is False and reasons:
        yield (
            ("reasons",),
            "N/A is not allowed, so there can be no reasons for it; leave them out, or write allow: true",
        )
    if allow is not False and given is not None and isinstance(given, list | tuple) and not reasons:
        yield ("reasons",), "N/A is allowed but has no reason; name at least one, or write allow: false"
    yield from doubles(((("reasons", n), reason) for n, reason in enumerate(reasons)), "names {!r} twice")


def of_condition(condition: Any) -> Iterator[Fault]:
    """Find a condition that says nothing, or two things."""
    if condition is None or isinstance(condition, str):
        return
    when = entries(field(condition, "when"))
    given = [field(condition, "at_least"), field(condition, "at_most")]
    low, high = map(number, given)
    if not when and given == [None, None]:
        yield (), "does not say for which answers; add when: [met], or at_least: or at_most: with a number"
    if when and given != [None, None]:
        yield ("when",), "has labels and a number; keep either when, or at_least and at_most"
    if low is not None and high is not None and low > high:
        yield ("at_most",), f"must not be less than at_least ({low:g}), got {high:g}"


def of_effect(gate: Any) -> Iterator[Fault]:
    """Find a gate whose value is missing, or cannot work."""
    kind, given = field(gate, "kind"), field(gate, "value")
    value = number(given)
    if kind in ("cap", "multiplier", "penalty") and given is None:
        yield ("value",), f"a {kind} needs a value, such as value: 0.5"
    if kind in ("multiplier", "penalty") and value is not None and value < 0:
        yield ("value",), f"the value of a {kind} must be 0 or more, got {value:g}"
    if kind == "hurdle" and given is not None:
        yield ("value",), "a hurdle makes the total 0 and has no value; delete it, or make it a cap"


def of_share_gate(gate: Any) -> Iterator[Fault]:
    """Find a gate that chooses its criteria in two ways, or names one twice."""
    chosen = [name for name in ("tag", "group", "criteria") if field(gate, name)]
    if len(chosen) > 1:
        yield (chosen[-1],), f"there is a {chosen[0]} already; keep one of tag, group and criteria"
    ids = entries(field(gate, "criteria"))
    yield from doubles(((("criteria",), id) for id in ids), "names {!r} twice; delete one")


def of_scoring(scoring: Any) -> Iterator[Fault]:
    """Find bounds the wrong way round, and a factor that makes every score nothing."""
    for name in ("clip_item", "clip_mean"):
        bounds = [number(bound) for bound in entries(field(scoring, name))]
        if len(bounds) == 2 and None not in bounds and not bounds[0] < bounds[1]:  # type: ignore[operator]  # noqa: PLR2004
            yield (name,), "must rise from the lowest to the highest, such as [0, 1]"
    if number(field(scoring, "rescale")) == 0:
        yield ("rescale",), "must not be 0, or every score is; leave it out for no rescaling"


def _of_options(options: Sequence[Any], *, ordinal: bool) -> Iterator[Fault]:
    yield from doubles(
        (((n, "id"), field(option, "id")) for n, option in enumerate(options)),
        "two options are called {!r}; rename one",
    )
    yield from doubles(
        (((n, "label"), _lower(field(option, "label"))) for n, option in enumerate(options)),
        "two options are labelled {!r}, which experts cannot tell apart; reword one",
    )
    if not ordinal:
        return
    for n, option in enumerate(options):
        if field(option, "value") is None:
            yield (n, "value"), "an ordinal option needs a value, such as value: 0.5"
    values = [number(field(option, "value")) for option in options]
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


def _of_taxonomy(span: Any) -> Iterator[Fault]:
    taxonomy, severities = named(field(span, "taxonomy")), named(field(span, "severities"))
    for category, below in taxonomy.items():
        if "/" in category or ":" in category or category != category.strip():
            yield ("taxonomy", category), "a category's name holds no / or :, and no space before or after"
        for n, name in enumerate(texts(below)):
            if ":" in name or name != name.strip():
                yield ("taxonomy", category, n), "a category's name holds no :, and no space before or after"
        yield from doubles(
            ((("taxonomy", category, n), name) for n, name in enumerate(texts(below))),
            "is there twice: {!r}; delete one",
        )
    for severity in severities:
        if ":" in severity or severity != severity.strip():
            yield ("severities", severity), "a severity's name holds no :, and no space before or after"
    known = (*categories(taxonomy), *taxonomy)
    for name in named(field(span, "overrides")):
        category, _, severity = name.rpartition(":")
        if name not in known and not (category in known and severity in severities):
            example = f"{next(iter(known), 'Accuracy')}:{next(iter(severities), 'minor')}"
            yield ("overrides", name), f"is no category of the taxonomy, nor one with a severity such as {example}"


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value
