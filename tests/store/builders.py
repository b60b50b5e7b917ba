"""Small studies for the tests, and a recount of everything that a store says of itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text

from evalwidgets import Protocol, Study
from evalwidgets.rubrics.model import Binary, Group, Rubric, Text
from evalwidgets.store import Store, schema

RUBRIC = Rubric(
    id="plain",
    title="Plain",
    instructions="Read it twice.",
    groups=(
        Group(
            id="all",
            title="All",
            criteria=(
                Binary(id="right", text="Is right", points=2),
                Binary(id="kind", text="Is kind", points=1, required=False),
                Text(id="words", kind="text", text="In your words", required=False),
            ),
        ),
    ),
)
ANSWERS = {"right": "met"}
PATIENCE = 0.3


def rows(count: int, responses: int = 1) -> list[dict[str, Any]]:
    letters = "abcdef"[:responses]
    return [
        {
            "id": f"q{n}",
            "prompt": f"Question {n}?",
            **{f"response_{letter}": f"Answer {letter} to {n}." for letter in letters},
            **{f"model_{letter}": f"model-{letter}" for letter in letters},
        }
        for n in range(count)
    ]


def study(place: Any, count: int = 5, *, responses: int = 1, title: str = "Pilot", **rules: Any) -> Study:
    rules.setdefault("kinds", ("grade",) if responses == 1 else ("grade", "compare"))
    return Study.create(
        place, items=rows(count, responses), rubric=RUBRIC, protocol=Protocol(**rules), title=title, progress=False
    )


def all_rows(store: Store, table: Any) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def check_books(store: Store) -> None:
    """Everything the store counts or points at equals what its record of judgments says."""
    judgments = all_rows(store, schema.judgments)
    assignments = all_rows(store, schema.assignments)
    seats = {seat.id: seat for seat in all_rows(store, schema.seats)}
    tasks = {task.id: task for task in all_rows(store, schema.tasks)}
    assert len({judgment.id for judgment in judgments}) == len(judgments)
    current: dict[tuple[int, int], Any] = {}
    for judgment in judgments:
        where = (judgment.seat, judgment.task)
        before = current.get(where)
        assert judgment.supersedes == (before.id if before else None), "the chain of amendments is broken"
        current[where] = None if judgment.status == "withdrawn" else judgment
    for assignment in assignments:
        now = current.get((assignment.seat, assignment.task))
        assert assignment.judgment == (now.seq if now else None)
        assert assignment.status == (now.status if now else "open")
        if assignment.status == "submitted":
            assert assignment.draft is None or assignment.drafted > now.changes
    for id, seat in seats.items():
        waiting = [one for one in assignments if one.seat == id and one.asked is not None]
        assert seat.stale == len(waiting)
        assert all(one.status == "submitted" for one in waiting)
    assert {where for where, now in current.items()} <= {(one.seat, one.task) for one in assignments}
    by_seat = Counter((one.seat, one.status) for one in assignments)
    by_task = Counter(one.task for one in assignments if one.status == "submitted")
    for seat in seats.values():
        assert (seat.submitted, seat.skipped, seat.flagged) == tuple(
            by_seat[seat.id, status] for status in ("submitted", "skipped", "flagged")
        )
        mine = sorted(one.position for one in assignments if one.seat == seat.id)
        assert mine == list(range(1, seat.handed + 1)), "positions have gaps or doubles"
    for task in tasks.values():
        assert task.submitted == by_task[task.id]
    overlap = store.charter.protocol.overlap
    kinds = Counter(task.kind for task in tasks.values())
    with store.reading() as connection:
        planned = json.loads(connection.execute(text("SELECT planned FROM study")).scalar_one())
    assert planned == dict(kinds)
    if overlap is not None:
        for kind in kinds:
            beyond = sum(max(0, task.submitted - overlap) for task in tasks.values() if task.kind == kind)
            assert sum(seat.surplus for seat in seats.values() if seat.kind == kind) == beyond


def ids_of(store: Store) -> Iterator[str]:
    return (judgment.id for judgment in all_rows(store, schema.judgments))
