"""What the widgets of a seat share: the messages between the screen and the session.

The browser sends a request, the kernel answers it (see `wire`). No item text and no answer is
ever a synced trait: widget state may be written into the notebook file. The two traits name the
app's code and the widget in it, nothing else.

Requests may come on any thread (JupyterLab 4.6 with ipykernel 7 answers in a second thread while
a cell runs) and may come twice; `Session` takes both.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from pydantic import BaseModel, ValidationError

from evalwidgets.errors import AnswerError, EvalwidgetsError, StudyError
from evalwidgets.judgments import Judgment, Timing
from evalwidgets.session import Session
from evalwidgets.study import Study
from evalwidgets.widgets import assets, live, replies, routing, wire

_log = logging.getLogger(__name__)


class SeatWidget(anywidget.AnyWidget):
    """A widget that works one expert's seat in a study.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    expert
        Who grades: a pseudonym. The same name later, on another machine or in another browser,
        goes on where it stopped.

    Raises
    ------
    StudyError
        If the study plans no tasks of this widget's kind.
    """

    kind: ClassVar[str]

    _app = traitlets.Unicode().tag(sync=True)  # hash of the app's code
    _widget = traitlets.Unicode().tag(sync=True)  # which widget of the app

    def __init__(self, study: Study | str | Path, *, expert: str) -> None:
        self.study = study if isinstance(study, Study) else Study.open(study)
        self.expert = expert
        self._session = self.study.session(expert, kind=self.kind)
        self._answers: Mapping[wire.Op, Callable[[dict[str, Any]], BaseModel]] = {
            "bundle": self._bundle,
            "open": self._open,
            "deck": self._deck,
            "judge": self._judge,
            "undo": self._undo,
            "draft": self._draft,
            "list": self._list,
            "visit": self._visit,
        }
        self._esm = assets.loader()
        super().__init__(_app=assets.app_hash())
        routing.as_asked(self.comm)
        self.on_msg(self._receive)
        live.take(self._session.seat, self)

    @property
    def session(self) -> Session:
        """The seat this widget works; what the browser does can be done through it, too."""
        return self._session

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.study.title!r}, expert={self.expert!r})"

    def continued_elsewhere(self) -> None:
        """Tell the screen that another widget has taken over the seat."""
        self.send(wire.Event(event="continued_elsewhere").model_dump())

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        try:
            request = wire.Request.model_validate(content)
        except ValidationError:
            _log.warning("a message from the browser is not a request; it was left unanswered")
            return
        self.send(self._reply(request).model_dump(mode="json"))

    def _reply(self, request: wire.Request) -> wire.Reply:
        if request.v != wire.VERSION:
            return _refusal(request, "version", "This page is from another version of evalwidgets. Reload the page.")
        try:
            return wire.Reply(id=request.id, ok=True, result=self._answers[request.op](request.payload))
        except AnswerError as error:
            return _refusal(request, error.code, str(error), error.criterion)
        except EvalwidgetsError as error:
            return _refusal(request, error.code, str(error))
        except ValidationError as error:
            fields = ", ".join(".".join(str(part) for part in found["loc"]) for found in error.errors())
            return _refusal(request, "invalid_request", f"The page sent a {request.op} with wrong fields: {fields}.")
        except Exception as error:  # noqa: BLE001 (an exception in a handler vanishes: nobody would ever know)
            # Frames only: the values in a message or a local variable may be a patient's.
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while answering %s\n%s", type(error).__name__, request.op, frames)
            return _refusal(
                request, "internal", f"The notebook could not do this ({type(error).__name__}). Please tell the team."
            )

    def _bundle(self, payload: dict[str, Any]) -> wire.Bundle:
        wire.BundleRequest.model_validate(payload)
        return wire.Bundle(hash=assets.app_hash(), code=assets.app())

    def _open(self, payload: dict[str, Any]) -> wire.Opened:
        request = wire.OpenRequest.model_validate(payload)
        if request.take and not self._session.is_current:
            self._session = self.study.session(self.expert, kind=self.kind)
            live.take_back(self._session.seat, self)
        rubric = self.study.rubric
        return wire.Opened(
            study=self.study.id,
            seat=self._session.seat,
            kind=self.kind,
            title=self.study.title,
            rubric=rubric.title,
            rubric_version=rubric.version,
            instructions=rubric.instructions,
            settings=replies.settings(self.study.protocol),
            deck=replies.deck(self._session.deck(), self._session.progress),
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
                request.answers, task, id=id, timing=timing, note=request.note, supersedes=request.supersedes
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
        kept = self._session.draft(draft.answers, request.task, note=draft.note, timing=timing)
        return wire.Saved(changes=kept.changes)

    def _list(self, payload: dict[str, Any]) -> wire.History:
        request = wire.HistoryRequest.model_validate(payload)
        found = self._session.history(request.before, request.limit + 1)
        prompts = self._session.prompts([judgment.task for judgment in found])
        entries = tuple(replies.entry(judgment, prompts[judgment.task]) for judgment in found[: request.limit])
        return wire.History(entries=entries, more=len(found) > request.limit)

    def _visit(self, payload: dict[str, Any]) -> wire.Ticket:
        return replies.ticket(self._session.visit(wire.VisitRequest.model_validate(payload).task))


def _refusal(request: wire.Request, code: str, message: str, criterion: str | None = None) -> wire.Reply:
    return wire.Reply(id=request.id, ok=False, error=wire.WireError(code=code, message=message, criterion=criterion))
