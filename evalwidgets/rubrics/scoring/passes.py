"""Passed or not: rates over criteria, and k tries at the same item. Plain functions on arrays.

`pass_rate` and `all_pass` take criteria along the last axis (see `means` for NaN and `parts`);
`pass_at_k`, `pass_hat_k` and `worst_at_k` take the tries at an item along the last axis. Each of
the latter averages over all subsets of k of an item's n tries, in closed form.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evalwidgets.rubrics.scoring.means import Floats, floats, ratio, sums, where_there


def pass_rate(passed: ArrayLike, *, parts: ArrayLike | None = None) -> Floats:
    """Return the share of criteria passed (APEX: weights do not count)."""
    passed = floats(passed)
    return ratio(sums(passed, parts), sums(where_there(passed, floats(1.0)), parts))


def all_pass(passed: ArrayLike, *, parts: ArrayLike | None = None) -> Floats:
    """Return 1 where every criterion is passed, else 0; NaN where there is none."""
    rate = pass_rate(passed, parts=parts)
    return np.where(np.isnan(rate), np.nan, (rate == 1.0).astype(np.float64))


def pass_at_k(passed: ArrayLike, k: int) -> Floats:
    """Return the chance that at least one of k tries passes: 1 − C(n − c, k) / C(n, k) for c passed of n.

    The unbiased estimator of Chen et al. 2021 (arXiv 2107.03374). With k = n it is "any of the n".

    Parameters
    ----------
    passed
        1 passed, 0 not, NaN for a try that was not judged (…, tries).

    Returns
    -------
    One number for each item; NaN where fewer than k tries were judged.

    Raises
    ------
    ValueError
        If k is less than 1.
    """
    passed = floats(passed)
    count, successes = _counts(passed, k)
    return 1.0 - _share_of_subsets(count - successes, count, k)


def pass_hat_k(passed: ArrayLike, k: int) -> Floats:
    """Return the chance that all of k tries pass ("pass^k"): C(c, k) / C(n, k) for c passed of n.

    Parameters, result and errors are those of `pass_at_k`.
    """
    passed = floats(passed)
    count, successes = _counts(passed, k)
    return _share_of_subsets(successes, count, k)


def worst_at_k(scores: ArrayLike, k: int) -> Floats:
    """Return the mean, over all subsets of k tries, of the lowest score in each (HealthBench's worst-at-k).

    With the n scores in rising order, the i-th is the lowest of C(n − i, k − 1) of the C(n, k) subsets.

    Parameters
    ----------
    scores
        (…, tries), unclipped; NaN for a try without a score.

    Returns
    -------
    One number for each item; NaN where fewer than k tries have a score.

    Raises
    ------
    ValueError
        If k is less than 1.
    """
    ordered = np.sort(floats(scores), axis=-1)  # NaN goes last
    count, _ = _counts(ordered, k)
    weight = ratio(k, count)  # of the lowest: the share of subsets it is in
    result = np.zeros(count.shape)
    for place in range(ordered.shape[-1]):
        result += np.where(weight > 0, weight * np.nan_to_num(ordered[..., place]), 0.0)
        weight = weight * np.maximum(ratio(count - k - place, count - 1 - place), 0.0)
    return np.where(count < k, np.nan, result)


def _counts(tries: Floats, k: int) -> tuple[Floats, Floats]:
    """Return how many tries were judged, and the sum over them."""
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    return (~np.isnan(tries)).sum(axis=-1).astype(np.float64), sums(tries, None)


def _share_of_subsets(good: Floats, count: Floats, k: int) -> Floats:
    """Return C(good, k) / C(count, k), as a product, which stays finite for any number of tries."""
    share = np.ones(count.shape)
    for taken in range(k):
        share *= np.maximum(good - taken, 0.0) / np.maximum(count - taken, 1.0)
    return np.where(count < k, np.nan, share)
