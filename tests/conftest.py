"""What tests of all parts share; each kind of helper lives in a module of its own."""

from __future__ import annotations

from tests.hub.running import hub
from tests.places import place
from tests.postgres import postgres

__all__ = ["hub", "place", "postgres"]
