"""Finds a Chromium that runs, or installs one, and prints its path.

First what is there: ``EVALWIDGETS_CHROMIUM``, the system's Chromium or Chrome, the one Playwright
keeps for itself. Else Playwright's own is installed, else the system's by apt-get where that is
allowed. Every step ends within its time limit, so a closed network gives a message, never a hang.

    python scripts/chromium.py              find or install
    python scripts/chromium.py --find       find only
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PROBE_SECONDS = 30
_DOWNLOAD_SECONDS = 420
_PACKAGES_SECONDS = 600

NOT_FOUND = (
    "no Chromium found and none could be installed: install Chromium or Chrome, or name one in EVALWIDGETS_CHROMIUM"
)


def find() -> Path | None:
    """Return the first Chromium that starts, or None."""
    return next((Path(path) for path in _candidates() if path and _starts(path)), None)


def install() -> Path | None:
    """Install a Chromium, and return it; None if nothing helped."""
    if _run([sys.executable, "-m", "playwright", "install", "chromium"], _DOWNLOAD_SECONDS):
        if not (found := find()) and (root := _as_root()) is not None:
            # It is there but does not start: the libraries it needs are the system's.
            _run([*root, sys.executable, "-m", "playwright", "install-deps", "chromium"], _PACKAGES_SECONDS)
            found = find()
        if found:
            return found
    root = _as_root()
    if root is not None and shutil.which("apt-get"):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        _run([*apt, "update", "-qq"], _PACKAGES_SECONDS)
        _run([*apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], _PACKAGES_SECONDS)
    return find()


def _candidates() -> Iterator[str | None]:
    if named := os.environ.get("EVALWIDGETS_CHROMIUM"):
        yield named
        return
    yield from map(shutil.which, _SYSTEM_NAMES)
    yield _playwrights_own()


def _playwrights_own() -> str | None:
    # In a process of its own: Playwright's event loop must not stay behind in the caller.
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    try:
        said = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, timeout=_PROBE_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    path = said.stdout.strip()
    return path if Path(path).is_file() else None


def _starts(path: str) -> bool:
    """Tell whether it runs at all: on some systems the command is a stub that asks for a snap."""
    try:
        return (
            subprocess.run(
                [path, "--version"], capture_output=True, timeout=_PROBE_SECONDS, check=False, stdin=subprocess.DEVNULL
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _as_root() -> list[str] | None:
    """Return the words before a command that make it root's; None if that needs a password."""
    if os.name != "posix":
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _run(["sudo", "-n", "true"], 10) else None


def _run(command: list[str], seconds: float) -> bool:
    """Run with its output on stderr, ending the whole process group when the time is up."""
    try:
        process = subprocess.Popen(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        print(f"gave up after {seconds:.0f} s: {' '.join(command)}", file=sys.stderr)
        return False


def main() -> int:
    """Print the path; exit with 1 and a word on what to do if there is none."""
    found = find() if "--find" in sys.argv[1:] else find() or install()
    print(found or NOT_FOUND, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
