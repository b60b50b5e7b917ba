"""Degenerate ratings have a state and plain words, never an exception or a made-up number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from evalwidgets import agreement

_ = np.nan
DEGENERATE = {
    "too_few": np.full((4, 3), _),
    "one_rater": np.array([[1.0], [2.0], [1.0]]),
    "no_overlap": np.array([[1, _], [_, 2], [1, _], [_, 1]]),
    "no_variation": np.ones((5, 3)),
}
COEFFICIENTS: list[Callable[..., agreement.Coefficient]] = [
    agreement.krippendorff_alpha,
    agreement.fleiss_kappa,
    agreement.conger_kappa,
    agreement.cohen_kappa,
    agreement.gwet_ac,
    agreement.brennan_prediger,
    agreement.raw_agreement,
    agreement.pairwise_agreement,
    agreement.icc,
    agreement.pairwise_pearson,
    agreement.kendall_w,
    agreement.kendall_tau,
    agreement.macro_f1,
]
DEFINED_WITHOUT_VARIATION = {"raw_agreement", "pairwise_agreement", "macro_f1", "gwet_ac"}


@pytest.mark.parametrize("coefficient", COEFFICIENTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("state", DEGENERATE)
def test_every_coefficient_has_a_state_for_degenerate_ratings(coefficient: Any, state: str) -> None:
    values = DEGENERATE[state]
    how = {"raters": ("1", "2")} if coefficient is agreement.cohen_kappa and state != "one_rater" else {}
    if coefficient is agreement.cohen_kappa and state == "one_rater":
        values = np.column_stack([values, np.full(len(values), _)])
    found = coefficient(values, **how)
    if state == "no_variation" and coefficient.__name__ in DEFINED_WITHOUT_VARIATION:
        assert (found.state, found.value) == ("ok", 1.0)
        return
    # Where units are dropped first (those that not both, or not all, rated) nothing may be left of them.
    assert found.state in {state, "too_few"}
    assert found.value is None
    assert found.interval is None
    assert "not defined" in str(found)
    assert found.words.startswith("Agreement cannot be told: ")


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_the_state_does_not_hang_on_the_metric(metric: Any) -> None:
    for state, values in DEGENERATE.items():
        assert agreement.krippendorff_alpha(values, metric).state == state


def test_no_variation_still_tells_raw_agreement_and_base_rate() -> None:
    found = agreement.krippendorff_alpha(np.ones((5, 3)))
    assert (found.raw_agreement, found.base_rate, found.most_frequent) == (1.0, 1.0, "1")
    assert "raw agreement 1.000, most often “1” (1.00)" in str(found)


def test_one_pairable_unit_is_too_few_and_so_is_less_than_asked_for() -> None:
    values = np.array([[1, 2], [1, _], [2, _]])
    assert agreement.krippendorff_alpha(values).state == "too_few"
    pairs = np.array([[1.0, 2], [2, 2], [1, 1]])
    assert agreement.krippendorff_alpha(pairs).state == "ok"
    assert agreement.krippendorff_alpha(pairs, least=4).state == "too_few"


def test_nothing_at_all_is_no_error() -> None:
    assert agreement.krippendorff_alpha(np.empty((0, 0))).state == "too_few"
    assert agreement.gwet_ac(np.empty((0, 3)), rows="units").state == "too_few"


def test_the_line_says_all_that_the_coefficient_stands_on() -> None:
    values = np.array([[1, 1, _], [2, 2, 2], [1, 2, 1], [2, 2, _]])
    line = str(agreement.krippendorff_alpha(values, seed=3))
    assert line.startswith("Krippendorff's alpha (nominal) 0.625 [")
    for fact in (
        "95% by percentile bootstrap over 4 units",
        "4 of 4 units pairable",
        "3 raters",
        "16.7% missing",
        "raw agreement 0.833",
        "most often “2” (0.60)",
    ):
        assert fact in line


def test_where_nearly_all_marks_are_the_same_it_says_that_alpha_understates_agreement() -> None:
    random = np.random.default_rng(0)
    values = np.where(random.random((300, 3)) < 0.93, "met", "unmet").astype(object)
    alpha = agreement.krippendorff_alpha(values)
    assert alpha.value < 0.2
    assert alpha.is_understated
    assert "with 9 of 10 marks “met”, alpha understates it, see AC1" in alpha.words
    ac1 = agreement.gwet_ac(values)
    assert ac1.value > 0.8
    assert not ac1.is_understated
    assert ac1.words == "Experts agree almost perfectly."


def test_an_interval_can_be_left_out_and_then_says_so() -> None:
    found = agreement.krippendorff_alpha(np.array([[1.0, 2], [2, 2], [1, 1]]), interval=None)
    assert found.interval is None
    assert "no interval" in str(found)


@pytest.mark.parametrize("method", ["percentile", "bca", "delta"])
def test_the_same_seed_gives_the_same_interval(method: Any) -> None:
    random = np.random.default_rng(1)
    values = random.integers(0, 3, (60, 3)).astype(float)
    first, again = (agreement.krippendorff_alpha(values, interval=method, seed=8).interval for _ in range(2))
    assert first == again
    other = agreement.krippendorff_alpha(values, interval=method, seed=9).interval
    assert (first == other) is (method == "delta")
