"""Taking in items: a batch is one transaction, with its tasks and how far the source has been read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, func, select, text, tuple_, update

from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.store.locks import lock_kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.items.media import Blob


@dataclass(frozen=True)
class Arrival:
    """An item ready to be stored.

    Attributes
    ----------
    body
        JSON of the item.
    rank
        Its place in the study's order; None: after all that are there.
    responses
        Of each response its id and model.
    tasks
        Of each task its kind and the JSON of its response ids.
    """

    id: str
    hash: str
    body: str
    rank: int | None
    responses: tuple[tuple[str, str | None], ...]
    tasks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conflict:
    """A known id with changed content."""

    id: str
    there: str
    given: str


@dataclass(frozen=True)
class Source:
    """How far a source has been read."""

    rows: int
    complete: bool


@dataclass(frozen=True)
class Taken:
    """What became of a batch: how many items were new, and which are refused."""

    added: int
    conflicts: tuple[Conflict, ...]


_source = select(schema.sources.c.rows, schema.sources.c.complete).where(
    schema.sources.c.fingerprint == bindparam("fingerprint")
)


def source(connection: Connection, fingerprint: str) -> Source:
    """Return how far the source with this fingerprint has been read."""
    row = connection.execute(_source, {"fingerprint": fingerprint}).one_or_none()
    return Source(0, complete=False) if row is None else Source(row.rows, row.complete)


_MARK = text(
    "INSERT INTO sources (fingerprint, rows, complete, added) VALUES (:fingerprint, :rows, :complete, :added) "
    "ON CONFLICT (fingerprint) DO UPDATE SET rows = excluded.rows, complete = excluded.complete"
)


def mark(connection: Connection, fingerprint: str, rows: int, *, complete: bool) -> None:
    """Write down how far a source has been read."""
    values = {"fingerprint": fingerprint, "rows": rows, "complete": complete, "added": now(connection)}
    connection.execute(_MARK, values)


_planned = select(schema.study.c.planned).with_for_update()
_KNOWN = select(schema.items.c.id, schema.items.c.hash).where(schema.items.c.id.in_(bindparam("ids", expanding=True)))
_LAST_ITEM = select(func.coalesce(func.max(schema.items.c.seq), 0))
_LAST_TASK = select(func.coalesce(func.max(schema.tasks.c.id), 0))
_PLAN = update(schema.study).values(planned=bindparam("plan"))


def take_in(connection: Connection, batch: Sequence[Arrival], blobs: Mapping[str, Blob]) -> Taken:
    """Store the items that are new, with their tasks; known ones with the same content are passed over."""
    # Whoever imports at the same time waits here: numbers and counters are read and written in turn.
    planned: dict[str, int] = json.loads(connection.execute(_planned).scalar_one())
    fresh, conflicts = _sorted_out(connection, batch)
    if not fresh:
        return Taken(0, conflicts)
    seq: int = connection.execute(_LAST_ITEM).scalar_one()
    task: int = connection.execute(_LAST_TASK).scalar_one()
    items: list[tuple[Any, ...]] = []
    responses: list[tuple[Any, ...]] = []
    tasks: list[tuple[Any, ...]] = []
    first: dict[str, int] = {}
    for arrival in fresh:
        seq += 1
        rank = seq if arrival.rank is None else arrival.rank
        items.append((seq, arrival.id, arrival.hash, arrival.body))
        responses += [(seq, id, model) for id, model in arrival.responses]
        for kind, shown in arrival.tasks:
            task += 1
            tasks.append((task, kind, seq, shown, rank))
            planned[kind] = planned.get(kind, 0) + 1
            first[kind] = min(first.get(kind, rank), rank)
    _insert(connection, schema.items, ("seq", "id", "hash", "body"), items)
    _insert(connection, schema.responses, ("item", "id", "model"), responses)
    _insert(connection, schema.tasks, ("id", "kind", "item", "responses", "rank"), tasks)
    _keep_blobs(connection, blobs)
    connection.execute(_PLAN, {"plan": json.dumps(planned, sort_keys=True)})
    for kind, rank in sorted(first.items()):
        _set_cursors_back(connection, kind, rank)
    return Taken(len(fresh), conflicts)


def _sorted_out(connection: Connection, batch: Sequence[Arrival]) -> tuple[list[Arrival], tuple[Conflict, ...]]:
    known: dict[str, str] = {
        row.id: row.hash for row in connection.execute(_KNOWN, {"ids": [arrival.id for arrival in batch]})
    }
    fresh: list[Arrival] = []
    conflicts: list[Conflict] = []
    for arrival in batch:
        there = known.get(arrival.id)
        if there is None:
            fresh.append(arrival)
            known[arrival.id] = arrival.hash
        elif there != arrival.hash:
            conflicts.append(Conflict(arrival.id, there, arrival.hash))
    return fresh, tuple(conflicts)


_SET_BACK = (
    update(schema.seats)
    .where(
        schema.seats.c.kind == bindparam("of_kind"),
        tuple_(schema.seats.c.cursor_rank, schema.seats.c.cursor_task) >= tuple_(bindparam("rank"), 0),
    )
    .values(cursor_rank=bindparam("rank"), cursor_task=0)
)


def _set_cursors_back(connection: Connection, kind: str, rank: int) -> None:
    """Let seats that have gone past `rank` search from there again: new tasks have come before them."""
    lock_kind(connection, kind)
    connection.execute(_SET_BACK, {"of_kind": kind, "rank": rank})


_BLOB = text("INSERT INTO media (sha256, mime, bytes) VALUES (:sha256, :mime, :bytes) ON CONFLICT (sha256) DO NOTHING")


def _keep_blobs(connection: Connection, blobs: Mapping[str, Blob]) -> None:
    if blobs:
        rows = [{"sha256": sha256, "mime": blob.mime, "bytes": blob.data} for sha256, blob in blobs.items()]
        connection.execute(_BLOB, rows)


def _insert(connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Insert rows the fast way of each driver: SQLAlchemy's own takes twice as long for a million items."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_ANALYZE = ("items", "responses", "tasks")


def settle(connection: Connection) -> None:
    """Tell PostgreSQL's planner how large the tables have become; SQLite plans well without."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(_ANALYZE)}")
