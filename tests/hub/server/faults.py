"""What goes wrong, when told to: on which route, how, and how often."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from tests.hub.server.storage import Refused

REFUSALS = {
    "429": Refused(429, "Too many requests"),
    "500": Refused(500, "Internal Server Error"),
    "503": Refused(503, "Service Unavailable"),
    "412": Refused(412, "A commit has happened since. Please refresh and try again."),
    "401": Refused(401, "Invalid credentials in Authorization header"),
    "quota": Refused(403, "Private repository storage limit reached, please upgrade your plan"),
}
CUTS = ("drop", "lost", "hang")
"""The line goes dead before the request is worked on; after it; or only after a long silence."""


@dataclass(frozen=True)
class Fault:
    """One fault: a key of `REFUSALS` or one of `CUTS`; `route` is a name of `routes`, or * for any."""

    kind: str
    route: str = "*"


class Faults:
    """The faults that wait to happen, each once.

    Attributes
    ----------
    happened
        Those that have.
    silence
        Seconds that a hanging line stays silent.
    """

    def __init__(self) -> None:
        self.happened: list[Fault] = []
        self.silence = 5.0
        self._turn = threading.Lock()
        self._waiting: list[Fault] = []
        self._chance = 1.0
        self._random = random.Random()

    def put(self, kind: str, route: str = "*", times: int = 1) -> None:
        """Let the next requests on `route` fail."""
        with self._turn:
            self._waiting += [Fault(kind, route)] * times

    def scatter(self, faults: Sequence[Fault], chance: float, seed: int) -> None:
        """Let these faults happen in random order, to a `chance` of the requests that they fit."""
        with self._turn:
            self._random, self._chance = random.Random(seed), chance
            self._waiting += self._random.sample(faults, len(faults))

    def take(self, route: str) -> Fault | None:
        """Return what goes wrong with this request on `route`, if anything does."""
        with self._turn:
            found = next((fault for fault in self._waiting if fault.route in ("*", route)), None)
            if found is None or self._random.random() >= self._chance:
                return None
            self._waiting.remove(found)
            self.happened.append(found)
            return found

    @property
    def left(self) -> int:
        """How many wait still."""
        return len(self._waiting)
