"""What tests of all parts share; each kind of helper lives in a module of its own."""

from __future__ import annotations

from tests.postgres import postgres

__all__ = ["postgres"]
