"""What an answer to a criterion can be: its labels, and the numbers from its lowest to its highest.

Takes models or the plain data of a file, like `evalwidgets.rubrics.checks`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalwidgets.rubrics.plain import Fault, entries, field, listed, named, number, texts

LABELS: dict[str, tuple[str, ...]] = {"binary": ("met", "unmet"), "ternary": ("met", "partly", "unmet")}


def kind_of(criterion: Any) -> str:
    """Return the criterion's kind, or "" if it is none; most do not say that they are binary."""
    kind = field(criterion, "kind")
    if kind is None and isinstance(criterion, Mapping) and "kind" not in criterion:
        return "binary"
    return kind if isinstance(kind, str) else ""


def labels_of(criterion: Any) -> tuple[str, ...]:
    """Return the labels that an answer can have; none where it has a number or words only."""
    kind = kind_of(criterion)
    if kind in {"ordinal", "choice", "multi_choice"}:
        return _ids(field(criterion, "options"))
    if kind == "option_ratings":
        options = _ids(field(criterion, "options"))
        return tuple(f"{subject}={option}" for subject in _ids(field(criterion, "subjects")) for option in options)
    return LABELS.get(kind, ())


def range_of(criterion: Any) -> tuple[float, float] | None:
    """Return the lowest and highest number that an answer can have; None where it has none."""
    match kind_of(criterion):
        case "binary" | "ternary":
            return 0.0, 1.0
        case "ordinal" | "choice" | "option_ratings":
            given = [number(field(one, "value")) for one in entries(field(criterion, "options"))]
            values = [value for value in given if value is not None]
            return (min(values), max(values)) if values else None
        case "numeric":
            low, high = number(field(criterion, "minimum")), number(field(criterion, "maximum"))
            return None if low is None or high is None else (low, high)
        case "count":
            # A field at its default is left out of a file.
            return 0.0, math.inf if (most := number(field(criterion, "maximum"))) is None else most
        case "span":
            return 0.0, math.inf
        case _:
            return None


def bounds_of(criterion: Any) -> tuple[float, float] | None:
    """Return the lowest and highest number that an answer can come to, with what several labels or marks make together.

    None where it has none; the highest of any number of marks is infinite.
    """
    match kind_of(criterion):
        case "multi_choice":
            given = [number(field(one, "value")) for one in entries(field(criterion, "options"))]
            values = [value for value in given if value is not None]
            return sum(value for value in values if value < 0), sum(value for value in values if value > 0)
        case "span" if (most := number(field(criterion, "max_marks"))) is not None:
            weights = [*named(field(criterion, "severities")).values(), *named(field(criterion, "overrides")).values()]
            return 0.0, most * max((weight for one in weights if (weight := number(one)) is not None), default=0.0)
        case _:
            return range_of(criterion)


def is_passable(criterion: Any) -> bool:
    """Tell whether answers go from a worst to a best, so that one of them can pass."""
    bounds = bounds_of(criterion)
    return bounds is not None and bounds[0] < bounds[1] < math.inf


def categories(taxonomy: Any) -> Iterator[str]:
    """Yield all that a mark may name: "Accuracy/Omission", or "Non-translation" where there is nothing below."""
    for category, below in named(taxonomy).items():
        yield from (f"{category}/{one}" for one in texts(below)) if entries(below) else (category,)


def reachable(condition: Any, criterion: Any) -> Iterator[Fault]:
    """Find what a condition asks of `criterion` that it can never be answered."""
    if condition is None:
        return
    name, labels, bounds = field(criterion, "id"), labels_of(criterion), range_of(criterion)
    if not labels and bounds is None:
        # An unknown kind, or one without its fields, has findings of its own.
        if kind_of(criterion) == "text":
            yield (), f"criterion {name} is answered in words, on which nothing can hang"
        return
    for n, label in enumerate(texts(field(condition, "when"))):
        if label not in labels:
            known = f"its answers are {', '.join(labels)}" if labels else "it has a number; use at_least or at_most"
            yield ("when", n), f"criterion {name} has no answer {label!r}; {known}"
    yield from _out_of_bounds(condition, name, bounds)


def _out_of_bounds(condition: Any, name: Any, bounds: tuple[float, float] | None) -> Iterator[Fault]:
    for at, beyond in (("at_least", "more"), ("at_most", "less")):
        asked = number(field(condition, at))
        if asked is None:
            continue
        if bounds is None:
            yield (at,), f"criterion {name} has no number; name its answers in when"
        elif (asked > bounds[1]) if at == "at_least" else (asked < bounds[0]):
            reach = f"it goes from {bounds[0]:g} to {bounds[1]:g}"
            yield (at,), f"criterion {name} can never have {asked:g} or {beyond}; {reach}"


def misfit(criterion: Any, given: Sequence[str]) -> str | None:
    """Say why an answer, written as text, is none of this criterion; None if it is one."""
    kind = kind_of(criterion)
    if len(given) == 1 and given[0].startswith("n/a"):
        return _misfit_na(field(criterion, "na"), given[0])
    if kind in {"multi_choice", "option_ratings", "span"}:
        return _misfit_several(criterion, kind, given)
    if len(given) != 1:
        return f"takes one answer, has {len(given)}"
    answer = given[0]
    if kind in {"numeric", "count"}:
        return _misfit_number(range_of(criterion), answer)
    labels = labels_of(criterion)
    if labels and answer not in labels:
        return f"must be {listed(labels, 'or')}, got {answer!r}"
    return None


def _misfit_several(criterion: Any, kind: str, given: Sequence[str]) -> str | None:
    if kind == "span":
        known = tuple(categories(field(criterion, "taxonomy")))
        severities = named(field(criterion, "severities"))
        for mark in given:
            category, _, severity = mark.rpartition(":")
            if category not in known or severity not in severities:
                example = f"{next(iter(known), 'Accuracy')}:{next(iter(severities), 'minor')}"
                return f"must be marks such as {example}, got {mark!r}"
        return None
    labels = labels_of(criterion)
    for answer in given:
        if labels and answer not in labels:
            said = listed(labels, "or") if kind == "multi_choice" else f"such as {labels[0]}"
            return f"must be {said}, got {answer!r}"
    if kind == "option_ratings":
        rated = [answer.split("=")[0] for answer in given]
        left = [subject for subject in _ids(field(criterion, "subjects")) if rated.count(subject) != 1]
        return f"rates each subject once; look at {listed(left)}" if left else None
    return None


def _misfit_na(na: Any, answer: str) -> str | None:
    if field(na, "allow") is False:
        return "is never N/A; give an answer, or write allow: true"
    reasons = texts(field(na, "reasons")) or ["missing_context"]
    reason = answer.removeprefix("n/a:")
    if (field(na, "reasons") is not None and reason not in reasons) or reason == answer:
        return f"must be n/a with its reason, such as n/a:{reasons[0]}, got {answer!r}"
    return None


def _misfit_number(bounds: tuple[float, float] | None, answer: str) -> str | None:
    try:
        value = float(answer)
    except ValueError:
        return f"must be a number, got {answer!r}"
    if bounds is not None and not bounds[0] <= value <= bounds[1]:
        return f"must be a number from {bounds[0]:g} to {bounds[1]:g}, got {answer!r}"
    return None


def _ids(things: Any) -> tuple[str, ...]:
    return tuple(id for thing in entries(things) if isinstance(id := field(thing, "id"), str))
