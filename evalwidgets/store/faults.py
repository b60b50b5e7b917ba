"""From the databases' errors to ours: one place that says in plain words what happened and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc

from evalwidgets.errors import (
    EvalwidgetsError,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
)
from evalwidgets.store.place import FilePlace, Place, ServerPlace

_SAFE = "Everything that was saved before is safe."
_NEARLY_NOTHING = 1 << 20  # bytes: less free space than this makes an input/output error a full disk


@contextmanager
def plainly(place: Place) -> Generator[None, None, None]:
    """Turn errors of the database or the file system into a `StoreError` that names `place`."""
    try:
        yield
    except EvalwidgetsError:
        raise
    except exc.TimeoutError as error:
        raise StoreBusy(f"{place} has too many readers and writers at once. Try again. {_SAFE}") from error
    except exc.SQLAlchemyError as error:
        raise _told(error.orig if isinstance(error, exc.DBAPIError) else error, place) from error
    except (sqlite3.Error, OSError) as error:
        raise _told(error, place) from error
    except Exception as error:
        # Statements that run without SQLAlchemy raise psycopg's own errors, which only its users have imported.
        if type(error).__module__.partition(".")[0] != "psycopg":
            raise
        raise _told(error, place) from error


def _told(error: BaseException | None, place: Place) -> StoreError:
    if isinstance(error, OSError):
        return _of_system(error, place)
    if isinstance(place, FilePlace):
        return _of_sqlite(error, place.path)
    return _of_postgres(error, place)


def full(place: Place) -> StoreFull:
    """Say that the disk is full."""
    where = place.path.parent if isinstance(place, FilePlace) else "the database server"
    return StoreFull(f"The disk that holds {place} is full. Free some space on {where} and try again. {_SAFE}")


def read_only(place: FilePlace) -> StoreReadOnly:
    """Say what of file and folder cannot be written."""
    path = place.path
    if path.exists() and not os.access(path, os.W_OK):
        what = f"The file {path}"
    elif not os.access(path.parent, os.W_OK):
        what = f"The folder {path.parent} (SQLite writes a log beside {path.name})"
    else:
        what = f"{path}, or the disk it is on,"
    return StoreReadOnly(
        f"{what} cannot be written. Allow this user to write it, or copy the study to a folder of your own. {_SAFE}"
    )


def _of_system(error: OSError, place: Place) -> StoreError:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(place)
    if isinstance(place, FilePlace) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return read_only(place)
    return StoreError(f"{place}: {error.strerror or error}. {_SAFE}")


def _of_sqlite(error: BaseException | None, path: Path) -> StoreError:
    place = FilePlace(path)
    # The low byte is the kind of error, the rest says where in SQLite it arose.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    found = _SQLITE.get(code)
    if found is not None:
        return found(place)
    if code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < _NEARLY_NOTHING:
        return full(place)
    return StoreError(f"{path}: SQLite says “{error}”. {_SAFE}")


def busy(place: Place) -> StoreBusy:
    """Say that another program holds the lock."""
    return StoreBusy(
        f"{place} is locked by another program for longer than we wait. Close the program that holds it "
        f"(another notebook, a database viewer, a backup), then try again. {_SAFE}"
    )


def corrupt(place: FilePlace) -> StoreCorrupt:
    """Say that the file is damaged."""
    return StoreCorrupt(
        f"{place} is damaged. Copy it and the files {place.path.name}-wal and -shm aside before anything else; "
        f"then restore a backup, or try: sqlite3 {place.path.name} .recover | sqlite3 rescued.db"
    )


def foreign(place: FilePlace) -> StoreCorrupt:
    """Say that the file is not a study; it is left as it is."""
    return StoreCorrupt(f"{place} is not a study of evalwidgets; it was left as it is. Give another path.")


def _cannot_open(place: FilePlace) -> StoreError:
    folder = place.path.parent
    if not folder.is_dir():
        return StoreError(f"The folder {folder} does not exist. Create it, or give another path.")
    if place.path.is_dir():
        return StoreError(f"{place} is a folder. Give the path of a file in it, e.g. {place.path / 'study.db'}.")
    return read_only(place)


_SQLITE: dict[int, Callable[[FilePlace], StoreError]] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_FULL: full,
    sqlite3.SQLITE_CORRUPT: corrupt,
    sqlite3.SQLITE_NOTADB: foreign,
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_PERM: read_only,
    sqlite3.SQLITE_CANTOPEN: _cannot_open,
}

_PASSWORD = "PGPASSWORD in the environment, ~/.pgpass or a service of ~/.pg_service.conf"  # noqa: S105 (advice)


def _of_postgres(error: BaseException | None, place: ServerPlace) -> StoreError:
    state = getattr(error, "sqlstate", None) or ""
    if state in ("53100", "54000"):
        return full(place)
    if state in ("55P03", "40P01", "40001", "53300", "57014"):
        return StoreBusy(f"{place} is busy: {_first_line(error)}. Try again. {_SAFE}")
    if state in ("25006", "42501"):
        return StoreReadOnly(
            f"{place} cannot be written: {_first_line(error)}. Ask the database's owner for the right to write "
            f"this schema. {_SAFE}"
        )
    if not state or state.startswith(("08", "28", "57P", "3D")):
        return _no_connection(error, place)
    if state in {"XX001", "XX002"}:
        return StoreCorrupt(f"{place} is damaged: {_first_line(error)}. Restore a backup of the database.")
    return StoreError(f"{place}: PostgreSQL says “{_first_line(error)}” ({state}). {_SAFE}")


def _no_connection(error: BaseException | None, place: ServerPlace) -> StoreError:
    said = str(error)
    if "authentication failed" in said or "no password supplied" in said or "pg_hba.conf" in said:
        user = place.url.username or "this user"
        return StoreError(f"{place} does not let {user} in. Set the password by {_PASSWORD}.")
    if "does not exist" in said:
        return StoreError(f"{place}: {_first_line(error).rpartition('FATAL:')[2].strip()}. Create it, or mend the URL.")
    if "refused" in said or "No such file" in said or "timeout" in said or "resolve" in said:
        return StoreError(
            f"No PostgreSQL answers at {place}. Check that the server runs, and host and port of the URL. {_SAFE}"
        )
    return StoreError(f"The connection to {place} was lost: {_first_line(error)}. Try again. {_SAFE}")


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "no reason given"
