"""Stored answers, from JSON to columns, a whole batch of judgments at a time.

Nearly all answers of a batch are literally the same few texts (``"dose","number":1.0,"label":"met"``),
so each list is cut into its answers' texts, and only the distinct ones are parsed. The cut is where one
answer ends and the next begins, as `store.records.answers_to_json` writes it; these characters cannot
stand within a JSON string, where every quotation mark has a backslash before it.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalwidgets.errors import StoreError
from evalwidgets.tables.arrays import filled_list, lists_of, taken
from evalwidgets.tables.columns import ANSWER, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST = '{"criterion":'
_BETWEEN = "}," + _FIRST
_VALUES = ("number", "label", "text", "na")


@dataclass(frozen=True)
class Answers:
    """The answers of a batch of judgments.

    Attributes
    ----------
    parents
        For each answer, the row of its judgment in the batch.
    codes
        For each answer, its row in `distinct`.
    distinct
        The distinct answers, by the names of `ANSWER`.
    columns
        What `column` has made: two tables may want the same.
    """

    parents: pa.Array
    codes: pa.Array
    distinct: dict[str, pa.Array]

    columns: dict[str, pa.Array] = field(default_factory=dict[str, "pa.Array"], init=False)

    def column(self, name: str, *, coded: bool = False) -> pa.Array:
        """Return one field of all answers; `coded` as in `taken`."""
        distinct = self.distinct[name]
        if coded and distinct.type == "string":
            return taken(distinct, self.codes, coded=True)
        if name not in self.columns:
            self.columns[name] = distinct.take(self.codes)
        return self.columns[name]

    def where(self, mask: pa.Array) -> Answers:
        """Return the answers for which `mask` is true."""
        return Answers(self.parents.filter(mask), self.codes.filter(mask), self.distinct)

    def of_rows(self, mask: pa.Array) -> Answers:
        """Return the answers of those rows of the batch for which `mask` is true, as of a batch of these rows."""
        import numpy as np
        import pyarrow as pa

        kept = mask.to_numpy(zero_copy_only=False)
        left = self.where(mask.take(self.parents))
        return Answers(pa.array(np.cumsum(kept) - 1).take(left.parents), left.codes, left.distinct)

    def counts(self, rows: int) -> pa.Array:
        """Return how many answers each of the batch's `rows` judgments has."""
        import numpy as np
        import pyarrow as pa

        return pa.array(np.bincount(self.parents.to_numpy(), minlength=rows).astype(np.int32))

    def as_lists(self, rows: int) -> pa.Array:
        """Return one list of structs for each of the batch's `rows` judgments."""
        import pyarrow as pa

        fields = list(arrow_schema(ANSWER))
        values = pa.StructArray.from_arrays([self.column(field.name) for field in fields], fields=fields)
        return lists_of(self.counts(rows), values)


def parse_answers(texts: pa.Array) -> Answers:
    """Read JSON lists of answers.

    Raises
    ------
    StoreError
        If some were not written by this package.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    none = pc.equal(texts, "[]")
    if not pc.all(pc.or_(none, pc.starts_with(texts, "[" + _FIRST))).as_py():
        raise StoreError("some judgments hold answers that evalwidgets did not write")
    inner = pc.binary_slice(texts.cast(pa.binary()), len("[" + _FIRST), -len("}]"))
    pieces = pc.split_pattern(inner, pattern=_BETWEEN)
    parents, values = pc.list_parent_indices(pieces), pieces.flatten()
    if pc.any(none).as_py():
        there = pc.not_equal(values, b"")
        parents, values = parents.filter(there), values.filter(there)
    encoded = values.dictionary_encode()
    return Answers(parents, encoded.indices, _parsed(encoded.dictionary))


def _parsed(pieces: pa.Array) -> dict[str, pa.Array]:
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = arrow_schema(ANSWER)
    if not len(pieces):
        return {field.name: pa.array([], field.type) for field in schema}
    fields = read_json_lines(pc.binary_join_element_wise(_FIRST.encode(), pieces, b"}\n", b""), schema)
    # Nothing chosen of several on purpose is an answer, too, and the one that looks empty.
    empty = pc.and_(fields["labels"].is_null(), _all_null([fields[name] for name in _VALUES]))
    labels = fields["labels"]
    none = pc.invert(pc.or_(labels.is_valid(), empty))
    fields["labels"] = pa.ListArray.from_arrays(labels.offsets, labels.values, mask=none)
    fields["evidence"] = filled_list(fields["evidence"], ("exact", "prefix", "suffix"))
    return fields


def read_json_lines(lines: pa.Array, schema: pa.Schema) -> dict[str, pa.Array]:
    """Parse one JSON object a line (each value of `lines` ends with a line feed); other keys are passed over."""
    import pyarrow as pa
    from pyarrow import json

    offsets = pa.Array.from_buffers(pa.int32(), len(lines) + 1, [None, lines.buffers()[1]], offset=lines.offset)
    start, end = offsets[0].as_py(), offsets[-1].as_py()
    table = json.read_json(
        pa.BufferReader(lines.buffers()[2].slice(start, end - start)),
        read_options=json.ReadOptions(use_threads=False, block_size=end - start + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
    )
    if len(table) != len(lines):
        raise StoreError(f"{len(lines)} lines of JSON were read as {len(table)}")
    return {name: table[name].combine_chunks() for name in schema.names}


def _all_null(columns: list[pa.Array]) -> pa.Array:
    import pyarrow.compute as pc

    nulls = columns[0].is_null()
    for column in columns[1:]:
        nulls = pc.and_(nulls, column.is_null())
    return nulls


def read_lists(texts: pa.Array) -> pa.Array:
    """Parse JSON lists of texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lines = pc.binary_join_element_wise('{"list":', texts, "}\n", "")
    return read_json_lines(lines, pa.schema([("list", pa.list_(pa.string()))]))["list"]
