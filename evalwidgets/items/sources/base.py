"""What every source of rows offers, and content as an identity."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from evalwidgets.items.model import Item
from evalwidgets.items.report import Problem

HEAD = 100
"""How many rows are looked at where only the rows say which columns there are."""

Raw = Mapping[str, Any] | Item | Problem
"""A row, an item that is one already, or what is wrong with a row that could not be taken apart."""


class Source(ABC):
    """Rows, one after another, from wherever they are kept.

    Attributes
    ----------
    name
        For messages: a file's name, or the kind of object.
    unit
        What the positions of rows count: ``"row"``, or ``"line"`` of a text file.
    total
        How many rows there are, where that is known without reading them.
    size
        How many bytes there are to read, where only that is known; `bytes_read` says how far it got.
    fixed
        All columns are known beforehand: no later row can bring another.
    sparse
        Null inside a cell means "not there", as in Arrow, where every struct has all keys that any row has.
    folder
        Where relative paths in cells start; None for the working directory.
    """

    name: str
    unit = "row"
    total: int | None = None
    size: int | None = None
    fixed = False
    sparse = False
    folder: Path | None = None

    def columns(self) -> tuple[str, ...]:
        """Return the names of all columns, if the source is `fixed`."""
        return ()

    def head(self) -> list[tuple[int, Raw]]:
        """Return the first rows with their positions, from which to tell the columns if the source is not `fixed`."""
        return list(islice(self.read(0, ()), HEAD))

    @abstractmethod
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        """Yield every row after the first `start`, with its position counted from 1.

        Only `columns` are asked for; a source that gets whole rows anyhow may give more.
        """

    def identity(self) -> str | None:
        """Return what stays the same as long as the content does, or None where that cannot be known."""
        return None

    def bytes_read(self) -> int:
        """Return how many of the `size` bytes were read."""
        return 0


def content_identity(rows: Iterable[Any]) -> str | None:
    """Hash rows in memory; None if one holds something whose content cannot be seen."""
    digest = sha256()
    try:
        for row in rows:
            digest.update(row.hash.encode() if isinstance(row, Item) else json.dumps(row, default=_seen).encode())
            digest.update(b"\n")
    except (TypeError, ValueError, RecursionError):
        return None
    return f"content:{digest.hexdigest()}"


def _seen(value: Any) -> Any:
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(type(value).__name__)
