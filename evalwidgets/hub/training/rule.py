"""What makes a training row of judgments: every choice that changes a row is a parameter, with a name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypedDict, get_args

import numpy as np

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.columns import View, check_view
from evalwidgets.results.reading import Experts
from evalwidgets.stats.aggregation import TieRule

Source = Literal["grades", "comparisons"]
Aggregate = Literal["mean", "median", "majority", "adjudicated"]

ALIKE = 1e-9
"""Scores that differ by less are the same: adding up leaves as much."""

_CUT = ("unpaired_preference", "prompt_completion", "stepwise")
"""The views that part responses by a threshold."""


class How(TypedDict, total=False):
    """The choices, as keyword arguments of `Study.training`."""

    source: Source
    aggregate: Aggregate
    margin: float
    ties: Literal["drop", "refuse"]
    threshold: float | None
    undecided: TieRule
    outdated: Literal["refuse", "drop"]
    experts: Experts
    conversational: bool | None


@dataclass(frozen=True)
class Rule:
    """The choices, checked.

    Attributes
    ----------
    source
        Grades, or comparisons.
    aggregate
        How several experts' judgments become one.
    margin
        How far apart two responses must be; with a threshold, how far from it a score must lie.
    ties
        What becomes of what is not that far apart.
    threshold
        From which score on a response is a good one.
    undecided
        What a majority makes of as many votes for one answer as for another.
    outdated
        What becomes of grades by an earlier rubric that asked something else.
    experts
        Whose judgments.
    conversational
        Chats or plain texts; None: as the items are.
    """

    source: Source = "grades"
    aggregate: Aggregate = "mean"
    margin: float = 0.0
    ties: Literal["drop", "refuse"] = "drop"
    threshold: float | None = None
    undecided: TieRule = "none"
    outdated: Literal["refuse", "drop"] = "refuse"
    experts: Experts = "human"
    conversational: bool | None = None

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            given = getattr(self, name)
            if given not in allowed:
                raise StudyError(f"{name} must be {', '.join(map(repr, allowed))}, got {given!r}")
        if not self.margin >= 0:
            raise StudyError(f"margin must be at least 0, got {self.margin!r}")

    def check(self, view: View) -> None:
        """Refuse what says nothing to a view, rather than passing it over.

        Raises
        ------
        StudyError
            Which names the parameter and the view.
        """
        check_view(view)
        if self.threshold is not None and view not in _CUT:
            raise StudyError(
                f"threshold says nothing to the view {view!r}; it parts the responses of {', '.join(_CUT)}."
            )
        if self.source == "comparisons" and view in ("rubric_reward", "stepwise"):
            raise StudyError(
                f"The view {view!r} cannot be made from comparisons: they say nothing of a {_LACKS[view]}."
            )
        if self.source == "comparisons" and self.aggregate == "adjudicated":
            raise StudyError(
                'Comparisons are not adjudicated, only grades are: take aggregate="majority", "mean" or "median".'
            )

    def apart(self, difference: float) -> bool:
        """Say whether two responses, or a response and the threshold, are far enough apart."""
        return abs(difference) > ALIKE and abs(difference) >= self.margin - ALIKE

    def of_experts(self, values: list[float]) -> float:
        """Return what several experts' numbers come to."""
        return float(np.median(values) if self.aggregate == "median" else np.mean(values))

    def __str__(self) -> str:
        return f"{self.source} by {_WHOSE[self.experts]}, {self.aggregate}"


_ALLOWED = {
    "source": get_args(Source),
    "aggregate": get_args(Aggregate),
    "ties": ("drop", "refuse"),
    "undecided": get_args(TieRule),
    "outdated": ("refuse", "drop"),
    "experts": get_args(Experts),
    "conversational": (None, True, False),
}
_LACKS = {"rubric_reward": "criterion", "stepwise": "single step"}
_WHOSE = {"human": "experts", "model": "judges", "all": "experts and judges"}


def rule_of(how: How) -> Rule:
    """Return the choices, checked.

    Raises
    ------
    StudyError
        For a parameter that there is not, or a value that it does not take.
    """
    known = [field.name for field in fields(Rule)]
    for name in how:
        if name not in known:
            raise StudyError(f"training has no parameter {name!r}; it has {', '.join(known)}.")
    return Rule(**how)
