"""What a coefficient stands on: units, raters, what is missing, and how often two ratings are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalwidgets.agreement.ratings import Ratings, Scale
from evalwidgets.agreement.tally import Tally
from evalwidgets.stats.counts import Ints


@dataclass(frozen=True)
class Facts:
    """The facts that every `Coefficient` is told with; see there."""

    n_units: int
    n_pairable: int
    n_raters: int
    missing: float
    raw_agreement: float | None
    base_rate: float | None
    most_frequent: str


def facts_of(source: Ratings | Tally) -> Facts:
    """Return the facts of ratings, whatever the number of different values."""
    if isinstance(source, Ratings) and source.is_continuous:
        return _of_numbers(source)
    return _of_tally(source if isinstance(source, Tally) else Tally.of(source))


def _of_tally(tally: Tally) -> Facts:
    rows, times = tally.counts.rows, tally.counts.times
    return _facts(
        rows.sum(axis=1), (rows * (rows - 1)).sum(axis=1), times, tally.counts.margins, tally.raters, tally.scale
    )


def _of_numbers(ratings: Ratings) -> Facts:
    units, categories = len(ratings.codes), max(len(ratings.scale), 1)
    where, who = np.nonzero(ratings.given)
    codes = ratings.codes[where, who].astype(np.int64)
    cells, counts = np.unique(where * categories + codes, return_counts=True)
    same = np.zeros(units, np.int64)
    np.add.at(same, cells // categories, counts * (counts - 1))
    margins = np.bincount(codes, minlength=categories)
    return _facts(ratings.given.sum(axis=1), same, np.ones(units, np.int64), margins, ratings.active, ratings.scale)


def _facts(
    ratings: Ints, same: Ints, times: Ints, margins: Ints, raters: frozenset[str] | tuple[str, ...], scale: Scale
) -> Facts:
    """Return the facts from each unit's number of ratings and of ordered pairs of ratings that are the same."""
    paired = ratings > 1
    n_pairable, n_units = int(times[paired].sum()), int(times[ratings > 0].sum())
    shares = same[paired] / (ratings[paired] * (ratings[paired] - 1))
    total = int(margins.sum())
    code = int(margins.argmax()) if total else 0
    cells = n_units * len(raters)
    return Facts(
        n_units=n_units,
        n_pairable=n_pairable,
        n_raters=len(raters),
        missing=1.0 - total / cells if cells else 0.0,
        raw_agreement=float(times[paired] @ shares) / n_pairable if n_pairable else None,
        base_rate=int(margins[code]) / total if total else None,
        most_frequent=scale.named(code) if total else "",
    )
