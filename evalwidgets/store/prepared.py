"""Statements compiled once: what runs at every judgment costs no more than the driver takes.

SQLAlchemy writes the SQL, for either database; running it by `Connection.execute` takes 50 µs
more, six times a judgment, which is as long as the commit itself.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable


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
        name = connection.dialect.name
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = _make(self._statement, connection)
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
