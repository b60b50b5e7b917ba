"""Rater by rater: how often one gave this category where the other gave that, and what follows from it.

The counts are whole numbers that add up over batches, like those of `evalwidgets.stats.counts`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalwidgets.stats.counts import Floats, Ints


@dataclass(frozen=True, eq=False)
class Joint:
    """How often two raters gave two categories to the same unit.

    Attributes
    ----------
    table
        Raters × raters × categories of the first × categories of the second; on the diagonal, how
        often a rater gave each category.
    """

    table: Ints

    def __add__(self, other: Joint) -> Joint:
        return Joint(self.table + other.table)

    @property
    def shared(self) -> Ints:
        """Raters × raters: how many units both rated."""
        return self.table.sum(axis=(2, 3))

    def agreed(self) -> Ints:
        """Raters × raters: on how many units both gave the same category."""
        return np.trace(self.table, axis1=2, axis2=3)


def joint(codes: npt.NDArray[np.integer], categories: int) -> Joint:
    """Count the pairs of categories of units × raters codes (-1 where missing)."""
    raters = codes.shape[1]
    table = np.zeros((raters, raters, categories, categories), np.int64)
    rated = [np.flatnonzero(codes[:, rater] >= 0) for rater in range(raters)]
    for first in range(raters):
        own = codes[rated[first]]  # only the units of the first are looked through
        for second in range(first, raters):
            both = own[:, second] >= 0
            places = own[both, first].astype(np.int64) * categories + own[both, second]
            found = np.bincount(places, minlength=categories**2).reshape(categories, categories)
            table[first, second] = found
            table[second, first] = found.T
    return Joint(table)


def pairwise_agreement(tables: Floats, without: int | None = None) -> Floats:
    """Return the share of agreement in tables of … × categories × categories.

    Parameters
    ----------
    without
        A category (the tie) that is left out of account wherever one of the two gave it.
    """
    if without is not None:
        keep = np.arange(tables.shape[-1]) != without
        tables = tables[..., keep, :][..., keep]
    total = tables.sum(axis=(-2, -1))
    same = np.trace(tables, axis1=-2, axis2=-1)
    return np.divide(same, total, out=np.full(np.shape(total), np.nan), where=total > 0)


def macro_f1(tables: Floats) -> Floats:
    """Return the F1 of each category, averaged, in tables of … × given by one × given by the other.

    HealthBench's meta-evaluation: each unit that a rater shares with another rater is one
    observation; F1 on "met" and F1 on "not met", averaged. A category that neither gave is left out.
    """
    hits = np.diagonal(tables, axis1=-2, axis2=-1)
    both = tables.sum(axis=-1) + tables.sum(axis=-2)
    f1 = np.divide(2 * hits, both, out=np.full(both.shape, np.nan), where=both > 0)
    present = np.isfinite(f1).sum(axis=-1)
    total = np.nansum(f1, axis=-1)
    return np.divide(total, present, out=np.full(np.shape(total), np.nan), where=present > 0)


def kendall_tau(tables: Floats) -> Floats:
    """Return Kendall's tau-b (1945) of tables of … × categories × categories, both in their order."""
    total = tables.sum(axis=(-2, -1))
    below = _sum_below(tables)
    concordant = (tables * below).sum(axis=(-2, -1))
    discordant = (tables * _sum_below(tables[..., ::-1])[..., ::-1]).sum(axis=(-2, -1))
    pairs = total * (total - 1) / 2
    margins = [tables.sum(axis=axis) for axis in (-1, -2)]
    untied = [pairs - (margin * (margin - 1)).sum(axis=-1) / 2 for margin in margins]
    spread = np.sqrt(untied[0] * untied[1])
    return np.divide(concordant - discordant, spread, out=np.full(np.shape(total), np.nan), where=spread > 0)


def _sum_below(tables: Floats) -> Floats:
    """Return for each cell the sum of the cells with both a smaller row and a smaller column."""
    sums = tables.cumsum(axis=-2).cumsum(axis=-1)
    below = np.zeros_like(sums)
    below[..., 1:, 1:] = sums[..., :-1, :-1]
    return below
