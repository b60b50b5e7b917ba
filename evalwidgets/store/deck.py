"""Handing out tasks: which are next for a seat, by order, overlap and leases.

A seat's cursor stands behind the leading run of tasks that are settled for it (it has them already,
or enough experts have judged them), so that the search costs the same at the first task and at the
millionth.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, func, insert, literal_column, select, tuple_, update

from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.store.locks import lock_kind
from evalwidgets.store.prepared import Prepared
from evalwidgets.store.seats import Seat, lock_seat

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.protocol import Protocol

_MINUTE = 60_000_000  # microseconds
_FIRST_BATCH = 16
_LAST_BATCH = 1024
_MOST_AGAIN = 64  # more than any deck holds


@dataclass(frozen=True)
class Handed:
    """A task in the hands of a seat.

    Attributes
    ----------
    item
        The item's number in the store.
    draft
        JSON of the `Draft` kept, if any.
    asked, judgment
        Of a judged task that is asked again in part: JSON of `Asked`, and the judgment's sequence number.
    """

    task: int
    item: int
    responses: tuple[str, ...]
    position: int
    draft: str | None
    asked: str | None = None
    judgment: int | None = None


def lease(protocol: Protocol) -> int:
    """Return how long a task is kept for its expert, in microseconds."""
    return round(protocol.lease_minutes * _MINUTE)


def hand_out(connection: Connection, seat: Seat, protocol: Protocol, n: int, holding: Collection[int]) -> list[Handed]:
    """Return open tasks of the seat that are not in `holding`, and new ones until it has `n` in all.

    Those with a draft come first, then by position, and before new ones what is to be asked again.
    Their leases, and those of `holding`, begin anew.

    Raises
    ------
    ContinuedElsewhere
        If a newer session holds the seat.
    """
    if seat.is_model:
        protocol = protocol.model_copy(update={"overlap": None})
    if protocol.overlap is not None:
        lock_kind(connection, seat.kind)
    row = lock_seat(connection, seat)
    at = now(connection)
    until = at + (0 if seat.is_model else lease(protocol))  # a model keeps no task from anybody
    mine = _renewed(connection, seat, protocol, at, until)
    offered = [_handed(task) for task in mine if task.id not in holding]
    if row.stale:
        again = _AGAIN.all(connection, {"seat": seat.id})
        offered += [_handed(task) for task in again if task.id not in holding]
    want = n - len(holding) - len(offered)
    if want > 0:
        offered += _take_new(connection, seat, row, protocol, want, at, until)
    return offered[: max(0, n - len(holding))]


_a, _t = schema.assignments, schema.tasks
# Literal, not a parameter, and with a condition that always holds: so that the databases see that the partial
# indexes serve.
_OPEN = literal_column("'open'")
_ANY = _a.c.position > literal_column("0")
_foreign = schema.assignments.alias("foreign_leases")
_HELD = (
    select(func.count())
    .where(
        _foreign.c.task == _t.c.id,
        _foreign.c.status == _OPEN,
        _foreign.c.leased_until > bindparam("at"),
        _foreign.c.seat != bindparam("seat"),
    )
    .scalar_subquery()
    .label("held")
)

_MINE = Prepared(
    select(
        _t.c.id,
        _t.c.item,
        _t.c.responses,
        _t.c.submitted,
        _a.c.position,
        _a.c.draft,
        _a.c.asked,
        _a.c.judgment,
        _a.c.leased_until,
        _HELD,
    )
    .join_from(_a, _t, _a.c.task == _t.c.id)
    .where(_a.c.seat == bindparam("seat"), _a.c.status == _OPEN, _ANY)
    .order_by(_a.c.draft.is_(None), _a.c.position)
)
_AGAIN = Prepared(
    select(_t.c.id, _t.c.item, _t.c.responses, _a.c.position, _a.c.draft, _a.c.asked, _a.c.judgment)
    .join_from(_a, _t, _a.c.task == _t.c.id)
    .where(_a.c.seat == bindparam("seat"), _a.c.asked.is_not(None), _ANY)
    .order_by(_a.c.draft.is_(None), _a.c.position)
    .limit(_MOST_AGAIN)
)
_RENEW = (
    update(_a)
    .where(_a.c.seat == bindparam("seat_id"), _a.c.task == bindparam("task_id"))
    .values(leased_until=bindparam("until"))
)


def _renewed(connection: Connection, seat: Seat, protocol: Protocol, at: int, until: int) -> list[Any]:
    """Return the seat's open tasks and renew their leases.

    A task whose lease ran out may have gone to others meanwhile: then it stays with them, and comes
    back, with its draft, only if it is needed again.
    """
    kept: list[Any] = []
    stale: list[dict[str, int]] = []
    for task in _MINE.all(connection, {"seat": seat.id, "at": at}):
        is_live = task.leased_until > at
        if not is_live and protocol.overlap is not None and task.submitted + task.held >= protocol.overlap:
            continue
        kept.append(task)
        # Not at every call: a deck that needs no renewal writes nothing.
        if task.leased_until < until - lease(protocol) // 4:
            stale.append({"seat_id": seat.id, "task_id": task.id, "until": until})
    if stale:
        connection.execute(_RENEW, stale)
    return kept


def _scan(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(_t.c.id, _t.c.rank, _t.c.item, _t.c.responses, _t.c.submitted, _a.c.task.label("mine"), *columns)
        .join_from(_t, _a, and_(_a.c.seat == bindparam("seat"), _a.c.task == _t.c.id), isouter=True)
        .where(_t.c.kind == bindparam("kind"), tuple_(_t.c.rank, _t.c.id) > tuple_(bindparam("rank"), bindparam("id")))
        .order_by(_t.c.rank, _t.c.id)
        .limit(bindparam("size"))
    )


_SCAN_ALL = Prepared(_scan())
_SCAN_SHARED = Prepared(_scan(_HELD))
_GIVE = insert(_a)  # by Core: it runs for several tasks at once
_ADVANCE = Prepared(
    update(schema.seats)
    .where(schema.seats.c.id == bindparam("seat"))
    .values(cursor_rank=bindparam("rank"), cursor_task=bindparam("task"), handed=bindparam("count"))
)


def _take_new(
    connection: Connection, seat: Seat, row: Any, protocol: Protocol, want: int, at: int, until: int
) -> list[Handed]:
    overlap = protocol.overlap
    cursor = place = (row.cursor_rank, row.cursor_task)
    leading = True
    taken: list[Any] = []
    size = _FIRST_BATCH
    while len(taken) < want:
        values = {"seat": seat.id, "kind": seat.kind, "rank": place[0], "id": place[1], "size": size}
        if overlap is None:
            found = _SCAN_ALL.all(connection, values)
        else:
            found = _SCAN_SHARED.all(connection, values | {"at": at})
        for task in found:
            place = (task.rank, task.id)
            is_mine = task.mine is not None
            if not is_mine and (overlap is None or task.submitted + task.held < overlap):
                taken.append(task)
                is_mine = True
            leading = leading and (is_mine or (overlap is not None and task.submitted >= overlap))
            if leading:
                cursor = place
            if len(taken) == want:
                break
        if len(found) < size:
            break
        size = min(size * 4, _LAST_BATCH)
    if taken or cursor != (row.cursor_rank, row.cursor_task):
        count = row.handed + len(taken)
        _ADVANCE.all(connection, {"seat": seat.id, "rank": cursor[0], "task": cursor[1], "count": count})
    handed = [
        Handed(task.id, task.item, tuple(json.loads(task.responses)), row.handed + place, None)
        for place, task in enumerate(taken, start=1)
    ]
    if handed:
        connection.execute(
            _GIVE,
            [
                {"seat": seat.id, "task": one.task, "position": one.position, "status": "open", "leased_until": until}
                for one in handed
            ],
        )
    return handed


def _handed(task: Any) -> Handed:
    responses = tuple(json.loads(task.responses))
    return Handed(task.id, task.item, responses, task.position, task.draft, task.asked, task.judgment)
