"""Means over items with bootstrap intervals, for each combination of keys, and the differences of models.

What is said of a model's responses to an item becomes one number first (see `samples`), so that each item
counts once; the mean over items is clipped (and rounded) as the rubric says, and so is every drawn mean. With domains,
that is done to each domain's mean, items are drawn within their domain, and domains count alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from evalwidgets.results.keys import Keys, Measured
from evalwidgets.results.rows import Ints
from evalwidgets.results.samples import Samples
from evalwidgets.results.units import ABSENT, Units
from evalwidgets.rubrics.scoring.engine import Reason
from evalwidgets.rubrics.scoring.means import Floats, clipped
from evalwidgets.rubrics.scoring_rule import Scoring
from evalwidgets.stats.bootstrap import bootstrap_means, percentile_interval

Names = tuple[str, ...]

_ALIKE = 1e-9  # beyond what adding up leaves
_APART = 1_000_003  # between seeds that must not meet


@dataclass(frozen=True)
class Bootstrap:
    """How intervals are drawn, and what is done to every mean.

    Attributes
    ----------
    domains
        The domain of each item, by its place; None: all are of one.
    """

    draws: int
    seed: int
    level: float
    scoring: Scoring
    domains: Ints | None = None

    def means(self, items: Ints, columns: Floats) -> tuple[Floats, Floats]:
        """Return the means of columns of items, and the drawn ones (draws, columns): none of fewer than two items."""
        if not len(columns):
            return np.full(columns.shape[1], np.nan), np.empty((0, columns.shape[1]))
        domains = np.zeros(len(items), dtype=np.intp) if self.domains is None else self.domains[items]
        parts = [columns[domains == domain] for domain in np.unique(domains)]
        means = np.mean([self._finished(part.mean(axis=0)) for part in parts], axis=0)
        if len(columns) == 1:
            return means, np.empty((0, columns.shape[1]))
        drawn = [
            self._finished(bootstrap_means(part, draws=self.draws, seed=self.seed + n)) for n, part in enumerate(parts)
        ]
        return means, np.mean(drawn, axis=0)

    def _finished(self, means: Floats) -> Floats:
        """Return means clipped and rounded as the rubric says."""
        means = clipped(means, self.scoring.clip_mean)
        return means if self.scoring.decimals is None else np.round(means, self.scoring.decimals)


@dataclass(frozen=True)
class Cell:
    """One mean. `items` are the places of the items with a score, rising; `values` their scores."""

    names: Names
    items: Ints
    values: Floats
    judgments: int
    experts: int
    without: Counter[Reason]


@dataclass(frozen=True)
class Figure:
    """A number with its interval; the three are None where there is none, and `state` says why.

    Attributes
    ----------
    state
        ``ok``; ``no_scores``; ``one_item``: no interval; ``no_variation``: all items have the same;
        ``unpaired``: two models without items in common.
    """

    value: float | None
    low: float | None
    high: float | None
    state: str


def cells_of(units: Units, keys: Keys, samples: Samples) -> list[Cell]:
    """Return a cell for each combination of names that some unit has, in the order of the names' appearance.

    Raises
    ------
    StudyError
        If some model has fewer responses to an item than `samples` takes.
    """
    combinations = _combinations(units, keys)
    return [cell for measured in keys.measured for cell in _cells(units, keys, measured, samples, *combinations)]


def _combinations(units: Units, keys: Keys) -> tuple[Ints, list[Names], Ints]:
    """Return rows of units with, for each row, the place of its combination of names."""
    rows = np.arange(len(units))
    joined = np.zeros(len(units), dtype=np.intp)
    for of, coded in keys.of_unit.values():
        # A unit with several names (the tags of its item) is in as many rows; `of` is sorted.
        starts, ends = np.searchsorted(of, rows), np.searchsorted(of, rows, side="right")
        times = ends - starts
        places = np.repeat(starts - np.concatenate([[0], np.cumsum(times)[:-1]]), times) + np.arange(times.sum())
        rows = np.repeat(rows, times)
        joined = np.repeat(joined, times) * len(coded.names) + coded.codes[places]
    found, codes = np.unique(joined, return_inverse=True)
    sizes = [coded.names for _, coded in keys.of_unit.values()]
    return rows, [_names(int(one), sizes) for one in found], codes


def _names(joined: int, of_keys: Sequence[Sequence[str]]) -> Names:
    names: list[str] = []
    for known in reversed(of_keys):
        joined, code = divmod(joined, len(known))
        names.append(known[code])
    return tuple(reversed(names))


def _cells(
    units: Units,
    keys: Keys,
    measured: Measured,
    samples: Samples,
    rows: Ints,
    names: Sequence[Names],
    codes: Ints,
) -> Iterator[Cell]:
    scores, reasons = measured.scores[rows], measured.reasons[rows]
    experts = units.keys["expert"].codes[rows]
    asked = np.flatnonzero(reasons != ABSENT)
    asked = asked[np.argsort(codes[asked], kind="stable")]
    for mine in np.split(asked, np.flatnonzero(np.diff(codes[asked])) + 1):
        if not len(mine):
            continue
        own = names[int(codes[mine[0]])]
        there = mine[reasons[mine] == Reason.SCORED]
        items, values = samples.of_items(units, rows[there], scores[there])
        without = Counter(
            {Reason(int(reason)): int((reasons[mine] == reason).sum()) for reason in np.unique(reasons[mine]) if reason}
        )
        whole = (*own, measured.name) if keys.of_rubric else own
        yield Cell(whole, items, values, len(there), len(np.unique(experts[there])), without)


def figures(cells: Sequence[Cell], bootstrap: Bootstrap) -> list[Figure]:
    """Return the mean of each cell; cells with the same items are drawn together."""
    found: dict[int, Figure] = {}
    for places in _alike([cell.items for cell in cells]):
        columns = np.column_stack([cells[place].values for place in places])
        means, drawn = bootstrap.means(cells[places[0]].items, columns)
        for column, place in enumerate(places):
            found[place] = _figure(means[column], drawn[:, column], columns[:, column], bootstrap.level)
    return [found[place] for place in range(len(cells))]


def _alike(items: Sequence[Ints]) -> Iterable[list[int]]:
    """Return the places of those that have the same items, together."""
    places: dict[bytes, list[int]] = defaultdict(list)
    for place, one in enumerate(items):
        places[one.tobytes()].append(place)
    return places.values()


def _figure(mean: float, drawn: Floats, values: Floats, level: float) -> Figure:
    if not len(values):
        return Figure(None, None, None, "no_scores")
    if not len(drawn):
        return Figure(float(mean), None, None, "one_item")
    low, high = percentile_interval(drawn, level)
    return Figure(float(mean), float(low), float(high), "no_variation" if np.ptp(values) < _ALIKE else "ok")


@dataclass(frozen=True)
class Pair:
    """Two cells that differ in one name only, with their values on the items that both have."""

    first: Cell
    second: Cell
    items: Ints
    values: tuple[Floats, Floats]


def pairs_of(cells: Sequence[Cell], place: int) -> list[Pair]:
    """Return all pairs of cells that differ in the name at `place` alone."""
    alike: dict[Names, list[Cell]] = defaultdict(list)
    for cell in cells:
        alike[cell.names[:place] + cell.names[place + 1 :]].append(cell)
    return [_pair(*two) for group in alike.values() for two in combinations(group, 2)]


def _pair(first: Cell, second: Cell) -> Pair:
    items, left, right = np.intersect1d(first.items, second.items, assume_unique=True, return_indices=True)
    return Pair(first, second, items, (first.values[left], second.values[right]))


def differences(pairs: Sequence[Pair], bootstrap: Bootstrap) -> list[Figure]:
    """Return how much higher the first mean of each pair is than the second, on their shared items drawn together.

    Without shared items each mean is drawn by itself, and the state is ``unpaired``.
    """
    found: dict[int, Figure] = {}
    for places in _alike([pair.items for pair in pairs]):
        if not len(pairs[places[0]].items):
            found |= {place: _unpaired(pairs[place], bootstrap) for place in places}
            continue
        columns = np.column_stack([values for place in places for values in pairs[place].values])
        means, drawn = bootstrap.means(pairs[places[0]].items, columns)
        for n, place in enumerate(places):
            one, other = 2 * n, 2 * n + 1
            found[place] = _figure(
                means[one] - means[other],
                drawn[:, one] - drawn[:, other],
                columns[:, one] - columns[:, other],
                bootstrap.level,
            )
    return [found[place] for place in range(len(pairs))]


def _unpaired(pair: Pair, bootstrap: Bootstrap) -> Figure:
    first, drawn_first = bootstrap.means(pair.first.items, pair.first.values[:, np.newaxis])
    other = replace(bootstrap, seed=bootstrap.seed + _APART)  # or equal numbers of items would be drawn alike
    second, drawn_second = other.means(pair.second.items, pair.second.values[:, np.newaxis])
    both = np.concatenate([pair.first.values, pair.second.values])
    if not len(pair.first.values) or not len(pair.second.values):
        return Figure(None, None, None, "no_scores")
    if not len(drawn_first) or not len(drawn_second):
        return Figure(float(first[0] - second[0]), None, None, "one_item")
    figure = _figure(first[0] - second[0], drawn_first[:, 0] - drawn_second[:, 0], both, bootstrap.level)
    return replace(figure, state="unpaired")
