"""Marked spans and edits: what each mark weighs, and how marks become scores of segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from evalwidgets.rubrics.scoring.means import Floats, floats

MQM_SEVERITIES: Mapping[str, float] = {"major": 5.0, "minor": 1.0, "neutral": 0.0}
MQM_OVERRIDES: Mapping[str, float] = {"Fluency/Punctuation:minor": 0.1, "Non-translation": 25.0}
"""Weights of the WMT campaigns (Freitag et al. 2021, arXiv 2104.14478)."""


def mark_weights(
    categories: Sequence[str],
    severities: Sequence[str],
    weights: Mapping[str, float] = MQM_SEVERITIES,
    overrides: Mapping[str, float] = MQM_OVERRIDES,
) -> Floats:
    """Return what each mark weighs: by its severity, unless its category has a weight of its own.

    An override is for a category and one severity ("Fluency/Punctuation:minor"), for a category whatever
    the severity ("Non-translation"), or for all below one ("Fluency"); the closest one holds. Case does
    not matter.

    Raises
    ------
    ValueError
        For a severity without a weight; names those there are.
    """
    by_severity = {name.casefold(): weight for name, weight in weights.items()}
    by_category = {name.casefold(): weight for name, weight in overrides.items()}
    known: dict[tuple[str, str], float] = {}
    for category, severity in set(zip(categories, severities, strict=True)):
        place, level = category.casefold(), severity.casefold()
        above = place.split("/", 1)[0]
        names = (f"{place}:{level}", place, f"{above}:{level}", above)
        weight = next((by_category[name] for name in names if name in by_category), by_severity.get(level))
        if weight is None:
            raise ValueError(f"there is no weight for severity {severity!r}; there is {', '.join(weights)}")
        known[category, severity] = weight
    return floats([known[pair] for pair in zip(categories, severities, strict=True)])


def segment_scores(weights: ArrayLike, segments: ArrayLike, raters: ArrayLike) -> tuple[np.ndarray, Floats]:
    """Return each segment's score: the sum of its marks' weights per rater, then the mean of its raters.

    Parameters
    ----------
    weights
        (marks): what each weighs; a rater who marked nothing has one row of weight 0.
    segments, raters
        (marks): which segment was marked, and by whom.

    Returns
    -------
    segments, scores
        The distinct segments in sorted order, and a penalty (0 or more) for each: higher is worse, so
        that published tables print it with the sign turned.
    """
    names, segment = np.unique(np.asarray(segments), return_inverse=True)
    _, rater = np.unique(np.asarray(raters), return_inverse=True)
    pairs, pair = np.unique(segment * (rater.max(initial=0) + 1) + rater, return_inverse=True)
    by_rater = np.bincount(pair, weights=floats(weights), minlength=len(pairs))
    of_segment = pairs // (rater.max(initial=0) + 1)
    count = np.bincount(of_segment, minlength=len(names))
    return names, np.bincount(of_segment, weights=by_rater, minlength=len(names)) / count


def edit_sum(severities: ArrayLike, weights: ArrayLike = 1.0, sizes: ArrayLike = 1.0) -> float:
    """Return the sum over edits of severity × weight of the edit's family × size (SALSA).

    Parameters
    ----------
    severities
        How good (positive) or bad (negative) each edit is.
    weights
        Of each edit's family.
    sizes
        How much of the text each edit touches: a count of characters or words, or a share.
    """
    return float((floats(severities) * floats(weights) * floats(sizes)).sum())
