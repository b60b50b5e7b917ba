"""Merging: judgments of the same items by the same rubric, from other files or from the Hub, into one study.

Judgments have ids of their own and never change, so that there is nothing to reconcile: what is new
comes in as it is, and what is here already is passed over. Where one expert has judged a task in two
places, neither of which knew of the other, both stay in the record and the later one counts.
"""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, insert, select, text, update

from evalwidgets.errors import StudyError
from evalwidgets.store import intake, schema
from evalwidgets.store.adopting import settle_all
from evalwidgets.store.clock import now
from evalwidgets.store.intake import Arrival
from evalwidgets.store.locks import lock_kind
from evalwidgets.store.merging_notes import Notes, TaskKey, tasks_of, write_notes
from evalwidgets.store.seats import BEFORE_ALL

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.store.store import Store

_T = TypeVar("_T")
_AT_A_TIME = 1_000
_a, _e = schema.assignments, schema.experts
_j, _s, _t = schema.judgments, schema.seats, schema.tasks


@dataclass(frozen=True)
class IncomingExpert:
    """An expert from elsewhere; `pseudonym` is set where the id is one already."""

    id: str
    kind: str
    qualifications: str
    consented: str
    pseudonym: str | None


@dataclass(frozen=True)
class IncomingJudgment:
    """A judgment from elsewhere; `values` are those columns of the table that mean the same everywhere."""

    id: str
    kind: str
    item: str
    expert: str
    shown: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """What comes in, from one place.

    Attributes
    ----------
    name
        Of the place, for messages.
    rubrics
        Bodies by hash.
    """

    name: str
    rubrics: dict[str, str]
    experts: Sequence[IncomingExpert]
    items: Iterable[Arrival]
    judgments: Iterable[IncomingJudgment]
    notes: Notes = field(default_factory=Notes)


@dataclass(frozen=True)
class Merged:
    """What came in: `notes` are remarks and adjudications; `known` judgments were here already."""

    judgments: int
    items: int
    experts: int
    known: int
    notes: int = 0

    def __repr__(self) -> str:
        notes = f", {self.notes:,} remarks and adjudications" if self.notes else ""
        return (
            f"<{self.judgments:,} judgments, {self.items:,} items and {self.experts:,} experts{notes} came in; "
            f"{self.known:,} judgments were here already>"
        )


COLUMNS = (
    *("status", "supersedes", "reason", "note", "answers", "rubric", "instructions", "order_seed", "position"),
    *("active_ms", "idle_ms", "changes", "at"),
)
"""Columns of a judgment that mean the same in every study."""


def merge(store: Store, incoming: Incoming) -> Merged:
    """Take in what is new; all of it in one transaction, or nothing.

    Raises
    ------
    StudyError
        If the places have no rubric in common, an item has other content here, or a judgment is of a
        task that the study does not have.
    """
    with store.writing() as connection:
        _need_common_rubric(connection, store, incoming)
        for kind in sorted(store.charter.protocol.kinds):
            lock_kind(connection, kind)
        _rubrics(connection, incoming.rubrics)
        items = sum(_items(connection, incoming.name, part) for part in _parts(incoming.items))
        before = connection.execute(select(func.count()).select_from(_e)).scalar_one()
        _experts(connection, incoming.experts)
        experts = connection.execute(select(func.count()).select_from(_e)).scalar_one() - before
        desk = _Desk(connection, incoming.name)
        added = known = 0
        for part in _parts(incoming.judgments):
            new = desk.take(part)
            added, known = added + new, known + len(part) - new
        notes = write_notes(connection, incoming.name, incoming.notes)
        _recount(connection, desk.touched, store.charter.protocol.overlap)
    # A place may hold judgments from before it adopted this rubric.
    deque(settle_all(store), maxlen=0)
    return Merged(added, items, experts, known, notes)


