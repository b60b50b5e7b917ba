"""What a file says beyond a criterion, kept beside it so that the file can be written again as it was.

A criterion holds what an entry means. The rest of the entry is its remainder: keys that mean
nothing here, spellings (`" Names a dose "`, a class in other capitals), keys left out that would
usually be there. It is what `entry` has and ``plain``, the criterion written plainly, has not::

    {"also": {"sources": ""}, "without": ["tags"], "within": {"annotations": {"also": {…}}}}

To write the entry again, the remainder is laid over the plain form, but no step that would change
what the entry says: who edited a text after reading it does not get the old one back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, cast

from evalwidgets.rubrics.plain import named

Json = dict[str, Any]
Step = tuple[tuple[str, ...], bool, Any]
"""Where, whether something is set there (or taken away), and what."""


def same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal; unlike Python, hold true and 1 apart."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return one == other


def remainder(entry: Mapping[str, Any], plain: Mapping[str, Any]) -> Json:
    """Return what `entry` has beyond `plain`; empty if they are equal."""
    also: Json = {}
    within: Json = {}
    for key, value in entry.items():
        if key not in plain:
            also[key] = value
        elif isinstance(value, Mapping) and isinstance(plain[key], Mapping):
            if rest := remainder(cast("Json", value), plain[key]):
                within[key] = rest
        elif not same(value, plain[key]):
            also[key] = value
    without = [key for key in plain if key not in entry]
    return {key: value for key, value in (("also", also), ("without", without), ("within", within)) if value}


def restored(plain: Json, rest: Any, says_the_same: Callable[[Json], bool]) -> tuple[Json, Json]:
    """Lay a remainder over `plain` as far as the entry then `says_the_same`.

    Returns
    -------
    tuple
        The entry, and the remainder without the spellings that no longer fit what is said.
    """
    steps = list(_steps(rest, ()))
    if not steps:
        return plain, {}
    whole = deepcopy(plain)
    for step in steps:
        _take(whole, step)
    if says_the_same(whole):
        return whole, rest
    entry = deepcopy(plain)
    obsolete: list[Step] = []
    for step in steps:
        attempt = deepcopy(entry)
        _take(attempt, step)
        if says_the_same(attempt):
            entry = attempt
        elif not step[1] or _there(plain, step[0]):
            obsolete.append(step)
    return entry, _without(rest, obsolete)


def _steps(rest: Any, path: tuple[str, ...]) -> Iterator[Step]:
    if not isinstance(rest, Mapping):
        return
    parts = cast("Mapping[str, Any]", rest)
    for key, value in named(parts.get("also")).items():
        yield (*path, key), True, value
    without = parts.get("without")
    for key in without if isinstance(without, list) else []:
        yield (*path, str(key)), False, None
    for key, inner in named(parts.get("within")).items():
        yield from _steps(inner, (*path, key))


def _take(entry: Json, step: Step) -> None:
    path, is_set, value = step
    here: Any = entry
    for key in path[:-1]:
        here = here.get(key)
        if not isinstance(here, dict):
            return
    if is_set:
        here[path[-1]] = deepcopy(value)
    else:
        here.pop(path[-1], None)


def _there(entry: Json, path: tuple[str, ...]) -> bool:
    here: Any = entry
    for key in path:
        if not isinstance(here, dict) or key not in here:
            return False
        here = here[key]  # pyright: ignore[reportUnknownVariableType]
    return True


def _without(rest: Any, obsolete: list[Step]) -> Json:
    kept = deepcopy(rest)
    for path, is_set, _ in obsolete:
        parts = kept
        for key in path[:-1]:
            parts = parts["within"][key]
        if is_set:
            del parts["also"][path[-1]]
        else:
            parts["without"].remove(path[-1])
    return _pruned(kept)


def _pruned(rest: Json) -> Json:
    within = {key: left for key, inner in named(rest.get("within")).items() if (left := _pruned(inner))}
    return {key: value for key, value in {**rest, "within": within}.items() if value}
