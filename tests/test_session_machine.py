"""Whatever experts do, in whatever order: no judgment changes, no task goes to too many, the books are right."""

from __future__ import annotations

import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from evalwidgets import Answer, Study
from evalwidgets.errors import ContinuedElsewhere, NothingToUndo
from evalwidgets.rubrics.model import Binary, Rubric
from evalwidgets.session import Assignment
from evalwidgets.store import clock, schema
from evalwidgets.tasks.view import Asked
from tests.store.builders import RUBRIC, all_rows, check_books, study

EXPERTS = ("ada", "ben", "cleo")


def version(number: int, **changes: Any) -> Rubric:
    """A version of the rubric in which the first criterion is another, or with one more."""
    (group,) = RUBRIC.groups
    first, *others = group.criteria
    more = (Binary(id="source", text="Cites a source"),) if changes.pop("more", False) else ()
    group = group.model_copy(update={"criteria": (first.model_copy(update=changes), *others, *more)})
    return RUBRIC.model_copy(update={"version": f"1.{number}.0", "groups": (group,)})


VERSIONS = (RUBRIC, version(1, points=7.0), version(2, text="Is right indeed"), version(3, more=True))


def answers_to(one: Assignment, right: bool) -> dict[str, bool]:
    """Answers to all that a task asks and needs."""
    return {criterion.id: right for group in one.view.groups for criterion in group.criteria if criterion.required}


def is_again(one: Assignment) -> bool:
    return one.view.asked.criteria is not None


LEASE = 30  # minutes


