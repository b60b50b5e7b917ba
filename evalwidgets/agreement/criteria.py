"""What each criterion measures, and why agreement on it is low where it is: the wording, the material, or the matter.

HealthBench's physicians disagreed far more where context was missing or the wording open than where
medicine itself is uncertain: the former can be mended. The reasons that experts give for "not
applicable" tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from evalwidgets.agreement.beside import LEAST, Estimate, drawing, estimated, items_of, ratio, responses_of
from evalwidgets.agreement.credit import credited
from evalwidgets.agreement.marks import Frame
from evalwidgets.errors import AgreementError
from evalwidgets.stats.counts import Floats

if TYPE_CHECKING:
    from evalwidgets.agreement.report import AgreementReport, OfCriterion

Cause = Literal["missing_context", "unclear_wording", "contested", "one_expert", "dispute"]

LOW = 0.6
"""Agreement below which a cause is looked for."""

_NOTABLE = 0.05  # share of answers with a reason
_LIFT = 0.1  # by which, at least, one expert agrees less than the others do
_SAYS: dict[Cause, str] = {
    "missing_context": "experts say that context is missing: add it to the items",
    "unclear_wording": "experts call the wording unclear: reword the criterion",
    "contested": "experts say that the matter itself is contested: keep it, and report the split",
    "one_expert": "one expert marks otherwise than all others",
    "dispute": "experts answer, and differ: discuss some cases, then reword or report the split",
}


@dataclass(frozen=True)
class OfItem:
    """One criterion as a measuring instrument.

    Attributes
    ----------
    n
        Answered marks.
    mean
        Mean credit: 1 the best answer for the response; None for answers that are not better or worse.
    extreme
        ``always`` or ``never`` if all marks are the best or the worst answer: it tells responses apart no longer.
    discrimination
        Correlation over responses of the mark (mean of its experts) with the mean of all other criteria:
        below 0, it rewards what the rest of the rubric does not.
    reasons
        How often each reason for "not applicable" was given.
    cause
        Why agreement is low; None where it is not, or cannot be told.
    expert
        The one who marks otherwise, if that is the cause.
    """

    criterion: str
    n: int
    mean: float | None
    extreme: Literal["always", "never"] | None
    discrimination: Estimate
    reasons: Mapping[str, int]
    cause: Cause | None
    expert: str | None = None

    @property
    def findings(self) -> tuple[str, ...]:
        """What stands out, in words."""
        found: list[str] = []
        if self.extreme:
            found.append(f"{self.extreme} met: it does not tell responses apart")
        reach = self.discrimination.interval
        if reach is not None and reach.high < 0:
            found.append("runs against the rest of the rubric: check its sign and wording")
        if self.cause:
            named = f" ({self.expert})" if self.expert else ""
            found.append(_SAYS[self.cause] + named)
        return tuple(found)


@dataclass(frozen=True, eq=False)
class ItemAnalysis:
    """All criteria."""

    criteria: tuple[OfItem, ...]

    def __getitem__(self, criterion: str) -> OfItem:
        for one in self.criteria:
            if one.criterion == criterion:
                return one
        have = ", ".join(one.criterion for one in self.criteria)
        raise AgreementError(f"there is no criterion {criterion!r}; there is {have or 'none'}")

    def __str__(self) -> str:
        from evalwidgets.agreement.showing import items_text

        return items_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from evalwidgets.agreement.showing import items_html

        return items_html(self)


def item_analysis(report: AgreementReport) -> ItemAnalysis:
    """Analyse the criteria of a report."""
    frame = credited(report.marks)
    by_response = frame.pivot_table(index=["item", "response"], columns="criterion", values="credit", aggfunc="mean")
    return ItemAnalysis(tuple(_of_criterion(report, one, frame, by_response) for one in report.criteria))


def _of_criterion(report: AgreementReport, one: OfCriterion, frame: Frame, by_response: Frame) -> OfItem:
    rows = report.marks.frame[report.marks.frame["criterion"] == one.criterion]
    mine = frame[frame["criterion"] == one.criterion]
    credit = mine["credit"].to_numpy(np.float64)
    reasons = {str(reason): int(count) for reason, count in rows["na"].value_counts().items()}
    cause, expert = _cause(report, one, reasons, len(rows))
    return OfItem(
        criterion=one.criterion,
        n=int(rows["na"].isna().sum()),
        mean=float(credit.mean()) if len(credit) else None,
        extreme=_extreme(np.where(mine["against"], 1.0 - credit, credit)),
        discrimination=_discrimination(by_response, one.criterion, report),
        reasons=reasons,
        cause=cause,
        expert=expert,
    )


def _extreme(met: Floats) -> Literal["always", "never"] | None:
    if len(met) < LEAST or met.min() != met.max() or met[0] not in (0.0, 1.0):
        return None
    return "always" if met[0] == 1.0 else "never"


def _discrimination(by_response: Frame, id: str, report: AgreementReport) -> Estimate:
    if id not in by_response.columns or by_response.shape[1] < 2:  # noqa: PLR2004
        return Estimate(None, None, 0)
    own = by_response[id]
    rest = by_response.drop(columns=id).mean(axis=1)
    both = (own.notna() & rest.notna()).to_numpy()
    x, y = own.to_numpy(np.float64)[both], rest.to_numpy(np.float64)[both]
    items = pd.factorize(by_response.index.get_level_values("item")[both])[0].astype(np.int64)
    sums = np.stack([np.ones(len(x)), x, y, x**2, y**2, x * y], axis=1)
    return estimated(sums, items, _correlation, len(x), **drawing(report.how))


def _correlation(sums: Floats) -> Floats:
    n, x, y, xx, yy, xy = sums.T
    spread = np.sqrt(np.maximum((n * xx - x**2) * (n * yy - y**2), 0.0))
    return np.divide(n * xy - x * y, spread, out=np.full(len(sums), np.nan), where=spread > 1e-9)  # noqa: PLR2004


def _cause(
    report: AgreementReport, one: OfCriterion, reasons: Mapping[str, int], answers: int
) -> tuple[Cause | None, str | None]:
    found = one.coefficient
    if found.value is None or found.value >= LOW or found.is_understated or found.n_pairable < LEAST:
        return None, None
    named: dict[str, Cause] = {
        "missing_context": "missing_context",
        "unclear_criterion": "unclear_wording",
        "contested": "contested",
    }
    given: dict[Cause, float] = {cause: reasons.get(reason, 0) / max(answers, 1) for reason, cause in named.items()}
    cause: Cause = max(given, key=lambda one: given[one])
    if given[cause] >= _NOTABLE:
        return cause, None
    expert = _apart(report, one)
    return ("one_expert", expert) if expert else ("dispute", None)


def _apart(report: AgreementReport, one: OfCriterion) -> str | None:
    """Return the one expert who surely agrees less with the others than these do with each other, if there is one."""
    table = report.marks.pairs
    table = table[table["criterion"] == one.criterion]
    apart = [name for name in report.marks.frame["expert"].unique() if _is_apart(table, name, report)]
    return apart[0] if len(apart) == 1 else None


def _is_apart(table: Frame, name: str, report: AgreementReport) -> bool:
    mine = ((table["first"] == name) | (table["second"] == name)).to_numpy(float)
    if not mine.any() or mine.all():
        return False
    far, expected = table["apart"].to_numpy(float), table["expected"].to_numpy(float)
    sums = np.stack([far * mine, expected * mine, far * (1 - mine), expected * (1 - mine)], axis=1)
    gap = estimated(sums, items_of(table), _gap, responses_of(table[mine > 0]), **drawing(report.how))
    return gap.interval is not None and gap.interval.low > _LIFT


def _gap(sums: Floats) -> Floats:
    """Return the others' agreement with each other less their agreement with the one."""
    return ratio(sums[:, :2]) - ratio(sums[:, 2:])
