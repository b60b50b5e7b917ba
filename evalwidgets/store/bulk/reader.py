"""Carrying out an order on either database, by its Arrow driver.

The drivers' DB-API would import pandas and polars; the layer below it does without.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from evalwidgets.store.bulk.order import Order
from evalwidgets.store.bulk.pipeline import pour

if TYPE_CHECKING:
    import pyarrow as pa


def carry_out(
    open_database: Callable[[], Any],
    order: Order,
    report: Callable[[int], None],
    *,
    set_up: tuple[str, ...] = (),
    options: dict[str, str] | None = None,
) -> None:
    """Read what `order` says and write its files.

    Parameters
    ----------
    open_database
        Makes the driver's database handle.
    report
        Called with the number of rows read so far.
    set_up
        Statements to run on each connection first.
    options
        Of the driver, for the large statement.
    """
    turn = threading.Lock()  # of `second`: threads may ask at the same time
    with _connected(open_database, set_up) as first, _connected(open_database, set_up) as second:

        def ask(statement: str) -> pa.Table:
            with turn, _rows(second, statement, {}) as batches:
                return batches.read_all()

        layout = order.make_layout(ask)
        with _rows(first, order.statement, options or {}) as batches:
            pour(_cut(batches, order.batch_rows), layout, order.targets, report)


@contextmanager
def _connected(open_database: Callable[[], Any], set_up: tuple[str, ...]) -> Generator[Any, None, None]:
    from adbc_driver_manager import AdbcConnection

    with closing(open_database()) as database, closing(AdbcConnection(database)) as connection:
        for statement in set_up:
            with _rows(connection, statement, {}) as batches:
                batches.read_all()
        yield connection


@contextmanager
def _rows(connection: Any, statement: str, options: dict[str, str]) -> Generator[pa.RecordBatchReader, None, None]:
    import pyarrow as pa
    from adbc_driver_manager import AdbcStatement

    with closing(AdbcStatement(connection)) as prepared:
        prepared.set_options(**options)
        prepared.set_sql_query(statement)
        handle, _ = prepared.execute_query()
        with pa.RecordBatchReader.from_stream(handle) as batches:
            yield batches


def _cut(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield pieces of at most `rows` rows: PostgreSQL's driver cuts by bytes, of all columns together."""
    for batch in batches:
        for start in range(0, batch.num_rows, rows):
            yield batch.slice(start, rows)
