"""The counters of seats and tasks: what has been judged, without counting it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, tuple_, update

from evalwidgets.store import schema
from evalwidgets.store.prepared import Prepared
from evalwidgets.store.seats import Seat

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.protocol import Protocol

_t, _s = schema.tasks, schema.seats

_STALE = Prepared(update(_s).where(_s.c.id == bindparam("seat")).values(stale=_s.c.stale + bindparam("change")))


def count_stale(connection: Connection, seat: Seat, change: int) -> None:
    """Count `change` more of the seat's judged tasks as to be asked again."""
    _STALE.all(connection, {"seat": seat.id, "change": change})


_COUNTED = ("submitted", "skipped", "flagged")
_SEAT = Prepared(
    update(_s)
    .where(_s.c.id == bindparam("seat"))
    .values(
        submitted=_s.c.submitted + bindparam("d_submitted"),
        skipped=_s.c.skipped + bindparam("d_skipped"),
        flagged=_s.c.flagged + bindparam("d_flagged"),
        surplus=_s.c.surplus + bindparam("d_surplus"),
    )
    .returning(_s.c.holder)
)
TASK = update(_t).where(_t.c.id == bindparam("task_id")).values(submitted=_t.c.submitted + bindparam("d_submitted"))
"""Counts `d_submitted` more experts as having judged a task."""

_TASK = Prepared(TASK.returning(_t.c.submitted))
_RANK = Prepared(select(_t.c.rank).where(_t.c.id == bindparam("task")))
_SET_BACK = Prepared(
    update(_s)
    .where(
        _s.c.kind == bindparam("of_kind"),
        _s.c.id != bindparam("seat"),
        tuple_(_s.c.cursor_rank, _s.c.cursor_task) >= tuple_(bindparam("rank"), bindparam("task")),
    )
    .values(cursor_rank=bindparam("rank"), cursor_task=bindparam("before"))
)


def count_seat(connection: Connection, seat: Seat, was: str, now_is: str, *, surplus: int = 0) -> int:
    """Count an assignment's change of status for its seat, whose row is locked by that; return who holds the seat."""
    changes = {f"d_{status}": (now_is == status) - (was == status) for status in _COUNTED}
    return _SEAT.one(connection, {"seat": seat.id, "d_surplus": surplus, **changes}).holder


def count_task(connection: Connection, seat: Seat, protocol: Protocol, task: int, *, was: str, now_is: str) -> int:
    """Count an assignment's change of status for its task; return what it adds to the seat's surplus."""
    change = change_of(was, now_is)
    if seat.is_model or change == 0:
        return change
    if protocol.overlap is not None and change < 0:
        # The task may be wanted again by experts who have gone past it. Seats before tasks, as in `locks`.
        _set_back(connection, seat, task)
    count = _TASK.one(connection, {"task_id": task, "d_submitted": change}).submitted
    # Beyond the overlap before or after, whichever is more: then this one did not count.
    beyond = protocol.overlap is not None and max(count, count - change) > protocol.overlap
    return change if beyond else 0


def change_of(was: str, now_is: str) -> int:
    """Return how many more experts have judged a task after an assignment's change of status."""
    return (now_is == "submitted") - (was == "submitted")


def _set_back(connection: Connection, seat: Seat, task: int) -> None:
    rank = _RANK.one(connection, {"task": task}).rank
    values = {"of_kind": seat.kind, "seat": seat.id, "rank": rank, "task": task, "before": task - 1}
    _SET_BACK.all(connection, values)
