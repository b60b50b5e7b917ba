"""Rubrics in our own words, by name."""

from __future__ import annotations

from functools import cache


@cache
def names() -> tuple[str, ...]:
    """Return the names of the rubrics in the library, in alphabetical order."""
    from importlib.resources import files

    entries = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in entries if name.endswith(".yaml")))


def text(name: str) -> str:
    """Return the YAML of the rubric `name`."""
    from importlib.resources import files

    return (files(__name__) / f"{name}.yaml").read_text("utf-8")
