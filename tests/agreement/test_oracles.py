"""Against other packages on random ratings, with nothing to four fifths missing."""

from __future__ import annotations

import warnings
from typing import Any

import evalica
import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from sklearn.metrics import cohen_kappa_score, f1_score
from statsmodels.stats.inter_rater import fleiss_kappa

from evalwidgets import agreement
from tests.agreement.ratings import tables

METRICS = ("nominal", "ordinal", "interval", "ratio")
few = settings(max_examples=80, deadline=None)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # theirs, where ours has a state
@few
@given(values=tables())
def test_alpha_is_that_of_the_krippendorff_package_where_it_has_one(values: np.ndarray) -> None:
    for metric in METRICS:
        ours = agreement.krippendorff_alpha(values, metric, interval=None)
        try:
            theirs = krippendorff.alpha(values.T, level_of_measurement=metric)
        except ValueError:  # it raises where there is no overlap or no variation
            assert ours.state != "ok" or ours.n_pairable < 2
        else:
            if ours.state == "too_few":
                continue
            if np.isnan(theirs):  # or says this, where what does not vary has a unit without a pair beside it
                assert ours.state == "no_variation"
                continue
            assert ours.value == pytest.approx(theirs, abs=1e-9)


@few
@given(values=tables())
def test_alpha_is_that_of_evalica(values: np.ndarray) -> None:
    for metric in METRICS:
        ours = agreement.krippendorff_alpha(values, metric, interval=None)
        if ours.state == "ok":
            theirs = evalica.alpha(pd.DataFrame(values.T), distance=metric).alpha
            assert ours.value == pytest.approx(theirs, abs=1e-9)


@few
@given(values=tables(missing=(0.0, 0.0)))
def test_fleiss_is_that_of_statsmodels_where_nothing_is_missing(values: np.ndarray) -> None:
    ours = agreement.fleiss_kappa(values, interval=None)
    assume(ours.state == "ok")
    found = np.unique(values)
    table = np.stack([(values == one).sum(axis=1) for one in found], axis=1)
    assert ours.value == pytest.approx(fleiss_kappa(table), abs=1e-9)


