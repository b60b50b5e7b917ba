"""ResearchRubrics (scaleapi/researchrubrics): ``[{"criterion", "axis", "weight"}]``, or title, category.

Satisfied counts 1, Partially Satisfied 0.5, Not Satisfied 0; weights may be negative. The score is the
weight earned over all positive weight, unclipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, plain_number, tagged
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring

_FIRST = "title"


class ResearchRubrics(ListDialect):
    """The list of a task's `rubrics`, or the task's whole record."""

    name = "researchrubrics"
    about = "ResearchRubrics: ternary criteria, weight earned over positive weight, unclipped"
    within = ("rubrics",)
    named_by = ("sample_id", "task_name")
    needs = frozenset({"criterion", "axis", "weight"})
    scoring: ClassVar[Scoring] = Scoring(rule="points_over_positive", clip_mean=(None, None))

    @override
    def fits(self, data: Any) -> bool:
        first = frozenset({"title", "category", "weight"})
        entries, _ = self.listed(data)
        return bool(entries) and all(
            isinstance(entry, Mapping)
            and (self.needs <= entry.keys() or (first <= entry.keys() and "description" not in entry))
            for entry in entries
        )

    @override
    def says(self, entry: Entry) -> Json:
        text, axis = _names(self.form_of(entry))
        tags = [f"axis:{value}" for value in (entry.optional(axis),) if value]
        return {"kind": "ternary", "text": entry.text(text), "points": entry.number("weight"), "tags": tags}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        text, axis = _names(form)
        axes = tagged(criterion.tags, "axis")
        return {text: criterion.text, axis: axes[0] if axes else "", "weight": plain_number(criterion.points)}

    @override
    def form_of(self, entry: Entry) -> str:
        return _FIRST if _FIRST in entry.raw and "criterion" not in entry.raw else ""


def _names(form: str) -> tuple[str, str]:
    return ("title", "category") if form == _FIRST else ("criterion", "axis")
