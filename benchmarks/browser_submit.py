"""A submit beside a bare text swap and a bare message round trip, early and late in a study, all on one page."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Locator

from benchmarks import browser_bare as bare
from benchmarks import browser_studies as studies
from benchmarks.browser_stage import Stage
from benchmarks.browser_trace import Trace
from benchmarks.report import Line, at_most, percentile
from benchmarks.store import bare_commit, timed
from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook

WARM_UP = 6
ROUNDS = 80
TRACED = 30
LATE = 20_000
SETTLE_S = 0.2
"""How long the result is not asked for: this process and the driver would be at work beside what is measured."""
ITEMS = WARM_UP + ROUNDS + TRACED + 10

BARE = 'import json\nfrom browser_bare import Bare\nBare(json.load(open("texts.json")))'
SHOW = 'from evalwidgets import RubricGrader\nRubricGrader("{study}.db", expert="{expert}")'

Times = dict[str, float]
"""Milliseconds from the input to what it leads to: `painted`, and `saved` for a submit."""


def run(stage: Stage) -> list[Line]:
    """Measure what a submit takes."""
    studies.fresh(stage.folder / "early.db", ITEMS)
    studies.judged(stage.folder / "late.db", LATE, ITEMS)
    texts = [studies.answer(n).replace("\n", " ")[: studies.ANSWER_BYTES] for n in (1, 2)]
    (stage.folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    shutil.copy(bare.__file__, stage.folder)
    show = [SHOW.format(study=study, expert=studies.EXPERT) for study in ("early", "late")]
    notebook = write_notebook(stage.folder / "submit.ipynb", BARE, *show)
    lab = stage.lab(height=2400)  # all of it in view: nothing scrolls between the compared operations
    page = _Page(lab, notebook)
    commit = bare_commit(f"sqlite:///{stage.folder / 'bare.db'}")
    commits: list[float] = []
    rounds: list[dict[str, Times]] = []
    for number in range(WARM_UP + ROUNDS):
        rounds.append(page.round(number))
        commits.append(1000 * timed(commit))
    with Trace(stage.browser, lab.page) as trace:
        for _ in range(TRACED):
            page.answer(page.early)
            page.submit(page.early)
    assert lab.errors == [], lab.errors
    lab.close()
    return _lines(rounds[WARM_UP:], trace.scripts(), commits[WARM_UP:])


class _Page:
    """A notebook with the bare boxes and two graders."""

    def __init__(self, lab: Lab, file: Path) -> None:
        self._lab = lab
        notebook = lab.open(file)
        notebook.run()
        boxes = notebook.output(0)
        self.early, self.late = (Grader(lab.page, notebook.output(cell)).ready(60) for cell in (1, 2))
        self._operations: dict[str, Callable[[], Times]] = {
            "swap": lambda: self._bare(boxes.locator(f".bare-{bare.SWAP}")),
            "early": lambda: self.submit(self.early),
            "shadowed": lambda: self._bare(boxes.locator(f".bare-{bare.SHADOWED}")),
            "late": lambda: self.submit(self.late),
            "trip": lambda: self._bare(boxes.locator(f".bare-{bare.TRIP}")),
        }

    def round(self, number: int) -> dict[str, Times]:
        """Do each operation once, there and back in turns."""
        self.answer(self.early, self.late)
        names = list(self._operations)
        return {name: self._operations[name]() for name in (names if number % 2 else reversed(names))}

    def answer(self, *graders: Grader) -> None:
        """Answer all criteria, and wait until the drafts are kept: an expert reads on before submitting."""
        for grader in graders:
            grader.focus()
            self._lab.page.keyboard.type(studies.KEYS)
        for grader in graders:
            grader.wait_saved()

    def submit(self, grader: Grader) -> Times:
        grader.focus()
        return self._watched(grader.host.locator(".evalwidgets"), "submit")

    def _bare(self, host: Locator) -> Times:
        host.evaluate("(host) => host.focus({ preventScroll: true })")
        return self._watched(host, "bare")

    def _watched(self, host: Locator, what: str) -> Times:
        page = self._lab.page
        page.evaluate("() => bench.quiet()")
        host.evaluate(f"(host) => bench.{what}(host)")
        # The keys come up when all is done: an input holds back the tasks of the page until its own frame.
        page.keyboard.down("Control")
        page.keyboard.down("Enter")
        time.sleep(SETTLE_S)
        times = page.evaluate("() => bench.outcome()")
        page.keyboard.up("Enter")
        page.keyboard.up("Control")
        return times


def _lines(rounds: Sequence[dict[str, Times]], scripts: Sequence[float], commits: Sequence[float]) -> list[Line]:
    def times(operation: str, what: str = "painted") -> list[float]:
        return [one[operation][what] for one in rounds]

    painted, saved = times("early"), times("early", "saved")
    return [
        _beside("submit → next task painted", painted, times("swap"), 0.5, 1.6),
        _beside("submit → next task painted", painted, times("swap"), 0.95, 1.8),
        _shadowed(painted, times("shadowed")),
        at_most(
            "submit → next task painted: our JavaScript, p95",
            percentile(scripts, 0.95),
            8,
            " ms",
            f"p50 {percentile(scripts, 0.5):.1f} ms",
        ),
        _beside("submit → saved shown", saved, times("trip"), 0.5, 1.3, "bare round trip"),
        _committed(commits),
        _grown("submit → next task painted", painted, times("late")),
        _grown("submit → saved shown", saved, times("late", "saved")),
    ]


def _beside(
    what: str, ours: list[float], theirs: list[float], share: float, budget: float, bare: str = "bare text swap"
) -> Line:
    at, bare_at = percentile(ours, share), percentile(theirs, share)
    detail = f"{at:.1f} ms; bare {bare_at:.1f} ms"
    return at_most(f"{what}: p{100 * share:.0f} over a {bare}'s", at / bare_at, budget, " x", detail)


def _shadowed(ours: list[float], theirs: list[float]) -> Line:
    shares = (0.5, 0.95)
    ratios = " / ".join(f"{percentile(ours, share) / percentile(theirs, share):.2f} x" for share in shares)
    bare = " / ".join(f"{percentile(theirs, share):.1f} ms" for share in shares)
    return Line("the same over a swap in a contained shadow root: p50 / p95", f"{ratios}  (bare {bare})")


def _committed(commits: Sequence[float]) -> Line:
    shares = " / ".join(f"{percentile(commits, share):.1f} ms" for share in (0.5, 0.95))
    return Line("of that, a bare commit on this disk between the rounds: p50 / p95", shares)


def _grown(what: str, then: list[float], now: list[float]) -> Line:
    first, last = percentile(then, 0.5), percentile(now, 0.5)
    name = f"{what}: judgment {LATE:,} over judgment 10, p50"
    return at_most(name, last / first, 1.2, " x", f"{last:.1f} ms; {first:.1f} ms")
