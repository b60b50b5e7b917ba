"""A criterion's scale and metric: the order of its answers is the rubric's, never that of their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from evalwidgets.agreement.ratings import Scale

if TYPE_CHECKING:
    from evalwidgets.rubrics.model import Criterion

Metric = Literal["nominal", "ordinal", "interval"]

MET = Scale(("unmet", "met"), ordered=True, worth=(0.0, 1.0))
_PARTLY = Scale(("unmet", "partly", "met"), ordered=True)
_METRICS: dict[str, Metric] = {
    "binary": "nominal",
    "choice": "nominal",
    "multi_choice": "nominal",
    "ternary": "ordinal",
    "ordinal": "ordinal",
    "option_ratings": "ordinal",
    "numeric": "interval",
    "count": "interval",
    "span": "interval",
}
"""How far two answers are apart, by kind of criterion; a kind that is not here (text) is not compared."""

EXPANDED = ("multi_choice", "option_ratings")
"""Kinds whose answers are several marks: one for each option, or for each subject rated."""


def metric_of(kind: str) -> Metric | None:
    """Return the metric for a kind of criterion; None if its answers cannot be compared."""
    return _METRICS.get(kind)


def metric_on(kind: str, scale: Scale) -> Metric:
    """Return the metric for what was given by a kind of criterion: nominal where the scale has no order.

    That is so of words of an item's own criterion, whose options the rubric does not have.
    """
    return (metric_of(kind) or "nominal") if scale.ordered else "nominal"


def scale_of(criterion: Criterion | None, kind: str) -> Scale | None:
    """Return the scale of a criterion's single marks; None where it is the numbers that were given.

    Parameters
    ----------
    criterion
        None for one that the rubric does not have (an item's own): then the kind decides.
    """
    if kind in ("binary", "multi_choice"):
        return MET
    if kind == "ternary":
        return _PARTLY
    options: Any = getattr(criterion, "options", None)
    if not options or kind not in ("ordinal", "choice", "option_ratings"):
        return None
    ids = tuple(option.id for option in options)
    values = tuple(option.value for option in options)
    if kind == "choice" or any(value is None for value in values):
        return Scale(ids, ordered=kind != "choice")
    return Scale(ids, ordered=True, worth=values)
