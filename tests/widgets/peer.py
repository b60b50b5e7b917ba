"""The page's side of the messages."""

from __future__ import annotations

import uuid
from typing import Any

from evalwidgets.widgets.base import AppWidget


class Peer:
    """Speaks to a widget as the page does, and keeps all that comes back."""

    def __init__(self, widget: AppWidget) -> None:
        self.widget: Any = widget
        self.received: list[dict[str, Any]] = []
        widget.send = lambda content, buffers=None: self.received.append(content)  # type: ignore[method-assign]

    @property
    def events(self) -> list[str]:
        """What the kernel has said unasked."""
        return [message["event"] for message in self.received if "event" in message]

    def ask(self, op: str, **payload: Any) -> dict[str, Any]:
        id = str(uuid.uuid4())
        self.widget._handle_custom_msg({"v": 1, "id": id, "op": op, "payload": payload}, [])
        (reply,) = [message for message in self.received if message.get("id") == id]
        return reply

    def result(self, op: str, **payload: Any) -> dict[str, Any]:
        reply = self.ask(op, **payload)
        assert reply["ok"], reply["error"]
        return reply["result"]

    def error(self, op: str, **payload: Any) -> dict[str, Any]:
        reply = self.ask(op, **payload)
        assert not reply["ok"]
        return reply["error"]
