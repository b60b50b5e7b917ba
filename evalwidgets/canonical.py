"""Canonical JSON and content hashes: one spelling for one meaning.

Keys are sorted, white space is left out, text stays UTF-8 and a float that is a whole number is
written as one (``8.0`` and ``8`` mean the same), so that equal content has an equal hash wherever
and in whatever order it was written.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any


def _plain(value: Any) -> Any:  # noqa: PLR0911 (one a type)
    """Rebuild `value` with whole floats as integers; NaN and infinities have no JSON spelling."""
    # A million items are hashed at import; asking for the exact type first takes a third of the time.
    exact = type(value)
    if exact is str or value is None or exact is int or exact is bool:
        return value
    if exact is dict:
        return {str(key): _plain(entry) for key, entry in value.items()}
    if exact is list:
        return [_plain(entry) for entry in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in JSON: use null")
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(entry) for entry in value]
    return value


def canonical_json(value: Any) -> str:
    """Write `value` (JSON types only) in its one canonical spelling.

    Raises
    ------
    ValueError
        For NaN and infinities.
    TypeError
        For anything that JSON does not know.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(value: Any) -> str:
    """Return the SHA-256 of `value`'s canonical JSON, in hex (64 characters)."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()
