"""Taking judgments, drafts and undos: one transaction each, and each the same when it comes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, case, select, tuple_, update

from evalwidgets.errors import NothingToUndo, StudyError
from evalwidgets.judgments import Judgment, Timing
from evalwidgets.store import records, schema
from evalwidgets.store.clock import clock, now
from evalwidgets.store.deck import lease
from evalwidgets.store.locks import lock_kind
from evalwidgets.store.prepared import Prepared
from evalwidgets.store.seats import Seat, lock_seat
from evalwidgets.tasks.view import Draft

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.protocol import Protocol

_a, _j, _t, _s = schema.assignments, schema.judgments, schema.tasks, schema.seats
_current = _j.alias("current_judgment")
_same = _j.alias("same_id")

_STATE = Prepared(
    select(
        _a.c.position,
        _a.c.status,
        _a.c.drafted,
        _a.c.asked,
        _current.c.id.label("current_id"),
        _same.c.seq.label("same"),
        clock().label("at"),
        # Read under the seat's lock: who moves the study to another rubric waits for it before settling this seat.
        select(schema.study.c.rubric).scalar_subquery().label("rubric"),
    )
    .select_from(_s)
    .outerjoin(_a, (_a.c.seat == _s.c.id) & (_a.c.task == bindparam("task")))
    .outerjoin(_current, _current.c.seq == _a.c.judgment)
    .outerjoin(_same, _same.c.id == bindparam("id"))
    .where(_s.c.id == bindparam("seat"))
)
_MINE = (_a.c.seat == bindparam("seat_id")) & (_a.c.task == bindparam("task_id"))
_SUBMITTED = Prepared(
    update(_a)
    .where(_MINE)
    .values(
        status=bindparam("new_status"), judgment=bindparam("seq"), drafted=bindparam("changes"), draft=None, asked=None
    )
)
# What was answered before a skip stays, for the day when the skip is taken back.
_LEFT = Prepared(
    update(_a)
    .where(_MINE)
    .values(status=bindparam("new_status"), judgment=bindparam("seq"), drafted=bindparam("changes"), asked=None)
)


class Judged(NamedTuple):
    """A judgment as it is stored, and the hash of the rubric that the study is judged by now."""

    judgment: Judgment
    rubric: str


def judge(connection: Connection, seat: Seat, protocol: Protocol, given: Judgment, *, late: bool) -> Judged:
    """Store the judgment `given`; its seq, position, time and `supersedes` are filled in here.

    A judgment whose id is there already is returned as it was stored. For a task that the seat has
    judged before, it becomes an amendment: it supersedes what is current.

    Parameters
    ----------
    late
        Takes it, too, if a newer session holds the seat: work from an older window's outbox.

    Raises
    ------
    ContinuedElsewhere
        If a newer session holds the seat and it is not `late`.
    StudyError
        If the task was never given to this seat, or the id is that of other work.
    """
    # Before any row: an amendment may lower what counts towards the overlap.
    if protocol.overlap is not None and given.status != "submitted":
        lock_kind(connection, seat.kind)
    lock_seat(connection, seat, late=late)
    state = _STATE.one(connection, {"seat": seat.id, "task": given.task, "id": given.id})
    if state.same is not None:
        return Judged(_stored(connection, state.same, seat, given.task), state.rubric)
    if state.status is None:
        raise StudyError(f"Task {given.task} was not given to {seat.expert}; call next() for one that is.")
    entry = given.model_copy(update={"supersedes": state.current_id, "position": state.position, "at": state.at})
    seq = records.append(connection, entry, seat)
    (_SUBMITTED if given.status == "submitted" else _LEFT).all(
        connection,
        {
            "seat_id": seat.id,
            "task_id": given.task,
            "new_status": given.status,
            "seq": seq,
            "changes": max(state.drafted, given.timing.changes),
        },
    )
    _count(connection, seat, protocol, given.task, was=state.status, now_is=given.status)
    if state.asked is not None:
        count_stale(connection, seat, -1)
    return Judged(entry.model_copy(update={"seq": seq}), state.rubric)


def _stored(connection: Connection, seq: int, seat: Seat, task: int) -> Judgment:
    stored = records.by_seq(connection, seq)
    if (stored.expert, stored.kind, stored.task) != (seat.expert, seat.kind, task):
        raise StudyError(f"The id {stored.id} is that of another judgment (task {stored.task}, {stored.expert}).")
    return stored


_LAST = Prepared(
    select(_j.c.seq)
    .join_from(_j, _a, (_a.c.seat == _j.c.seat) & (_a.c.task == _j.c.task) & (_a.c.judgment == _j.c.seq))
    .where(_j.c.seat == bindparam("seat"))
    .order_by(_j.c.seq.desc())
    .limit(1)
)
_OF_TASK = Prepared(select(_a).where(_a.c.seat == bindparam("seat"), _a.c.task == bindparam("task")))
_REOPEN = Prepared(
    update(_a)
    .where(_MINE)
    .values(
        status="open",
        judgment=None,
        asked=None,
        draft=bindparam("new_draft"),
        drafted=bindparam("changes"),
        leased_until=bindparam("until"),
    )
)


def withdraw(connection: Connection, seat: Seat, protocol: Protocol, target: str | None, id: str, as_draft: Any) -> int:
    """Take back the judgment `target`, or the seat's latest; return its task, which is open again.

    A record whose id is there already changes nothing.

    Parameters
    ----------
    as_draft
        Called with the judgment; returns its answers as the screen knows them, to go on from.

    Raises
    ------
    NothingToUndo
        If there is no such judgment of this seat, or it is not the current one of its task.
    """
    if protocol.overlap is not None:
        lock_kind(connection, seat.kind)
    lock_seat(connection, seat)
    done = records.by_id(connection, id)
    if done is not None:
        return _stored(connection, done.seq, seat, done.task).task
    back = _target(connection, seat, target)
    row = _OF_TASK.one(connection, {"seat": seat.id, "task": back.task})
    at = now(connection)
    entry = back.model_copy(
        update={
            "id": id,
            "status": "withdrawn",
            "supersedes": back.id,
            "answers": (),
            "reason": None,
            "note": None,
            "timing": Timing(),
            "at": at,
        }
    )
    records.append(connection, entry, seat)
    changes = max(row.drafted, back.timing.changes)
    draft = Draft(
        answers=as_draft(back),
        note=back.note or "",
        changes=changes,
        active_ms=back.timing.active_ms,
        idle_ms=back.timing.idle_ms,
        rubric=back.rubric_hash,
    )
    _REOPEN.all(
        connection,
        {
            "seat_id": seat.id,
            "task_id": back.task,
            "new_draft": row.draft if row.draft is not None else draft.model_dump_json(),
            "changes": changes,
            "until": at + (0 if seat.is_model else lease(protocol)),
        },
    )
    _count(connection, seat, protocol, back.task, was=row.status, now_is="open")
    if row.asked is not None:
        count_stale(connection, seat, -1)
    return back.task


def _target(connection: Connection, seat: Seat, target: str | None) -> Judgment:
    if target is None:
        last = _LAST.one_or_none(connection, {"seat": seat.id})
        if last is None:
            raise NothingToUndo(f"{seat.expert} has no judgment that could be taken back.")
        return records.by_seq(connection, last.seq)
    back = records.by_id(connection, target)
    if back is None or (back.expert, back.kind) != (seat.expert, seat.kind):
        raise NothingToUndo(f"{seat.expert} has no judgment {target} that could be taken back.")
    row = _OF_TASK.one(connection, {"seat": seat.id, "task": back.task})
    if row.judgment != back.seq:
        raise NothingToUndo(f"The judgment {target} has been taken back or replaced already.")
    return back


_STALE = Prepared(update(_s).where(_s.c.id == bindparam("seat")).values(stale=_s.c.stale + bindparam("change")))


def count_stale(connection: Connection, seat: Seat, change: int) -> None:
    """Count `change` more of the seat's judged tasks as to be asked again."""
    _STALE.all(connection, {"seat": seat.id, "change": change})


