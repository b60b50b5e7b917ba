"""The coefficients that a report of a whole study can be made of, and which weights each takes for which scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evalwidgets.stats import chance
from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.counts import Counts
from evalwidgets.stats.distances import Distance

Method = Literal["alpha", "fleiss", "ac1", "brennan_prediger", "raw"]


@dataclass(frozen=True)
class Named:
    """A coefficient: its name, how it is made of counts, and its weights by the scale's metric."""

    name: str
    build: Callable[[Counts, Distance], Statistic]
    weights: dict[str, str]


_KAPPA = {"nominal": "nominal", "ordinal": "quadratic", "interval": "quadratic"}
METHODS: dict[Method, Named] = {
    "alpha": Named("Krippendorff's alpha", chance.krippendorff, {name: name for name in _KAPPA}),
    "fleiss": Named("Fleiss' kappa", chance.fleiss, _KAPPA),
    "ac1": Named("Gwet's AC1", chance.gwet, _KAPPA),
    "brennan_prediger": Named("Brennan–Prediger", chance.brennan_prediger, _KAPPA),
    "raw": Named("raw agreement", chance.raw, dict.fromkeys(_KAPPA, "nominal")),
}
