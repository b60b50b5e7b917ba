"""The study's SQLite file, before an engine has it: is it ours, which version, how is it journalled.

Only SQLite itself ever opens the file: closing it through Python's `open` would drop the locks that
SQLite holds on it for this process.
"""

from __future__ import annotations

import os
import sqlite3
import time
import warnings
from contextlib import closing, suppress

from evalwidgets.errors import StoreTooNew
from evalwidgets.store import faults
from evalwidgets.store.engine import PAGE_SIZE, Journal
from evalwidgets.store.mounts import network_file_system
from evalwidgets.store.place import FilePlace
from evalwidgets.store.schema import APPLICATION_ID, VERSION


def create_file(place: FilePlace) -> None:
    """Create the file, empty and readable by its owner alone, if there is none."""
    with suppress(FileExistsError):
        os.close(os.open(place.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def is_study(place: FilePlace, *, patience: float) -> bool:
    """Tell a study (True) from an empty file (False); neither is changed.

    Raises
    ------
    StoreCorrupt
        If it is a file of something else.
    StoreTooNew
        If a newer evalwidgets wrote it.
    """
    with closing(sqlite3.connect(f"{place.path.as_uri()}?mode=ro", uri=True, timeout=patience)) as file:
        # One state of the file: another process may be making the study between two looks.
        file.execute("BEGIN")
        application, version = _number(file, "application_id"), _number(file, "user_version")
        if application == APPLICATION_ID:
            if version > VERSION:
                raise StoreTooNew(
                    f"{place} was written by a newer evalwidgets (schema {version}, this one knows {VERSION}). "
                    "Upgrade: pip install -U evalwidgets. The file was left as it is."
                )
            return True
        if application or file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise faults.foreign(place)
        return False


def settle_journal(place: FilePlace, *, patience: float) -> tuple[Journal, bool]:
    """Choose the journal by the file system and return it, and whether one process alone may write.

    Warns
    -----
    UserWarning
        On a network file system.
    """
    network = network_file_system(place.path)
    wanted: Journal = "delete" if network else "wal"
    if network:
        warnings.warn(
            f"{place} is on a network file system ({network}), where several programs cannot safely write one SQLite "
            "file: only one notebook at a time may write to it. For a team, use PostgreSQL; for one, a local disk.",
            stacklevel=5,
        )
    with closing(sqlite3.connect(place.path, timeout=patience, isolation_level=None)) as file:
        file.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        got = _set_journal(file, wanted, time.monotonic() + patience)
    return ("wal" if got == "wal" else "delete"), network is not None


def _set_journal(file: sqlite3.Connection, wanted: Journal, until: float) -> str:
    while True:
        found: str = file.execute("PRAGMA journal_mode").fetchone()[0]
        if found == wanted:
            return found
        try:
            return file.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
        except sqlite3.OperationalError as error:
            # Changing the journal does not wait for locks as other statements do.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _number(file: sqlite3.Connection, pragma: str) -> int:
    return file.execute(f"PRAGMA {pragma}").fetchone()[0]