@few
@given(values=tables(raters=(2, 2)))
def test_cohen_is_that_of_scikit_learn_on_the_units_both_rated(values: np.ndarray) -> None:
    both = values[np.isfinite(values).all(axis=1)]
    assume(len(both) > 1 and len(np.unique(both)) > 1)
    labels = np.unique(values[np.isfinite(values)])
    for ours, theirs in (("nominal", None), ("linear", "linear"), ("quadratic", "quadratic")):
        found = agreement.cohen_kappa(values, ours, interval=None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = cohen_kappa_score(both[:, 0], both[:, 1], labels=labels, weights=theirs)
        if np.isfinite(expected):
            assert found.value == pytest.approx(expected, abs=1e-9)


@few
@given(values=tables(missing=(0.0, 0.5)))
def test_macro_f1_is_that_of_scikit_learn_over_all_pairs_with_the_others(values: np.ndarray) -> None:
    ours = agreement.macro_f1(values, "1", interval=None)
    pairs = [
        (values[unit, 0], values[unit, other])
        for unit in range(len(values))
        for other in range(1, values.shape[1])
        if np.isfinite(values[unit, [0, other]]).all()
    ]
    assume(ours.state == "ok" and pairs)
    own, others = np.array(pairs).T
    labels = np.unique([own, others])
    expected = f1_score(own, others, labels=labels, average="macro", zero_division=np.nan)
    assert ours.value == pytest.approx(expected, abs=1e-9)


@few
@given(values=tables(raters=(2, 2)))
def test_tau_is_that_of_scipy(values: np.ndarray) -> None:
    from scipy.stats import kendalltau

    both = values[np.isfinite(values).all(axis=1)]
    assume(len(both) > 1)
    ours = agreement.kendall_tau(values, interval=None)
    theirs = kendalltau(both[:, 0], both[:, 1]).statistic
    if np.isfinite(theirs):
        assert ours.value == pytest.approx(theirs, abs=1e-9)
    else:
        assert ours.state == "no_variation"


@few
@given(values=tables(missing=(0.0, 0.0), raters=(3, 5)))
def test_w_is_that_of_friedmans_test(values: np.ndarray) -> None:
    from scipy.stats import friedmanchisquare

    ours = agreement.kendall_w(values, interval=None)
    assume(ours.state == "ok")
    units, raters = values.shape
    theirs = friedmanchisquare(*values).statistic / (raters * (units - 1))  # each unit a treatment, raters the blocks
    assert ours.value == pytest.approx(theirs, abs=1e-9)


@few
@given(values=tables(missing=(0.0, 0.0)))
def test_two_way_correlations_without_missing_ratings_are_the_textbook_mean_squares(values: np.ndarray) -> None:
    units, raters = values.shape
    grand = values.mean()
    rows = raters * ((values.mean(axis=1) - grand) ** 2).sum() / (units - 1)
    columns = units * ((values.mean(axis=0) - grand) ** 2).sum() / (raters - 1)
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + grand
    error = (rest**2).sum() / ((units - 1) * (raters - 1))
    below = rows + (raters - 1) * error + raters * (columns - error) / units
    assume(below > 1e-9 and rows + (raters - 1) * error > 1e-9)
    absolute: Any = agreement.icc(values, "A,1", interval=None).value
    consistent: Any = agreement.icc(values, "C,1", interval=None).value
    assert absolute == pytest.approx((rows - error) / below, abs=1e-9)
    assert consistent == pytest.approx((rows - error) / (rows + (raters - 1) * error), abs=1e-9)


def test_correlations_with_three_fifths_missing_find_the_variances_that_made_the_numbers() -> None:
    random = np.random.default_rng(5)
    values = 2 * random.normal(size=(3000, 1)) + np.linspace(-1.5, 1.5, 8) + random.normal(size=(3000, 8))
    values[random.random(values.shape) < 0.6] = np.nan
    of_raters = np.linspace(-1.5, 1.5, 8).var(ddof=1)
    consistent = agreement.icc(values, "C,1", resamples=200)
    assert consistent.value == pytest.approx(4 / 5, abs=0.02)
    assert consistent.interval.low < 4 / 5 < consistent.interval.high
    assert agreement.icc(values, "A,1", interval=None).value == pytest.approx(4 / (5 + of_raters), abs=0.02)
    assert agreement.icc(values, "1", interval=None).value < consistent.value


def test_the_bootstrap_of_alpha_is_as_wide_as_evalicas() -> None:
    random = np.random.default_rng(3)
    true = random.integers(0, 4, (300, 1))
    values = np.where(random.random((300, 4)) < 0.6, true, random.integers(0, 4, (300, 4))).astype(float)
    values[random.random(values.shape) < 0.3] = np.nan
    ours = agreement.krippendorff_alpha(values, "ordinal", resamples=4000).interval
    theirs = evalica.alpha_bootstrap(pd.DataFrame(values.T), distance="ordinal", n_resamples=4000, random_state=1)
    # Theirs draws disagreements (Krippendorff), ours units; both are near the same variance.
    assert ours.high - ours.low == pytest.approx(theirs.high - theirs.low, rel=0.25)


def test_numbers_that_hardly_come_twice_have_agreement_too() -> None:
    random = np.random.default_rng(9)
    values = 2 * random.normal(size=(4_000, 1)) + random.normal(size=(4_000, 4))
    values[random.random(values.shape) < 0.4] = np.nan
    alpha = agreement.krippendorff_alpha(values, "interval", resamples=100)
    theirs = krippendorff.alpha(values[:60].T, level_of_measurement="interval")
    assert agreement.krippendorff_alpha(values[:60], "interval", interval=None).value == pytest.approx(theirs, abs=1e-9)
    assert alpha.value == pytest.approx(4 / 5, abs=0.02)
    assert alpha.interval.low < alpha.value < alpha.interval.high
    assert (alpha.raw_agreement, alpha.n_raters) == (0.0, 4)
    for coefficient in (agreement.icc, agreement.pairwise_pearson):
        assert coefficient(values, interval=None).value == pytest.approx(4 / 5, abs=0.02)
    assert agreement.kendall_w(values[:500], interval=None).value > 0.7
    assert agreement.kendall_tau(values[:500], interval=None).value == pytest.approx(0.59, abs=0.05)


def test_numbers_give_alpha_by_sums_what_they_give_by_counts() -> None:
    from evalwidgets.stats import chance, resampling
    from evalwidgets.stats.counts import count
    from evalwidgets.stats.distances import distance

    values = np.random.default_rng(3).integers(1, 6, (50, 4)).astype(float)
    counts = count(values.astype(int) - 1, 5)
    by_counts = resampling.value_of(chance.krippendorff(counts, distance("interval", np.arange(1.0, 6))), counts.times)
    by_sums = resampling.value_of(chance.krippendorff_interval(values), np.ones(50, int))
    assert by_sums == pytest.approx(by_counts, abs=1e-12)
