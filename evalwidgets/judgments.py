"""The judgment: the immutable record of one expert's work on one task."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evalwidgets.tasks.answers import Answer

Status = Literal["submitted", "skipped", "flagged", "withdrawn"]


class Timing(BaseModel):
    """How long the work took, measured in the browser as durations (its clock may be wrong)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    active_ms: int = Field(default=0, ge=0)
    idle_ms: int = Field(default=0, ge=0)
    changes: int = Field(default=0, ge=0)


class Judgment(BaseModel):
    """One line of the record; nothing in it ever changes, a correction is a new judgment.

    Attributes
    ----------
    id
        Made by the caller (a UUID), so that the same judgment sent twice is stored once.
    seq
        The store's sequence: what came first.
    task, kind, item, responses
        What was judged; `responses` in the order they were shown.
    status
        ``submitted``; ``skipped`` or ``flagged`` (no answers); ``withdrawn`` takes back what it supersedes.
    supersedes
        The id of the judgment that this one replaces, or None.
    reason
        Why it was skipped, flagged (the category) or amended.
    note
        The expert's own words on it.
    position
        The place in the expert's own sequence of tasks, from 1.
    order_seed
        The protocol's seed, which decided the order of items and of responses.
    at
        When it was committed: microseconds since 1970 UTC, by the store's clock.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    seq: int
    task: int
    kind: str
    item: str
    responses: tuple[str, ...]
    expert: str
    status: Status
    answers: tuple[Answer, ...] = ()
    supersedes: str | None = None
    reason: str | None = None
    note: str | None = None
    rubric_hash: str
    instructions_hash: str
    order_seed: int
    position: int
    timing: Timing = Timing()
    at: int
