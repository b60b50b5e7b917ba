"""Experts' remarks on the rubric, and what became of them: both append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Select, func, insert, select, text

from evalwidgets.errors import StudyError
from evalwidgets.remarks import LONGEST, Remark, Remarks, RemarkVerdict, Verdict
from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.tasks.answers import storable

if TYPE_CHECKING:
    from sqlalchemy import Connection

_r, _v, _t, _i = schema.remarks, schema.remark_verdicts, schema.tasks, schema.items

# Both databases spell it alike.
_ADD = text(
    "INSERT INTO remarks (id, expert, kind, text, criterion, task, rubric, at) "
    "VALUES (:id, :expert, :kind, :text, :criterion, :task, :rubric, :at) ON CONFLICT (id) DO NOTHING"
)


def add(connection: Connection, remark: Remark) -> Remark:
    """Write down a remark; its time is filled in here. One whose id is there already is returned as it was stored.

    Raises
    ------
    StudyError
        If it says nothing, or too much, or its id belongs to another expert's.
    """
    said = _worded(remark.text, "A remark")
    if not said:
        raise StudyError("A remark needs words: say in a sentence what should change.")
    values = {
        **remark.model_dump(include={"id", "expert", "kind", "criterion", "task"}),
        "text": said,
        "rubric": remark.rubric_hash,
        "at": now(connection),
    }
    connection.execute(_ADD, values)
    (stored,) = _read(connection, _r.c.id == remark.id)
    if stored.expert != remark.expert:
        raise StudyError(f"The remark {remark.id} is another expert's; send this one under an id of its own.")
    return stored


def answer(connection: Connection, id: str, verdict: RemarkVerdict, reason: str) -> Remark:
    """Write down what became of a remark; an earlier verdict stays on record, and the last counts.

    Raises
    ------
    StudyError
        If there is no such remark or verdict, or it is declined without a reason.
    """
    if verdict not in get_args(RemarkVerdict):
        raise StudyError(f"A remark is accepted or declined, not {verdict!r}.")
    said = _worded(reason, "The reason")
    if verdict == "declined" and not said:
        raise StudyError("Say why it is declined: the expert reads the reason.")
    if not _read(connection, _r.c.id == id):
        raise StudyError(f"The study has no remark {id}; study.remarks() lists them.")
    connection.execute(insert(_v).values(remark=id, verdict=verdict, reason=said, at=now(connection)))
    return _read(connection, _r.c.id == id)[0]


def read(connection: Connection, expert: str | None = None) -> Remarks:
    """Return the remarks of one expert, or of all, the latest first."""
    return _read(connection, *([] if expert is None else [_r.c.expert == expert]))


def _worded(given: str, what: str) -> str:
    said = storable(given).strip()
    if len(said) > LONGEST:
        raise StudyError(f"{what} has {len(said):,} characters, at most {LONGEST:,} are kept; shorten it.")
    return said


def _read(connection: Connection, *conditions: Any) -> Remarks:
    # By time, not by sequence: an older verdict may have come later, from another file.
    latest_first = (_v.c.at.desc(), _v.c.seq.desc())
    place = func.row_number().over(partition_by=_v.c.remark, order_by=latest_first).label("place")
    last = select(_v.c.remark, _v.c.seq, place).subquery()
    found: Select[*tuple[Any, ...]] = (
        select(_r, _i.c.id.label("item"), _v.c.verdict, _v.c.reason, _v.c.at.label("answered"))
        .join_from(_r, _t, _t.c.id == _r.c.task, isouter=True)
        .join(_i, _i.c.seq == _t.c.item, isouter=True)
        .join(last, (last.c.remark == _r.c.id) & (last.c.place == 1), isouter=True)
        .join(_v, _v.c.seq == last.c.seq, isouter=True)
        .where(*conditions)
        .order_by(_r.c.at.desc(), _r.c.seq.desc())
    )
    return Remarks(_remark(row) for row in connection.execute(found))


def _remark(row: Any) -> Remark:
    verdict = None if row.verdict is None else Verdict(verdict=row.verdict, reason=row.reason, at=row.answered)
    return Remark(
        id=row.id,
        expert=row.expert,
        kind=row.kind,
        text=row.text,
        criterion=row.criterion,
        task=row.task,
        item=row.item,
        rubric_hash=row.rubric,
        at=row.at,
        verdict=verdict,
    )
