"""Looking into what may be a model or the plain data of a file, whatever is wrong with it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

Loc = tuple[str | int, ...]
Fault = tuple[Loc, str]
"""Where, seen from what was checked, and what is wrong with the way out."""


def field(thing: Any, name: str) -> Any:
    """Return a field of `thing`; None if it is not there."""
    return cast("Mapping[str, Any]", thing).get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def entries(value: Any) -> Sequence[Any]:
    """Return a list's entries; none if it is no list."""
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()


def named(value: Any) -> Mapping[str, Any]:
    """Return a mapping's entries; none if it is no mapping."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def number(value: Any) -> float | None:
    """Return a number; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def texts(value: Any) -> list[str]:
    """Return the texts among a list's entries."""
    return [entry for entry in entries(value) if isinstance(entry, str)]


def within(at: Loc, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Put `faults` where their thing is."""
    for loc, words in faults:
        yield (*at, *loc), words


def doubles(places: Iterable[tuple[Loc, Any]], words: str) -> Iterator[Fault]:
    """Find names that have been there before, the fault being at the later place; `words` has a gap for the name."""
    seen: set[str] = set()
    for loc, name in places:
        if isinstance(name, str):
            if name in seen:
                yield loc, words.format(name)
            seen.add(name)


def listed(names: Iterable[str], last: str = "and") -> str:
    """Write names one after the other: "a, b and c"."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end
