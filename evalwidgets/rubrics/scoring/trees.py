"""Trees: a leaf has its score, and every other node the weighted mean of its children (PaperBench)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalwidgets.rubrics.scoring.means import Floats, floats


def tree_scores(values: ArrayLike, parents: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the score of every node.

    A node whose children's weights sum to zero scores 0. A leaf that is NaN is not there, nor is a node
    of whose children none is there: its parent is the mean of the others.

    Parameters
    ----------
    values
        (…, nodes): the scores of the leaves in their places; what stands at inner nodes does not matter.
    parents
        (nodes): the place of each node's parent; −1 for a root.
    weights
        (nodes): what each node weighs among its siblings, at least 0.

    Returns
    -------
    (…, nodes), with NaN for nodes that are not there.

    Raises
    ------
    ValueError
        If the parents go in a circle.
    """
    scores, weights = np.array(values, dtype=np.float64), floats(weights)
    parents = np.asarray(parents, dtype=np.intp)
    depths = _depths(parents)
    for depth in range(int(depths.max(initial=0)), 0, -1):
        nodes = np.flatnonzero(depths == depth)
        nodes = nodes[np.argsort(parents[nodes], kind="stable")]
        above, starts = np.unique(parents[nodes], return_index=True)
        children = scores[..., nodes]
        there = ~np.isnan(children)
        weight = np.where(there, weights[nodes], 0.0)
        weighted = np.add.reduceat(weight * np.nan_to_num(children), starts, axis=-1)
        weight = np.add.reduceat(weight, starts, axis=-1)
        mean = np.divide(weighted, weight, out=np.zeros(weighted.shape), where=weight > 0)
        scores[..., above] = np.where(np.logical_or.reduceat(there, starts, axis=-1), mean, np.nan)
    return scores


def _depths(parents: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how far each node is below its root."""
    depths = np.zeros(len(parents), dtype=np.intp)
    above = parents
    for _ in range(len(parents)):
        if not (above >= 0).any():
            return depths
        depths += above >= 0
        above = np.where(above >= 0, parents[above], -1)
    raise ValueError("some node of the tree is its own ancestor")