class Work(RuleBasedStateMachine):
    """Three experts work on a few tasks; one may open a second window, and time passes."""

    @initialize(
        overlap=st.sampled_from([1, 2, None]), order=st.sampled_from(["given", "shuffled"]), count=st.integers(1, 3)
    )
    def begin(self, overlap: int | None, order: str, count: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.minutes = 0
        self.real_time = clock.time
        clock.time = SimpleNamespace(time_ns=lambda: time.time_ns() + self.minutes * 60_000_000_000)
        rules = {"overlap": overlap, "order": order, "lease_minutes": LEASE, "seed": 5}
        self.study = study(Path(self.folder.name) / "s.db", count, **rules)
        self.overlap = overlap
        self.sessions = {name: [self.study.session(name)] for name in EXPERTS}
        self.record: list[tuple[object, ...]] = []
        self.adopted = False
        self.over: set[int] = set()  # tasks submitted by someone without a lease: these may exceed the overlap

    def teardown(self) -> None:
        if hasattr(self, "study"):
            clock.time = self.real_time
            self.study.close()
            self.folder.cleanup()

    def session(self, expert: str):
        return self.sessions[expert][-1]

    def assignment(self, expert: str, task: int):
        seat = next(row.id for row in all_rows(self.study.store, schema.seats) if row.expert == expert)
        found = [row for row in all_rows(self.study.store, schema.assignments) if (row.seat, row.task) == (seat, task)]
        return found[0] if found else None

    def note_if_late(self, expert: str, task: int) -> None:
        mine = self.assignment(expert, task)
        now = clock.time.time_ns() // 1000
        if mine.status != "submitted" and not (mine.status == "open" and mine.leased_until > now):
            self.over.add(task)

    @rule(expert=st.sampled_from(EXPERTS), n=st.integers(1, 3))
    def take_a_deck(self, expert: str, n: int) -> None:
        deck = self.session(expert).deck(n)
        assert len({one.task for one in deck}) == len(deck) <= n
        for one in deck:
            mine = self.assignment(expert, one.task)
            assert mine.status == ("submitted" if is_again(one) else "open")
            assert one.judgment is None
            if self.overlap is not None and one.task not in self.over and not is_again(one):
                (task,) = [row for row in all_rows(self.study.store, schema.tasks) if row.id == one.task]
                assert task.submitted < self.overlap
        drafted = [one.draft != type(one.draft)() for one in deck if not is_again(one)]
        assert drafted == sorted(drafted, reverse=True), "drafted ones come first"

    @rule(expert=st.sampled_from(EXPERTS), right=st.booleans())
    def submit_the_next(self, expert: str, right: bool) -> None:
        session = self.session(expert)
        if (one := session.next()) is not None:
            self.note_if_late(expert, one.task)
            made = session.submit(answers_to(one, right))
            assert made.task == one.task
            assert (made.supersedes is None) is not is_again(one)

    @rule(expert=st.sampled_from(EXPERTS), flag=st.booleans())
    def leave_the_next(self, expert: str, flag: bool) -> None:
        session = self.session(expert)
        if (one := session.next()) is not None:
            made = session.flag("broken", "cut off") if flag else session.skip("unclear")
            assert made.answers == ()
            assert session.next() is None or session.next().task != one.task

    @rule(expert=st.sampled_from(EXPERTS), data=st.data(), changes=st.integers(1, 9))
    def draft_something(self, expert: str, data: st.DataObject, changes: int) -> None:
        mine = self.mine(expert)
        if mine:
            task = data.draw(st.sampled_from(mine)).task
            before = self.assignment(expert, task)
            kept = self.session(expert).draft([Answer(criterion="right", label="met")], task, changes=changes)
            assert kept.changes == max(changes, before.drafted)

    @rule(expert=st.sampled_from(EXPERTS), data=st.data(), right=st.booleans())
    def submit_again_late(self, expert: str, data: st.DataObject, right: bool) -> None:
        """From the outbox of the first window, for any task ever given: it is stored, once."""
        mine = self.mine(expert)
        if mine:
            task = data.draw(st.sampled_from(mine)).task
            self.note_if_late(expert, task)
            id = str(uuid.uuid4())
            session = self.sessions[expert][0]
            one = session.visit(task)
            made = session.submit(answers_to(one, right), task, id=id, asked=one.view.asked)
            assert session.submit(answers_to(one, not right), task, id=id, asked=one.view.asked) == made

    @rule(
        version=st.sampled_from(VERSIONS), expert=st.sampled_from(EXPERTS), at_work=st.booleans(), right=st.booleans()
    )
    def adopt(self, version: Rubric, expert: str, at_work: bool, right: bool) -> None:
        """The study moves to another version; one may have a task in hand, and judges it by the old one."""
        one = self.session(expert).next() if at_work else None
        self.study.adopt(version)
        self.adopted = True
        if one is not None:
            self.note_if_late(expert, one.task)
            made = self.session(expert).submit(answers_to(one, right), one.task)
            assert made.rubric_hash == one.view.asked.rubric

    @rule(pair=st.permutations(EXPERTS), late=st.booleans())
    def a_lease_runs_out_at_work(self, pair: list[str], late: bool) -> None:
        """One goes for a long lunch, others take over the task; some come back and submit all the same."""
        first, *others = pair
        if (one := self.session(first).next()) is None:
            return
        self.minutes += LEASE + 1
        for other in others:
            self.submit_the_next(other, right=True)
        if late:
            self.note_if_late(first, one.task)
            made = self.session(first).submit(answers_to(one, right=False), one.task)
            assert (made.supersedes is None) is not is_again(one)

    @rule(expert=st.sampled_from(EXPERTS), data=st.data())
    def undo_any(self, expert: str, data: st.DataObject) -> None:
        history = self.session(expert).history()
        target = data.draw(st.sampled_from([None, *[one.id for one in history]]))
        id = str(uuid.uuid4())
        if not history:
            with pytest.raises(NothingToUndo):
                self.session(expert).undo()
            return
        undone = history[0] if target is None else next(one for one in history if one.id == target)
        back = self.session(expert).undo(target, id=id)
        if undone.status != "submitted":
            self.over.add(back.task)  # what was skipped comes back, whoever has judged it meanwhile
        assert back.judgment is None
        assert back.draft.answers or history[0].status != "submitted" or target is not None or self.adopted
        assert self.session(expert).undo(target, id=id) == back

    @rule(expert=st.sampled_from(EXPERTS))
    def open_another_window(self, expert: str) -> None:
        self.sessions[expert].append(self.study.session(expert))
        for old in self.sessions[expert][:-1]:
            with pytest.raises(ContinuedElsewhere):
                old.deck()

    @rule(minutes=st.sampled_from([1, LEASE - 1, LEASE + 1]))
    def time_passes(self, minutes: int) -> None:
        self.minutes += minutes

    @precondition(lambda self: self.overlap is None)
    @rule()
    def the_study_is_opened_again(self) -> None:
        self.study.close()
        self.study = Study.open(self.study.store.place.path)
        self.sessions = {name: [self.study.session(name)] for name in EXPERTS}

    def mine(self, expert: str) -> list:
        seats = {row.id: row.expert for row in all_rows(self.study.store, schema.seats)}
        return [row for row in all_rows(self.study.store, schema.assignments) if seats[row.seat] == expert]

    @invariant()
    def judgments_only_ever_grow(self) -> None:
        with suppress(AttributeError):
            now = [tuple(row) for row in all_rows(self.study.store, schema.judgments)]
            assert now[: len(self.record)] == self.record, "a judgment was changed or is gone"
            self.record = now

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "record"):
            check_books(self.study.store)

    @invariant()
    def what_stands_is_by_the_present_rubric_or_waits_to_be_asked_again(self) -> None:
        if not hasattr(self, "record"):
            return
        present = self.study.store.charter.rubric_hash
        by = {row.seq: row.rubric for row in all_rows(self.study.store, schema.judgments)}
        for one in all_rows(self.study.store, schema.assignments):
            if one.status == "submitted":
                assert (by[one.judgment] == present) is (one.asked is None)
                assert one.asked is None or Asked.model_validate_json(one.asked).rubric == present

    @invariant()
    def no_task_is_judged_by_too_many(self) -> None:
        if getattr(self, "overlap", None) is not None:
            for task in all_rows(self.study.store, schema.tasks):
                assert task.submitted <= self.overlap or task.id in self.over

    @invariant()
    def progress_equals_a_recount(self) -> None:
        if not hasattr(self, "record"):
            return
        tasks = all_rows(self.study.store, schema.tasks)
        for expert in EXPERTS:
            status = [row.status for row in self.mine(expert)]
            waiting = sum(row.asked is not None for row in self.mine(expert))
            progress = self.session(expert).progress
            done = len(status) - status.count("open")
            total = len(tasks)
            if self.overlap is not None:
                needed = sum(max(0, self.overlap - task.submitted) for task in tasks)
                total = done + min(len(tasks) - done, needed)
            assert (progress.submitted, progress.skipped, progress.flagged, progress.total) == (
                status.count("submitted") - waiting,
                status.count("skipped"),
                status.count("flagged"),
                total,
            )

    @invariant()
    def tasks_were_given_in_the_studys_order(self) -> None:
        if getattr(self, "overlap", 0) is None:
            rank = {row.id: (row.rank, row.id) for row in all_rows(self.study.store, schema.tasks)}
            for expert in EXPERTS:
                given = sorted(self.mine(expert), key=lambda row: row.position)
                assert [row.task for row in given] == sorted(rank, key=rank.__getitem__)[: len(given)]


TestWork = Work.TestCase
TestWork.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