_COUNTED = ("submitted", "skipped", "flagged")
_SEAT_COUNTS = Prepared(
    update(_s)
    .where(_s.c.id == bindparam("seat"))
    .values(
        submitted=_s.c.submitted + bindparam("d_submitted"),
        skipped=_s.c.skipped + bindparam("d_skipped"),
        flagged=_s.c.flagged + bindparam("d_flagged"),
        surplus=_s.c.surplus + bindparam("d_surplus"),
    )
)
_count_task = update(_t).where(_t.c.id == bindparam("task")).values(submitted=_t.c.submitted + bindparam("d_submitted"))
_TASK_COUNT = Prepared(_count_task)
_TASK_COUNTED = Prepared(_count_task.returning(_t.c.submitted))
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


def _count(connection: Connection, seat: Seat, protocol: Protocol, task: int, *, was: str, now_is: str) -> None:
    """Keep the counters of seat and task in step with an assignment's change of status."""
    if was == now_is:
        return
    change = {f"d_{status}": (now_is == status) - (was == status) for status in _COUNTED}
    submitted, surplus = change["d_submitted"], 0
    if seat.is_model:
        surplus = submitted
    elif submitted and protocol.overlap is None:
        _TASK_COUNT.all(connection, {"task": task, "d_submitted": submitted})
    elif submitted:
        if submitted < 0:
            # The task may be wanted again by experts who have gone past it. Seats before tasks, as in `locks`.
            _set_back(connection, seat, task)
        count = _TASK_COUNTED.one(connection, {"task": task, "d_submitted": submitted}).submitted
        # Beyond the overlap before or after, whichever is more: then this one did not count.
        surplus = submitted if max(count, count - submitted) > protocol.overlap else 0
    _SEAT_COUNTS.all(connection, {"seat": seat.id, **change, "d_surplus": surplus})


