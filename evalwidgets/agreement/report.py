"""The agreement of a study: by criterion, by axis, over all, by specialty, and the items behind every figure.

Marks of criteria with one scale are pooled; over all criteria there is the mean of their own
coefficients. The two answer different questions and differ: both are given, and say which they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.cases import Case, Rule, cases_of, queue_of
from evalwidgets.agreement.coefficient import Coefficient
from evalwidgets.agreement.coefficients import gwet_ac, of_counts
from evalwidgets.agreement.joined import mean_of_criteria
from evalwidgets.agreement.marks import Marks, read_marks
from evalwidgets.agreement.measuring import How
from evalwidgets.agreement.methods import METHODS, Method
from evalwidgets.agreement.scales import metric_on
from evalwidgets.agreement.spans import span_agreement_by
from evalwidgets.errors import AgreementError

if TYPE_CHECKING:
    from evalwidgets.agreement.criteria import ItemAnalysis
    from evalwidgets.agreement.raters import RaterReport
    from evalwidgets.agreement.ratings import Ratings
    from evalwidgets.store.store import Store

AXIS = "axis:"
"""Tags that begin so name an axis."""


@dataclass(frozen=True)
class OfCriterion:
    """How well experts agree by one criterion.

    Attributes
    ----------
    metric
        How far two answers are apart: nominal, ordinal, interval.
    coefficient
        By the report's method.
    ac1
        Gwet's AC1, which stays steady where nearly all marks are the same; None where it is the method, or
        answers have an order.
    not_applicable
        The share of all answers that are "not applicable".
    on_applicable
        Agreement on whether the criterion applies at all; None where nobody said that it does not.
    spans
        Of a span criterion, the F1 of the characters that two experts marked in the same category.
    """

    criterion: str
    text: str
    kind: str
    metric: str
    axes: tuple[str, ...]
    coefficient: Coefficient
    ac1: Coefficient | None
    not_applicable: float
    on_applicable: Coefficient | None
    spans: Coefficient | None = None


@dataclass(frozen=True)
class Summary:
    """Several criteria together.

    Attributes
    ----------
    name
        ``all``, an axis, a specialty.
    mean
        The mean of the criteria's own coefficients.
    pooled
        For each scale that several criteria share, all their marks in one.
    """

    name: str
    criteria: tuple[str, ...]
    mean: Coefficient
    pooled: dict[str, Coefficient]


@dataclass(frozen=True, eq=False)
class AgreementReport:
    """What `Study.agreement` returns; shows itself as a table in a notebook.

    Attributes
    ----------
    marks
        What it was computed from.
    method
        Which coefficient: alpha, fleiss, ac1, brennan_prediger or raw.
    criteria
        One entry for each criterion, in the rubric's order.
    overall
        All criteria together.
    axes, specialties
        The criteria of one axis (tags ``axis:…``); the experts of one specialty among themselves.
    """

    title: str
    marks: Marks
    method: Method
    how: How
    store: Store | None
    criteria: tuple[OfCriterion, ...]
    overall: Summary
    axes: tuple[Summary, ...]
    specialties: tuple[Summary, ...]

    def __getitem__(self, criterion: str) -> OfCriterion:
        for one in self.criteria:
            if one.criterion == criterion:
                return one
        have = ", ".join(one.criterion for one in self.criteria)
        raise AgreementError(f"the report has no criterion {criterion!r}; it has {have or 'none'}")

    def cases(
        self, criterion: str | None = None, raters: Sequence[str] | None = None, *, agreed: bool | None = None
    ) -> list[Case]:
        """Return the items behind a cell of the table, the greatest disagreement first.

        Parameters
        ----------
        criterion
            None: all criteria.
        raters
            Only items that all of these marked, and only their marks; None: everyone's.
        agreed
            True or False leaves only those on which they agree, or do not.
        """
        chosen = [self[criterion].criterion] if criterion is not None else [one.criterion for one in self.criteria]
        return cases_of(self.marks, chosen, raters, agreed=agreed)

    def queue(self, rule: Rule = "any", criterion: str | None = None) -> list[Case]:
        """Return what an adjudicator has to settle by a rule, the greatest disagreement first.

        Parameters
        ----------
        rule
            ``any``: two answers differ; ``no_majority``: no answer has more than half; ``far``: answers
            lie more than half of the scale apart (on a scale without an order, they differ).
        """
        return queue_of(self.cases(criterion, agreed=False), rule)

    @cached_property
    def raters(self) -> RaterReport:
        """Each expert beside the others: severity, agreement, drift, consistency, checks, speed."""
        from evalwidgets.agreement.raters import rater_report

        return rater_report(self.marks, self.store, self.how)

    @cached_property
    def items(self) -> ItemAnalysis:
        """What each criterion measures, and why agreement is low where it is."""
        from evalwidgets.agreement.criteria import item_analysis

        return item_analysis(self)

    def to_pandas(self) -> Any:
        """Return the criteria as a DataFrame, a row each."""
        from evalwidgets.agreement.frames import frame_of

        return frame_of(self)

    def plot(self) -> Any:
        """Return an Altair chart: criteria by their coefficient, rater against rater, each rater's severity."""
        from evalwidgets.agreement.charts import report_chart

        return report_chart(self)

    def __str__(self) -> str:
        from evalwidgets.agreement.showing import report_text

        return report_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from evalwidgets.agreement.showing import report_html

        return report_html(self)


