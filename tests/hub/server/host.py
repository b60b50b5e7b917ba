"""The server around the routes: takes requests, lets faults happen, sends answers."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import tests.hub.server.xet_routes  # noqa: F401  # its routes are among those that `find` looks through
from tests.hub.server.faults import CUTS, REFUSALS, Faults
from tests.hub.server.routes import Answer, Request, find
from tests.hub.server.storage import Refused, Repo, Storage


class Hub(ThreadingHTTPServer):
    """A Hub at `url`, whose content and faults `reset` makes new.

    Attributes
    ----------
    log
        The names of the routes asked for, in order.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, listener: socket.socket, folder: Path) -> None:
        super().__init__(listener.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_address = listener.getsockname()
        self.server_name, self.server_port = self.server_address[:2]
        self.url = f"http://{self.server_name}:{self.server_port}"
        self.reset(folder)
        self.server_activate()
        threading.Thread(target=self.serve_forever, daemon=True, name="hub").start()

    def reset(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.storage = Storage(folder)
        self.faults = Faults()
        self.log: list[str] = []

    def repo(self, id: str) -> Repo:
        return self.storage.repos[id]

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients are killed in the middle of a request on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Hub

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self._body()
        parts = urlsplit(self.path)
        try:
            name, handler, named = find(self.command, parts.path)
            self.server.log.append(name)
            fault = self.server.faults.take(name)
            if fault and fault.kind in REFUSALS:
                raise REFUSALS[fault.kind]
            if fault and fault.kind in ("drop", "hang"):
                self._cut(fault.kind)
                return
            request = Request(
                self.server.storage,
                self.server.url,
                self.command,
                parse_qs(parts.query),
                self.headers,
                body,
                named,
            )
            with self.server.storage.turn:
                answer = handler(request)
            if fault and fault.kind == "lost":
                self._cut("lost")
                return
        except Refused as refused:
            answer = _refusal(refused)
        self._send(answer)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _cut(self, kind: str) -> None:
        assert kind in CUTS
        if kind == "hang":
            time.sleep(self.server.faults.silence)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer) -> None:
        body = answer.body()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not isinstance(answer.content, bytes):
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


def _refusal(refused: Refused) -> Answer:
    headers = {"X-Error-Message": refused.message, **({"X-Error-Code": refused.code} if refused.code else {})}
    if refused.status == 429:
        headers["Retry-After"] = "0"
    return Answer({"error": refused.message}, refused.status, headers)
