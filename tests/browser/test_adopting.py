"""The rubric is changed while an expert grades in JupyterLab: what was done stays, and only the change is asked."""

from __future__ import annotations

from pathlib import Path

from evalwidgets import Study
from evalwidgets.rubrics import Rubric
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import CRITERIA, RUBRIC, make_study, scores, write_grader

NEWER = RUBRIC.replace('version: "1.2"', 'version: "1.3"').replace("Worst harm", "Worst lasting harm")


def test_a_new_version_asks_again_only_what_has_changed(lab: Lab, folder: Path):
    study = make_study(folder)
    notebook = lab.open(write_grader(folder))
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    grader.press(*"1211")
    grader.submit()
    grader.wait_task(2)
    grader.wait_saved()

    pilot = Study.open(study)
    done = pilot.adopt(Rubric.from_yaml(NEWER))
    pilot.close()
    assert dict(done.by_criterion) == {"harm": 1}

    # The two tasks in the page's hands are still those of the old version: judged as such, nothing is lost.
    for _ in range(2):
        assert grader.criteria == CRITERIA
        grader.press(*"2111")
        grader.submit()
    grader.wait_saved()
    for position in (1, 2, 3):
        grader.wait_task(position)
        assert grader.criteria == ["harm"]
        assert "only what has changed is asked again" in grader.surface.inner_text()
        assert "Worst lasting harm" in grader.row("harm").inner_text()
        grader.press("3")
        grader.submit()
    grader.wait_finished()
    grader.wait_saved()
    assert "Browser rubric 1.3" in grader.surface.inner_text()

    rows = scores(study)
    assert {row["rubric_version"] for row in rows} == {"1.3"}
    assert [(row["criterion"], row["label"]) for row in rows if row["criterion"] == "harm"] == [("harm", "severe")] * 3
    assert sorted(row["label"] for row in rows if row["criterion"] == "care") == ["met", "unmet", "unmet"]
    assert lab.errors == []
