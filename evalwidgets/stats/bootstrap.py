"""The bootstrap over items: how far a mean would move if other items of the same kind had been judged.

Percentile intervals from means of items drawn again with replacement. Whoever draws with the same
seed and the same number of items draws the same items, so that two models which answered the same
items are drawn together, and the difference of their means is paired.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_CELLS = 4_000_000
"""Of the matrix of draws × items held at a time: 32 MB."""


def bootstrap_means(values: ArrayLike, *, weights: ArrayLike | None = None, draws: int = 1000, seed: int = 0) -> Floats:
    """Return the means of `draws` samples of the items, drawn with replacement.

    Parameters
    ----------
    values
        (items) or (items, columns): all columns of an item are drawn together. NaN is a value that is
        not there; it is left out of the means it would be in.
    weights
        Of the same shape, at least 0: then the means are weighted, as for items that were judged
        unequally often. None: all weigh the same.
    seed
        The same seed draws the same items.

    Returns
    -------
    (draws) or (draws, columns); NaN for a draw that has none of a column's values.

    Raises
    ------
    ValueError
        If there are no items.
    """
    given = np.asarray(values, dtype=np.float64)
    if not len(given):
        raise ValueError("there are no items to draw from")
    columns = given.reshape(len(given), -1)
    there = ~np.isnan(columns)
    weight = np.where(
        there, 1.0 if weights is None else np.asarray(weights, dtype=np.float64).reshape(columns.shape), 0.0
    )
    # Both sums at once: what was drawn, times values and weights side by side.
    both = np.hstack([np.nan_to_num(columns) * weight, weight])
    sums = np.vstack([counts @ both for counts in _counts(len(given), draws, seed)])
    above, below = np.hsplit(sums, 2)
    means = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return means.reshape(draws, *given.shape[1:])


def percentile_interval(means: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the bounds between which the middle `level` of the drawn means lie, per column; NaN draws are left out.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    tail = 50 * (1 - level)
    low, high = np.nanpercentile(np.asarray(means, dtype=np.float64), [tail, 100 - tail], axis=0)
    return low, high


def _counts(items: int, draws: int, seed: int) -> Iterator[Floats]:
    """Yield, some draws at a time, how often each item was drawn (draws, items)."""
    random = np.random.default_rng(seed)
    at_a_time = max(1, _CELLS // items)
    for start in range(0, draws, at_a_time):
        rows = min(at_a_time, draws - start)
        drawn = random.integers(items, size=(rows, items))
        drawn += np.arange(rows)[:, None] * items
        yield np.bincount(drawn.ravel(), minlength=rows * items).reshape(rows, items).astype(np.float64)