def agreement_of(store: Store, method: Method, how: How) -> AgreementReport:
    """Compute the agreement of a study; see `Study.agreement`."""
    marks = read_marks(store, experts=how.get("experts", "human"))
    return report_of(marks, method, how, title=store.charter.title, store=store)


def report_of(
    marks: Marks, method: Method = "alpha", how: How | None = None, *, title: str = "", store: Store | None = None
) -> AgreementReport:
    """Compute the agreement of marks.

    Raises
    ------
    AgreementError
        For an unknown method.
    """
    if method not in METHODS:
        raise AgreementError(f"there is no method {method!r}; there is {', '.join(METHODS)}")
    how = how or {}
    found = tuple(_of_criterion(marks, id, method, how) for id in marks.kinds)
    quick: How = {**how, "interval": None}
    return AgreementReport(
        title=title,
        marks=marks,
        method=method,
        how=how,
        store=store,
        criteria=found,
        overall=_summary("all", marks, method, how, found),
        axes=tuple(
            _summary(axis, marks, method, how, [one for one in found if axis in one.axes]) for axis in _axes(found)
        ),
        specialties=tuple(
            _summary(name, part, method, how, [_of_criterion(part, id, method, quick) for id in part.kinds])
            for name, part in _by_specialty(marks)
        ),
    )


def coefficient_of(ratings: Ratings, metric: str, method: Method, how: How) -> Coefficient:
    """Return the coefficient that `method` is, with the weights that suit the metric."""
    named = METHODS[method]
    return of_counts(ratings, named.weights[metric], how, named.build, named.name)


def _of_criterion(marks: Marks, id: str, method: Method, how: How) -> OfCriterion:
    kind, criterion = marks.kinds[id], marks.by_id.get(id)
    ratings = marks.ratings(id)
    metric = metric_on(kind, ratings.scale)
    rows = marks.frame[marks.frame["criterion"] == id]
    declined = rows["na"].notna()
    tags = marks.rubric.tags_of(id) if criterion else ()
    quick: How = {**how, "interval": None}
    return OfCriterion(
        criterion=id,
        text=criterion.text if criterion else id,
        kind=kind,
        metric=metric,
        axes=tuple(tag.removeprefix(AXIS) for tag in tags if tag.startswith(AXIS)),
        coefficient=coefficient_of(ratings, metric, method, how),
        ac1=gwet_ac(ratings, **quick) if metric == "nominal" and method != "ac1" else None,
        not_applicable=float(declined.mean()) if len(rows) else 0.0,
        on_applicable=coefficient_of(marks.applicable(id), "nominal", "ac1", quick) if declined.any() else None,
        spans=span_agreement_by(marks.spans(id), "overlap", how, lambda unit: unit[0], "items")
        if criterion and kind == "span"
        else None,
    )


def _summary(name: str, marks: Marks, method: Method, how: How, found: Sequence[OfCriterion]) -> Summary:
    ids = tuple(one.criterion for one in found)
    parts = [marks.ratings(id) for id in ids]
    weights = [METHODS[method].weights[one.metric] for one in found]
    mean = mean_of_criteria(parts, weights, method, how, [one.coefficient for one in found])
    pooled: dict[str, Coefficient] = {}
    for family in marks.families(ids):
        if len(family) < 2:  # noqa: PLR2004 (alone it is the criterion's own)
            continue
        kind = marks.kinds[family[0]]
        what = f"{len(family)} {kind} criteria"
        ratings = marks.pooled(family)
        pooled[f"{what} ({family[0]} …)" if what in pooled else what] = coefficient_of(
            ratings, metric_on(kind, ratings.scale), method, how
        )
    return Summary(name, ids, mean, pooled)


def _axes(found: Sequence[OfCriterion]) -> list[str]:
    return list(dict.fromkeys(axis for one in found for axis in one.axes))


def _by_specialty(marks: Marks) -> list[tuple[str, Marks]]:
    """Return the marks of each specialty that two or more experts have."""
    active = set(marks.frame["expert"].unique())
    members: dict[str, list[str]] = {}
    for name, expert in marks.experts.items():
        specialty = expert.qualifications.get("specialty")
        if specialty and name in active:
            members.setdefault(str(specialty), []).append(name)
    return [(name, marks.of(ones)) for name, ones in sorted(members.items()) if len(ones) > 1]
