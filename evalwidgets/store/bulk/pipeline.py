"""Rows in, files out: batches are worked on by a few threads and written in the order they came."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Layout

_WORKERS = min(4, os.cpu_count() or 1)


def pour(
    batches: Iterable[pa.RecordBatch], layout: Layout, targets: Sequence[str], report: Callable[[int], None]
) -> None:
    """Write what `layout` makes of `batches` to the files `targets`, as Arrow streams.

    Arrow computes and writes without Python's lock, so that reading, working and writing overlap.

    Parameters
    ----------
    report
        Called after each batch with the number of rows read so far.
    """
    done = 0
    with ExitStack() as files, ThreadPoolExecutor(_WORKERS) as workers, ThreadPoolExecutor(1) as clerk:
        opened = zip(targets, layout.schemas, strict=True)
        writers = [files.enter_context(_stream(target, schema)) for target, schema in opened]

        def write(rows: int, made: Future[list[pa.RecordBatch]]) -> None:
            nonlocal done
            for writer, batch in zip(writers, made.result(), strict=True):
                writer.write_batch(batch)
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


@contextmanager
def _stream(target: str, schema: pa.Schema) -> Generator[pa.RecordBatchStreamWriter]:
    import pyarrow as pa

    with pa.OSFile(target, "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        yield writer


def _made(layout: Layout, batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    import pyarrow as pa

    made = zip(layout.schemas, layout.parts(batch), strict=True)
    return [
        pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema) for schema, columns in made
    ]
