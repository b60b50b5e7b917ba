"""A JupyterLab and a Chromium for the bench: the harness of the browser tests without pytest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts import chromium
from tests.browser.harness import servers
from tests.browser.harness.lab import Lab
from tests.browser.harness.servers import JupyterServer
from tests.browser.harness.sink import Sink

_PROBE = (Path(__file__).parent / "browser_probe.js").read_text("utf-8")


@dataclass
class Screens:
    """A browser that reaches this machine and nothing else."""

    browser: Browser
    context: BrowserContext

    def page(self, width: int, height: int) -> Page:
        """Open a page with the probe in it; pages share the browser's cache."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.add_init_script(_PROBE)
        return page


@dataclass
class Stage(Screens):
    """A browser and a JupyterLab; `folder` is what the server shows."""

    server: JupyterServer
    _opened: int = field(default=0, init=False)

    @property
    def folder(self) -> Path:
        return self.server.root

    def lab(self, width: int = 1400, height: int = 1000) -> Lab:
        """Open a JupyterLab page with a workspace of its own."""
        self._opened += 1
        return Lab(self.page(width, height), self.server, f"bench{self._opened}")


@contextmanager
def screens() -> Iterator[Screens]:
    """Start the Chromium that the tests use."""
    found = chromium.find()
    if found is None:
        raise RuntimeError(chromium.NOT_FOUND)
    sink = Sink()
    arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        f"--proxy-server=http://127.0.0.1:{sink.port}",
    ]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(found), args=arguments)
            context = browser.new_context(locale="en-GB")
            context.set_default_timeout(60_000)
            yield Screens(browser, context)
            browser.close()
    finally:
        sink.close()


@contextmanager
def stage() -> Iterator[Stage]:
    """Start a Chromium and a JupyterLab on an empty folder; both end with the block."""
    with (
        tempfile.TemporaryDirectory() as place,
        servers.jupyter("jupyterlab", Path(place) / "files") as server,
        screens() as screen,
    ):
        yield Stage(screen.browser, screen.context, server)
