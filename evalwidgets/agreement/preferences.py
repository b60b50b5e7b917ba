"""Comparisons: whether experts prefer the same response, and which model comes out ahead."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient
from evalwidgets.agreement.coefficients import krippendorff_alpha, pairwise_agreement
from evalwidgets.agreement.marks import of_experts
from evalwidgets.agreement.measuring import How, Who
from evalwidgets.agreement.ratings import Ratings, Scale
from evalwidgets.agreement.reading import from_long
from evalwidgets.stats import ranking

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

TIE = "tie"
_SCALE = Scale(("first", TIE, "second"), ordered=True)
_COLUMNS = ("expert", "expert_kind", "item", "response_a", "response_b", "model_a", "model_b", "preferred", "at")


@dataclass(frozen=True)
class OfPreferences:
    """How far experts prefer the same of two responses: beyond chance, and raw with and without ties."""

    alpha: Coefficient
    with_ties: Coefficient
    without_ties: Coefficient

    def __str__(self) -> str:
        return f"{self.alpha}\n{self.with_ties}\n{self.without_ties}"

    __repr__ = __str__


@dataclass(frozen=True)
class Standing:
    """A model in a ranking: its strength, a 95 % interval, and how many comparisons it was in."""

    model: str
    strength: float
    low: float | None
    high: float | None
    comparisons: int


@dataclass(frozen=True)
class Ranking:
    """Models by strength, the strongest first.

    Attributes
    ----------
    method
        How, and of whom.
    """

    method: str
    experts: tuple[str, ...]
    standings: tuple[Standing, ...]

    def __str__(self) -> str:
        lines = [f"{self.method}, of {', '.join(self.experts) or 'nobody'}"]
        for one in self.standings:
            reach = f" [{one.low:+.2f}, {one.high:+.2f}]" if one.low is not None and one.high is not None else ""
            lines.append(f"  {one.model}: {one.strength:+.2f}{reach}, {one.comparisons:,} comparisons")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def to_pandas(self) -> Any:
        """Return a row for each model, with how it was ranked and by whom (``how``, ``experts``)."""
        import pandas as pd

        names = list(Standing.__dataclass_fields__)
        rows = [[*(getattr(one, name) for name in names), self.method, list(self.experts)] for one in self.standings]
        return pd.DataFrame(rows, columns=[*names, "how", "experts"])


def preference_ratings(store: Store, experts: Who = "human") -> Ratings:
    """Return for each two responses of an item which of them each expert prefers.

    First and second are by the responses' ids, not by the order shown, which differs between experts.
    """
    frame = _read(store, experts)
    a, b = frame["response_a"].to_numpy(object), frame["response_b"].to_numpy(object)
    swapped = a > b
    first = np.where(swapped, b, a)
    preferred = frame["preferred"]
    code = np.where(preferred.isna(), 1, np.where(preferred.to_numpy(object) == first, 0, 2))
    frame = frame.assign(first=first, second=np.where(swapped, a, b), code=code)
    return from_long(frame, ["item", "first", "second"], "expert", "code", "item", scale=_SCALE)


def agreement_on_preferences(store: Store, how: How) -> OfPreferences:
    """Return how far experts prefer the same response; see `Study.preferences`."""
    ratings = preference_ratings(store, how.get("experts", "human"))
    return OfPreferences(
        krippendorff_alpha(ratings, "nominal", **how),
        pairwise_agreement(ratings, **how),
        pairwise_agreement(ratings, ties=TIE, **how),
    )


def rank_models(
    store: Store, method: Literal["bradley_terry", "elo"] = "bradley_terry", experts: Who = "human", seed: int = 0
) -> Ranking:
    """Return the models by the comparisons they won; see `Study.ranking`."""
    frame = _read(store, experts).sort_values("at")
    frame = frame[frame["model_a"].notna() & frame["model_b"].notna() & (frame["model_a"] != frame["model_b"])]
    models = sorted({*frame["model_a"], *frame["model_b"]})
    places = {model: place for place, model in enumerate(models)}
    first, second = (frame[side].map(places).to_numpy(np.int64) for side in ("model_a", "model_b"))
    won = frame["preferred"].to_numpy(object) == frame["response_a"].to_numpy(object)
    outcome = np.where(frame["preferred"].isna(), ranking.TIE, np.where(won, ranking.FIRST, ranking.SECOND))
    judges = tuple(sorted(frame["expert"].unique()))
    name = "Bradley–Terry with ties" if method == "bradley_terry" else "Elo, in the order judged"
    if not models:
        return Ranking(name, judges, ())
    if method == "bradley_terry":
        found = ranking.bradley_terry(first, second, outcome, len(models), seed=seed)
    else:
        found = ranking.elo(first, second, outcome, len(models))
    played = np.bincount(np.concatenate([first, second]), minlength=len(models))
    standings = [
        Standing(model, float(found.strengths[at]), _known(found.low[at]), _known(found.high[at]), int(played[at]))
        for model, at in places.items()
    ]
    return Ranking(name, judges, tuple(sorted(standings, key=lambda one: -one.strength)))


def _known(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _read(store: Store, experts: Who) -> Any:
    from evalwidgets import tables

    frame: Any = tables.comparisons(store, progress=False).select_columns(list(_COLUMNS)).with_format("pandas")[:]
    return of_experts(frame, experts)
