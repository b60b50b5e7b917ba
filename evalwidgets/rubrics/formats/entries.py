"""Reading the entries of a file field by field: what is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

from evalwidgets.errors import Finding, RubricError

_EXACT = 2**53


class Problems:
    """What is wrong with a file, found in one go.

    Attributes
    ----------
    source
        What errors call the file.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Finding] = []

    def add(self, path: str, words: str, place: str = "") -> None:
        """Note what is wrong at `path`."""
        self.found.append(Finding(None, path, words, place))

    def refuse(self) -> None:
        """Raise all that was found, if anything was.

        Raises
        ------
        RubricError
            With every finding.
        """
        if self.found:
            from evalwidgets.rubrics.wording import message_of

            raise RubricError(message_of(self.source, self.found), self.found)


class Entry:
    """One mapping of a file.

    Attributes
    ----------
    raw
        The mapping; empty if there is none, which is noted.
    """

    def __init__(self, raw: Any, path: str, problems: Problems) -> None:
        self.raw: Mapping[str, Any] = cast("Mapping[str, Any]", raw) if isinstance(raw, Mapping) else {}
        self.path = path
        self._problems = problems
        if not isinstance(raw, Mapping):
            self.wrong("", f"must be a mapping of fields, got {named(raw)}")

    def wrong(self, key: str, words: str) -> None:
        """Note what is wrong with a field, or with the entry itself."""
        self._problems.add(".".join(part for part in (self.path, key) if part), words)

    def text(self, key: str) -> str:
        """Return a text that must be there; a placeholder if it is not."""
        value = self.raw.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if self.raw:
            self.wrong(key, f"must be text, got {named(value)}" if value is not None else "is missing; add it")
        return "?"

    def number(self, key: str) -> float:
        """Return a number that must be there; 0 if it is not."""
        value = self.raw.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not math.isfinite(value):
                self.wrong(key, f"must be a finite number, got {value}")
            elif isinstance(value, int) and abs(value) > _EXACT:
                self.wrong(key, f"is too large to be kept exactly: {value}")
            else:
                return float(value)
        elif self.raw:
            self.wrong(key, f"must be a number, got {named(value)}" if value is not None else "is missing; add it")
        return 0.0

    def optional(self, key: str) -> str:
        """Return a text, or "" where there is none."""
        value = self.raw.get(key)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, each once and without blank ones; a single text counts as a list of one."""
        value = self.raw.get(key)
        entries: list[Any] = (
            [value] if isinstance(value, str) else cast("list[Any]", value) if isinstance(value, list) else []
        )
        return distinct(entry.strip() for entry in entries if isinstance(entry, str))

    def inside(self, key: str) -> Entry:
        """Return the mapping under `key`, which must be there."""
        return Entry(self.raw.get(key), f"{self.path}.{key}".lstrip("."), self._problems)

    def at(self, key: str, place: int) -> Entry:
        """Return the mapping at `place` of the list under `key`, which must be there."""
        return Entry(self.raw[key][place], f"{self.path}.{key}[{place}]".lstrip("."), self._problems)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that are not blank, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def plain_number(number: float) -> float:
    """Return a whole number as an integer, as files write it."""
    return int(number) if float(number).is_integer() and abs(number) <= _EXACT else number


def without_cr(text: str) -> str:
    """Return a text with the line ends that the model's texts have."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tagged(tags: Iterable[str], prefix: str) -> tuple[str, ...]:
    """Return what follows "prefix:" in those tags that begin so."""
    return tuple(tag.removeprefix(f"{prefix}:") for tag in tags if tag.startswith(f"{prefix}:"))


def named(value: Any) -> str:
    """Say in few words what a file holds."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "an empty text" if not value.strip() else f"the text {value[:40]!r}"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"{value}"
