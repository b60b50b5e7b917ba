"""One writing process per study on a network file system, by a lock file beside the study.

Locks on the file itself cannot be trusted there, a file that is created exclusively can. It names
the host and the process, so that a person can find out, and so that the lock of a process that
died on this host is taken over.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from evalwidgets.errors import StoreBusy


@dataclass(frozen=True)
class Holder:
    """Who holds the lock; `started` tells a process from a later one with the same number."""

    host: str
    pid: int
    started: str

    @classmethod
    def this_process(cls) -> Holder:
        """Return the holder that we would be."""
        return cls(socket.gethostname(), os.getpid(), _started(os.getpid()) or "")

    @property
    def is_dead(self) -> bool:
        """Whether the process was on this host and is gone; of another host nobody can tell."""
        return self.host == socket.gethostname() and _started(self.pid) != self.started


class WriterLock:
    """The right to write to the study at `path`; taken at the first write, kept until `release`."""

    def __init__(self, path: Path) -> None:
        self._study = path
        self._path = path.with_name(path.name + ".lock")
        self._holder: Holder | None = None
        self._guard = threading.Lock()  # of `_holder` and the file

    def acquire(self) -> None:
        """Take the lock, or do nothing if this process has it.

        Raises
        ------
        StoreBusy
            If another process that may be alive holds it.
        """
        me = Holder.this_process()
        with self._guard:
            if self._holder == me:
                return
            while not self._create(me):
                other = self._read()
                if other == me:
                    break
                if other is not None:
                    self._clear(other)
            self._holder = me

    def release(self) -> None:
        """Give the lock back, if this process has it."""
        with self._guard:
            if self._holder is not None and self._holder == Holder.this_process() == self._read():
                self._path.unlink(missing_ok=True)
            self._holder = None

    def _create(self, holder: Holder) -> bool:
        # Written aside and linked into place: the lock is never seen without its holder's name.
        draft = self._path.with_name(f"{self._path.name}.{holder.host}.{holder.pid}")
        draft.write_text(json.dumps(asdict(holder)), encoding="utf-8")
        try:
            os.link(draft, self._path)
        except FileExistsError:
            return False
        except OSError:
            # Some of these systems know no links; creating exclusively they all know.
            with suppress(FileExistsError), self._path.open("x", encoding="utf-8") as file:
                json.dump(asdict(holder), file)
                return True
            return False
        finally:
            draft.unlink(missing_ok=True)
        return True

    def _clear(self, other: Holder) -> None:
        if not other.is_dead:
            raise StoreBusy(
                f"{self._study} is on a network drive and is being written by process {other.pid} on "
                f"{other.host}. Close that notebook first; if it is long gone, delete {self._path}."
            )
        # Of two who find the same dead holder, the second must not delete the lock of the first.
        with _one_at_a_time(self._path):
            if self._read() == other:
                self._path.unlink(missing_ok=True)

    def _read(self) -> Holder | None:
        try:
            return Holder(**json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Holder("an unknown host", 0, "?")


@contextmanager
def _one_at_a_time(path: Path) -> Generator[None, None, None]:
    """Keep other processes of this host out; the file for it is on a local disk, where locks hold."""
    import fcntl

    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    guard = os.open(Path(tempfile.gettempdir()) / f"evalwidgets-{name}", os.O_CREAT | os.O_RDWR, 0o666)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
    finally:
        os.close(guard)


def _started(pid: int) -> str | None:
    """Return when the process started (clock ticks since boot), "" where unknown, None if there is none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    try:
        # The name in parentheses may hold spaces; starttime is field 22, the 20th after it.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
