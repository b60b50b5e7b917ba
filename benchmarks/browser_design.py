"""A letter typed into a rubric of 200 criteria: the outline shows it while kernel and preview follow behind."""

from __future__ import annotations

from playwright.sync_api import Locator

from benchmarks.browser_stage import Stage
from benchmarks.report import Line, at_most, percentile
from evalwidgets import Rubric
from tests.browser.harness.designer import Designer
from tests.browser.harness.lab import Lab
from tests.browser.harness.notebooks import write_notebook

CRITERIA = 200
WARM_UP = 10
LETTERS = 100
# Within words nothing is sent; at each pause the kernel looks at the draft, and the preview follows.
GAPS_MS = (60, 120, 220, 120, 800)

# The least that shows what is typed a second time.
BARE = """() => {
    const host = Object.assign(document.createElement("div"), { id: "bare" });
    host.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 99999; background: white";
    host.dataset.lmSuppressShortcuts = "true";
    const line = Object.assign(document.createElement("div"), { className: "line open" });
    const shown = Object.assign(document.createElement("p"), { className: "line-text" });
    const field = document.createElement("textarea");
    field.addEventListener("input", () => (shown.textContent = field.value));
    line.append(shown);
    host.attachShadow({ mode: "open" }).append(line, field);
    document.body.append(host);
    field.focus();
}"""

SHOW = 'from evalwidgets import RubricDesigner\nRubricDesigner("many.yaml")'


def run(stage: Stage) -> list[Line]:
    """Measure what a letter takes."""
    (stage.folder / "many.yaml").write_text(_rubric().to_yaml(), "utf-8")
    lab = stage.lab()
    notebook = lab.open(write_notebook(stage.folder / "design.ipynb", SHOW))
    notebook.run(0)
    designer = Designer(lab.page, notebook.output(0)).ready(60)
    designer.preview.ready(60)
    designer.open("Criterion 100 ")
    ours = _letters(lab, designer.host.locator(".evalwidgets").first)
    lab.page.evaluate(BARE)
    bare = _letters(lab, lab.page.locator("#bare"))
    assert lab.errors == [], lab.errors
    lab.close()
    shares = (0.5, 0.95)
    measured, beside = ([percentile(times, share) for share in shares] for times in (ours, bare))
    detail = f"p50 {measured[0]:.1f} ms; a bare text area on the same page {beside[1]:.1f} ms, p50 {beside[0]:.1f} ms"
    return [at_most(f"designer, {CRITERIA} criteria: letter painted, p95", measured[1], 34, " ms", detail)]


def _letters(lab: Lab, carrier: Locator) -> list[float]:
    """Type into what has the focus; return the milliseconds that each letter takes until it is painted."""
    times: list[float] = []
    for number in range(WARM_UP + LETTERS):
        key = "abcdefgh"[number % 8]
        carrier.evaluate("(host, key) => bench.letter(host, key)", key)
        lab.page.keyboard.down(key)
        times.append(lab.page.evaluate("() => bench.outcome()")["painted"])
        lab.page.keyboard.up(key)
        lab.page.wait_for_timeout(GAPS_MS[number % len(GAPS_MS)])
    return times[WARM_UP:]


def _rubric() -> Rubric:
    """Ten groups of twenty criteria, of kinds and lengths as they come."""
    groups = [
        {
            "id": f"group{g}",
            "title": f"Group {g}",
            "criteria": [
                {
                    "id": f"c{20 * g + c}",
                    "text": f"Criterion {20 * g + c} names the reason for what is advised, in words that a patient knows",
                    "points": float(c % 7 - 2),
                    "help": "Met if the reason stands beside the advice.",
                }
                for c in range(20)
            ],
        }
        for g in range(CRITERIA // 20)
    ]
    return Rubric.model_validate({"id": "many", "title": "Many", "groups": groups})
