"""What all widgets share: the app they show in the page, and its requests with their answers.

The browser sends a request, the kernel answers it (see `wire`). No item text and no answer is
ever a synced trait: widget state may be written into the notebook file. The two traits name the
app's code and the widget in it, nothing else.

Requests may come on any thread (JupyterLab 4.6 with ipykernel 7 answers in a second thread while
a cell runs) and may come twice; what answers them takes both.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import anywidget
import traitlets
from pydantic import BaseModel, ValidationError

from evalwidgets.errors import AnswerError, EvalwidgetsError
from evalwidgets.widgets import assets, live, routing, wire

_log = logging.getLogger(__name__)

Answering = Callable[[dict[str, Any]], BaseModel]
"""Answers one operation: a payload as it came, which it checks, in; the result out."""


class AppWidget(anywidget.AnyWidget):
    """A widget of an app.

    A subclass names itself in ``_widget`` as the front end does (``frontend/src/app.ts``), and in
    ``app`` which app it is of.

    Parameters
    ----------
    place
        What there can be only one live widget of, such as a seat: an older one there is retired.
    answers
        How each of the widget's own operations is answered.
    """

    app: ClassVar[assets.App] = "app"

    _app = traitlets.Unicode().tag(sync=True)  # hash of the app's code
    _widget = traitlets.Unicode().tag(sync=True)  # which widget of the app

    def __init__(self, place: str, answers: Mapping[wire.Op, Answering]) -> None:
        self._answers: Mapping[wire.Op, Answering] = {"bundle": self._bundle, **answers}
        self._esm = assets.loader()
        super().__init__(_app=assets.hash_of(self.app))
        routing.as_asked(self.comm)
        self.on_msg(self._receive)
        live.take(place, self)

    def continued_elsewhere(self) -> None:
        """Tell the screen that another widget has taken over its place."""
        self.send(wire.Event(event="continued_elsewhere").model_dump())

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        try:
            request = wire.Request.model_validate(content)
        except ValidationError:
            _log.warning("a message from the browser is not a request; it was left unanswered")
            return
        self.send(self._reply(request).model_dump(mode="json"))

    def _reply(self, request: wire.Request) -> wire.Reply:  # noqa: PLR0911 (one a fault)
        if request.v != wire.VERSION:
            return _refusal(request, "version", "This page is from another version of evalwidgets. Reload the page.")
        answer = self._answers.get(request.op)
        if answer is None:
            return _refusal(request, "invalid_request", f"A {type(self).__name__} does not answer {request.op}.")
        try:
            return wire.Reply(id=request.id, ok=True, result=answer(request.payload))
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
        return wire.Bundle(hash=assets.hash_of(self.app), code=assets.code(self.app))


def _refusal(request: wire.Request, code: str, message: str, criterion: str | None = None) -> wire.Reply:
    return wire.Reply(id=request.id, ok=False, error=wire.WireError(code=code, message=message, criterion=criterion))
