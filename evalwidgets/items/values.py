"""Single cells: is one missing, is it a text, is it plain JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from evalwidgets.items.report import Problem

_MISSING_TYPES = frozenset({"NAType", "NaTType"})  # pandas' NA and NaT, told by name so that pandas stays unimported
_SHORTEST_LIMIT_CHECK = 4  # UTF-8 takes at most 4 bytes a character


_IN_WORDS = {str: "a text", dict: "a mapping", list: "a list", tuple: "a list", bytes: "bytes"}


def is_missing(value: Any) -> bool:
    """Say whether a cell holds nothing: None, NaN, or pandas' NA and NaT."""
    if value is None or type(value) is str:
        return value is None
    if isinstance(value, float):
        return value != value  # noqa: PLR0124 only NaN differs from itself
    return type(value).__name__ in _MISSING_TYPES


def named_type(value: Any) -> str:
    """Say in words what a cell holds, for messages."""
    if isinstance(value, bool):
        return f"true or false ({value})"
    if isinstance(value, int | float):
        return f"a number ({value})"
    return _IN_WORDS.get(type(value)) or f"an object of type {type(value).__name__}"


def check_text(value: Any, column: str, limit: int) -> str:
    """Return `value` if it is a text that can be shown.

    Raises
    ------
    Problem
        If it is missing, empty, of another type, not writable as UTF-8 or longer than `limit` bytes.
    """
    if type(value) is not str:
        if is_missing(value):
            raise Problem("the cell is empty. Fill it in, or leave the row out.", column)
        if not isinstance(value, str):
            raise Problem(f"holds {named_type(value)} where a text is wanted. Turn the column into text.", column)
        value = str(value)
    if not value or value.isspace():
        raise Problem("the text is empty. Fill it in, or leave the row out.", column)
    if not value.isascii():
        check_unicode(value, column)
    if _SHORTEST_LIMIT_CHECK * len(value) > limit:
        size = len(value) if value.isascii() else len(value.encode())
        if size > limit:
            raise Problem(
                f"the text has {_megabytes(size)} and the limit is {_megabytes(limit)} (max_text)."
                " Shorten it, leave the row out, or raise the limit.",
                column,
            )
    return value


def check_unicode(value: str, column: str) -> None:
    """Refuse half characters: what bytes that are not UTF-8 become in a CSV, and a lone surrogate in JSON."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        code = ord(value[error.start])
        if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 how "surrogateescape" writes the bytes 0x80 to 0xFF
            raise Problem(
                f"is not UTF-8 (byte 0x{code - 0xDC00:02x} at character {error.start + 1})."
                ' Save the file as UTF-8 (in Excel: "CSV UTF-8").',
                column,
            ) from None
        raise Problem(
            f"holds half a character (U+{code:04X} at character {error.start + 1}), which UTF-8 cannot write."
            " Repair the text, or leave the row out.",
            column,
        ) from None


def optional_text(value: Any, column: str, limit: int) -> str | None:
    """Return a text, or None for a cell that is missing or blank."""
    if is_missing(value) or (isinstance(value, str) and not value.strip()):
        return None
    return check_text(value, column, limit)


def check_id(value: Any, column: str) -> str | None:
    """Return an id as text (whole numbers are written out), or None for a cell that holds nothing."""
    if type(value) is not str:
        value = unboxed(value)
    if is_missing(value) or value == "":
        return None
    id = value if type(value) is str else _id_of(value, column)
    if len(id) > 500 or not id.isprintable() or id.isspace():  # noqa: PLR2004 as the message says
        raise Problem("an id has 1 to 500 printable characters, on one line.", column)
    return id


def _id_of(value: Any, column: str) -> str:
    if isinstance(value, float) and value.is_integer():  # pandas makes floats of whole numbers beside NaN
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise Problem(f"holds {named_type(value)} where an id is wanted (text or a whole number).", column)
    return str(value)


def structured(value: Any) -> Any:
    """Return a cell that should hold a list or a mapping; JSON written as text is read."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return unboxed(value)


def plain_json(value: Any, column: str, limit: int) -> Any:
    """Return `value` as JSON types: NaN becomes null, dates ISO texts, arrays lists.

    Raises
    ------
    Problem
        For infinities, bytes and objects that JSON has no place for.
    """
    if isinstance(value, str):
        return check_text(value, column, limit) if value.strip() else value
    if isinstance(value, bool | int) or is_missing(value):
        return None if is_missing(value) else value
    if isinstance(value, float):
        return _finite(value, column)
    if isinstance(value, Mapping):
        return {_key(key, column): plain_json(entry, column, limit) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_json(entry, column, limit) for entry in value]
    return _written(value, column, limit)


def _written(value: Any, column: str, limit: int) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal | timedelta):
        return str(value)
    inner = unboxed(value)
    if inner is value:
        raise Problem(f"holds {named_type(value)}, which JSON cannot write. Turn it into text or numbers.", column)
    return plain_json(inner, column, limit)


def _finite(value: float, column: str) -> float:
    if math.isinf(value):
        raise Problem("holds an infinite number, which JSON cannot write. Use null or a text.", column)
    return float(value)


def _key(key: Any, column: str) -> str:
    key = str(key)
    check_unicode(key, column)
    return key


def without_nulls(value: Any) -> Any:
    """Leave out null entries of mappings: Arrow gives every struct all keys that any row has."""
    if isinstance(value, Mapping):
        return {key: without_nulls(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [without_nulls(entry) for entry in value]
    return value


def unboxed(value: Any) -> Any:
    """Return the Python value of a NumPy scalar or array, the list of a tuple; anything else as it is."""
    if isinstance(value, tuple):
        return list(value)
    return value.tolist() if type(value).__module__ == "numpy" and hasattr(value, "tolist") else value


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size:,} bytes"  # noqa: PLR2004 0.1 MB
