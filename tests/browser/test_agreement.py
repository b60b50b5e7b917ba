"""Agreement in JupyterLab: tables and charts are drawn without asking any other host."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook

PILOT = """
    from evalwidgets.samples import pilot_study

    study = pilot_study("pilot.db")
    report = study.agreement(resamples=100)
    judges = study.judge_report(resamples=100)
"""


def test_agreement_shows_as_tables_and_charts_and_asks_no_other_host(lab: Lab, folder: Path):
    cells = (PILOT, "report", "report.plot()", "report.raters", "judges", "judges.plot()")
    notebook = lab.open(write_notebook(folder / "agreement.ipynb", *cells))
    notebook.run()
    table = notebook.output(1)
    expect(table.get_by_role("row", name="warmth Meets the patient with warmth")).to_be_visible()
    assert table.get_by_role("img").count() > 10  # an interval in every line
    for place in (2, 5):
        expect(notebook.output(place).locator(".vega-embed canvas, .vega-embed svg").first).to_be_visible()
    expect(notebook.output(3).get_by_role("row", name="dr-kovacs")).to_contain_text("strict by")
    expect(notebook.output(4)).to_contain_text("agrees with the experts less than they do with each other")
    assert lab.traffic.foreign == []
    assert lab.errors == []
