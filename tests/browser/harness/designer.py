"""The rubric designer as a researcher meets it: its outline, the fields of a line, and the grader beside it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.grader import Grader


class Designer:
    """The widget inside `host`.

    Attributes
    ----------
    preview
        The grader in it.
    """

    def __init__(self, page: Page, host: Locator) -> None:
        self.page = page
        self.host = host
        self.surface = host.locator("[part=surface]").first
        self.preview = Grader(page, host.locator(".preview-host"))

    def ready(self, timeout: float = 30.0) -> Designer:
        """Wait until there is an outline, and the kernel has looked at it."""
        self.lines.first.wait_for(timeout=timeout * 1000)
        self.wait_kept()
        return self

    def wait_kept(self) -> None:
        """Wait until the kernel has what is on the screen."""
        self.host.locator("[data-saved=saved], [data-saved=draft]").wait_for()

    def wait_saved(self) -> None:
        """Wait until the file says what is on the screen."""
        self.host.locator("[data-saved=saved]").wait_for()

    def focus(self) -> None:
        self.surface.focus()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def lines(self) -> Locator:
        return self.host.locator("[data-line]")

    @property
    def outline(self) -> list[str]:
        """The words of the lines, from top to bottom."""
        return [text.strip() for text in self.host.locator(".line-text").all_inner_texts()]

    def line(self, words: str) -> Locator:
        """The line that begins with these words."""
        return self.host.locator("[data-key]").filter(has=self.page.locator("[data-line]", has_text=words)).first

    def open(self, words: str) -> Locator:
        """Open a line by a click, and return its fields."""
        line = self.line(words)
        if not line.locator("[data-fields]").count():
            line.locator("[data-line]").click()
        return line.locator("[data-fields]")

    def field(self, label: str) -> Locator:
        """A field of the open line."""
        return self.host.locator("[data-fields]").get_by_label(label, exact=True)

    def button(self, name: str) -> Locator:
        return self.host.get_by_role("button", name=name, exact=True)

    @property
    def dialog(self) -> Locator:
        return self.host.get_by_role("dialog")

    @property
    def focused(self) -> str:
        """The words of the line that the focus is in; empty if it is in none."""
        return self.surface.evaluate(
            """(surface) => {
                const at = surface.getRootNode().activeElement?.closest("[data-key]");
                return at?.querySelector(".line-text").textContent.trim() ?? "";
            }"""
        )

    def expect_outline(self, *words: str) -> None:
        expect(self.host.locator(".line-text")).to_have_text(list(words))
