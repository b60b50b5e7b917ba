"""Servers as child processes: started once, waited for, ended by their own process group."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

START_SECONDS = 60.0
_END_SECONDS = 3.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str],
    *,
    ready: str,
    log: Path,
    folder: Path,
    env: Mapping[str, str],
    seconds: float = START_SECONDS,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` in `folder` until the address `ready` answers, and end it with all it started."""
    with log.open("wb") as lines:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            cwd=folder,
            env={**os.environ, **env},
            start_new_session=True,
        )
    try:
        _wait_for(ready, process, log, seconds)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and what it started; kernels live in process groups of their own."""
    try:
        started = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for child in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(started, timeout=_END_SECONDS)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.05)
    state = "ended" if process.poll() is not None else f"did not answer within {seconds:.0f} s"
    said = log.read_text("utf-8", "replace")[-3000:]
    raise RuntimeError(f"the server {state}: {' '.join(map(str, process.args))}\n{said}")
