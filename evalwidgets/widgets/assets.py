"""The built front end: a small loader for every widget, and the apps, each of which a page loads once."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

_STATIC = Path(__file__).parent / "static"

App = Literal["app", "designer", "team"]
"""What those who judge load, who makes rubrics, and who runs the study."""


@cache
def loader() -> str:
    """Return the loader's code, the `_esm` of every widget.

    A string, not a path: anywidget watches paths, and a watched widget is never collected.
    """
    return (_STATIC / "loader.js").read_text("utf-8")


@cache
def code(app: App) -> str:
    """Return an app's code."""
    return (_STATIC / f"{app}.js").read_text("utf-8")


@cache
def hash_of(app: App) -> str:
    """Return the name under which a page keeps an app: the start of its SHA-256."""
    return sha256(code(app).encode()).hexdigest()[:16]
