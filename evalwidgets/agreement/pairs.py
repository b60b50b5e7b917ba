"""Two experts at a time: every pair of marks of one response by one criterion, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalwidgets.agreement.marks import Frame, Marks
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.scales import metric_of
from evalwidgets.stats.counts import Floats
from evalwidgets.stats.distances import distance, ranks

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
    parts = [_of_criterion(marks.ratings(id), id, metric_of(kind) or "nominal") for id, kind in marks.kinds.items()]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in _COLUMNS})


def expected_disagreement(table: Frame) -> Floats:
    """Return the column `expected` as an array."""
    return table["expected"].to_numpy(np.float64)


def _of_criterion(ratings: Ratings, id: str, metric: str) -> Frame:
    if not len(ratings.scale):
        return pd.DataFrame()
    margins = ratings.counts.pairable.margins.astype(np.float64)
    numbers = ranks(margins) if metric == "ordinal" else ratings.scale.numbers
    between = distance("nominal" if metric == "nominal" else "interval", numbers).matrix
    assert between is not None
    total = margins.sum()
    expected = float(margins @ between @ margins) / (total * (total - 1)) if total > 1 else 0.0
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
                measured = (between[a, b] / scale, 1.0 if expected else 0.0, a, b)
                parts.append(pd.DataFrame(dict(zip(_COLUMNS, (*values, *measured), strict=True))))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
