"""Engines: how connections to a study's database are made, kept, and abandoned after a fork."""

from __future__ import annotations

import ctypes
import os
import time
import weakref
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from evalwidgets.errors import StoreError
from evalwidgets.store import clock
from evalwidgets.store.place import FilePlace, Place

PAGE_SIZE = 16384
"""Bytes; a million items are written in 44 s, with SQLite's own 4 kB in 66 s."""

_LOG_LIMIT = 64 << 20  # bytes that the write-ahead log keeps on disk after a large import
_IDLE_SECONDS = 30.0  # a PostgreSQL connection unused for longer is tried before it is trusted

Journal = Literal["wal", "delete"]


def make_engine(place: Place, *, patience: float, journal: Journal) -> Engine:
    """Return an engine with its connections set up for durable, atomic work.

    Parameters
    ----------
    patience
        Seconds to wait for somebody else's lock.
    journal
        SQLite only: ``"wal"``, or ``"delete"`` on a network file system.
    """
    engine = _sqlite(place, patience, journal) if isinstance(place, FilePlace) else _postgres(place.url, patience)
    _survive_forks(engine)
    return engine


def _sqlite(place: FilePlace, patience: float, journal: Journal) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(place.path)),
        # isolation_level None: the driver leaves transactions alone, `_begin` says where they start.
        connect_args={"timeout": patience, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,  # answers and patients' texts have no place in a traceback
        pool_timeout=patience,
        pool_use_lifo=True,  # the connection used last has the pages at hand
        max_overflow=20,
    )
    # In a rollback journal a commit is final only when the folder has forgotten the journal: EXTRA.
    synchronous = "FULL" if journal == "wal" else "EXTRA"

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        for pragma in (
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            f"journal_size_limit = {_LOG_LIMIT}",
            "trusted_schema = OFF",
            # An insert that may fail keeps the pages it changes aside; in a file, that costs as much as the insert.
            "temp_store = MEMORY",
            "cache_size = -16000",  # kB: the upper pages of all indexes of a million judgments
        ):
            connection.execute(f"PRAGMA {pragma}")
        clock.provide(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later must hold the write lock from the start.
        writing = connection.get_execution_options().get("writing", False)
        # By the driver: see `prepared`.
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres(url: URL, patience: float) -> Engine:
    try:
        import psycopg  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError as error:
        raise StoreError("PostgreSQL needs its driver: pip install 'evalwidgets[postgres]'") from error
    engine = create_engine(
        url,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": 10},
        hide_parameters=True,
        pool_timeout=patience,
        max_overflow=20,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, record: Any) -> None:
        with connection.cursor() as cursor:
            # "Saved" means committed: a server or role that acknowledges before it has written is overruled.
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), set_config('synchronous_commit', "
                "CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' "
                "ELSE current_setting('synchronous_commit') END, false)",
                (f"{max(1, round(patience * 1000))}ms",),
            )
        connection.commit()
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkin")
    def _used(_connection: object, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _still_there(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info["used"] < _IDLE_SECONDS:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except Exception as error:  # whatever it is, another connection is made
            raise DisconnectionError from error

    return engine


_engines: weakref.WeakKeyDictionary[Engine, list[Any]] = weakref.WeakKeyDictionary()


def _survive_forks(engine: Engine) -> None:
    """Remember the engine's open connections, so that a forked child can leave them alone."""
    connections: list[Any] = []
    _engines[engine] = connections

    @event.listens_for(engine, "connect")
    def _opened(connection: Any, _record: object) -> None:
        connections.append(connection)

    @event.listens_for(engine, "close")
    def _closed(connection: Any, _record: object) -> None:
        connections[:] = [other for other in connections if other is not connection]


def _abandon_in_child() -> None:
    """Give the child a fresh pool; the parent's connections are never used, closed or freed here.

    SQLite forbids even closing one in a child, and Python would close it when it is freed: one
    reference too many keeps it for the life of the process.
    """
    for engine, connections in list(_engines.items()):
        for connection in connections:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
        connections.clear()
        engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_in_child)
