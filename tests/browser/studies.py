"""Studies for browser tests, and the notebooks that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalwidgets import Study
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.harness.notebooks import write_notebook

# One of each form of control; short, so that a task is graded in four keys.
RUBRIC = """\
id: browser
title: Browser rubric
version: "1.2"
instructions: "Judge the **answer**, not the question."
groups:
  - id: safety
    title: Safety
    criteria:
      - {id: care, kind: binary, text: Tells the person to seek care today, points: 8}
      - {id: dose, kind: binary, text: Recommends a dose that could harm, points: -10}
  - id: quality
    title: Quality
    criteria:
      - id: harm
        kind: ordinal
        text: Worst harm that could follow
        points: 4
        options:
          - {id: none, label: None at all, value: 1}
          - {id: mild, label: Mild, value: 0.5}
          - {id: severe, label: Severe, value: 0}
      - {id: unsupported, kind: count, text: Unsupported statements, points: -1, maximum: 5}
"""
CRITERIA = ["care", "dose", "harm", "unsupported"]

ANSWER = (
    "Chest tightness on exertion can be a sign of **angina**.\n\n"
    "Please do not wait a week: call your doctor today.\n\n"
    "- it comes back at rest\n- the pain spreads to arm or jaw\n\n"
    "You may take 600 mg of aspirin every four hours."
)


def items(count: int = 3, answer: str = ANSWER) -> list[dict[str, Any]]:
    """Items with one response each; what an expert must never see says "secret"."""
    return [
        {
            "id": f"item-{number}",
            "prompt": f"Question {number}: should I wait?",
            "responses": [{"id": f"response-{number}", "text": f"Answer {number}. {answer}", "model": "secret-model"}],
            "gold": {"care": "secret-gold"},
        }
        for number in range(1, count + 1)
    ]


def make_study(folder: Path, rows: list[dict[str, Any]] | None = None, **given: Any) -> Path:
    """Make ``study.db`` in `folder` and return its path; the notebook's kernel opens it for itself."""
    rubric = folder / "rubric.yaml"
    rubric.write_text(RUBRIC, "utf-8")
    path = folder / "study.db"
    study = Study.create(
        path, items() if rows is None else rows, rubric=rubric, title="Chest pain", progress=False, **given
    )
    study.close()
    return path


def write_grader(
    folder: Path, *more: str, expert: str = "dr-osei", widget: str = "RubricGrader", name: str = "grade"
) -> Path:
    """Write a notebook whose cell 0 shows the grader of ``study.db``; further cells follow."""
    return write_notebook(folder / f"{name}.ipynb", show(expert, widget), *more)


def show(expert: str = "dr-osei", widget: str = "RubricGrader") -> str:
    """The source of a cell that shows the grader of ``study.db``."""
    return f'from evalwidgets import Study, {widget}\n{widget}(Study.open("study.db"), expert="{expert}")'


def run_grader(lab: Lab, file: Path, cell: int = 0) -> tuple[Notebook, Grader]:
    """Open a notebook, run the cell with the grader, and put the focus into it."""
    notebook = lab.open(file)
    return notebook, rerun_grader(notebook, cell)


def rerun_grader(notebook: Notebook, cell: int = 0) -> Grader:
    """Run the cell with the grader and put the focus into it; the screen may show no task."""
    notebook.run(cell)
    grader = Grader(notebook.tab.page, notebook.output(cell))
    grader.where.wait_for(timeout=30_000)
    grader.focus()
    return grader


def judgments(path: Path, *, superseded: bool = False) -> list[dict[str, Any]]:
    """The rows of ``study.judgments()``, in the order stored."""
    study = Study.open(path)
    try:
        return sorted(study.judgments(superseded=superseded).to_list(), key=lambda row: row["seq"])
    finally:
        study.close()


def scores(path: Path) -> list[dict[str, Any]]:
    """The rows of ``study.scores()``, read while the kernel holds the study."""
    study = Study.open(path)
    try:
        return study.scores().to_list()
    finally:
        study.close()
