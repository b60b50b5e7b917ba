"""Verdicts of models become judgments: through a session, checked like everyone's, by experts of kind model."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from evalwidgets.agreement.judges.verdicts import Format, Verdict, read_verdicts
from evalwidgets.canonical import content_hash
from evalwidgets.errors import AnswerError, StudyError
from evalwidgets.session import Session
from evalwidgets.store import assigning, seats, work
from evalwidgets.tasks.view import TaskView

if TYPE_CHECKING:
    from evalwidgets.items.model import Item
    from evalwidgets.store.store import Store

Judge = Callable[[TaskView], Mapping[str, Any] | None]
"""A model as a function: from what an expert may see to the answers by criterion; None where it has none."""

_SHOWN = 5


@dataclass
class Judged:
    """What came of verdicts.

    Attributes
    ----------
    taken
        Judgments stored, by judge; those that were there already count, too.
    left_out
        What could not be stored, and why.
    """

    taken: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{judge}: {count:,} judgments" for judge, count in self.taken.items()] or ["no judgments"]
        if self.left_out:
            lines.append(f"{len(self.left_out):,} left out:")
            lines += [f"  {reason}" for reason in self.left_out[:_SHOWN]]
            if len(self.left_out) > _SHOWN:
                lines.append(f"  … and {len(self.left_out) - _SHOWN:,} more")
        return "\n".join(lines)

    __repr__ = __str__


def import_verdicts(
    store: Store,
    source: str | Path | Iterable[Verdict],
    judge: str | None = None,
    *,
    format: Format | None = None,
    progress: bool = True,
) -> Judged:
    """Store verdicts as judgments of models; see `Study.import_verdicts`.

    Raises
    ------
    ItemError
        For a source that cannot be read.
    StudyError
        If nobody is named as the judge, or the name is that of a human expert.
    """
    verdicts = read_verdicts(source, format) if isinstance(source, str | Path) else list(source)
    done = Judged()
    by_judge: dict[str, list[Verdict]] = {}
    for one in verdicts:
        name = judge or one.judge
        if name is None:
            raise StudyError(f'{one.place or "a verdict"}: says not who judged; name the model: judge="…"')
        by_judge.setdefault(name, []).append(one)
    bar = tqdm(total=len(verdicts), desc="judgments", unit="", delay=2, leave=False, disable=not progress)
    with bar:
        for name, ones in by_judge.items():
            _import_of(store, name, ones, done, bar.update)
    return done


def _import_of(store: Store, name: str, verdicts: list[Verdict], done: Judged, report: Callable[[], object]) -> None:
    session = seat_of(store, name)
    with store.reading() as connection:
        tasks = assigning.find_tasks(connection, session.kind, {one.item for one in verdicts})
    sole = _sole(tasks)
    numbered: list[tuple[int, Verdict]] = []
    for one in verdicts:
        task = sole.get(one.item) if one.response is None else tasks.get((one.item, (one.response,)))
        if task is None:
            done.left_out.append(_unknown(one, tasks))
            report()
        else:
            numbered.append((task, one))
    session.take([task for task, _ in numbered])
    for task, one in numbered:
        with store.reading() as connection:
            (about,) = work.load(connection, session.kind, [task])
        try:
            answers = _by_id(one.answers, store, about.item)
            id = uuid.uuid5(uuid.UUID(store.charter.id), f"{name}/{task}/{content_hash(answers)}")
            session.submit(answers, task, id=str(id))
            done.taken[name] = done.taken.get(name, 0) + 1
        except AnswerError as error:
            done.left_out.append(f"{one.place or one.item}: {error}")
        report()


def _sole(tasks: Mapping[assigning.Place, int]) -> dict[str, int]:
    """Return the task of each item that has one response."""
    found: dict[str, list[int]] = {}
    for (item, _), task in tasks.items():
        found.setdefault(item, []).append(task)
    return {item: ones[0] for item, ones in found.items() if len(ones) == 1}


def _unknown(one: Verdict, tasks: Mapping[assigning.Place, int]) -> str:
    responses = [id for item, (id, *_) in tasks if item == one.item]
    where = one.place or one.item
    if not responses:
        return f"{where}: the study has no item {one.item!r}"
    if one.response is None:
        return f"{where}: item {one.item} has the responses {', '.join(responses)}: say which"
    return f"{where}: item {one.item} has no response {one.response!r}; it has {', '.join(responses)}"


def _by_id(answers: Mapping[str, Any], store: Store, item: Item) -> dict[str, Any]:
    """Return answers by criterion id, where the source may have named criteria by their text."""
    criteria = (*store.charter.rubric.criteria, *item.criteria)
    ids = {criterion.id for criterion in criteria}
    by_text = {" ".join(criterion.text.split()): criterion.id for criterion in criteria}

    def id_of(name: str) -> str:
        return name if name in ids else by_text.get(" ".join(name.split()), name)

    return {id_of(name): given for name, given in answers.items()}


def seat_of(store: Store, name: str) -> Session:
    """Take the seat of a model, which is written down as one.

    Raises
    ------
    StudyError
        If the name is that of a human expert.
    """
    from evalwidgets.agreement.marks import read_experts

    known = read_experts(store).get(name)
    if known is not None and known.kind != seats.MODEL:
        raise StudyError(f"{name} is a human expert of this study; give the judge another name")
    if known is None:
        with store.writing() as connection:
            seats.set_expert(connection, name, seats.MODEL, {})
    return Session(store, name)


def run_judge(store: Store, judge: Judge, name: str, *, limit: int | None = None, progress: bool = True) -> Judged:
    """Let a function judge what it has not judged yet; see `Study.judge_with`.

    It sees what an expert may see, and nothing else. Where it raises an error, or its answers do not
    fit, the task stays open for the next run, and the error is reported.
    """
    session = seat_of(store, name)
    with store.reading() as connection:
        already = assigning.judged(connection, session.expert, session.kind)
        open_tasks = [task for task, _ in assigning.all_tasks(connection, session.kind) if task not in already]
    open_tasks = open_tasks[:limit]
    session.take(open_tasks)
    done = Judged()
    for task in tqdm(open_tasks, desc=f"{name} judges", unit="", disable=not progress):
        try:
            answers = judge(session.visit(task).view)
            if answers is None:
                done.left_out.append(f"task {task}: the judge gave no answers")
                continue
            session.submit(dict(answers), task)
            done.taken[name] = done.taken.get(name, 0) + 1
        except Exception as error:  # noqa: BLE001 (a model's own failure must not end a run of hours)
            done.left_out.append(f"task {task}: {type(error).__name__}: {error}")
    return done
