"""Faults between the screen and the store: nothing is lost, nothing is stored twice, and the screen never lies."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness.faults import fill, locked, small_disk
from tests.browser.harness.grader import Grader, Progress
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.harness.notebooks import write_notebook
from tests.browser.harness.servers import JupyterServer
from tests.browser.studies import (
    CRITERIA,
    items,
    judgments,
    make_study,
    rerun_grader,
    run_grader,
    scores,
    write_grader,
)

ANSWERS = "1211"
KILLS = 5  # Jupyter gives up a kernel that dies a sixth time, each within 10 s of the last
SLEEP = "import time\ntime.sleep({})"
NAMED = """
    from evalwidgets import RubricGrader, Study
    grader = RubricGrader(Study.open("study.db"), expert="dr-osei")
    grader
"""


def submit(grader: Grader, first: int, last: int) -> None:
    """Answer and submit the tasks from `first` to `last`, without waiting for what is saved."""
    for task in range(first, last + 1):
        grader.wait_task(task)
        grader.press(*ANSWERS)
        grader.submit()


def stored(study: Path) -> list[str]:
    """The items judged, in order, one entry for each record there is."""
    return [row["item"] for row in judgments(study, superseded=True)]


def numbered(first: int, last: int) -> list[str]:
    return [f"item-{number}" for number in range(first, last + 1)]


def test_a_draft_comes_back_after_a_reload_and_in_another_browser(lab: Lab, new_lab: Callable[..., Lab], folder: Path):
    study = make_study(folder)
    notebook, grader = run_grader(lab, write_grader(folder))
    grader.press("1", "n", "2")
    grader.wait_saved()
    grader.row("harm").focus()
    grader.press("2", "k", "c")
    comment = "half a thou"
    grader.type(comment)
    # Within the pause after which a draft goes to the kernel: only this browser has the last letters.
    lab.reload(notebook)

    def has_come_back(grader: Grader) -> None:
        assert grader.chosen("care") == ["Met"]
        assert grader.chosen("dose") == []
        expect(grader.row("dose")).to_contain_text("Context is missing", ignore_case=True)
        assert grader.chosen("harm") == ["Mild"]
        assert grader.row("harm").locator("[data-comment]").input_value() == comment
        assert grader.left == "1 answer left"

    grader = rerun_grader(notebook)
    has_come_back(grader)
    grader.wait_saved()

    other = new_lab()
    _, there = run_grader(other, notebook.file)
    has_come_back(there)
    there.row("unsupported").focus()
    there.press("0")
    there.submit()
    there.wait_task(2)
    there.wait_saved()
    rows = {row["criterion"]: row for row in scores(study)}
    assert rows["dose"]["na"] == "missing_context"
    assert rows["harm"]["comment"] == comment
    assert len(rows) == len(judgments(study)) * len(CRITERIA) == len(CRITERIA)
    assert lab.errors == other.errors == []


def test_a_restarted_kernel_is_said_and_gets_everything_when_the_cell_is_run_again(lab: Lab, folder: Path):
    study = make_study(folder, items(6))
    notebook, grader = run_grader(lab, write_grader(folder))
    submit(grader, 1, 1)
    grader.wait_saved()
    notebook.restart()
    grader.focus()
    submit(grader, 2, 3)
    grader.wait_unsaved("gone")
    expect(grader.banner_of("gone")).to_have_text(
        "Not saved yet: the kernel was stopped. Run this cell again; 2 answers are kept in this browser."
    )
    assert grader.saved_text.endswith("Not saved yet (2)")
    assert grader.progress == Progress(3, 6)
    assert stored(study) == numbered(1, 1)
    again = rerun_grader(notebook)
    again.wait_saved()
    again.wait_task(4)
    assert again.progress == Progress(3, 6)
    assert again.banner_of().count() == 0
    assert stored(study) == numbered(1, 3)
    again.press("u")
    again.wait_task(3)
    assert again.chosen("care") == ["Met"]
    assert lab.errors == []


def test_a_tab_closed_with_unsaved_answers_sends_them_from_the_next_one(
    lab: Lab, new_lab: Callable[..., Lab], folder: Path
):
    study = make_study(folder, items(4))
    tab = new_lab(beside=lab)
    notebook, grader = run_grader(tab, write_grader(folder))
    killed = notebook.kill_kernel()
    submit(grader, 1, 2)
    grader.wait_unsaved("gone")
    notebook.wait_restarted(killed)
    tab.page.close(run_before_unload=True)
    lab.until(tab.page.is_closed, "the tab to close")
    assert ("beforeunload", "") in tab.dialogs, "the browser asks before it closes"
    assert stored(study) == []
    _, again = run_grader(lab, notebook.file)
    again.wait_saved()
    again.wait_task(3)
    assert stored(study) == numbered(1, 2)


def test_without_local_storage_the_screen_says_to_keep_the_page_and_the_page_keeps_all(lab: Lab, folder: Path):
    study = make_study(folder, items(4))
    notebook = lab.open(write_grader(folder))
    lab.page.evaluate("""() => {
        window.allowed = Object.getOwnPropertyDescriptor(window, "localStorage");
        Object.defineProperty(window, "localStorage", {
            configurable: true, get() { throw new DOMException("denied", "SecurityError"); } });
    }""")
    try:
        grader = rerun_grader(notebook)
        notebook.restart()
        grader.focus()
        submit(grader, 1, 2)
        expect(grader.banner_of("gone")).to_contain_text("Run this cell again and keep this page open; 2 answers are")
        again = rerun_grader(notebook)
        again.wait_saved()
        again.wait_task(3)
    finally:
        lab.page.evaluate("() => void Object.defineProperty(window, 'localStorage', window.allowed)")
    assert stored(study) == numbered(1, 2)


RECORD_SAVED = """(surface) => {
    const root = surface.getRootNode();
    const look = () => {
        const saved = root.querySelector("[data-saved]")?.dataset.saved === "saved";
        const done = Number(root.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow") ?? 0);
        if (saved) window.calledSaved = Math.max(window.calledSaved ?? 0, done);
    };
    new MutationObserver(look).observe(root, { subtree: true, childList: true, attributes: true });
    look();
}"""


def kill_while_submitting(lab: Lab, notebook: Notebook, grader: Grader, chance: random.Random) -> int:
    """Submit up to three tasks in quick succession, kill the kernel meanwhile; return how many are submitted then."""
    grader.surface.evaluate(RECORD_SAVED)
    process = notebook.kernel_pid
    at, delay = chance.randint(1, 3), chance.uniform(0, 0.03)
    killer = threading.Timer(delay, lambda: os.kill(process, signal.SIGKILL))
    for number in range(1, 4):
        for key in (*ANSWERS, "Control+Enter"):
            if number == at and key == "Control+Enter":
                killer.start()
            if grader.has_focus:  # until JupyterLab's "Kernel Restarting" takes it
                grader.page.keyboard.press(key)
    killer.join()
    notebook.wait_restarted(process)
    return grader.progress.done


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=[pytest.mark.stress, pytest.mark.timeout(600)]) for seed in range(1, 11))]
)
def test_a_kernel_killed_between_key_and_commit_loses_nothing_that_was_called_saved(lab: Lab, folder: Path, seed: int):
    study = make_study(folder, items(3 * KILLS + 1))
    chance = random.Random(seed)
    notebook, grader = run_grader(lab, write_grader(folder))
    lab.page.evaluate("() => { window.calledSaved = 0; }")
    for _ in range(KILLS):
        done = kill_while_submitting(lab, notebook, grader, chance)
        called = lab.page.evaluate("() => window.calledSaved")
        kept = stored(study)
        assert kept == numbered(1, len(kept)), "each once, in order"
        assert called <= len(kept) <= done
        grader = rerun_grader(notebook)
        grader.wait_saved(30)
        grader.wait_task(done + 1)
        assert stored(study) == numbered(1, done)
    assert len(scores(study)) == done * len(CRITERIA)
    assert lab.errors == []


def test_run_all_with_a_long_cell_after_the_grader_opens_and_saves_during_it(lab: Lab, folder: Path):
    study = make_study(folder)
    # The cell speaks to the widget, too: to ipykernel 7.4 a reason to answer it in that cell's thread.
    cell = f"grader.send({{'v': 1}})\n{SLEEP.format(8)}"
    notebook = lab.open(write_notebook(folder / "grade.ipynb", NAMED, cell, cell))
    notebook.run_all()
    grader = Grader(lab.page, notebook.output(0)).ready()
    for number, running in enumerate((1, 2), start=1):
        lab.until(lambda cell=running: notebook.is_running(cell), "the cell to begin")
        grader.focus()
        submit(grader, number, number)
        grader.wait_saved()
        assert stored(study) == numbered(1, number)
        assert notebook.is_running(running)
        notebook.wait_done(running)
    assert lab.errors == []


def test_without_subshells_a_busy_kernel_is_said_and_takes_the_answers_afterwards(
    new_lab: Callable[..., Lab], jupyter: JupyterServer, folder: Path
):
    jupyter.setting("@jupyterlab/apputils-extension:kernels-settings", {"commsOverSubshells": "disabled"})
    lab = new_lab()
    study = make_study(folder)
    notebook, grader = run_grader(lab, write_grader(folder, SLEEP.format(6)))
    notebook.start(1)
    grader.focus()
    submit(grader, 1, 2)
    grader.wait_unsaved("busy")
    grader.wait_task(3)
    expect(grader.banner_of("busy")).to_have_text(
        "Not saved yet: the notebook is busy. 2 answers are kept here and go out by themselves."
    )
    assert stored(study) == []
    assert notebook.is_running(1)
    notebook.wait_done(1)
    grader.wait_saved()
    assert grader.banner_of().count() == 0
    assert stored(study) == numbered(1, 2)
    assert lab.errors == []


def test_a_study_locked_by_another_program_is_said_and_written_when_it_is_free(lab: Lab, folder: Path):
    study = make_study(folder)
    impatient = """
        from evalwidgets import RubricGrader, Study
        from evalwidgets.store import Store
        RubricGrader(Study(Store.open("study.db", patience=0.5)), expert="dr-osei")
    """
    _, grader = run_grader(lab, write_notebook(folder / "grade.ipynb", impatient))
    grader.press(*ANSWERS)
    grader.wait_saved()
    with locked(study):
        grader.submit()
        grader.wait_task(2)
        assert grader.saved != "saved"
        expect(grader.banner_of("busy")).to_contain_text("study.db is locked by another program")
        expect(grader.banner_of("busy")).to_contain_text("1 answer is kept here and goes out by itself.")
    grader.wait_saved(30)
    assert grader.banner_of().count() == 0
    assert stored(study) == numbered(1, 1)
    assert lab.errors == []


def test_a_study_that_cannot_be_written_is_said_and_written_when_it_can(lab: Lab, folder: Path):
    study = make_study(folder)
    protect = """
        from sqlalchemy import event
        protected = False

        @event.listens_for(grader.study.store._engine, "checkout")
        def protect(connection, *_):
            connection.execute(f"PRAGMA query_only = {'ON' if protected else 'OFF'}")
    """
    file = write_notebook(folder / "grade.ipynb", NAMED, protect, "protected = True", "protected = False")
    notebook, grader = run_grader(lab, file)
    notebook.run(1, 2)
    grader.focus()
    submit(grader, 1, 1)
    expect(grader.banner_of("refused")).to_contain_text("study.db, or the disk it is on, cannot be written.")
    notebook.run(3)
    grader.wait_saved(30)
    assert stored(study) == numbered(1, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_is_said_and_the_answers_are_stored_when_there_is_room(lab: Lab, folder: Path):
    with small_disk(folder, "3M") as disk:
        study = make_study(disk, items(6))
        _, grader = run_grader(lab, write_grader(disk))
        fill(disk / "ballast")
        submitted = 0
        while not grader.banner_of("refused").count() and submitted < 5:
            submit(grader, submitted + 1, submitted + 1)
            submitted += 1
            with suppress(AssertionError):
                expect(grader.banner_of("refused")).to_be_visible(timeout=1_500)
        expect(grader.banner_of("refused")).to_contain_text("is full. Free some space on")
        kept = len(stored(study))
        assert kept < submitted
        (disk / "ballast").unlink()
        grader.wait_saved(30)
        assert stored(study) == numbered(1, submitted)
        assert lab.errors == []
        lab.server.end_sessions()
