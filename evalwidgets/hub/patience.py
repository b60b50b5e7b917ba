"""Trying again: what failed in passing is done anew after a pause, and what cannot be done is said plainly."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from evalwidgets.errors import EvalwidgetsError
from evalwidgets.hub import faults

_T = TypeVar("_T")
Report = Callable[[str], None]
"""Called with a few words at every step."""


def silence(_words: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Patience:
    """How often something is tried, and the seconds before: `first`, then twice as many each time, up to `longest`."""

    attempts: int = 10
    first: float = 1.0
    longest: float = 60.0

    def pause(self, failed: int, asked: float | None) -> float:
        """Return the seconds to wait after so many failures in a row; what the Hub asks for is given."""
        wait = min(self.longest, self.first * 2 ** (failed - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)
        return max(wait, asked or 0.0)

    def until_done(self, action: Callable[[], _T], repo: str, report: Report | None = None) -> _T:
        """Return what `action` returns in the end; it must be safe to repeat.

        Raises
        ------
        HubError
            In plain words, for what does not pass, or does not in time.
        """
        failed = 0
        while True:
            try:
                return action()
            except EvalwidgetsError:
                raise
            except Exception as error:
                failed += 1
                if not faults.passes(error) or failed >= self.attempts:
                    raise faults.plainly(error, repo) from error
                pause = self.pause(failed, faults.told_to_wait(error))
                why = faults.status_of(error) or type(error).__name__
                (report or silence)(f"the Hub did not take it ({why}); again in {pause:.0f} s")
                time.sleep(pause)
