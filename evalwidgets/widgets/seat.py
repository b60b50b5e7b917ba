"""What the widgets of a seat share: the screen's requests, answered by the expert's session."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from evalwidgets.errors import StudyError
from evalwidgets.hub import sync
from evalwidgets.judgments import Judgment, Timing
from evalwidgets.session import Session
from evalwidgets.study import Study
from evalwidgets.widgets import live, replies, wire
from evalwidgets.widgets.base import AppWidget


class SeatWidget(AppWidget):
    """A widget that works one expert's seat in a study.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    expert
        Who grades: a pseudonym. The same name later, on another machine or in another browser,
        goes on where it stopped.
    language
        In which the expert reads the rubric; None: the one that it was made in.

    Raises
    ------
    RubricError
        If the rubric is not written in the language.
    StudyError
        If the study plans no tasks of this widget's kind.
    """

    kind: ClassVar[str]

    def __init__(self, study: Study | str | Path, *, expert: str, language: str | None = None) -> None:
        self.study = study if isinstance(study, Study) else Study.open(study)
        self.expert = expert
        self._language = language
        self._session = self.study.session(expert, kind=self.kind, language=language)
        super().__init__(
            self._session.seat,
            {
                "open": self._open,
                "deck": self._deck,
                "judge": self._judge,
                "undo": self._undo,
                "draft": self._draft,
                "list": self._list,
                "visit": self._visit,
                "remark": self._remark,
                "remarks": self._remarks,
            },
        )
        self._on_hub: wire.OnHub | None = None  # what the screen was told last
        sync.watch(self.study.store, self._synced)

    @property
    def session(self) -> Session:
        """The seat this widget works; what the browser does can be done through it, too."""
        return self._session

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.study.title!r}, expert={self.expert!r})"

    def _synced(self, state: sync.SyncState) -> None:
        now = replies.on_hub(state)
        if now != self._on_hub:
            self._on_hub = now
            self.send(wire.Event(event="on_hub", on_hub=now).model_dump())

    def _open(self, payload: dict[str, Any]) -> wire.Opened:
        request = wire.OpenRequest.model_validate(payload)
        if request.take and not self._session.is_current:
            self._session = self.study.session(self.expert, kind=self.kind, language=self._language)
            live.take_back(self._session.seat, self)
        deck = replies.deck(self._session.deck(), self._session.progress)
        rubric = self._session.rubric
        return wire.Opened(
            study=self.study.id,
            seat=self._session.seat,
            kind=self.kind,
            title=self.study.title,
            rubric=rubric.title,
            rubric_version=rubric.version,
            rubric_hash=self.study.store.charter.rubric_hash,
            instructions=rubric.instructions,
            examples=replies.examples(rubric),
            settings=replies.settings(self.study.protocol),
            deck=deck,
            on_hub=replies.on_hub(sync.state_of(self.study.store)),
        )

    def _deck(self, payload: dict[str, Any]) -> wire.Deck:
        request = wire.DeckRequest.model_validate(payload)
        return replies.deck(self._session.deck(request.n, request.holding), self._session.progress)

    def _judge(self, payload: dict[str, Any]) -> wire.Judged:
        judgment = self._stored(wire.JudgeRequest.model_validate(payload))
        return wire.Judged(
            judgment=judgment.id,
            amended=judgment.supersedes is not None,
            progress=replies.progress(self._session.progress),
        )

    def _stored(self, request: wire.JudgeRequest) -> Judgment:
        timing = Timing(active_ms=request.active_ms, idle_ms=request.idle_ms, changes=request.changes)
        id, task = request.judgment, request.task
        if request.status == "submitted":
            return self._session.submit(
                request.answers,
                task,
                id=id,
                timing=timing,
                note=request.note,
                supersedes=request.supersedes,
                asked=request.asked,
            )
        if not request.reason:
            raise StudyError("Say why: a skipped or flagged task needs a reason.")
        if request.status == "skipped":
            return self._session.skip(request.reason, task, id=id, timing=timing, note=request.note)
        return self._session.flag(request.reason, request.note or "", task, id=id, timing=timing)

    def _undo(self, payload: dict[str, Any]) -> wire.Undone:
        request = wire.UndoRequest.model_validate(payload)
        reopened = self._session.undo(request.target, id=request.judgment)
        return wire.Undone(ticket=replies.ticket(reopened), progress=replies.progress(self._session.progress))

    def _draft(self, payload: dict[str, Any]) -> wire.Saved:
        request = wire.DraftRequest.model_validate(payload)
        draft = request.draft
        timing = Timing(active_ms=draft.active_ms, idle_ms=draft.idle_ms, changes=draft.changes)
        kept = self._session.draft(
            draft.answers, request.task, note=draft.note, timing=timing, rubric=draft.rubric or None
        )
        return wire.Saved(changes=kept.changes)

    def _list(self, payload: dict[str, Any]) -> wire.History:
        request = wire.HistoryRequest.model_validate(payload)
        found = self._session.history(request.before, request.limit + 1)
        prompts = self._session.prompts([judgment.task for judgment in found])
        entries = tuple(replies.entry(judgment, prompts[judgment.task]) for judgment in found[: request.limit])
        return wire.History(entries=entries, more=len(found) > request.limit)

    def _visit(self, payload: dict[str, Any]) -> wire.Ticket:
        return replies.ticket(self._session.visit(wire.VisitRequest.model_validate(payload).task))

    def _remark(self, payload: dict[str, Any]) -> wire.Remark:
        request = wire.RemarkRequest.model_validate(payload)
        stored = self._session.remark(request.kind, request.text, request.criterion, request.task, id=request.remark)
        return replies.remark(stored)

    def _remarks(self, payload: dict[str, Any]) -> wire.Remarks:
        wire.RemarksRequest.model_validate(payload)
        return wire.Remarks(remarks=tuple(map(replies.remark, self._session.remarks)))
