"""From running the cell to the first task on the screen, in a small study and in one of a million items."""

from __future__ import annotations

import json
import time

from benchmarks import browser_studies as studies
from benchmarks.browser_stage import Stage
from benchmarks.report import Line, at_most, percentile
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.harness.notebooks import write_notebook

SIZES = (1_000, 1_000_000)
ROUNDS = 5
HEAVY = ("datasets", "pyarrow", "pandas", "adbc_driver_sqlite")

SHOW = "from evalwidgets import RubricGrader\nRubricGrader({path!r}, expert={expert!r})"
LOADED = f"import json, sys\nprint(json.dumps([name for name in {HEAVY} if name in sys.modules]))"


def run(stage: Stage) -> list[Line]:
    """Measure what running the cell takes: a fresh kernel and a freshly loaded page each time."""
    paths = {size: studies.imported(size) for size in SIZES}
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    loaded: set[str] = set()
    for number in range(ROUNDS + 1):  # the first warms the files and the browser's cache of JupyterLab
        for size in SIZES if number % 2 else reversed(SIZES):
            # Someone new each time: the first task of all is to be found, not one that waits.
            show = SHOW.format(path=str(paths[size]), expert=f"expert-{time.time_ns()}")
            lab = stage.lab()
            notebook = lab.open(write_notebook(stage.folder / f"start-{number}-{size}.ipynb", show, LOADED))
            seconds = _seconds(lab, notebook)
            notebook.run(1)
            loaded |= set(json.loads(notebook.text(1)))
            if number:
                times[size].append(seconds)
            lab.close()
            stage.server.end_sessions()
    return _lines(times, loaded)


def _seconds(lab: Lab, notebook: Notebook) -> float:
    lab.page.evaluate("() => bench.quiet()")
    return (
        lab.page.evaluate("arg => bench.started(() => harness.runCell(arg))", {"path": notebook.path, "cell": 0}) / 1000
    )


def _lines(times: dict[int, list[float]], loaded: set[str]) -> list[Line]:
    small, large = (percentile(times[size], 0.5) for size in SIZES)
    what = "cell run → first task painted"
    return [
        *(at_most(f"{what}, {size:,} items: p50", percentile(times[size], 0.5), 1.5, " s") for size in SIZES),
        at_most(f"{what}: {SIZES[1]:,} items over {SIZES[0]:,}", large / small, 1.2, " x"),
        at_most(f"{what}: of {', '.join(HEAVY)} imported", len(loaded), 0, "", ", ".join(sorted(loaded))),
    ]
