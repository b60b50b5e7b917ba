"""The store of one study: opens it, makes it, and gives out transactions."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from evalwidgets.errors import StoreError, StoreTooNew, StudyError
from evalwidgets.protocol import Protocol
from evalwidgets.rubrics.model import Rubric
from evalwidgets.store import faults, schema, sqlite_file
from evalwidgets.store.engine import Journal, make_engine
from evalwidgets.store.founding import found_study, has_study, need_folder, need_rubric, need_same, need_schema
from evalwidgets.store.locks import lock_creation
from evalwidgets.store.migrations import migrate
from evalwidgets.store.place import FilePlace, Place, place_of
from evalwidgets.store.prepared import Prepared
from evalwidgets.store.writer_lock import WriterLock

if TYPE_CHECKING:
    from sqlalchemy import Connection

PATIENCE = 15.0
"""Seconds to wait for another program's lock before `StoreBusy`."""


@dataclass(frozen=True)
class Charter:
    """What a study is: fixed when it is made, but for its rubric, of which it may adopt another version.

    Attributes
    ----------
    rubric_hash
        As stored; every judgment repeats it.
    """

    id: str
    title: str
    rubric: Rubric
    rubric_hash: str
    protocol: Protocol
    created: int


class Store:
    """One study's database: a SQLite file, or a schema of a PostgreSQL database.

    Make one by `create` or `open`. All methods may be called from any thread, and after a fork.

    Attributes
    ----------
    place
        Where it is; prints without a password.
    charter
        The study's id, title, rubric and protocol.
    """

    place: Place
    charter: Charter

    def __init__(self, place: Place, *, patience: float, journal: Journal, one_writer: bool) -> None:
        self.place = place
        self._patience = patience
        self._engine = make_engine(place, patience=patience, journal=journal)
        self._writer = self._engine.execution_options(writing=True)
        # SQLite's transactions see one state anyway.
        self._reader = (
            self._engine
            if isinstance(place, FilePlace)
            else self._engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._lock = WriterLock(place.path) if isinstance(place, FilePlace) and one_writer else None
        # Threads of one process queue here, in turn; SQLite's own waiting is by sleeping and luck.
        self._turn = _Turn() if isinstance(place, FilePlace) else None
        self._earlier: dict[str, Rubric] = {}
        self._finalizer = weakref.finalize(self, _close, self._engine.dispose, self._lock)

    @classmethod
    def create(
        cls,
        path_or_url: str | Path,
        *,
        rubric: Rubric,
        protocol: Protocol,
        title: str,
        copy_of: str | None = None,
        patience: float = PATIENCE,
    ) -> Store:
        """Make a study, or open the one that is there if its rubric and protocol are these.

        Parameters
        ----------
        copy_of
            The id of the published study that this is to be a copy of.

        Raises
        ------
        StudyError
            If another study is there; names both hashes.
        StoreError
            If the place cannot be used (see its subclasses).
        """
        place = place_of(path_or_url)
        with faults.plainly(place):
            if isinstance(place, FilePlace):
                need_folder(place)
                sqlite_file.create_file(place)
                sqlite_file.is_study(place, patience=patience)
            store = cls._connected(place, patience)
            with store.writing() as connection:
                need_schema(connection)
                lock_creation(connection)
                if not has_study(connection, place):
                    found_study(connection, rubric, protocol, title, copy_of=copy_of)
            store.charter = _charter(store)
        need_rubric(store, rubric)
        need_same("protocol", store.place, store.charter.protocol.hash, protocol.hash)
        if copy_of is not None:
            need_same("id", store.place, store.charter.id, copy_of)
        return store

    @classmethod
    def open(cls, path_or_url: str | Path, *, patience: float = PATIENCE) -> Store:
        """Open the study that is there; an older schema is brought up to date.

        Raises
        ------
        StoreError
            If there is none, or it cannot be used (see the subclasses).
        """
        place = place_of(path_or_url)
        with faults.plainly(place):
            if isinstance(place, FilePlace):
                need_folder(place)
                if not place.path.exists():
                    raise StoreError(f"There is no study at {place}. Make one by Study.create, or mend the path.")
                if not sqlite_file.is_study(place, patience=patience):
                    raise faults.foreign(place)
            store = cls._connected(place, patience)
            if not isinstance(place, FilePlace):
                with store.reading() as connection:
                    if not has_study(connection, place):
                        raise StoreError(f"There is no study at {place}. Make one by Study.create, or mend the URL.")
            store.charter = _charter(store)
        return store

    @classmethod
    def _connected(cls, place: Place, patience: float) -> Store:
        if isinstance(place, FilePlace):
            journal, one_writer = sqlite_file.settle_journal(place, patience=patience)
            return cls(place, patience=patience, journal=journal, one_writer=one_writer)
        return cls(place, patience=patience, journal="wal", one_writer=False)

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """Give a connection in a transaction that sees one state of the study."""
        # Begun at once: a `Prepared` statement goes to the driver, and would not begin a transaction by itself.
        with faults.plainly(self.place), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        """Give a connection in a transaction that is committed at the end, or leaves no trace.

        When the block is left without an error, everything written in it is on the disk.
        """
        with faults.plainly(self.place):
            if self._lock is not None:
                self._lock.acquire()
            if self._turn is None:
                with self._writer.begin() as connection:
                    yield connection
                return
            turn = self._turn.lock
            if not turn.acquire(timeout=self._patience):
                raise faults.busy(self.place)
            try:
                with self._writer.begin() as connection:
                    yield connection
            finally:
                turn.release()

    def current(self, connection: Connection) -> Charter:
        """Return the charter as `connection` sees it: another process may have moved the study to another rubric."""
        if _RUBRIC.one(connection, {}).rubric != self.charter.rubric_hash:
            self.charter = _read(connection)
        return self.charter

    def rubric(self, connection: Connection, hash: str) -> Rubric:
        """Return a rubric that the study is, or was, judged by.

        Raises
        ------
        StudyError
            If it never was.
        """
        if hash == self.charter.rubric_hash:
            return self.charter.rubric
        if hash not in self._earlier:
            body = connection.execute(_BODY, {"hash": hash}).scalar_one_or_none()
            if body is None:
                raise StudyError(f"The study was never judged by a rubric {hash[:12]}; reload the page.")
            self._earlier[hash] = Rubric.model_validate_json(body)
        return self._earlier[hash]

    def close(self) -> None:
        """Close all connections; the store opens new ones if it is used again."""
        _close(self._engine.dispose, self._lock)

    def __repr__(self) -> str:
        return f"Store({str(self.place)!r})"


_VERSION = select(schema.study.c.version)
_RUBRIC = Prepared(select(schema.study.c.rubric))
_BODY = select(schema.rubrics.c.body).where(schema.rubrics.c.hash == bindparam("hash"))
_CHARTER = select(schema.study, schema.rubrics.c.body).join_from(
    schema.study, schema.rubrics, schema.study.c.rubric == schema.rubrics.c.hash
)


def _charter(store: Store) -> Charter:
    """Read what the study is, after migrating an older schema."""
    with store.reading() as connection:
        version: int = connection.execute(_VERSION).scalar_one()
    if version > schema.VERSION:
        raise StoreTooNew(
            f"{store.place} was written by a newer evalwidgets (schema {version}, this one knows "
            f"{schema.VERSION}). Upgrade: pip install -U evalwidgets. It was left as it is."
        )
    if version < schema.VERSION:
        with store.writing() as connection:
            lock_creation(connection)
            # Another process may have done it while we waited.
            migrate(connection, connection.execute(_VERSION).scalar_one())
    with store.reading() as connection:
        return _read(connection)


def _read(connection: Connection) -> Charter:
    row = connection.execute(_CHARTER).one()
    return Charter(
        id=row.id,
        title=row.title,
        rubric=Rubric.model_validate_json(row.body),
        rubric_hash=row.rubric,
        protocol=Protocol.model_validate_json(row.protocol),
        created=row.created,
    )


class _Turn:
    """The lock that lets one thread of this process write at a time; a forked child has its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        _turns.add(self)


_turns: weakref.WeakSet[_Turn] = weakref.WeakSet()


def _fresh_turns() -> None:
    for turn in list(_turns):
        turn.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fresh_turns)


def _close(dispose: Callable[[], None], lock: WriterLock | None) -> None:
    dispose()
    if lock is not None:
        lock.release()
