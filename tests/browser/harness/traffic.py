"""What goes over the wire between a page and its server, as the browser's own tools see it."""

from __future__ import annotations

import itertools
import json
import struct
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, WebSocket

from tests.browser.harness.servers import PLAIN_HTTP_HOST

_HERE = {"127.0.0.1", "localhost", "[::1]", PLAIN_HTTP_HOST}


@dataclass(frozen=True)
class Frame:
    """One websocket frame; `sent` by the browser, else received by it."""

    sent: bool
    url: str
    payload: bytes

    @cached_property
    def message(self) -> dict[str, Any] | None:
        """The Jupyter message in it: channel, header, parent_header, metadata, content, buffers."""
        return _jupyter_message(self.payload)

    @property
    def custom(self) -> dict[str, Any] | None:
        """The content of a widget's custom message (`model.send`), if it is one."""
        message = self.message
        if not message or message["header"].get("msg_type") != "comm_msg":
            return None
        data = message["content"].get("data", {})
        return data.get("content") if data.get("method") == "custom" else None


@dataclass
class Traffic:
    """Everything a page sent and received.

    Attributes
    ----------
    frames
        Websocket frames in order, both directions.
    requests
        Addresses of all requests, of data: and blob: ones, too.
    """

    frames: list[Frame] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("request", self._request)

    def clear(self) -> None:
        self.frames.clear()
        self.requests.clear()

    @property
    def foreign(self) -> list[str]:
        """Requests to anywhere but this machine."""
        return [url for url in self.requests if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and _away(url)]

    def mentions(self, *needles: str, sent: bool | None = None) -> list[str]:
        """Each of `needles` that occurs in a frame, with the type of the message it occurs in."""
        found = []
        for frame in self.frames:
            if sent is not None and frame.sent != sent:
                continue
            # Decoded, too: JSON may have escaped what the raw bytes would then hide.
            said = frame.payload.decode("utf-8", "replace") + _unescaped(frame.message)
            kind = (frame.message or {}).get("header", {}).get("msg_type", "frame")
            found += [f"{needle} in {kind}" for needle in needles if needle in said]
        return found

    def custom(self, sent: bool | None = None) -> list[dict[str, Any]]:
        """The custom messages of all widgets on the page, in order."""
        chosen = (frame for frame in self.frames if sent is None or frame.sent == sent)
        return [content for frame in chosen if isinstance(content := frame.custom, dict)]

    def requested(self, op: str) -> list[dict[str, Any]]:
        """The payloads of every request `op` that the browser sent."""
        return [message["payload"] for message in self.custom(sent=True) if message.get("op") == op]

    def _socket(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)
        socket.on("framesent", lambda payload: self._frame(True, socket.url, payload))
        socket.on("framereceived", lambda payload: self._frame(False, socket.url, payload))

    def _frame(self, sent: bool, url: str, payload: bytes | str) -> None:
        self.frames.append(Frame(sent, url, payload.encode() if isinstance(payload, str) else payload))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)


def _away(url: str) -> bool:
    return urlsplit(url).netloc.rsplit(":", 1)[0] not in _HERE


def _unescaped(message: dict[str, Any] | None) -> str:
    return "" if message is None else json.dumps(message["content"], ensure_ascii=False)


def _jupyter_message(payload: bytes) -> dict[str, Any] | None:
    """Read the binary form v1.kernel.websocket.jupyter.org (a table of offsets, then the parts) or JSON."""
    if payload[:1] == b"{":
        message = json.loads(payload)
        return message if "header" in message else None
    try:
        (count,) = struct.unpack_from("<Q", payload)
        offsets = struct.unpack_from(f"<{count}Q", payload, 8)
        parts = [payload[start:end] for start, end in itertools.pairwise(offsets)]
        channel, header, parent, metadata, content, *buffers = parts
        named = zip(
            ("header", "parent_header", "metadata", "content"), (header, parent, metadata, content), strict=True
        )
        return {"channel": channel.decode(), **{name: json.loads(part) for name, part in named}, "buffers": buffers}
    except (struct.error, ValueError):
        return None
