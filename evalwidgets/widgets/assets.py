"""The built front end: a small loader for every widget, and one app that a page loads once."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

_STATIC = Path(__file__).parent / "static"


@cache
def loader() -> str:
    """Return the loader's code, the `_esm` of every widget.

    A string, not a path: anywidget watches paths, and a watched widget is never collected.
    """
    return (_STATIC / "loader.js").read_text("utf-8")


@cache
def app() -> str:
    """Return the app's code."""
    return (_STATIC / "app.js").read_text("utf-8")


@cache
def app_hash() -> str:
    """Return the name under which a page keeps the app: the start of its SHA-256."""
    return sha256(app().encode()).hexdigest()[:16]
