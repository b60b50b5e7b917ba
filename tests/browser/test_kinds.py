"""Parts, marks, ratings and what hangs on other answers, graded by keyboard in JupyterLab."""

from __future__ import annotations

from pathlib import Path

from evalwidgets import Study
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import items, scores, write_grader

RUBRIC = """\
id: kinds
title: Kinds
instructions: Judge it.
examples:
  - {title: Too sure, quality: flawed, response: "It is **surely** nothing.", answers: {sure: unmet, language: "Accuracy/Omission:major"}}
groups:
  - id: all
    title: All
    criteria:
      - {id: sure, kind: ternary, text: Says how sure it is, points: 4}
      - {id: why, kind: text, text: What is it too sure of?, needs: [{criterion: sure, when: [partly, unmet]}]}
      - id: language
        kind: span
        text: Errors of language
        taxonomy: {Accuracy: [Omission, Addition], Fluency: []}
        severities: {minor: 1, major: 5}
      - id: plan
        kind: option_ratings
        text: How right is each option?
        subjects: [{id: ecg, label: ECG today}, {id: wait, label: Wait a week}]
        options: [{id: right, label: Right, value: 1}, {id: wrong, label: Wrong, value: 0}]
overall: {id: overall, text: Would you send it?}
"""


def test_every_other_kind_is_answered_by_keyboard_and_lands_in_the_rows(lab: Lab, folder: Path):
    (folder / "rubric.yaml").write_text(RUBRIC, "utf-8")
    Study.create(folder / "study.db", items(1), rubric=folder / "rubric.yaml", progress=False).close()
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    assert grader.criteria == ["sure", "language", "plan", "overall"]
    grader.focus()
    grader.press("2")
    assert grader.criteria == ["sure", "why", "language", "plan", "overall"]
    grader.press("k", "1")
    assert grader.criteria == ["sure", "language", "plan", "overall"]
    grader.press("e", "ArrowDown", "Enter", "2", "2")  # the second sentence, Accuracy/Addition, major
    assert grader.quotes("language") == ["Chest tightness on exertion can be a sign of **angina**."]
    grader.press("j", "1", "2", "2")
    grader.submit()
    grader.wait_finished()
    grader.wait_saved()
    rows = {row["criterion"]: row for row in scores(folder / "study.db")}
    assert list(rows) == ["sure", "language", "plan", "overall"]
    assert (rows["sure"]["label"], rows["sure"]["number"]) == ("met", 1)
    (mark,) = rows["language"]["evidence"]
    assert (mark["exact"], mark["category"], mark["severity"]) == (
        "Chest tightness on exertion can be a sign of **angina**.",
        "Accuracy/Addition",
        "major",
    )
    assert rows["language"]["number"] == 5
    assert (rows["plan"]["labels"], rows["plan"]["number"]) == (["ecg=right", "wait=wrong"], 0.5)
    assert rows["overall"]["label"] == "unmet"
    assert lab.errors == []


def test_worked_examples_can_be_read_beside_the_instructions(lab: Lab, folder: Path):
    (folder / "rubric.yaml").write_text(RUBRIC, "utf-8")
    Study.create(folder / "study.db", items(1), rubric=folder / "rubric.yaml", progress=False).close()
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press("i")
    example = grader.host.locator(".worked")
    example.locator("summary").click()
    assert example.locator(".answer strong").inner_text() == "surely"
    assert example.locator("dl").inner_text().split("\n") == [
        "Says how sure it is", "Not met", "Errors of language", "Accuracy › Omission, major",
    ]  # fmt: skip


def test_a_remark_on_the_rubric_reaches_whoever_keeps_it_and_the_answer_comes_back(lab: Lab, folder: Path):
    (folder / "rubric.yaml").write_text(RUBRIC, "utf-8")
    study = Study.create(folder / "study.db", items(1), rubric=folder / "rubric.yaml", progress=False)
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press("p", "1", "Tab")
    lab.page.keyboard.type("How sure is sure?")
    grader.submit()
    grader.host.get_by_text("Your remark is saved.").first.wait_for()
    (remark,) = study.remarks()
    assert (remark.kind, remark.criterion, remark.item, remark.text) == (
        "unclear",
        "sure",
        "item-1",
        "How sure is sure?",
    )
    study.answer_remark(remark.id, "declined", "It is said in the help")
    grader.press("p")
    assert "Declined: It is said in the help" in grader.host.locator(".remarks").inner_text()
    assert lab.errors == []
