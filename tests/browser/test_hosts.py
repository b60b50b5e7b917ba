"""The grader in the other hosts: Notebook 7, marimo and Voilà grade, save and store as JupyterLab does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import NotebookSeven
from tests.browser.harness.notebooks import write_marimo
from tests.browser.harness.others import MarimoTab, VoilaTab
from tests.browser.harness.servers import JupyterServer, Server
from tests.browser.studies import items, make_study, scores, write_grader

NewFolder = Callable[[Server], Path]
TWO = items(2)


def grade_two(grader: Grader, study: Path) -> None:
    """Grade two items by keys, and find in the store what was pressed."""
    grader.focus()
    for number, keys in enumerate(["1211", "2123"], start=1):
        grader.wait_task(number)
        grader.press(*keys)
        grader.submit()
    grader.wait_finished()
    grader.wait_saved()
    assert given(study) == {
        ("item-1", "care"): "met",
        ("item-1", "dose"): "unmet",
        ("item-1", "harm"): "none",
        ("item-1", "unsupported"): 1,
        ("item-2", "care"): "unmet",
        ("item-2", "dose"): "met",
        ("item-2", "harm"): "mild",
        ("item-2", "unsupported"): 3,
    }


def given(study: Path) -> dict[tuple[str, str], Any]:
    return {
        (row["item"], row["criterion"]): row["label"] if row["label"] is not None else row["number"]
        for row in scores(study)
    }


def test_notebook_7_grades_by_keys_and_goes_on_after_a_reload(
    seven: NotebookSeven, notebook_server: JupyterServer, new_folder: NewFolder
):
    folder = new_folder(notebook_server)
    study = make_study(folder, TWO)
    notebook = seven.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(seven.page, notebook.output(0)).ready()
    grader.focus()
    grader.press("2")
    grader.wait_saved()
    notebook.save()
    seven.reload(notebook)
    grader = Grader(seven.page, notebook.output(0)).ready()
    assert grader.chosen("care") == ["Not met"]
    grade_two(grader, study)
    assert seven.errors == []
    assert seven.traffic.foreign == []
    assert seven.traffic.mentions("secret") == []


def test_marimo_grades_by_keys(marimo: MarimoTab, marimo_server: Server, new_folder: NewFolder):
    folder = new_folder(marimo_server)
    study = make_study(folder, TWO)
    show = f"RubricGrader(Study.open({str(study)!r}), expert='dr-osei')"
    marimo.open(write_marimo(folder / "grade.py", "from evalwidgets import RubricGrader, Study", show))
    grade_two(Grader(marimo.page, marimo.page.locator("body")).ready(timeout=60), study)
    assert marimo.errors == []
    assert marimo.traffic.mentions("secret") == []


def test_voila_shows_the_grader_and_stores_what_is_submitted(
    voila: VoilaTab, voila_server: Server, new_folder: NewFolder
):
    folder = new_folder(voila_server)
    study = make_study(folder, TWO)
    voila.open(write_grader(folder))
    grade_two(Grader(voila.page, voila.page.locator("body")).ready(timeout=60), study)
    assert voila.errors == []
    assert voila.traffic.mentions("secret") == []
