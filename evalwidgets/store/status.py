"""How far a study is: its items, its tasks, and each expert's share, as text and as small bars."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from evalwidgets.store import schema, seats
from evalwidgets.store.seats import Seat

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

_BAR = (
    "width:12em;height:.7em;border-radius:.35em;overflow:hidden;display:flex;"
    "background:color-mix(in srgb, currentColor 15%, transparent)"
)
_PARTS = {"submitted": "#2e7d4f", "skipped": "#8a8a8a", "flagged": "#b3541e"}
_CELL = "text-align:left;padding:.15em .8em .15em 0"


@dataclass(frozen=True)
class ExpertStatus:
    """One expert's work on one kind of task; `total` counts the tasks there are for them."""

    expert: str
    kind: str
    submitted: int
    skipped: int
    flagged: int
    total: int

    @property
    def done(self) -> int:
        """Tasks judged, skipped or flagged: none of them comes back to the expert."""
        return self.submitted + self.skipped + self.flagged

    def __str__(self) -> str:
        left = [f"{count:,} {what}" for what, count in (("skipped", self.skipped), ("flagged", self.flagged)) if count]
        return f"{self.submitted:,} of {self.total:,}" + (f" ({', '.join(left)})" if left else "")


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    tasks
        How many tasks there are, by kind.
    experts
        One entry per expert and kind of task.
    """

    title: str
    place: str
    rubric: str
    items: int
    tasks: dict[str, int]
    experts: tuple[ExpertStatus, ...]

    def __str__(self) -> str:
        tasks = ", ".join(f"{count:,} {kind} tasks" for kind, count in self.tasks.items() if count) or "no tasks"
        judged = sum(one.submitted for one in self.experts)
        lines = [
            f"{self.title} ({self.place})",
            f"rubric {self.rubric}; {self.items:,} items, {tasks}, {judged:,} judged",
        ]
        if not self.experts:
            return "\n".join([*lines, "  no expert has begun"])
        wide = max(len(one.expert) for one in self.experts)
        return "\n".join([*lines, *(f"  {one.expert:<{wide}}  {one.kind:<8} {one}" for one in self.experts)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """Return the same as a table with a bar per expert."""
        head, *rest = str(self).splitlines()
        facts = "" if self.experts else f"<div>{escape(rest[1].strip())}</div>"
        rows = "".join(
            f"<tr><td style='{_CELL}'>{escape(one.expert)}</td><td style='{_CELL}'>{escape(one.kind)}</td>"
            f"<td style='{_CELL}'>{_bar(one)}</td><td style='{_CELL}'>{escape(str(one))}</td></tr>"
            for one in self.experts
        )
        table = (
            f"<table><thead><tr><th style='{_CELL}'>expert</th><th style='{_CELL}'>task</th>"
            f"<th style='{_CELL}'>progress</th><th style='{_CELL}'>submitted</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
            if rows
            else ""
        )
        return f"<div><strong>{escape(head)}</strong><div>{escape(rest[0])}</div>{facts}{table}</div>"


def _bar(one: ExpertStatus) -> str:
    parts = "".join(
        f"<span style='width:{100 * count / max(one.total, one.done, 1):.2f}%;background:{_PARTS[what]}'></span>"
        for what, count in (("submitted", one.submitted), ("skipped", one.skipped), ("flagged", one.flagged))
        if count
    )
    return f"<div role='img' aria-label='{escape(str(one))}' style='{_BAR}'>{parts}</div>"


_SEATS = (
    select(schema.seats, schema.experts.c.kind.label("expert_kind"))
    .join(schema.experts, schema.experts.c.id == schema.seats.c.expert)
    .order_by(schema.seats.c.expert, schema.seats.c.kind)
)


def read_status(store: Store) -> Status:
    """Read how far the study is; costs a little per expert, and nothing per item or judgment."""
    charter = store.charter
    with store.reading() as connection:
        planned: dict[str, int] = json.loads(connection.execute(select(schema.study.c.planned)).scalar_one())
        # Items are only ever added, so that the last number is their count.
        items = connection.execute(select(func.coalesce(func.max(schema.items.c.seq), 0))).scalar_one()
        rows = connection.execute(_SEATS).all()
        experts: list[ExpertStatus] = []
        for row in rows:
            seat = Seat(row.id, row.expert, row.kind, row.key, row.holder, row.expert_kind == seats.MODEL)
            counts = seats.count(connection, seat, charter.protocol.overlap)
            experts.append(
                ExpertStatus(row.expert, row.kind, counts.submitted, counts.skipped, counts.flagged, counts.total)
            )
    return Status(
        title=charter.title,
        place=str(store.place),
        rubric=f"{charter.rubric.title} {charter.rubric.version}",
        items=items,
        tasks=planned,
        experts=tuple(experts),
    )
