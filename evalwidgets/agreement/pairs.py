"""Two experts at a time: every pair of marks of one response by one criterion, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalwidgets.agreement.marks import Frame, Marks
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.scales import metric_on
from evalwidgets.stats.counts import Floats
from evalwidgets.stats.distances import ranks

_COLUMNS = ("item", "response", "criterion", "first", "second", "apart", "expected", "a", "b")


@dataclass(frozen=True)
class Pair:
    """Two experts.

    Attributes
    ----------
    agreement
        Beyond chance, over all criteria: 1 - observed / expected disagreement; None where nothing is shared,
        or everything marked is the same.
    raw
        The share of their shared marks that are the same.
    n
        How many marks they share.
    """

    first: str
    second: str
    agreement: float | None
    raw: float | None
    n: int

    @classmethod
    def of(cls, table: Frame, first: str, second: str) -> Pair:
        """Read a pair off `pair_table`."""
        part = table[(table["first"] == first) & (table["second"] == second)]
        n = len(part)
        expected = float(part["expected"].sum())
        agreement = 1.0 - float(part["apart"].sum()) / expected if expected > 0 else None
        return cls(first, second, agreement, float((part["a"] == part["b"]).mean()) if n else None, n)


def pair_table(marks: Marks) -> Frame:
    """Return a row for each two marks of one unit.

    Who (`first`, `second`) gave what (`a`, `b`: codes of the scale), how far that is `apart`, and how far two
    random marks would be (`expected`: 1, or 0 for a criterion by which all marks are the same).
    """
    parts = [_of_criterion(marks.ratings(id), id, kind) for id, kind in marks.kinds.items()]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in _COLUMNS})


def expected_disagreement(table: Frame) -> Floats:
    """Return the column `expected` as an array."""
    return table["expected"].to_numpy(np.float64)


def _of_criterion(ratings: Ratings, id: str, kind: str) -> Frame:
    if not len(ratings.scale):
        return pd.DataFrame()
    metric, given = metric_on(kind, ratings.scale), ratings.given
    pairable = ratings.codes[(given.sum(axis=1) > 1)[:, np.newaxis] & given]
    margins = np.bincount(pairable, minlength=len(ratings.scale)).astype(np.float64)
    numbers = ranks(margins) if metric == "ordinal" else ratings.scale.numbers
    expected = _expected(margins, None if metric == "nominal" else numbers)
    codes, items = ratings.codes, np.array([unit[0] for unit in ratings.units if isinstance(unit, tuple)], object)
    responses = np.array([unit[1] for unit in ratings.units if isinstance(unit, tuple)], object)
    # In shares of what is expected, so that criteria of all scales weigh alike.
    scale = expected or 1.0
    parts: list[Frame] = []
    for first in range(codes.shape[1]):
        for second in range(first + 1, codes.shape[1]):
            both = np.flatnonzero((codes[:, first] >= 0) & (codes[:, second] >= 0))
            if len(both):
                a, b = codes[both, first], codes[both, second]
                values = (items[both], responses[both], id, ratings.raters[first], ratings.raters[second])
                apart = a != b if metric == "nominal" else (numbers[a] - numbers[b]) ** 2
                measured = (apart / scale, 1.0 if expected else 0.0, a, b)
                parts.append(pd.DataFrame(dict(zip(_COLUMNS, (*values, *measured), strict=True))))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _expected(margins: Floats, numbers: Floats | None) -> float:
    """Return how far two marks drawn from all are apart: by squared difference, or (None) whether they differ.

    From sums instead of a matrix of categories, of which a scale of numbers may have thousands.
    """
    total = margins.sum()
    if total <= 1:
        return 0.0
    if numbers is None:
        apart = total**2 - (margins**2).sum()
    else:
        centred = numbers - margins @ numbers / total
        apart = 2 * total * (margins @ centred**2)
    return float(apart / (total * (total - 1)))
