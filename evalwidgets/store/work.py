"""What a task is about: its item and responses, read by the task's number."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from evalwidgets.items.model import Item, item_from_json
from evalwidgets.store import schema
from evalwidgets.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.store.seats import Seat

_t, _i, _a = schema.tasks, schema.items, schema.assignments


@dataclass(frozen=True)
class Work:
    """A task's content; `responses` are ids, in the item's order."""

    task: int
    item: Item
    responses: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How a task stands with a seat.

    Attributes
    ----------
    judgment
        The current one's sequence number, if it is judged.
    asked
        JSON of `Asked`, if it is to be asked again in part.
    """

    position: int
    draft: str | None
    judgment: int | None
    asked: str | None


_WORK = (
    select(_t.c.id, _t.c.responses, _i.c.body)
    .join_from(_t, _i, _t.c.item == _i.c.seq)
    .where(_t.c.kind == bindparam("kind"), _t.c.id.in_(bindparam("tasks", expanding=True)))
)
_STANDING = Prepared(
    select(_a.c.position, _a.c.draft, _a.c.judgment, _a.c.asked).where(
        _a.c.seat == bindparam("seat"), _a.c.task == bindparam("task")
    )
)


def first(connection: Connection, kind: str, most: int) -> list[int]:
    """Return the numbers of the first tasks of a kind, in the order imported."""
    return list(connection.execute(select(_t.c.id).where(_t.c.kind == kind).order_by(_t.c.id).limit(most)).scalars())


def load(connection: Connection, kind: str, tasks: Collection[int]) -> Iterator[Work]:
    """Yield the work of those of `tasks` that exist and are of this kind."""
    if tasks:
        for row in connection.execute(_WORK, {"kind": kind, "tasks": list(tasks)}):
            yield Work(row.id, item_from_json(row.body), tuple(json.loads(row.responses)))


def standing(connection: Connection, seat: Seat, task: int) -> Standing | None:
    """Return how the task stands with the seat; None if it was never given to it."""
    row = _STANDING.one_or_none(connection, {"seat": seat.id, "task": task})
    return None if row is None else Standing(row.position, row.draft, row.judgment, row.asked)
