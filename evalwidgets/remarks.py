"""Remarks: what experts say about the rubric while they judge by it.

An expert proposes a criterion or calls one unclear; whoever keeps the rubric accepts or declines,
with a reason that the expert reads. Remarks are never changed; of several verdicts the last counts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Literal

from pydantic import BaseModel, ConfigDict

RemarkKind = Literal["propose", "unclear"]
RemarkVerdict = Literal["accepted", "declined"]

LONGEST = 4_000
"""Characters of a remark, and of the reason of a verdict."""

_SHOWN = 100  # characters of a remark in a table
_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0"


class Verdict(BaseModel):
    """What became of a remark; `at` as in `Remark`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: RemarkVerdict
    reason: str
    at: int


class Remark(BaseModel):
    """One remark of one expert.

    Attributes
    ----------
    id
        Made by the caller (a UUID), so that the same remark sent twice is stored once.
    kind
        ``propose`` a criterion, or call one ``unclear``.
    criterion
        The one it is about, if it is about one.
    task, item
        What was being judged at the time, if anything was.
    rubric_hash
        The version of the rubric that it is about.
    at
        Microseconds since 1970 UTC, by the store's clock.
    verdict
        None while nobody has answered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    expert: str
    kind: RemarkKind
    text: str
    criterion: str | None
    task: int | None
    item: str | None
    rubric_hash: str
    at: int
    verdict: Verdict | None = None

    @property
    def about(self) -> str:
        """What it says and of what, in a few words."""
        return "proposes a criterion" if self.kind == "propose" else f"finds {self.criterion} unclear"

    @property
    def state(self) -> str:
        """Where it stands: "open", "accepted", or "declined: " with the reason."""
        if self.verdict is None:
            return "open"
        return f"{self.verdict.verdict}: {self.verdict.reason}" if self.verdict.reason else self.verdict.verdict

    def __repr__(self) -> str:
        return f"<remark {self.id[:8]}: {self.expert} {self.about}, {self.state}: “{_start(self.text)}”>"


class Remarks(tuple[Remark, ...]):
    """Remarks, the latest first; prints as a table."""

    __slots__ = ()

    @property
    def open(self) -> Remarks:
        """Those that nobody has answered."""
        return Remarks(remark for remark in self if remark.verdict is None)

    def __repr__(self) -> str:
        return "\n".join([self._counted(), *(f"  {remark!r}" for remark in self)])

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th style='{_CELL}'>{name}</th>" for name in ("when", "expert", "about", "item", "says", "state")
        )
        rows = "".join(
            "<tr>" + "".join(f"<td style='{_CELL}'>{escape(text)}</td>" for text in _cells(remark)) + "</tr>"
            for remark in self
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if self else ""
        return f"<div dir='auto'><strong>{escape(self._counted())}</strong>{table}</div>"

    def _counted(self) -> str:
        if not self:
            return "no remarks"
        return f"{len(self)} {'remark' if len(self) == 1 else 'remarks'}, {len(self.open)} open"


def _cells(remark: Remark) -> tuple[str, ...]:
    when = datetime.fromtimestamp(remark.at / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")
    return when, remark.expert, remark.about, remark.item or "", remark.text, remark.state


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
