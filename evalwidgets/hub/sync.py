"""Pushing in the background while experts grade: a process of its own does the work, this side shows how it goes.

The process opens the study by itself, so that nothing here is slower for it: reading, packing and
sending happen elsewhere. It is told what to do on its standard input, one line a word, and says how
it goes on its standard output, one JSON object a line. When this side is gone, however it went, the
process finds its input closed, tries for `FLUSH` seconds to send what is left, and ends; what could
not be sent goes with the next push. No signal handler is installed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from evalwidgets.errors import HubError
from evalwidgets.store.place import FilePlace

if TYPE_CHECKING:
    from evalwidgets.store import Store

FLUSH = 3.0
"""Seconds for which an exit waits at most."""

SHORTEST = 30.0
"""Seconds between pushes, at least: the Hub takes some hundred commits an hour."""

_UNITS = {"s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0}
_EVERY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*")


@dataclass(frozen=True)
class SyncState:
    """How a background push stands.

    Attributes
    ----------
    word
        ``"starting"``; ``"waiting"`` for the next time; ``"pushing"``; ``"held"``: a person has to look at something
        first; ``"failing"``: it will be tried again; ``"stopped"``.
    words
        What is going on, or what is wrong, in a sentence.
    pushed
        Judgments pushed so far by this sync.
    last
        When everything was last on the Hub (seconds since 1970 UTC), or None.
    passing
        While failing: whether it is the ``network`` or the ``hub``, which passes; None: somebody has to do something.
    asked
        How many calls of `Sync.now` have been answered.
    """

    word: Literal["starting", "waiting", "pushing", "held", "failing", "stopped"] = "starting"
    words: str = ""
    pushed: int = 0
    last: float | None = None
    passing: Literal["network", "hub"] | None = None
    asked: int = 0


@dataclass(frozen=True)
class SyncOrder:
    """What the process is told first; the token goes through the pipe, not the command line."""

    place: str
    repo: str
    token: str | None
    every: float
    propose: bool
    names: tuple[str, ...]

    def to_json(self) -> str:
        """Write it on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> SyncOrder:
        """Read it back."""
        fields: dict[str, Any] = json.loads(line)
        fields["names"] = tuple(fields["names"])
        return cls(**fields)


class Sync:
    """A background push; made by `Study.sync`.

    Attributes
    ----------
    state
        How it stands now.
    """

    def __init__(self, order: SyncOrder) -> None:
        self.repo = order.repo
        self._place = order.place
        self.every = order.every
        self.state = SyncState()
        self._asked = 0
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "evalwidgets.hub.sync_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # An interrupt of a cell goes to the kernel's whole process group: the push is not meant.
            start_new_session=True,
        )
        self._tell(order.to_json())
        threading.Thread(target=self._follow, name=f"sync {order.repo}", daemon=True).start()
        self._finalizer = weakref.finalize(self, _end, self._process, os.getpid())

    def now(self, timeout: float = 60.0) -> SyncState:
        """Push now instead of at the next time, wait until that is done or has failed, and return the state."""
        with self._changed:
            self._asked += 1
            asked = self._asked
            self._tell("now")
            self._changed.wait_for(lambda: self.state.asked >= asked or self.state.word == "stopped", timeout)
            return self.state

    def stop(self) -> SyncState:
        """Push what is left, for `FLUSH` seconds at most, and end."""
        self._finalizer()
        with self._changed:
            self._changed.wait_for(lambda: self.state.word == "stopped", 1.0)
            return self.state

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def _tell(self, word: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(word + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            self._set(SyncState("stopped", "The process that pushes has ended. Call study.sync() again."))

    def _follow(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._set(SyncState(**json.loads(line)))
        if self.state.word != "stopped":
            self._set(replace(self.state, word="stopped"))

    def _set(self, state: SyncState) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()
        _announce(self._place)

    def __repr__(self) -> str:
        state = self.state
        last = f", all there at {time.strftime('%H:%M:%S', time.localtime(state.last))}" if state.last else ""
        words = f": {state.words}" if state.words else ""
        how = f"{state.word}{words}; {state.pushed:,} judgments pushed{last}"
        return f"<sync to {self.repo} every {self.every:g} s: {how}>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self)[1:-1])}</pre>"


def start(
    store: Store,
    repo: str,
    *,
    every: float | str,
    token: str | None = None,
    propose: bool = False,
    names: Iterable[str] = (),
) -> Sync:
    """Start pushing in the background; see `Study.sync`.

    Raises
    ------
    HubError
        If the interval cannot be read or is too short, or the study is where only one process may write.
    """
    from evalwidgets.store.mounts import network_file_system

    seconds = seconds_of(every)
    place = store.place
    if isinstance(place, FilePlace) and network_file_system(place.path):
        raise HubError(
            f"{place} is on a network drive, where only one process may write, and sync needs one of its own. "
            "Call study.push_to_hub() now and then instead, or keep the study on a local disk or on PostgreSQL."
        )
    at = _at(store)
    # The cell is run again: its older sync makes room.
    if (older := _running.pop((at, repo), None)) is not None:
        older.stop()
    started = _running[at, repo] = Sync(SyncOrder(at, repo, token, seconds, propose, tuple(names)))
    _announce(at)
    return started


_running: dict[tuple[str, str], Sync] = {}
_watching: dict[str, list[weakref.WeakMethod[Callable[[SyncState], None]]]] = {}
_guard = threading.Lock()  # of `_watching`: states come on a thread of each sync


def state_of(store: Store) -> SyncState | None:
    """Return how the background push of a study stands, the one begun last; None if there is none here."""
    return _state(_at(store))


def watch(store: Store, told: Callable[[SyncState], None]) -> None:
    """Call the method `told`, on any thread, with each new state of the study's push, as long as its object lives."""
    with _guard:
        _watching.setdefault(_at(store), []).append(weakref.WeakMethod(told))


def _announce(at: str) -> None:
    with _guard:
        kept = _watching[at] = [method for method in _watching.get(at, ()) if method() is not None]
    state = _state(at)
    for method in kept:
        if state is not None and (told := method()) is not None:
            told(state)


def _state(at: str) -> SyncState | None:
    # A copy: another cell may begin one meanwhile.
    return next((sync.state for (place, _), sync in reversed(list(_running.items())) if place == at), None)


def _at(store: Store) -> str:
    place = store.place
    return str(place.path) if isinstance(place, FilePlace) else place.url.render_as_string()


def seconds_of(every: float | str) -> float:
    """Return an interval in seconds: a number of them, or words like ``"5 min"``.

    Raises
    ------
    HubError
        If it cannot be read, or is shorter than the Hub allows.
    """
    seconds = every if isinstance(every, int | float) else None
    if isinstance(every, str) and (match := _EVERY.fullmatch(every.lower())) and match[2] in _UNITS:
        seconds = float(match[1]) * _UNITS[match[2]]
    if seconds is None:
        raise HubError(f'every={every!r} is no interval: write "5 min", "90 s", "1 h", or a number of seconds.')
    if seconds < SHORTEST:
        raise HubError(f"every={every!r} is too often: the Hub limits commits. {SHORTEST:g} s is the shortest.")
    return seconds


def _end(process: subprocess.Popen[str], owner: int) -> None:
    """Let the process send what is left, and see that it ends."""
    if os.getpid() != owner or process.poll() is not None:
        return
    assert process.stdin is not None
    try:
        process.stdin.close()
        process.wait(FLUSH + 0.5)
    except (OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
