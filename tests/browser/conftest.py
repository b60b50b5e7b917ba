"""Fixtures of the browser tests: servers once a run, a folder and a page for each test.

`lab` is a JupyterLab page that the tests of a run share, with its documents closed and its storage
emptied between them; `new_lab` opens further pages, each in a browser of its own unless told
otherwise. What lies in `folder` is what the server shows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from scripts import chromium
from tests.browser.harness import servers
from tests.browser.harness.lab import Lab, NotebookSeven
from tests.browser.harness.others import MarimoTab, VoilaTab
from tests.browser.harness.servers import PLAIN_HTTP_HOST, JupyterServer, Server
from tests.browser.harness.sink import Sink
from tests.browser.harness.tab import Tab

VIEWPORT = {"width": 1400, "height": 1000}
expect.set_options(timeout=15_000)
_HERE = Path(__file__).parent
# Not pytest-playwright's --output: every other pytest run in this folder empties that one.
PICTURES = _HERE.parents[1] / "build/browser"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright's event loop lives on in this process, and asyncio allows no second."""
    ours = [item for item in items if item.path.is_relative_to(_HERE)]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.is_relative_to(_HERE))


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where requests to other machines end."""
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], sink: Sink) -> dict[str, Any]:
    """The Chromium that `scripts/chromium.py` finds, in a world that ends at this machine."""
    found = chromium.find()
    if found is None:
        pytest.fail(f"{chromium.NOT_FOUND}; `python scripts/chromium.py` tries to install one")
    return {
        **browser_type_launch_args,
        "executable_path": str(found),
        "args": [
            "--no-sandbox",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--proxy-server=http://127.0.0.1:{sink.port}",
            f"--proxy-bypass-list={PLAIN_HTTP_HOST}",
            f"--host-resolver-rules=MAP {PLAIN_HTTP_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(15_000)
    return context


@pytest.fixture(scope="session")
def shared_context(browser: Browser) -> Iterator[BrowserContext]:
    context = _context(browser)
    yield context
    context.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A JupyterLab server of this run."""
    with servers.jupyter("jupyterlab", tmp_path_factory.mktemp("lab") / "files") as server:
        yield server


@pytest.fixture(scope="session")
def notebook_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A Notebook 7 server of this run."""
    with servers.jupyter("notebook", tmp_path_factory.mktemp("notebook") / "files") as server:
        yield server


@pytest.fixture(scope="session")
def voila_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Voilà server of this run."""
    with servers.voila(tmp_path_factory.mktemp("voila") / "files") as server:
        yield server


@pytest.fixture(scope="session")
def marimo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A marimo server of this run."""
    with servers.marimo(tmp_path_factory.mktemp("marimo") / "files") as server:
        yield server


@pytest.fixture
def new_folder(request: pytest.FixtureRequest) -> Callable[[Server], Path]:
    """Make a fresh folder among a server's files."""

    def make(server: Server) -> Path:
        name = re.sub(r"\W+", "-", request.node.name).strip("-")[:60]
        folder = server.root / f"{next(_numbers):03d}-{name}"
        folder.mkdir(parents=True)
        return folder

    return make


@pytest.fixture
def folder(jupyter: JupyterServer, new_folder: Callable[[Server], Path]) -> Path:
    """A fresh folder among JupyterLab's files."""
    return new_folder(jupyter)


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    """The browsers of this test alone; closed after its pages."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def tabs(request: pytest.FixtureRequest, contexts: list[BrowserContext]) -> Iterator[list[Tab]]:
    """The test's open pages: photographed if it fails, then closed."""
    opened: list[Tab] = []
    yield opened
    for number, tab in enumerate(opened):
        if not _passed(request) and not tab.page.is_closed():
            _report(request, tab, number)
        tab.close()


def _report(request: pytest.FixtureRequest, tab: Tab, number: int) -> None:
    name = re.sub(r"\W+", "-", request.node.nodeid).strip("-")
    said = f"errors: {tab.errors}\ndialogs: {tab.dialogs}"
    try:
        picture = tab.screenshot(PICTURES / f"{name}-{number}.png")
        said = f"{picture}\n{said}"
    except Error as error:
        said = f"no picture: {error.message}\n{said}"
    request.node.add_report_section("teardown", f"page {number}", said)


@pytest.fixture
def used_jupyter(jupyter: JupyterServer) -> Iterator[JupyterServer]:
    """The JupyterLab server, left without kernels and with its first settings."""
    yield jupyter
    jupyter.end_sessions()
    jupyter.reset_settings()


@pytest.fixture
def new_lab(
    used_jupyter: JupyterServer, browser: Browser, contexts: list[BrowserContext], tabs: list[Tab]
) -> Callable[..., Lab]:
    """Open a further JupyterLab page: in a browser of its own, or with `beside=lab` in that one's."""

    def make(beside: Lab | None = None) -> Lab:
        if beside is None:
            contexts.append(_context(browser))
        context = contexts[-1] if beside is None else beside.page.context
        lab = Lab(context.new_page(), used_jupyter, f"w{next(_numbers)}")
        tabs.append(lab)
        return lab

    return make


@pytest.fixture(scope="session")
def kept() -> list[Lab]:
    """The page of `lab` between two tests: loading JupyterLab takes most of a short test's time."""
    return []


@pytest.fixture
def lab(
    request: pytest.FixtureRequest,
    used_jupyter: JupyterServer,
    shared_context: BrowserContext,
    tabs: list[Tab],
    kept: list[Lab],
) -> Iterator[Lab]:
    """A JupyterLab page with no document open and nothing stored.

    The page itself may have served earlier tests. A test that changes it in ways that closing the
    documents does not undo (routes, init scripts, another host) asks for `new_lab` instead.
    """
    lab = kept.pop() if kept else Lab(shared_context.new_page(), used_jupyter, f"w{next(_numbers)}")
    tabs.append(lab)
    lab.page.set_viewport_size(VIEWPORT)
    _forget(lab.page, used_jupyter)
    yield lab
    if _passed(request) and not lab.page.is_closed():
        lab.leave()
        tabs.remove(lab)
        kept.append(lab)


def _passed(request: pytest.FixtureRequest) -> bool:
    call = getattr(request.node, "rep_call", None)
    return call is not None and call.passed


@pytest.fixture
def seven(notebook_server: JupyterServer, shared_context: BrowserContext, tabs: list[Tab]) -> Iterator[NotebookSeven]:
    """A Notebook 7 page."""
    page = shared_context.new_page()
    _forget(page, notebook_server)
    tab = NotebookSeven(page, notebook_server)
    tabs.append(tab)
    yield tab
    notebook_server.end_sessions()


@pytest.fixture
def voila(voila_server: Server, shared_context: BrowserContext, tabs: list[Tab]) -> VoilaTab:
    """A Voilà page."""
    tab = VoilaTab(shared_context.new_page(), voila_server)
    tabs.append(tab)
    return tab


@pytest.fixture
def marimo(marimo_server: Server, shared_context: BrowserContext, tabs: list[Tab]) -> MarimoTab:
    """A marimo page."""
    tab = MarimoTab(shared_context.new_page(), marimo_server)
    tabs.append(tab)
    return tab


def _forget(page: Page, server: Server) -> None:
    """Empty what earlier tests stored in this browser; its cache of the application stays."""
    session = page.context.new_cdp_session(page)
    kinds = "local_storage,indexeddb,websql,cache_storage"
    session.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": kinds})
    session.detach()
