"""An expert sees beside "Saved" how the background push stands, and is held up by none of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.harness.lab import Lab
from tests.browser.studies import make_study, run_grader, write_grader
from tests.browser.test_publishing import SETTINGS
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, load

SYNC = """\
import os
os.environ |= {settings}
sync = Study.open("study.db").sync("{repo}", every="1 h")
sync.now()
"""
PUSH = "sync.now()"


def test_the_grader_says_how_the_background_push_stands(lab: Lab, folder: Path, hub: Hub):
    make_study(folder)
    settings = SETTINGS | {"HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "hf")}
    sync = SYNC.format(settings=settings, repo=REPO)
    notebook, grader = run_grader(lab, write_grader(folder, sync, PUSH))
    said = grader.host.locator(".on-hub")
    expect(said).to_have_count(0)
    notebook.run(1)
    expect(said).to_contain_text("on the Hub: ")
    assert grader.saved_text.endswith("Saved")
    hub.faults.put("401", "revision")
    grader.focus()
    grader.press("1", *"121")
    grader.submit()
    grader.wait_saved()
    notebook.run(2)
    expect(said).to_contain_text("not on the Hub yet: the team has to help")
    assert grader.saved_text.endswith("Saved")
    assert grader.host.locator(".banner").count() == 0
    for width in (390, 1400):
        lab.size(width, 900)
        assert lab.axe(grader.host) == [], width
    notebook.run(2)
    expect(said).to_contain_text("on the Hub: ")
    assert len(load("judgments")) == 1
    told = [message["on_hub"] for message in lab.traffic.custom(sent=False) if message.get("event") == "on_hub"]
    assert {name for state in told for name in state} == {"word", "at", "passing"}
    # A page that is loaded anew learns it with the rest.
    notebook.save()
    lab.reload(notebook)
    expect(notebook.output(0).locator(".on-hub")).to_contain_text("on the Hub: ")
    assert lab.errors == []
