"""A grading widget as an expert meets it: by what stands on the screen and by keys.

Locators reach into the widget's shadow root by themselves. Nothing here calls into the app's code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

SavedState = Literal["saved", "saving", "unsaved"]


@dataclass(frozen=True)
class Progress:
    """What the progress bar says; `total` is None where there is no bar."""

    done: int
    total: int | None


class Grader:
    """The widget inside `host`: an output area, a Voilà page, a marimo cell.

    Attributes
    ----------
    surface
        The whole widget; it can take the focus.
    """

    def __init__(self, page: Page, host: Locator) -> None:
        self.page = page
        self.host = host
        self.surface = host.locator("[part=surface]")

    # Waiting

    def ready(self, timeout: float = 30.0) -> Grader:
        """Wait until a task can be answered."""
        self.rows.first.wait_for(timeout=timeout * 1000)
        return self

    def wait_saved(self, timeout: float = 15.0) -> None:
        """Wait until the screen says that everything is committed."""
        self.host.locator("[data-saved=saved]").wait_for(timeout=timeout * 1000)

    def wait_unsaved(self, why: Literal["busy", "gone", "refused"] | None = None, timeout: float = 30.0) -> None:
        """Wait until the screen says that something is not saved, and why."""
        self.banner_of(why).wait_for(timeout=timeout * 1000)

    def wait_task(self, position: int, timeout: float = 15.0) -> None:
        """Wait until the header says "`position` of …"."""
        expect(self.where).to_have_text(re.compile(rf"^(?:Task )?{position}(?: of \d+)?$"), timeout=timeout * 1000)

    def wait_finished(self, timeout: float = 15.0) -> None:
        self.host.get_by_role("heading", name=re.compile(r"done\. Thank you\.")).wait_for(timeout=timeout * 1000)

    # What is on the screen

    @property
    def where(self) -> Locator:
        """The "7 of 40" of the header."""
        return self.host.locator(".where")

    @property
    def saved(self) -> SavedState:
        return self.host.locator("[data-saved]").get_attribute("data-saved")  # type: ignore[return-value]

    @property
    def saved_text(self) -> str:
        return self.host.locator("[data-saved]").inner_text()

    def banner_of(self, why: str | None = None) -> Locator:
        """The banner that says what is not saved and why."""
        return self.host.locator(f"[data-why='{why}']" if why else "[data-why]")

    @property
    def progress(self) -> Progress:
        bar = self.host.get_by_role("progressbar")
        if not bar.count():
            return Progress(0, None)
        return Progress(int(bar.get_attribute("aria-valuenow") or 0), int(bar.get_attribute("aria-valuemax") or 0))

    @property
    def said(self) -> str:
        """What the live region says to a screen reader."""
        return self.host.locator("[aria-live=polite]").inner_text().replace("\u00a0", "").strip()

    @property
    def left(self) -> str:
        """The footer's "3 answers left"."""
        return self.host.locator(".left").inner_text()

    @property
    def dialog(self) -> Locator:
        """The open panel: instructions, history, keys, skip, flag."""
        return self.host.get_by_role("dialog")

    def response(self, key: str = "A") -> Locator:
        """The text of a response."""
        return self.host.locator(f"[data-response='{key}']")

    # Criteria

    @property
    def rows(self) -> Locator:
        return self.host.locator("fieldset[data-criterion]")

    def row(self, criterion: str) -> Locator:
        return self.host.locator(f"fieldset[data-criterion='{criterion}']")

    @property
    def criteria(self) -> list[str]:
        """The ids of the criteria, in the order shown."""
        return self.rows.evaluate_all("rows => rows.map((row) => row.dataset.criterion)")

    @property
    def here(self) -> str | None:
        """The criterion that keys speak to."""
        row = self.host.locator("fieldset.here")
        return row.get_attribute("data-criterion") if row.count() else None

    def option(self, criterion: str, label: str) -> Locator:
        """The segment, box or button of `criterion` that is called `label`."""
        return self.row(criterion).locator("label, button").filter(has_text=label).first

    def chosen(self, criterion: str) -> list[str]:
        """The labels of what is chosen; a number's or a text's own words."""
        return self.row(criterion).evaluate(
            """(row) => {
                const typed = row.querySelector("[data-control] :is(input[type=number], textarea)");
                if (typed) return typed.value === "" ? [] : [typed.value];
                return [...row.querySelectorAll("input:checked")].map((input) =>
                    input.getAttribute("aria-label") ?? input.parentElement.querySelector("span").textContent.trim());
            }"""
        )

    @property
    def missing(self) -> list[str]:
        """The criteria that are marked as missing."""
        return self.host.locator("fieldset.missing").evaluate_all("rows => rows.map((row) => row.dataset.criterion)")

    def quotes(self, criterion: str) -> list[str]:
        """The evidence quoted for a criterion."""
        return [text.strip().strip("“”") for text in self.row(criterion).locator(".quoted").all_inner_texts()]

    # Doing

    def focus(self) -> None:
        """Put the focus into the widget, as a click on its rim would."""
        self.surface.focus()

    @property
    def has_focus(self) -> bool:
        return self.surface.evaluate("(surface) => surface.matches(':focus-within, :focus')")

    def press(self, *keys: str) -> None:
        """Press keys one after the other; the focus must be in the widget, or JupyterLab takes them."""
        assert self.has_focus, f"the focus is not in the widget: {keys} would go to the notebook"
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def choose(self, criterion: str, label: str) -> None:
        """Click an option."""
        self.option(criterion, label).click()

    def answer_all(self, key: str = "1") -> None:
        """Answer every criterion by the same number key, whatever kind it is."""
        for criterion in self.criteria:
            self.row(criterion).focus()
            self.press(key)

    def submit(self) -> None:
        self.press("Control+Enter")

    def select(self, text: str, response: str = "A") -> None:
        """Drag the mouse over the first place where `text` stands within one run of a response."""
        box = self.response(response).evaluate(
            """(element, text) => {
                const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(text);
                    if (at < 0) continue;
                    walker.currentNode.parentElement.scrollIntoView({ block: "center" });
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + text.length);
                    const rects = [...range.getClientRects()].map(({left, right, top, bottom}) => ({left, right, top, bottom}));
                    return { first: rects[0], last: rects.at(-1), rtl: getComputedStyle(walker.currentNode.parentElement).direction === "rtl" };
                }
                return null;
            }""",
            text,
        )
        assert box, f"{text!r} is not in response {response}, or not in one piece"
        (start, end) = ("right", "left") if box["rtl"] else ("left", "right")
        first, last = box["first"], box["last"]
        mouse = self.page.mouse
        mouse.move(first[start], (first["top"] + first["bottom"]) / 2)
        mouse.down()
        mouse.move(last[end], (last["top"] + last["bottom"]) / 2, steps=4)
        mouse.up()

    @property
    def selection(self) -> str:
        """The words that are selected, shadow roots or not."""
        return self.surface.evaluate(
            """(surface) => {
                const root = surface.getRootNode();
                const [range] = document.getSelection().getComposedRanges({ shadowRoots: [root] });
                if (!range) return "";
                const live = document.createRange();
                live.setStart(range.startContainer, range.startOffset);
                live.setEnd(range.endContainer, range.endOffset);
                return live.toString();
            }"""
        )
