"""What was asked: the criteria of the study's rubrics, and those that single items bring along."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evalwidgets.tables.answers import Answers, read_json_lines
from evalwidgets.tables.arrays import taken

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask

FIELDS = ("group", "criterion_kind", "criterion_text", "points")
_OWN_GROUP, _OVERALL_GROUP = "item", "overall"  # as `Rubric.for_item` calls them
_AT_A_TIME = 256  # items whose bodies are read together


class Criteria:
    """Looks up group, kind, text and points of the criteria that answers are about."""

    def __init__(self, ask: Ask) -> None:
        import pyarrow as pa

        self._ask = ask
        rubrics = ask("SELECT hash, body FROM rubrics ORDER BY hash").to_pylist()
        bodies = [json.loads(row["body"]) for row in rubrics]
        self._hashes = pa.array([row["hash"] for row in rubrics], pa.string())
        rows = [_in_rubric(body) for body in bodies]
        self._criteria = [pa.array([row["id"] for row in part], pa.string()) for part in rows]
        self._table = _table([row for part in rows for row in part])

    def of(self, answers: Answers, hashes: pa.Array, items: pa.Array, *, coded: bool = False) -> dict[str, pa.Array]:
        """Return `FIELDS` for each answer.

        Parameters
        ----------
        hashes, items
            For each judgment, its rubric's hash and its item's number in the store.
        coded
            As in `taken`.
        """
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        codes, parents = answers.codes.to_numpy(), answers.parents.to_numpy()
        rubrics = pc.index_in(hashes, self._hashes).to_numpy()
        found = np.stack(self._rows(answers.distinct["criterion"]))[rubrics[parents], codes]
        table = self._table.select(FIELDS)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            wanted = answers.distinct["criterion"].take(pa.array(codes[unknown]))
            own = self._own(pc.unique(items))
            there = _rows_of_pairs(items.take(pa.array(parents[unknown])), wanted, own)
            found[unknown] = np.where(there < 0, -1, there + len(table))
            table = pa.concat_tables([table, own.select(FIELDS)])
        rows = pa.array(found, mask=found < 0 if (found < 0).any() else None)
        return {name: taken(table[name].combine_chunks(), rows, coded=coded) for name in FIELDS}

    def _rows(self, criteria: pa.Array) -> list[np.ndarray[Any, Any]]:
        """Return, for each rubric, the rows in the table of these criteria; -1 where it has no such one."""
        import numpy as np
        import pyarrow.compute as pc

        start, rows = 0, []
        for ids in self._criteria:
            place = pc.fill_null(pc.index_in(criteria, ids), -1).to_numpy()
            rows.append(np.where(place < 0, -1, place + start))
            start += len(ids)
        return rows

    def _own(self, items: pa.Array) -> pa.Table:
        """Return the criteria that these items bring along, with the item's number as ``item``."""
        import pyarrow as pa

        schema = pa.schema([("item", pa.int64()), *_table([]).schema])
        parts = [schema.empty_table()]
        for start in range(0, len(items), _AT_A_TIME):
            numbers = ", ".join(str(number) for number in items.slice(start, _AT_A_TIME).to_pylist())
            bodies = self._ask(f"SELECT seq, body FROM items WHERE seq IN ({numbers})")  # noqa: S608 (whole numbers)
            parts.append(_in_items(bodies).cast(schema))
        return pa.concat_tables(parts).combine_chunks()


def _in_rubric(body: dict[str, Any]) -> list[dict[str, Any]]:
    overall = body.get("overall")
    return [*_in_groups(body["groups"]), *([_row(_OVERALL_GROUP, overall)] if overall else [])]


def _in_groups(groups: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for group in groups:
        yield from (_row(group["id"], criterion) for criterion in group["criteria"])
        yield from _in_groups(group.get("groups", []))


def _row(group: str, criterion: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": criterion["id"],
        "group": group,
        "criterion_kind": criterion["kind"],
        "criterion_text": criterion["text"],
        "points": float(criterion["points"]),
    }


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    texts = ("id", "group", "criterion_kind", "criterion_text")
    schema = pa.schema([*((name, pa.string()) for name in texts), ("points", pa.float64())])
    return pa.Table.from_pylist(rows, schema=schema)


def _in_items(bodies: pa.Table) -> pa.Table:
    """Read items' criteria from their JSON; what is at its default has been left out there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    criterion = pa.struct([("id", pa.string()), ("kind", pa.string()), ("text", pa.string()), ("points", pa.float64())])
    schema = pa.schema([("criteria", pa.list_(criterion))])
    bodies = bodies.combine_chunks()
    lines = pc.binary_join_element_wise(bodies["body"].combine_chunks(), "\n", "")
    lists = read_json_lines(lines, schema)["criteria"]
    own = lists.flatten()
    id, kind, text, points = own.flatten()
    return pa.table(
        {
            "item": bodies["seq"].combine_chunks().take(pc.list_parent_indices(lists)),
            "id": id,
            "group": pa.repeat(_OWN_GROUP, len(own)),
            "criterion_kind": pc.fill_null(kind, "binary"),
            "criterion_text": text,
            "points": pc.fill_null(points, 0.0),
        }
    )


def _rows_of_pairs(items: pa.Array, criteria: pa.Array, own: pa.Table) -> np.ndarray[Any, Any]:
    """Return the row of each (item, criterion) in `own`, or -1."""
    import pyarrow.compute as pc

    ids = pc.unique(own["id"])
    numbers = pc.unique(own["item"])

    def keys(item: pa.Array, criterion: pa.Array) -> pa.Array:
        # Null where either is unknown: then there is no such pair.
        place = pc.cast(pc.index_in(item, numbers), "int64")
        return pc.add(pc.multiply(place, len(ids)), pc.index_in(criterion, ids))

    there = keys(own["item"].combine_chunks(), own["id"].combine_chunks())
    return pc.fill_null(pc.index_in(keys(items, criteria), there, skip_nulls=True), -1).to_numpy()
