"""What the coefficients that only count are made of: small, whole-numbered, and adding up over batches."""

from __future__ import annotations

from dataclasses import dataclass

from evalwidgets.agreement.ratings import Ratings, Scale
from evalwidgets.errors import AgreementError
from evalwidgets.stats.counts import Counts


@dataclass(frozen=True, eq=False)
class Tally:
    """How often each category was given, unit by unit, and by whom anything was.

    Attributes
    ----------
    raters
        The names of those who gave anything.
    """

    counts: Counts
    scale: Scale
    raters: frozenset[str]

    @classmethod
    def of(cls, ratings: Ratings) -> Tally:
        """Count ratings."""
        return cls(ratings.counts, ratings.scale, frozenset(ratings.active))

    def __add__(self, other: Tally) -> Tally:
        if self.scale != other.scale:
            raise AgreementError(
                f"batches with different categories do not add up: {self.scale.categories}, {other.scale.categories}; "
                "pass the same categories=[…] for each"
            )
        return Tally(self.counts + other.counts, self.scale, self.raters | other.raters)
