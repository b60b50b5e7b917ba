"""Adjudications on the disk: append-only, beside the judgments that they settle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from evalwidgets.adjudications import Adjudication
from evalwidgets.errors import StudyError
from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.tasks.answers import Answer

if TYPE_CHECKING:
    from sqlalchemy import Connection

_a, _t, _i = schema.adjudications, schema.tasks, schema.items

# Both databases spell it alike.
_ADD = text(
    "INSERT INTO adjudications (id, adjudicator, task, response, criterion, answer, judgments, reason, rubric, at) "
    "VALUES (:id, :adjudicator, :task, :response, :criterion, :answer, :judgments, :reason, :rubric, :at) "
    "ON CONFLICT (id) DO NOTHING"
)


def add(connection: Connection, given: Adjudication) -> Adjudication:
    """Write down an adjudication; its time is filled in here. One whose id is there already is returned as stored.

    Raises
    ------
    StudyError
        If the id belongs to another adjudicator's.
    """
    values = {
        **given.model_dump(include={"id", "adjudicator", "task", "response", "reason"}),
        "criterion": given.criterion,
        "answer": given.answer.model_dump_json(exclude_defaults=True),
        "judgments": json.dumps(given.judgments),
        "rubric": given.rubric_hash,
        "at": now(connection),
    }
    connection.execute(_ADD, values)
    (stored,) = _read(connection, _a.c.id == given.id)
    if stored.adjudicator != given.adjudicator:
        raise StudyError(f"The adjudication {given.id} is another expert's; send this one under an id of its own.")
    return stored


def read(connection: Connection, *, superseded: bool = False) -> list[Adjudication]:
    """Return what was settled, in the order stored; with `superseded` also what was settled anew later."""
    if superseded:
        return _read(connection)
    # By time, not by sequence: an older one may have come later, from another file.
    latest_first = (_a.c.at.desc(), _a.c.seq.desc())
    place = func.row_number().over(partition_by=(_a.c.task, _a.c.criterion), order_by=latest_first)
    ranked = select(_a.c.seq, place.label("place")).subquery()
    return _read(connection, _a.c.seq.in_(select(ranked.c.seq).where(ranked.c.place == 1)))


def tasks(connection: Connection, kind: str = "grade") -> dict[tuple[str, str], int]:
    """Return the number of each task of one response, by item and response."""
    rows = connection.execute(
        select(_t.c.id, _i.c.id.label("item"), _t.c.responses)
        .join_from(_t, _i, _t.c.item == _i.c.seq)
        .where(_t.c.kind == kind)
    )
    return {(row.item, response): row.id for row in rows for response in json.loads(row.responses)}


def _read(connection: Connection, *conditions: Any) -> list[Adjudication]:
    found = (
        select(_a, _i.c.id.label("item"))
        .join_from(_a, _t, _t.c.id == _a.c.task)
        .join(_i, _i.c.seq == _t.c.item)
        .where(*conditions)
        .order_by(_a.c.seq)
    )
    return [
        Adjudication(
            id=row.id,
            adjudicator=row.adjudicator,
            task=row.task,
            item=row.item,
            response=row.response,
            answer=Answer.model_validate_json(row.answer),
            judgments=tuple(json.loads(row.judgments)),
            reason=row.reason,
            rubric_hash=row.rubric,
            at=row.at,
        )
        for row in connection.execute(found)
    ]
