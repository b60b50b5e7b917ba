"""Dawid and Skene (1979): what is true of each unit, and how each rater errs, found from each other.

Units with the same ratings by the same raters are one row, with the number of times it occurs; only
distinct rows are iterated over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalwidgets.stats.counts import Floats, distinct, summed

_LEAST = 1e-10  # no probability is nothing at all, or one odd rating could never be outvoted


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """What the model found.

    Attributes
    ----------
    probabilities
        Units × categories: how probable each is; NaN for a unit that nobody rated.
    confusion
        Raters × true category × given category: how each rater errs.
    prior
        How frequent each true category is.
    iterations
        How many steps it took; as many as allowed if it did not settle.
    """

    probabilities: Floats
    confusion: Floats
    prior: Floats
    iterations: int


def dawid_skene(
    codes: npt.NDArray[np.integer], categories: int, *, iterations: int = 100, tolerance: float = 1e-5
) -> DawidSkene:
    """Fit the model to units × raters codes (-1 where missing), from the shares of each unit's ratings.

    Parameters
    ----------
    tolerance
        It has settled when the log-likelihood of a unit grows by less.
    """
    rows, row_of = distinct(codes)
    raters = rows.shape[1]
    times = summed(row_of, np.ones(len(codes), np.int64), len(rows)).astype(np.float64)
    where, who = np.nonzero(rows >= 0)
    said = rows[where, who]
    rated = np.bincount(where, minlength=len(rows)) > 0
    cells = who * categories + said
    given = np.zeros((len(rows), categories))
    np.add.at(given, (where, said), 1.0)
    belief = given / np.maximum(given.sum(axis=1, keepdims=True), 1.0)
    weights = np.where(rated, times, 0.0)[:, np.newaxis]
    units = max(float(weights.sum()), 1.0)
    before, steps = -np.inf, 0
    confusion, prior = _maximised(belief * weights, where, cells, raters)
    while steps < iterations:
        steps += 1
        logs = _log_likelihoods(confusion, prior, where, cells, len(rows))
        peak = logs.max(axis=1, keepdims=True)
        scaled = np.exp(logs - peak)
        sums = scaled.sum(axis=1, keepdims=True)
        belief = scaled / sums
        confusion, prior = _maximised(belief * weights, where, cells, raters)
        likelihood = float(((peak + np.log(sums)) * weights).sum()) / units
        if likelihood - before < tolerance:
            break
        before = likelihood
    belief[~rated] = np.nan
    return DawidSkene(belief[row_of], confusion, prior, steps)


def _maximised(belief: Floats, where: np.ndarray, cells: np.ndarray, raters: int) -> tuple[Floats, Floats]:
    """Return the raters' errors and the prior that make the beliefs most likely."""
    categories = belief.shape[1]
    confusion = np.empty((raters, categories, categories))
    for true in range(categories):
        found = np.bincount(cells, weights=belief[where, true], minlength=raters * categories)
        confusion[:, true, :] = found.reshape(raters, categories)
    confusion = np.maximum(confusion, _LEAST)
    confusion /= confusion.sum(axis=2, keepdims=True)
    prior = np.maximum(belief.sum(axis=0), _LEAST)
    return confusion, prior / prior.sum()


def _log_likelihoods(confusion: Floats, prior: Floats, where: np.ndarray, cells: np.ndarray, rows: int) -> Floats:
    categories = len(prior)
    logs = np.empty((rows, categories))
    of_cell = np.log(confusion).transpose(1, 0, 2).reshape(categories, -1)
    for true in range(categories):
        logs[:, true] = np.bincount(where, weights=of_cell[true, cells], minlength=rows) + np.log(prior[true])
    return logs
