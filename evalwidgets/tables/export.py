"""Tables as files: Parquet, JSON lines and CSV, complete under their name or not there at all."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tqdm import tqdm

from evalwidgets.errors import StoreError, StoreFull, StoreReadOnly, StudyError
from evalwidgets.tables.registry import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store import Store

_FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"  # spreadsheets of some countries take the wide signs for the plain ones
_GUARD = "'"


@dataclass(frozen=True)
class Exported:
    """What was written, and where."""

    path: Path
    rows: int


def export(
    store: Store, path: str | Path, *, table: str = "scores", superseded: bool = False, progress: bool = True
) -> Exported:
    """Write a table of the study to `path`; its ending says the format.

    ``.parquet`` keeps all types, for `datasets` too. ``.jsonl`` holds one object a line, times as ISO
    8601 in UTC. ``.csv`` holds lists as JSON, and puts ``'`` before text that a spreadsheet would take
    for a formula. A file that is there is replaced in one step, when the new one is complete.

    Parameters
    ----------
    table
        ``"scores"``, ``"judgments"``, ``"comparisons"`` or ``"items"``.
    superseded
        Adds what was replaced or withdrawn, and the column `current` that tells.
    progress
        Shows a bar when it takes longer than two seconds.

    Raises
    ------
    StudyError
        For an unknown table or format.
    StoreError
        If the study cannot be read or the file cannot be written.
    """
    from evalwidgets.tables import read

    path = Path(path).expanduser()
    write = check_format(path)
    if table not in TABLES:
        raise StudyError(f"there is no table {table!r}; there is {', '.join(TABLES)}")
    if superseded and not TABLES[table].of_judgments:
        raise StudyError(f"nothing is superseded in the table {table}")
    dataset = read(store, TABLES[table], superseded=superseded, progress=progress)
    with (
        whole_file(path) as file,
        tqdm(total=len(dataset), desc=f"writing {path.name}", unit=" rows", delay=2, leave=False, disable=not progress)
        as bar,
    ):  # fmt: skip
        write(file, dataset.features.arrow_schema, _counted(dataset.data.table, bar.update))
    return Exported(path, len(dataset))


Writer = Callable[[IO[bytes], "pa.Schema", "Generator[pa.RecordBatch]"], None]


def check_format(path: Path) -> Writer:
    """Return what writes the format that the path's ending names.

    Raises
    ------
    StudyError
        If there is none.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise StudyError(f"{path.name} must end in {', '.join(_WRITERS)}: the ending says the format")
    return write


def _counted(table: pa.Table, report: Callable[[int], object]) -> Generator[pa.RecordBatch]:
    for batch in table.to_batches():
        yield batch
        report(batch.num_rows)


@contextmanager
def whole_file(path: Path) -> Generator[IO[bytes]]:
    """Give a file that takes the place of `path` when the block ends without an error, and else is removed."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise _plain(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _plain(path: Path, error: OSError) -> StoreError:
    folder = path.absolute().parent
    if not folder.is_dir():
        return StoreError(f"The folder {folder} does not exist. Create it, or give another path.")
    if path.is_dir():
        return StoreError(f"{path} is a folder. Give the path of a file in it, e.g. {path / ('scores' + path.suffix)}.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(f"The disk that holds {folder} is full; {path.name} was not written. Free some space.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreReadOnly(f"{path} cannot be written. Give a path in a folder of your own.")
    return StoreError(f"{path} could not be written: {error.strerror or error}.")


def _parquet(file: IO[bytes], schema: pa.Schema, batches: Generator[pa.RecordBatch]) -> None:
    from pyarrow import parquet

    # The schema's metadata tell `datasets` the features.
    with parquet.ParquetWriter(file, schema, compression="zstd", write_page_index=True) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))


def _jsonl(file: IO[bytes], _schema: pa.Schema, batches: Generator[pa.RecordBatch]) -> None:
    import pyarrow.compute as pc

    from evalwidgets.tables.json_text import json_texts

    for batch in batches:
        _write_texts(file, pc.binary_join_element_wise(json_texts(batch.to_struct_array()), "\n", ""))


def _write_texts(file: IO[bytes], texts: pa.Array) -> None:
    """Write all texts one after the other: the very bytes that Arrow holds them in."""
    import numpy as np

    _, offsets, data = texts.buffers()
    start, end = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4)[[0, -1]]
    file.write(memoryview(data)[start:end])


def _csv(file: IO[bytes], schema: pa.Schema, batches: Generator[pa.RecordBatch]) -> None:
    import pyarrow as pa
    from pyarrow import csv

    flat = pa.schema([(field.name, _flat_type(field.type)) for field in schema])
    with csv.CSVWriter(file, flat) as writer:
        for batch in batches:
            columns = [_flat(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=flat))


def _flat_type(type: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    return pa.string() if pa.types.is_nested(type) or pa.types.is_timestamp(type) else type


def _flat(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    from evalwidgets.tables.json_text import TIME_FORMAT, json_texts

    if pa.types.is_nested(column.type):
        return pc.if_else(column.is_valid(), json_texts(column), pa.scalar(None, pa.string()))
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, TIME_FORMAT)
    if pa.types.is_string(column.type):
        guarded = pc.binary_join_element_wise(_GUARD, column, "")
        return pc.if_else(pc.match_substring_regex(column, _FORMULA), guarded, column)
    return column


_WRITERS: dict[str, Writer] = {".parquet": _parquet, ".jsonl": _jsonl, ".csv": _csv}
FORMATS = tuple(_WRITERS)
