"""The side that asks: orders a reading, shows how far it is, and maps what came of it."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Select, func, select
from tqdm import tqdm

from evalwidgets.errors import StoreError, StoreFull
from evalwidgets.store import faults
from evalwidgets.store.bulk.order import ChildOrder, Order
from evalwidgets.store.bulk.scratch import map_file, new_file
from evalwidgets.store.place import FilePlace, Place
from evalwidgets.store.store import PATIENCE

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import ColumnElement, Connection

    from evalwidgets.store.store import Store

_BATCH_BYTES = 8 << 20  # of the widest column; what is made of it, times the threads, is what memory holds
_BATCH_ROWS = 4096
_SAMPLE = 500  # rows, by which the width of a column is judged


@dataclass(frozen=True)
class Extract:
    """What to read out: a statement and what becomes of its rows.

    Attributes
    ----------
    names
        Of the tables that it becomes, for files and messages; mostly one.
    statement
        Selects the rows; columns that may be NULL are filled in, since SQLite's Arrow driver takes
        a column's type from its first rows.
    layout
        ``"module:name"``, see `Order`.
    widest
        The column that takes the most space: batches are cut by it, and its table is counted.
    """

    names: tuple[str, ...]
    statement: Select[*tuple[Any, ...]]
    layout: str
    widest: ColumnElement[str]
    options: dict[str, Any] = field(default_factory=dict[str, Any])


def read_out(store: Store, extract: Extract, *, progress: bool = True) -> list[tuple[pa.Table, Path]]:
    """Read one state of the study, and return each table with the path of the file that holds it.

    A bar is shown when it takes longer than two seconds.

    Raises
    ------
    StoreError
        If the study cannot be read, or the disk for temporary files is full.
    """
    with store.reading() as connection:
        store.current(connection)  # what is read is looked at by the study's present rubric
        total, batch_rows = _size(connection, extract.widest)
        compiled = extract.statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    targets = [new_file(name) for name in extract.names]
    order = Order(str(compiled), extract.layout, batch_rows, [str(target) for target in targets], extract.options)
    reading = f"reading {' and '.join(extract.names)}"
    try:
        with tqdm(total=total, desc=reading, unit=" rows", delay=2, leave=False, disable=not progress) as bar:

            def report(rows: int) -> None:
                bar.update(rows - bar.n)

            if isinstance(store.place, FilePlace):
                _read_sqlite(store.place, order, report)
            else:
                from evalwidgets.store.bulk.postgres import read_postgres

                with _told_plainly(store.place):
                    read_postgres(store.place, order, report)
    except BaseException:
        for target in targets:
            target.unlink(missing_ok=True)
        raise
    return [(map_file(target), target) for target in targets]


def _size(connection: Connection, widest: ColumnElement[str]) -> tuple[int, int]:
    """Return how many rows the widest column's table has, and how many make a batch."""
    (column,) = widest.base_columns
    total: int = connection.execute(select(func.count()).select_from(column.table)).scalar_one()
    sample = select(func.length(widest).label("length")).limit(_SAMPLE).subquery()
    mean = float(connection.execute(select(func.avg(sample.c.length))).scalar_one() or 1)
    return total, max(16, min(_BATCH_ROWS, int(_BATCH_BYTES / mean)))


def _read_sqlite(place: FilePlace, order: Order, report: Callable[[int], None]) -> None:
    # Memory let go between batches is kept for the next one: giving it back and forth takes a quarter of the time.
    environment = {"MIMALLOC_PURGE_DELAY": "-1", **os.environ}
    command = [sys.executable, "-P", "-m", "evalwidgets.store.bulk"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, encoding="utf-8"
        ) as child,
    ):
        try:
            _follow(child, place, ChildOrder(str(place.path), PATIENCE, order), report)
        except BaseException:
            child.kill()
            raise
        child.wait()
        if child.returncode:
            said.seek(0)
            raise _died(place, child.returncode, said)


def _follow(child: subprocess.Popen[str], place: Place, order: ChildOrder, report: Callable[[int], None]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(order.to_json() + "\n")
        child.stdin.close()
    except BrokenPipeError:
        return  # it has died already, its exit code says how
    for line in child.stdout:
        message = json.loads(line)
        if "rows" in message:
            report(message["rows"])
        elif "error" in message:
            raise _told(place, message["error"], message["name"], message["errno"])


def _died(place: Place, code: int, said: IO[bytes]) -> StoreError:
    last = said.read().decode(errors="replace").strip().splitlines()[-1:]
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    why = f" ({last[0]})" if last else " (the machine may be short of memory)" if code == -signal.SIGKILL else ""
    return StoreError(f"{place}: the process that reads tables {how}{why}. Try again; nothing in the study is touched.")


@contextmanager
def _told_plainly(place: Place) -> Generator[None, None, None]:
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        raise _told(place, str(error), type(error).__name__, getattr(error, "errno", None)) from error


def _told(place: Place, error: str, name: str, number: int | None) -> StoreError:
    """Say in plain words what went wrong in a reading."""
    if number in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(
            f"The disk for temporary files, {tempfile.gettempdir()}, is full: tables are laid out there to be read. "
            "Free some space, or set TMPDIR to a folder with more. Nothing in the study is touched."
        )
    if isinstance(place, FilePlace):
        if "locked" in error:
            return faults.busy(place)
        if "malformed" in error or "not a database" in error:
            return faults.corrupt(place)
    first = error.strip().splitlines()[0] if error.strip() else name
    return StoreError(f"{place} could not be read: {first}. Nothing in the study is touched.")
