"""Reading few rows in place: the same layouts over the study's own connection, without a child process."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store.bulk.order import Order

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection

    from evalwidgets.store.bulk.parent import Extract


def read_few(connection: Connection, extract: Extract) -> pa.Table:
    """Return the table that a statement becomes; for some thousands of rows, all of which go through Python."""
    import pyarrow as pa

    def ask(statement: str) -> pa.Table:
        return _table(connection.exec_driver_sql(statement))

    layout = Order("", extract.layout, 0, [], extract.options).make_layout(ask)
    rows = _table(connection.execute(extract.statement))
    (schema,) = layout.schemas
    if not len(rows):
        return schema.empty_table()
    (columns,) = layout.parts(rows.combine_chunks().to_batches()[0])
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _table(result: object) -> pa.Table:
    import pyarrow as pa

    names = list(result.keys())  # type: ignore[attr-defined]
    rows = result.fetchall()  # type: ignore[attr-defined]
    return pa.table({name: pa.array([row[place] for row in rows]) for place, name in enumerate(names)})
