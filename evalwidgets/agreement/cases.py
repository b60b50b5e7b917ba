"""The items behind a figure: what each expert marked, said and quoted, side by side; and which wait to be settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from evalwidgets.agreement.marks import Marks
from evalwidgets.agreement.scales import metric_on
from evalwidgets.errors import AgreementError

Rule = Literal["any", "no_majority", "far"]
RULES: tuple[Rule, ...] = ("any", "no_majority", "far")

_FAR = 0.5  # of the scale


@dataclass(frozen=True)
class Mark:
    """One expert's answer in a case.

    Attributes
    ----------
    value
        The answer in words: a label, a number, options joined by commas; empty if not applicable.
    na
        Why it could not be answered; else None.
    judgment
        The id of the judgment it stands in.
    """

    expert: str
    value: str
    na: str | None
    comment: str | None
    judgment: str

    @property
    def words(self) -> str:
        """The answer, or why it could not be given."""
        return self.value if self.na is None else f"N/A: {self.na.replace('_', ' ')}"


@dataclass(frozen=True)
class Case:
    """One response by one criterion, as its experts marked it.

    Attributes
    ----------
    disagreement
        Of two of its marks, how often they differ, or how far apart they are as a share of the scale: 0 to 1.
    spread
        The greatest distance of two marks, as a share of the scale.
    """

    item: str
    response: str
    criterion: str
    marks: tuple[Mark, ...]
    disagreement: float
    spread: float

    @property
    def agreed(self) -> bool:
        """Whether all marks are the same."""
        return self.disagreement == 0

    @property
    def majority(self) -> str | None:
        """The answer that more than half of those who answered gave; None if there is none."""
        given = Counter(mark.value for mark in self.marks if mark.na is None)
        for value, count in given.most_common(1):
            if 2 * count > given.total():
                return value
        return None

    def __str__(self) -> str:
        said = ", ".join(f"{mark.expert}: {mark.na or mark.value}" for mark in self.marks)
        return f"{self.item}/{self.response}, {self.criterion}: {said}"


def cases_of(
    marks: Marks, criteria: Sequence[str], raters: Sequence[str] | None = None, *, agreed: bool | None = None
) -> list[Case]:
    """Return the cases of two or more marks, the greatest disagreement first; see `AgreementReport.cases`."""
    if raters is not None:
        known = set(marks.frame["expert"])
        strangers = [rater for rater in raters if rater not in known]
        if strangers:
            raise AgreementError(f"{strangers[0]!r} has marked nothing; there is {', '.join(sorted(known))}")
        marks = marks.of(list(raters))
    least = len(raters) if raters is not None else 2
    found = [case for id in criteria for case in _of_criterion(marks, id, max(least, 1))]
    if agreed is not None:
        found = [case for case in found if case.agreed is agreed]
    return sorted(found, key=lambda case: (-case.disagreement, -case.spread, case.item, case.response))


def queue_of(cases: Sequence[Case], rule: Rule) -> list[Case]:
    """Return the cases that a rule wants settled.

    Raises
    ------
    AgreementError
        For an unknown rule.
    """
    match rule:
        case "any":
            return [case for case in cases if not case.agreed]
        case "no_majority":
            return [case for case in cases if not case.agreed and case.majority is None]
        case "far":
            return [case for case in cases if case.spread > _FAR]
        case _:
            raise AgreementError(f"there is no rule {rule!r}; there is {', '.join(RULES)}")


def _of_criterion(marks: Marks, id: str, least: int) -> list[Case]:
    rows = marks.frame[marks.frame["criterion"] == id].sort_values("expert")
    apart = _distances(marks, id)
    by_response: dict[tuple[str, str], list[Mark]] = {}
    for row in rows.itertuples():
        by_response.setdefault((str(row.item), str(row.response)), []).append(_mark(row))
    found: list[Case] = []
    for (item, response), given in by_response.items():
        if len(given) < least:
            continue
        mean, most = apart.get((item, response), (0.0, 0.0))
        # One says that it does not apply, another answers: that is a disagreement, too.
        declined = sum(mark.na is not None for mark in given)
        if 0 < declined < len(given):
            share = 2 * declined * (len(given) - declined) / (len(given) * (len(given) - 1))
            mean, most = max(mean, share), 1.0
        found.append(Case(item, response, id, tuple(given), mean, most))
    return found


def _distances(marks: Marks, id: str) -> dict[tuple[Any, Any], tuple[float, float]]:
    """Return for each response the mean and the greatest distance of two marks, as shares of the scale."""
    ratings = marks.ratings(id)
    if not len(ratings.scale):
        return {}
    metric = metric_on(marks.kinds[id], ratings.scale)
    numbers = ratings.scale.numbers if metric == "interval" else np.arange(len(ratings.scale), dtype=np.float64)
    reach = float(np.ptp(numbers)) or 1.0
    sums: dict[tuple[Any, Any], list[tuple[float, float]]] = {}
    for unit, codes in zip(ratings.units, ratings.codes, strict=True):
        assert isinstance(unit, tuple)
        given = codes[codes >= 0]
        if len(given) < 2:  # noqa: PLR2004
            continue
        apart = np.abs(numbers[given, np.newaxis] - numbers[given])
        table = np.where(apart > 0, 1.0, 0.0) if metric == "nominal" else apart / reach
        pairs = len(given) * (len(given) - 1)
        sums.setdefault((unit[0], unit[1]), []).append((float(table.sum() / pairs), float(table.max())))
    return {
        place: (float(np.mean([mean for mean, _ in parts])), max(most for _, most in parts))
        for place, parts in sums.items()
    }


def _mark(row: Any) -> Mark:
    na = row.na if isinstance(row.na, str) else None
    return Mark(
        expert=row.expert,
        value="" if na else value_in_words(row),
        na=na,
        comment=row.comment if isinstance(row.comment, str) else None,
        judgment=row.judgment_id,
    )


def value_in_words(row: Any) -> str:
    """Return the answer of a row of scores in words."""
    if isinstance(row.label, str):
        return row.label
    if row.labels is not None and not isinstance(row.labels, float) and row.criterion_kind in (
        "multi_choice",
        "option_ratings",
    ):  # fmt: skip
        return ", ".join(row.labels) or "none"
    return f"{row.number:g}"
