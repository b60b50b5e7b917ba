"""The notebook's file: a day of grading leaves no item in it, whatever JupyterLab saves with it."""

from __future__ import annotations

import json
from pathlib import Path

from nbformat import NotebookNode

from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import items, make_study, scores, write_grader

ITEMS = 15
MOST = 10_000
"""Bytes that a graded notebook may grow by."""


def test_the_file_grows_little_and_holds_no_item_text_with_widget_state_saved_too(lab: Lab, folder: Path):
    study = make_study(folder, items(ITEMS))
    notebook = lab.open(write_grader(folder))
    empty = len(json.dumps(notebook.save()))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press("1", "c")
    grader.type("a remark of my own")
    grader.press("Escape")
    for number in range(1, ITEMS + 1):
        grader.wait_task(number)
        for key in "1211":
            grader.press(key)
        grader.submit()
        if number == ITEMS // 2:
            grader.wait_saved()
            assert_small(notebook.save(), empty)
    grader.wait_finished()
    grader.wait_saved()
    assert len(scores(study)) == 4 * ITEMS

    assert_small(notebook.save(), empty)
    lab.command("@jupyter-widgets/jupyterlab-manager:saveWidgetState")
    saved = notebook.save()
    states = saved.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert "rubric_grader" in json.dumps(states)
    assert_small(saved, empty)
    lab.command("@jupyter-widgets/jupyterlab-manager:saveWidgetState")


def assert_small(file: NotebookNode, empty: int) -> None:
    text = json.dumps(file)
    assert len(text) - empty <= MOST
    for words in ("Question", "angina", "aspirin", "remark", "Tells the person", "secret"):
        assert words not in text
