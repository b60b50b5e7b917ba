"""How answers become a total: the rule of a rubric, and its parameters."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evalwidgets.rubrics import checks
from evalwidgets.rubrics.base import Model, Number, Weight
from evalwidgets.rubrics.conditions import ShareGate

Bounds = tuple[Number | None, Number | None]

Rule = Literal[
    "points_over_positive",
    "points_min_max",
    "weight_mean",
    "pass_rate",
    "all_pass",
    "tree",
    "reverse_mean",
    "mqm",
    "edit_sum",
]


class Scoring(Model):
    """The score rule; everything that decides a number is written here, and stored with the rubric.

    Attributes
    ----------
    na
        What "not applicable" does: ``drop`` leaves the criterion out, ``zero`` counts it as nothing
        earned, ``unscored`` leaves the whole without a total.
    unjudged
        The same for a criterion that the expert could not judge (N/A for any other reason, such as
        missing context), or where a judge failed. A penalty that nobody could judge is not one that
        was not there: there is no total, unless the rubric says otherwise.
    clip_item
        Lowest and highest total of one item; None: no bound.
    clip_mean
        The same of a mean over items (HealthBench: 0 to 1).
    no_gate
        The score where no hurdle is defined or answered: the total, or zero. Published codes disagree.
    decimals
        To how many places a mean over items is rounded (ProfBench: 3); None: not at all.
    rescale
        Multiplies every score; -1 turns the sign, as published tables of marked errors do.
    pass_at
        From which share of the way from its worst to its best value on a criterion counts as passed.
    penalty_cap
        At most this much is taken off by gates of kind penalty; None: any.
    gates
        Gates on the share of criteria passed, beside those of single criteria.
    """

    rule: Rule = "points_over_positive"
    na: Literal["drop", "zero", "unscored"] = "drop"
    unjudged: Literal["drop", "zero", "unscored"] = "unscored"
    clip_item: Bounds = (None, None)
    clip_mean: Bounds = (None, None)
    no_gate: Literal["total", "zero"] = "total"
    decimals: Annotated[int, Field(strict=True, ge=0, le=12)] | None = None
    rescale: Number = 1.0
    pass_at: Annotated[Number, Field(gt=0, le=1)] = 1.0
    penalty_cap: Weight | None = None
    gates: tuple[ShareGate, ...] = ()

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        checks.refuse(checks.of_scoring(self), "scoring")
        return self
