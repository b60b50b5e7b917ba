"""From comparisons to a ranking: Bradley–Terry with ties, and Elo, by `evalica`.

Comparisons that are the same (who, against whom, who won) are one row with a weight, so that an
interval by resampling costs little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evalwidgets.errors import EvalwidgetsError
from evalwidgets.stats.counts import Floats, Ints, distinct, summed
from evalwidgets.stats.resampling import RESAMPLES, draws

TIE, FIRST, SECOND = 0, 1, 2
"""The outcome of a comparison."""


class EvalicaMissing(EvalwidgetsError, ImportError):
    """The package that computes rankings is not installed."""

    code = "missing_package"


@dataclass(frozen=True, eq=False)
class Strengths:
    """How strong each contestant is.

    Attributes
    ----------
    strengths
        Of Bradley–Terry, the log of the strength, with mean 0: a contestant wins against another with
        odds exp(difference), ties aside. Of Elo, points.
    low, high
        A 95 % interval of each by resampling comparisons; NaN where there is none.
    tie
        Bradley–Terry's tie parameter (Newman 2023): how likely two equals tie; NaN of Elo.
    """

    strengths: Floats
    low: Floats
    high: Floats
    tie: float = np.nan


def bradley_terry(
    first: Ints, second: Ints, outcome: Ints, contestants: int, *, resamples: int = RESAMPLES, seed: int = 0
) -> Strengths:
    """Return strengths by the Bradley–Terry model with ties (Davidson 1970; Newman 2023).

    Parameters
    ----------
    first, second
        The contestants of each comparison, from 0.
    outcome
        `TIE`, `FIRST` or `SECOND` won.

    Raises
    ------
    EvalicaMissing
        If `evalica` is not installed.
    """
    rows, places = distinct(np.stack([first, second, outcome], axis=1))
    times = summed(places, np.ones(len(first), np.int64), len(rows))
    values, tie = _newman(rows, times.astype(np.float64), contestants)
    drawn = [_newman(rows, row, contestants)[0] for part in draws(times, resamples, seed) for row in part]
    low, high = _ends(drawn, contestants)
    return Strengths(values, low, high, tie)


def elo(first: Ints, second: Ints, outcome: Ints, contestants: int, *, k: float = 4.0) -> Strengths:
    """Return Elo points, from 1000, of comparisons in the order they were made.

    Elo depends on that order, so that there is no interval by resampling.

    Raises
    ------
    EvalicaMissing
        If `evalica` is not installed.
    """
    evalica = _evalica()
    names = np.arange(contestants)
    index = _index(names)
    found = evalica.elo(first, second, _winners(evalica, outcome), index=index, k=k)
    nothing = np.full(contestants, np.nan)
    return Strengths(found.scores.reindex(names).to_numpy(float), nothing, nothing)


def _newman(rows: Ints, weights: Floats, contestants: int) -> tuple[Floats, float]:
    evalica = _evalica()
    names = np.arange(contestants)
    found = evalica.newman(
        *(rows[:, 0], rows[:, 1], _winners(evalica, rows[:, 2])),
        index=_index(names),
        weights=weights,
        tolerance=1e-9,
        limit=10_000,
    )
    logs = np.log(np.maximum(found.scores.reindex(names).to_numpy(float), 1e-300))
    return logs - logs.mean(), float(found.v)


def _ends(drawn: list[Floats], contestants: int) -> tuple[Floats, Floats]:
    if not drawn:
        return np.full(contestants, np.nan), np.full(contestants, np.nan)
    low, high = np.nanquantile(np.array(drawn), [0.025, 0.975], axis=0)
    return low, high


def _winners(evalica: Any, outcome: npt.NDArray[np.integer]) -> list[Any]:
    words = (evalica.Winner.Draw, evalica.Winner.X, evalica.Winner.Y)
    return [words[one] for one in outcome]


def _index(names: np.ndarray) -> Any:
    import pandas as pd

    return pd.Index(names)


def _evalica() -> Any:
    try:
        import evalica
    except ImportError:
        raise EvalicaMissing(
            "Rankings of comparisons need the package evalica: pip install 'evalwidgets[ranking]'"
        ) from None
    return evalica
