"""A rubric with some of it taken out of the score."""

from __future__ import annotations

from evalwidgets.errors import RubricError
from evalwidgets.rubrics.model import Group, Rubric


def zeroed(rubric: Rubric, tag: str) -> Rubric:
    """Return the rubric with a weight of 0 for every criterion that has `tag`, itself or by a group around it.

    In a tree a group of nothing but such criteria scores 0 and keeps its own weight, as in PaperBench. For
    the opposite, a tree pruned to the criteria of one tag, read `tags` of the score: that is what it holds.

    Raises
    ------
    RubricError
        If no criterion has this tag.
    """
    if not any(tag in rubric.tags_of(criterion.id) for criterion in rubric.criteria):
        raise RubricError(f"rubric {rubric.id} has no criterion with the tag {tag!r}")
    return rubric.model_copy(update={"groups": tuple(_zeroed(group, tag, everything=False) for group in rubric.groups)})


def _zeroed(group: Group, tag: str, *, everything: bool) -> Group:
    everything = everything or tag in group.tags
    criteria = tuple(
        criterion.model_copy(update={"weight": 0.0, "weight_class": ""})
        if everything or tag in criterion.tags
        else criterion
        for criterion in group.criteria
    )
    groups = tuple(_zeroed(inner, tag, everything=everything) for inner in group.groups)
    return group.model_copy(update={"criteria": criteria, "groups": groups})
