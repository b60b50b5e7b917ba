"""A JupyterLab of our own, on this machine only, that ends when we do."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalwidgets.errors import EvalwidgetsError

_START_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: `url` without the token, which opens it."""

    url: str
    token: str
    process: subprocess.Popen[bytes]

    def page(self, notebook: str) -> str:
        """Return the address of `notebook` by itself in the Lab, token and all."""
        return f"{self.url}/doc/tree/{notebook}?token={self.token}"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the server's REST interface and return the JSON it answers."""
        request = urllib.request.Request(  # noqa: S310 (our own server, on this machine)
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return json.load(response)


@contextmanager
def jupyterlab(folder: Path) -> Generator[Server]:
    """Start JupyterLab in `folder`, on a free port of 127.0.0.1, and end it at the end.

    Raises
    ------
    EvalwidgetsError
        If JupyterLab is not installed, or does not start.
    """
    port, token = _free_port(), secrets.token_urlsafe(24)
    log = folder / "jupyterlab.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={port}",
                "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={token}",
                f"--ServerApp.root_dir={folder}",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            env={**os.environ, **_own_settings(folder)},
            stdout=lines,
            stderr=lines,
            stdin=subprocess.DEVNULL,
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", token, process)
        _wait_until_ready(server, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _own_settings(folder: Path) -> dict[str, str]:
    """Keep the Lab's settings beside the notebook, so that the demo neither reads nor changes the user's."""
    settings, workspaces = folder / ".lab" / "settings", folder / ".lab" / "workspaces"
    notices = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    notices.parent.mkdir(parents=True, exist_ok=True)
    notices.write_text('{"fetchNews": "false"}', "utf-8")
    workspaces.mkdir(exist_ok=True)
    return {"JUPYTERLAB_SETTINGS_DIR": str(settings), "JUPYTERLAB_WORKSPACES_DIR": str(workspaces)}


def _wait_until_ready(server: Server, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.call("GET", "status")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    said = log.read_text("utf-8", "replace")[-2000:]
    if "No module named jupyterlab" in said:
        raise EvalwidgetsError("JupyterLab is not installed: pip install 'evalwidgets[demo]'")
    raise EvalwidgetsError(f"JupyterLab did not start within {_START_SECONDS:.0f} s; it said:\n{said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
