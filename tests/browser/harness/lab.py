"""JupyterLab and Notebook 7 as a test drives them: by the application's own commands."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode
from playwright.sync_api import Locator, Page

from tests.browser.harness.notebooks import read_notebook
from tests.browser.harness.servers import JupyterServer
from tests.browser.harness.tab import Tab


class JupyterTab(Tab):
    """A page of a Jupyter application; `window.jupyterapp` is its handle."""

    noise = re.compile(
        r"Could not restore the debugger state|Canceled future for|Cannot read properties of undefined \(reading 'schema'\)"
    )

    def __init__(self, page: Page, server: JupyterServer) -> None:
        super().__init__(page)
        self.server = server

    def command(self, name: str, args: dict[str, Any] | None = None, timeout: float = 30.0) -> None:
        """Execute a command as its menu entry would, and wait until it is done."""
        self.run(
            "([name, args]) => jupyterapp.commands.execute(name, args).then(() => null)", [name, args or {}], timeout
        )

    def dialog(self) -> Locator:
        """The application's own dialog ("Kernel Restarting" …), if one is open."""
        return self.page.locator(".jp-Dialog")

    def dismiss(self) -> None:
        """Accept the open dialog of the application."""
        self.dialog().locator("button.jp-mod-accept").click()
        self.dialog().wait_for(state="detached")

    def _load(self, url: str, path: str) -> Notebook:
        self.page.goto(url, wait_until="commit")
        notebook = Notebook(self, path)
        notebook.wait_ready()
        return notebook


class Lab(JupyterTab):
    """A JupyterLab page with a workspace of its own."""

    def __init__(self, page: Page, server: JupyterServer, workspace: str) -> None:
        super().__init__(page, server)
        self.workspace = workspace
        self.host = "127.0.0.1"

    def open(self, file: Path) -> Notebook:
        """Open a notebook, in a further tab if the application is there already, and wait for its kernel."""
        path = self.server.path_of(file)
        if not self.page.evaluate("() => 'jupyterapp' in window"):
            address = f"http://{self.host}:{self.server.port}/lab/workspaces/{quote(self.workspace)}/tree/{quote(path)}"
            notebook = self._load(f"{address}?token={self.server.token}", path)
            self.run("() => { if (!jupyterapp.shell.leftCollapsed) jupyterapp.shell.collapseLeft(); }")
            return notebook
        self.run("path => jupyterapp.commands.execute('docmanager:open', {path}).then(() => null)", path)
        notebook = Notebook(self, path)
        notebook.wait_ready()
        return notebook

    def reload(self, *notebooks: Notebook) -> None:
        """Reload the page as F5 does, and wait until `notebooks` are open again with their kernels."""
        self.page.reload(wait_until="commit")
        for notebook in notebooks:
            notebook.wait_ready()

    def leave(self) -> None:
        """Close every document without a question, as if the page had just been loaded."""
        self.run("""async () => {
            for (const widget of [...jupyterapp.shell.widgets("main")]) {
                if (widget.context) widget.context.model.dirty = false;
                widget.close();
            }
        }""")
        self.until(
            lambda: self.page.evaluate("() => harness.open() === 0 && !document.querySelector('.jp-Dialog')"),
            "an empty Lab",
        )
        if self.page.locator("body").get_attribute("data-jp-theme-name") != "JupyterLab Light":
            self.theme(dark=False)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.forget()

    def theme(self, *, dark: bool) -> None:
        """Switch JupyterLab's theme; the next test starts with the light one again."""
        name = f"JupyterLab {'Dark' if dark else 'Light'}"
        self.command("apputils:change-theme", {"theme": name})
        self.page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")


class NotebookSeven(JupyterTab):
    """Jupyter Notebook 7: one notebook a page."""

    def open(self, file: Path) -> Notebook:
        return self._load(self.server.page("notebooks", file), self.server.path_of(file))

    def reload(self, notebook: Notebook) -> None:
        self.page.reload(wait_until="commit")
        notebook.wait_ready()


