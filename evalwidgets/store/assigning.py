"""Giving a seat tasks by name, where the order is not the study's: what a model has judged elsewhere comes in so."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import bindparam, insert, select, update

from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.store.seats import Seat, lock_seat

if TYPE_CHECKING:
    from sqlalchemy import Connection

_a, _i, _s, _t = schema.assignments, schema.items, schema.seats, schema.tasks
_AT_A_TIME = 500  # below what SQLite takes as parameters
_FIND = (
    select(_t.c.id, _t.c.responses, _i.c.id.label("item"))
    .join_from(_t, _i, _t.c.item == _i.c.seq)
    .where(_t.c.kind == bindparam("kind"), _i.c.id.in_(bindparam("items", expanding=True)))
)
_ALL = (
    select(_t.c.id, _t.c.responses, _i.c.id.label("item"))
    .join_from(_t, _i, _t.c.item == _i.c.seq)
    .where(_t.c.kind == bindparam("kind"))
    .order_by(_t.c.rank, _t.c.id)
)
_HAS = select(_a.c.task).where(_a.c.seat == bindparam("seat"), _a.c.task.in_(bindparam("tasks", expanding=True)))
_JUDGED = (
    select(_a.c.task)
    .join_from(_a, _s, _s.c.id == _a.c.seat)
    .where(_s.c.expert == bindparam("expert"), _s.c.kind == bindparam("kind"), _a.c.judgment.is_not(None))
)

_T = TypeVar("_T")
Place = tuple[str, tuple[str, ...]]
"""An item and the responses that a task is about."""


def _parts(values: list[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(values), _AT_A_TIME):
        yield values[start : start + _AT_A_TIME]


def find_tasks(connection: Connection, kind: str, items: Collection[str]) -> dict[Place, int]:
    """Return the tasks of some items, by item and responses."""
    found: dict[Place, int] = {}
    for some in _parts(list(items)):
        rows = connection.execute(_FIND, {"kind": kind, "items": some})
        found |= {(row.item, tuple(json.loads(row.responses))): row.id for row in rows}
    return found


def all_tasks(connection: Connection, kind: str) -> Iterator[tuple[int, Place]]:
    """Yield every task of a kind, in the study's order."""
    for row in connection.execute(_ALL, {"kind": kind}):
        yield row.id, (row.item, tuple(json.loads(row.responses)))


def judged(connection: Connection, expert: str, kind: str) -> set[int]:
    """Return the tasks of a kind that an expert has judged, in whatever way."""
    return set(connection.execute(_JUDGED, {"expert": expert, "kind": kind}).scalars())


def give(connection: Connection, seat: Seat, tasks: Collection[int]) -> None:
    """Give a seat these tasks, whatever the order and the overlap; those it has stay as they are.

    Raises
    ------
    ContinuedElsewhere
        If a newer session holds the seat.
    """
    row = lock_seat(connection, seat)
    at = now(connection)
    handed: int = row.handed
    for some in _parts(list(dict.fromkeys(tasks))):
        has = set(connection.execute(_HAS, {"seat": seat.id, "tasks": some}).scalars())
        new = [task for task in some if task not in has]
        values = [
            {"seat": seat.id, "task": task, "position": handed + place, "status": "open", "leased_until": at}
            for place, task in enumerate(new, start=1)
        ]
        if values:
            connection.execute(insert(_a), values)
            handed += len(new)
    connection.execute(update(_s).where(_s.c.id == seat.id).values(handed=handed))
