"""Grading in JupyterLab: what is pressed is what is stored."""

from __future__ import annotations

from pathlib import Path

from tests.browser.harness.grader import Grader, Progress
from tests.browser.harness.lab import Lab
from tests.browser.studies import CRITERIA, make_study, scores, write_grader


def test_three_items_graded_by_keyboard_alone_are_the_rows_of_scores(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    assert grader.criteria == CRITERIA
    assert grader.progress == Progress(0, 3)
    grader.focus()
    for number, keys in enumerate(["1211", "2123", "1133"], start=1):
        grader.wait_task(number)
        grader.press(*keys)
        grader.submit()
    grader.wait_finished()
    grader.wait_saved()
    rows = sorted(scores(study), key=lambda row: (row["item"], CRITERIA.index(row["criterion"])))
    given = [row["label"] if row["label"] is not None else row["number"] for row in rows]
    assert given == ["met", "unmet", "none", 1, "unmet", "met", "mild", 3, "met", "met", "severe", 3]
    assert {row["expert"] for row in rows} == {"dr-osei"}
    assert lab.errors == []
    assert lab.traffic.foreign == []
    assert lab.traffic.mentions("secret") == []


def test_selected_words_become_the_quote_and_a_submit_names_what_is_missing(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.choose("care", "Met")
    grader.select("call your doctor today")
    assert grader.selection == "call your doctor today"
    grader.press("e")
    assert grader.quotes("care") == ["call your doctor today"]
    assert grader.chosen("care") == ["Met"]
    grader.submit()
    assert grader.missing == ["dose", "harm", "unsupported"]
    assert grader.here == "dose"
    assert grader.left == "3 answers left"
    grader.press("2", "1", "0")
    grader.submit()
    grader.wait_task(2)
    grader.wait_saved()
    (row,) = [row for row in scores(study) if row["criterion"] == "care"]
    assert [quote["exact"] for quote in row["evidence"]] == ["call your doctor today"]


def test_a_killed_kernel_is_said_and_the_answers_are_stored_after_the_cell_is_run_again(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press(*"121")
    killed = notebook.kill_kernel()  # JupyterLab looks every few seconds; then its dialog takes the keys
    grader.press("1")
    grader.submit()
    grader.wait_unsaved("gone")
    notebook.wait_restarted(killed)
    assert scores(study) == []
    notebook.run(0)
    again = Grader(lab.page, notebook.output(0)).ready()
    again.wait_saved()
    again.wait_task(2)
    assert len(scores(study)) == len(CRITERIA)
