"""From older schemas to the present one: each step in order, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text

from evalwidgets.protocol import Protocol
from evalwidgets.store.schema import VERSION


def migrate(connection: Connection, version: int) -> None:
    """Bring a study of schema `version` to the present one; the caller's transaction makes it all or nothing."""
    for step in range(version, VERSION):
        _STEPS[step](connection)
    connection.execute(text("UPDATE study SET version = :version"), {"version": VERSION})
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _count_surplus(connection: Connection) -> None:
    """1 → 2: seats count the judgments beyond the overlap, so that progress need not read all tasks.

    Only the sum over a kind's seats is ever used, so that all of the past may go to one of them.
    """
    connection.execute(text("ALTER TABLE seats ADD COLUMN surplus INTEGER DEFAULT '0' NOT NULL"))
    overlap = Protocol.model_validate_json(connection.scalar(text("SELECT protocol FROM study"))).overlap
    if overlap is None:
        return
    connection.execute(
        text(
            "UPDATE seats SET surplus = COALESCE((SELECT SUM(tasks.submitted - :overlap) FROM tasks "
            "WHERE tasks.kind = seats.kind AND tasks.submitted > :overlap), 0) "
            "WHERE id IN (SELECT MIN(id) FROM seats GROUP BY kind)"
        ),
        {"overlap": overlap},
    )


_STEPS: dict[int, Callable[[Connection], None]] = {1: _count_surplus}
"""The step that leads away from each older version."""
