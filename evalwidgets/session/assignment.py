"""What a session gives out: a task in hand, and how far the expert is."""

from __future__ import annotations

from dataclasses import dataclass

from evalwidgets.judgments import Judgment
from evalwidgets.tasks.view import Draft, TaskView

_LINE = 60  # characters of a prompt that a repr shows


@dataclass(frozen=True)
class Assignment:
    """A task in the hands of an expert.

    Attributes
    ----------
    task
        The study's number of it.
    position
        Its place in the expert's own sequence, from 1.
    view
        All that the expert may see of it.
    draft
        What has been answered so far, with the screen's letters for responses.
    judgment
        The current judgment, where it has been judged before.
    """

    task: int
    kind: str
    position: int
    view: TaskView
    draft: Draft
    judgment: Judgment | None

    def __repr__(self) -> str:
        start = " ".join(self.view.prompt[-1].text.split())
        start = start if len(start) <= _LINE else start[: _LINE - 1] + "…"
        state = self.judgment.status if self.judgment else "drafted" if self.draft.changes else "open"
        if self.view.asked is not None and self.view.asked.criteria is not None:
            state = f"{', '.join(self.view.asked.criteria)} asked again"
        return f"<{self.kind} task {self.task}, your no. {self.position}, {state}: “{start}”>"


@dataclass(frozen=True)
class Progress:
    """How far an expert is; `total` counts all tasks there are for this expert."""

    submitted: int
    skipped: int
    flagged: int
    total: int | None

    @property
    def done(self) -> int:
        """Tasks judged in any way."""
        return self.submitted + self.skipped + self.flagged
