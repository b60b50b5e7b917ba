"""Bootstrapped means over items, and their percentile intervals."""

from __future__ import annotations

import numpy as np
import pytest

from evalwidgets.stats.bootstrap import bootstrap_means, percentile_interval


def test_the_means_spread_as_the_standard_error_says() -> None:
    values = np.random.default_rng(3).normal(5.0, 2.0, 400)
    means = bootstrap_means(values, draws=2000, seed=1)
    assert means.shape == (2000,)
    assert means.mean() == pytest.approx(values.mean(), abs=0.02)
    assert means.std() == pytest.approx(values.std() / 20, rel=0.06)
    low, high = percentile_interval(means)
    assert low == pytest.approx(values.mean() - 1.96 * values.std() / 20, abs=0.03)
    assert high == pytest.approx(values.mean() + 1.96 * values.std() / 20, abs=0.03)


def test_the_same_seed_draws_the_same_items_in_every_column_and_call() -> None:
    values = np.random.default_rng(0).random(30)
    once = bootstrap_means(np.column_stack([values, values + 1]), draws=50, seed=9)
    assert once[:, 1] == pytest.approx(once[:, 0] + 1)
    assert bootstrap_means(values, draws=50, seed=9) == pytest.approx(once[:, 0])
    assert not np.allclose(bootstrap_means(values, draws=50, seed=10), once[:, 0])


def test_many_items_are_drawn_in_parts_with_no_other_result_than_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).random(40)
    whole = bootstrap_means(values, draws=100, seed=2)
    monkeypatch.setattr("evalwidgets.stats.bootstrap._CELLS", 400)
    assert bootstrap_means(values, draws=100, seed=2) == pytest.approx(whole)


def test_a_value_that_is_not_there_is_left_out_of_the_means() -> None:
    means = bootstrap_means([[1.0], [np.nan]], draws=200, seed=0)[:, 0]
    assert set(means[~np.isnan(means)]) == {1.0}
    assert 0.15 < np.isnan(means).mean() < 0.35  # both draws of the missing one: a quarter
    assert percentile_interval(means) == (1.0, 1.0)


def test_weights_count_an_item_more_often() -> None:
    means = bootstrap_means([0.0, 1.0], weights=[1.0, 3.0], draws=400, seed=0)
    assert set(np.round(means, 9)) == {0.0, 0.75, 1.0}


def test_nothing_to_draw_from_and_a_level_out_of_range_are_errors() -> None:
    with pytest.raises(ValueError, match="no items"):
        bootstrap_means([])
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile_interval([1.0], level=95)
