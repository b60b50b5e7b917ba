"""Taking judgments, drafts and undos: one transaction each, and each the same when it comes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, case, exists, select, update

from evalwidgets.errors import NothingToUndo, StudyError
from evalwidgets.judgments import Judgment, Timing
from evalwidgets.store import counting, records, schema
from evalwidgets.store.clock import clock, now
from evalwidgets.store.deck import lease
from evalwidgets.store.locks import lock_kind
from evalwidgets.store.prepared import Prepared, PreparedRow
from evalwidgets.store.seats import Seat, lock_seat, need_holder
from evalwidgets.tasks.view import Draft

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Update

    from evalwidgets.protocol import Protocol

_a, _j, _s = schema.assignments, schema.judgments, schema.seats
_current = _j.alias("current_judgment")
_same = _j.alias("same_id")
# Read under the seat's lock: who moves the study to another rubric waits for it before settling this seat.
_RUBRIC = select(schema.study.c.rubric).scalar_subquery().label("judged_by")

_STATE = Prepared(
    select(
        _a.c.position,
        _a.c.status,
        _a.c.drafted,
        _a.c.asked,
        _current.c.id.label("current_id"),
        _same.c.seq.label("same"),
        clock().label("at"),
        _RUBRIC,
    )
    .select_from(_s)
    .outerjoin(_a, (_a.c.seat == _s.c.id) & (_a.c.task == bindparam("task")))
    .outerjoin(_current, _current.c.seq == _a.c.judgment)
    .outerjoin(_same, _same.c.id == bindparam("id"))
    .where(_s.c.id == bindparam("seat"))
)
_MINE = (_a.c.seat == bindparam("seat_id")) & (_a.c.task == bindparam("task_id"))


def _judged(seq: ColumnElement[int], *, submitted: bool) -> Update:
    """Make the judgment `seq` its task's current one."""
    latest = case((_a.c.drafted > bindparam("latest"), _a.c.drafted), else_=bindparam("latest"))
    judged = update(_a).where(_MINE).values(status=bindparam("new_status"), judgment=seq, drafted=latest, asked=None)
    # What was answered before a skip stays, for the day when the skip is taken back.
    return judged.values(draft=None) if submitted else judged


def _first(*, submitted: bool, counts: bool) -> PreparedRow:
    """Store the judgment of an open task, and count it for the task, too, if it simply counts."""
    is_open = select(_a).where(_MINE, _a.c.status == "open", ~exists().where(_same.c.id == bindparam("id")))
    return PreparedRow(
        records.inserted_from(is_open, position=_a.c.position, at=clock()).returning(
            _j.c.seq, _j.c.position, _j.c.at, _RUBRIC
        ),
        lambda seq: [_judged(seq, submitted=submitted), *([counting.TASK] if counts else [])],
    )


_BOTH = (True, False)
_FIRST = {(submitted, counts): _first(submitted=submitted, counts=counts) for submitted in _BOTH for counts in _BOTH}
_JUDGED = {submitted: Prepared(_judged(bindparam("seq"), submitted=submitted)) for submitted in _BOTH}


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
    # Nearly every task is open still: it is counted for the seat at once, which locks it.
    need_holder(seat, counting.count_seat(connection, seat, "open", given.status), late=late)
    # Each counts for the task, where nobody has to know how many others there are.
    counts = protocol.overlap is None and not seat.is_model
    submitted = given.status == "submitted"
    values = {
        **records.row(given, seat),
        "seat_id": seat.id,
        "task_id": given.task,
        "new_status": given.status,
        "latest": given.timing.changes,
        "d_submitted": int(submitted),
    }
    first = _FIRST[submitted, counts].add(connection, values)
    if first is None:
        return _judge_again(connection, seat, protocol, given, values)
    if not counts:
        surplus = counting.count_task(connection, seat, protocol, given.task, was="open", now_is=given.status)
        if surplus:
            counting.count_seat(connection, seat, "open", "open", surplus=surplus)
    update = {"seq": first.seq, "position": first.position, "at": first.at}
    return Judged(given.model_copy(update=update), first.judged_by)


def _judge_again(
    connection: Connection, seat: Seat, protocol: Protocol, given: Judgment, values: dict[str, Any]
) -> Judged:
    """Store what is not the first judgment of an open task: an amendment, or the same once more."""
    state = _STATE.one(connection, {"seat": seat.id, "task": given.task, "id": given.id})
    if state.same is not None:
        counting.count_seat(connection, seat, given.status, "open")
        return Judged(_stored(connection, state.same, seat, given.task), state.judged_by)
    if state.status is None:
        raise StudyError(f"Task {given.task} was not given to {seat.expert}; call next() for one that is.")
    entry = given.model_copy(update={"supersedes": state.current_id, "position": state.position, "at": state.at})
    seq = records.append(connection, entry, seat)
    _JUDGED[given.status == "submitted"].all(connection, {**values, "seq": seq})
    surplus = counting.count_task(connection, seat, protocol, given.task, was=state.status, now_is=given.status)
    counting.count_seat(connection, seat, state.status, "open", surplus=surplus)
    if state.asked is not None:
        counting.count_stale(connection, seat, -1)
    return Judged(entry.model_copy(update={"seq": seq}), state.judged_by)


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
    surplus = counting.count_task(connection, seat, protocol, back.task, was=row.status, now_is="open")
    counting.count_seat(connection, seat, row.status, "open", surplus=surplus)
    if row.asked is not None:
        counting.count_stale(connection, seat, -1)
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
