"""What may come with an item: reference, context, warnings, criteria, gold, metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evalwidgets.items.model import Document
from evalwidgets.items.report import Problem
from evalwidgets.items.values import (
    check_text,
    is_missing,
    named_type,
    optional_text,
    plain_json,
    structured,
    without_nulls,
)


def context(cell: Any, column: str, limit: int) -> tuple[Document, ...]:
    """Read documents: a text, a list of texts, or ``{title, text}``."""
    cell = structured(cell)
    entries = cell if isinstance(cell, list) else [cell]
    return tuple(_document(entry, column, limit) for entry in entries if not is_missing(entry))


def warnings(cell: Any, column: str, limit: int) -> tuple[str, ...]:
    """Read content warnings: a list, or words with commas between."""
    cell = structured(cell)
    words = cell.split(",") if isinstance(cell, str) else cell if isinstance(cell, list) else [cell]
    return tuple(check_text(word, column, limit).strip() for word in words)


def gold(cell: Any, column: str, limit: int) -> dict[str, Any]:
    """Read the known right judgments."""
    cell = structured(cell)
    if not isinstance(cell, Mapping):
        raise Problem(
            f"holds {named_type(cell)} where a mapping is wanted."
            ' A reference answer goes under columns={"reference": "…"}.',
            column,
        )
    return plain_json(cell, column, limit)


def entries(cell: Any, column: str, limit: int) -> tuple[Any, ...]:
    """Read a list of criteria or media, whose fields the item's own types check."""
    cell = structured(cell)
    if not isinstance(cell, list):
        raise Problem(f"holds {named_type(cell)} where a list is wanted.", column)
    return tuple(without_nulls(plain_json(entry, column, limit)) for entry in cell)


def metadata(row: Mapping[str, Any], columns: tuple[str, ...], limit: int, *, sparse: bool) -> dict[str, Any]:
    """Read one column that holds a mapping, or any columns, each under its own name."""
    if len(columns) == 1:
        cell = structured(row.get(columns[0]))
        if isinstance(cell, Mapping):
            found = plain_json(cell, columns[0], limit)
            return without_nulls(found) if sparse else found
    cells = {column: plain_json(row.get(column), column, limit) for column in columns}
    return {column: cell for column, cell in cells.items() if cell is not None}


def _document(entry: Any, column: str, limit: int) -> Document:
    if not isinstance(entry, Mapping):
        return Document(text=check_text(entry, column, limit))
    title = optional_text(entry.get("title"), column, limit) or ""
    return Document(title=title, text=check_text(entry.get("text") or entry.get("content"), column, limit))


EXTRAS: dict[str, Callable[[Any, str, int], Any]] = {
    "reference": check_text,
    "context": context,
    "warnings": warnings,
    "criteria": entries,
    "media": entries,
    "gold": gold,
}
"""Role to the function that reads a cell of it: of the cell, its column, and the limit for texts in bytes."""
