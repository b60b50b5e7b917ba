"""A coefficient with everything needed to read it: its interval, what it stands on, and what it means in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evalwidgets.stats.resampling import Interval

State = Literal["ok", "no_overlap", "no_variation", "one_rater", "too_few"]

_STATES: dict[State, str] = {
    "no_overlap": "no unit was rated by two raters",
    "no_variation": "all ratings are the same, so that there is nothing to agree on beyond chance",
    "one_rater": "there is only one rater",
    "too_few": "there are too few units",
}
# Landis and Koch (1977), in plain words.
_STRENGTHS = ((0.0, "less than by chance"), (0.2, "slightly"), (0.4, "fairly"), (0.6, "moderately"), (0.8, "well"))
_BEST = "almost perfectly"
_SKEWED = 0.8  # share of the most frequent category from which on chance agreement hides the real one


@dataclass(frozen=True)
class Coefficient:
    """One measure of agreement.

    Attributes
    ----------
    name
        ``Krippendorff's alpha``, ``Cohen's kappa`` …
    metric
        How far two values are apart: nominal, ordinal, interval …; empty where there is no choice.
    value
        None in every state but ``ok``.
    interval
        By resampling `over`; None where it could not be had, or was not asked for.
    over
        What was resampled: units, items …
    n_units, n_pairable, n_raters
        Units with any rating, units that two or more rated, and raters with any rating.
    missing
        The share of units × raters without a rating.
    raw_agreement
        Of two ratings of a unit, how often both are the same, mean over pairable units; None without any.
    base_rate, most_frequent
        The share of the most frequent value among all ratings, and that value.
    state
        Why there is no value: ``no_overlap``, ``no_variation``, ``one_rater``, ``too_few``; or ``ok``.
    """

    name: str
    metric: str
    state: State
    value: float | None
    interval: Interval | None
    over: str
    n_units: int
    n_pairable: int
    n_raters: int
    missing: float
    raw_agreement: float | None
    base_rate: float | None
    most_frequent: str = ""

    @property
    def method(self) -> str:
        """The coefficient with its metric: ``Krippendorff's alpha (ordinal)``."""
        return f"{self.name} ({self.metric})" if self.metric else self.name

    @property
    def words(self) -> str:
        """What it means, for a reader who knows no coefficients."""
        if self.value is None:
            return f"Agreement cannot be told: {_STATES[self.state]}."
        strength = next((word for bound, word in _STRENGTHS if self.value < bound), _BEST)
        return f"Experts agree {strength}{self._caveat()}."

    @property
    def is_understated(self) -> bool:
        """Whether one value is so frequent that a coefficient of this kind is low in spite of much raw agreement."""
        return (
            self.value is not None
            and self.name.startswith(("Krippendorff", "Cohen", "Fleiss", "Conger"))
            and (self.base_rate or 0.0) >= _SKEWED
            and (self.raw_agreement or 0.0) >= _SKEWED
            and self.value < _STRENGTHS[-1][0]
        )

    def _caveat(self) -> str:
        if not self.is_understated:
            return ""
        of_ten = round(10 * (self.base_rate or 0.0))
        share = f"{of_ten} of 10" if of_ten < 10 else "nearly all"  # noqa: PLR2004
        short = "alpha" if self.name.startswith("Krippendorff") else "kappa"
        return f"; with {share} marks “{self.most_frequent}”, {short} understates it, see AC1"

    def __str__(self) -> str:
        facts = [
            f"{self.n_pairable:,} of {self.n_units:,} {'unit' if self.n_units == 1 else 'units'} pairable",
            f"{self.n_raters:,} {'rater' if self.n_raters == 1 else 'raters'}",
            f"{self.missing:.1%} missing",
        ]
        if self.raw_agreement is not None:
            facts.append(f"raw agreement {self.raw_agreement:.3f}")
        if self.base_rate is not None:
            facts.append(f"most often “{self.most_frequent}” ({self.base_rate:.2f})")
        return f"{self.method} {self._found()}; {', '.join(facts)}"

    __repr__ = __str__

    def _found(self) -> str:
        if self.value is None:
            return f"not defined: {_STATES[self.state]}"
        if self.interval is None:
            return f"{self.value:.3f}, no interval"
        one = self.interval
        how = "linearised" if one.method == "delta" else f"{one.method} bootstrap"
        return f"{self.value:.3f} [{one.low:.3f}, {one.high:.3f}], {one.level:.0%} by {how} over {self.over}"
