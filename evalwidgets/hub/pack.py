"""Packing: from the records of a parcel, or of a whole study, to Parquet shards named after their content.

The same records make the same bytes, however they were read: rows are cut into row groups of one
size, in the order in which they were stored. So a parcel whose sending was cut short can be packed
again, and is the same.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    packed: list[Packed] = []
    for config in configs_of(parcel.what):
        rows = _rows(store, config, parcel.id, dress)
        if len(rows):
            packed.append(_packed(config, rows, dress, scanner))
    return packed


def _packed(config: Config, rows: pa.Table, dress: Dress, scanner: Scanner | None) -> Packed:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    write(sink, config.name, rows, dress, scanner)
    data = sink.getvalue().to_pybytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return Packed(Shard(config.name, shard_path(config, sha256), sha256, len(rows), len(data)), data)


def _rows(store: Store, config: Config, parcel: int, dress: Dress) -> pa.Table:
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


def whole(store: Store, config: Config, dress: Dress, *, progress: bool) -> pa.Table:
    """Return all rows of a config that stand."""
    if config.table is not None:
        return read_out(store, _extract(config, superseded=False), progress=progress)[0]
    return small.as_table(config.name, small.small_rows(config.name, store, dress.pseudonyms))


def write_shards(folder: Path, config: Config, rows: pa.Table, dress: Dress) -> Iterator[Shard]:
    """Write rows as shards below `folder` and yield them."""
    for start in range(0, len(rows), SHARD_ROWS):
        part = rows.slice(start, SHARD_ROWS)
        draft = folder / config.name / "draft.parquet"
        draft.parent.mkdir(exist_ok=True)
        write(draft, config.name, part, dress)
        with draft.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        path = shard_path(config, sha256)
        yield Shard(config.name, path, sha256, len(part), draft.stat().st_size)
        draft.replace(folder / path)


def write(sink: object, name: str, rows: pa.Table, dress: Dress, scanner: Scanner | None = None) -> None:
    """Write rows of a config, dressed, as Parquet; the schema's metadata tell `datasets` the features."""
    from pyarrow import parquet

    schema = dress.configs[name].features().arrow_schema
    with parquet.ParquetWriter(sink, schema, compression="zstd", write_page_index=True) as writer:
        for start in range(0, len(rows), ROW_GROUP):
            group = dress.put_on(name, rows.slice(start, ROW_GROUP))
            if scanner is not None:
                scanner.look(dress.configs[name], group)
            writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP)


def same(parcel: Parcel, packed: list[Packed]) -> bool:
    """Tell whether a parcel, packed again, is what it was."""
    return parcel.paths == frozenset(one.shard.path for one in packed)
