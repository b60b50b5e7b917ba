"""How much script a key press costs, from Chromium's own trace: processor time, whatever else the machine does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Self

from playwright.sync_api import Browser, Page

_CATEGORIES = ["-*", "devtools.timeline", "blink.user_timing"]
_RENDERING = {"UpdateLayoutTree", "Layout"}

Event = dict[str, Any]


class Trace:
    """Records what a page does while the block runs."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self._browser = browser
        self._page = page

    def __enter__(self) -> Self:
        self._browser.start_tracing(page=self._page, categories=_CATEGORIES)
        return self

    def __exit__(self, *_: object) -> None:
        self._events: list[Event] = json.loads(self._browser.stop_tracing())["traceEvents"]

    def scripts(self) -> list[float]:
        """Milliseconds of script for each input that the probe watched, until the frame it led to.

        The handlers of the key press with the microtasks after them, and what the app (a blob: module)
        does by itself before the frame. Style and layout that a script asks for are the frame's own
        work, done earlier: they do not count.
        """
        return [sum(self._script(*span)) / 1000 for span in self._spans()]

    def _spans(self) -> Iterator[tuple[int, float, float]]:
        marks = sorted((event for event in self._events if "bench:" in event["name"]), key=lambda event: event["ts"])
        inputs = [mark for mark in marks if mark["name"] == "bench:input"]
        paints = [mark for mark in marks if mark["name"] == "bench:painted"]
        for start, end in zip(inputs, paints, strict=True):
            yield start["tid"], start["ts"], end["ts"]

    def _script(self, thread: int, start: float, end: float) -> Iterator[float]:
        timed = [event for event in self._events if event.get("tid") == thread and "tdur" in event]
        counted_to = 0.0
        for event in sorted(timed, key=lambda event: (event["ts"], -event["dur"])):
            ends = event["ts"] + event["dur"]
            if ends < start or event["ts"] > end or event["ts"] < counted_to or not _ours(event, start):
                continue
            counted_to = ends
            yield event["tdur"]
            for inner in timed:
                if inner["name"] in _RENDERING and event["ts"] <= inner["ts"] < ends:
                    yield -inner["tdur"]


def _ours(event: Event, pressed: float) -> bool:
    data = event.get("args", {}).get("data") or {}
    if event["name"] == "EventDispatch":
        return data.get("type") == "keydown" and event["ts"] <= pressed
    return event["name"] == "FunctionCall" and str(data.get("url", "")).startswith("blob:")
