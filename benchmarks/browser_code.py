"""What widgets send to the page to be there: the code in the messages, and requests to other machines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence

from benchmarks import browser_studies as studies
from benchmarks.browser_stage import Stage
from benchmarks.report import Line, at_most
from evalwidgets.widgets import assets
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.harness.notebooks import write_notebook
from tests.browser.harness.traffic import Frame

WIDGETS = 3
SHOW = 'from evalwidgets import RubricGrader\nRubricGrader("code.db", expert="expert-{number}")'


def run(stage: Stage) -> list[Line]:
    """Measure the code sent for the first widget, for each further one, and for each on a reload."""
    studies.fresh(stage.folder / "code.db", 10)
    cells = [SHOW.format(number=number) for number in range(WIDGETS)]
    lab = stage.lab()
    notebook = lab.open(write_notebook(stage.folder / "code.ipynb", *cells))
    sent: list[list[bytes]] = []
    for cell in range(WIDGETS):
        lab.traffic.clear()
        notebook.run(cell)
        _shown(lab, notebook, cell)
        sent.append(_code(lab.traffic.frames))
    notebook.save()
    asked = list(lab.traffic.foreign)
    lab.traffic.clear()
    lab.reload(notebook)
    for cell in range(WIDGETS):
        _shown(lab, notebook, cell)
    reloaded = _code(lab.traffic.frames)
    asked += lab.traffic.foreign
    lab.close()
    stage.server.end_sessions()
    return _lines(sent, reloaded, asked)


def _shown(lab: Lab, notebook: Notebook, cell: int) -> None:
    Grader(lab.page, notebook.output(cell)).ready(60)


def _code(frames: Iterable[Frame]) -> list[bytes]:
    """Return the frames that carry our code, whole: names, envelopes and all else in them count."""
    starts = [_quoted(code) for code in (assets.loader(), assets.code("app"))]
    return [frame.payload for frame in frames if not frame.sent and any(start in frame.payload for start in starts)]


def _quoted(code: str) -> bytes:
    return json.dumps(code[:200])[1:-1].encode()


def _lines(sent: Sequence[list[bytes]], reloaded: list[bytes], asked: list[str]) -> list[Line]:
    first, *others = sent
    app = [frame for frame in reloaded if _quoted(assets.code("app")) in frame]
    # The page is new, so it asks for the app once more: that is the first widget's share.
    states = sum(map(len, reloaded)) - sum(map(len, app))
    what = "front-end code sent"
    return [
        at_most(f"{what} for the first widget on a page", _kb(first), 220, " kB"),
        at_most(f"{what} for the first widget on a page, gzip", len(gzip.compress(b"".join(first))) / 1000, 90, " kB"),
        at_most(f"{what} for each further one", max(_kb(frames) for frames in others), 8, " kB"),
        at_most(
            f"{what} on reload, per live widget", states / 1000 / WIDGETS, 8, " kB", f"the app {_kb(app):.0f} kB once"
        ),
        at_most("fetched from other machines", len(asked), 0, "", ", ".join(asked[:3])),
    ]


def _kb(frames: Iterable[bytes]) -> float:
    return sum(map(len, frames)) / 1000
