"""Several responses of a model to the same item: what they come to together.

Each response's score is first averaged over the experts who gave it one. Then either all scores of an item
count alike (``mean``), or a model's responses to an item are n tries at it, and the figure is that of all
subsets of k of them: ``pass@k``, that one or more passes (Chen et al. 2021, arXiv 2107.03374, unbiased);
``pass^k``, that all pass; ``worst@k``, the lowest score among them (HealthBench's worst-at-k).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from evalwidgets.errors import StudyError
from evalwidgets.results.rows import Ints
from evalwidgets.results.units import Units
from evalwidgets.rubrics.scoring.means import Floats
from evalwidgets.rubrics.scoring.passes import pass_at_k, pass_hat_k, worst_at_k
from evalwidgets.rubrics.scoring_rule import Scoring

Sampling = Literal["mean", "pass@k", "pass^k", "worst@k"]

_TOPS_AT_ONE = frozenset({"points_over_positive", "points_min_max", "weight_mean", "pass_rate", "all_pass", "tree"})
_ROUNDING = 1e-9  # what averaging experts leaves


@dataclass(frozen=True)
class Samples:
    """How the responses of one model to one item become one number.

    Attributes
    ----------
    k
        How many tries; 0 for the mean, which takes all there are.
    pass_mark
        The score from which a response passes.
    """

    how: Sampling = "mean"
    k: int = 0
    pass_mark: float = 1.0

    @property
    def words(self) -> str:
        """The figure in words; empty for the mean."""
        if self.how == "mean":
            return ""
        passes = f", a response passing from {self.pass_mark:g} on" if self.how.startswith("pass") else ""
        return f"{self.how.replace('k', str(self.k))} of a model's responses to an item{passes}"

    def of_items(self, units: Units, rows: Ints, scores: Floats) -> tuple[Ints, Floats]:
        """Return the places of the items that `rows` of the units are about, rising, and a number for each.

        Parameters
        ----------
        rows, scores
            The units that have a score, and these.

        Raises
        ------
        StudyError
            If a model has fewer than k responses with a score to some item.
        """
        if self.how == "mean":
            return _means(units.keys["item"].codes[rows], scores)
        keys = np.column_stack([units.keys[name].codes[rows] for name in ("item", "model", "response")])
        tries, of_try = np.unique(keys, axis=0, return_inverse=True)
        of_tries = np.bincount(of_try.ravel(), weights=scores) / np.bincount(of_try.ravel())
        pairs, begins, counts = np.unique(tries[:, :2], axis=0, return_index=True, return_counts=True)
        self._refuse_too_few(units, pairs[counts < self.k], counts[counts < self.k])
        table = np.full((len(pairs), int(counts.max(initial=0))), np.nan)
        of_pair = np.repeat(np.arange(len(pairs)), counts)
        table[of_pair, np.arange(len(tries)) - begins[of_pair]] = of_tries
        return _means(pairs[:, 0], self._together(table))

    def _together(self, table: Floats) -> Floats:
        """Return the figure for each row of tries; NaN pads the shorter ones."""
        if self.how == "worst@k":
            return worst_at_k(table, self.k)
        passed = np.where(np.isnan(table), np.nan, table >= self.pass_mark - _ROUNDING)
        return pass_at_k(passed, self.k) if self.how == "pass@k" else pass_hat_k(passed, self.k)

    def _refuse_too_few(self, units: Units, pairs: Ints, counts: Ints) -> None:
        if not len(pairs):
            return
        item, model = (units.keys[name].names[int(pairs[0, n])] for n, name in enumerate(("item", "model")))
        of = f"of {model}" if model else "of a model that is not named"
        more = f"; {len(pairs) - 1:,} more have too few" if len(pairs) > 1 else ""
        raise StudyError(
            f"samples={self.how!r} with k={self.k} needs {self.k} responses with a score by one model to each item: "
            f"item {item} has {int(counts[0])} {of}{more}. Take a smaller k, or have more responses judged."
        )


def samples_of(how: str, k: int | None, pass_mark: float | None, scoring: Scoring, of_rubric: str | None) -> Samples:
    """Check what `Study.results` was asked for.

    Raises
    ------
    StudyError
        For a figure that there is not, a k that does not go with it, or no mark where there is none to go by.
    """
    if how == "mean":
        if k is not None or pass_mark is not None:
            raise StudyError('k and pass_mark go with samples="pass@k", "pass^k" or "worst@k"; leave them out')
        return Samples()
    if how not in get_args(Sampling):
        raise StudyError(f"samples must be {', '.join(get_args(Sampling))}, got {how!r}")
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise StudyError(f"samples={how!r} needs k, how many tries, a whole number of at least 1; got k={k!r}")
    if how == "worst@k":
        if pass_mark is not None:
            raise StudyError('samples="worst@k" takes the scores as they are; leave pass_mark out')
        return Samples("worst@k", k)
    if pass_mark is None:
        if of_rubric == "criterion" or scoring.rule not in _TOPS_AT_ONE or scoring.rescale < 0:
            why = "each criterion has its own" if of_rubric == "criterion" else "the rule gives none of its own"
            raise StudyError(f"samples={how!r} needs pass_mark, the score from which a response passes; {why}")
        pass_mark = scoring.rescale
    return Samples("pass@k" if how == "pass@k" else "pass^k", k, float(pass_mark))


def _means(items: Ints, scores: Floats) -> tuple[Ints, Floats]:
    kept, item = np.unique(items, return_inverse=True)
    return kept, np.bincount(item, weights=scores) / np.maximum(np.bincount(item), 1)
