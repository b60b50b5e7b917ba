"""Agreement on marked spans: of every two raters of a unit, how many marks, or marked characters, are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, Unpack

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient, State
from evalwidgets.agreement.measuring import How, interval_of
from evalwidgets.errors import AgreementError
from evalwidgets.stats import spans
from evalwidgets.stats.counts import Floats
from evalwidgets.stats.resampling import value_of

Marked = Mapping[Any, spans.Marks]
"""Of one rater, by unit: spans of (start, end) or (start, end, category); an empty list is "nothing to mark"."""

Match = Literal["exact", "overlap"]


def span_agreement(*raters: Marked, match: Match = "overlap", **how: Unpack[How]) -> Coefficient:
    """Return the F1 of raters' marks, over every two raters of every unit that both looked at.

    Parameters
    ----------
    raters
        Of each rater the marks by unit; a unit that is not there was not looked at.
    match
        ``exact``: a mark counts if both made the very same one, in the same category; ``overlap``: by
        characters that both marked, in the same category.

    Raises
    ------
    AgreementError
        For an unknown way to match.
    """
    return span_agreement_by(raters, match, how, lambda unit: unit, "units")


def span_agreement_by(
    raters: Sequence[Marked], match: Match, how: How, cluster_of: Callable[[Any], Hashable], over: str
) -> Coefficient:
    """Return `span_agreement` with an interval over clusters of units."""
    if match not in ("exact", "overlap"):
        raise AgreementError(f"there is no match {match!r}; there is exact, overlap")
    counts, pairable = _by_cluster(raters, match, cluster_of)
    times = np.ones(len(counts), np.int64)

    def statistic(drawn: Floats) -> Floats:
        return spans.f1(drawn, counts)

    value = value_of(statistic, times) if len(counts) else np.nan
    state: State = "ok" if np.isfinite(value) else "no_variation"
    if not pairable:
        state = "one_rater" if len(raters) == 1 else "no_overlap" if raters else "too_few"
    units = len(set().union(*raters)) if raters else 0
    given = sum(len(one) for one in raters)
    return Coefficient(
        name=f"span F1, {match}",
        metric="",
        state=state,
        value=float(value) if state == "ok" else None,
        interval=interval_of(statistic, times, how) if state == "ok" else None,
        over=f"{len(counts):,} {over}",
        n_units=units,
        n_pairable=pairable,
        n_raters=len(raters),
        missing=1 - given / (len(raters) * units) if units else 0.0,
        raw_agreement=None,
        base_rate=None,
    )


def _by_cluster(raters: Sequence[Marked], match: Match, cluster_of: Callable[[Any], Hashable]) -> tuple[Floats, int]:
    """Return for each cluster what both, one and the other of its pairs of raters marked; and the units shared."""
    counted = spans.exact_counts if match == "exact" else spans.overlap_counts
    sums: dict[Hashable, Floats] = {}
    shared: set[Any] = set()
    for first, second in combinations(raters, 2):
        units = [unit for unit in first if unit in second]
        shared.update(units)
        found = counted([first[unit] for unit in units], [second[unit] for unit in units])
        for unit, row in zip(units, found, strict=True):
            cluster = cluster_of(unit)
            sums[cluster] = sums.get(cluster, np.zeros(3)) + row
    return np.array(list(sums.values())).reshape(-1, 3), len(shared)
