"""Blindness: a whole session's messages, and the saved notebook, tell nothing that an expert must not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalwidgets import Study
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import CRITERIA, make_study, write_grader

# Whatever the browser must never learn says "secret": ids that people choose, models, gold, marks of others.
SECRET = "secret"


def secretive(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"secret-item-{number}",
            "prompt": f"Question {number}: should I wait?",
            "responses": [
                {
                    "id": f"secret-response-{number}-{side}",
                    "text": f"Answer {number} {side}. It may pass. See a doctor.",
                    "model": f"secret-model-{side}",
                    "metadata": {"temperature": "secret-temperature"},
                }
                for side in ("one", "two")
            ],
            "gold": {"care": "secret-gold"},
            "metadata": {"origin": "secret-origin"},
        }
        for number in range(1, count + 1)
    ]


def judged_by_another(path: Path) -> None:
    """Another expert has judged everything, with marks that can be told."""
    study = Study.open(path)
    for kind, answers in (
        (
            "grade",
            {"care": {"label": "met", "comment": "secret-mark"}, "dose": "unmet", "harm": "severe", "unsupported": 5},
        ),
        ("compare", {"preference": {"label": "tie", "comment": "secret-mark"}}),
    ):
        session = study.session("secret-colleague", kind)
        session.next()
        session.flag("other", "secret-flag")
        while session.next() is not None:
            session.submit(answers, note="secret-note")
    study.close()


def test_no_message_of_a_session_and_no_saved_notebook_tells_what_must_stay_hidden(lab: Lab, folder: Path):
    study = make_study(folder, secretive(3))
    judged_by_another(study)
    compare = 'from evalwidgets import PairwiseComparison\nPairwiseComparison(Study.open("study.db"), expert="dr-osei")'
    notebook = lab.open(write_grader(folder, compare))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    work(grader, tasks=6, answer=lambda: grader.press(*"1211"))
    notebook.run(1)
    comparison = Grader(lab.page, notebook.output(1)).ready()
    work(comparison, tasks=3, answer=lambda: comparison.press("2", "j", "1", "k"))

    saved = notebook.save()
    lab.reload(notebook)
    again = Grader(lab.page, notebook.output(0))
    again.wait_finished(timeout=30)
    again.focus()
    again.press("h")
    again.dialog.locator("li").first.wait_for()

    own = Study.open(study)
    rows = [row for row in own.judgments().to_list() if row["expert"] == "dr-osei"]
    own.close()
    assert {row["status"] for row in rows} == {"submitted", "skipped", "flagged"}
    assert any(row["item"].startswith("secret-item") for row in rows)

    # The traffic is seen at all, up to the last task; then: nothing in it is what must stay hidden.
    assert lab.traffic.mentions("Answer 3 two", "should I wait?", sent=False) != []
    assert {message["op"] for message in lab.traffic.custom(sent=True)} >= {
        "open",
        "deck",
        "judge",
        "undo",
        "list",
        "visit",
    }
    assert lab.traffic.mentions(SECRET) == []
    text = str(saved)
    assert SECRET not in text
    assert "Answer 1" not in text
    assert lab.errors == []


def work(grader: Grader, tasks: int, answer: Any) -> None:
    """A session with everything in it: comment, quote, undo, skip, flag, history, a visit, the end."""
    grader.focus()
    answer()
    first = grader.criteria[0]
    assert first in {CRITERIA[0], "preference"}
    grader.row(first).focus()
    grader.press("e", "ArrowDown", "Enter", "c")
    grader.type("my own words")
    grader.press("Escape")
    assert len(grader.quotes(first)) == 1
    grader.submit()
    grader.wait_task(2)
    grader.wait_saved()
    grader.press("u")
    grader.wait_task(1)
    assert len(grader.quotes(first)) == 1
    grader.submit()
    grader.wait_task(2)
    for number, (key, note) in enumerate([("s", "no time"), ("f", "looks odd")], start=2):
        grader.press(key)
        grader.dialog.wait_for()
        grader.press("1", "Tab")
        grader.type(note)
        grader.press("Control+Enter")
        if number < tasks:
            grader.wait_task(number + 1)
    grader.wait_saved()
    grader.press("h")
    grader.dialog.locator("li").last.get_by_role("button").click()
    grader.host.locator(".banner.visit").wait_for()
    assert len(grader.quotes(first)) == 1
    grader.submit()
    for number in range(4, tasks + 1):
        grader.wait_task(number)
        answer()
        grader.submit()
    grader.wait_finished()
    grader.wait_saved()
