"""What an expert feels, in JupyterLab in Chromium: submits, starting, designing, what is sent and what is left in the file."""

from __future__ import annotations

from benchmarks import browser_code, browser_design, browser_file, browser_start, browser_submit
from benchmarks.browser_stage import stage
from benchmarks.report import Line


def run() -> list[Line]:
    with stage() as ready:
        return [
            line
            for part in (browser_submit, browser_start, browser_code, browser_file, browser_design)
            for line in part.run(ready)
        ]
