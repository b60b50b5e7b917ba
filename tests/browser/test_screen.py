"""The parts of the screen beside the answers, each used by keyboard as an expert would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import items, make_study, scores, write_grader

Start = Callable[..., Grader]


@pytest.fixture
def start(lab: Lab, folder: Path) -> Start:
    """Make the study, show its grader and put the focus into it."""

    def make(rows: list[dict[str, Any]] | None = None, **given: Any) -> Grader:
        make_study(folder, rows, **given)
        notebook = lab.open(write_grader(folder))
        notebook.run(0)
        grader = Grader(lab.page, notebook.output(0)).ready()
        grader.focus()
        return grader

    return make


def test_a_content_warning_covers_the_item_until_w(start: Start, folder: Path):
    rows = items(2)
    rows[0]["warnings"] = ["self-harm"]
    grader = start(rows)
    expect(grader.host.get_by_role("heading", name="Content warning")).to_be_visible()
    expect(grader.host.get_by_text("This item is marked: self-harm.")).to_be_visible()
    assert "Answer 1." not in grader.surface.evaluate("(surface) => surface.getRootNode().textContent")
    grader.press("1")
    grader.submit()
    assert grader.said == "Lift the content warning first (w), or skip the task (s)."
    assert grader.chosen("care") == []
    grader.press("w")
    expect(grader.response()).to_contain_text("Answer 1.")
    grader.press(*"1211")
    grader.submit()
    grader.wait_task(2)
    expect(grader.response()).to_contain_text("Answer 2.")
    grader.wait_saved()
    assert len(scores(folder / "study.db")) == 4


def test_the_next_answer_is_laid_out_but_cannot_be_seen_heard_or_reached(start: Start, lab: Lab):
    grader = start(items(2, answer="See [the leaflet](https://example.org/leaflet)."))
    ahead = grader.host.locator(".item-body.ahead")
    ahead.wait_for(state="attached")
    assert ahead.evaluate("(body) => body.firstElementChild.offsetHeight") > 0
    assert ahead.evaluate("(body) => body.offsetHeight") == 0
    assert not ahead.get_by_text("Answer 2.").is_visible()
    assert "Answer 1." in grader.surface.aria_snapshot()
    assert "Answer 2." not in grader.surface.aria_snapshot()
    pane = grader.host.locator("[data-scroll=item]")
    assert pane.evaluate("(pane) => pane.scrollHeight === pane.clientHeight")
    pane.focus()
    lab.page.keyboard.press("Tab")
    assert pane.evaluate("(pane) => pane.getRootNode().activeElement.textContent").startswith("the leaflet")
    lab.page.keyboard.press("Tab")
    assert pane.evaluate("(pane) => !pane.contains(pane.getRootNode().activeElement)")


def test_instructions_open_by_i_and_give_the_focus_back(start: Start):
    grader = start()
    grader.press("1", "i")
    expect(grader.dialog).to_contain_text("Judge the answer, not the question.")
    expect(grader.dialog.locator("strong")).to_have_text("answer")
    grader.press("2")
    assert grader.chosen("dose") == []
    grader.press("Escape")
    expect(grader.dialog).to_have_count(0)
    grader.press("2")
    assert grader.chosen("dose") == ["Not present"]


def test_a_task_from_the_history_is_amended_and_work_goes_on_where_it_was(start: Start, folder: Path):
    grader = start()
    for number in (1, 2):
        grader.wait_task(number)
        grader.press(*"1211")
        grader.submit()
    grader.wait_task(3)
    grader.press("2")
    grader.wait_saved()
    grader.press("h")
    entries = grader.dialog.locator("li")
    expect(entries).to_have_count(2)
    assert "Question 2: should I wait?" in entries.nth(0).inner_text()
    grader.press("Tab", "Tab", "Tab", "Enter")
    expect(grader.host.locator(".banner.visit")).to_contain_text("You are looking at task 1, submitted")
    expect(grader.response()).to_contain_text("Answer 1.")
    assert [grader.chosen(criterion) for criterion in ("care", "dose", "harm")] == [
        ["Met"],
        ["Not present"],
        ["None at all"],
    ]
    grader.row("harm").focus()
    grader.press("3")
    grader.submit()
    grader.wait_task(3)
    assert grader.chosen("care") == ["Not met"]
    grader.wait_saved()
    labels = {(row["item"], row["criterion"]): row["label"] for row in scores(folder / "study.db")}
    assert labels["item-1", "harm"] == "severe"
    assert labels["item-2", "harm"] == "none"
    assert len(labels) == 8


def test_the_full_window_by_x_covers_the_page_and_keeps_the_place(start: Start, lab: Lab):
    grader = start()
    grader.press("1", "x")
    box = grader.surface.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1400, "height": 1000}
    top = "() => document.elementFromPoint(700, 5).className + document.elementFromPoint(5, 990).className"
    assert lab.page.evaluate(top) == "evalwidgetsevalwidgets"
    assert grader.here == "dose"
    grader.press("2", "Escape")
    assert grader.chosen("dose") == ["Not present"]
    smaller = grader.surface.bounding_box()
    assert smaller is not None
    assert smaller["width"] < 1400
    assert grader.has_focus


def test_after_a_block_of_work_the_timer_suggests_a_rest(start: Start):
    grader = start(protocol={"block_minutes": 0.02})
    timer = grader.host.get_by_role("timer")
    expect(timer).to_contain_text("time for a rest")
    assert "0:0" in timer.inner_text()
