"""Ids for what has none: readable, the same at every reading, and distinct."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evalwidgets.rubrics.checks import RESERVED
from evalwidgets.rubrics.links import ITEM_GROUP, OVERALL_GROUP

_LONGEST = 40
_MOST = 200
_FITS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}")
_TAKEN = RESERVED | {ITEM_GROUP, OVERALL_GROUP}


def slug(text: str) -> str:
    """Return the first words of `text` as an id, such as "names-a-safe-dose"; "" if there are none in Latin letters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    chosen = ""
    for word in re.findall(r"[a-z0-9]+", ascii_text):
        longer = f"{chosen}-{word}" if chosen else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        chosen = longer
    return chosen


def identifier(raw: object) -> str:
    """Return an id of a file as it can stand in a rubric: the same, unless it holds spaces and the like."""
    text = str(raw)
    if _FITS.fullmatch(text):
        return text
    return re.sub(r"[^A-Za-z0-9_.:/-]+", "-", text).lstrip("_.:/-").rstrip("-")[:_MOST]


class Ids:
    """Gives out ids, each once.

    Examples
    --------
    >>> ids = Ids()
    >>> ids.take("dose"), ids.take("dose"), ids.take("")
    ('dose', 'dose-2', 'c3')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._given = set(taken) | _TAKEN
        self._count = 0

    def take(self, wanted: str) -> str:
        """Return `wanted`, or the closest that is free; one by number if there is no wish."""
        self._count += 1
        wanted = wanted[: _MOST - 10] or f"c{self._count}"
        id, number = wanted, 1
        while id in self._given:
            number += 1
            id = f"{wanted}-{number}"
        self._given.add(id)
        return id
