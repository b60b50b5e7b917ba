"""What tests of all parts share; each kind of helper lives in a module of its own."""

from __future__ import annotations

from hypothesis import settings

from tests.hub.running import hub
from tests.places import place
from tests.postgres import postgres

__all__ = ["hub", "place", "postgres"]

# A test that was green yesterday is green today; `make stress` draws other examples every time.
settings.register_profile("the same", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("the same")