def _parts(rows: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(rows)
    while part := list(islice(rest, _AT_A_TIME)):
        yield part


def _need_common_rubric(connection: Connection, store: Store, incoming: Incoming) -> None:
    # A study that has moved on to another version of its rubric keeps the older ones.
    if set(connection.execute(select(schema.rubrics.c.hash)).scalars()).isdisjoint(incoming.rubrics):
        theirs, own = next(iter(incoming.rubrics), "none"), store.current(connection).rubric_hash
        raise StudyError(
            f"{incoming.name} is judged by another rubric (there {theirs[:12]}, here {own[:12]}): its judgments do not "
            "mean the same. Studies can be merged if they were made with the same rubric."
        )


def _rubrics(connection: Connection, bodies: dict[str, str]) -> None:
    add = text("INSERT INTO rubrics (hash, body, added) VALUES (:hash, :body, :added) ON CONFLICT (hash) DO NOTHING")
    at = now(connection)
    connection.execute(add, [{"hash": hash, "body": body, "added": at} for hash, body in bodies.items()])


def _items(connection: Connection, name: str, arrivals: Sequence[Arrival]) -> int:
    taken = intake.take_in(connection, arrivals, {})
    if taken.conflicts:
        first = taken.conflicts[0]
        raise StudyError(
            f"item {first.id!r} has other content in {name} (there {first.given[:12]}, here {first.there[:12]}): "
            "judgments of it do not mean the same. Nothing was merged."
        )
    return taken.added


def _experts(connection: Connection, experts: Sequence[IncomingExpert]) -> None:
    add = text(
        "INSERT INTO experts (id, kind, qualifications, consented, pseudonym, added) VALUES "
        "(:id, :kind, :qualifications, :consented, :pseudonym, :added) ON CONFLICT (id) DO NOTHING"
    )
    at = now(connection)
    rows = [{**vars(expert), "added": at} for expert in experts]
    if rows:
        connection.execute(add, rows)


class _Desk:
    """Finds the seat and the task of each judgment, and writes what is new."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection, self._name = connection, name
        self.touched: set[int] = set()
        self._seats: dict[tuple[str, str], int] = {
            (row.expert, row.kind): row.id for row in connection.execute(select(_s.c.id, _s.c.expert, _s.c.kind))
        }

    def take(self, part: Sequence[IncomingJudgment]) -> int:
        """Write those of `part` that are new; return how many."""
        ids = [judgment.id for judgment in part]
        known = set(self._connection.execute(select(_j.c.id).where(_j.c.id.in_(ids))).scalars())
        fresh = list({judgment.id: judgment for judgment in part if judgment.id not in known}.values())
        tasks = tasks_of(self._connection, {judgment.item for judgment in fresh})
        rows = [self._row(judgment, tasks) for judgment in fresh]
        if rows:
            self._connection.execute(insert(_j), rows)
        return len(rows)

    def _row(self, judgment: IncomingJudgment, tasks: dict[TaskKey, int]) -> dict[str, Any]:
        task = tasks.get((judgment.kind, judgment.item, frozenset(judgment.shown)))
        if task is None:
            raise StudyError(
                f"{self._name}: judgment {judgment.id} is of a task that this study does not have "
                f"({judgment.kind}, item {judgment.item!r}, responses {', '.join(judgment.shown)}). Nothing was merged."
            )
        shown = json.dumps(judgment.shown, ensure_ascii=False)
        seat = self._seat(judgment.expert, judgment.kind)
        self.touched.add(seat)
        return {**judgment.values, "id": judgment.id, "task": task, "seat": seat, "shown": shown}

    def _seat(self, expert: str, kind: str) -> int:
        if (expert, kind) not in self._seats:
            values = {"expert": expert, "kind": kind, "key": secrets.token_urlsafe(16), "cursor_rank": BEFORE_ALL}
            made = self._connection.execute(insert(_s).values(values).returning(_s.c.id))
            self._seats[expert, kind] = made.scalar_one()
        return self._seats[expert, kind]


def _recount(connection: Connection, touched: set[int], overlap: int | None) -> None:
    """Bring what is current, and all counters, in line with the record, for the seats that were touched."""
    for seat in sorted(touched):
        _recount_seat(connection, seat)
    submitted = select(_a.c.task, func.count().label("count")).where(_a.c.status == "submitted").group_by(_a.c.task)
    counts = {row.task: row.count for row in connection.execute(submitted)}
    there = connection.execute(select(_t.c.id, _t.c.submitted)).all()
    changed = [{"one": id, "count": counts.get(id, 0)} for id, count in there if counts.get(id, 0) != count]
    if changed:
        connection.execute(_TASK, changed)
    if overlap is not None:
        # Only the sum over a kind's seats is ever used, so that all of it may stand with one of them.
        connection.execute(update(_s).values(surplus=0))
        connection.execute(_SURPLUS, {"overlap": overlap})


_TASK = update(_t).where(_t.c.id == bindparam("one")).values(submitted=bindparam("count"))
_SURPLUS = text(
    "UPDATE seats SET surplus = COALESCE((SELECT SUM(tasks.submitted - :overlap) FROM tasks "
    "WHERE tasks.kind = seats.kind AND tasks.submitted > :overlap), 0) "
    "WHERE id IN (SELECT MIN(id) FROM seats GROUP BY kind)"
)


def _recount_seat(connection: Connection, seat: int) -> None:
    columns = (_j.c.id, _j.c.seq, _j.c.task, _j.c.status, _j.c.supersedes, _j.c.changes)
    record = connection.execute(select(*columns).where(_j.c.seat == seat).order_by(_j.c.at, _j.c.seq)).all()
    replaced = {row.supersedes for row in record}
    current = {row.task: row for row in record if row.id not in replaced}  # the last one of a task counts
    mine = connection.execute(select(_a.c.task, _a.c.position, _a.c.judgment).where(_a.c.seat == seat)).all()
    there = {row.task: row.judgment for row in mine}
    last = max((row.position for row in mine), default=0)
    fresh: list[dict[str, Any]] = []
    for task, row in current.items():
        taken_back = row.status == "withdrawn"
        values = {"status": "open" if taken_back else row.status, "judgment": None if taken_back else row.seq}
        if task not in there:
            fresh.append({"seat": seat, "task": task, "leased_until": 0, "drafted": row.changes, **values})
        elif there[task] != values["judgment"]:
            connection.execute(update(_a).where(_a.c.seat == seat, _a.c.task == task).values(**values, asked=None))
    if fresh:
        connection.execute(insert(_a), [{"position": last + n, **one} for n, one in enumerate(fresh, start=1)])
    counted = select(_a.c.status, func.count().label("count")).where(_a.c.seat == seat).group_by(_a.c.status)
    counts = {row.status: row.count for row in connection.execute(counted)}
    numbers = {status: counts.get(status, 0) for status in ("submitted", "skipped", "flagged")}
    waiting = select(func.count()).where(_a.c.seat == seat, _a.c.asked.is_not(None))
    numbers["stale"] = connection.execute(waiting).scalar_one()
    # The search for the next task starts anew: tasks that were settled for this seat may not be so any more.
    place = {"cursor_rank": BEFORE_ALL, "cursor_task": 0, "handed": last + len(fresh)}
    connection.execute(update(_s).where(_s.c.id == seat).values(**numbers, **place))
