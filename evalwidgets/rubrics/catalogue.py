"""The library: rubrics in our own words, in the files of ``library/``, found by name or by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

from evalwidgets.rubrics import effort
from evalwidgets.rubrics.html_table import html_table
from evalwidgets.rubrics.model import Rubric

_FIELDS = {
    "chess_commentary": "Chess",
    "code_review": "Software",
    "contract_drafting": "Law",
    "conversation_safety_triage": "Safety",
    "creative_fiction": "Writing",
    "creative_quality": "Writing",
    "factual_grounding": "Facts",
    "instruction_following": "Any field",
    "investment_banking_analysis": "Finance",
    "legal_reasoning": "Law",
    "medical_accuracy": "Medicine",
    "music_composition": "Music",
    "patient_communication": "Medicine",
    "psychiatric_care": "Medicine",
    "screenplay": "Film",
    "step_by_step_reasoning": "Reasoning",
    "translation_quality": "Languages",
    "wine_pairing": "Food and wine",
}


def _folder() -> Traversable:
    return files("evalwidgets.rubrics") / "library"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the rubrics in the library, in alphabetical order."""
    entries = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in entries if name.endswith(".yaml")))


def text(name: str) -> str:
    """Return the YAML of the rubric `name`."""
    return (_folder() / f"{name}.yaml").read_text("utf-8")


@dataclass(frozen=True)
class Entry:
    """One rubric of the library, at a glance.

    Attributes
    ----------
    name
        What `load_rubric` takes.
    minutes
        How long one answer takes, estimated; see `evalwidgets.rubrics.effort`.
    """

    name: str
    title: str
    field: str
    criteria: int
    minutes: int
    licence: str
    description: str


class Library:
    """A table of rubrics, the best match first; its length is their number."""

    def __init__(self, entries: tuple[Entry, ...], query: str = "", *, complete: bool = True) -> None:
        self._entries = entries
        self._query = query
        self._complete = complete

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `load_rubric` takes."""
        return tuple(entry.name for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __repr__(self) -> str:
        rows = [_HEADS, *map(_cells, self._entries)]
        wide = [max(len(row[n]) for row in rows) for n in range(len(_HEADS) - 1)]
        lines = [
            "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], wide, strict=True)), row[-1]])
            for row in rows
        ]
        return "\n".join([self._headline(), *(lines if self._entries else ())])

    def _repr_html_(self) -> str:
        narrow = ("field", "criteria", "minutes", "licence")
        rows = (
            (
                f"<code>{escape(entry.name)}</code>",
                f"{escape(entry.title)}<br><small>{escape(entry.description)}</small>",
                *map(escape, _cells(entry)[2:-1]),
            )
            for entry in self._entries
        )
        return html_table(self._headline(), ("name", "rubric", *narrow), rows, narrow=("name", *narrow))

    def _headline(self) -> str:
        if not self._entries:
            return f"No rubric of the library has {self._query!r}; library() shows them all."
        count = "1 rubric" if len(self) == 1 else f"{len(self)} rubrics"
        if not self._query:
            return f"{count}; load_rubric(name) loads one."
        return f"{count} with {'all' if self._complete else 'some'} of {self._query!r}; load_rubric(name) loads one."


_HEADS = ("name", "title", "field", "criteria", "minutes", "licence", "description")


def _cells(entry: Entry) -> tuple[str, ...]:
    numbers = str(entry.criteria), f"about {entry.minutes}"
    return (entry.name, entry.title, entry.field, *numbers, entry.licence, entry.description)


def library(query: str = "") -> Library:
    """Return the rubrics of the library as a table that shows itself, or those that have the words of `query`.

    Parameters
    ----------
    query
        Words to look for in names, titles, descriptions, criteria and tags: ``"medicine dose"``. If no
        rubric has them all, those that have some are returned.

    Examples
    --------
    >>> library("medicine dose").names[0]
    'medical_accuracy'
    """
    words = [_stem(word) for word in _words(query) if len(word) > 1]
    if not words:
        return Library(tuple(_entry(name) for name in names()), query.strip())
    ranked = sorted(((_rank(name, words), name) for name in names()), key=lambda one: (one[0], one[1]))
    hits = [(missing, name) for (missing, _), name in ranked if missing < len(words)]
    complete = any(missing == 0 for missing, _ in hits)
    kept = [name for missing, name in hits if missing == 0 or not complete]
    return Library(tuple(map(_entry, kept)), query.strip(), complete=complete)


def _rank(name: str, words: list[str]) -> tuple[int, int]:
    """Count the words that a rubric does not have, and (negative) how much it speaks of those it has."""
    head, body = _said(name)
    begin = [f" {word}" for word in words]
    missing = sum(word not in head and word not in body for word in begin)
    return missing, -sum(20 * (word in head) + body.count(word) for word in begin)


@cache
def _rubric(name: str) -> Rubric:
    return Rubric.from_yaml(text(name), source=f"{name}.yaml")


@cache
def _entry(name: str) -> Entry:
    rubric = _rubric(name)
    return Entry(
        name=name,
        title=rubric.title,
        field=_FIELDS[name],
        criteria=len(rubric.criteria),
        minutes=round(effort.minutes(rubric)),
        licence=rubric.licence,
        description=rubric.description,
    )


@cache
def _said(name: str) -> tuple[str, str]:
    """Return the words of a rubric: those it goes by, and all that it asks."""
    rubric, entry = _rubric(name), _entry(name)
    parts = [rubric.instructions, *rubric.sources]
    for criterion in rubric.criteria:
        parts += [criterion.text, criterion.help, *rubric.tags_of(criterion.id)]
        parts += [f"{option.label} {option.anchor}" for option in getattr(criterion, "options", ())]
    goes_by = [name.replace("_", " "), entry.title, entry.field, entry.description]
    return _spaced(goes_by), _spaced(parts)


def _spaced(parts: Iterable[str]) -> str:
    return "".join(f" {word}" for word in _words(" ".join(parts)))


def _words(said: str) -> list[str]:
    return re.findall(r"[^\W_]+", said.casefold())


def _stem(word: str) -> str:
    """Take off a plural's ending, so that doses finds dose."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004 ("gas")
