"""The tasks on an expert's desk: read once, kept parsed, and shown as this expert may see them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from evalwidgets.errors import StudyError
from evalwidgets.session.assignment import Assignment
from evalwidgets.session.resuming import resumed
from evalwidgets.store import records, work
from evalwidgets.tasks import KINDS, Given, shown
from evalwidgets.tasks.view import Asked, Draft, narrowed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.judgments import Judgment
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store.deck import Handed
    from evalwidgets.store.seats import Seat
    from evalwidgets.store.store import Store
    from evalwidgets.store.work import Standing, Work
    from evalwidgets.tasks.answers import Answer

_KEPT = 64  # tasks kept parsed: the deck, and what was judged just now


@dataclass(frozen=True)
class Begun:
    """A task as it stands with the expert: what it asks, and what has been answered of that."""

    about: Work
    position: int
    asked: Asked
    draft: Draft


class Desk:
    """What the tasks of one seat are about; may be used from any thread."""

    def __init__(self, store: Store, seat: Seat, language: str | None = None) -> None:
        self._store = store
        self._language = language
        self._seat = seat
        self._kind = KINDS[seat.kind]
        self._guard = threading.Lock()  # of `_works` and `_asked`
        self._works: OrderedDict[int, Work] = OrderedDict()
        self._asked: dict[int, Asked] = {}  # of `_works`: what each asked when it was given out

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
        return shown(about.responses, self._store.charter.protocol.seed, self._seat.expert, about.task)

    def asked(self, task: int) -> Asked:
        """Return what a task asked when this session gave it out, or else what it asks now."""
        with self._guard:
            given = self._asked.get(task)
        if given is not None:
            return given
        with self._store.reading() as connection:
            self._store.current(connection)
            return self._asks(work.standing(connection, self._seat, task))

    def forget(self, task: int) -> None:
        """Forget what a task asked: it has been judged."""
        with self._guard:
            self._asked.pop(task, None)

    def rubric(self, hash: str) -> Rubric:
        """Return a rubric that the study is, or was, judged by; StudyError if it never was."""
        if hash == self._store.charter.rubric_hash:
            return self._store.charter.rubric
        with self._store.reading() as connection:
            return self._store.rubric(connection, hash)

    def read(self, hash: str) -> Rubric:
        """Return a rubric as this expert reads it: in their language, if it is written in it."""
        rubric = self.rubric(hash)
        language = self._language
        return rubric if language is None or language not in rubric.translations else rubric.translated(language)

    def checked(self, answers: Given, about: Work, asked: Asked) -> tuple[Answer, ...]:
        """Return the answers as they are stored; AnswerError where they do not fit the task.

        Where only some criteria were asked, the answers given before to the others are among them.
        """
        rubric, rules = self.rubric(asked.rubric), self._store.charter.protocol
        if asked.criteria is not None:
            answers = self._completed(answers, about, asked.criteria, rubric)
        return self._kind.answers(answers, about.item, self.shown(about), rubric, rules)

    def as_seen(self, judgment: Judgment) -> tuple[Answer, ...]:
        """Return a judgment's answers as the screen knows them."""
        return self._kind.as_seen(judgment.answers, judgment.responses)

    def begun(self, connection: Connection, about: Work, place: Handed | Standing) -> Begun:
        """Return a task with what it asks now, and what has been answered of that."""
        asked = self._asks(place)
        judgment = None if place.judgment is None else records.by_seq(connection, place.judgment)
        draft = None if place.draft is None else Draft.model_validate_json(place.draft)
        rubric_of = partial(self._store.rubric, connection)
        rules = self._store.charter.protocol
        draft = resumed(self._kind, about.item, rules, asked, draft, judgment, rubric_of)
        return Begun(about, place.position, asked, draft)

    def assignment(self, begun: Begun, judgment: Judgment | None = None) -> Assignment:
        """Put together what the expert gets of a task."""
        about, asked, charter = begun.about, begun.asked, self._store.charter
        with self._guard:
            if about.task in self._works:
                self._asked[about.task] = asked
        rubric = self.read(asked.rubric)
        view = self._kind.view(about.item, self.shown(about), rubric, charter.protocol, about.task)
        return Assignment(about.task, self._seat.kind, begun.position, narrowed(view, asked), begun.draft, judgment)

    def standing(self, connection: Connection, task: int) -> Assignment:
        """Return a task of the seat as it stands: its draft, or else its current answers as one.

        Raises
        ------
        StudyError
            If it was never given to the seat.
        """
        self._store.current(connection)
        found = work.standing(connection, self._seat, task)
        if found is None:
            raise StudyError(f"Task {task} was not given to {self._seat.expert}; call next() for one that is.")
        judgment = None if found.judgment is None else records.by_seq(connection, found.judgment)
        about = self.works(connection, [task])[task]
        return self.assignment(self.begun(connection, about, found), judgment)

    def _asks(self, place: Handed | Standing | None) -> Asked:
        """Return what a task asks now: only what has changed, where the rest is answered."""
        charter = self._store.charter
        if place is not None and place.asked is not None:
            asked = Asked.model_validate_json(place.asked)
            if asked.rubric == charter.rubric_hash:
                return asked
        return Asked(rubric=charter.rubric_hash)

    def _completed(self, given: Given, about: Work, asked: tuple[str, ...], rubric: Rubric) -> Given:
        """Return `given` with the answers that were given before to what was not asked."""
        with self._store.reading() as connection:
            place = work.standing(connection, self._seat, about.task)
            judgment = None if place is None or place.judgment is None else records.by_seq(connection, place.judgment)
        if judgment is None:
            return given
        old, rules = self.rubric(judgment.rubric_hash), self._store.charter.protocol
        before = self._kind.carried(judgment.answers, about.item, old, rubric, rules).kept
        if isinstance(given, Mapping):
            return {**{one.criterion: one for one in before if one.criterion not in asked}, **given}
        there = {*asked, *(one.criterion for one in given)}
        return [*(one for one in before if one.criterion not in there), *given]

    def _known(self, tasks: Collection[int]) -> dict[int, Work]:
        with self._guard:
            return {task: self._works[task] for task in tasks if task in self._works}

    def _keep(self, works: dict[int, Work]) -> None:
        with self._guard:
            for task, about in works.items():
                self._works[task] = about
                self._works.move_to_end(task)
            while len(self._works) > _KEPT:
                gone, _ = self._works.popitem(last=False)
                self._asked.pop(gone, None)
