"""The tasks on an expert's desk: read once, kept parsed, and shown as this expert may see them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING

from evalwidgets.errors import StudyError
from evalwidgets.session.assignment import Assignment
from evalwidgets.store import records, work
from evalwidgets.tasks import KINDS, Given, shown
from evalwidgets.tasks.view import Draft

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.judgments import Judgment
    from evalwidgets.store.seats import Seat
    from evalwidgets.store.store import Charter
    from evalwidgets.store.work import Work
    from evalwidgets.tasks.answers import Answer

_KEPT = 64  # tasks kept parsed: the deck, and what was judged just now


class Desk:
    """What the tasks of one seat are about; may be used from any thread."""

    def __init__(self, charter: Charter, seat: Seat) -> None:
        self._charter = charter
        self._seat = seat
        self._kind = KINDS[seat.kind]
        self._guard = threading.Lock()  # of `_works`
        self._works: OrderedDict[int, Work] = OrderedDict()

    def works(self, connection: Connection, tasks: Collection[int]) -> dict[int, Work]:
        """Return what each task is about.

        Raises
        ------
        StudyError
            For a task that the study does not have.
        """
        known = self._known(tasks)
        missing = [task for task in tasks if task not in known]
        known |= {about.task: about for about in work.load(connection, self._seat.kind, missing)}
        for task in missing:
            if task not in known:
                raise StudyError(f"The study has no {self._seat.kind} task {task}.")
        self._keep(known)
        return known

    def on_top(self, task: int) -> Work | None:
        """Return what a task is about, if it is known without asking the store."""
        return self._known([task]).get(task)

    def shown(self, about: Work) -> tuple[str, ...]:
        """Return the task's responses in the order this expert sees them."""
        return shown(about.responses, self._charter.protocol.seed, self._seat.expert, about.task)

    def checked(self, answers: Given, about: Work) -> tuple[Answer, ...]:
        """Return the answers as they are stored; AnswerError where they do not fit the task."""
        charter = self._charter
        return self._kind.answers(answers, about.item, self.shown(about), charter.rubric, charter.protocol)

    def as_seen(self, judgment: Judgment) -> tuple[Answer, ...]:
        """Return a judgment's answers as the screen knows them."""
        return self._kind.as_seen(judgment.answers, judgment.responses)

    def assignment(self, about: Work, position: int, draft: Draft, judgment: Judgment | None = None) -> Assignment:
        """Put together what the expert gets of a task."""
        charter = self._charter
        view = self._kind.view(about.item, self.shown(about), charter.rubric, charter.protocol, about.task)
        return Assignment(about.task, self._seat.kind, position, view, draft, judgment)

    def standing(self, connection: Connection, task: int) -> Assignment:
        """Return a task of the seat as it stands: its draft, or else its current answers as one.

        Raises
        ------
        StudyError
            If it was never given to the seat.
        """
        found = work.standing(connection, self._seat, task)
        if found is None:
            raise StudyError(f"Task {task} was not given to {self._seat.expert}; call next() for one that is.")
        judgment = None if found.judgment is None else records.by_seq(connection, found.judgment)
        draft = draft_of(found.draft)
        if judgment is not None and found.draft is None:
            draft = Draft(
                answers=self.as_seen(judgment),
                note=judgment.note or "",
                changes=judgment.timing.changes,
                active_ms=judgment.timing.active_ms,
                idle_ms=judgment.timing.idle_ms,
            )
        return self.assignment(self.works(connection, [task])[task], found.position, draft, judgment)

    def _known(self, tasks: Collection[int]) -> dict[int, Work]:
        with self._guard:
            return {task: self._works[task] for task in tasks if task in self._works}

    def _keep(self, works: dict[int, Work]) -> None:
        with self._guard:
            for task, about in works.items():
                self._works[task] = about
                self._works.move_to_end(task)
            while len(self._works) > _KEPT:
                self._works.popitem(last=False)


def draft_of(json: str | None) -> Draft:
    """Read a stored draft; where there is none, an empty one."""
    return Draft() if json is None else Draft.model_validate_json(json)
