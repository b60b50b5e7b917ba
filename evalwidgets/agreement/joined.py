"""Several criteria at once: the mean of their coefficients, with an interval over the items they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient, State
from evalwidgets.agreement.measuring import How, interval_of, rows_of_units
from evalwidgets.agreement.methods import METHODS, Method
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.stats.chance import Statistic, krippendorff_interval
from evalwidgets.stats.clusters import summing
from evalwidgets.stats.counts import Counts, Ints, distinct, summed
from evalwidgets.stats.distances import distance
from evalwidgets.stats.pairs import mean_of


def mean_of_criteria(
    parts: Sequence[Ratings], metrics: Sequence[str], method: Method, how: How, singles: Sequence[Coefficient]
) -> Coefficient:
    """Return the mean of the criteria's own coefficients; those that are not defined are left out, and counted.

    Parameters
    ----------
    parts, metrics, singles
        The ratings by each criterion, whose units begin with their item; its metric; its coefficient.
    """
    defined = [place for place, one in enumerate(singles) if one.value is not None]
    name = f"{METHODS[method].name}, mean of {len(defined)} of {len(parts)} criteria"
    values = [one.value for one in singles if one.value is not None]
    value = float(np.mean(values)) if values else None
    items = {item: number for number, item in enumerate(sorted({_item(unit) for part in parts for unit in part.units}))}
    kept = [(parts[place], metrics[place]) for place in defined]
    statistics = [_over_items(part, metric, method, items) for part, metric in kept]
    each = np.ones(len(items), np.int64)
    raw = [one.raw_agreement for one in singles if one.raw_agreement is not None]
    units = sum(one.n_units for one in singles)
    return Coefficient(
        name=name,
        metric="",
        state="ok" if value is not None else _common_state(singles),
        value=value,
        interval=interval_of(mean_of(statistics), each, how) if statistics else None,
        over=f"{len(items):,} items",
        n_units=units,
        n_pairable=sum(one.n_pairable for one in singles),
        n_raters=len({rater for part in parts for rater in part.active}),
        missing=sum(one.missing * one.n_units for one in singles) / units if units else 0.0,
        raw_agreement=float(np.mean(raw)) if raw else None,
        base_rate=None,
    )


def _item(unit: object) -> str:
    return str(unit[0]) if isinstance(unit, tuple) else str(unit)


def _over_items(part: Ratings, metric: str, method: Method, items: dict[str, int]) -> Statistic:
    item_of: Ints = np.array([items[_item(unit)] for unit in part.units], np.int64)
    if method == "alpha" and metric == "interval" and part.is_continuous:
        each = np.arange(len(part.units))
        return summing(krippendorff_interval(part.numbers), each, len(each), item_of)
    rows, kind_of = distinct(rows_of_units(part))
    counts = Counts(rows, summed(kind_of, np.ones(len(kind_of), np.int64), len(rows)))
    statistic = METHODS[method].build(counts, distance(metric, part.scale.numbers))
    return summing(statistic, kind_of, len(rows), item_of)


def _common_state(singles: Sequence[Coefficient]) -> State:
    states: set[State] = {one.state for one in singles}
    return states.pop() if len(states) == 1 else "too_few"
