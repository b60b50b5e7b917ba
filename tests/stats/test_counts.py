"""Counts add up: however units are split, the sum is what all units give at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalwidgets.stats.counts import Counts, count, count_long


def same(first: Counts, second: Counts) -> bool:
    return np.array_equal(first.rows, second.rows) and np.array_equal(first.times, second.times)


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.integers(0, 40),
    raters=st.integers(1, 6),
    categories=st.integers(1, 70),
    cuts=st.lists(st.integers(0, 40), max_size=4),
)
def test_any_split_into_batches_adds_up_to_the_whole(
    seed: int, units: int, raters: int, categories: int, cuts: list[int]
) -> None:
    codes = np.random.default_rng(seed).integers(-1, categories, (units, raters))
    whole = count(codes, categories)
    batches = np.split(codes, sorted(min(cut, units) for cut in cuts))
    total = sum((count(batch, categories) for batch in reversed(batches)), Counts.none(categories))
    assert same(total, whole)
    assert whole.units == units
    assert np.array_equal(whole.margins, np.bincount(codes[codes >= 0], minlength=categories))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), categories=st.integers(1, 40))
def test_the_long_form_counts_alike(seed: int, categories: int) -> None:
    codes = np.random.default_rng(seed).integers(-1, categories, (30, 4))
    units, raters = np.nonzero(codes >= 0)
    found = count_long(units, codes[units, raters], len(codes), categories)
    assert same(found, count(codes, categories))


def test_a_million_units_are_few_rows() -> None:
    codes = np.random.default_rng(0).integers(-1, 5, (1_000_000, 5)).astype(np.int8)
    counts = count(codes, 5)
    assert len(counts.times) == 252
    assert counts.units == 1_000_000


def test_too_many_different_values_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(ValueError, match="too many to count"):
        count(np.arange(20_000).reshape(10_000, 2), 20_000)
