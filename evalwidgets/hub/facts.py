"""What a card tells of a study: read from its store, without a word of any item or answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from evalwidgets.hub.summaries import agreement_words
from evalwidgets.store import schema

if TYPE_CHECKING:
    from evalwidgets.protocol import Protocol
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store import Store

_MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Facts:
    """The figures and rules that a reader of the dataset should know.

    Attributes
    ----------
    judgments, experts, models, items
        How many there are: judgments that stand, people and language models who gave them, items.
    kinds
        How many judgments that stand are of each kind of task.
    specialties
        Of the experts who agreed to have theirs published, each once.
    first, last
        When the first and the last judgment was saved (seconds since 1970 UTC); None without any.
    agreement
        How far experts agree, as Markdown; None where nothing can be said of it.
    """

    title: str
    rubric: Rubric
    protocol: Protocol
    judgments: int
    experts: int
    models: int
    items: int
    kinds: dict[str, int]
    specialties: tuple[str, ...]
    first: float | None
    last: float | None
    agreement: str | None


def read_facts(store: Store, *, summed_up: bool = True) -> Facts:
    """Read the facts of a study.

    Parameters
    ----------
    summed_up
        Works out how far experts agree, too.
    """
    j, s = schema.judgments, schema.seats
    ends = (
        select(func.min(j.c.seq).label("first"), func.max(j.c.seq).label("last"), j.c.seat)
        .group_by(j.c.seat)
        .subquery()
    )
    first, last = j.alias("first_judgment"), j.alias("last_judgment")
    per_seat = (
        select(
            s.c.kind,
            s.c.expert,
            (s.c.submitted + s.c.skipped + s.c.flagged).label("count"),
            first.c.at.label("first"),
            last.c.at.label("last"),
        )
        .join(ends, ends.c.seat == s.c.id)
        .join(first, first.c.seq == ends.c.first)
        .join(last, last.c.seq == ends.c.last)
        .order_by(s.c.kind, s.c.expert)
    )
    with store.reading() as connection:
        seats = connection.execute(per_seat).all()
        items = connection.execute(select(func.count()).select_from(schema.items)).scalar_one()
        known = {row.id: row for row in connection.execute(select(schema.experts))}
    kinds: dict[str, int] = {}
    for seat in seats:
        kinds[seat.kind] = kinds.get(seat.kind, 0) + int(seat[2])
    judges = [known[id] for id in sorted({seat.expert for seat in seats})]
    several = sum(expert.kind == "human" for expert in judges) > 1
    return Facts(
        title=store.charter.title,
        rubric=store.charter.rubric,
        protocol=store.charter.protocol,
        judgments=sum(kinds.values()),
        experts=sum(expert.kind == "human" for expert in judges),
        models=sum(expert.kind == "model" for expert in judges),
        items=items,
        kinds=kinds,
        specialties=tuple(dict.fromkeys(filter(None, map(_specialty, judges)))),
        first=min((seat.first / _MICROSECONDS for seat in seats), default=None),
        last=max((seat.last / _MICROSECONDS for seat in seats), default=None),
        agreement=agreement_words(store) if summed_up and several else None,
    )


def _specialty(expert: Any) -> str | None:
    if "specialty" not in json.loads(expert.consented):
        return None
    return json.loads(expert.qualifications).get("specialty")
