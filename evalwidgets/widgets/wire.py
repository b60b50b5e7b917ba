"""The messages between the browser and the kernel.

The browser sends ``{v, id, op, payload}`` and gets exactly one reply with the same id:
``{v, id, ok: true, result}`` or ``{v, id, ok: false, error: {code, message}}``. The kernel sends
unasked only ``{v, event, …}``. The TypeScript types in ``frontend/src/wire.ts`` are generated from
these models (``make types``); the tests fail if they differ.

======= ======================= ================== ==============================================
op      payload                 result             may be sent again
======= ======================= ================== ==============================================
bundle  `BundleRequest`         `Bundle`           yes
open    `OpenRequest`           `Opened`           yes
deck    `DeckRequest`           `Deck`             yes
judge   `JudgeRequest`          `Judged`           yes: the judgment's id makes it one
undo    `UndoRequest`           `Undone`           yes: the record's id makes it one
draft   `DraftRequest`          `Saved`            yes: the later draft (more changes) stays
list    `HistoryRequest`        `History`          yes
visit   `VisitRequest`          `Ticket`           yes
remark  `RemarkRequest`         `Remark`           yes: the remark's id makes it one
remarks `RemarksRequest`        `Remarks`          yes
======= ======================= ================== ==============================================

The rubric designer's own operations are in `wire_designer`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from evalwidgets.remarks import RemarkKind, RemarkVerdict
from evalwidgets.rubrics.model import NaReason
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.view import Asked, Draft, TaskView

VERSION = 1

Op = Literal[
    "bundle",
    "open",
    "deck",
    "judge",
    "undo",
    "draft",
    "list",
    "visit",
    "remark",
    "remarks",
    "design_open",
    "design_check",
    "design_item",
    "design_changes",
    "design_save",
    "design_reload",
    "design_import",
    "design_text",
    "design_remarks",
    "design_settle",
    "agreement_open",
    "agreement_cases",
    "agreement_case",
    "adjudicate_open",
    "adjudicate_settle",
    "hub_open",
    "hub_clear",
    "hub_push",
    "hub_progress",
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Request(_Model):
    """The envelope of everything the browser sends."""

    v: int
    id: str
    op: Op
    payload: dict[str, Any]


class WireError(_Model):
    """What went wrong: `code` for the program, `message` for the person."""

    code: str
    message: str
    criterion: str | None = None


class Reply(_Model):
    """The envelope of every answer; `result` is set if `ok`, else `error`."""

    v: int = VERSION
    id: str
    ok: bool
    result: Any = None
    error: WireError | None = None


class OnHub(_Model):
    """How far what is judged is on the Hub: neither where, nor in the words of an error, which are not for experts.

    Attributes
    ----------
    at
        When all of it was last there (microseconds since 1970, UTC), or None.
    passing
        While failing: what will pass by itself; None: somebody has to do something.
    """

    word: Literal["starting", "waiting", "pushing", "held", "failing", "stopped"]
    at: int | None
    passing: Literal["network", "hub"] | None


class Event(_Model):
    """What the kernel says unasked; `on_hub` says how it stands where the event is that."""

    v: int = VERSION
    event: Literal["continued_elsewhere", "closed", "rubric_changed", "on_hub"]
    on_hub: OnHub | None = None


class BundleRequest(_Model):
    """Asks for the app's code by its content hash."""

    hash: str


class Bundle(_Model):
    """The app's code, one ES module."""

    hash: str
    code: str


class OpenRequest(_Model):
    """Takes the seat (again): a widget that has been taken over may open only with `take`."""

    take: bool = True


class Settings(_Model):
    """The protocol's rules that the screen needs."""

    require_comment: Literal["rubric", "exceptions", "all"]
    block_minutes: float | None
    idle_seconds: float
    na_reasons: tuple[NaReason, ...]


class Progress(_Model):
    """How far this expert is; `total` is None while it cannot be known."""

    submitted: int
    skipped: int
    flagged: int
    total: int | None


class Ticket(_Model):
    """A task handed out, with what the expert has answered so far.

    Attributes
    ----------
    position
        The place in the expert's own sequence, from 1: the 7 in "7 of 40".
    judgment
        The id of the current judgment, where the task has been judged before (revisiting).
    status
        That judgment's status, else None.
    """

    view: TaskView
    position: int
    draft: Draft
    judgment: str | None = None
    status: str | None = None


