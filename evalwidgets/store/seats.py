"""Seats: an expert's place in a study, one per kind of task; the newest session holds it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text

from evalwidgets.errors import ContinuedElsewhere, StudyError
from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import Connection

MODEL = "model"
"""The kind of expert that is a model."""

BEFORE_ALL = -1
"""The cursor's rank before any task: ranks are not negative."""

_NAME_LENGTH = 200


@dataclass(frozen=True)
class Seat:
    """A seat as one session took it.

    Attributes
    ----------
    key
        Random; names the browser's outbox.
    holder
        The session's number: the seat is ours while the store's number is this one.
    is_model
        Whether a model sits here: what it judges is beside the overlap, never in place of a human's judgment.
    """

    id: int
    expert: str
    kind: str
    key: str
    holder: int
    is_model: bool = False


@dataclass(frozen=True)
class Counts:
    """What a seat has judged, and how many tasks there are for it in all.

    What is to be asked again in part does not count as submitted.
    """

    submitted: int
    skipped: int
    flagged: int
    total: int


# Both databases spell these alike.
_ADD_EXPERT = text(
    "INSERT INTO experts (id, kind, qualifications, added) VALUES (:id, :kind, :qualifications, :added) "
    "ON CONFLICT (id) DO NOTHING"
)
_SET_EXPERT = text(
    "INSERT INTO experts (id, kind, qualifications, consented, added) "
    "VALUES (:id, :kind, :qualifications, :consented, :added) ON CONFLICT (id) DO UPDATE "
    "SET kind = excluded.kind, qualifications = excluded.qualifications, consented = excluded.consented"
)
_TAKE = text(
    "INSERT INTO seats (expert, kind, key, holder, cursor_rank) VALUES (:expert, :kind, :key, 1, :cursor) "
    "ON CONFLICT (expert, kind) DO UPDATE SET holder = seats.holder + 1 RETURNING id, key, holder"
)

_WHO = select(schema.experts.c.kind).where(schema.experts.c.id == bindparam("expert"))


def set_expert(
    connection: Connection, expert: str, kind: str, qualifications: Mapping[str, Any], consented: Sequence[str] = ()
) -> None:
    """Write down who an expert is, in place of what was known before.

    Parameters
    ----------
    consented
        Which of the qualifications may be published.

    Raises
    ------
    StudyError
        For a name that cannot be one, or consent to publish what is not there.
    """
    unknown = [name for name in consented if name not in qualifications]
    if unknown:
        raise StudyError(f"{expert}: {unknown[0]} cannot be published, it is not among the qualifications given")
    values = json.dumps(dict(qualifications), ensure_ascii=False, sort_keys=True)
    row = _expert(connection, expert, kind, values)
    connection.execute(_SET_EXPERT, {**row, "consented": json.dumps(sorted(consented))})


def need_expert(connection: Connection, expert: str) -> None:
    """Add an expert who is not known yet.

    Raises
    ------
    StudyError
        For a name that cannot be one.
    """
    connection.execute(_ADD_EXPERT, _expert(connection, expert, "human", "{}"))


def take_seat(connection: Connection, expert: str, kind: str) -> Seat:
    """Take the expert's seat for a new session; whoever held it holds it no longer.

    Raises
    ------
    StudyError
        For a name that cannot be one.
    """
    need_expert(connection, expert)
    values = {"expert": expert, "kind": kind, "key": secrets.token_urlsafe(16), "cursor": BEFORE_ALL}
    row = connection.execute(_TAKE, values).one()
    who = connection.execute(_WHO, {"expert": expert}).scalar_one()
    return Seat(id=row.id, expert=expert, kind=kind, key=row.key, holder=row.holder, is_model=who == MODEL)


def planned(connection: Connection) -> dict[str, int]:
    """Return how many tasks of each kind the study has; empty before its first item."""
    return json.loads(connection.execute(select(schema.study.c.planned)).scalar_one())


def _expert(connection: Connection, expert: str, kind: str, qualifications: str) -> dict[str, Any]:
    if not expert or expert != expert.strip() or len(expert) > _NAME_LENGTH or not expert.isprintable():
        raise StudyError(
            f"{expert!r} cannot name an expert: give a pseudonym like dr-osei, of 1 to {_NAME_LENGTH} characters, "
            "without spaces around it"
        )
    return {"id": expert, "kind": kind, "qualifications": qualifications, "added": now(connection)}


_LOCK = Prepared(select(schema.seats).where(schema.seats.c.id == bindparam("seat")).with_for_update())
_HOLDER = select(schema.seats.c.holder).where(schema.seats.c.id == bindparam("seat"))


def lock_seat(connection: Connection, seat: Seat, *, late: bool = False) -> Any:
    """Return the seat's row, kept from changing until the transaction ends.

    Raises
    ------
    ContinuedElsewhere
        If a newer session holds the seat, unless `late` work of an older one is let in.
    """
    row = _LOCK.one(connection, {"seat": seat.id})
    need_holder(seat, row.holder, late=late)
    return row


def need_holder(seat: Seat, holder: int, *, late: bool) -> None:
    """Raise `ContinuedElsewhere` if `holder` is a newer session, unless `late` work of an older one is let in."""
    if holder != seat.holder and not late:
        raise ContinuedElsewhere(f"{seat.expert} has opened this study again; the work goes on in the newer window.")


def is_current(connection: Connection, seat: Seat) -> bool:
    """Tell whether no newer session has taken the seat."""
    return connection.execute(_HOLDER, {"seat": seat.id}).scalar_one() == seat.holder


_COUNTS = Prepared(
    select(
        schema.seats.c.submitted,
        schema.seats.c.skipped,
        schema.seats.c.flagged,
        schema.seats.c.stale,
        select(schema.study.c.planned).scalar_subquery().label("planned"),
    ).where(schema.seats.c.id == bindparam("seat"))
)
_GIVEN = Prepared(
    select(func.coalesce(func.sum(schema.seats.c.submitted - schema.seats.c.surplus), 0).label("judgments")).where(
        schema.seats.c.kind == bindparam("kind")
    )
)


def count(connection: Connection, seat: Seat, overlap: int | None) -> Counts:
    """Count the seat's work; costs the same however much has been done.

    With an overlap, the total is what is done plus what is left for this expert: the tasks not yet
    done by them, as far as the study still needs judgments.
    """
    row = _COUNTS.one(connection, {"seat": seat.id})
    planned: int = json.loads(row.planned).get(seat.kind, 0)
    total = planned
    if overlap is not None and not seat.is_model:
        done: int = row.submitted + row.skipped + row.flagged
        needed = planned * overlap - int(_GIVEN.one(connection, {"kind": seat.kind}).judgments)
        total = done + min(planned - done, needed)
    return Counts(row.submitted - row.stale, row.skipped, row.flagged, total)
