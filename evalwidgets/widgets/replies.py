"""From the session's objects to the wire's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.rubrics import phrases
from evalwidgets.rubrics.base import NA_REASONS, NaReason
from evalwidgets.widgets import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalwidgets.hub.sync import SyncState
    from evalwidgets.judgments import Judgment
    from evalwidgets.protocol import Protocol
    from evalwidgets.remarks import Remark
    from evalwidgets.rubrics import Rubric
    from evalwidgets.rubrics.model import Criterion
    from evalwidgets.session import Assignment, Progress

_TITLE = 90
"""Characters of a prompt that the history shows."""


def settings(rules: Protocol) -> wire.Settings:
    """Return the rules that the screen needs."""
    reasons: tuple[NaReason, ...] = NA_REASONS
    return wire.Settings(
        require_comment=rules.require_comment,
        block_minutes=rules.block_minutes,
        idle_seconds=rules.idle_seconds,
        na_reasons=reasons,
    )


def on_hub(state: SyncState | None) -> wire.OnHub | None:
    """Return how a background push stands, as experts see it."""
    if state is None:
        return None
    at = None if state.last is None else int(state.last * 1_000_000)
    return wire.OnHub(word=state.word, at=at, passing=state.passing)


def examples(rubric: Rubric) -> tuple[wire.WorkedExample, ...]:
    """Return the rubric's worked examples, their answers in words."""
    return tuple(
        wire.WorkedExample(
            title=example.title,
            quality=example.quality,
            prompt=example.prompt,
            response=example.response,
            answers=tuple(_worked(rubric.criterion(id), given) for id, given in example.answers.items()),
            explanation=example.explanation,
        )
        for example in rubric.examples
    )


def _worked(criterion: Criterion, given: Sequence[str]) -> wire.WorkedAnswer:
    return wire.WorkedAnswer(criterion=criterion.text, answer=phrases.example_answer(given, criterion))


def ticket(assignment: Assignment) -> wire.Ticket:
    """Return a task handed out, as the browser gets it."""
    judgment = assignment.judgment
    return wire.Ticket(
        view=assignment.view,
        position=assignment.position,
        draft=assignment.draft,
        judgment=judgment.id if judgment else None,
        status=judgment.status if judgment else None,
    )


def progress(now: Progress) -> wire.Progress:
    """Return how far the expert is."""
    return wire.Progress(submitted=now.submitted, skipped=now.skipped, flagged=now.flagged, total=now.total)


def deck(assignments: Sequence[Assignment], now: Progress) -> wire.Deck:
    """Return the tasks to hold, with the progress."""
    return wire.Deck(tickets=tuple(ticket(assignment) for assignment in assignments), progress=progress(now))


def entry(judgment: Judgment, prompt: str) -> wire.HistoryEntry:
    """Return one line of the history; `prompt` is cut to its start."""
    words = " ".join(prompt.split())
    return wire.HistoryEntry(
        seq=judgment.seq,
        judgment=judgment.id,
        task=judgment.task,
        position=judgment.position,
        status=judgment.status,
        title=words if len(words) <= _TITLE else words[: _TITLE - 1] + "…",
        at=judgment.at,
        amended=judgment.supersedes is not None,
    )


def remark(said: Remark) -> wire.Remark:
    """Return an expert's remark, as the browser gets it."""
    return wire.Remark(
        remark=said.id,
        kind=said.kind,
        text=said.text,
        criterion=said.criterion,
        task=said.task,
        at=said.at,
        verdict=said.verdict.verdict if said.verdict else None,
        reason=said.verdict.reason if said.verdict else None,
    )
