"""A study goes to the Hub from JupyterLab: looked at, let pass, pushed, and linked."""

from __future__ import annotations

from pathlib import Path

from evalwidgets import Study
from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook
from tests.browser.studies import items, make_study
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, load

# The clients read where the Hub is when they are imported.
SETTINGS = {
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "0",
    "HF_TOKEN": "hf_writer",
}
SHOW = """\
import os
os.environ |= {settings}
from evalwidgets import HubPublisher
HubPublisher("study.db", "{repo}")
"""


def judged(folder: Path) -> Path:
    path = make_study(folder, items(3))
    study = Study.open(path)
    session = study.session("dr-ada")
    for comment in ("ask jane@clinic.example", "or jane@clinic.example, or +49 170 1234567", None):
        assert session.next() is not None
        session.submit(
            {"care": {"value": "met", "comment": comment}, "dose": "unmet", "harm": "none", "unsupported": 0}
        )
    study.close()
    return path


def test_a_study_is_looked_at_pushed_and_linked(lab: Lab, folder: Path, hub: Hub):
    judged(folder)
    settings = SETTINGS | {"HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "hf")}
    notebook = lab.open(write_notebook(folder / "publish.ipynb", SHOW.format(settings=settings, repo=REPO)))
    notebook.run(0)
    output = notebook.output(0)
    output.locator(".goes tbody tr").first.wait_for(timeout=60_000)
    rows = [row.inner_text().split() for row in output.locator(".goes tbody tr").all()]
    assert ["judgments", "3", "0"] in rows
    assert output.get_by_text("The dataset is made by this push. It is private: only members see it.").is_visible()
    assert output.locator(".card .tx [data-level='1']").inner_text() == "Chest pain"
    push = output.get_by_role("button", name="Push", exact=True)
    assert push.is_disabled()
    assert output.locator(".found mark").all_inner_texts() == ["jane@clinic.example", "+49 170 1234567"]
    assert output.get_by_text("2 places").is_visible()
    assert lab.axe(output) == []
    output.get_by_role("button", name="Let pass: jane@clinic.example").press("Enter")
    output.get_by_role("button", name="Let all 2 pass").wait_for(state="detached")
    assert output.locator(".figures-pane").evaluate("(pane) => pane.getRootNode().activeElement === pane")
    output.get_by_role("button", name="Let pass: +49 170 1234567").click()
    output.locator(".found").wait_for(state="detached")
    assert hub.storage.repos == {}
    push.click()
    link = output.locator(f"a[href='{hub.url}/datasets/{REPO}']")
    link.wait_for(timeout=60_000)
    assert output.get_by_text("It is private: only members see it.").is_visible()
    assert hub.repo(REPO).private
    assert len(load("judgments")) == 3
    assert lab.axe(output) == []
    output.get_by_role("button", name="Look again").click()
    output.get_by_text("Nothing is new.").wait_for(timeout=30_000)
    public = output.get_by_label("Make it public when all of it is there")
    public.check()
    assert "scores (expert, item, response, model, criterion" in output.locator(".sending small").inner_text()
    output.get_by_role("button", name="Push, and make it public").click()
    output.get_by_text("It is public: everybody sees it.").wait_for(timeout=60_000)
    assert not hub.repo(REPO).private
    assert lab.errors == []
