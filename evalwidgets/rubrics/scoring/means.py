"""Points and weighted means over criteria: plain functions on arrays.

Criteria lie along the last axis, judgments along the others. NaN is a value that is not there: it
counts neither above nor below the fraction line. `parts` asks for several scores at once, such as
one for each axis: a matrix of criteria × parts that is true where a criterion belongs to a part;
then the last axis of the result is the parts. Where there is nothing to score, the result is NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def points_over_positive(
    values: ArrayLike,
    points: ArrayLike,
    *,
    lowest: ArrayLike = 0.0,
    highest: ArrayLike = 1.0,
    parts: ArrayLike | None = None,
) -> Floats:
    """Return the points earned over the positive points there were to earn (HealthBench; PRBench "clipped").

    The sum of points × value, over the sum of the most that each criterion can earn, where that is
    more than nothing. Penalties can make it negative, and it is not clipped: only a mean over items
    may be (see `clipped`).

    Parameters
    ----------
    values
        What was answered (…, criteria): 1 met, 0 not; the option's value; how often.
    points
        Of each criterion (criteria); negative for a penalty.
    lowest, highest
        The bounds of each criterion's values.

    Returns
    -------
    NaN where no criterion with positive points is there.
    """
    values, points = floats(values), floats(points)
    most = np.maximum(fewest_and_most(points, lowest, highest)[1], 0.0)
    return ratio(sums(values * points, parts), sums(where_there(values, most), parts))


def points_min_max(
    values: ArrayLike,
    points: ArrayLike,
    *,
    lowest: ArrayLike = 0.0,
    highest: ArrayLike = 1.0,
    parts: ArrayLike | None = None,
) -> Floats:
    """Return where the points earned lie between the fewest, 0, and the most possible, 1 (PRBench "normalised").

    Parameters are those of `points_over_positive`. NaN where the fewest are the most.
    """
    values, points = floats(values), floats(points)
    ends = fewest_and_most(points, lowest, highest)
    least, most = (sums(where_there(values, end), parts) for end in ends)
    return ratio(sums(values * points, parts) - least, most - least)


def fewest_and_most(points: ArrayLike, lowest: ArrayLike, highest: ArrayLike) -> tuple[Floats, Floats]:
    """Return the fewest and the most points that each criterion can earn, whatever their sign."""
    ends = floats(points) * floats(lowest), floats(points) * floats(highest)
    return np.minimum(*ends), np.maximum(*ends)


def weighted_mean(values: ArrayLike, weights: ArrayLike, *, parts: ArrayLike | None = None) -> Floats:
    """Return the mean of `values` weighted by `weights` (criteria), as ProfBench's 4, 3, 2, 1.

    NaN where the weights sum to zero.
    """
    values, weights = floats(values), floats(weights)
    return ratio(sums(values * weights, parts), sums(where_there(values, weights), parts))


def weighted_sum(values: ArrayLike, weights: ArrayLike, *, parts: ArrayLike | None = None) -> Floats:
    """Return the sum of `values` times `weights` (criteria); NaN where none is there."""
    values, weights = floats(values), floats(weights)
    return np.where(sums(where_there(values, floats(1.0)), parts) > 0, sums(values * weights, parts), np.nan)


def reversed_values(values: ArrayLike, lowest: ArrayLike, highest: ArrayLike, reverse: ArrayLike) -> Floats:
    """Return max + min − value where `reverse` is true: 17 of 0 to 20 becomes 3 (EQ-Bench)."""
    values = floats(values)
    return np.where(np.asarray(reverse, dtype=bool), floats(highest) + floats(lowest) - values, values)


def mean_of_domains(scores: ArrayLike, domains: ArrayLike, *, decimals: int | None = None) -> float:
    """Return the mean of the domains' means, each rounded to `decimals` first (ProfBench: 3).

    Parameters
    ----------
    scores
        One for each item; NaN is left out.
    domains
        The domain of each item.

    Returns
    -------
    NaN if there is no score.
    """
    scores = floats(scores)
    there = ~np.isnan(scores)
    _, codes = np.unique(np.asarray(domains)[there], return_inverse=True)
    if not len(codes):
        return float("nan")
    means = np.bincount(codes, weights=scores[there]) / np.bincount(codes)
    return float(np.mean(means if decimals is None else np.round(means, decimals)))


def clipped(values: ArrayLike, bounds: tuple[float | None, float | None]) -> Floats:
    """Return `values` within `bounds`, of which either may be None; NaN stays."""
    low, high = bounds
    return np.clip(floats(values), -np.inf if low is None else low, np.inf if high is None else high)


def floats(values: ArrayLike) -> Floats:
    """Return `values` as an array of floats; None becomes NaN."""
    return np.asarray(values, dtype=np.float64)


def where_there(values: Floats, of_criterion: Floats) -> Floats:
    """Return each criterion's number wherever it has a value, NaN elsewhere."""
    return np.where(np.isnan(values), np.nan, of_criterion)


def sums(values: Floats, parts: ArrayLike | None) -> Floats:
    """Return the sums of what is there, over all criteria or over each part."""
    there = np.where(np.isnan(values), 0.0, values)
    return there.sum(axis=-1) if parts is None else there @ floats(parts)


def ratio(above: Any, below: Any) -> Floats:
    """Return above / below; NaN where `below` is zero."""
    above, below = np.broadcast_arrays(floats(above), floats(below))
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
