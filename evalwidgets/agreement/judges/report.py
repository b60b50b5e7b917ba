"""Is the judge as good as an expert? Each judge with each expert, beside the experts with each other.

The measure is the one of two experts: disagreement beyond chance on what both marked, so that a judge
who agrees with the experts as they agree among themselves is as good as one of them, and no better
can be known. HealthBench's macro-F1 stands beside it for criteria that are met or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evalwidgets.agreement.beside import Estimate, drawing, estimated, items_of, ratio, responses_of
from evalwidgets.agreement.credit import credited
from evalwidgets.agreement.marks import Frame, Marks, read_marks
from evalwidgets.agreement.measuring import How
from evalwidgets.errors import AgreementError
from evalwidgets.stats.counts import Floats

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

ALL = "all criteria"


@dataclass(frozen=True)
class Compared:
    """A judge and the experts, by one criterion or by all.

    Attributes
    ----------
    judge
        Agreement of the judge with the experts, beyond chance.
    experts
        Agreement of the experts with each other.
    difference
        The judge's less the experts', drawn together: above 0 the judge is nearer to the experts than they
        are to each other.
    with_each
        Agreement of the judge with each expert.
    """

    criterion: str
    judge: Estimate
    experts: Estimate
    difference: Estimate
    with_each: Mapping[str, Estimate]

    @property
    def words(self) -> str:
        """What it means."""
        reach = self.difference.interval
        if self.difference.value is None or reach is None:
            return "cannot be told: too few shared marks, or all the same"
        if reach.low > 0:
            return "agrees with the experts more than they do with each other"
        if reach.high < 0:
            return "agrees with the experts less than they do with each other"
        return "cannot be told apart from an expert"


@dataclass(frozen=True)
class Level:
    """Where so large a share of the experts gives credit, how much the judge gives: a point of the calibration."""

    experts: float
    judge: Estimate


@dataclass(frozen=True)
class OfJudge:
    """One judge.

    Attributes
    ----------
    overall
        Over all criteria.
    criteria
        By each.
    f1
        HealthBench's macro-F1 over all pairs of the judge's and an expert's mark "met" or "unmet".
    f1_of_experts
        The same of each expert against the other experts.
    leaning
        The judge's credit less the experts' on the same response and criterion: above 0 it is lenient.
    calibration
        The judge's credit by the experts'.
    """

    judge: str
    overall: Compared
    criteria: tuple[Compared, ...]
    f1: Estimate
    f1_of_experts: Mapping[str, Estimate]
    leaning: Estimate
    calibration: tuple[Level, ...]

    def __getitem__(self, criterion: str) -> Compared:
        for one in self.criteria:
            if one.criterion == criterion:
                return one
        have = ", ".join(one.criterion for one in self.criteria)
        raise AgreementError(f"{self.judge} has judged no criterion {criterion!r}; there is {have or 'none'}")


@dataclass(frozen=True, eq=False)
class JudgeReport:
    """All judges of a study; shows itself as a table in a notebook."""

    title: str
    judges: tuple[OfJudge, ...]

    def __getitem__(self, judge: str) -> OfJudge:
        for one in self.judges:
            if one.judge == judge:
                return one
        have = ", ".join(one.judge for one in self.judges)
        raise AgreementError(f"the report has no judge {judge!r}; it has {have or 'none'}")

    def plot(self) -> Any:
        """Return an Altair chart: each judge beside the experts by criterion, and its calibration."""
        from evalwidgets.agreement.judges.showing import judges_chart

        return judges_chart(self)

    def __str__(self) -> str:
        from evalwidgets.agreement.judges.showing import judges_text

        return judges_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from evalwidgets.agreement.judges.showing import judges_html

        return judges_html(self)


def judges_of(store: Store, how: How) -> JudgeReport:
    """Compare the judges of a study with its experts; see `Study.judge_report`."""
    return judge_report(read_marks(store), how, title=store.charter.title)


def judge_report(marks: Marks, how: How | None = None, *, title: str = "") -> JudgeReport:
    """Compare the experts of kind model with the humans.

    Raises
    ------
    AgreementError
        If there is no judge, or no expert to hold it against.
    """
    who = marks.frame.drop_duplicates("expert").set_index("expert")["expert_kind"].to_dict()
    judges = sorted(name for name, kind in who.items() if kind == "model")
    experts = sorted(name for name, kind in who.items() if kind != "model")
    if not judges or not experts:
        missing = "no judge has marked anything: import one by study.import_verdicts" if not judges else "no expert has"
        raise AgreementError(f"there is nothing to compare: {missing}")
    return JudgeReport(title, tuple(_of_judge(marks, name, experts, how or {}) for name in judges))


def _of_judge(marks: Marks, judge: str, experts: list[str], how: How) -> OfJudge:
    one = marks.of([judge, *experts])
    table = one.pairs
    binary = table[table["criterion"].isin([id for id, kind in one.kinds.items() if kind == "binary"])]
    beside = _beside(credited(one), judge)
    draw = drawing(how)
    deviation = np.stack([beside["credit"] - beside["experts"], np.ones(len(beside))], axis=1)
    return OfJudge(
        judge=judge,
        overall=_compared(ALL, table, judge, experts, draw),
        criteria=tuple(_compared(id, table[table["criterion"] == id], judge, experts, draw) for id in one.kinds),
        f1=_f1(_with(binary, judge), judge, draw),
        f1_of_experts={name: _f1(_with(_without(binary, judge), name), name, draw) for name in experts},
        leaning=estimated(deviation, items_of(beside), ratio, responses_of(beside), **draw),
        calibration=_calibration(beside, draw),
    )


def _compared(criterion: str, table: Frame, judge: str, experts: list[str], draw: dict[str, int]) -> Compared:
    mine = _with(table, judge)
    others = _without(table, judge)
    others = others[others["item"].isin(set(mine["item"]))]  # on the same material
    both = pd.concat([mine, others])
    is_mine = np.r_[np.ones(len(mine)), np.zeros(len(others))]
    apart, expected = both["apart"].to_numpy(float), both["expected"].to_numpy(float)
    sums = np.stack([apart * is_mine, expected * is_mine, apart * (1 - is_mine), expected * (1 - is_mine)], axis=1)
    n = min(responses_of(mine), responses_of(others))
    difference = estimated(sums, items_of(both), lambda s: ratio(s[:, 2:]) - ratio(s[:, :2]), n, **draw)
    with_each = {name: _agreement(_with(mine, name), draw) for name in experts}
    return Compared(criterion, _agreement(mine, draw), _agreement(others, draw), difference, with_each)


def _with(table: Frame, name: str) -> Frame:
    return table[(table["first"] == name) | (table["second"] == name)]


def _without(table: Frame, name: str) -> Frame:
    return table[(table["first"] != name) & (table["second"] != name)]


def _agreement(table: Frame, draw: dict[str, int]) -> Estimate:
    sums = table[["apart", "expected"]].to_numpy(np.float64)
    return estimated(sums, items_of(table), lambda s: 1.0 - ratio(s), responses_of(table), **draw)


def _f1(table: Frame, name: str, draw: dict[str, int]) -> Estimate:
    is_first = (table["first"] == name).to_numpy()
    own = np.where(is_first, table["a"], table["b"]).astype(float)
    other = np.where(is_first, table["b"], table["a"]).astype(float)
    sums = np.stack([own * other, own + other, (1 - own) * (1 - other), 2 - own - other], axis=1)
    return estimated(sums, items_of(table), _macro_f1, responses_of(table), **draw)


def _macro_f1(sums: Floats) -> Floats:
    """Return the mean F1 of met and unmet from hits and numbers given; a label nobody gave is left out."""
    parts = np.stack([2 * ratio(sums[:, :2]), 2 * ratio(sums[:, 2:])])
    found = np.isfinite(parts).sum(axis=0)
    return np.divide(np.nansum(parts, axis=0), found, out=np.full(len(sums), np.nan), where=found > 0)


def _beside(frame: Frame, judge: str) -> Frame:
    """Return the judge's marks with the mean credit that the experts gave."""
    key = ["item", "response", "criterion"]
    of_experts = frame[frame["expert"] != judge].groupby(key)["credit"].mean().rename("experts")
    return frame[frame["expert"] == judge].join(of_experts, on=key).dropna(subset=["experts"])


def _calibration(beside: Frame, draw: dict[str, int]) -> tuple[Level, ...]:
    """Return the judge's mean credit for each fifth of the experts' credit."""
    fifth = np.minimum((beside["experts"].to_numpy(float) * 5).astype(int), 4)
    levels: list[Level] = []
    for place in np.unique(fifth):
        part = beside[fifth == place]
        sums = np.stack([part["credit"].to_numpy(float), np.ones(len(part))], axis=1)
        levels.append(Level(float(part["experts"].mean()), estimated(sums, items_of(part), ratio, len(part), **draw)))
    return tuple(levels)
