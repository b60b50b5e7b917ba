"""Kendall's W: whether raters put units in the same order."""

from __future__ import annotations

import numpy as np

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats


def kendall_w(values: Floats) -> Statistic:
    """Return Kendall's W (1939), corrected for ties, of units × raters without missing values.

    A resample ranks its units anew, each as often as it was drawn.
    """
    order = np.argsort(values, axis=0, kind="stable")
    new_value = np.ones(values.shape, bool)
    ordered = np.take_along_axis(values, order, axis=0)
    new_value[1:] = ordered[1:] != ordered[:-1]

    def concordance(times: Floats) -> Floats:
        return np.array([_of_resample(weights, order, new_value) for weights in times])

    return concordance


def _of_resample(weights: Floats, order: np.ndarray, new_value: np.ndarray) -> float:
    units, raters = order.shape
    n = weights.sum()
    ranks = np.zeros((units, raters))
    tied = 0.0
    for rater in range(raters):
        places = order[:, rater]
        group = np.cumsum(new_value[:, rater]) - 1
        sizes = np.bincount(group, weights=weights[places])
        middles = np.cumsum(sizes) - sizes / 2 + 0.5
        ranks[places, rater] = middles[group]
        tied += float((sizes**3 - sizes).sum())
    sums = ranks.sum(axis=1)
    spread = float((weights * (sums - raters * (n + 1) / 2) ** 2).sum())
    most = raters**2 * (n**3 - n) - raters * tied
    return 12 * spread / most if most > 0 else np.nan
