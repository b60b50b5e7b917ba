"""From a statistic to a `Coefficient`: its value, interval and state, with the facts it stands on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, TypedDict

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient, State
from evalwidgets.agreement.facts import Facts
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.tally import Tally
from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.clusters import of_clusters
from evalwidgets.stats.counts import Counts, Ints, distinct, summed
from evalwidgets.stats.resampling import RESAMPLES, Interval, IntervalMethod, interval, value_of

LEAST = 2
"""Pairable units below which there is no coefficient."""


Who = Literal["human", "model", "all"] | Sequence[str]
"""Whose marks: people's, models', everyone's, or those of experts by name."""


class How(TypedDict, total=False):
    """What all coefficients take; see `evalwidgets.agreement` for what each means."""

    criterion: str | None
    experts: Who
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
    facts: Facts, statistic: Statistic, times: Ints, how: How, *, name: str, metric: str = "", over: str = "units"
) -> Coefficient:
    """Return the coefficient that `statistic` gives of units (or clusters) that each occur `times` times."""
    state = _state(facts, how)
    value = value_of(statistic, times) if state == "ok" else np.nan
    if state == "ok" and not np.isfinite(value):
        state = "no_variation"
    return Coefficient(
        **vars(facts),
        name=name,
        metric=metric,
        state=state,
        value=value if state == "ok" else None,
        interval=interval_of(statistic, times, how) if state == "ok" else None,
        over=f"{int(times.sum()):,} {over}",
    )


def interval_of(statistic: Statistic, times: Ints, how: How) -> Interval | None:
    """Return the interval that was asked for; None if none was."""
    method = how.get("interval", "percentile")
    if method is None or not how.get("resamples", RESAMPLES):
        return None
    return interval(
        statistic,
        times,
        method=method,
        level=how.get("level", 0.95),
        resamples=how.get("resamples", RESAMPLES),
        seed=how.get("seed", 0),
    )


def _state(facts: Facts, how: How) -> State:
    if not facts.n_raters:
        return "too_few"
    if facts.n_raters == 1:
        return "one_rater"
    if not facts.n_pairable:
        return "no_overlap"
    return "too_few" if facts.n_pairable < how.get("least", LEAST) else "ok"


def counted(source: Ratings | Tally) -> tuple[Counts, Ints | None]:
    """Return the counts of ratings, and for each unit its row of these where clusters need it."""
    if isinstance(source, Tally) or source.clusters is None:
        return source.counts, None
    rows, kind_of = distinct(rows_of_units(source))
    return Counts(rows, summed(kind_of, np.ones(len(kind_of), np.int64), len(rows))), kind_of


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
