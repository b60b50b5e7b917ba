"""Packing: from the records of a parcel, or of a whole study, to Parquet shards named after their content.

The same records make the same bytes, however they were read: rows are cut into row groups of one
size, in the order in which they were stored. So a parcel whose sending was cut short can be packed
again, and is the same.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from evalwidgets.hub import small
from evalwidgets.hub.layout import Config, configs_of, shard_path
from evalwidgets.store import parcels, schema
from evalwidgets.store.bulk.in_place import read_few
from evalwidgets.store.bulk.parent import Extract, read_out
from evalwidgets.store.parcels import Parcel, Shard

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.hub.dress import Dress
    from evalwidgets.hub.scan import Scanner
    from evalwidgets.store import Store

FEW = 5_000
"""Records up to which reading in place is faster than starting a child process."""

ROW_GROUP = 1 << 17
SHARD_ROWS = 2_000_000


@dataclass(frozen=True)
class Packed:
    """A shard and its bytes."""

    shard: Shard
    data: bytes


def pack(store: Store, parcel: Parcel, dress: Dress, scanner: Scanner | None = None) -> list[Packed]:
    """Return the shards of a parcel: one for each config that has rows of its records.

    Parameters
    ----------
    scanner
        Looks through the rows on their way.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    return [
        _packed(config, rows, dress, scanner)
        for config, rows in read_ahead(
            configs_with_rows(store, configs_of(parcel.what)), partial(_rows, store, parcel.id, dress)
        )
        if len(rows)
    ]


def configs_with_rows(store: Store, configs: Iterable[Config]) -> list[Config]:
    """Return those of the configs that may have rows: of kinds of tasks that some expert has a seat for."""
    with store.reading() as connection:
        kinds = set(connection.execute(select(schema.seats.c.kind).distinct()).scalars())
    return [config for config in configs if config.kind is None or config.kind in kinds]


def read_ahead(configs: Iterable[Config], read: Callable[[Config], pa.Table]) -> Iterator[tuple[Config, pa.Table]]:
    """Yield each config with its rows, while those of the next two are being read (by other processes, mostly)."""
    with ThreadPoolExecutor(2) as reader:
        reading = [(config, reader.submit(read, config)) for config in configs]
        for config, rows in reading:
            yield config, rows.result()


def _packed(config: Config, rows: pa.Table, dress: Dress, scanner: Scanner | None) -> Packed:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    write(sink, config.name, rows, dress, scanner)
    data = sink.getvalue().to_pybytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return Packed(Shard(config.name, shard_path(config, sha256), sha256, len(rows), len(data)), data)


def _rows(store: Store, parcel: int, dress: Dress, config: Config) -> pa.Table:
    records = schema.parcel_records
    if config.table is None:
        with store.reading() as connection:
            wanted = set(parcels.records(connection, parcel))
        rows = small.small_rows(config.name, store, dress.pseudonyms)
        return small.as_table(config.name, [row for row in rows if row[config.record] in wanted])
    with store.reading() as connection:
        id = schema.items.c.id if config.what == "items" else schema.judgments.c.id
        mine = id.in_(select(records.c.record).where(records.c.parcel == parcel))
        extract = _extract(config, superseded=True)
        extract = replace(extract, statement=extract.statement.where(mine))
        if parcels.size(connection, parcel) <= FEW:
            return read_few(connection, extract)
    return read_out(store, extract, progress=False)[0]


def _extract(config: Config, *, superseded: bool) -> Extract:
    """Return how a config's rows are read; whether they stand is not said: on the Hub that would change."""
    assert config.table is not None
    extract = config.table.extract(superseded=superseded)
    return replace(extract, options=dict.fromkeys(extract.options, False))


def whole(store: Store, dress: Dress, config: Config, *, progress: bool) -> pa.Table:
    """Return all rows of a config that stand."""
    if config.table is not None:
        return read_out(store, _extract(config, superseded=False), progress=progress)[0]
    return small.as_table(config.name, small.small_rows(config.name, store, dress.pseudonyms))


def write_shards(folder: Path, config: Config, rows: pa.Table, dress: Dress, scanner: Scanner) -> list[Shard]:
    """Write rows as shards below `folder`, two at a time."""
    (folder / config.name).mkdir(exist_ok=True)
    half = (len(rows) // 2 // ROW_GROUP + 1) * ROW_GROUP  # so that both writers have something to do
    size = min(SHARD_ROWS, half)
    parts = [rows.slice(start, size) for start in range(0, len(rows), size)]
    with ThreadPoolExecutor(2) as writers:
        return list(writers.map(partial(_write_shard, folder, config, dress, scanner), parts))


def _write_shard(folder: Path, config: Config, dress: Dress, scanner: Scanner, rows: pa.Table) -> Shard:
    draft = folder / config.name / f"{uuid.uuid4().hex}.draft"
    write(draft, config.name, rows, dress, scanner)
    with draft.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path, size = shard_path(config, sha256), draft.stat().st_size
    draft.replace(folder / path)
    return Shard(config.name, path, sha256, len(rows), size)


def write(sink: object, name: str, rows: pa.Table, dress: Dress, scanner: Scanner | None = None) -> None:
    """Write rows of a config, dressed, as Parquet; the schema's metadata tell `datasets` the features."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = dress.configs[name].features().arrow_schema
    # Least and greatest of texts help nobody, and would take a quarter of the time.
    ordered = [field.name for field in schema if pa.types.is_primitive(field.type)]
    with parquet.ParquetWriter(sink, schema, compression="zstd", write_statistics=ordered) as writer:  # pyright: ignore[reportArgumentType]
        for start in range(0, len(rows), ROW_GROUP):
            group = dress.put_on(name, rows.slice(start, ROW_GROUP))
            if scanner is not None:
                scanner.look(dress.configs[name], group)
            writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP)


def same(parcel: Parcel, packed: list[Packed]) -> bool:
    """Tell whether a parcel, packed again, is what it was."""
    return parcel.paths == frozenset(one.shard.path for one in packed)
