"""Resampling items that hold several units each: a statistic of units becomes one of items.

Marks of one answer by fourteen criteria are not fourteen independent facts; drawn as if they were,
an interval comes out too narrow. So whole items are drawn.
"""

from __future__ import annotations

import numpy as np

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats, Ints, distinct, summed

_DENSE = 2**24  # cells of a table of clusters by kinds of unit


def of_clusters(statistic: Statistic, kind_of: Ints, kinds: int, cluster_of: Ints) -> tuple[Statistic, Ints]:
    """Return `statistic` as one of clusters, and how often each distinct cluster occurs.

    Parameters
    ----------
    kind_of
        For each unit its row among the `kinds` distinct ones that `statistic` knows.
    cluster_of
        For each unit its cluster, from 0.
    """
    clusters = int(cluster_of.max(initial=-1)) + 1
    if clusters * kinds > _DENSE:
        return summing(statistic, kind_of, kinds, cluster_of), np.ones(clusters, np.int64)
    contents = summed(cluster_of * kinds + kind_of, np.ones(len(kind_of), np.int64), clusters * kinds)
    rows, places = distinct(contents.reshape(clusters, kinds))
    times = summed(places, np.ones(clusters, np.int64), len(rows))
    held = rows.astype(np.float64)
    return (lambda drawn: statistic(drawn @ held)), times


def summing(statistic: Statistic, kind_of: Ints, kinds: int, cluster_of: Ints) -> Statistic:
    """Return `statistic` as one of clusters, none grouped: so several can be computed over the same draws."""
    order = np.argsort(kind_of, kind="stable")
    clusters = cluster_of[order]
    present, starts = np.unique(kind_of[order], return_index=True)

    def of_drawn(drawn: Floats) -> Floats:
        times = np.zeros((len(drawn), kinds))
        times[:, present] = np.add.reduceat(drawn[:, clusters], starts, axis=1)
        return statistic(times)

    return of_drawn