class Deck(_Model):
    """The current task and the next ones, in order; empty when all is done."""

    tickets: tuple[Ticket, ...]
    progress: Progress


class DeckRequest(_Model):
    """Asks for tasks to hold, at most `n`; `holding` are those the browser has already.

    The reply's tickets are those held by this seat and not in `holding`.
    """

    n: int = Field(default=3, ge=1, le=20)
    holding: tuple[int, ...] = ()


class WorkedAnswer(_Model):
    """What a worked example answers to one criterion, in words."""

    criterion: str
    answer: str


class WorkedExample(_Model):
    """A response with the answers that a careful expert would give; texts are markdown."""

    title: str
    quality: Literal["good", "flawed"]
    prompt: str
    response: str
    answers: tuple[WorkedAnswer, ...]
    explanation: str


class Opened(_Model):
    """Everything the screen needs at first.

    Attributes
    ----------
    study
        The study's UUID, and `seat` a random key of this expert's seat: together they name the
        browser's outbox, which is never offered to another study or expert.
    on_hub
        How its background push stands; None: there is none in this kernel.
    """

    study: str
    seat: str
    kind: str
    title: str
    rubric: str
    rubric_version: str
    rubric_hash: str
    instructions: str
    examples: tuple[WorkedExample, ...]
    settings: Settings
    deck: Deck
    on_hub: OnHub | None = None


class JudgeRequest(_Model):
    """A judgment to store: submitted, skipped or flagged.

    Attributes
    ----------
    judgment
        A UUID made in the browser, the same each time it is sent.
    supersedes
        The judgment this one amends, when a judged task was revisited.
    asked
        The view's own: what the answers are answers to.
    """

    judgment: str
    task: int
    status: Literal["submitted", "skipped", "flagged"]
    answers: tuple[Answer, ...] = ()
    reason: str | None = None
    note: str | None = None
    supersedes: str | None = None
    asked: Asked | None = None
    active_ms: int = Field(default=0, ge=0)
    idle_ms: int = Field(default=0, ge=0)
    changes: int = Field(default=0, ge=0)


class Judged(_Model):
    """The judgment is committed; `amended` if it replaced an earlier one of the same expert."""

    judgment: str
    amended: bool
    progress: Progress


class UndoRequest(_Model):
    """Takes back this seat's judgment `target`; `judgment` is the id of the record of it."""

    judgment: str
    target: str | None = None


class Undone(_Model):
    """The reopened task with its answers as a draft."""

    ticket: Ticket
    progress: Progress


class DraftRequest(_Model):
    """Unsubmitted answers to keep."""

    task: int
    draft: Draft


class Saved(_Model):
    """The draft is committed, or a later one was there already."""

    changes: int


class HistoryRequest(_Model):
    """Asks for judged tasks, latest first, older than the sequence number `before`."""

    before: int | None = None
    limit: int = Field(default=50, ge=1, le=200)


class HistoryEntry(_Model):
    """One judged task; `title` is the start of its prompt."""

    seq: int
    judgment: str
    task: int
    position: int
    status: str
    title: str
    at: int
    amended: bool


class History(_Model):
    """Judged tasks, latest first."""

    entries: tuple[HistoryEntry, ...]
    more: bool


class VisitRequest(_Model):
    """Asks for a judged task with its current answers, to read or to amend."""

    task: int


class RemarkRequest(_Model):
    """Something that the expert says about the rubric.

    Attributes
    ----------
    remark
        A UUID made in the browser, the same each time it is sent.
    criterion
        The one that is unclear, or that a proposal is about.
    task
        The task on the screen.
    """

    remark: str
    kind: RemarkKind
    text: str
    criterion: str | None = None
    task: int | None = None


class Remark(_Model):
    """A remark as it was stored; `verdict` and its `reason` are None while nobody has answered."""

    remark: str
    kind: RemarkKind
    text: str
    criterion: str | None
    task: int | None
    at: int
    verdict: RemarkVerdict | None = None
    reason: str | None = None


class RemarksRequest(_Model):
    """Asks for all that this expert has remarked."""


class Remarks(_Model):
    """The expert's remarks, latest first."""

    remarks: tuple[Remark, ...]
