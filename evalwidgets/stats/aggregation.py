"""From several ratings of a unit to one: majority with an explicit rule for ties, means, median."""

from __future__ import annotations

from typing import Literal

import numpy as np

from evalwidgets.stats.counts import MISSING, Floats, Ints

TieRule = Literal["none", "lowest", "highest"]
"""What a majority makes of a tie: nothing (it waits for an adjudicator), or the first or last category."""


def majority(rows: Ints, tie: TieRule = "none") -> Ints:
    """Return the most frequent category of each row of counts; `MISSING` where there is none, or a tie stays one."""
    most = rows.max(axis=1, initial=0)
    top = rows == most[:, np.newaxis]
    last = rows.shape[1] - 1
    winner = last - top[:, ::-1].argmax(axis=1) if tie == "highest" else top.argmax(axis=1)
    undecided = most == 0
    if tie == "none":
        undecided |= top.sum(axis=1) > 1
    return np.where(undecided, MISSING, winner).astype(np.int64)


def mean(values: Floats) -> Floats:
    """Return the mean of each unit (units × raters, NaN where missing); NaN of a unit without ratings."""
    given = np.isfinite(values)
    n = given.sum(axis=1)
    total = np.where(given, values, 0.0).sum(axis=1)
    return np.divide(total, n, out=np.full(len(values), np.nan), where=n > 0)


def trimmed_mean(values: Floats, share: float = 0.2) -> Floats:
    """Return the mean without the `share` of lowest and of highest ratings of each unit (whole ratings, rounded down).

    With a share of one half it is the median.
    """
    ordered = np.sort(values, axis=1)  # NaN last
    n = np.isfinite(values).sum(axis=1)
    cut = np.minimum(np.floor(n * share + 1e-9).astype(np.int64), np.maximum((n - 1) // 2, 0))
    places = np.arange(values.shape[1])
    kept = (places >= cut[:, np.newaxis]) & (places < (n - cut)[:, np.newaxis])
    return mean(np.where(kept, ordered, np.nan))


def median(values: Floats) -> Floats:
    """Return the median of each unit."""
    return trimmed_mean(values, 0.5)
