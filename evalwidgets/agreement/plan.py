"""How many more: the items and raters still needed for an interval of a given width, by simulation from the pilot.

Simulated items are Dirichlet-multinomial: each has its own chances for the answers, drawn so that two
raters of an item agree beyond chance as in the pilot, by whatever metric. Many studies of a round
number of items are simulated for each number of raters; the width of alpha's interval shrinks with the
square root of the items. What the pilot's own bootstrap says of its own width corrects the simulated ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient
from evalwidgets.agreement.marks import Marks, read_marks
from evalwidgets.agreement.report import coefficient_of
from evalwidgets.agreement.scales import metric_on
from evalwidgets.errors import AgreementError
from evalwidgets.stats import chance
from evalwidgets.stats.counts import Counts, Floats, distinct
from evalwidgets.stats.distances import distance

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

_RATERS = range(2, 7)
_ITEMS, _STUDIES, _AT_A_TIME = 200, 1_500, 100
_LEAST_AGREEMENT = 0.02
_WIDTHS_OF_SD = 2 * 1.959964


@dataclass(frozen=True)
class Design:
    """One way to get there: so many raters for each item, so many items in all, and what is still to be judged."""

    raters: int
    items: int
    more_items: int
    more_judgments: int


@dataclass(frozen=True)
class Plan:
    """What an interval of `width` would take.

    Attributes
    ----------
    pilot
        Agreement so far, and its interval.
    designs
        For each number of raters the items needed; empty if the pilot does not tell.
    """

    criterion: str
    width: float
    pilot: Coefficient
    designs: tuple[Design, ...]

    @property
    def best(self) -> Design | None:
        """The design with the fewest judgments still to be made."""
        return min(self.designs, key=lambda one: (one.more_judgments, one.raters), default=None)

    @property
    def words(self) -> str:
        """The plan in a sentence."""
        best = self.best
        if best is None:
            return f"{self.criterion}: the pilot does not tell how many are needed. {self.pilot.words}"
        reach = self.pilot.interval
        now = f"{reach.high - reach.low:.2f}" if reach else "unknown"
        if not best.more_judgments:
            return f"{self.criterion}: the interval is {now} wide; {self.width:g} is reached, nothing more is needed."
        return (
            f"{self.criterion}: the interval is {now} wide now. For {self.width:g}, have {best.raters} raters judge "
            f"{best.items:,} items in all: {best.more_items:,} more items, {best.more_judgments:,} more judgments."
        )

    def __str__(self) -> str:
        rows = [
            f"  {one.raters} raters: {one.items:>7,} items in all, {one.more_items:>7,} more; "
            f"{one.more_judgments:,} more judgments"
            for one in self.designs
        ]
        return "\n".join([self.words, *rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{one.raters}</td><td>{one.items:,}</td><td>{one.more_items:,}</td><td>{one.more_judgments:,}</td></tr>"
            for one in self.designs
        )
        head = "<tr><th>raters per item</th><th>items in all</th><th>more items</th><th>more judgments</th></tr>"
        return f"<div>{escape(self.words)}{f'<table>{head}{rows}</table>' if rows else ''}</div>"


def plan_for(store: Store, criterion: str, width: float = 0.1, *, seed: int = 0) -> Plan:
    """Plan for one criterion of a study; see `Study.plan`."""
    return plan_of(read_marks(store, experts="human"), criterion, width, seed=seed)


def plan_of(marks: Marks, criterion: str, width: float = 0.1, *, seed: int = 0) -> Plan:
    """Plan for one criterion of these marks.

    Raises
    ------
    AgreementError
        For a width that no interval can have, or a criterion that nobody marked.
    """
    if not 0 < width < 2:  # noqa: PLR2004
        raise AgreementError(f"width is that of an interval between -1 and 1, so from 0 to 2; got {width:g}")
    ratings = marks.ratings(criterion)
    metric = metric_on(marks.kinds[criterion], ratings.scale)
    pilot = coefficient_of(ratings, metric, "alpha", {"seed": seed})
    if pilot.value is None or pilot.interval is None:
        return Plan(criterion, width, pilot, ())
    rated = ratings.counts.pairable
    margins = rated.margins
    shares = margins / margins.sum()
    agreed = min(max(pilot.value, _LEAST_AGREEMENT), 1 - _LEAST_AGREEMENT)
    random = np.random.default_rng(seed)
    have = rated.units
    usual = max(2, round(float(rated.times @ rated.ratings) / have))
    numbers = ratings.scale.numbers

    def width_at(raters: int) -> float:
        return _width(random, shares, numbers, metric, agreed, raters)

    observed = pilot.interval.high - pilot.interval.low
    # Items of the pilot may hold several units, and its raters differ: what the simulation does not know.
    correction = observed / (width_at(usual) * (_ITEMS / have) ** 0.5)
    designs: list[Design] = []
    for raters in _RATERS:
        items = max(ceil(_ITEMS * (correction * width_at(raters) / width) ** 2), 2)
        if raters == usual and observed <= width:
            items = min(items, have)
        more = max(items - have, 0)
        extra = max(raters - usual, 0) * min(items, have)
        designs.append(Design(raters, items, more, more * raters + extra))
    return Plan(criterion, width, pilot, tuple(designs))


def _width(
    random: np.random.Generator, shares: Floats, numbers: Floats, metric: str, agreed: float, raters: int
) -> float:
    """Return how wide the interval of alpha is over `_ITEMS` items, each rated by so many."""
    concentration = shares * (1 - agreed) / agreed
    present = concentration > 0
    between = distance(metric, numbers[present])
    values: list[Floats] = []
    for _ in range(_STUDIES // _AT_A_TIME):
        chances = random.dirichlet(concentration[present], _AT_A_TIME * _ITEMS)
        rows, kind_of = distinct(random.multinomial(raters, chances))
        study_of = np.repeat(np.arange(_AT_A_TIME), _ITEMS)
        cells = np.bincount(study_of * len(rows) + kind_of, minlength=_AT_A_TIME * len(rows))
        times = cells.reshape(_AT_A_TIME, len(rows)).astype(np.float64)
        values.append(chance.krippendorff(Counts(rows, times.sum(axis=0).astype(np.int64)), between)(times))
    return _WIDTHS_OF_SD * float(np.nanstd(np.concatenate(values)))
