"""The score rules on arrays, each with its arithmetic written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from evalwidgets.rubrics.scoring.gates import gated
from evalwidgets.rubrics.scoring.means import (
    clipped,
    mean_of_domains,
    points_min_max,
    points_over_positive,
    reversed_values,
    weighted_mean,
)
from evalwidgets.rubrics.scoring.passes import all_pass, pass_at_k, pass_hat_k, pass_rate, worst_at_k
from evalwidgets.rubrics.scoring.spans import MQM_SEVERITIES, edit_sum, mark_weights, segment_scores
from evalwidgets.rubrics.scoring.trees import tree_scores

NAN = np.nan


def test_points_earned_go_over_the_positive_points_only() -> None:
    assert points_over_positive([1, 0, 1], [7, 5, -4]) == pytest.approx((7 - 4) / (7 + 5))


def test_an_item_may_score_below_zero_and_only_the_mean_is_clipped() -> None:
    items = points_over_positive([[0, 1], [1, 0]], [4, -8])
    assert items == pytest.approx([-8 / 4, 4 / 4])
    assert clipped(items.mean(), (0, 1)) == 0.0  # (-2 + 1) / 2, clipped once
    assert clipped(items, (0, 1)).mean() == 0.5  # what clipping each item would have said
    assert clipped([-0.2, NAN, 3.0], (0, None)) == pytest.approx([0.0, NAN, 3.0], nan_ok=True)


def test_a_part_without_positive_points_has_no_score() -> None:
    axes = [[True, False], [True, False], [False, True]]  # the third criterion, a penalty, alone on its axis
    scores = points_over_positive([1, 0, 1], [7, 5, -4], parts=axes)
    assert scores == pytest.approx([7 / 12, NAN], nan_ok=True)


def test_penalties_alone_have_no_points_over_positive_but_lie_between_worst_and_best() -> None:
    assert np.isnan(points_over_positive([1, 0], [-4, -6]))
    assert points_min_max([1, 0], [-4, -6]) == pytest.approx((-4 + 10) / 10)


def test_what_is_not_there_counts_neither_above_nor_below_the_line() -> None:
    assert points_over_positive([1, NAN, 0], [7, 5, 3]) == pytest.approx(7 / 10)
    assert points_min_max([1, NAN, 1], [7, 5, -4]) == pytest.approx((3 + 4) / (7 + 4))
    assert weighted_mean([1, NAN, 0], [4, 3, 2]) == pytest.approx(4 / 6)
    assert pass_rate([1, NAN, 0, 0]) == pytest.approx(1 / 3)


def test_partial_credit_and_counts_earn_their_points_times_the_value() -> None:
    # ResearchRubrics: satisfied 1, partly 0.5, not 0.
    assert points_over_positive([1, 0.5, 0], [5, 4, 3]) == pytest.approx((5 + 2) / 12)
    # BigLaw: three hallucinations at -1, two extraneous statements at -0.5, of 10 points.
    assert points_over_positive([1, 0, 3, 2], [6, 4, -1, -0.5], highest=[1, 1, 99, 99]) == pytest.approx(
        (6 - 3 - 1) / 10
    )


def test_an_anchored_scale_can_earn_its_points_times_its_highest_value() -> None:
    assert points_over_positive([2, 1], [3, 5], highest=[4, 1]) == pytest.approx((6 + 5) / (12 + 5))
    assert points_min_max([2, 1], [3, -5], lowest=[1, 0], highest=[4, 1]) == pytest.approx(
        (6 - 5 - 3 + 5) / (12 - 3 + 5)
    )


def test_min_max_is_nothing_where_worst_and_best_are_the_same() -> None:
    assert np.isnan(points_min_max([1], [0]))


def test_classes_weigh_four_three_two_one() -> None:
    assert weighted_mean([1, 1, 0, 1], [4, 3, 2, 1]) == pytest.approx((4 + 3 + 1) / 10)
    assert np.isnan(weighted_mean([1, 1], [0, 0]))


def test_domains_are_rounded_before_they_are_averaged() -> None:
    scores, domains = [0.12345, 0.5, 0.9], ["physics", "chemistry", "chemistry"]
    assert mean_of_domains(scores, domains, decimals=3) == pytest.approx((0.123 + 0.7) / 2, abs=1e-12)
    assert mean_of_domains(scores, domains) == pytest.approx((0.12345 + 0.7) / 2)
    assert mean_of_domains([NAN, 0.5], ["a", "b"]) == 0.5
    assert np.isnan(mean_of_domains([NAN], ["a"]))


def test_a_reversed_scale_counts_from_its_other_end() -> None:
    turned = reversed_values([17, 12, NAN], 0, 20, [True, False, True])
    assert turned == pytest.approx([3, 12, NAN], nan_ok=True)
    # EQ-Bench: mean of the metrics that apply, times five.
    assert 5 * weighted_mean(turned, [1, 1, 1]) == pytest.approx(5 * (3 + 12) / 2)
    assert reversed_values([2], 1, 7, [True]) == pytest.approx([6])


def test_all_pass_is_one_only_if_every_criterion_passes() -> None:
    passed = [[1, 1, 1], [1, 0, 1], [1, NAN, 1], [NAN, NAN, NAN]]
    assert all_pass(passed) == pytest.approx([1, 0, 1, NAN], nan_ok=True)
    assert pass_rate(passed) == pytest.approx([1, 2 / 3, 1, NAN], nan_ok=True)


@pytest.mark.parametrize("k", range(1, 7))
def test_k_tries_are_the_mean_over_all_subsets_of_k(k: int) -> None:
    random = np.random.default_rng(k)
    scores, passed = random.normal(size=6), random.integers(0, 2, 6)
    subsets = list(itertools.combinations(range(6), k))
    assert worst_at_k(scores, k) == pytest.approx(np.mean([scores[list(s)].min() for s in subsets]))
    assert pass_at_k(passed, k) == pytest.approx(np.mean([passed[list(s)].max() for s in subsets]))
    assert pass_hat_k(passed, k) == pytest.approx(np.mean([passed[list(s)].min() for s in subsets]))


def test_tries_without_a_judgment_are_left_out_and_too_few_give_nothing() -> None:
    assert worst_at_k([[0.3, NAN, 0.1, 0.2]], 2) == pytest.approx([(0.1 + 0.1 + 0.2) / 3])
    assert pass_at_k([1, 0, NAN], 2) == pytest.approx(1.0)
    for function in (worst_at_k, pass_at_k, pass_hat_k):
        assert np.isnan(function([1, 0, NAN], 3))
        with pytest.raises(ValueError, match="at least 1"):
            function([1, 0], 0)


def test_a_tree_is_the_weighted_mean_of_its_children_all_the_way_down() -> None:
    #        0 ── 1 (weight 3) ── 3 (2), 4 (1)
    #          └─ 2 (weight 1)
    parents, weights = [-1, 0, 0, 1, 1], [1, 3, 1, 2, 1]
    scores = tree_scores([NAN, NAN, 0, 1, 0], parents, weights)
    assert scores == pytest.approx([(3 * 2 / 3 + 0) / 4, 2 / 3, 0, 1, 0])


def test_children_that_weigh_nothing_score_zero_but_children_that_are_not_there_are_left_out() -> None:
    parents, weights = [-1, 0, 0, 1, 1], [1, 1, 1, 0, 0]
    assert tree_scores([NAN, NAN, 1, 1, 1], parents, weights)[:2] == pytest.approx([0.5, 0.0])
    gone = tree_scores([NAN, NAN, 1, NAN, NAN], parents, [1, 1, 1, 2, 2])
    assert gone[:2] == pytest.approx([1.0, NAN], nan_ok=True)


def test_many_judgments_of_one_tree_are_scored_at_once() -> None:
    parents, weights = [-1, 0, 0, 1, 1], [1, 3, 1, 2, 1]
    leaves = np.random.default_rng(0).random((4, 5))
    together = tree_scores(leaves, parents, weights)
    assert together == pytest.approx(np.array([tree_scores(row, parents, weights) for row in leaves]))


def test_a_tree_that_goes_in_a_circle_is_an_error() -> None:
    with pytest.raises(ValueError, match="its own ancestor"):
        tree_scores([0, 0], [1, 0], [1, 1])


def test_gates_act_in_order_penalties_then_the_lowest_cap_then_multipliers() -> None:
    kinds, values = ("penalty", "penalty", "cap", "cap", "multiplier", "multiplier"), (0.15, 0.15, 0.5, 0.4, 0.8, 0.8)
    none, both_taken, capped, times = (
        [False] * 6,
        [True, True, False, False, False, False],
        [False, False, True, True, False, False],
        [True, False, True, False, True, True],
    )
    after = gated([0.9] * 4, [none, both_taken, capped, times], kinds, values)
    assert after == pytest.approx([0.9, 0.9 - 0.3, 0.4, min(0.9 - 0.15, 0.5) * 0.8 * 0.8])
    assert gated([0.9], [both_taken], kinds, values, penalty_cap=0.2) == pytest.approx([0.7])


def test_any_failed_hurdle_makes_the_total_nothing_and_no_total_stays_none() -> None:
    assert gated([0.8, 0.8, NAN], [[True], [False], [True]], ["hurdle"], [0]) == pytest.approx(
        [0, 0.8, NAN], nan_ok=True
    )


@pytest.mark.parametrize(("policy", "score"), [("total", 0.8), ("zero", 0.0)])
def test_without_a_hurdle_the_policy_decides_as_the_two_published_codes_disagree(policy, score) -> None:
    assert gated([0.8], np.zeros((1, 0)), [], [], no_gate=policy) == pytest.approx([score])
    # A hurdle that nobody could answer is as good as none.
    assert gated([0.8], [[False]], ["hurdle"], [0], answered=[[False]], no_gate=policy) == pytest.approx([score])
    assert gated([0.8], [[False]], ["hurdle"], [0], answered=[[True]], no_gate=policy) == pytest.approx([0.8])


def test_a_mark_weighs_by_severity_unless_its_category_has_a_weight_of_its_own() -> None:
    categories = ["Fluency/Punctuation", "Fluency/Punctuation", "Accuracy/Omission", "Non-translation", "Other"]
    severities = ["Minor", "Major", "Major", "Minor", "Neutral"]
    assert mark_weights(categories, severities) == pytest.approx([0.1, 5, 5, 25, 0])
    with pytest.raises(ValueError, match="no weight for severity 'critical'; there is major, minor, neutral"):
        mark_weights(["Other"], ["critical"], MQM_SEVERITIES)


def test_marks_are_summed_by_rater_before_raters_are_averaged() -> None:
    segments, raters = ["s1", "s1", "s1", "s2", "s2"], ["a", "a", "b", "a", "b"]
    names, scores = segment_scores([5, 1, 0, 0.1, 0], segments, raters)
    assert list(names) == ["s1", "s2"]
    assert scores == pytest.approx([((5 + 1) + 0) / 2, (0.1 + 0) / 2])


def test_edits_add_up_by_severity_family_and_size() -> None:
    assert edit_sum([2, -1], [1.5, 3], [4, 2]) == pytest.approx(2 * 1.5 * 4 - 1 * 3 * 2)
    assert edit_sum([]) == 0.0
