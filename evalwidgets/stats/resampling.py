"""Intervals by resampling units: groups of equal units are drawn together, so that a million cost as few.

What is resampled is how often each distinct unit (or cluster of units) occurs. A thousand resamples of
a million units that are 252 distinct ones are 252,000 binomial draws. A `Statistic` makes a number of
each resample, many at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Floats, Ints

IntervalMethod = Literal["percentile", "bca", "delta"]
RESAMPLES = 1_000

_AT_A_TIME = 2**21  # cells of a table of resamples by rows
_USABLE = 0.5  # of the resamples have a value, or there is no interval


@dataclass(frozen=True)
class Interval:
    """A confidence interval.

    Attributes
    ----------
    method
        ``percentile`` or ``bca`` (Efron 1987) of the bootstrap; ``delta``, of the linearised variance
        with Student's t (the infinitesimal jackknife, which for AC1 is Gwet's variance).
    defined
        The share of resamples in which the statistic was defined; others are left out.
    """

    low: float
    high: float
    level: float
    method: IntervalMethod
    defined: float = 1.0


def value_of(statistic: Statistic, times: Ints) -> float:
    """Return the statistic of the units as they are; NaN if it is not defined."""
    return float(statistic(times[np.newaxis].astype(np.float64))[0])


def interval(
    statistic: Statistic,
    times: Ints,
    *,
    method: IntervalMethod = "percentile",
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval | None:
    """Return an interval of `statistic` over units of which each distinct one occurs `times` times.

    Returns
    -------
    interval
        None where there is none: fewer than two units, or a statistic that most resamples leave undefined.
    """
    if times.sum() < 2:  # noqa: PLR2004
        return None
    if method == "delta":
        return _linearised(statistic, times, level)
    values = resampled(statistic, times, resamples, seed)
    usable = values[np.isfinite(values)]
    if not len(usable) or len(usable) < _USABLE * len(values):
        return None
    tail = (1 - level) / 2
    tails = (tail, 1 - tail) if method == "percentile" else _bca_tails(statistic, times, usable, tail)
    low, high = np.quantile(usable, tails)
    return Interval(float(low), float(high), level, method, len(usable) / len(values))


def resampled(statistic: Statistic, times: Ints, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Return the statistic in each of `resamples` bootstrap samples of the units; the same for the same seed."""
    parts = [statistic(drawn) for drawn in draws(times, resamples, seed)]
    return np.concatenate(parts) if parts else np.zeros(0)


def draws(times: Ints, resamples: int, seed: int) -> Iterator[Floats]:
    """Give how often each distinct unit occurs in each resample, some resamples at a time."""
    random = np.random.default_rng(seed)
    total = int(times.sum())
    step = max(1, _AT_A_TIME // max(len(times), 1))
    few = len(times) * 4 < total
    of_unit = None if few else np.repeat(np.arange(len(times)), times)
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        if of_unit is None:
            yield random.multinomial(total, times / total, size).astype(np.float64)
        else:
            # Where nearly all units differ, drawing them one by one is cheaper than a binomial for each.
            rows = [np.bincount(of_unit[random.integers(0, total, total)], minlength=len(times)) for _ in range(size)]
            yield np.array(rows, np.float64)


def _bca_tails(statistic: Statistic, times: Ints, usable: Floats, tail: float) -> tuple[float, float]:
    """Return the shares of resamples below the two ends, corrected for bias and skewness (Efron 1987)."""
    normal = NormalDist()
    value = value_of(statistic, times)
    same = np.isclose(usable, value, rtol=0.0, atol=1e-12)  # few units: many resamples are the sample itself
    below = float(((usable < value) & ~same).sum() + same.sum() / 2) / len(usable)
    edge = 0.5 / len(usable)
    shift = normal.inv_cdf(min(max(below, edge), 1 - edge))
    left_out = _left_out(statistic, times)
    defined = np.isfinite(left_out)
    weights = times[defined].astype(np.float64)
    off = np.average(left_out[defined], weights=weights) - left_out[defined] if defined.any() else np.zeros(0)
    spread = float((weights * off**2).sum())
    skew = float((weights * off**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

    def corrected(share: float) -> float:
        z = shift + normal.inv_cdf(share)
        return normal.cdf(shift + z / (1 - skew * z))

    return corrected(tail), corrected(1 - tail)


def _left_out(statistic: Statistic, times: Ints) -> Floats:
    """Return the statistic without one unit of each distinct kind."""
    kinds = len(times)
    step = max(1, _AT_A_TIME // kinds)
    parts: list[Floats] = []
    for start in range(0, kinds, step):
        stop = min(start + step, kinds)
        without = np.tile(times.astype(np.float64), (stop - start, 1))
        without[np.arange(stop - start), np.arange(start, stop)] -= 1
        parts.append(statistic(without))
    return np.concatenate(parts)


def _linearised(statistic: Statistic, times: Ints, level: float) -> Interval | None:
    """Return value ± t · s, with s² from each unit's influence on the statistic (numerical derivatives)."""
    total = float(times.sum())
    base = times.astype(np.float64)
    step = 1e-4
    parts: list[Floats] = []
    for place in range(len(times)):
        # A little more of one unit, the others shrunk: towards it and away from it.
        pair = np.stack([base * (1 - way * step / total) for way in (1, -1)])
        pair[:, place] += (step, -step)
        up, down = statistic(pair)
        parts.append(np.array([(up - down) / (2 * step) * total]))
    influence = np.concatenate(parts)
    variance = float((times * influence**2).sum()) / (total * (total - 1))
    value = value_of(statistic, times)
    if not np.isfinite(value) or not np.isfinite(variance):
        return None
    reach = student_t((1 + level) / 2, total - 1) * variance**0.5
    return Interval(value - reach, value + reach, level, "delta")


def student_t(share: float, freedom: float) -> float:
    """Return the quantile of Student's t, by the expansion of Fisher and Cornish (1960), good from about 5 on."""
    z = NormalDist().inv_cdf(share)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))
