"""The hostile corpus in the real grader: every payload is shown in JupyterLab and graded by keys, and nothing happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from evalwidgets import Study
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.harness.sink import Sink
from tests.browser.studies import scores, write_grader
from tests.hostile import Payload, payloads

RUBRIC = """\
id: hostile
title: Hostile output
version: "1"
groups:
  - {id: all, title: All, criteria: [{id: fine, kind: binary, text: Is fine, points: 1}]}
"""
# What a page gives away when something ran in it, or replaced a part of it.
STATE = "() => [window.ran, document.title.replace(/^[*•] ?/, ''), location.href, document.querySelectorAll('iframe').length]"


# Everything that is folded is shown; a task without its response would be none.
OPEN_ALL = """(surface) => {
    for (const details of surface.querySelectorAll("details")) details.open = true;
    if (surface.querySelectorAll("[data-response]").length !== 1) throw new Error("no response is shown");
}"""


def item(payload: Payload) -> dict[str, Any]:
    """The payload in every place that shows what a model or a dataset wrote; the longest ones once."""
    text = payload.text
    row = {"id": payload.id, "prompt": "Q", "responses": [{"id": "r", "text": text}]}
    if payload.group == "size":
        return row
    chat = [{"role": "user", "content": text}, {"role": "assistant", "content": text}]
    return {
        **row,
        "prompt": [*chat, {"role": "user", "content": text}],
        "reference": text,
        "context": [{"title": text, "text": text}],
        "metadata": {"shown": text},
        "criteria": [],
    }


@pytest.mark.timeout(300)
def test_every_payload_is_graded_by_keys_and_none_runs_or_asks_the_network(lab: Lab, folder: Path, sink: Sink):
    corpus = payloads()
    rubric = folder / "rubric.yaml"
    rubric.write_text(RUBRIC, "utf-8")
    path = folder / "study.db"
    shown = {"show_metadata": ["shown"]}
    Study.create(path, [item(payload) for payload in corpus], rubric=rubric, protocol=shown, progress=False).close()

    notebook = lab.open(write_grader(folder))
    opened: list[str] = []

    def remember(page: Page) -> None:
        opened.append(page.url)

    lab.page.context.on("page", remember)
    lab.page.evaluate("() => { window.ran = []; window.hostile = (id) => window.ran.push(String(id)) }")
    sink.asked.clear()
    notebook.run(0)
    grader = Grader(lab.page, notebook.output(0)).ready()
    grader.focus()
    before = lab.page.evaluate(STATE)
    assert before[0] == []
    for number, payload in enumerate(corpus, start=1):
        grader.wait_task(number, timeout=30)
        grader.surface.evaluate(OPEN_ALL)
        assert lab.page.evaluate(STATE) == before, payload.id
        assert grader.has_focus, payload.id
        grader.press("2")
        assert grader.chosen("fine") == ["Not met"], payload.id
        grader.submit()
    grader.wait_finished(timeout=30)
    grader.press("h")
    grader.dialog.locator("li").nth(40).wait_for()
    assert lab.page.evaluate(STATE) == before
    grader.press("Escape")
    grader.wait_saved()

    assert len(scores(path)) == len(corpus)
    assert lab.traffic.foreign == []
    # Chromium asks its maker for updates, and about fields that it could fill in; all hosts of the corpus are examples.
    assert [line for line in sink.asked if "example" in line] == []
    assert opened == []
    assert lab.dialogs == []
    assert lab.errors == []
    lab.page.context.remove_listener("page", remember)
