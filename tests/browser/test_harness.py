"""The harness itself, on a widget of six lines: what its page objects say is what happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness.lab import Lab, NotebookSeven
from tests.browser.harness.notebooks import write_marimo, write_notebook
from tests.browser.harness.others import MarimoTab, VoilaTab
from tests.browser.harness.servers import PLAIN_HTTP_HOST, JupyterServer, Server
from tests.browser.harness.sink import Sink

ECHO = '''
import os, anywidget

class Echo(anywidget.AnyWidget):
    _esm = """
    export default { render({ model, el }) {
      const root = el.attachShadow({ mode: "open" });
      root.innerHTML = "<button>Ask</button><output></output>";
      const [button, output] = root.children;
      model.on("msg:custom", ({ answer }) => { output.textContent = answer; });
      button.addEventListener("click", () => model.send({ op: "ask", payload: { word: "Grüße" } }));
    } };
    """
    def __init__(self):
        super().__init__()
        self.on_msg(lambda widget, content, buffers: widget.send({"answer": f"{content['payload']['word']} from {os.getpid()}"}))
'''
SHOW = "Echo()"


@pytest.fixture
def echo(folder: Path) -> Path:
    return write_notebook(folder / "echo.ipynb", ECHO, SHOW)


def test_a_message_goes_round_and_is_seen_in_the_traffic(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    notebook.run()
    output = notebook.output(1)
    output.get_by_role("button", name="Ask").click()
    expect(output.locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")
    assert lab.traffic.requested("ask") == [{"word": "Grüße"}]
    assert lab.traffic.custom(sent=False) == [{"answer": f"Grüße from {notebook.kernel_pid}"}]
    assert lab.traffic.mentions("Grüße from ", "northwind", sent=False) == ["Grüße from  in comm_msg"]
    assert lab.errors == []


def test_a_restart_leaves_the_view_deaf_and_another_run_brings_a_new_one(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    notebook.run()
    kernel, process = notebook.kernel, notebook.kernel_pid
    notebook.restart()
    assert notebook.kernel == kernel
    assert notebook.kernel_pid != process
    notebook.run()
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")


def test_a_killed_kernel_comes_back_as_another_process(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    notebook.run()
    killed = notebook.kill_kernel()
    notebook.wait_restarted(killed)
    assert notebook.kernel_pid != killed
    notebook.run()
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")


def test_a_reload_keeps_the_kernel_and_restores_a_saved_widget(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    notebook.run()
    process = notebook.kernel_pid
    notebook.save()
    lab.reload(notebook)
    assert notebook.kernel_pid == process
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_have_text(f"Grüße from {process}")


def test_the_theme_the_size_and_the_model_are_what_was_asked_for(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    lab.theme(dark=True)
    assert lab.page.evaluate("getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim()") == "#111"
    lab.size(390, 780)
    assert lab.page.evaluate("innerWidth") == 390
    assert [source.splitlines()[0] for source in notebook.sources] == ["import os, anywidget", "Echo()"]
    assert notebook.save().cells[1].source == "Echo()"
    assert not notebook.dirty


def test_the_theme_of_one_test_is_not_that_of_the_next(lab: Lab, echo: Path):
    lab.open(echo)
    assert lab.page.locator("body").get_attribute("data-jp-theme-name") == "JupyterLab Light"


def test_two_browsers_share_no_storage_and_two_pages_of_one_do(lab: Lab, new_lab: Callable[..., Lab], folder: Path):
    for page, name in ((lab, "first"), (other := new_lab(), "second"), (beside := new_lab(beside=lab), "third")):
        page.open(write_notebook(folder / f"{name}.ipynb", "1 + 1"))
    lab.page.evaluate("() => localStorage.setItem('kept', 'here')")
    assert other.page.evaluate("() => localStorage.getItem('kept')") is None
    assert beside.page.evaluate("() => localStorage.getItem('kept')") == "here"


def test_a_mirrored_output_is_a_second_view_of_the_same_widget(lab: Lab, echo: Path):
    notebook = lab.open(echo)
    notebook.run()
    mirror = notebook.mirror(1)
    mirror.get_by_role("button", name="Ask").click()
    for view in (mirror, notebook.output(1)):
        expect(view.locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")


def test_a_failing_cell_is_raised_and_a_running_one_is_busy(lab: Lab, folder: Path):
    notebook = lab.open(write_notebook(folder / "cells.ipynb", "1 / 0", "import time\ntime.sleep(60)", "print('done')"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run(0)
    notebook.start(1)
    assert notebook.is_running(1)
    notebook.interrupt()
    notebook.wait_done(1)
    notebook.run(2)
    assert notebook.text(2) == "done\n"


@pytest.mark.parametrize("subshells", ["disabled", "perCommTarget"])
def test_comm_messages_name_a_subshell_only_where_the_setting_says_so(
    new_lab: Callable[..., Lab], jupyter: JupyterServer, echo: Path, subshells: str
):
    jupyter.setting("@jupyterlab/apputils-extension:kernels-settings", {"commsOverSubshells": subshells})
    lab = new_lab()
    notebook = lab.open(echo)
    notebook.run()
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_contain_text("Grüße")
    (asked,) = [frame.message for frame in lab.traffic.frames if frame.sent and frame.custom]
    assert bool(asked and asked["header"].get("subshell_id")) == (subshells != "disabled")


def test_nothing_reaches_another_machine_and_who_tried_is_known(lab: Lab, echo: Path, sink: Sink):
    notebook = lab.open(echo)
    assert lab.traffic.foreign == []
    sink.asked.clear()
    lab.page.evaluate("() => fetch('http://tracker.example/pixel').then((answer) => answer.status, () => 0)")
    lab.page.evaluate("() => fetch('https://192.0.2.7/pixel').then((answer) => answer.status, () => 0)")
    # Chromium may ask for something of its own meanwhile.
    lab.until(lambda: {"GET http://tracker.example/pixel", "CONNECT 192.0.2.7:443"} <= set(sink.asked), "both requests")
    assert lab.traffic.foreign == ["http://tracker.example/pixel", "https://192.0.2.7/pixel"]
    assert notebook.kernel_status == "idle"


def test_a_host_without_tls_is_no_secure_context(new_lab: Callable[..., Lab], echo: Path):
    lab = new_lab()
    lab.host = PLAIN_HTTP_HOST
    notebook = lab.open(echo)
    notebook.run()
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_contain_text("Grüße")
    assert lab.page.evaluate("() => typeof crypto.randomUUID") == "undefined"


def test_axe_finds_what_is_wrong_inside_a_shadow_root(lab: Lab, folder: Path):
    bad = ECHO.replace("<output></output>", "<output></output><img src='data:,'>")
    notebook = lab.open(write_notebook(folder / "bad.ipynb", bad, SHOW))
    notebook.run()
    assert [found.rule for found in lab.axe(notebook.output(1))] == ["image-alt"]


def test_a_script_error_is_kept(lab: Lab, echo: Path):
    lab.open(echo)
    lab.page.evaluate("() => setTimeout(() => { throw new Error('lost') })")
    lab.until(lambda: lab.errors, "the error")
    assert lab.errors == ["lost"]


def test_notebook_7_runs_reloads_and_restarts(
    seven: NotebookSeven, notebook_server: JupyterServer, new_folder: Callable[[Server], Path]
):
    notebook = seven.open(write_notebook(new_folder(notebook_server) / "echo.ipynb", ECHO, SHOW))
    notebook.run()
    notebook.save()
    seven.reload(notebook)
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")
    notebook.restart()
    notebook.run()
    notebook.output(1).get_by_role("button", name="Ask").click()
    expect(notebook.output(1).locator("output")).to_have_text(f"Grüße from {notebook.kernel_pid}")
    assert seven.errors == []


def test_voila_shows_a_widget_that_talks_to_its_kernel(
    voila: VoilaTab, voila_server: Server, new_folder: Callable[[Server], Path]
):
    voila.open(write_notebook(new_folder(voila_server) / "echo.ipynb", ECHO, SHOW))
    voila.page.get_by_role("button", name="Ask").click(timeout=60_000)
    expect(voila.page.locator("output")).to_contain_text("Grüße from")
    assert voila.errors == []


def test_marimo_shows_a_widget_that_talks_to_its_kernel(
    marimo: MarimoTab, marimo_server: Server, new_folder: Callable[[Server], Path]
):
    marimo.open(write_marimo(new_folder(marimo_server) / "echo.py", ECHO, SHOW))
    marimo.page.get_by_role("button", name="Ask").click(timeout=60_000)
    expect(marimo.page.locator("output")).to_contain_text("Grüße from")
    assert marimo.errors == []
