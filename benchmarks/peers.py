"""Label Studio CE and Potato from PyPI, driven in the same Chromium: what a submit takes there.

Each lives in an environment of its own under build/. Where one cannot be installed or started, its
line says so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Error, Page, Request

from benchmarks.browser_stage import Screens, screens
from benchmarks.peers_label_studio import LabelStudio
from benchmarks.peers_potato import Potato
from benchmarks.report import Line, percentile
from tests.browser.harness import processes

BUILD = Path(__file__).parents[1] / "build"
INSTALL_SECONDS = 600
START_SECONDS = 240
EARLY, LATE = 10, 1_000
WARM_UP, ROUNDS = 3, 15


class Peer(Protocol):
    """One tool: how it is started, and what an expert does in it."""

    name: str
    package: str
    version: str
    program: str
    key: str
    """Submits, with the modifier before it: "Control+Enter"."""
    text: str
    """The selector of the text to judge."""
    saving: str
    """Stands in the address that a judgment is posted to."""
    ready: str
    """The path that answers once the tool is up."""

    def arguments(self, folder: Path, port: int) -> list[str]:
        """Write what the tool needs into `folder`, and return its arguments."""
        ...

    def environment(self, folder: Path) -> dict[str, str]: ...

    def enter(self, page: Page, base: str) -> None:
        """Log in."""
        ...

    def go(self, page: Page, base: str, done: int, more: int) -> None:
        """Show the next item when `done` have been judged; `more` will follow."""
        ...

    def answer(self, page: Page) -> None:
        """Answer all ten criteria."""
        ...


def run() -> list[Line]:
    with screens() as screen:
        return [line for peer in (LabelStudio(), Potato()) for line in _measured(peer, screen)]


def _measured(peer: Peer, screen: Screens) -> list[Line]:
    named = f"beside: {peer.name} {peer.version}, submit → next painted"
    try:
        program = installed(peer)
        with tempfile.TemporaryDirectory() as place:
            return _lines(named, *_driven(peer, program, Path(place), screen))
    except (OSError, subprocess.SubprocessError, RuntimeError, Error) as error:
        return [Line(named, f"skipped: {' '.join(str(error).split())[:100]}")]


def installed(peer: Peer) -> Path:
    """Install the tool once, and return its program."""
    home = BUILD / f".venv-peers-{peer.package}-{peer.version}"
    program = home / "bin" / peer.program
    if not program.exists():
        print(f"… installing {peer.name}", file=sys.stderr, flush=True)
        venv.create(home, with_pip=True, clear=True)
        pip = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run(
            [*pip, f"{peer.package}=={peer.version}"], check=True, capture_output=True, timeout=INSTALL_SECONDS
        )
    return program


Round = tuple[float, float]
"""Milliseconds: submit → next painted, and the request that saves."""


def _driven(peer: Peer, program: Path, folder: Path, screen: Screens) -> tuple[list[Round], list[Round]]:
    port = processes.free_port()
    base = f"http://127.0.0.1:{port}"
    with processes.serving(
        [str(program), *peer.arguments(folder, port)],
        ready=base + peer.ready,
        log=folder / "server.log",
        folder=folder,
        env=peer.environment(folder),
        seconds=START_SECONDS,
    ):
        page = screen.page(1400, 1000)
        peer.enter(page, base)
        parts: list[list[Round]] = []
        for done in (0, LATE - WARM_UP - ROUNDS):
            peer.go(page, base, done, WARM_UP + ROUNDS + 1)
            parts.append([_round(peer, page) for _ in range(WARM_UP + ROUNDS)][WARM_UP:])
        page.close()
    early, late = parts
    return early, late


def _round(peer: Peer, page: Page) -> Round:
    page.locator(peer.text).wait_for()
    page.wait_for_load_state("networkidle")
    peer.answer(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)  # what it saves by itself between answers is done
    saves: list[float] = []

    def finished(request: Request) -> None:
        if request.method == "POST" and peer.saving in request.url:
            saves.append(request.timing["responseEnd"] - request.timing["requestStart"])

    page.on("requestfinished", finished)
    *held, key = peer.key.split("+")
    page.evaluate(
        "([key, text]) => { sessionStorage.removeItem('bench:took'); bench.leave(key, text); }", [key, peer.text]
    )
    for each in (*held, key):
        page.keyboard.down(each)
    took = page.wait_for_function("() => sessionStorage.getItem('bench:took')", polling=100).json_value()
    for each in (key, *reversed(held)):
        page.keyboard.up(each)
    page.remove_listener("requestfinished", finished)
    if not saves:
        raise RuntimeError(f"{peer.name} did not save what was submitted")
    return float(took), saves[0]


def _lines(named: str, early: list[Round], late: list[Round]) -> list[Line]:
    def said(rounds: list[Round], which: int) -> str:
        values = [one[which] for one in rounds]
        return f"p50 {percentile(values, 0.5):.0f} ms, p95 {percentile(values, 0.95):.0f} ms"

    at = f"item {EARLY}", f"item {LATE:,}"
    return [
        *(Line(f"{named}, {place}", said(rounds, 0)) for place, rounds in zip(at, (early, late), strict=True)),
        *(
            Line(named.replace("submit → next painted", f"saving one judgment, {place}"), said(rounds, 1))
            for place, rounds in zip(at, (early, late), strict=True)
        ),
    ]
