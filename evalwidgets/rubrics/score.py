"""How answers become a total: the rule of a rubric, and its parameters."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evalwidgets.rubrics import checks
from evalwidgets.rubrics.base import Model, Number, Weight

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


class Score(Model):
    """The score rule; everything that decides a number is written here, and stored with the rubric.

    Attributes
    ----------
    na
        What "not applicable" does: ``drop`` leaves the criterion out, ``zero`` counts it as nothing
        earned, ``unscored`` leaves the whole without a total.
    clip_item
        Lowest and highest total of one item; None: no bound.
    clip_mean
        The same of a mean over items.
    no_gate
        The score where no hurdle is defined or answered: the total, or zero. Published codes disagree.
    decimals
        To how many places each group is rounded; None: not at all.
    rescale
        Multiplies the total.
    pass_at
        From which share of its best value on a criterion counts as passed.
    penalty_cap
        At most this much is taken off by gates of kind penalty; None: any.
    """

    rule: Rule = "points_over_positive"
    na: Literal["drop", "zero", "unscored"] = "drop"
    clip_item: Bounds = (None, None)
    clip_mean: Bounds = (0.0, 1.0)
    no_gate: Literal["total", "zero"] = "total"
    decimals: Annotated[int, Field(strict=True, ge=0, le=12)] | None = None
    rescale: Annotated[Number, Field(gt=0)] = 1.0
    pass_at: Annotated[Number, Field(gt=0, le=1)] = 1.0
    penalty_cap: Weight | None = None

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        checks.refuse(checks.of_score(self), "score")
        return self
