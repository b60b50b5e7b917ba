"""Each expert's marks beside those of the others on the same response and criterion, as sums that can be resampled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalwidgets.agreement.marks import Frame
from evalwidgets.agreement.measuring import How
from evalwidgets.stats.counts import Floats, Ints
from evalwidgets.stats.resampling import RESAMPLES, Interval, interval, value_of

LEAST = 10
"""Responses shared with others below which nothing is said of an expert."""


@dataclass(frozen=True)
class Estimate:
    """A figure about one expert.

    Attributes
    ----------
    value
        None if it rests on fewer than `LEAST` observations, or is not defined (all marks are the same).
    n
        How many responses (or pairs, or checks) it rests on.
    """

    value: float | None
    interval: Interval | None
    n: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no doubt on which side of zero the value lies."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)

    def __str__(self) -> str:
        if self.value is None:
            return f"too few ({self.n})" if self.n < LEAST else f"not defined (n = {self.n})"
        reach = f" [{self.interval.low:+.2f}, {self.interval.high:+.2f}]" if self.interval else ""
        return f"{self.value:+.2f}{reach} (n = {self.n})"


def with_others(frame: Frame) -> Frame:
    """Return the marks that at least one other made too, with `others` (their mean credit) and `deviation`."""
    groups = frame.groupby(["item", "response", "criterion"], sort=False)["credit"]
    count, total = groups.transform("size"), groups.transform("sum")
    frame = frame.assign(others=(total - frame["credit"]) / np.maximum(count - 1, 1))
    frame = frame[count > 1]
    return frame.assign(deviation=frame["credit"] - frame["others"])


def estimated(
    sums: Floats,
    item_of: Ints,
    of_sums: Callable[[Floats], Floats],
    n: int,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Return a figure that is a function of sums over observations, with an interval over items.

    Parameters
    ----------
    sums
        Observations × what is summed of each.
    item_of
        The item of each observation, from 0.
    of_sums
        From … × sums to the figure; NaN where it is not defined.
    """
    if n < LEAST:
        return Estimate(None, None, n)
    items = int(item_of.max(initial=-1)) + 1
    by_item = np.zeros((items, sums.shape[1]))
    np.add.at(by_item, item_of, sums)
    times = np.ones(items, np.int64)

    def statistic(drawn: Floats) -> Floats:
        return of_sums(drawn @ by_item)

    value = value_of(statistic, times)
    if not np.isfinite(value):
        return Estimate(None, None, n)
    return Estimate(value, interval(statistic, times, resamples=resamples, seed=seed), n)


def items_of(frame: Frame) -> Ints:
    """Return the number of each row's item, from 0."""
    return pd.factorize(frame["item"])[0].astype(np.int64)


def responses_of(frame: Frame) -> int:
    """Return how many different responses the rows are about."""
    return len(frame[["item", "response"]].drop_duplicates())


def drawing(how: How) -> dict[str, int]:
    """Return what `estimated` takes of what was asked for."""
    return {"resamples": how.get("resamples", RESAMPLES), "seed": how.get("seed", 0)}


def ratio(sums: Floats) -> Floats:
    """Return first / second sum."""
    return np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0)


def slope(sums: Floats) -> Floats:
    """Return the slope of y on x from the sums of 1, x, y, x², xy."""
    n, x, y, xx, xy = sums.T
    spread = n * xx - x**2
    return np.divide(n * xy - x * y, spread, out=np.full(len(sums), np.nan), where=spread > 1e-9)  # noqa: PLR2004
