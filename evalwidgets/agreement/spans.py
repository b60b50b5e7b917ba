"""Agreement on marked spans between two raters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient
from evalwidgets.agreement.measuring import How, interval_of
from evalwidgets.stats import spans
from evalwidgets.stats.counts import Floats
from evalwidgets.stats.resampling import value_of

Marks = Mapping[str, spans.Marks]
"""Of one rater, by unit: spans of (start, end) or (start, end, category); an empty list is "nothing to mark"."""


def span_agreement(
    first: Marks, second: Marks, match: Literal["exact", "overlap"] = "overlap", **how: Unpack[How]
) -> Coefficient:
    """Return the F1 of two raters' marks over the units that both looked at.

    Parameters
    ----------
    first, second
        By unit, each rater's marks; a unit that is not there was not looked at.
    match
        ``exact``: a mark counts if both made the very same one; ``overlap``: by characters marked.
    """
    shared: Sequence[str] = [unit for unit in first if unit in second]
    counted = spans.exact_counts if match == "exact" else spans.overlap_counts
    counts = counted([first[unit] for unit in shared], [second[unit] for unit in shared])
    times = np.ones(len(shared), np.int64)

    def statistic(drawn: Floats) -> Floats:
        return spans.f1(drawn, counts)

    value = value_of(statistic, times) if shared else np.nan
    state = "no_overlap" if not shared else "ok" if np.isfinite(value) else "no_variation"
    units = len(set(first) | set(second))
    return Coefficient(
        name=f"span F1, {match}",
        metric="",
        state=state,
        value=float(value) if state == "ok" else None,
        interval=interval_of(statistic, times, how) if state == "ok" else None,
        over=f"{len(shared):,} units",
        n_units=units,
        n_pairable=len(shared),
        n_raters=2,
        missing=1 - (len(first) + len(second)) / (2 * units) if units else 0.0,
        raw_agreement=None,
        base_rate=None,
    )
