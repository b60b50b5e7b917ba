"""The record of judgments: written once, read back as `Judgment`, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, insert, select

from evalwidgets.judgments import Judgment, Timing
from evalwidgets.store import schema
from evalwidgets.store.prepared import Prepared
from evalwidgets.tasks.answers import Answer

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Insert

    from evalwidgets.store.seats import Seat

_j, _t, _i, _s, _a = schema.judgments, schema.tasks, schema.items, schema.seats, schema.assignments
_ANSWERS = TypeAdapter(tuple[Answer, ...])


def answers_to_json(answers: tuple[Answer, ...]) -> str:
    """Write answers as the store keeps them: without what is at its default."""
    return _ANSWERS.dump_json(answers, exclude_defaults=True).decode()


def answers_from_json(text: str) -> tuple[Answer, ...]:
    """Read answers back."""
    return _ANSWERS.validate_json(text)


_COLUMNS = {column.name: bindparam(column.name, type_=column.type) for column in _j.columns if column.name != "seq"}
_APPEND = Prepared(insert(_j).values(_COLUMNS).returning(_j.c.seq))


def append(connection: Connection, judgment: Judgment, seat: Seat) -> int:
    """Write `judgment` and return its sequence number; its own `seq` does not count."""
    return _APPEND.one(connection, row(judgment, seat)).seq


def inserted_from(found: Select[Any], **columns: ColumnElement[Any]) -> Insert:
    """Return an insert of a judgment, given its `row`, for each of what is `found`, which `columns` are taken from."""
    values = {**_COLUMNS, **columns}
    return insert(_j).from_select(list(values), found.with_only_columns(*values.values()))


def row(judgment: Judgment, seat: Seat) -> dict[str, Any]:
    """Return the columns that `judgment` is kept in, but its sequence number."""
    return {
        "id": judgment.id,
        "task": judgment.task,
        "seat": seat.id,
        "status": judgment.status,
        "supersedes": judgment.supersedes,
        "reason": judgment.reason,
        "note": judgment.note,
        "answers": answers_to_json(judgment.answers),
        "shown": json.dumps(judgment.responses, ensure_ascii=False),
        "rubric": judgment.rubric_hash,
        "instructions": judgment.instructions_hash,
        "order_seed": judgment.order_seed,
        "position": judgment.position,
        "active_ms": judgment.timing.active_ms,
        "idle_ms": judgment.timing.idle_ms,
        "changes": judgment.timing.changes,
        "at": judgment.at,
    }


_ALL: Select[*tuple[Any, ...]] = (
    select(_j, _t.c.kind, _i.c.id.label("item_id"), _s.c.expert)
    .join_from(_j, _t, _j.c.task == _t.c.id)
    .join(_i, _t.c.item == _i.c.seq)
    .join(_s, _j.c.seat == _s.c.id)
)
_BY_ID = Prepared(_ALL.where(_j.c.id == bindparam("id")))
_BY_SEQ = Prepared(_ALL.where(_j.c.seq == bindparam("seq")))
_HISTORY = Prepared(
    _ALL.join(_a, (_a.c.seat == _j.c.seat) & (_a.c.task == _j.c.task) & (_a.c.judgment == _j.c.seq))
    .where(_j.c.seat == bindparam("seat"), _j.c.seq < bindparam("before"))
    .order_by(_j.c.seq.desc())
    .limit(bindparam("limit"))
)


def by_id(connection: Connection, id: str) -> Judgment | None:
    """Return the judgment with this id, if there is one."""
    row = _BY_ID.one_or_none(connection, {"id": id})
    return None if row is None else _judgment(row)


def by_seq(connection: Connection, seq: int) -> Judgment:
    """Return the judgment with this sequence number."""
    return _judgment(_BY_SEQ.one(connection, {"seq": seq}))


def current_of(connection: Connection, seat: Seat, before: int, limit: int) -> Sequence[Judgment]:
    """Return the seat's current judgments, latest first, older than the sequence number `before`."""
    rows = _HISTORY.all(connection, {"seat": seat.id, "before": before, "limit": limit})
    return [_judgment(row) for row in rows]


def _judgment(row: Any) -> Judgment:
    return Judgment(
        id=row.id,
        seq=row.seq,
        task=row.task,
        kind=row.kind,
        item=row.item_id,
        responses=tuple(json.loads(row.shown)),
        expert=row.expert,
        status=row.status,
        answers=answers_from_json(row.answers),
        supersedes=row.supersedes,
        reason=row.reason,
        note=row.note,
        rubric_hash=row.rubric,
        instructions_hash=row.instructions,
        order_seed=row.order_seed,
        position=row.position,
        timing=Timing(active_ms=row.active_ms, idle_ms=row.idle_ms, changes=row.changes),
        at=row.at,
    )
