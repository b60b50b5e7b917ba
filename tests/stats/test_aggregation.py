"""One value from several: majorities with their ties, trimmed means, Dawid and Skene."""

from __future__ import annotations

import numpy as np
import pytest

from evalwidgets.stats.aggregation import majority, mean, median, trimmed_mean
from evalwidgets.stats.dawid_skene import dawid_skene

_ = np.nan
VALUES = np.array([[1, 2, 3, 100], [5, _, 7, _], [_, _, 4, _], [_, _, _, _]])


def test_a_tie_stays_undecided_unless_a_rule_is_named() -> None:
    rows = np.array([[2, 1, 0], [1, 1, 0], [0, 2, 2], [0, 0, 0]])
    assert majority(rows).tolist() == [0, -1, -1, -1]
    assert majority(rows, "lowest").tolist() == [0, 0, 1, -1]
    assert majority(rows, "highest").tolist() == [0, 1, 2, -1]


def test_means_and_medians_leave_out_what_is_missing() -> None:
    assert mean(VALUES).tolist()[:3] == [26.5, 6, 4]
    assert median(VALUES).tolist()[:3] == [2.5, 6, 4]
    assert trimmed_mean(VALUES, 0.25).tolist()[:3] == [2.5, 6, 4]
    assert trimmed_mean(VALUES, 0.2).tolist()[:3] == [26.5, 6, 4]  # a fifth of four ratings is less than one
    assert np.isnan([mean(VALUES)[3], median(VALUES)[3]]).all()


def test_the_median_is_numpys() -> None:
    values = np.random.default_rng(0).normal(size=(200, 5))
    assert np.allclose(median(values), np.median(values, axis=1))


def ratings(units: int, skills: list[float], seed: int = 0, missing: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    true = random.choice(3, units, p=[0.5, 0.3, 0.2])
    right = random.random((units, len(skills))) < skills
    codes = np.where(right, true[:, np.newaxis], random.integers(0, 3, (units, len(skills))))
    return np.where(random.random(codes.shape) < missing, -1, codes), true


def test_dawid_and_skene_trust_the_rater_who_errs_less() -> None:
    codes, true = ratings(3_000, [0.9, 0.2, 0.2, 0.2, 0.2])
    found = dawid_skene(codes, 3)
    rated = (codes >= 0).any(axis=1)
    counts = np.stack([(codes == code).sum(axis=1) for code in range(3)], axis=1)
    by_majority = (majority(counts, "lowest") == true)[rated].mean()
    by_model = (np.nan_to_num(found.probabilities).argmax(axis=1) == true)[rated].mean()
    assert by_model > by_majority + 0.05
    skill = np.trace(found.confusion, axis1=1, axis2=2)
    assert skill.argmax() == 0


def test_dawid_and_skene_find_the_errors_that_made_the_ratings() -> None:
    codes, _true = ratings(20_000, [0.8, 0.6, 0.7, 0.5])
    found = dawid_skene(codes, 3, iterations=200, tolerance=1e-9)
    for rater, skill in enumerate([0.8, 0.6, 0.7, 0.5]):
        expected = np.eye(3) * skill + (1 - skill) / 3
        assert np.abs(found.confusion[rater] - expected).max() < 0.04
    assert found.prior == pytest.approx([0.5, 0.3, 0.2], abs=0.02)
    assert np.allclose(np.nansum(found.probabilities, axis=1)[(codes >= 0).any(axis=1)], 1)


def test_a_unit_that_nobody_rated_has_no_probabilities() -> None:
    codes = np.array([[0, 0], [1, 1], [-1, -1]])
    found = dawid_skene(codes, 2)
    assert np.isnan(found.probabilities[2]).all()
    assert found.probabilities[:2].argmax(axis=1).tolist() == [0, 1]
    assert dawid_skene(np.full((2, 2), -1), 2).iterations >= 1
