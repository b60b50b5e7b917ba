"""Moving a study to another version of its rubric, while experts work.

The study's rubric changes in one short transaction. From then on tasks are handed out by the new
one, and what was judged by an older one is settled, a few judgments at a time so that nobody waits:
where all its answers still stand, a judgment by the new rubric takes its place, with the same
answers; else it stays in force until its expert has answered anew what has changed. What comes in
late, made by the older rubric, is stored as what it is and settled at once.

Settling what is settled already does nothing, so that an adoption that was killed goes on when it
is asked for again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, text, update

from evalwidgets.errors import StudyError
from evalwidgets.items.model import item_from_json
from evalwidgets.rubrics.links import of_item
from evalwidgets.store import records, schema, work
from evalwidgets.store.adopted import Adopted
from evalwidgets.store.clock import now
from evalwidgets.store.counting import count_stale
from evalwidgets.store.locks import lock_creation
from evalwidgets.store.prepared import Prepared
from evalwidgets.store.seats import Seat, lock_seat
from evalwidgets.tasks import KINDS
from evalwidgets.tasks.view import Asked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.judgments import Judgment
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store.store import Store

AT_A_TIME = 100
"""Judgments settled in one transaction: experts wait for the store no longer than that takes."""

_CARRIED = uuid.UUID("5b0a7f4e-3c1d-4e0b-9a63-2f6c1de8a7b1")
_a, _j, _i, _s = schema.assignments, schema.judgments, schema.items, schema.seats

# Both databases spell it alike.
_ADD_RUBRIC = text(
    "INSERT INTO rubrics (hash, body, added) VALUES (:hash, :body, :added) ON CONFLICT (hash) DO NOTHING"
)
_UNSETTLED = (
    select(_j.c.seq)
    .join_from(_a, _j, _a.c.judgment == _j.c.seq)
    .where(_a.c.seat == bindparam("seat"), _a.c.status == "submitted", _j.c.seq > bindparam("after"))
    .where((_j.c.rubric != bindparam("rubric")) | _a.c.asked.is_not(None))
    .order_by(_j.c.seq)
    .limit(bindparam("size"))
)
_STATE = Prepared(
    select(_a.c.asked, _a.c.judgment).where(_a.c.seat == bindparam("seat"), _a.c.task == bindparam("task"))
)
_MINE = (_a.c.seat == bindparam("seat_id")) & (_a.c.task == bindparam("task_id"))
_ASK = Prepared(update(_a).where(_MINE).values(asked=bindparam("asks")))
_MOVE = Prepared(update(_a).where(_MINE).values(judgment=bindparam("seq"), asked=None))


def adopt(store: Store, rubric: Rubric) -> Adopted:
    """Move the study to `rubric` and settle what was judged by another; see `Study.adopt`."""
    with store.reading() as connection:
        _need_fitting_items(connection, rubric)
    with store.writing() as connection:
        lock_creation(connection)
        before = store.current(connection).rubric
        if rubric.hash != store.charter.rubric_hash:
            values = {"hash": rubric.hash, "body": rubric.model_dump_json(), "added": now(connection)}
            connection.execute(_ADD_RUBRIC, values)
            connection.execute(update(schema.study).values(rubric=rubric.hash))
            store.current(connection)
    outcomes = list(settle_all(store))
    stale = {one.judgment: one.asks for one in outcomes if one.asks}
    return Adopted(
        before=before,
        after=rubric,
        carried=len(outcomes) - len(stale),
        stale=stale,
        by_criterion=Counter(id for asks in stale.values() for id in asks),
        dropped=Counter(id for one in outcomes for id in one.dropped),
    )


@dataclass(frozen=True)
class Settled:
    """What became of a judgment, by its id.

    Attributes
    ----------
    asks
        The criteria that are asked again; none if another judgment has taken its place.
    dropped
        Those of its answers that the one in its place leaves out.
    """

    judgment: str
    asks: tuple[str, ...]
    dropped: tuple[str, ...] = ()


def settle_all(store: Store) -> Iterator[Settled]:
    """Settle what stands by an earlier rubric, and what waits to be asked again."""
    with store.reading() as connection:
        seats = [Seat(row.id, row.expert, row.kind, row.key, row.holder) for row in connection.execute(select(_s))]
    for seat in seats:
        yield from _settle_seat(store, seat)


def _settle_seat(store: Store, seat: Seat) -> Iterator[Settled]:
    after = 0
    while True:
        with store.writing() as connection:
            lock_seat(connection, seat, late=True)
            values = {"seat": seat.id, "after": after, "rubric": store.charter.rubric_hash, "size": AT_A_TIME}
            rows = connection.execute(_UNSETTLED, values).all()
            found = [settle(connection, store, seat, records.by_seq(connection, row.seq)) for row in rows]
        yield from (settled for settled in found if settled is not None)
        if len(rows) < AT_A_TIME:
            return
        after = rows[-1].seq


def settle(connection: Connection, store: Store, seat: Seat, judgment: Judgment) -> Settled | None:
    """Bring a judgment made by an earlier rubric to the study's present one; None if it does not stand any more."""
    charter = store.current(connection)
    state = _STATE.one(connection, {"seat": seat.id, "task": judgment.task})
    if state.judgment != judgment.seq:
        return None
    if judgment.rubric_hash == charter.rubric_hash:  # the study is back at the version that it was made by
        _keep(connection, seat, judgment.task, judgment.seq, waited=state.asked is not None)
        return Settled(judgment.id, ())
    (about,) = work.load(connection, judgment.kind, [judgment.task])
    old = store.rubric(connection, judgment.rubric_hash)
    carried = KINDS[judgment.kind].carried(judgment.answers, about.item, old, charter.rubric, charter.protocol)
    if carried.asks:
        asked = Asked(rubric=charter.rubric_hash, criteria=carried.asks).model_dump_json()
        _ASK.all(connection, {"seat_id": seat.id, "task_id": judgment.task, "asks": asked})
        if state.asked is None:
            count_stale(connection, seat, 1)
        return Settled(judgment.id, carried.asks)
    entry = judgment.model_copy(
        update={
            # The same in every copy of the study, so that these can be merged.
            "id": str(uuid.uuid5(_CARRIED, f"{judgment.id} {charter.rubric_hash}")),
            "supersedes": judgment.id,
            "answers": carried.kept,
            "rubric_hash": charter.rubric_hash,
            "instructions_hash": charter.rubric.instructions_hash,
            "reason": f"carried over to version {charter.rubric.version} of the rubric",
            "at": now(connection),
        }
    )
    seq = records.append(connection, entry, seat)
    _keep(connection, seat, judgment.task, seq, waited=state.asked is not None)
    kept = {answer.criterion for answer in carried.kept}
    return Settled(judgment.id, (), tuple(one.criterion for one in judgment.answers if one.criterion not in kept))


def _keep(connection: Connection, seat: Seat, task: int, seq: int, *, waited: bool) -> None:
    """Make `seq` the task's current judgment, of which nothing is asked again."""
    _MOVE.all(connection, {"seat_id": seat.id, "task_id": task, "seq": seq})
    if waited:
        count_stale(connection, seat, -1)


def _need_fitting_items(connection: Connection, rubric: Rubric) -> None:
    theirs = {criterion.id: criterion for criterion in rubric.criteria}
    with_own = select(_i.c.body).where(_i.c.body.contains('"criteria":['))
    for (body,) in connection.execute(with_own):
        item = item_from_json(body)
        words: Any = next(of_item(item.criteria, theirs, rubric.classes), None)
        if words is not None:
            raise StudyError(f"The rubric does not fit item {item.id!r}: {words}. The study keeps the rubric it has.")
