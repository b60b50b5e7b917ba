"""What results can be told apart by: who and what was judged, and which part of the rubric."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalwidgets.errors import StudyError
from evalwidgets.results.rows import Coded, Ints
from evalwidgets.results.units import Units
from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.plan import Part

OF_UNIT = ("model", "expert", "expert_kind", "item", "response")
OF_RUBRIC = ("group", "tag", "criterion")

COLUMNS = frozenset(
    {
        *("score", "low", "high", "n_items", "n_judgments", "n_experts", "n_unscored", "state"),
        *("first", "second", "difference"),
    }
)
"""What the tables of results call their own columns."""

Metadata = Callable[[], Mapping[str, Mapping[str, Any]]]
"""Reads the metadata of all items, by item; called only if they are wanted."""


@dataclass(frozen=True)
class Measured:
    """Something with a score in each unit: the whole, an axis, a group or a criterion."""

    name: str
    scores: Floats
    reasons: NDArray[np.int8]


@dataclass(frozen=True)
class Keys:
    """What was asked for with `by`.

    Attributes
    ----------
    of_unit
        For each key about who or what was judged: pairs of unit and name, of which a unit may have several.
    of_rubric
        The key about the rubric, or None.
    """

    of_unit: Mapping[str, tuple[Ints, Coded]]
    of_rubric: str | None
    measured: Sequence[Measured]


def resolve(by: Sequence[str], units: Units, metadata: Metadata) -> Keys:
    """Find out what each name of `by` means.

    Raises
    ------
    StudyError
        For a name that means nothing in this study, is there twice, or a second one about the rubric.
    """
    of_unit: dict[str, tuple[Ints, Coded]] = {}
    of_rubric: str | None = None
    measured: Sequence[Measured] = ()
    everyone = np.arange(len(units))
    for name in by:
        if name in of_unit or name == of_rubric:
            raise StudyError(f"by names {name!r} twice")
        if name in OF_UNIT:
            of_unit[name] = everyone, units.keys[name]
        elif found := list(_of_rubric(name, units)):
            if of_rubric is not None:
                raise StudyError(f"by: {of_rubric} and {name} both cut the rubric into parts; choose one of them")
            of_rubric, measured = name, found
        elif name in COLUMNS:
            raise StudyError(f"by: {name!r} is a column of the results themselves; call the items' metadata otherwise")
        elif pairs := _of_metadata(name, units, metadata()):
            of_unit[name] = pairs
        else:
            raise _unknown(name, units, metadata())
    if of_rubric is None:
        measured = [Measured("", *units.of_part(Part("total")))]
    return Keys(of_unit, of_rubric, measured)


def _of_rubric(name: str, units: Units) -> Iterator[Measured]:
    if name == "criterion":
        yield from (Measured(id, *units.of_criterion(id)) for id in units.criteria)
    for part in units.parts:
        if part.kind == name:
            yield Measured(part.name, *units.of_part(part))
        elif part.kind == "tag" and part.name.startswith(f"{name}:"):
            yield Measured(part.name.removeprefix(f"{name}:"), *units.of_part(part))


def _of_metadata(name: str, units: Units, metadata: Mapping[str, Mapping[str, Any]]) -> tuple[Ints, Coded] | None:
    """Return what items' metadata say under `name`, or after "name:" in a list of tags."""
    items = units.keys["item"]
    said = [_values(name, metadata.get(item, {})) for item in items.names]
    if not any(said):
        return None
    names = list(dict.fromkeys(value for values in said for value in values or [""]))
    place = {value: n for n, value in enumerate(names)}
    pairs = [(unit, place[value]) for unit, code in enumerate(items.codes.tolist()) for value in said[code] or [""]]
    rows, codes = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return rows, Coded(codes, names)


def domains_of(name: str, units: Units, metadata: Metadata) -> Ints:
    """Return the domain of each item, by its place among the items' names: what its metadata say under `name`.

    Raises
    ------
    StudyError
        If no item says so, or one says several.
    """
    about = metadata()
    said = [_values(name, about.get(item, {})) for item in units.keys["item"].names]
    if not any(said) and len(units):
        raise _unknown(name, units, about, "domain")
    for item, values in zip(units.keys["item"].names, said, strict=True):
        if len(values) > 1:
            raise StudyError(f"domain: item {item} has several {name}: {', '.join(values)}; a domain must be one")
    names = [values[0] if values else "" for values in said]
    return np.unique(names, return_inverse=True)[1]


def _values(name: str, metadata: Mapping[str, Any]) -> list[str]:
    values = metadata.get(name)
    if values is not None:
        return [_text(value) for value in values] if isinstance(values, list) else [_text(values)]
    lists = (value for value in metadata.values() if isinstance(value, list))
    return [tag.removeprefix(f"{name}:") for tags in lists for tag in tags if str(tag).startswith(f"{name}:")]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unknown(name: str, units: Units, metadata: Mapping[str, Mapping[str, Any]], option: str = "by") -> StudyError:
    prefixes = [part.name.split(":")[0] for part in units.parts if part.kind == "tag" and ":" in part.name]
    fields = [key for about in metadata.values() for key in about]
    known = list(dict.fromkeys([*OF_UNIT, *OF_RUBRIC, *prefixes, *fields]))
    close = get_close_matches(name, known, 1)
    meant = f"did you mean {close[0]!r}?" if close else f"there is {', '.join(known[:20])}"
    return StudyError(f"{option}: nothing in this study is called {name!r}; {meant}")
