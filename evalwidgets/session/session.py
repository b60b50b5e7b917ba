"""A session: an expert's seat in a study; hands out tasks and takes judgments.

Widgets talk to nothing else, and everything they do can be done here without a browser.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, get_args

from evalwidgets.errors import StudyError
from evalwidgets.judgments import Judgment, Status, Timing
from evalwidgets.remarks import Remark, RemarkKind, Remarks
from evalwidgets.session.assignment import Assignment, Progress
from evalwidgets.session.desk import Desk
from evalwidgets.store import adopting, assigning, deck, judging, records, remarks, seats
from evalwidgets.tasks import KINDS, Given
from evalwidgets.tasks.answers import Answer, storable
from evalwidgets.tasks.view import Asked, Draft

if TYPE_CHECKING:
    from evalwidgets.rubrics import Rubric
    from evalwidgets.store.store import Store
    from evalwidgets.store.work import Work

_LAST = 2**62  # above every sequence number
_UNTIMED = Timing()


class Session:
    """One expert's seat, from now until a newer session of the same expert takes it.

    Every call may come from any thread. Calls that change something raise `ContinuedElsewhere` when
    a newer session holds the seat, except judgments with both an id and a task of their own: these
    come from an older window's outbox, and are stored. What is submitted, skipped, flagged, drafted
    or taken back is on the disk when the call returns.

    Parameters
    ----------
    store
        The study's store.
    expert
        A pseudonym; unknown ones are added.
    kind
        The kind of task: ``"grade"`` or ``"compare"``.
    language
        Of the rubric, which must be written in it; None: the one that it was made in.

    Raises
    ------
    RubricError
        If the rubric is not written in the language.
    StudyError
        If the study has no tasks of this kind, or `expert` cannot be a name.

    Attributes
    ----------
    seat
        The seat's random key, the same for all sessions of this expert and kind.
    """

    def __init__(self, store: Store, expert: str, kind: str = "grade", *, language: str | None = None) -> None:
        rules = store.charter.protocol
        if language is not None:
            store.charter.rubric.translated(language)
        if kind not in rules.kinds or kind not in KINDS:
            raise StudyError(f"The study has no tasks of kind {kind!r}; it has {', '.join(rules.kinds)}.")
        self.expert = expert
        self.kind = kind
        self._store = store
        with store.writing() as connection:
            planned = seats.planned(connection)
            if planned and not planned.get(kind):
                raise StudyError(f"No item of the study has a task of kind {kind!r}: {KINDS[kind].needs}.")
            self._seat = seats.take_seat(connection, expert, kind)
        self.seat = self._seat.key
        self._desk = Desk(store, self._seat, language)
        self._guard = threading.Lock()  # of `_given`
        self._given: int | None = None  # what next() gave last

    def __repr__(self) -> str:
        now = self.progress
        return f"<session of {self.expert}: {self.kind}, {now.done} of {now.total} done>"

    @property
    def rubric(self) -> Rubric:
        """The study's rubric as this expert reads it."""
        return self._desk.read(self._store.charter.rubric_hash)

    @property
    def is_current(self) -> bool:
        """Whether no newer session has taken the seat."""
        with self._store.reading() as connection:
            return seats.is_current(connection, self._seat)

    @property
    def progress(self) -> Progress:
        """How far this expert is; costs the same however much has been done."""
        with self._store.reading() as connection:
            counts = seats.count(connection, self._seat, self._store.charter.protocol.overlap)
        return Progress(counts.submitted, counts.skipped, counts.flagged, counts.total)

    def next(self) -> Assignment | None:
        """Return the task to judge now, the same one until it is judged; None when all is done."""
        found = self.deck(1)
        with self._guard:
            self._given = found[0].task if found else None
        return found[0] if found else None

    def deck(self, n: int = 3, holding: Collection[int] = ()) -> list[Assignment]:
        """Return open tasks, those with a draft first, so that the caller holds `n`.

        Among them are tasks judged before of which some criteria are asked again, because the study
        has adopted another version of its rubric: these ask nothing else (`TaskView.asked`).

        Parameters
        ----------
        n
            How many tasks the caller wants to hold.
        holding
            The tasks it has already; they are kept for it and not returned.
        """
        with self._store.writing() as connection:
            rules = self._store.current(connection).protocol
            handed = deck.hand_out(connection, self._seat, rules, n, set(holding))
            works = self._desk.works(connection, [one.task for one in handed])
            begun = [self._desk.begun(connection, works[one.task], one) for one in handed]
        return [self._desk.assignment(one) for one in begun]

    def take(self, tasks: Collection[int]) -> None:
        """Take tasks by number, whatever the order and the overlap: to judge by list what others disagree on.

        They can be submitted, skipped and flagged like those that `next` gives.
        """
        with self._store.writing() as connection:
            assigning.give(connection, self._seat, tasks)

    def submit(
        self,
        answers: Given,
        task: int | None = None,
        *,
        id: str | None = None,
        timing: Timing = _UNTIMED,
        note: str | None = None,
        supersedes: str | None = None,
        reason: str | None = None,
        asked: Asked | None = None,
    ) -> Judgment:
        """Store the answers to a task; when this returns, they are on the disk.

        Of a task that asks some criteria again, the answers to these are enough. Answers to an earlier
        version of the rubric are stored as such, and what has changed since is asked again.

        A task judged before gets an amendment, which supersedes the current judgment. The same id
        again changes nothing and returns what was stored.

        Parameters
        ----------
        answers
            By criterion, e.g. ``{"dose": "met"}``, or a list of `Answer`.
        task
            None: the last one that `next` gave.
        id
            The judgment's, a UUID made by the caller; None: a new one.
        supersedes
            The judgment that the expert saw and amends; the record names the one that is current.
        reason
            Why it was amended.
        asked
            What the task asked when it was given out (`TaskView.asked`); None: as this session gave it out.

        Raises
        ------
        AnswerError
            If the answers do not fit the task; names the first criterion at fault.
        """
        del supersedes  # what is current is known to the store alone
        number = self._task(task)
        asked = asked or self._desk.asked(number)
        checked = self._desk.checked(answers, self._about(number), asked)
        if reason is None and asked.criteria is not None:
            reason = f"answered anew: {', '.join(asked.criteria)}"
        late = id is not None and task is not None
        return self._judge("submitted", number, checked, id, timing, note, reason, late=late, rubric=asked.rubric)

    def skip(
        self,
        reason: str,
        task: int | None = None,
        *,
        id: str | None = None,
        timing: Timing = _UNTIMED,
        note: str | None = None,
    ) -> Judgment:
        """Leave a task unjudged, and say why; it does not come back to this expert."""
        late = id is not None and task is not None
        return self._judge("skipped", self._task(task), (), id, timing, note, reason, late=late)

    def flag(
        self,
        category: str,
        note: str,
        task: int | None = None,
        *,
        id: str | None = None,
        timing: Timing = _UNTIMED,
    ) -> Judgment:
        """Report that something is wrong with a task; it does not come back to this expert."""
        late = id is not None and task is not None
        return self._judge("flagged", self._task(task), (), id, timing, note, category, late=late)

    def amend(
        self,
        judgment: str | Judgment,
        answers: Given,
        *,
        reason: str | None = None,
        id: str | None = None,
        timing: Timing = _UNTIMED,
    ) -> Judgment:
        """Replace a judgment of this seat by a new one that supersedes it; both stay on record."""
        target = judgment.id if isinstance(judgment, Judgment) else judgment
        with self._store.reading() as connection:
            found = records.by_id(connection, target)
        if found is None or (found.expert, found.kind) != (self.expert, self.kind):
            raise StudyError(f"{self.expert} has no judgment {target} to amend.")
        return self.submit(answers, found.task, id=id, timing=timing, reason=reason, supersedes=target)

    def draft(
        self,
        answers: Sequence[Answer],
        task: int | None = None,
        *,
        note: str = "",
        changes: int | None = None,
        timing: Timing = _UNTIMED,
        rubric: str | None = None,
    ) -> Draft:
        """Keep unsubmitted answers, unchecked, in the screen's letters; return the draft that stays.

        Of two drafts the one with more changes is the later, in whatever order they come.

        Parameters
        ----------
        changes
            How many changes led to it; None: as in `timing`, or one more than in the draft kept.
        rubric
            The hash of the rubric that is answered; None: the one that this session gave the task out with.
        """
        number = self._task(task)
        rubric = rubric or self._desk.asked(number).rubric
        self._desk.rubric(rubric)
        draft = Draft(
            answers=tuple(answers),
            note=_words(note) or "",
            changes=timing.changes if changes is None else changes,
            active_ms=timing.active_ms,
            idle_ms=timing.idle_ms,
            rubric=rubric,
        )
        with self._store.writing() as connection:
            return judging.keep_draft(connection, self._seat, self._store.charter.protocol, number, draft)

    def undo(self, target: str | None = None, *, id: str | None = None) -> Assignment:
        """Take back a judgment, by default the latest; its task is open again with the answers as a draft.

        The judgment stays on record, with a record that withdraws it.

        Raises
        ------
        NothingToUndo
            If there is none, or it has been taken back or replaced already.
        """
        rules = self._store.charter.protocol
        with self._store.writing() as connection:
            task = judging.withdraw(connection, self._seat, rules, target, id or str(uuid.uuid4()), self._desk.as_seen)
            return self._desk.standing(connection, task)

    def visit(self, task: int) -> Assignment:
        """Return a task given before, with its current judgment, whose answers are the draft to amend."""
        with self._store.reading() as connection:
            return self._desk.standing(connection, task)

    def history(self, before: int | None = None, limit: int = 50) -> list[Judgment]:
        """Return the current judgments of this seat, latest first.

        Parameters
        ----------
        before
            Only those with a smaller `Judgment.seq`: the page after one that ended there.
        """
        with self._store.reading() as connection:
            return list(records.current_of(connection, self._seat, _LAST if before is None else before, limit))

    def prompts(self, tasks: Collection[int]) -> dict[int, str]:
        """Return what each task asks: the text of its last user message, by task."""
        with self._store.reading() as connection:
            works = self._desk.works(connection, tasks)
        return {task: about.item.prompt[-1].text for task, about in works.items()}

    def remark(
        self,
        kind: RemarkKind,
        text: str,
        criterion: str | None = None,
        task: int | None = None,
        *,
        id: str | None = None,
    ) -> Remark:
        """Say something about the rubric itself; whoever keeps it will read it, and answer (see `remarks`).

        Parameters
        ----------
        kind
            ``"propose"`` a criterion, or call one ``"unclear"``.
        criterion
            The one it is about; a proposal need not be about one.
        task
            What is being judged; None: the task in hand, if there is one.
        id
            A UUID made by the caller, so that the same remark sent again is stored once; None: a new one.

        Raises
        ------
        StudyError
            If there is no such kind, criterion or task, or nothing is said.
        """
        if kind not in get_args(RemarkKind):
            raise StudyError(f"A remark proposes a criterion or calls one unclear; its kind cannot be {kind!r}.")
        if kind == "unclear" and criterion is None:
            raise StudyError("Say which criterion is unclear.")
        with self._guard:
            about = self._given if task is None else task
        own = () if about is None else self._about(about).item.criteria
        known = [one.id for one in (*self._store.charter.rubric.criteria, *own)]
        if criterion is not None and criterion not in known:
            raise StudyError(f"There is no criterion {criterion!r} in this task; it asks {', '.join(known)}.")
        given = Remark(
            id=id or str(uuid.uuid4()),
            expert=self.expert,
            kind=kind,
            text=text,
            criterion=criterion,
            task=about,
            item=None,
            rubric_hash=self._store.charter.rubric_hash,
            at=0,
        )
        with self._store.writing() as connection:
            return remarks.add(connection, given)

    @property
    def remarks(self) -> Remarks:
        """What this expert has said about the rubric, the latest first, with what became of it."""
        with self._store.reading() as connection:
            return remarks.read(connection, self.expert)

    def _judge(
        self,
        status: Status,
        task: int,
        answers: tuple[Answer, ...],
        id: str | None,
        timing: Timing,
        note: str | None,
        reason: str | None,
        *,
        late: bool,
        rubric: str | None = None,
    ) -> Judgment:
        about = self._about(task)
        charter = self._store.charter
        by = self._desk.read(charter.rubric_hash if rubric is None else rubric)
        given = Judgment(
            id=id or str(uuid.uuid4()),
            seq=0,
            task=task,
            kind=self.kind,
            item=about.item.id,
            responses=self._desk.shown(about),
            expert=self.expert,
            status=status,
            answers=answers,
            reason=_words(reason),
            note=_words(note),
            rubric_hash=charter.rubric_hash if rubric is None else rubric,
            instructions_hash=by.instructions_hash,
            order_seed=charter.protocol.seed,
            position=0,
            timing=timing,
            at=0,
        )
        with self._store.writing() as connection:
            stored, now_by = judging.judge(connection, self._seat, charter.protocol, given, late=late)
            if now_by != charter.rubric_hash:
                self._store.current(connection)
            if stored.status == "submitted" and stored.rubric_hash != now_by:
                adopting.settle(connection, self._store, self._seat, stored)
        self._desk.forget(task)
        with self._guard:
            if self._given == task:
                self._given = None
        return stored

    def _task(self, task: int | None) -> int:
        if task is not None:
            return task
        with self._guard:
            if self._given is None:
                raise StudyError("There is no task in hand: call next() first, or name the task.")
            return self._given

    def _about(self, task: int) -> Work:
        about = self._desk.on_top(task)
        if about is not None:
            return about
        with self._store.reading() as connection:
            return self._desk.works(connection, [task])[task]


def _words(text: str | None) -> str | None:
    """Return the expert's words as every database can keep them; nothing said is None."""
    if text is None:
        return None
    return storable(text).strip() or None
