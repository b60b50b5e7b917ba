"""What comes along with judgments from another study: remarks on the rubric, and what was adjudicated.

Both have ids of their own and never change, so that what is here already is passed over. Of several
verdicts or decisions the latest counts, wherever it was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Table, insert, select

from evalwidgets.errors import StudyError
from evalwidgets.store import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

_i, _t = schema.items, schema.tasks
_r, _v, _a = schema.remarks, schema.remark_verdicts, schema.adjudications
_AT_A_TIME = 1_000
_TASKS = select(_t.c.id, _t.c.kind, _t.c.responses, _i.c.id.label("item_id")).join(_i, _i.c.seq == _t.c.item)

TaskKey: TypeAlias = tuple[str, str, frozenset[str]]
"""A task by what it is in every study: its kind, the id of its item, those of its responses."""


@dataclass(frozen=True)
class Notes:
    """Remarks, their verdicts and adjudications from elsewhere, as rows of their tables.

    Attributes
    ----------
    tasks
        Of the remarks and adjudications, by the number that the task has there.
    """

    remarks: Sequence[dict[str, Any]] = ()
    verdicts: Sequence[dict[str, Any]] = ()
    adjudications: Sequence[dict[str, Any]] = ()
    tasks: dict[int, TaskKey] = field(default_factory=dict[int, TaskKey])


def tasks_of(connection: Connection, items: Iterable[str]) -> dict[TaskKey, int]:
    """Return the numbers of all tasks of these items."""
    wanted = sorted(set(items))
    parts = (wanted[start : start + _AT_A_TIME] for start in range(0, len(wanted), _AT_A_TIME))
    rows = (row for part in parts for row in connection.execute(_TASKS.where(_i.c.id.in_(part))))
    return {_key(row): row.id for row in rows}


def _key(task: Any) -> TaskKey:
    return task.kind, task.item_id, frozenset(json.loads(task.responses))


def read_notes(connection: Connection) -> Notes:
    """Return all that a study has."""
    rows = {
        table.name: [
            {name: value for name, value in row.items() if name != "seq"}
            for row in connection.execute(select(table).order_by(table.c.seq)).mappings()
        ]
        for table in (_r, _v, _a)
    }
    noted = _t.c.id.in_(select(_r.c.task).union(select(_a.c.task)))
    tasks = {row.id: _key(row) for row in connection.execute(_TASKS.where(noted))}
    return Notes(rows[_r.name], rows[_v.name], rows[_a.name], tasks)


def write_notes(connection: Connection, name: str, notes: Notes) -> int:
    """Write those that are new; return how many remarks and adjudications that are.

    Parameters
    ----------
    name
        Of the place they come from, for messages.

    Raises
    ------
    StudyError
        If one is of a task that the study does not have.
    """
    here = tasks_of(connection, {item for _, item, _ in notes.tasks.values()})

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        if row["task"] is None:
            return row
        task = here.get(notes.tasks[row["task"]])
        if task is None:
            raise StudyError(f"{name}: {row['id']} is about a task that this study does not have. Nothing was merged.")
        return {**row, "task": task}

    new = 0
    for table, rows in ((_r, notes.remarks), (_a, notes.adjudications)):
        known = set(connection.execute(select(table.c.id)).scalars())
        new += _add(connection, table, [moved(row) for row in rows if row["id"] not in known])
    answered = {tuple(row) for row in connection.execute(select(_v.c.remark, _v.c.verdict, _v.c.reason, _v.c.at))}
    _add(connection, _v, [row for row in notes.verdicts if tuple(row.values()) not in answered])
    return new


def _add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)
