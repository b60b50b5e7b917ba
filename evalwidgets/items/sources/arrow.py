"""Rows from Arrow: datasets, Parquet files, Polars frames and Arrow tables, in batches of a few megabytes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from typing_extensions import override

from evalwidgets.errors import ItemError
from evalwidgets.items.sources.base import Raw, Source
from evalwidgets.items.sources.stat import file_identity

_BATCH_ROWS = 1_000
_BATCH_BYTES = 8_000_000


class ArrowSource(Source):
    """Base of the sources that come as Arrow: turns batches into rows, column by column."""

    fixed = True
    sparse = True

    @abstractmethod
    def batches(self, start: int, columns: tuple[str, ...]) -> Iterator[Any]:
        """Yield Arrow tables or record batches of `columns`, from row `start` on."""

    def cells(self, batch: Any, column: str) -> list[Any]:
        """Return one column of a batch as Python values."""
        return batch.column(column).to_pylist()

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        position = start
        for batch in self.batches(start, columns):
            for cells in zip(*(self.cells(batch, column) for column in columns), strict=True):
                position += 1
                yield position, dict(zip(columns, cells, strict=True))


class DatasetSource(ArrowSource):
    """A `datasets.Dataset`, memory-mapped or not; images and sounds stay undecoded."""

    def __init__(self, dataset: Any) -> None:
        self.name = "the dataset"
        self.dataset = dataset
        self.total = len(dataset)
        self._labels = _labels(dataset.features)

    @override
    def columns(self) -> tuple[str, ...]:
        return tuple(self.dataset.column_names)

    @override
    def batches(self, start: int, columns: tuple[str, ...]) -> Iterator[Any]:
        if start >= len(self.dataset):
            return iter(())
        rest = self.dataset.select(range(start, len(self.dataset))) if start else self.dataset
        data = self.dataset.data
        return rest.with_format("arrow", columns=list(columns)).iter(_rows_per_batch(data.nbytes, data.num_rows))

    @override
    def cells(self, batch: Any, column: str) -> list[Any]:
        return _with_labels(super().cells(batch, column), self._labels.get(column))

    @override
    def identity(self) -> str | None:
        return f"dataset:{self.dataset._fingerprint}"  # noqa: SLF001 the only name of its content that it has


class StreamSource(ArrowSource):
    """An `IterableDataset` whose features are known."""

    def __init__(self, dataset: Any, name: str = "the streamed dataset", identity: str | None = None) -> None:
        self.name = name
        self.dataset = dataset
        self._identity = identity
        self._labels = _labels(dataset.features)

    @override
    def columns(self) -> tuple[str, ...]:
        return tuple(self.dataset.features)

    @override
    def batches(self, start: int, columns: tuple[str, ...]) -> Iterator[Any]:
        rest = self.dataset.select_columns(list(columns))
        return (rest.skip(start) if start else rest).with_format("arrow").iter(_BATCH_ROWS // 4)

    @override
    def cells(self, batch: Any, column: str) -> list[Any]:
        return _with_labels(super().cells(batch, column), self._labels.get(column))

    @override
    def identity(self) -> str | None:
        return self._identity


class TableSource(ArrowSource):
    """A `pyarrow.Table`, or a Polars frame, which gives its memory away as one."""

    def __init__(self, table: Any, name: str = "the table") -> None:
        self.name = name
        self.table = table
        self.total = table.num_rows
        if twice := sorted({column for column in table.column_names if table.column_names.count(column) > 1}):
            raise ItemError(f"{self.name} has two columns called {twice[0]!r}. Rename one.")

    @override
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.column_names)

    @override
    def batches(self, start: int, columns: tuple[str, ...]) -> Iterator[Any]:
        rows = _rows_per_batch(self.table.nbytes, self.table.num_rows)
        return iter(self.table.select(list(columns)).slice(start).to_batches(max_chunksize=rows))

    @override
    def identity(self) -> str | None:
        import pyarrow as pa

        sink = _HashingSink()
        with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), self.table.schema) as writer:
            writer.write_table(self.table, max_chunksize=65_536)
        return f"content:{sink.digest.hexdigest()}"


class ParquetSource(ArrowSource):
    """A Parquet file, read a few pages at a time."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.name = path.name
        self.path = path
        self.folder = path.parent
        try:
            with pq.ParquetFile(path) as file:
                self._schema = file.schema_arrow
                self._groups = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
                sizes = [file.metadata.row_group(group).total_byte_size for group in range(file.num_row_groups)]
        except (pa.ArrowException, OSError) as error:
            raise ItemError(f"{path.name} cannot be read as Parquet: {error}") from error
        self.total = sum(self._groups)
        self._rows = _rows_per_batch(sum(sizes), self.total)

    @override
    def columns(self) -> tuple[str, ...]:
        return tuple(self._schema.names)

    @override
    def batches(self, start: int, columns: tuple[str, ...]) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        groups = list(range(len(self._groups)))
        while groups and start >= self._groups[groups[0]]:
            start -= self._groups[groups.pop(0)]
        try:
            # A small buffer and no read-ahead: else a whole row group, gigabytes maybe, is held compressed.
            with pq.ParquetFile(self.path, buffer_size=1 << 20, pre_buffer=False) as file:
                chosen = file.iter_batches(self._rows, row_groups=groups, columns=list(columns), use_threads=False)
                for batch in chosen:
                    if start < batch.num_rows:
                        yield batch.slice(start) if start else batch
                    start = max(0, start - batch.num_rows)
        except (pa.ArrowException, OSError) as error:
            raise ItemError(f"{self.name} is damaged: {error}") from error

    @override
    def identity(self) -> str | None:
        return file_identity(self.path)


class _HashingSink:
    """A file that keeps only the hash of what is written to it."""

    def __init__(self) -> None:
        self.digest = sha256()
        self.closed = False

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        self.closed = True


def _rows_per_batch(size: int, rows: int) -> int:
    return max(1, min(_BATCH_ROWS, _BATCH_BYTES * rows // max(size, 1)))


def _labels(features: Any) -> dict[str, list[str]]:
    """Return the names behind the numbers of `datasets.ClassLabel` columns."""
    return {column: feature.names for column, feature in features.items() if type(feature).__name__ == "ClassLabel"}


def _with_labels(cells: list[Any], names: list[str] | None) -> list[Any]:
    if names is None:
        return cells
    return [None if cell is None or cell < 0 else names[cell] for cell in cells]
