"""Two raters at a time, on the units that both rated: macro-F1, and Kendall's tau.

Both are statistics (see `evalwidgets.stats.chance`) of rows of two codes each, -1 where missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats, distinct

Codes = npt.NDArray[np.integer]

_MOST = 4_096  # different pairs of answers: their table of pairs of pairs takes 134 MB


def macro_f1(own: Codes, others: Codes, categories: int) -> Statistic:
    """Return the macro-F1 of one rater (rows) against others (rows × raters).

    HealthBench's meta-evaluation: each unit that the rater shares with another is one observation; F1
    on each category, averaged. A category that neither gave is left out.
    """
    given = (own[:, np.newaxis] >= 0) & (others >= 0)
    hits = np.zeros((len(own), categories))
    either = np.zeros((len(own), categories))
    for category in range(categories):
        mine, theirs = (own == category)[:, np.newaxis], others == category
        hits[:, category] = (given & mine & theirs).sum(axis=1)
        either[:, category] = (given & mine).sum(axis=1) + (given & theirs).sum(axis=1)

    def f1(times: Floats) -> Floats:
        below = times @ either
        parts = np.divide(2 * (times @ hits), below, out=np.full(below.shape, np.nan), where=below > 0)
        return mean_of_defined(parts.T)

    return f1


def kendall_tau(first: Codes, second: Codes) -> Statistic:
    """Return Kendall's tau-b (1945) of two raters, whose codes are in the scale's order.

    Raises
    ------
    ValueError
        If they gave too many different pairs of answers.
    """
    both = np.flatnonzero((first >= 0) & (second >= 0))
    cells, cell_of = distinct(np.stack([first[both], second[both]], axis=1))
    if len(cells) > _MOST:
        raise ValueError(f"{len(cells):,} different pairs of answers are too many for Kendall's tau")
    x, y = (np.sign(cells[:, np.newaxis, side] - cells[:, side]).astype(np.float64) for side in (0, 1))
    order, untied_x, untied_y = x * y, np.abs(x), np.abs(y)

    def tau(times: Floats) -> Floats:
        weights = np.zeros((len(times), len(cells)))
        np.add.at(weights.T, cell_of, times[:, both].T)
        agreed, of_x, of_y = (((weights @ matrix) * weights).sum(axis=1) for matrix in (order, untied_x, untied_y))
        spread = np.sqrt(of_x * of_y)
        return np.divide(agreed, spread, out=np.full(len(times), np.nan), where=spread > 0)

    return tau


def mean_of(statistics: Sequence[Statistic]) -> Statistic:
    """Return the mean of several statistics, of those that are defined."""
    return lambda times: mean_of_defined(np.stack([statistic(times) for statistic in statistics]))


def mean_of_defined(values: Floats) -> Floats:
    """Return the mean over the first axis, without NaN; NaN where there is nothing else."""
    found = np.isfinite(values).sum(axis=0)
    return np.divide(np.nansum(values, axis=0), found, out=np.full(np.shape(found), np.nan), where=found > 0)