def _set_back(connection: Connection, seat: Seat, task: int) -> None:
    rank = _RANK.one(connection, {"task": task}).rank
    values = {"of_kind": seat.kind, "seat": seat.id, "rank": rank, "task": task, "before": task - 1}
    _SET_BACK.all(connection, values)


_SAVE_DRAFT = Prepared(
    update(_a)
    .where(_MINE, _a.c.drafted < bindparam("changes"))
    .values(
        draft=bindparam("new_draft"),
        drafted=bindparam("changes"),
        # Who is at work keeps the task; a lease that ran out is not renewed behind the others' backs.
        leased_until=case((_a.c.leased_until > clock(), bindparam("until")), else_=_a.c.leased_until),
    )
)


def keep_draft(connection: Connection, seat: Seat, protocol: Protocol, task: int, draft: Draft) -> Draft:
    """Keep `draft` unless one with as many changes is kept already; return the one that stays.

    A draft without changes counts one more than what is kept. That of a task judged already is
    kept as the beginning of an amendment.

    Raises
    ------
    ContinuedElsewhere
        If a newer session holds the seat.
    StudyError
        If the task was never given to this seat.
    """
    lock_seat(connection, seat)
    row = _OF_TASK.one_or_none(connection, {"seat": seat.id, "task": task})
    if row is None:
        raise StudyError(f"Task {task} was not given to {seat.expert}; call next() for one that is.")
    if draft.changes == 0:
        draft = draft.model_copy(update={"changes": row.drafted + 1})
    if draft.changes <= row.drafted:
        return Draft.model_validate_json(row.draft) if row.draft is not None else Draft(changes=row.drafted)
    _SAVE_DRAFT.all(
        connection,
        {
            "seat_id": seat.id,
            "task_id": task,
            "changes": draft.changes,
            "new_draft": draft.model_dump_json(),
            "until": now(connection) + lease(protocol),
        },
    )
    return draft
