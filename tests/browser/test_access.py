"""For everyone: axe-core finds nothing in either widget, and an answer from right to left is laid out as such."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness.grader import Grader
from tests.browser.harness.lab import Lab
from tests.browser.studies import ANSWER, make_study, scores, write_grader

DESKTOP = (1400, 1000)
PHONE = (390, 844)
ARABIC = (
    "ضيق الصدر عند صعود الدرج قد يكون علامة على **الذبحة الصدرية**.\n\n"
    "- اتصل بطبيبك اليوم\n- لا تنتظر أسبوعًا\n\n"
    "| القيمة | النتيجة |\n|---|---|\n| LDL | 168 mg/dl |"
)


def rows() -> list[dict[str, Any]]:
    """A task of every look: right to left with all that can stand beside it, left to right, under a warning."""
    first = {
        "prompt": [
            {"role": "system", "content": "أنت ممرضة."},
            {"role": "user", "content": "هل يجب أن أنتظر موعدي الأسبوع القادم؟"},
        ],
        "reference": "Exertional chest tightness is *unstable angina until shown otherwise*.",
        "context": [{"title": "رسالة", "text": "| Value | Result |\n|---|---|\n| LDL | 168 mg/dl |"}],
        "responses": [{"id": "a", "text": ARABIC}, {"id": "b", "text": ANSWER}],
    }
    plain = {
        "prompt": "Should I wait?",
        "responses": [{"id": "a", "text": ANSWER}, {"id": "b", "text": "# No\n\n`now`"}],
    }
    return [{"id": "one", **first}, {"id": "two", **plain}, {"id": "three", **plain, "warnings": ["self-harm"]}]


@pytest.fixture
def start(lab: Lab, folder: Path) -> Callable[..., Grader]:
    """Show a widget on the study above and put the focus into it."""

    def make(widget: str = "RubricGrader", given: list[dict[str, Any]] | None = None) -> Grader:
        make_study(folder, given or rows())
        notebook = lab.open(write_grader(folder, widget=widget))
        notebook.run(0)
        grader = Grader(lab.page, notebook.output(0)).ready()
        grader.focus()
        return grader

    return make


def found(lab: Lab, host: Locator) -> list[str]:
    return [f"{each.rule}: {each.targets}" for each in lab.axe(host)]


def check_panels(lab: Lab, grader: Grader, keys: str) -> None:
    for key in keys:
        grader.press(key)
        grader.dialog.wait_for()
        if key == "h":
            grader.dialog.locator("li").first.wait_for()
        assert found(lab, grader.host) == [], key
        grader.press("Escape")
        expect(grader.dialog).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_grader(lab: Lab, start: Callable[..., Grader], dark: bool):
    grader = start()
    lab.theme(dark=dark)
    lab.page.locator("#jupyterlab-splash").wait_for(state="detached")
    assert found(lab, grader.host) == []
    for summary in grader.host.locator("summary:visible").all():
        summary.click()
    grader.focus()
    grader.press("1", "2")
    grader.row("care").focus()
    grader.press("e")
    assert found(lab, grader.host) == []
    grader.press("Enter", "c")
    grader.type("why")
    grader.press("Escape")
    grader.row("harm").focus()
    grader.press("n")
    assert found(lab, grader.host) == []
    grader.press("1")
    grader.submit()
    assert grader.missing == ["unsupported"]
    for width, height in (PHONE, DESKTOP):
        lab.size(width, height)
        assert found(lab, grader.host) == [], width
    grader.press("1")
    grader.submit()
    grader.wait_task(2)
    lab.size(*(PHONE if dark else DESKTOP))
    check_panels(lab, grader, "hi?sf")
    grader.press("h")
    grader.dialog.locator("li button").first.click()
    grader.host.locator(".banner.visit").wait_for()
    assert found(lab, grader.host) == []
    grader.submit()
    for number in range(2, 7):
        grader.wait_task(number)
        if number == 5:
            assert found(lab, grader.host) == [], "under a warning"
        grader.press("s")
        grader.dialog.wait_for()
        grader.press("1", "Control+Enter")
    grader.wait_finished()
    assert found(lab, grader.host) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_comparison(lab: Lab, start: Callable[..., Grader], dark: bool):
    grader = start("PairwiseComparison")
    lab.theme(dark=dark)
    lab.page.locator("#jupyterlab-splash").wait_for(state="detached")
    grader.press("1", "e", "Enter", "j", "2")
    for width, height in (PHONE, DESKTOP):
        lab.size(width, height)
        assert found(lab, grader.host) == [], width
    grader.submit()
    grader.wait_task(2)
    lab.size(*(DESKTOP if dark else PHONE))
    check_panels(lab, grader, "h?s")
    grader.press("x")
    assert found(lab, grader.host) == []


def test_an_answer_from_right_to_left_is_laid_out_so_and_quoted_exactly(
    lab: Lab, folder: Path, start: Callable[..., Grader]
):
    grader = start(given=rows()[:1])
    answer = grader.response()
    for block in ("p", "ul", "table"):
        assert answer.locator(block).first.evaluate("(block) => getComputedStyle(block).direction") == "rtl", block
    assert answer.locator("ul").evaluate("(list) => parseFloat(getComputedStyle(list).paddingRight)") > 10
    left, right = (cell.bounding_box() for cell in (answer.locator("th").nth(1), answer.locator("th").nth(0)))
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"]
    assert grader.rows.first.evaluate("(row) => getComputedStyle(row).direction") == "ltr"

    grader.row("care").focus()
    grader.press("1")
    grader.row("care").focus()
    grader.select("اتصل بطبيبك اليوم")
    grader.press("e")
    assert grader.quotes("care") == ["اتصل بطبيبك اليوم"]
    assert answer.locator("mark").all_inner_texts() == ["اتصل بطبيبك اليوم"]
    grader.row("dose").focus()
    grader.press(*"211")
    grader.submit()
    grader.wait_task(2)
    grader.wait_saved()
    (quote,) = next(row["evidence"] for row in scores(folder / "study.db") if row["criterion"] == "care")
    assert quote["exact"] == "اتصل بطبيبك اليوم" == ARABIC[quote["start"] : quote["end"]]


def test_on_a_page_from_right_to_left_the_answer_stands_right_of_the_rubric(lab: Lab, start: Callable[..., Grader]):
    grader = start()
    item, rubric = grader.host.locator(".item"), grader.host.locator(".rubric")
    try:
        lab.page.evaluate("() => { document.documentElement.dir = 'rtl' }")
        boxes = item.bounding_box(), rubric.bounding_box()
    finally:
        lab.page.evaluate("() => document.documentElement.removeAttribute('dir')")
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] > boxes[1]["x"]
