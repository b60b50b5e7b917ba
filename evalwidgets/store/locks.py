"""Locks within a transaction, where rows alone cannot say who is first.

SQLite needs none of them: a writing transaction has the file to itself. On PostgreSQL whoever takes
several takes them in this order: a kind, the own seat, other seats, tasks. So nobody waits in a ring.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_ADVISORY = text("SELECT pg_advisory_xact_lock(hashtextextended('evalwidgets ' || current_schema() || :what, 0))")


def lock_creation(connection: Connection) -> None:
    """Let one process at a time make or migrate the study."""
    _lock(connection, "")


def lock_kind(connection: Connection, kind: str) -> None:
    """Let one expert at a time be given tasks of this kind: needed where few experts share each task."""
    _lock(connection, f" {kind}")


def _lock(connection: Connection, what: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_ADVISORY, {"what": what})
