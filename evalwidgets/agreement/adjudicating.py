"""Settling disagreements: an adjudicator's queue, blind to names, and what is decided.

The answers to one response by one criterion are put together by what they say, in an order that tells
nothing, and lettered A, B, …: the adjudicator sides with one of them, or with none and says why.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from evalwidgets.adjudications import LONGEST, Adjudication, reason_of
from evalwidgets.agreement.cases import Case, Mark, Rule, cases_of, queue_of
from evalwidgets.agreement.marks import Marks, read_marks
from evalwidgets.agreement.viewing import answers_of, response_view
from evalwidgets.errors import StudyError
from evalwidgets.store import adjudications, seats, work
from evalwidgets.tasks import grade, letters

if TYPE_CHECKING:
    from evalwidgets.store.store import Store
    from evalwidgets.tasks.answers import Answer
    from evalwidgets.tasks.view import TaskView


@dataclass(frozen=True)
class Side:
    """One of the answers that were given, and all who gave it.

    Attributes
    ----------
    letter
        A, B, …: the order is random, and the same each time.
    answer
        As one of them gave it, without its comment and its quotes.
    words
        The answer in words.
    given
        The answers of all who gave it, with their comments and quotes; nobody is named.
    judgments
        The ids of the judgments that they stand in.
    """

    letter: str
    answer: Answer
    words: str
    given: tuple[Answer, ...]
    judgments: tuple[str, ...]


@dataclass(frozen=True)
class Dispute:
    """A response by a criterion whose experts disagree.

    Attributes
    ----------
    task
        The number of the grade task.
    """

    task: int
    item: str
    response: str
    criterion: str
    sides: tuple[Side, ...]

    @property
    def key(self) -> str:
        """Names it within the study."""
        return f"{self.task}:{self.criterion}"

    def __str__(self) -> str:
        sides = "; ".join(f"{side.letter} ({len(side.judgments)}): {side.words}" for side in self.sides)
        return f"{self.item}/{self.response}, {self.criterion}: {sides}"


class Adjudicator:
    """Who settles what experts disagree on; what is settled is on the disk when the call returns.

    Parameters
    ----------
    expert
        The adjudicator: a pseudonym. Their own judgments as a grader stay as they are.
    rule
        Which disagreements wait (see `AgreementReport.queue`); None: as the protocol says.
    """

    def __init__(self, store: Store, expert: str, rule: Rule | None = None) -> None:
        self.expert = expert
        self.rule: Rule = rule or store.charter.protocol.adjudicate
        self._store = store
        with store.writing() as connection:
            seats.need_expert(connection, expert)

    @cached_property
    def _tasks(self) -> Mapping[tuple[str, str], int]:
        with self._store.reading() as connection:
            return adjudications.tasks(connection)

    def __repr__(self) -> str:
        return f"<adjudicator {self.expert}: {len(self.open())} to settle by the rule {self.rule!r}>"

    def queue(self) -> list[Dispute]:
        """Return what is to be settled, the greatest disagreement first.

        What is settled is left out until one of the judgments that it settled is replaced.
        """
        return [self.dispute(case) for case in self.open()]

    def next(self) -> Dispute | None:
        """Return the first of the queue; None when all is settled."""
        found = self.open()
        return self.dispute(found[0]) if found else None

    def view(self, dispute: Dispute) -> TaskView:
        """Return the response in its item, as an expert may see it, with the one criterion asked."""
        return response_view(self._store, dispute.task, dispute.criterion)

    def settle(
        self, dispute: Dispute, side: str | None, *, answer: Any = None, reason: str = "", id: str | None = None
    ) -> Adjudication:
        """Settle a disagreement: side with a letter, or with none of them.

        Parameters
        ----------
        side
            ``"A"``, ``"B"``, …; None: neither, and then a reason is needed.
        answer
            With neither: what holds instead, given as to `Session.submit`. None: the answer is contested.
        id
            A UUID made by the caller, so that the same decision sent again is stored once; None: a new one.

        Raises
        ------
        StudyError
            If there is no such side, or no reason where one is needed.
        AnswerError
            If `answer` does not fit the criterion.
        """
        sides = {one.letter: one for one in dispute.sides}
        if side is not None and side not in sides:
            raise StudyError(f"There is no side {side!r}; there is {', '.join(sides)}, or None for neither of them.")
        if side is not None and answer is not None:
            raise StudyError(f"Side with {side}, or give an answer of your own with side=None: not both.")
        said = reason_of(reason)
        if side is None and not said:
            raise StudyError("Say why neither of them holds: whoever reads the study wants to know.")
        if len(said) > LONGEST:
            raise StudyError(f"The reason has {len(said):,} characters, at most {LONGEST:,} are kept; shorten it.")
        decision = Adjudication(
            id=id or str(uuid.uuid4()),
            adjudicator=self.expert,
            task=dispute.task,
            item=dispute.item,
            response=dispute.response,
            answer=sides[side].answer if side is not None else self._own(dispute, answer),
            judgments=sides[side].judgments if side is not None else (),
            reason=said,
            rubric_hash=self._store.charter.rubric_hash,
        )
        with self._store.writing() as connection:
            return adjudications.add(connection, decision)

    def _own(self, dispute: Dispute, answer: Any) -> Answer:
        from evalwidgets.tasks.answers import Answer

        if answer is None:
            return Answer(criterion=dispute.criterion, na="contested")
        charter = self._store.charter
        with self._store.reading() as connection:
            (about,) = work.load(connection, "grade", [dispute.task])
        asked = [one for group in charter.rubric.for_item(about.item.criteria) for one in group.criteria]
        criterion = next(one for one in asked if one.id == dispute.criterion)
        # The reason stands for a comment, and what the criterion needs was settled when it was asked.
        alone = criterion.model_copy(update={"needs": (), "require_comment": False, "require_evidence": False})
        rules = charter.protocol.model_copy(update={"require_comment": "rubric"})
        (checked,) = grade.checked_answers({criterion.id: answer}, [alone], about.item, letters(about.responses), rules)
        return checked

    def open(self) -> list[Case]:
        """Return the cases of the queue, as they are: with names."""
        with self._store.reading() as connection:
            settled = {(one.task, one.criterion): one.at for one in adjudications.read(connection)}
        marks = read_marks(self._store, experts="human")
        latest = _latest(marks)
        waiting = queue_of(cases_of(marks, list(marks.kinds), agreed=False), self.rule)
        return [
            case
            for case in waiting
            if settled.get((self.task_of(case), case.criterion), -1) < latest[case.item, case.response, case.criterion]
        ]

    def task_of(self, case: Case) -> int:
        """Return the number of the grade task that a case is about."""
        return self._tasks[case.item, case.response]

    def dispute(self, case: Case) -> Dispute:
        """Put a case to the adjudicator: its answers together by what they say, without names."""
        task = self.task_of(case)
        answers = answers_of(self._store, case)
        by_words: dict[str, list[tuple[Mark, Answer]]] = {}
        for mark in case.marks:
            by_words.setdefault(mark.words, []).append((mark, answers[mark.judgment]))
        sides = [
            Side(
                letter,
                _bare(by_words[said][0][1]),
                said,
                tuple(answer for _, answer in by_words[said]),
                tuple(mark.judgment for mark, _ in by_words[said]),
            )
            for letter, said in zip(ascii_uppercase, _shuffled(list(by_words), task, case.criterion), strict=False)
        ]
        return Dispute(task, case.item, case.response, case.criterion, tuple(sides))


def _bare(answer: Answer) -> Answer:
    return answer.model_copy(update={"comment": None})


def _shuffled(said: Sequence[str], task: int, criterion: str) -> list[str]:
    """Return answers in an order that hangs on nothing that would tell who gave them, or how many."""
    return sorted(said, key=lambda words: hashlib.sha256(f"{task}\n{criterion}\n{words}".encode()).digest())


def _latest(marks: Marks) -> dict[tuple[str, str, str], int]:
    """Return when the latest answer to each response by each criterion was saved, in microseconds."""
    last = marks.frame.groupby(["item", "response", "criterion"])["at"].max()
    return {place: at.value // 1000 for place, at in last.items()}
