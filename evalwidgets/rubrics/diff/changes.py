"""What a comparison of two rubrics says: changes in words, and the version that they ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Literal

from evalwidgets.rubrics.html_table import html_table

ChangeKind = Literal[
    "added",
    "removed",
    "renamed",
    "moved",
    "kind",
    "scale",
    "wording",
    "points",
    "weight",
    "gate",
    "needs",
    "N/A",
    "answering",
    "score",
    "examples",
    "translation",
    "tags",
    "metadata",
]

Bump = Literal["none", "patch", "minor", "major"]
"""Which part of the version changes.

``major`` where totals before and after cannot be compared: something was removed, or is measured on
another scale, or adds up by another rule. ``minor`` where experts see or are asked something else,
or it counts differently. ``patch`` where no expert is asked by it.
"""

_ORDER: tuple[Bump, ...] = ("none", "patch", "minor", "major")
_LONGEST = 100

ANOTHER_TEXT = 0.3
"""The likeness of two long texts below which nobody wants to see every word that went and came."""


@dataclass(frozen=True)
class Change:
    """One thing that is different.

    Attributes
    ----------
    place
        What changed: "criterion dose", "group safety", "rubric".
    what
        Which part of it: "points", "option partly".
    before, after
        How it was and is, in words; empty where there was, or is, nothing.
    bump
        The part of the version that this alone would change.
    criterion
        The id of the criterion; None for a group or the rubric.
    """

    kind: ChangeKind
    place: str
    what: str
    before: str
    after: str
    bump: Bump
    criterion: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self._said()}"

    def _said(self) -> str:
        match self.kind:
            case "added" | "removed":
                words = self.after or self.before
                name = f"{self.what} " if self.what else ""
                return f"{name}{self.kind}" + (f" (“{_short(words)}”)" if words else "")
            case "renamed":
                return f"now called {self.after}? (the wording is nearly the same)"
            case "moved":
                return f"moved {self.what}".rstrip() + (f" {self.before} → {self.after}" if self.before else "")
            case _ if max(len(self.before), len(self.after)) > _LONGEST:
                out, new = _words_out_and_in(self.before, self.after)
                return f"{self.what} reworded ({'1 word' if out == 1 else f'{out} words'} out, {new} in)"
            case "wording":
                return f"{self.what} {_quoted(self.before)} → {_quoted(self.after)}"
            case _:
                return f"{self.what} {self.before or 'none'} → {self.after or 'none'}"


@dataclass(frozen=True)
class RubricDiff:
    """What changes from one rubric to another.

    Its length is the number of changes; it is false if there are none.

    Attributes
    ----------
    entries
        The changes: of the rubric, then of groups and criteria in the new order, then what was removed.
    stale
        The criteria that are new, or whose earlier answers no longer answer what is asked (see `Rubric.asked_hashes`).
    """

    before: str
    after: str
    version: str
    entries: tuple[Change, ...]
    stale: tuple[str, ...]

    @property
    def bump(self) -> Bump:
        """Which part of the version these changes ask for."""
        asked: list[Bump] = [change.bump for change in self.entries]
        return max([_ORDER[0], *asked], key=_ORDER.index)

    def next_version(self, version: str | None = None) -> str:
        """Return the version after `version` (that of the rubric before) that these changes ask for.

        Raises
        ------
        ValueError
            If the version is not made of numbers, such as 1.2.0.
        """
        given = self.version if version is None else version
        match = re.fullmatch(r"(v?)(\d+)(?:\.(\d+))?(?:\.(\d+))?", given.strip())
        if match is None:
            raise ValueError(f"version {given!r} is not of the form 1.2.0; write the next one yourself")
        if self.bump == "none":
            return given
        numbers = [int(part) for part in match.groups()[1:] if part is not None]
        at = _ORDER[:0:-1].index(self.bump)
        numbers += [0] * (at + 1 - len(numbers))
        numbers[at:] = [numbers[at] + 1, *[0] * (len(numbers) - at - 1)]
        return match[1] + ".".join(map(str, numbers))

    def of(self, criterion: str) -> tuple[Change, ...]:
        """Return the changes of one criterion."""
        return tuple(change for change in self.entries if change.criterion == criterion)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.entries)

    def __repr__(self) -> str:
        return "\n".join([self._headline(), *(f"  {change}" for change in self.entries)])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        rows = ((escape(change.place), escape(change.kind), _change_to_html(change)) for change in self.entries)
        return html_table(self._headline(), ("where", "what", "change"), rows, narrow=("where", "what"))

    def _headline(self) -> str:
        if not self.entries:
            return f"{self.before} → {self.after}: nothing changes."
        count = len(self.entries)
        kinds = Counter(change.kind for change in self.entries)
        said = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
        stale = f"; to be asked anew: {', '.join(self.stale)}" if self.stale else ""
        changes = "1 change" if count == 1 else f"{count} changes"
        return f"{self.before} → {self.after}: {changes} ({said}), a {self.bump} version{stale}"


def _change_to_html(change: Change) -> str:
    if change.kind != "wording" or not change.before or not change.after:
        return escape(str(change).removeprefix(f"{change.place}: "))
    old, new = change.before.split(), change.after.split()
    compared = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > _LONGEST and compared.ratio() < ANOTHER_TEXT:
        return escape(str(change).removeprefix(f"{change.place}: "))
    parts: list[str] = []
    for tag, i, j, k, m in compared.get_opcodes():
        gone, come = escape(" ".join(old[i:j])), escape(" ".join(new[k:m]))
        if tag == "equal":
            parts.append(come)
            continue
        parts += [f"<del>{gone}</del>"] * bool(gone) + [f"<ins>{come}</ins>"] * bool(come)
    return f"{escape(change.what)}: {' '.join(parts)}"


def _words_out_and_in(before: str, after: str) -> tuple[int, int]:
    old, new = Counter(before.split()), Counter(after.split())
    return (old - new).total(), (new - old).total()


def _quoted(words: str) -> str:
    return f"“{words}”" if words else "none"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
