"""Voilà and marimo: hosts that only show what a notebook shows."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from tests.browser.harness.servers import Server
from tests.browser.harness.tab import Tab


class VoilaTab(Tab):
    """A notebook as an app; it runs when the page is opened, and has a kernel of its own.

    Voilà itself asks other machines for its icons and for MathJax; here they never answer.
    """

    noise = re.compile(r"ERR_TUNNEL_CONNECTION_FAILED|Refused to apply style|RUNTIME-012|cdnjs|jsdelivr|unpkg")

    def __init__(self, page: Page, server: Server) -> None:
        super().__init__(page)
        self.server = server

    def open(self, file: Path) -> None:
        self.page.goto(self.server.page("voila/render", file))


class MarimoTab(Tab):
    """A notebook in marimo's editor; it runs when the page is opened."""

    def __init__(self, page: Page, server: Server) -> None:
        super().__init__(page)
        self.server = server

    def open(self, file: Path) -> None:
        self.page.goto(f"{self.server.url}/?file={quote(self.server.path_of(file))}", wait_until="commit")
