"""One tab of a browser: what it said, what it sent, how it looks. Every host's page is one."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import ConsoleMessage, ElementHandle, Error, Locator, Page

from tests.browser.harness.traffic import Traffic

Value = TypeVar("Value")

_HERE = Path(__file__).parent
_AXE = _HERE.parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_SCRIPT = (_HERE / "page.js").read_text("utf-8")


@dataclass(frozen=True)
class Violation:
    """What axe-core found: its rule, how bad, and the elements (a path through shadow roots each)."""

    rule: str
    impact: str
    help: str
    targets: tuple[str, ...]


class Tab:
    """A page with its traffic and its errors.

    Attributes
    ----------
    errors
        What the console called an error, and exceptions nobody caught, without the hosts' own noise.
    dialogs
        What alert, confirm, prompt and beforeunload asked; each was accepted.
    """

    # What the host itself says on its pages, with no widget on them.
    noise: re.Pattern[str] | None = None

    def __init__(self, page: Page) -> None:
        self.page = page
        self.traffic = Traffic()
        self.errors: list[str] = []
        self.dialogs: list[tuple[str, str]] = []
        self.traffic.watch(page)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._error(str(error)))
        page.on("dialog", self._dialog)
        page.add_init_script(_SCRIPT)

    def forget(self) -> None:
        """Forget what was recorded so far."""
        self.traffic.clear()
        self.errors.clear()
        self.dialogs.clear()

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def system_theme(self, *, dark: bool) -> None:
        """What the operating system prefers; JupyterLab's own theme is `Lab.theme`."""
        self.page.emulate_media(color_scheme="dark" if dark else "light")

    def zoom(self, percent: int) -> None:
        """Zoom as the browser does: fewer CSS pixels on the same glass."""
        size = self.page.viewport_size
        assert size is not None
        self.size(size["width"] * 100 // percent, size["height"] * 100 // percent)

    def until(self, condition: Callable[[], Value], what: str, timeout: float = 15.0) -> Value:
        """Wait until `condition` is true, with the page's events going on; `timeout` in seconds."""
        deadline = time.monotonic() + timeout
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {timeout:g} s for {what}; the page's errors: {self.errors}")
            self.page.wait_for_timeout(25)
        return value

    def run(self, function: str, arg: object = None, timeout: float = 30.0) -> Any:
        """Call an (async) JavaScript function and wait for its value, at most `timeout` seconds.

        Unlike `page.evaluate` it ends if the promise never does: that of a kernel that was killed.
        """
        ticket = self.page.evaluate(f"arg => harness.begin({function}, arg)", arg)
        outcome = self.page.wait_for_function("ticket => harness.outcome(ticket)", arg=ticket, timeout=timeout * 1000)
        settled = json.loads(outcome.json_value())
        if "error" in settled:
            raise AssertionError(settled["error"])
        return settled["value"]

    def axe(self, within: Locator | None = None) -> list[Violation]:
        """What axe-core finds wrong, WCAG 2.2 AA and best practices, in `within` or the whole page."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_AXE.read_text("utf-8") + "\n;undefined")
        root: ElementHandle | None = within.element_handle() if within else None
        found = self.page.evaluate(
            """async (root) => (await axe.run(root ?? document, {resultTypes: ["violations"]})).violations.map(
                ({id, impact, help, nodes}) => ({id, impact, help, targets: nodes.map(
                    ({target, failureSummary}) => `${target.flat().join(" >> ")}: ${failureSummary}`)}))""",
            root,
        )
        return [Violation(each["id"], each["impact"] or "", each["help"], tuple(each["targets"])) for each in found]

    def screenshot(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
        return path

    def close(self) -> None:
        self.page.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._error(f"{message.text} {message.location.get('url', '')}".strip())

    def _error(self, said: str) -> None:
        if self.noise is None or not self.noise.search(said):
            self.errors.append(said)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append((dialog.type, dialog.message))
        with contextlib.suppress(Error):  # the page may go away with its dialog
            dialog.accept()
