"""Results in JupyterLab: the table and the chart are drawn without asking any other host."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook
from tests.browser.studies import items, make_study

JUDGE = """
    from evalwidgets import Study

    study = Study.open("study.db")
    session = study.session("dr-osei")
    while assignment := session.next():
        good = assignment.position % 2
        session.submit({"care": bool(good), "dose": False, "harm": "mild", "unsupported": 0})
    results = study.results(by=["model", "group"])
"""


def test_results_show_as_a_table_and_a_chart_in_both_themes_and_ask_no_other_host(lab: Lab, folder: Path):
    make_study(folder, items(4))
    notebook = lab.open(write_notebook(folder / "results.ipynb", JUDGE, "results", "results.plot()"))
    notebook.run()
    table, chart = notebook.output(1), notebook.output(2)
    expect(table.get_by_role("row", name="secret-model safety 0.500")).to_be_visible()
    expect(chart.locator(".vega-embed canvas, .vega-embed svg").first).to_be_visible()
    lab.theme(dark=True)
    expect(table.get_by_role("img", name="0.500, 0.000 to 1.000")).to_be_visible()
    assert lab.traffic.foreign == []
    assert lab.errors == []
