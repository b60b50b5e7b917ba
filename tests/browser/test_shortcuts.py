"""The notebook's own shortcuts: inside the widget they never reach the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.studies import items, make_study, run_grader, scores, write_grader

ANSWERS = "1211"


@dataclass(frozen=True)
class State:
    """What a notebook's shortcuts would change."""

    sources: list[str]
    executions: list[int | None]
    file: bytes
    dialogs: int


def state_of(notebook: Notebook) -> State:
    sources = notebook.sources
    dialogs = notebook.tab.page.locator(".jp-Dialog").count()
    return State(
        sources, [notebook.executions(cell) for cell in range(len(sources))], notebook.file.read_bytes(), dialogs
    )


def delete_cell(grader: Grader) -> None:
    """Press what deletes a cell in command mode; the focus must not have left the widget for it."""
    for key in "dd":
        grader.page.keyboard.press(key)
    assert grader.has_focus, "the focus has left the widget"


@pytest.fixture
def graded(lab: Lab, folder: Path) -> tuple[Notebook, Grader, Path]:
    """A grader between two other cells."""
    study = make_study(folder, items(8))
    notebook, grader = run_grader(lab, write_grader(folder, "kept = 1", "kept = 2"))
    notebook.run(1)
    grader.focus()
    return notebook, grader, study


def test_d_d_deletes_no_cell_wherever_the_focus_was_last(graded: tuple[Notebook, Grader, Path], lab: Lab):
    notebook, grader, study = graded
    before = state_of(notebook)

    grader.press(*ANSWERS)
    grader.submit()
    delete_cell(grader)
    grader.wait_task(2)
    delete_cell(grader)

    grader.press("u")
    delete_cell(grader)
    grader.wait_task(1)
    delete_cell(grader)
    grader.host.get_by_role("button", name="Submit").click()
    delete_cell(grader)
    grader.wait_task(2)
    grader.host.get_by_role("button", name="Undo").click()
    delete_cell(grader)
    grader.wait_task(1)
    grader.submit()

    for key in "hi?sf":
        grader.press(key)
        expect(grader.dialog).to_be_visible()
        delete_cell(grader)
        grader.press("Escape")
        delete_cell(grader)
        expect(grader.dialog).to_have_count(0)
        grader.press(key)
        grader.dialog.get_by_role("button", name="Close").click()
        delete_cell(grader)
        expect(grader.dialog).to_have_count(0)

    grader.press("s", "1", "Control+Enter")
    delete_cell(grader)
    grader.wait_task(3)

    grader.select("call your doctor today")
    assert grader.selection == "call your doctor today"
    delete_cell(grader)
    grader.press("x")
    delete_cell(grader)
    grader.press("x")
    delete_cell(grader)
    grader.press("n")
    delete_cell(grader)
    grader.press("Escape", "c", "Escape")
    delete_cell(grader)

    grader.wait_saved()
    assert state_of(notebook) == before
    assert {row["item"] for row in scores(study)} == {"item-1"}
    assert lab.errors == []

    # Had they reached the notebook: there they do delete.
    notebook.tab.page.evaluate("path => { harness.panel(path).content.activeCellIndex = 2; }", notebook.path)
    notebook.tab.page.locator(".jp-Cell .jp-InputPrompt").last.click()
    for key in "dd":
        grader.page.keyboard.press(key)
    lab.until(lambda: len(notebook.sources) == 2, "the cell to be deleted")


KEYS = [
    "b",
    "a",
    "m",
    "Shift+Enter",
    "Control+s",
    "Alt+Enter",
    "z",
    "0",
    "0",
    "i",
    "i",
    "Escape",
    "Control+Shift+Minus",
]


def test_keys_on_buttons_in_fields_and_on_rows_leave_the_notebook_alone(
    graded: tuple[Notebook, Grader, Path], lab: Lab
):
    notebook, grader, study = graded
    before = state_of(notebook)

    for name in ("Undo", "Skip", "Flag", "Submit", "Full window"):
        button = grader.host.get_by_role("button", name=name).first
        for key in KEYS:
            button.focus()
            grader.page.keyboard.press(key)
            if grader.dialog.count():
                grader.page.keyboard.press("Escape")
        assert grader.where.inner_text() == "1 of 8"
    for key in KEYS:
        grader.row("harm").focus()
        grader.press(key)
        if grader.dialog.count():
            grader.press("Escape")

    grader.row("care").focus()
    grader.press("c")
    comment = grader.row("care").locator("[data-comment]")
    expect(comment).to_be_focused()
    for key in ("b", "d", "d", "Shift+Enter", "x", "Control+s", "a", "m", "1"):
        grader.press(key)
    expect(comment).to_be_focused()
    assert comment.input_value() == "bdd\nxam1"
    grader.press("Escape")
    number = grader.row("unsupported").locator("input[type=number]")
    number.focus()
    for key in ("3", "Shift+Enter", "Control+s", "b"):
        grader.press(key)
    assert number.input_value() == "3"

    grader.row("care").focus()
    grader.press(*"121")
    grader.submit()
    grader.wait_task(2)
    grader.wait_saved()
    assert state_of(notebook) == before
    (row,) = [row for row in scores(study) if row["criterion"] == "care"]
    assert row["comment"] == "bdd\nxam1"
    assert lab.errors == []
