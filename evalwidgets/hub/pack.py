"""Packing: from the records of a parcel, or of a whole study, to Parquet shards named after their content.

The same records make the same bytes, however they were read: rows are cut into row groups of one
size, in the order in which they were stored. So a parcel whose sending was cut short can be packed
again, and is the same.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from evalwidgets.hub import small
from evalwidgets.hub.layout import Config, configs_of, shard_path
from evalwidgets.store import parcels, schema
from evalwidgets.store.bulk.in_place import read_few
from evalwidgets.store.bulk.parent import Extract, read_out
from evalwidgets.store.parcels import Parcel, Shard
from evalwidgets.tables.registry import judgments_and_scores

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.hub.dress import Dress
    from evalwidgets.hub.scan import Scanner
    from evalwidgets.store import Store

FEW = 5_000
"""Records up to which reading in place is faster than starting a child process."""

ROW_GROUP = 1 << 17
SHARD_ROWS = 2_000_000
_WRITERS = 2


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
    configs = configs_with_rows(store, configs_of(parcel.what))
    return [
        _packed(config, rows, dress, scanner)
        for config, rows in _read_ahead([(config,) for config in configs], partial(_rows, store, parcel.id, dress))
        if len(rows)
    ]


def configs_with_rows(store: Store, configs: Iterable[Config]) -> list[Config]:
    """Return those of the configs that may have rows: of kinds of tasks that some expert has a seat for."""
    with store.reading() as connection:
        kinds = set(connection.execute(select(schema.seats.c.kind).distinct()).scalars())
    return [config for config in configs if config.kind is None or config.kind in kinds]


def read_all(
    store: Store, dress: Dress, configs: Collection[Config], *, progress: bool
) -> Iterator[tuple[Config, pa.Table]]:
    """Yield each config with all its rows that stand; judgments and scores are read at once, and come last."""
    both = tuple(dress.configs[name] for name in ("judgments", "scores"))
    together = both if all(config in configs for config in both) else ()
    alone = [(config,) for config in configs if config not in together]
    return _read_ahead([*alone, together] if together else alone, partial(_whole, store, dress, progress=progress))


Read = Callable[[Collection[Config]], "list[pa.Table]"]


def _read_ahead(readings: Sequence[Collection[Config]], read: Read) -> Iterator[tuple[Config, pa.Table]]:
    """Yield each config with its rows, while others are read (by other processes, mostly), the last from the start."""
    with ThreadPoolExecutor(2) as reader:
        begun = [(configs, reader.submit(read, configs)) for configs in reversed(readings)]
        for configs, tables in reversed(begun):
            yield from zip(configs, tables.result(), strict=True)


def _packed(config: Config, rows: pa.Table, dress: Dress, scanner: Scanner | None) -> Packed:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    write(sink, config.name, rows, dress, scanner, steady=True)
    data = sink.getvalue().to_pybytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return Packed(Shard(config.name, shard_path(config, sha256), sha256, len(rows), len(data)), data)


def _rows(store: Store, parcel: int, dress: Dress, configs: Collection[Config]) -> list[pa.Table]:
    (config,) = configs
    return [_rows_of(store, parcel, dress, config)]


def _rows_of(store: Store, parcel: int, dress: Dress, config: Config) -> pa.Table:
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
    [(table, _)] = read_out(store, extract, progress=False)
    return table


def _extract(config: Config, *, superseded: bool) -> Extract:
    assert config.table is not None
    return _without_current(config.table.extract(superseded=superseded))


def _without_current(extract: Extract) -> Extract:
    """Whether a row stands is not said: on the Hub that would change."""
    return replace(extract, options=dict.fromkeys(extract.options, False))


def _whole(store: Store, dress: Dress, configs: Collection[Config], *, progress: bool) -> list[pa.Table]:
    if len(configs) > 1:
        extract = _without_current(judgments_and_scores(superseded=False))
        return [table for table, _ in read_out(store, extract, progress=progress)]
    (config,) = configs
    if config.table is None:
        return [small.as_table(config.name, small.small_rows(config.name, store, dress.pseudonyms))]
    return [table for table, _ in read_out(store, _extract(config, superseded=False), progress=progress)]


def write_shards(folder: Path, config: Config, rows: pa.Table, dress: Dress, scanner: Scanner) -> list[Shard]:
    """Write rows as shards below `folder`, two at a time."""
    (folder / config.name).mkdir(exist_ok=True)
    rounds = len(rows) // (_WRITERS * SHARD_ROWS) + 1
    size = (len(rows) // (rounds * _WRITERS) // ROW_GROUP + 1) * ROW_GROUP  # so that all writers end together
    parts = [rows.slice(start, size) for start in range(0, len(rows), size)]
    with ThreadPoolExecutor(_WRITERS) as writers:
        return list(writers.map(partial(_write_shard, folder, config, dress, scanner), parts))


def _write_shard(folder: Path, config: Config, dress: Dress, scanner: Scanner, rows: pa.Table) -> Shard:
    draft = folder / config.name / f"{uuid.uuid4().hex}.draft"
    write(draft, config.name, rows, dress, scanner, steady=False)
    with draft.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path, size = shard_path(config, sha256), draft.stat().st_size
    draft.replace(folder / path)
    return Shard(config.name, path, sha256, len(rows), size)


def write(
    sink: object, name: str, rows: pa.Table, dress: Dress, scanner: Scanner | None = None, *, steady: bool
) -> None:
    """Write rows of a config, dressed, as Parquet; the schema's metadata tell `datasets` the features.

    Parameters
    ----------
    steady
        Makes the same bytes of the same rows, in whatever pieces these have come, at the price of a copy.
    """
    import pyarrow as pa
    from pyarrow import parquet

    schema = dress.configs[name].features().arrow_schema
    # Least and greatest of texts help nobody, and would take a quarter of the time.
    ordered: Any = [field.name for field in schema if pa.types.is_primitive(field.type)]
    with parquet.ParquetWriter(
        sink, dress.wearing(name, rows.schema), compression="zstd", write_statistics=ordered, store_schema=False
    ) as writer:
        # What readers are told: text, also where it came as codes.
        writer.add_key_value_metadata({**schema.metadata, "ARROW:schema": base64.b64encode(schema.serialize())})
        for start in range(0, len(rows), ROW_GROUP):
            group = dress.put_on(name, rows.slice(start, ROW_GROUP))
            if scanner is not None:
                scanner.look(dress.configs[name], group)
            writer.write_table(group.combine_chunks() if steady else group, row_group_size=ROW_GROUP)


def same(parcel: Parcel, packed: list[Packed]) -> bool:
    """Tell whether a parcel, packed again, is what it was."""
    return parcel.paths == frozenset(one.shard.path for one in packed)
