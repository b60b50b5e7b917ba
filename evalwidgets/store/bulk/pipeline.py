"""Rows in, file out: batches are worked on by a few threads and written in the order they came."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Layout

_WORKERS = min(4, os.cpu_count() or 1)


def pour(batches: Iterable[pa.RecordBatch], layout: Layout, target: str, report: Callable[[int], None]) -> None:
    """Write what `layout` makes of `batches` to the file `target`, as an Arrow stream.

    Arrow computes and writes without Python's lock, so that reading, working and writing overlap.

    Parameters
    ----------
    report
        Called after each batch with the number of rows read so far.
    """
    import pyarrow as pa

    done = 0
    with (
        pa.OSFile(target, "wb") as sink,
        pa.ipc.new_stream(sink, layout.schema) as writer,
        ThreadPoolExecutor(_WORKERS) as workers,
        ThreadPoolExecutor(1) as clerk,
    ):

        def write(rows: int, made: Future[pa.RecordBatch]) -> None:
            nonlocal done
            writer.write_batch(made.result())
            done += rows
            report(done)

        waiting: deque[Future[None]] = deque()
        for batch in batches:
            if batch.num_rows:
                made = workers.submit(_made, layout, batch)
                waiting.append(clerk.submit(write, batch.num_rows, made))
            if len(waiting) > _WORKERS + 1:
                waiting.popleft().result()
        for written in waiting:
            written.result()


def _made(layout: Layout, batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa

    columns = layout.rows(batch)
    return pa.RecordBatch.from_arrays([columns[name] for name in layout.schema.names], schema=layout.schema)
