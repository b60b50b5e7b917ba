"""What 50 graded items leave in the notebook's file, with and without saving the widgets' state."""

from __future__ import annotations

from pathlib import Path

from benchmarks.browser_stage import Stage
from benchmarks.report import Line, at_most
from evalwidgets import Study
from evalwidgets.rubrics.model import Binary, Group, Rubric
from tests.browser.harness.grader import Grader
from tests.browser.harness.notebooks import write_notebook

GRADED = 50
ITEM_WORD = "quillwort"
"""Stands in every prompt and every answer, and nowhere else."""

STATE = "@jupyter-widgets/jupyterlab-manager:plugin"
RUBRIC = Rubric(
    id="one",
    title="One",
    groups=(Group(id="all", title="All", criteria=(Binary(id="good", text="Is good", points=1),)),),
)
SHOW = 'from evalwidgets import RubricGrader\nRubricGrader("{name}.db", expert="dr-osei")'


def run(stage: Stage) -> list[Line]:
    """Grade by keyboard, save, and look into the file."""
    lines: list[Line] = []
    for name, state in (("plain", False), ("stateful", True)):
        stage.server.setting(STATE, {"saveState": state})
        before, after = _graded(stage, name)
        saving = f"notebook file after {GRADED} graded items{', widget state saved' if state else ''}"
        lines += [
            at_most(f"{saving}: grows by", (len(after) - len(before)) / 1000, 10, " kB"),
            at_most(f"{saving}: item text in it", after.count(ITEM_WORD.encode()), 0),
        ]
        if state and b"application/vnd.jupyter.widget-state+json" not in after:
            raise RuntimeError("JupyterLab did not save the widgets' state: the setting has another name now")
    stage.server.reset_settings()
    return lines


def _graded(stage: Stage, name: str) -> tuple[bytes, bytes]:
    """Return the file before the cell was run and after it was graded and saved."""
    _study(stage.folder / f"{name}.db")
    lab = stage.lab()
    notebook = lab.open(write_notebook(stage.folder / f"{name}.ipynb", SHOW.format(name=name)))
    notebook.save()
    before = notebook.file.read_bytes()
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready(60)
    grader.focus()
    for position in range(1, GRADED + 1):
        grader.wait_task(position)
        grader.press("1")
        grader.submit()
    grader.wait_task(GRADED + 1)
    grader.wait_saved()
    notebook.save()
    after = notebook.file.read_bytes()
    lab.close()
    stage.server.end_sessions()
    return before, after


def _study(path: Path) -> None:
    rows = [
        {"id": f"{ITEM_WORD}-{n}", "prompt": f"What is a {ITEM_WORD}?", "response": f"A {ITEM_WORD} grows. " * 80}
        for n in range(GRADED + 5)
    ]
    Study.create(path, rows, rubric=RUBRIC, title="Plants", progress=False).close()
