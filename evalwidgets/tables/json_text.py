"""Arrow arrays written as JSON, whole columns at a time: pyarrow reads JSON but does not write it."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evalwidgets.tables.arrays import lists_of

if TYPE_CHECKING:
    import pyarrow as pa

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""ISO 8601 in UTC; Arrow writes the fraction with the seconds."""

_NULL = "null"


def json_texts(array: pa.Array) -> pa.Array:
    """Write each value of `array` as JSON; null and what JSON cannot say (NaN, infinities) become null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_struct(array.type):
        return _objects(array)
    if pa.types.is_list(array.type):
        texts = _lists(array)
    elif pa.types.is_string(array.type):
        texts = _strings(array)
    elif pa.types.is_timestamp(array.type):
        texts = pc.binary_join_element_wise('"', pc.strftime(array, TIME_FORMAT), '"', "")
    elif pa.types.is_floating(array.type):
        texts = _floats(array)
    else:
        texts = array.cast("string")
    return pc.fill_null(texts, _NULL)


def _objects(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    parts: list[pa.Array | str] = []
    for field, values in zip(array.type, array.flatten(), strict=True):
        parts += [f"{',' if parts else '{'}{json.dumps(field.name)}:", json_texts(values)]
    return pc.binary_join_element_wise(*parts, "}", "")


def _lists(array: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    counts = pc.fill_null(pc.list_value_length(array), 0)
    joined = pc.binary_join(lists_of(counts, json_texts(array.flatten())), ",")
    return pc.if_else(array.is_valid(), pc.binary_join_element_wise("[", joined, "]", ""), pa.scalar(None, pa.string()))


def _floats(array: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = array.dictionary_encode()
    values = encoded.dictionary
    # Whole numbers keep their point, so that who reads them back gets numbers of the same type.
    texts = pc.replace_substring_regex(values.cast("string"), r"^(-?\d+)$", r"\1.0")
    return pc.if_else(pc.is_finite(values), texts, pa.scalar(None, pa.string())).take(encoded.indices)


def _strings(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    encoded = array.dictionary_encode()  # most columns repeat few values
    texts = encoded.dictionary
    for character in ("\\", '"'):
        texts = pc.replace_substring(texts, pattern=character, replacement="\\" + character)
    if pc.any(pc.match_substring_regex(texts, r"[\x00-\x1f]")).as_py():
        for code in range(0x20):
            texts = pc.replace_substring(texts, pattern=chr(code), replacement=json.dumps(chr(code))[1:-1])
    return pc.binary_join_element_wise('"', texts, '"', "").take(encoded.indices)
