"""Agreement beyond chance: one formulation, 1 - observed / expected disagreement, for the whole family.

Each function here takes the distinct rows of some units and returns a `Statistic`: a function from
how often each row occurs (resamples × rows) to the coefficient of each resample. The counts as they
are give the coefficient itself; multinomial draws of them, its bootstrap; counts less one unit, its
jackknife. A coefficient that is not defined (nothing to expect, nobody to compare) is NaN.

The members differ in how they weigh units and in what they expect:

================= =============================== ==================================================
coefficient       a unit's weight                 expected disagreement between
================= =============================== ==================================================
Krippendorff      its number of ratings           two ratings drawn from all, without putting back
Fleiss            one                             two ratings drawn by the mean share of categories
Conger, Cohen     one                             ratings of two different raters, by their own shares
Gwet AC1, AC2     one                             a random and a serious rating (Gwet 2008)
Brennan–Prediger  one                             two categories drawn at random
================= =============================== ==================================================

Units that only one rated are in the shares of categories of all but Krippendorff's, as Gwet (2014),
"Handbook of Inter-Rater Reliability", has it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evalwidgets.stats.counts import Counts, Floats, Ints
from evalwidgets.stats.distances import Distance, ranks

Statistic = Callable[[Floats], Floats]
"""From how often each row occurs (resamples × rows) to one number for each resample."""


def krippendorff(counts: Counts, distance: Distance) -> Statistic:
    """Return Krippendorff's alpha (2011) of units with any number of ratings."""
    ratings = counts.ratings
    paired = ratings > 1
    rows = counts.rows[paired].astype(np.float64)
    n = ratings[paired].astype(np.float64)

    def alpha(times: Floats) -> Floats:
        times = times[:, paired]
        margins = times @ rows
        total = margins.sum(axis=1)
        if distance.matrix is None:
            observed, expected = _of_ranks(times, rows, n, margins, total)
        else:
            observed = times @ (_within(rows, distance.matrix) / (n - 1))
            expected = _within(margins, distance.matrix)
        return _corrected(observed, expected / np.maximum(total - 1, 1))

    return alpha


def _of_ranks(times: Floats, rows: Floats, n: Floats, margins: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Return observed and expected sums of squared differences of ranks, which differ in each resample."""
    rank = ranks(margins)
    first, second = rank @ rows.T, rank**2 @ rows.T
    observed = (times * (2 * (n * second - first**2) / (n - 1))).sum(axis=1)
    expected = 2 * (total * (margins * rank**2).sum(axis=1) - (margins * rank).sum(axis=1) ** 2)
    return observed, expected


def krippendorff_interval(values: Floats) -> Statistic:
    """Return Krippendorff's alpha by the interval metric of units × raters of any numbers, NaN where missing.

    The same as `krippendorff`, from sums instead of counts: for numbers that hardly ever come twice.
    """
    given = np.isfinite(values)
    n = given.sum(axis=1).astype(np.float64)
    centred = np.where(given, values - (float(np.nanmean(values)) if given.any() else 0.0), 0.0)
    sums, squares = centred.sum(axis=1), (centred**2).sum(axis=1)
    of_unit = np.stack([2 * (n * squares - sums**2) / np.maximum(n - 1, 1), n, sums, squares], axis=1)
    of_unit[n < 2] = 0.0  # noqa: PLR2004

    def alpha(times: Floats) -> Floats:
        observed, total, first, second = (times @ of_unit).T
        return _corrected(observed, 2 * (total * second - first**2) / np.maximum(total - 1, 1))

    return alpha


def fleiss(counts: Counts, distance: Distance) -> Statistic:
    """Return Fleiss' kappa (1971), as Gwet generalised it to weights and missing ratings."""
    matrix = distance.share
    return _with_shares(counts, distance, lambda shares: _within(shares, matrix))


def gwet(counts: Counts, distance: Distance) -> Statistic:
    """Return Gwet's AC1 (nominal) or AC2 (other weights), Gwet (2008)."""
    categories = counts.rows.shape[1]
    weights = 1.0 - distance.share
    factor = weights.sum() / max(categories * (categories - 1), 1)
    return _with_shares(counts, distance, lambda shares: 1.0 - factor * (shares * (1.0 - shares)).sum(axis=1))


def brennan_prediger(counts: Counts, distance: Distance) -> Statistic:
    """Return the coefficient of Brennan and Prediger (1981), which expects all categories alike."""
    expected = distance.share.mean() if distance.share.size else 0.0
    return _with_shares(counts, distance, lambda shares: np.full(len(shares), expected))


def raw(counts: Counts, distance: Distance) -> Statistic:
    """Return raw agreement: of two ratings of a unit, the mean share of agreement, over units."""
    observed = _observed(counts, distance)
    return lambda times: 1.0 - observed(times)


def raw_of_pairs(counts: Counts, distance: Distance) -> Statistic:
    """Return pairwise agreement: the share of agreement over all pairs of ratings."""
    rows, n = counts.rows.astype(np.float64), counts.ratings.astype(np.float64)
    disagreement, pairs = _within(rows, distance.share), n * (n - 1)
    return lambda times: 1.0 - _divided(times @ disagreement, times @ pairs)


def conger(codes: Ints, categories: int, distance: Distance) -> Statistic:
    """Return Conger's kappa (1980) of rows of codes (distinct rows × raters, -1 where missing).

    With two raters and no missing ratings it is Cohen's kappa.
    """
    given = codes[:, :, np.newaxis] == np.arange(categories)
    counts = Counts(given.sum(axis=1), np.ones(len(codes), np.int64))
    observed = _observed(counts, distance)
    matrix = distance.share
    raters = codes.shape[1]
    flat = given.reshape(len(codes), raters * categories).astype(np.float64)

    def kappa(times: Floats) -> Floats:
        margins = (times @ flat).reshape(len(times), raters, categories)
        shares = _divided(margins, margins.sum(axis=2, keepdims=True))
        all_pairs = _within(np.nansum(shares, axis=1), matrix)
        with_oneself = np.nansum(_within(shares, matrix), axis=1)
        present = (margins.sum(axis=2) > 0).sum(axis=1)
        return _corrected(observed(times), _divided(all_pairs - with_oneself, present * (present - 1.0)))

    return kappa


def _with_shares(counts: Counts, distance: Distance, expect: Callable[[Floats], Floats]) -> Statistic:
    observed = _observed(counts, distance)
    rated = counts.ratings > 0
    of_unit = counts.rows[rated] / counts.ratings[rated, np.newaxis]

    def coefficient(times: Floats) -> Floats:
        shares = _divided(times[:, rated] @ of_unit, times[:, rated].sum(axis=1, keepdims=True))
        return _corrected(observed(times), expect(shares))

    return coefficient


def _observed(counts: Counts, distance: Distance) -> Statistic:
    """Return the mean disagreement of two ratings of a unit, over the units that two have rated."""
    ratings = counts.ratings
    paired = ratings > 1
    n = ratings[paired].astype(np.float64)
    of_unit = _within(counts.rows[paired].astype(np.float64), distance.share) / (n * (n - 1))
    return lambda times: _divided(times[:, paired] @ of_unit, times[:, paired].sum(axis=1))


def _within(counts: Floats, matrix: Floats) -> Floats:
    """Return the distances summed over all pairs within each row of counts (… × categories)."""
    return ((counts @ matrix) * counts).sum(axis=-1)


def _corrected(observed: Floats, expected: Floats) -> Floats:
    return 1.0 - _divided(observed, np.where(expected > 1e-15, expected, 0.0))  # noqa: PLR2004 (rounding of a zero)


def _divided(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=below != 0)
