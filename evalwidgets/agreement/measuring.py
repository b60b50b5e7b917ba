"""From a statistic to a `Coefficient`: its value, interval and state, with the facts it stands on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, TypedDict

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient, State
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.tally import Tally
from evalwidgets.stats import chance
from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.clusters import of_clusters
from evalwidgets.stats.counts import Counts, Ints, distinct, summed
from evalwidgets.stats.distances import distance
from evalwidgets.stats.resampling import RESAMPLES, IntervalMethod, interval, value_of

LEAST = 2
"""Pairable units below which there is no coefficient."""


class How(TypedDict, total=False):
    """What all coefficients take; see `evalwidgets.agreement` for what each means."""

    criterion: str | None
    experts: Literal["human", "model", "all"]
    unit: str | Sequence[str] | None
    rater: str | None
    value: str | None
    cluster: str | None
    categories: Sequence[Hashable] | None
    rows: Literal["units"] | None
    interval: IntervalMethod | None
    level: float
    resamples: int
    seed: int
    least: int


def measured(
    tally: Tally, statistic: Statistic, times: Ints, how: How, *, name: str, metric: str = "", over: str = "units"
) -> Coefficient:
    """Return the coefficient that `statistic` gives of units (or clusters) that each occur `times` times."""
    state = _state(tally, how)
    value = value_of(statistic, times) if state == "ok" else np.nan
    if state == "ok" and not np.isfinite(value):
        state = "no_variation"
    pairable = tally.counts.pairable
    nominal = distance("nominal", tally.scale.numbers)
    raw = value_of(chance.raw(pairable, nominal), pairable.times) if pairable.units else None
    frequent = tally.most_frequent
    method = how.get("interval", "percentile")
    reach = None
    if state == "ok" and method is not None and how.get("resamples", RESAMPLES):
        reach = interval(
            statistic,
            times,
            method=method,
            level=how.get("level", 0.95),
            resamples=how.get("resamples", RESAMPLES),
            seed=how.get("seed", 0),
        )
    return Coefficient(
        name=name,
        metric=metric,
        state=state,
        value=value if state == "ok" else None,
        interval=reach,
        over=f"{int(times.sum()):,} {over}",
        n_units=tally.n_units,
        n_pairable=pairable.units,
        n_raters=len(tally.raters),
        missing=tally.missing,
        raw_agreement=raw,
        base_rate=frequent[1] if frequent else None,
        most_frequent=frequent[0] if frequent else "",
    )


def _state(tally: Tally, how: How) -> State:
    if not tally.raters:
        return "too_few"
    if len(tally.raters) == 1:
        return "one_rater"
    pairable = tally.counts.pairable.units
    if not pairable:
        return "no_overlap"
    return "too_few" if pairable < how.get("least", LEAST) else "ok"


def counted(source: Ratings | Tally) -> tuple[Tally, Counts, Ints | None]:
    """Return the tally of ratings, its counts, and for each unit its row of these where clusters need it."""
    if isinstance(source, Tally):
        return source, source.counts, None
    tally = Tally.of(source)
    if source.clusters is None:
        return tally, tally.counts, None
    rows, kind_of = distinct(rows_of_units(source))
    counts = Counts(rows, summed(kind_of, np.ones(len(kind_of), np.int64), len(rows)))
    return tally, counts, kind_of


def rows_of_units(ratings: Ratings) -> Ints:
    """Return units × categories: how many raters gave each."""
    n_units, categories = len(ratings.codes), len(ratings.scale)
    where, who = np.nonzero(ratings.codes >= 0)
    cells = where * categories + ratings.codes[where, who]
    return np.bincount(cells, minlength=n_units * categories).reshape(n_units, categories).astype(np.int64)


def over_units(
    source: Ratings | Tally, statistic: Statistic, times: Ints, kind_of: Ints | None
) -> tuple[Statistic, Ints, str]:
    """Return the statistic over what is resampled: units, or the clusters that hold them."""
    if isinstance(source, Tally) or source.clusters is None or kind_of is None:
        return statistic, times, "units"
    return (*of_clusters(statistic, kind_of, len(times), source.clusters), source.over)
