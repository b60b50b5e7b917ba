"""Pearson's correlation over all pairs of ratings of a unit, each pair in both orders, so that no rater comes first."""

from __future__ import annotations

import numpy as np

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats


def pairwise_pearson(values: Floats) -> Statistic:
    """Return the correlation of units × raters, NaN where missing; units with one rating have no pairs."""
    given = np.isfinite(values)
    n = given.sum(axis=1)
    centred = np.where(given, values - (float(np.nanmean(values)) if given.any() else 0.0), 0.0)
    sums, squares = centred.sum(axis=1), (centred**2).sum(axis=1)
    # Of all ordered pairs (x, y) of a unit: how many, the sum of x, of x², of xy.
    of_unit = np.stack([n * (n - 1), (n - 1) * sums, (n - 1) * squares, sums**2 - squares], axis=1)
    of_unit[n < 2] = 0.0  # noqa: PLR2004

    def correlation(times: Floats) -> Floats:
        pairs, x, xx, xy = (times @ of_unit).T
        spread = pairs * xx - x**2
        return np.divide(pairs * xy - x**2, spread, out=np.full(len(times), np.nan), where=spread > 1e-12 * pairs * xx)

    return correlation
