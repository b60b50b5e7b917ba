"""More than one view: experts who share a browser, views that share a widget, notebooks that share a seat."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.harness.grader import Grader, Progress
from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook
from tests.browser.studies import (
    CRITERIA,
    items,
    judgments,
    make_study,
    rerun_grader,
    run_grader,
    scores,
    show,
    write_grader,
)


def elsewhere(grader: Grader):
    return grader.host.get_by_role("heading", name="Continued elsewhere")


def kept_keys(lab: Lab) -> list[str]:
    """What evalwidgets keeps in this browser: study, seat and the rest of each key."""
    return lab.page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('evalwidgets:1:'))")


def test_two_experts_on_one_browser_see_nothing_of_each_other(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook, osei = run_grader(lab, write_grader(folder, show("dr-lind")))
    osei.press("1", "k", "c")
    osei.type("only Osei's")
    lab.until(lambda: osei.saved == "saved", "the draft to be kept")
    lind = rerun_grader(notebook, 1)
    assert lind.chosen("care") == []
    assert lind.row("care").locator("[data-comment]").count() == 0
    lind.press("2")
    lind.wait_saved()

    killed = notebook.kill_kernel()
    osei.row("dose").focus()
    osei.press(*"211")
    osei.submit()
    osei.wait_unsaved("gone")
    osei.wait_task(2)
    notebook.wait_restarted(killed)
    entries = [key for key in kept_keys(lab) if ":entry:" in key]
    assert len(entries) == 1
    lab.forget()
    lind = rerun_grader(notebook, 1)
    lind.wait_task(1)
    lind.wait_saved()
    assert lind.chosen("care") == ["Not met"]
    assert lind.progress == Progress(0, 3)
    # Her widget has asked for all it wants; what waits for Dr Osei is none of it.
    assert lab.traffic.requested("judge") == []
    assert lab.traffic.mentions("only Osei's") == []
    assert scores(study) == []

    osei = rerun_grader(notebook, 0)
    osei.wait_task(2)
    osei.wait_saved()
    assert [(row["expert"], row["item"]) for row in judgments(study)] == [("dr-osei", "item-1")]
    assert [row["comment"] for row in scores(study) if row["criterion"] == "care"] == ["only Osei's"]
    lind.row("dose").focus()
    lind.press(*"111")
    lind.submit()
    lind.wait_saved()
    assert lind.progress == Progress(1, 3)
    given = {(row["expert"], row["criterion"]): row["label"] for row in scores(study)}
    assert given["dr-osei", "care"] == "met"
    assert given["dr-lind", "care"] == "unmet"
    assert not [key for key in kept_keys(lab) if ":entry:" in key]
    assert len({key.split(":")[3] for key in kept_keys(lab)}) <= 2
    assert lab.errors == []


def test_a_mirrored_view_is_the_same_seat_and_stores_each_judgment_once(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook, first = run_grader(lab, write_grader(folder))
    second = Grader(lab.page, notebook.mirror(0)).ready()
    first.focus()
    first.press(*"12")
    assert second.chosen("care") == ["Met"]
    assert second.chosen("dose") == ["Not present"]
    second.row("harm").focus()
    second.press("1", "1")
    second.submit()
    for view in (first, second):
        view.wait_task(2)
        view.wait_saved()
        assert view.chosen("care") == []
    first.focus()
    first.press("u")
    second.wait_task(1)
    assert second.chosen("harm") == ["None at all"]
    second.focus()
    second.submit()
    first.wait_task(2)
    first.wait_saved()
    second.wait_saved()
    assert [row["item"] for row in judgments(study)] == ["item-1"]
    assert len(scores(study)) == len(CRITERIA)
    assert lab.errors == []


def test_a_seat_taken_by_another_cell_can_be_taken_back(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook, first = run_grader(lab, write_grader(folder, show()))
    first.press("1")
    first.wait_saved()
    second = rerun_grader(notebook, 1)
    expect(elsewhere(first)).to_be_visible()
    assert second.chosen("care") == ["Met"]
    second.row("dose").focus()
    second.press("2", "1")
    second.wait_saved()
    first.host.get_by_role("button", name="Continue here").click()
    first.ready()
    expect(elsewhere(second)).to_be_visible()
    assert first.chosen("dose") == ["Not present"]
    first.focus()
    first.row("unsupported").focus()
    first.press("1")
    first.submit()
    first.wait_task(2)
    first.wait_saved()
    assert [row["item"] for row in judgments(study, superseded=True)] == ["item-1"]
    assert len(scores(study)) == len(CRITERIA)


def test_two_notebooks_on_one_study_store_each_judgment_once(lab: Lab, folder: Path):
    study = make_study(folder, items(4))
    notebook, first = run_grader(lab, write_notebook(folder / "first.ipynb", show()))
    first.press(*"1211")
    first.submit()
    first.wait_task(2)
    first.wait_saved()
    first.press(*"12")
    first.wait_saved()
    other, second = run_grader(lab, write_notebook(folder / "second.ipynb", show()))
    second.wait_task(2)
    assert second.chosen("care") == ["Met"]
    assert second.chosen("dose") == ["Not present"]

    # The first notebook's kernel cannot know yet: what is submitted there is stored, and then it knows.
    notebook.activate()
    first.row("harm").focus()
    first.press("1", "1")
    first.submit()
    expect(elsewhere(first)).to_be_visible()
    first.wait_saved()
    assert [row["item"] for row in judgments(study)] == ["item-1", "item-2"]

    # The second still shows the task: its submit is a later judgment of the same task, and the one that counts.
    other.activate()
    second.row("harm").focus()
    second.press("2", "3")
    second.submit()
    second.wait_task(3)
    second.wait_saved()
    rows = {(row["item"], row["criterion"]): row["label"] or row["number"] for row in scores(study)}
    assert len(rows) == len(scores(study)) == 2 * len(CRITERIA)
    assert rows["item-2", "harm"] == "mild"
    amended = [row for row in judgments(study, superseded=True) if row["item"] == "item-2"]
    assert len(amended) == 2
    assert amended[1]["supersedes"] == amended[0]["judgment_id"]

    notebook.activate()
    first.host.get_by_role("button", name="Continue here").click()
    first.ready()
    first.wait_task(3)
    assert first.progress == Progress(2, 4)
    first.focus()
    first.press(*"1211")
    first.submit()
    first.wait_task(4)
    first.wait_saved()
    other.activate()
    second.focus()
    second.press("1")
    expect(elsewhere(second)).to_be_visible()
    assert [row["item"] for row in judgments(study)] == ["item-1", "item-2", "item-3"]
    assert lab.errors == []