class Notebook:
    """An open notebook. Cells are counted from 0.

    Attributes
    ----------
    path
        As the server names it.
    file
        Where it lies on disk.
    """

    def __init__(self, tab: JupyterTab, path: str) -> None:
        self.tab = tab
        self.path = path
        self.file = tab.server.root / path

    # The kernel

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Wait until the notebook is shown and its kernel idle."""
        self.tab.page.wait_for_function(
            "path => window.jupyterapp && harness.isReady(path)", arg=self.path, timeout=timeout * 1000
        )

    @property
    def kernel(self) -> str:
        """The kernel's id; it stays the same over restarts."""
        return self._kernel()["id"]

    @property
    def kernel_status(self) -> str:
        """``idle``, ``busy``, ``restarting``, ``autorestarting``, ``dead``, ``unknown`` … as JupyterLab sees it."""
        return self._kernel()["status"]

    @property
    def kernel_pid(self) -> int:
        return self.tab.server.kernel_pid(self.kernel)

    def restart(self) -> None:
        """Restart the kernel as the menu does, and wait until the new one is idle."""
        self.tab.run("path => harness.panel(path).sessionContext.restartKernel().then(() => null)", self.path, 60)
        self.wait_ready()

    def kill_kernel(self) -> int:
        """``kill -9`` the kernel's process and return the pid it had; Jupyter starts another within seconds."""
        pid = self.kernel_pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_restarted(self, killed: int, timeout: float = 40.0) -> None:
        """Wait until Jupyter has replaced the `killed` kernel and the page knows, and close its dialog."""
        self.tab.until(lambda: self._pid() not in {None, killed}, "another kernel process", timeout)
        if isinstance(self.tab, Lab | NotebookSeven) and self.tab.dialog().count():
            self.tab.dismiss()
        self.wait_ready(timeout)

    def interrupt(self) -> None:
        self.tab.run(
            "path => harness.panel(path).sessionContext.session.kernel.interrupt().then(() => null)", self.path
        )

    # The cells

    def activate(self) -> None:
        """Bring the notebook to the front, as a click on its tab does."""
        self.tab.run("path => harness.activate(path).then(() => null)", self.path)

    def run_all(self) -> None:
        """Run all cells, as the menu does, without waiting for them."""
        self.activate()
        self.tab.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")

    def run(self, *cells: int, timeout: float = 60.0) -> None:
        """Run cells (all if none is named) and wait for each; an exception in one is raised here."""
        for cell in cells or range(len(self.sources)):
            self.tab.run("arg => harness.runCell(arg).then(() => null)", {"path": self.path, "cell": cell}, timeout)
            if error := self._error(cell):
                raise AssertionError(f"cell {cell} of {self.path} failed:\n{error}")

    def start(self, cell: int) -> None:
        """Run a cell without waiting for it, and wait until the kernel has begun it."""
        begun = self._begun()
        self.tab.page.evaluate("arg => void harness.runCell(arg)", {"path": self.path, "cell": cell})
        self.tab.until(lambda: self._begun() > begun, "the cell to begin")

    def is_running(self, cell: int) -> bool:
        """Whether the cell shows ``[*]``.

        While a cell runs, `kernel_status` may be ``idle``: comm messages answered in a subshell end so.
        """
        return self.tab.page.evaluate(
            "([path, cell]) => harness.panel(path).content.model.cells.get(cell).executionState === 'running'",
            [self.path, cell],
        )

    def wait_done(self, cell: int, timeout: float = 60.0) -> None:
        """Wait until a cell that was started has ended."""
        self.tab.until(lambda: not self.is_running(cell), "the cell to end", timeout)

    @property
    def sources(self) -> list[str]:
        """The cells' sources as the page has them, saved or not."""
        return self.tab.page.evaluate(
            "path => [...harness.panel(path).content.model.cells].map((cell) => cell.sharedModel.source)", self.path
        )

    @property
    def mode(self) -> str:
        """``command`` or ``edit``."""
        return self.tab.page.evaluate("path => harness.panel(path).content.mode", self.path)

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return self.tab.page.evaluate("path => harness.panel(path).context.model.dirty", self.path)

    def executions(self, cell: int) -> int | None:
        """The cell's execution count: what is in its brackets."""
        return self.tab.page.evaluate(
            "([path, cell]) => harness.panel(path).content.model.cells.get(cell).sharedModel.execution_count",
            [self.path, cell],
        )

    def outputs(self, cell: int) -> list[dict[str, Any]]:
        """The outputs of a cell as the notebook's model has them."""
        return self.tab.page.evaluate(
            "([path, cell]) => harness.panel(path).content.model.cells.get(cell).outputs.toJSON()", [self.path, cell]
        )

    def text(self, cell: int) -> str:
        """What a cell printed and returned, as plain text."""
        parts = []
        for output in self.outputs(cell):
            said = output.get("text", output.get("data", {}).get("text/plain", ""))
            parts.append("".join(said) if isinstance(said, list) else said)
        return "".join(parts)

    def output(self, cell: int) -> Locator:
        """The output area of a cell: widgets are in it."""
        return self.tab.page.locator(
            f"[id='{self._panel_id()}'] .jp-Cell[data-windowed-list-index='{cell}'] .jp-Cell-outputWrapper"
        )

    def mirror(self, cell: int) -> Locator:
        """Open a second view of a cell's output ("Create New View for Cell Output") and return it."""
        before = self.tab.page.locator(".jp-LinkedOutputView").count()
        self.tab.run(
            """async ({path, cell}) => {
                const panel = await harness.activate(path);
                panel.content.activeCellIndex = cell;
                await jupyterapp.commands.execute("notebook:create-output-view");
            }""",
            {"path": self.path, "cell": cell},
        )
        return self.tab.page.locator(".jp-LinkedOutputView").nth(before)

    # The file

    def save(self) -> NotebookNode:
        """Save, and return what is in the file then."""
        self.tab.run("path => harness.panel(path).context.save().then(() => null)", self.path)
        return read_notebook(self.file)

    def _kernel(self) -> dict[str, str]:
        kernel = self.tab.page.evaluate("path => harness.kernel(path)", self.path)
        return kernel or {"id": "", "status": "none", "connection": "none"}

    def _pid(self) -> int | None:
        try:
            return self.kernel_pid
        except LookupError:
            return None

    def _begun(self) -> int:
        messages = (frame.message for frame in self.tab.traffic.frames if not frame.sent)
        return sum(1 for message in messages if message and message["header"].get("msg_type") == "execute_input")

    def _error(self, cell: int) -> str | None:
        failed = [output for output in self.outputs(cell) if output["output_type"] == "error"]
        return "\n".join(failed[0]["traceback"] or [failed[0]["evalue"]]) if failed else None

    def _panel_id(self) -> str:
        return self.tab.page.evaluate("path => harness.panel(path).id", self.path)
