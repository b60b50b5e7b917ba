"""Comparing in JupyterLab by keyboard alone: what is pressed is what is stored, in the order shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from evalwidgets import Study
from tests.browser.harness.grader import Grader, Progress
from tests.browser.harness.lab import Lab
from tests.browser.studies import make_study, write_grader

PAIRS = 8


def pairs() -> list[dict[str, Any]]:
    return [
        {
            "id": f"item-{number}",
            "prompt": f"Question {number}: should I wait?",
            "responses": [
                {"id": f"calm-{number}", "text": f"Calm answer {number}.", "model": "calm-model"},
                {"id": f"keen-{number}", "text": f"Keen answer {number}.", "model": "keen-model"},
            ],
        }
        for number in range(1, PAIRS + 1)
    ]


def compared(path: Path) -> list[dict[str, Any]]:
    study = Study.open(path)
    try:
        return sorted(study.comparisons().to_list(), key=lambda row: row["position"])
    finally:
        study.close()


def test_preference_strength_tie_and_reasons_by_keyboard_alone_are_the_rows_of_comparisons(lab: Lab, folder: Path):
    study = make_study(folder, pairs())
    notebook = lab.open(write_grader(folder, widget="PairwiseComparison"))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    assert grader.criteria == ["preference", "care", "dose", "harm", "unsupported"]
    assert grader.progress == Progress(0, PAIRS)
    grader.focus()
    seen: list[tuple[str, str]] = []
    given: list[tuple[str, ...]] = [
        ("1",),
        ("2", "j", "1", "j", "2", "j", "3"),
        ("3", "j", "j", "3"),
        ("4",),
        ("5",),
        ("6", "3"),
        ("7", "c"),
        ("1", "Backspace", "4", "j", "2"),
    ]
    for number, keys in enumerate(given, start=1):
        grader.wait_task(number)
        seen.append((grader.response("A").inner_text(), grader.response("B").inner_text()))
        grader.press(*keys)
        if keys[-1] == "c":
            grader.type("says what to do")
        grader.submit()
    grader.wait_finished()
    grader.wait_saved()

    rows = compared(study)
    assert [(row["choice"], row["strength"], row["tie"]) for row in rows] == [
        ("a", 3, False),
        ("a", 2, False),
        ("a", 1, False),
        ("tie", None, True),
        ("b", 1, False),
        ("a", 1, False),
        ("b", 3, False),
        ("tie", None, True),
    ]
    reasons = [[(reason["criterion"], reason["choice"]) for reason in row["reasons"]] for row in rows]
    assert reasons == [
        [],
        [("care", "a"), ("dose", "tie"), ("harm", "b")],
        [("dose", "b")],
        [],
        [],
        [],
        [],
        [("care", "tie")],
    ]
    assert [row["comment"] for row in rows] == [None] * 6 + ["says what to do", None]

    # The order on the screen is the one that was recorded, and it is not always the same.
    first = [row["response_a"].split("-")[0] for row in rows]
    assert [texts[0].split()[0].lower() for texts in seen] == first
    assert [texts[1].split()[0].lower() for texts in seen] == [row["response_b"].split("-")[0] for row in rows]
    assert set(first) == {"calm", "keen"}
    for row in rows:
        better = {"a": row["response_a"], "b": row["response_b"], "tie": None}[row["choice"]]
        assert row["preferred"] == better
        assert row["preferred_model"] == (better and f"{better.split('-')[0]}-model")
    assert lab.errors == []


def test_without_a_preference_nothing_is_submitted_and_a_quote_names_its_answer(lab: Lab, folder: Path):
    study = make_study(folder, pairs()[:1])
    notebook = lab.open(write_grader(folder, widget="PairwiseComparison"))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press("j", "1")
    grader.submit()
    assert grader.missing == ["preference"]
    assert grader.here == "preference"
    grader.press("7")
    shown = grader.response("B").inner_text()
    grader.select("answer 1", response="B")
    grader.press("e")
    expect(grader.row("preference").locator(".quoted")).to_have_text(re.compile(r"^B\s*“answer 1”$"))
    grader.submit()
    grader.wait_finished()
    grader.wait_saved()
    (row,) = compared(study)
    (quote,) = row["evidence"]
    assert quote["response"] == row["response_b"]
    assert shown[quote["start"] : quote["end"]] == quote["exact"] == "answer 1"
