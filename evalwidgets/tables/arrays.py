"""Small helpers on Arrow arrays, shared by the layouts."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.tables.columns import TIME, arrow_type

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = "\uffff"
"""Stands for NULL in columns of text while they are read: Unicode keeps this code point out of all text."""


def restored(column: pa.Array) -> pa.Array:
    """Put null where the statement has put `MISSING`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(column, MISSING), pa.scalar(None, pa.string()), column)


def as_time(column: pa.Array) -> pa.Array:
    """Read microseconds since 1970 UTC as points in time."""
    return column.view(arrow_type(TIME))


def taken(column: pa.Array, rows: pa.Array, *, coded: bool = False) -> pa.Array:
    """Return `column` at `rows`; a column that has the same text in all its rows costs nothing to look up.

    Parameters
    ----------
    coded
        Returns text as codes and the distinct texts, which are looked up when somebody reads them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return column.take(rows)
    if coded:
        codes = column.dictionary_encode()
        return pa.DictionaryArray.from_arrays(codes.indices.take(rows), codes.dictionary)
    if len(column) and len(pc.unique(column)) == 1 and not rows.null_count:
        return pa.repeat(column[0], len(rows))
    return column.take(rows)


def coded_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema with text as what `taken` makes of it where it is coded."""
    import pyarrow as pa

    text, coded = pa.string(), pa.dictionary(pa.int32(), pa.string())
    return pa.schema([field.with_type(coded) if field.type == text else field for field in schema])


def lists_of(counts: pa.Array, values: pa.Array) -> pa.Array:
    """Cut `values` into one list per row, `counts` long each."""
    import numpy as np
    import pyarrow as pa

    offsets = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts.to_numpy(zero_copy_only=False), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def filled_list(lists: pa.Array, texts: tuple[str, ...] = ()) -> pa.Array:
    """Make lists that are null empty, and the fields `texts` of their structs, too: JSON leaves both out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = lists.values
    if texts:
        fields = list(values.type)
        arrays = [values.field(field.name) for field in fields]
        filled = [
            pc.fill_null(array, "") if field.name in texts else array
            for field, array in zip(fields, arrays, strict=True)
        ]
        values = pa.StructArray.from_arrays(filled, fields=fields)
    return pa.ListArray.from_arrays(lists.offsets, values)
