"""Each expert beside the others: strict or lenient, in agreement or alone, steady or drifting, careful or quick.

What is measured beside others has an interval over items and a least number of observations: who has judged
nine answers is not yet an outlier. A mark is taken as credit (0 worst, 1 best for the response), so that strict
and lenient mean the same for every scale and for penalties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalwidgets.agreement.beside import (
    LEAST,
    Estimate,
    drawing,
    estimated,
    items_of,
    ratio,
    responses_of,
    slope,
    with_others,
)
from evalwidgets.agreement.checks import Checks, checks_of
from evalwidgets.agreement.credit import credited
from evalwidgets.agreement.marks import Frame, Marks
from evalwidgets.agreement.measuring import How
from evalwidgets.agreement.pairs import Pair, expected_disagreement
from evalwidgets.agreement.speed import Speed, speeds_of
from evalwidgets.errors import AgreementError

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

_CLEARLY = 0.1  # of the scale, for an offset to be worth a word
_ALONE = 0.15  # below the others' agreement with each other
_DRIFTS = 0.15  # of the scale, from the first task to the last


@dataclass(frozen=True)
class OfRater:
    """One expert.

    Attributes
    ----------
    severity
        Mean of own credit less the others' on the same response and criterion: below 0 strict, above 0 lenient.
    agreement
        With the others, beyond chance: 1 - observed / expected disagreement over the pairs with this expert.
    without
        The same over all pairs without this expert: what the others' agreement is.
    drift
        Change of severity from the first to the last of the expert's own tasks.
    checks
        Retests, gold items and attention checks.
    speed
        Active time beside that of others on the same tasks; None without times.
    """

    expert: str
    kind: str
    specialty: str
    n_judgments: int
    n_marks: int
    severity: Estimate
    agreement: Estimate
    without: Estimate
    drift: Estimate
    checks: Checks
    speed: Speed | None

    @property
    def findings(self) -> tuple[str, ...]:
        """What stands out, in words."""
        return tuple(_findings(self))


@dataclass(frozen=True, eq=False)
class RaterReport:
    """All experts, and each pair of them.

    Attributes
    ----------
    pairs
        How far two experts agree, beyond chance and raw, on what both marked.
    """

    raters: tuple[OfRater, ...]
    pairs: tuple[Pair, ...]

    def __getitem__(self, expert: str) -> OfRater:
        for one in self.raters:
            if one.expert == expert:
                return one
        have = ", ".join(one.expert for one in self.raters)
        raise AgreementError(f"the report has no expert {expert!r}; it has {have or 'none'}")

    def __str__(self) -> str:
        from evalwidgets.agreement.showing import raters_text

        return raters_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from evalwidgets.agreement.showing import raters_html

        return raters_html(self)


def rater_report(marks: Marks, store: Store | None, how: How) -> RaterReport:
    """Compare each expert of `marks` with the others.

    Parameters
    ----------
    store
        Where times, gold and retests are read; None: without these.
    """
    frame = credited(marks)
    beside = with_others(frame)
    table = marks.pairs
    checks = checks_of(marks, store)
    speeds = speeds_of(store) if store is not None else {}
    raters = tuple(
        _of_rater(name, marks, beside, table, checks.get(name, Checks()), speeds.get(name), how)
        for name in sorted(marks.frame["expert"].unique())
    )
    names = [one.expert for one in raters]
    pairs = tuple(Pair.of(table, first, second) for at, first in enumerate(names) for second in names[at + 1 :])
    return RaterReport(raters, pairs)


def _of_rater(
    name: str, marks: Marks, beside: Frame, table: Frame, checks: Checks, speed: Speed | None, how: How
) -> OfRater:
    own = marks.frame[marks.frame["expert"] == name]
    expert = marks.experts.get(name)
    shared = beside[beside["expert"] == name]
    mine = (table["first"] == name) | (table["second"] == name)
    severity = _severity(shared, how)
    agreement, without = (_agreement(part, how) for part in (table[mine], table[~mine]))
    drift = _drift(shared, how)
    return OfRater(
        expert=name,
        kind=expert.kind if expert else "human",
        specialty=str(expert.qualifications.get("specialty", "")) if expert else "",
        n_judgments=int(own["judgment_id"].nunique()),
        n_marks=len(own),
        severity=severity,
        agreement=agreement,
        without=without,
        drift=drift,
        checks=checks,
        speed=speed,
    )


def _severity(shared: Frame, how: How) -> Estimate:
    sums = np.stack([shared["deviation"].to_numpy(float), np.ones(len(shared))], axis=1)
    return estimated(sums, items_of(shared), ratio, responses_of(shared), **drawing(how))


def _agreement(table: Frame, how: How) -> Estimate:
    sums = np.stack([table["apart"].to_numpy(float), expected_disagreement(table)], axis=1)
    return estimated(sums, items_of(table), lambda one: 1.0 - ratio(one), responses_of(table), **drawing(how))


def _drift(shared: Frame, how: How) -> Estimate:
    position = shared["position"].to_numpy(float)
    span = position.max() - position.min() if len(position) else 0.0
    x = (position - position.min()) / span if span > 0 else np.zeros(len(position))
    y = shared["deviation"].to_numpy(float)
    sums = np.stack([np.ones(len(x)), x, y, x**2, x * y], axis=1)
    return estimated(sums, items_of(shared), slope, responses_of(shared), **drawing(how))


def _findings(one: OfRater) -> list[str]:
    found: list[str] = []
    if one.severity.value is not None and one.severity.is_clear and abs(one.severity.value) >= _CLEARLY:
        way = "strict" if one.severity.value < 0 else "lenient"
        found.append(f"{way} by {abs(one.severity.value):.0%} of the scale")
    if (
        one.agreement.value is not None
        and one.without.value is not None
        and one.agreement.interval is not None
        and one.agreement.interval.high < one.without.value - _ALONE
    ):
        found.append(f"agrees less ({one.agreement.value:.2f}) than the others do ({one.without.value:.2f})")
    if one.drift.value is not None and one.drift.is_clear and abs(one.drift.value) >= _DRIFTS:
        found.append(f"became {'stricter' if one.drift.value < 0 else 'more lenient'} over time, beside the others")
    found += one.checks.findings
    if one.speed is not None and one.speed.is_hasty:
        found.append(f"much quicker than others on the same tasks ({one.speed.ratio:.0%} of their time)")
    if one.severity.value is None and one.n_judgments:
        found.append(f"fewer than {LEAST} shared responses: too few to tell")
    return found
