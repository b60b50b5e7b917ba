"""How often each category was given, unit by unit, kept as the few distinct rows there are.

Five experts with five categories can fill a unit in 252 ways, so that a million units are 252 rows of
counts and how often each occurs. These are whole numbers that add up: batches counted apart, in any
order and on any machine, give the very same object as all units counted at once, and so the very same
coefficient (see `evalwidgets.stats.chance`) and bootstrap (see `evalwidgets.stats.resampling`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MISSING = -1
"""The code of a rating that was not given."""

_LARGEST = 2**63 - 1
_DENSE = 2**26  # cells of a table of counts, half a gigabyte


@dataclass(frozen=True, eq=False)
class Counts:
    """The distinct rows of counts of some units, sorted, and how many units have each.

    Attributes
    ----------
    rows
        Distinct rows × categories: how many raters gave each category.
    times
        How many units have each row.
    """

    rows: Ints
    times: Ints

    @classmethod
    def none(cls, categories: int) -> Counts:
        """Return the counts of no unit at all."""
        return cls(np.zeros((0, categories), np.int64), np.zeros(0, np.int64))

    @property
    def ratings(self) -> Ints:
        """How many ratings a unit of each row has."""
        return self.rows.sum(axis=1)

    @property
    def margins(self) -> Ints:
        """How often each category was given in all."""
        return self.times @ self.rows

    @property
    def pairable(self) -> Counts:
        """The units that two or more have rated."""
        return self.where(self.ratings > 1)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.times.sum())

    def where(self, mask: npt.NDArray[np.bool_]) -> Counts:
        """Return the rows for which `mask` is true."""
        return Counts(self.rows[mask], self.times[mask])

    def __add__(self, other: Counts) -> Counts:
        rows, inverse = distinct(np.concatenate([self.rows, other.rows]))
        return Counts(rows, summed(inverse, np.concatenate([self.times, other.times]), len(rows)))


def count(codes: npt.NDArray[np.integer], categories: int) -> Counts:
    """Count units × raters codes from 0 to `categories` - 1; `MISSING` counts for nothing.

    Raises
    ------
    ValueError
        If units and categories are too many for a table of counts.
    """
    raters = codes.shape[1]
    weights, words = _digits(categories, raters + 1)
    keys = np.zeros((words, len(codes)), np.int64)
    for word in range(words):
        # One more weight, of nothing, where MISSING (the last place) reads.
        of_code = np.append(np.where(weights[1] == word, weights[0], 0), 0)
        for rater in range(raters):
            keys[word] += of_code[codes[:, rater]]
    return _decoded(keys, weights, raters + 1)


def count_long(units: Ints, codes: npt.NDArray[np.integer], n_units: int, categories: int) -> Counts:
    """Count ratings in long form: the unit (from 0 to `n_units` - 1) and the code of each."""
    most = int(np.bincount(units, minlength=1).max()) if len(units) else 0
    weights, words = _digits(categories, most + 1)
    keys = np.zeros((words, n_units), np.int64)
    for word in range(words):
        of_code = np.where(weights[1] == word, weights[0], 0)
        np.add.at(keys[word], units, of_code[codes])
    return _decoded(keys, weights, most + 1)


def _digits(categories: int, base: int) -> tuple[tuple[Ints, Ints], int]:
    """Return for each category its weight as a digit and the number (word) it is a digit of, and how many words."""
    per_word = 1
    while base ** (per_word + 1) <= _LARGEST and per_word < categories:
        per_word += 1
    places = np.arange(categories)
    weights = np.array([base ** int(place % per_word) for place in places], np.int64)
    return (weights, places // per_word), max(1, -(-categories // per_word))


def _decoded(keys: Ints, weights: tuple[Ints, Ints], base: int) -> Counts:
    if len(keys) == 1:
        found, times = np.unique(keys[0], return_counts=True)
        found = found[np.newaxis]
    else:
        found, times = np.unique(keys, axis=1, return_counts=True)
    if found.shape[1] * len(weights[0]) > _DENSE:
        raise ValueError(f"{found.shape[1]:,} distinct units of {len(weights[0]):,} categories are too many to count")
    rows = found[weights[1]].T // weights[0] % base
    rows, order = distinct(rows)
    return Counts(rows, summed(order, times, len(rows)))


def distinct(rows: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Return the distinct rows, sorted, and for each given row its place among them."""
    if not rows.size:
        return rows[:1].astype(np.int64), np.zeros(len(rows), np.int64)
    low = int(rows.min())
    base = int(rows.max()) - low + 1
    if base ** rows.shape[1] > _LARGEST:
        found, inverse = np.unique(rows, axis=0, return_inverse=True)
        return found.astype(np.int64), inverse.reshape(-1)
    # As one number each, by which they sort alike, and twenty times as fast.
    digits = np.array([base**place for place in reversed(range(rows.shape[1]))], np.int64)
    keys, inverse = np.unique((rows.astype(np.int64) - low) @ digits, return_inverse=True)
    return keys[:, np.newaxis] // digits % base + low, inverse


def summed(places: Ints, times: Ints, length: int) -> Ints:
    """Return the sum of `times` for each place; exact, unlike a weighted bincount."""
    total = np.zeros(length, np.int64)
    np.add.at(total, places, times)
    return total
