"""HealthBench (openai/simple-evals): ``[{"criterion": …, "points": 5, "tags": ["axis:accuracy"]}]``.

A criterion with negative points is "met" when the bad thing is present. The score of an item is the
points met over all positive points, unclipped; the mean over items is clipped to 0 and 1.
"""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, plain_number
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring


class HealthBench(ListDialect):
    """The list of an item's `rubrics`, or the item's whole record."""

    name = "healthbench"
    about = "HealthBench: points met over positive points, mean clipped to 0 and 1"
    within = ("rubrics",)
    named_by = ("prompt_id",)
    needs = frozenset({"criterion", "points"})
    scoring: ClassVar[Scoring] = Scoring(rule="points_over_positive", clip_mean=(0.0, 1.0))

    @override
    def says(self, entry: Entry) -> Json:
        return {"text": entry.text("criterion"), "points": entry.number("points"), "tags": entry.texts("tags")}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        points = plain_number(criterion.points)
        return {"criterion": criterion.text, "points": points, "tags": list(criterion.tags)}
