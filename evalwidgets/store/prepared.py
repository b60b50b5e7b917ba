"""Statements compiled once: what runs at every judgment costs no more than the driver takes.

SQLAlchemy writes the SQL, for either database; running it by `Connection.execute` takes 50 µs
more, six times a judgment, which is as long as the commit itself.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Executable, Update
    from sqlalchemy.sql.dml import ReturningInsert


class Prepared:
    """A statement with `bindparam`s, to be run in the transaction of a connection.

    Rows come as named tuples, by the labels of the statement's columns. Types are the driver's own:
    numbers and texts, which are all that the columns it is used for hold.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}  # by the database's name; made twice by two threads is no harm

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run it and return its rows; none for a statement that gives none."""
        made = self._made.get(connection.dialect.name) or self._make(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(made.sql, made.arguments(values))
            return [] if made.row is None else [made.row(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it and return its first row."""
        return self.all(connection, values)[0]

    def one_or_none(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it and return its first row, or None if there is none."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def _make(self, connection: Connection) -> _Made:
        made = self._made[connection.dialect.name] = _make(self._statement, connection)
        return made


class PreparedRow:
    """A new row, and the updates that follow from it: one statement where the database takes them so.

    PostgreSQL does, and is a way to a server shorter for each; SQLite runs them one after the other.

    Parameters
    ----------
    row
        An insert, which may turn out to insert nothing, and returns the row's number first. The names of
        its `bindparam`s are its own.
    updates
        Makes the updates, given what stands for the number in them; they are run if there is a row.
    """

    def __init__(
        self, row: ReturningInsert[*tuple[Any, ...]], updates: Callable[[ColumnElement[int]], Sequence[Update]]
    ) -> None:
        self._row = Prepared(row)
        self._updates = [Prepared(one) for one in updates(bindparam("number"))]
        new = row.cte("new")
        number = select(next(iter(new.c))).scalar_subquery()
        follow = [one.where(exists(new.select())).cte(f"update_{n}") for n, one in enumerate(updates(number))]
        self._at_once = Prepared(select(*new.c).add_cte(*follow))

    def add(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Insert and update; return what the insert does, or None if there was nothing to insert."""
        if connection.dialect.name == "postgresql":
            return self._at_once.one_or_none(connection, values)
        row = self._row.one_or_none(connection, values)
        if row is not None:
            for update in self._updates:
                update.all(connection, {**values, "number": row[0]})
        return row


@dataclass(frozen=True)
class _Made:
    """A statement for one database; `arguments` puts values into its driver's shape."""

    sql: str
    arguments: Callable[[Mapping[str, Any]], Any]
    row: Callable[[Any], Any] | None


def _make(statement: Any, connection: Connection) -> _Made:
    compiled = statement.compile(dialect=connection.dialect)
    constants: dict[str, Any] = compiled.params
    order: list[str] | None = compiled.positiontup
    columns = [entry.keyname for entry in compiled._result_columns]  # noqa: SLF001 (it has no public name)

    def in_order(values: Mapping[str, Any]) -> Any:
        return [values[name] if name in values else constants[name] for name in order or ()]

    def by_name(values: Mapping[str, Any]) -> Any:
        return {**constants, **values}

    row = namedtuple("Row", columns)._make if columns else None  # noqa: PYI024  # pyright: ignore[reportUntypedNamedTuple]
    return _Made(compiled.string, by_name if order is None else in_order, row)
