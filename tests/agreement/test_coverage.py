"""An interval that says 95 % holds the true value 95 times in a hundred."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evalwidgets.stats import chance, resampling
from evalwidgets.stats.counts import count
from evalwidgets.stats.distances import distance

UNITS, RATERS, STUDIES = 200, 3, 1_500
NOMINAL = distance("nominal", np.arange(3.0))


def study(random: np.random.Generator, units: int) -> np.ndarray:
    """Three raters who know the answer to 60 % and else draw from 50 : 30 : 20; a fifth of the ratings missing."""
    shares = [0.5, 0.3, 0.2]
    true = random.choice(3, (units, 1), p=shares)
    codes = np.where(random.random((units, RATERS)) < 0.6, true, random.choice(3, (units, RATERS), p=shares))
    return np.where(random.random(codes.shape) < 0.2, -1, codes)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_the_bootstrap_covers_the_true_alpha(method: Any) -> None:
    random = np.random.default_rng(11)
    whole = count(study(random, 2_000_000), 3)
    true = resampling.value_of(chance.krippendorff(whole, NOMINAL), whole.times)
    assert true == pytest.approx(0.36, abs=0.005)  # two raters both know: 0.6²
    covered = 0
    for seed in range(STUDIES):
        counts = count(study(random, UNITS), 3)
        alpha = chance.krippendorff(counts, NOMINAL)
        found = resampling.interval(alpha, counts.times, method=method, resamples=500, seed=seed)
        assert found is not None
        covered += found.low <= true <= found.high
    assert covered / STUDIES == pytest.approx(0.95, abs=0.02)
