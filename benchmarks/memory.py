"""Peak anonymous memory of a process and its children: what it really needs, without mapped files."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Self

import psutil

_INTERVAL = 0.05  # seconds


class AnonymousPeak:
    """Samples this process and all below it while the block runs.

    Attributes
    ----------
    megabytes
        The highest sum of anonymous pages seen, less what was there at the start, in MB.
    """

    megabytes = 0.0

    def __enter__(self) -> Self:
        self._done = threading.Event()
        self._start = _anonymous()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_INTERVAL):
            self.megabytes = max(self.megabytes, (_anonymous() - self._start) / 1e6)


def _anonymous() -> int:
    processes = [os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))]
    return sum(_of(pid) for pid in processes)


def _of(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:  # it has ended meanwhile
        return 0
    line = next((line for line in rollup.splitlines() if line.startswith("Anonymous:")), "Anonymous: 0 kB")
    return int(line.split()[1]) * 1024
