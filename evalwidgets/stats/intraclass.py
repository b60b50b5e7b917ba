"""Intraclass correlation of numbers: how much of their variance lies between units, with ratings missing at will.

Variance components come from analysis of variance: one-way (who rated is noise), or two-way without
interaction (raters have a level of their own), the latter by fitting constants (Henderson 1953, method
3). With nothing missing they are Shrout and Fleiss (1979) to the last digit; with ratings missing, no
unit is thrown away. What is needed of each unit are sums that add up, so that a resample of units costs
a product of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats

Form = Literal["1", "A,1", "C,1", "1,k", "A,k", "C,k"]
FORMS: tuple[Form, ...] = ("1", "A,1", "C,1", "1,k", "A,k", "C,k")


@dataclass(frozen=True)
class Components:
    """Variances of one value per resample: between units, between raters (0 in one-way), and the rest."""

    units: Floats
    raters: Floats
    rest: Floats
    per_unit: Floats
    """Ratings per unit: the number that balances as unequal numbers do."""


def icc(values: Floats, form: Form = "A,1") -> Statistic:
    """Return an intraclass correlation of units × raters (NaN where missing), by McGraw and Wong's (1996) names.

    ``1``: raters are interchangeable; ``A,1``: absolute agreement of the same raters; ``C,1``: their
    consistency, whatever their level. With ``k``, of the mean of all raters.
    """
    sums = _Sums(values)

    def correlation(times: Floats) -> Floats:
        found = sums.one_way(times) if form[0] == "1" else sums.two_way(times)
        noise = found.rest + (found.raters if form[0] == "A" else 0.0)
        noise = noise / found.per_unit if form.endswith("k") else noise
        total = found.units + noise
        return np.divide(found.units, total, out=np.full(len(times), np.nan), where=total > 0)

    return correlation


class _Sums:
    """What analysis of variance needs of each unit."""

    def __init__(self, values: Floats) -> None:
        given = np.isfinite(values)
        n = given.sum(axis=1)
        self.rated = n > 0
        self.given = given[self.rated].astype(np.float64)
        centre = float(np.nanmean(values)) if given.any() else 0.0  # else squares of large numbers would drown it
        self.values = np.where(given, values - centre, 0.0)[self.rated]
        self.n = n[self.rated].astype(np.float64)
        self.sums = self.values.sum(axis=1)
        self.squares = (self.values**2).sum(axis=1)

    def one_way(self, times: Floats) -> Components:
        """Return the variance between units and within them."""
        times = times[:, self.rated]
        units, ratings = times.sum(axis=1), times @ self.n
        of_units = times @ (self.sums**2 / self.n)
        between = of_units - (times @ self.sums) ** 2 / ratings
        within = times @ self.squares - of_units
        per_unit = (ratings - times @ self.n**2 / ratings) / (units - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = within / (ratings - units)
            variance = (between / (units - 1) - rest) / per_unit
        return Components(variance, np.zeros(len(times)), rest, per_unit)

    def two_way(self, times: Floats) -> Components:
        """Return the variance between units, between raters, and of what neither explains."""
        times = times[:, self.rated]
        raters = self.given.shape[1]
        shared = (self.given[:, :, np.newaxis] * self.given[:, np.newaxis, :]) / self.n[:, np.newaxis, np.newaxis]
        ratings_of = times @ self.given
        present = ratings_of > 0
        diagonal = np.eye(raters) * ratings_of[:, np.newaxis, :]
        normal = diagonal - (times @ shared.reshape(len(shared), -1)).reshape(-1, raters, raters)
        right = times @ (self.values - self.given * (self.sums / self.n)[:, np.newaxis])
        inverse = np.linalg.pinv(normal, rcond=1e-10, hermitian=True)
        of_raters_beyond_units = np.einsum("bi,bij,bj->b", right, inverse, right)
        free = np.linalg.matrix_rank(normal, tol=1e-8, hermitian=True)
        units, ratings = times.sum(axis=1), times @ self.n
        of_units = times @ (self.sums**2 / self.n)
        sums_of = times @ self.values
        of_raters = np.divide(sums_of**2, ratings_of, out=np.zeros_like(sums_of), where=present).sum(axis=1)
        islands = present.sum(axis=1) - free  # sets of raters that share no unit
        both = of_units + of_raters_beyond_units
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = (times @ self.squares - both) / (ratings - units - free)
            of_rater = (of_raters_beyond_units - free * rest) / (ratings - units)
            of_unit = (both - of_raters - (units - islands) * rest) / (ratings - present.sum(axis=1))
            per_unit = (ratings - times @ self.n**2 / ratings) / (units - 1)
        return Components(of_unit, of_rater, rest, per_unit)
