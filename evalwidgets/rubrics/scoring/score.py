"""One judgment's score: the total, by group and by tag, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from evalwidgets.rubrics.criteria import Criterion
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.scoring.answers import Read, entries_of, read_answers
from evalwidgets.rubrics.scoring.engine import Scored, score_grid
from evalwidgets.rubrics.scoring.explanation import Explanation
from evalwidgets.rubrics.scoring.grid import State, grid_of
from evalwidgets.rubrics.scoring.plan import Plan, plan_of
from evalwidgets.rubrics.scoring.steps import explained, reason_in_words
from evalwidgets.rubrics.scoring_rule import Scoring


@dataclass(frozen=True)
class CriterionScore:
    """What became of one criterion.

    Attributes
    ----------
    state
        Whether it has a number, or why not.
    number
        The value answered; None without one.
    used
        The number by which it entered the rule; None where it did not.
    """

    id: str
    state: State
    number: float | None
    used: float | None


class Score:
    """What one judgment's answers come to.

    Attributes
    ----------
    total
        None where there is none, which is never the same as zero; `reason` says why.
    reason
        Why there is no total, in words; empty if there is one.
    groups, tags
        The same of each group and each tag, by name. Gates act on the total alone.
    criteria
        What became of each criterion, by id.
    scoring
        The rule with its parameters.
    """

    def __init__(self, scored: Scored, read: Mapping[int, Read]) -> None:
        self._scored = scored
        self._read = read
        self.scoring: Scoring = scored.plan.scoring
        self.total = _number(scored.scores[0, 0])
        self.groups = MappingProxyType(self._of("group"))
        self.tags = MappingProxyType(self._of("tag"))

    @property
    def reason(self) -> str:
        """Why there is no total."""
        return reason_in_words(self._scored, self._read, 0) if self.total is None else ""

    @cached_property
    def criteria(self) -> Mapping[str, CriterionScore]:
        """What became of each criterion."""
        scored = self._scored
        return {
            criterion.id: CriterionScore(
                criterion.id,
                State(int(scored.grid.states[0, column])),
                _number(scored.grid.values[0, column]),
                _number(scored.used[0, column]),
            )
            for column, criterion in enumerate(scored.plan.criteria)
        }

    def explain(self) -> Explanation:
        """Return how the score came about: a row a criterion, then step by step; shows itself as a small table."""
        return explained(self._scored, self._read)

    def _of(self, kind: str) -> dict[str, float | None]:
        parts = enumerate(self._scored.plan.parts)
        return {part.name: _number(self._scored.scores[0, place]) for place, part in parts if part.kind == kind}

    def __repr__(self) -> str:
        total = f"no total ({self.reason})" if self.total is None else f"{self.total:.6g}"
        return f"<score {total}, {self.scoring.rule}>"

    def _repr_html_(self) -> str:
        return self.explain().to_html()


def score(
    rubric: Rubric,
    answers: Mapping[str, Any] | Iterable[Any],
    *,
    criteria: tuple[Criterion, ...] = (),
    scoring: Scoring | None = None,
) -> Score:
    """Score the answers of one judgment; see `Rubric.score`."""
    plan = _plan(rubric, criteria, scoring)
    read = read_answers(plan, answers)
    return Score(score_grid(plan, grid_of(plan, entries_of(read), 1)), read)


def _plan(rubric: Rubric, own: tuple[Criterion, ...], scoring: Scoring | None) -> Plan:
    if own or scoring is not None:
        return plan_of(rubric, own, scoring)
    kept = vars(rubric).get("_plan")
    if kept is None:
        # Kept beside what else is computed from the rubric, and left behind by `model_copy` like that.
        kept = vars(rubric)["_plan"] = plan_of(rubric)
    return kept


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
