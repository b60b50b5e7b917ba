"""Who runs a study looks behind the figures, and settles what experts disagree on, in JupyterLab."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator

from evalwidgets import Study
from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook
from tests.browser.studies import items, make_study

SHOW = 'from evalwidgets import {widget}\n{widget}("study.db"{more})'
AGREED = {"care": "met", "dose": "unmet", "harm": "none", "unsupported": 0}
GIVEN = {
    "dr-ada": [
        {"care": {"value": "met", "comment": "It says today", "evidence": ["call your doctor today"]}},
        {},
        {"harm": "mild"},
    ],
    "dr-ben": [{"care": {"value": "unmet", "comment": "Today is vague"}}, {}, {"harm": "severe"}],
    "dr-eva": [{}, {}, {}],
}


def judged(folder: Path) -> Path:
    path = make_study(folder, items(3))
    study = Study.open(path)
    for expert, answers in GIVEN.items():
        session = study.session(expert)
        for given in answers:
            assignment = session.next()
            assert assignment is not None
            session.submit({**AGREED, **given}, assignment.task)
    study.close()
    return path


def shown(lab: Lab, folder: Path, widget: str, more: str = "") -> Locator:
    notebook = lab.open(write_notebook(folder / "team.ipynb", SHOW.format(widget=widget, more=more)))
    notebook.run(0)
    return notebook.output(0)


def test_a_cell_of_the_table_leads_to_the_answers_behind_it(lab: Lab, folder: Path):
    judged(folder)
    output = shown(lab, folder, "AgreementExplorer")
    first = output.locator(".figures tbody tr").first
    first.wait_for(timeout=60_000)
    assert output.get_by_text("Chest pain").first.is_visible()
    output.get_by_role("button", name="Worst harm that could follow").click()
    output.locator(".cases .entry").first.wait_for()
    assert [chip.inner_text().split() for chip in output.locator(".cases .entry").first.locator(".chip").all()] == [
        ["dr-ada", "mild"],
        ["dr-ben", "severe"],
        ["dr-eva", "none"],
    ]
    output.get_by_role("button", name="Tells the person to seek care today").click()
    output.locator(".cases .entry").first.click()
    output.locator(".opened .said-by").first.wait_for()
    said = output.locator(".opened .said-by").all_inner_texts()
    assert "It says today" in said[0]
    assert "call your doctor today" in said[0]
    assert "Please do not wait a week" in output.locator(".opened .answer").inner_text()
    assert lab.errors == []
    assert lab.axe(output) == []


def test_two_experts_are_compared_from_the_heat_map(lab: Lab, folder: Path):
    judged(folder)
    output = shown(lab, folder, "AgreementExplorer")
    output.get_by_role("button", name="dr-ada and dr-ben").first.click(timeout=60_000)
    output.locator(".cases .entry").first.wait_for()
    assert output.locator(".cases .entry").count() == 2
    assert {chip.inner_text() for chip in output.locator(".cases .chip i").all()} == {"dr-ada", "dr-ben"}


def test_disagreements_are_settled_by_keys_blind_to_names(lab: Lab, folder: Path):
    path = judged(folder)
    output = shown(lab, folder, "Adjudicator", ', expert="dr-chief"')
    output.locator(".verdict-button").first.wait_for(timeout=60_000)
    assert output.locator(".where").inner_text() == "2 to settle"
    assert lab.axe(output) == []
    output.locator("[part=surface]").evaluate("(surface) => surface.focus()")
    asked = output.locator(".asked h3")
    seen = [asked.inner_text()]
    lab.page.keyboard.press("a")
    output.locator(".where", has_text="1 to settle").wait_for()
    seen.append(asked.inner_text())
    lab.page.keyboard.press("n")
    lab.page.keyboard.type("A phone call settles it")
    assert lab.axe(output) == []
    output.locator(".neither select").select_option(label="Not met" if "seek care" in seen[1] else "Mild")
    lab.page.keyboard.press("Control+Enter")
    output.get_by_text("All settled. Thank you.").wait_for()
    study = Study.open(path)
    first, second = study.adjudications()
    assert first.adjudicator == "dr-chief"
    assert len(first.judgments) >= 1
    assert (second.judgments, second.reason) == ((), "A phone call settles it")
    assert second.answer.label in ("unmet", "mild")
    assert study.adjudicator("dr-chief").queue() == []
    for name in ("dr-ada", "dr-ben", "dr-eva", "secret-model", "secret-gold"):
        assert lab.traffic.mentions(name) == []
    assert lab.errors == []
    study.close()
