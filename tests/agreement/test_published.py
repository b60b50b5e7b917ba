"""The figures that others have published, to their last digit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evalwidgets import agreement
from evalwidgets.stats.aggregation import majority
from tests.agreement.ratings import KRIPPENDORFF, SHROUT_FLEISS, load, needs_reference, pandalm, ttcw


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_own_example(metric: Any, alpha: float) -> None:
    found = agreement.krippendorff_alpha(KRIPPENDORFF, metric)
    assert found.value == pytest.approx(alpha, abs=5e-4)
    assert (found.n_units, found.n_pairable, found.n_raters) == (12, 11, 4)


@pytest.mark.parametrize(
    ("form", "value"),
    [("1", 0.166), ("A,1", 0.290), ("C,1", 0.715), ("1,k", 0.443), ("A,k", 0.620), ("C,k", 0.909)],
)
def test_shrout_and_fleiss_six_correlations(form: Any, value: float) -> None:
    assert agreement.icc(SHROUT_FLEISS, form).value == pytest.approx(value, abs=5e-4)


@needs_reference
def test_ttcw_pooled_over_its_672_units() -> None:
    values, _ = ttcw()
    assert agreement.fleiss_kappa(values).value == pytest.approx(0.4261, abs=5e-5)
    alpha = agreement.krippendorff_alpha(values)
    assert alpha.value == pytest.approx(0.426423, abs=5e-7)
    assert alpha.missing == pytest.approx(0.727, abs=5e-4)
    assert agreement.conger_kappa(values).value == pytest.approx(0.42852, abs=5e-6)
    ac1 = agreement.gwet_ac(values, interval="delta")
    assert ac1.value == pytest.approx(0.49065, abs=5e-6)
    assert (ac1.interval.low, ac1.interval.high) == pytest.approx((0.43986, 0.54144), abs=6e-6)


@needs_reference
def test_ttcw_test_by_test() -> None:
    values, tests = ttcw()
    published = [0.470, 0.250, 0.277, 0.413, 0.368, 0.340, 0.378, 0.361, 0.448, 0.407, 0.643, 0.648, 0.303, 0.309]
    found = [agreement.fleiss_kappa(values[tests == test], interval=None).value for test in range(1, 15)]
    assert found == pytest.approx(published, abs=5e-4)
    assert np.mean(found) == pytest.approx(0.4011, abs=5e-5)


@needs_reference
def test_ttcw_story_totals() -> None:
    values, _ = ttcw()
    totals = values.reshape(-1, 14, values.shape[1]).sum(axis=1)  # NaN unless the expert judged the story
    assert agreement.pairwise_pearson(totals).value == pytest.approx(0.687, abs=5e-4)


@needs_reference
def test_ttcw_majority() -> None:
    values, _ = ttcw()
    codes = np.where(np.isnan(values), -1, values).astype(int)
    counts = np.stack([(codes == code).sum(axis=1) for code in (0, 1)], axis=1)
    stories = sorted({row["story_id"] for row in load("ttcw/ttcw_annotations.json")})
    found = dict(zip(((story, test) for story in stories for test in range(1, 15)), majority(counts), strict=True))
    published = load("ttcw/ttcw_majority.json")
    assert len(published) == 672
    for one in published:
        assert found[one["story_id"], one["ttcw_idx"]] == (one["binary_verdict"] == "Yes")


@needs_reference
def test_pandalm_by_pair_of_annotators_and_all_together() -> None:
    values = pandalm()
    kappas = [agreement.cohen_kappa(values, raters=pair).value for pair in (("1", "2"), ("1", "3"), ("2", "3"))]
    assert sorted(kappas) == pytest.approx(sorted([0.852, 0.879, 0.862]), abs=5e-4)
    assert agreement.fleiss_kappa(values).value == pytest.approx(0.8642, abs=5e-5)
    assert agreement.krippendorff_alpha(values).value == pytest.approx(0.8642, abs=5e-5)
    assert agreement.gwet_ac(values).value == pytest.approx(0.8864, abs=5e-5)


@needs_reference
def test_pandalm_agreement_with_and_without_ties_are_both_told() -> None:
    values = np.array(["tie", "a", "b"], dtype=object)[pandalm().astype(int)]
    with_ties = agreement.pairwise_agreement(values)
    without = agreement.pairwise_agreement(values, ties="tie")
    assert with_ties.name == "pairwise agreement with ties"
    assert without.name == "pairwise agreement without ties"
    assert with_ties.value < without.value


@needs_reference
def test_pandalm_majority() -> None:
    codes = pandalm().astype(int)
    counts = np.stack([(codes == code).sum(axis=1) for code in range(3)], axis=1)
    decided = majority(counts)
    assert [int((decided == code).sum()) for code in range(3)] == [105, 422, 472]
    assert (decided < 0).sum() == 0
