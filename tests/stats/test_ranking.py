"""Rankings from comparisons, against choix and against the strengths that made them."""

from __future__ import annotations

import sys

import choix
import numpy as np
import pytest

from evalwidgets.stats.ranking import FIRST, SECOND, TIE, EvalicaMissing, bradley_terry, elo


def contest(count: int, ties: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    true = np.array([-1.0, -0.4, 0.0, 0.3, 1.1])
    first = random.integers(0, 5, count)
    second = (first + random.integers(1, 5, count)) % 5
    odds = np.exp(true[first]), np.exp(true[second]), 2 * ties * np.exp((true[first] + true[second]) / 2)
    total = sum(odds)
    draw = random.random(count) * total
    outcome = np.where(draw < odds[0], FIRST, np.where(draw < odds[0] + odds[1], SECOND, TIE))
    return first, second, outcome, true


def test_without_ties_it_is_the_maximum_likelihood_that_choix_finds() -> None:
    first, second, outcome, _ = contest(3_000, ties=0)
    won = [(a, b) if who == FIRST else (b, a) for a, b, who in zip(first, second, outcome, strict=True)]
    theirs = choix.ilsr_pairwise(5, won)
    ours = bradley_terry(first, second, outcome, 5, resamples=0)
    assert ours.strengths == pytest.approx(theirs - theirs.mean(), abs=1e-5)


def test_with_ties_it_finds_the_strengths_that_made_the_outcomes_and_how_sure_they_are() -> None:
    first, second, outcome, true = contest(6_000, ties=0.5)
    assert 0.2 < (outcome == TIE).mean() < 0.5
    found = bradley_terry(first, second, outcome, 5, resamples=300)
    assert found.strengths == pytest.approx(true, abs=0.12)
    assert ((found.low < true) & (true < found.high)).sum() >= 4
    assert (found.high - found.low < 0.4).all()
    assert found.tie == pytest.approx(0.5, abs=0.05)


def test_elo_puts_the_same_contestants_first() -> None:
    first, second, outcome, true = contest(6_000, ties=0.3)
    found = elo(first, second, outcome, 5)
    assert found.strengths.argsort().tolist() == true.argsort().tolist()
    assert np.isnan(found.low).all()


def test_without_evalica_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evalica", None)
    first, second, outcome, _ = contest(10, ties=0)
    with pytest.raises(EvalicaMissing, match=r"pip install 'evalwidgets\[ranking\]'"):
        bradley_terry(first, second, outcome, 5)
