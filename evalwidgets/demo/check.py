"""Grading one item in a headless browser, as the demo's own check."""

from __future__ import annotations

import os

from evalwidgets.errors import EvalwidgetsError

# Chromium as root in a closed network: without these it asks for hosts that nobody answers.
_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def grade_one(page_url: str) -> None:
    """Open the grader at `page_url`, answer every criterion by keyboard and submit.

    The browser is the one at ``EVALWIDGETS_CHROMIUM``, else Playwright's own.

    Raises
    ------
    EvalwidgetsError
        If Playwright is not installed, or the page does not say "Saved" in time.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise EvalwidgetsError("the check needs a browser: pip install 'evalwidgets[demo]'") from None
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("EVALWIDGETS_CHROMIUM") or None, args=_FLAGS
        )
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        try:
            page.goto(page_url)
            page.get_by_text("1 of 12", exact=True).wait_for(timeout=60_000)
            for row in page.locator("fieldset[data-criterion]").all():
                row.locator("input, textarea, button").first.focus()
                page.keyboard.press("1")
            page.keyboard.press("Control+Enter")
            page.get_by_text("2 of 12", exact=True).wait_for(timeout=10_000)
            page.locator("[data-saved=saved]").wait_for(timeout=10_000)
        except Error as error:
            raise EvalwidgetsError(f"the grader did not answer in the browser: {error.message}") from None
        finally:
            chromium.close()
