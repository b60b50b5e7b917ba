"""ProfBench (NVlabs/ProfBench): ``[{"criterion_description", "criterion_type": […], "criterion_weight": "Major"}]``.

Critical, Major, Minor and Additional weigh 4, 3, 2 and 1; nothing is negative. The score is the weight
met over all weight; means by domain are rounded to three places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, named, tagged
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring


class ProfBench(ListDialect):
    """The list of a task's `rubrics`, or the task's whole record."""

    name = "profbench"
    about = "ProfBench: weight met over all weight, classes 4, 3, 2 and 1"
    within = ("rubrics",)
    named_by = ("task_id",)
    needs = frozenset({"criterion_description", "criterion_weight"})
    scoring: ClassVar[Scoring] = Scoring(rule="weight_mean", decimals=3)
    classes: ClassVar[Mapping[str, float]] = {"critical": 4.0, "major": 3.0, "minor": 2.0, "additional": 1.0}

    @override
    def says(self, entry: Entry) -> Json:
        given = entry.optional("criterion_weight")
        if given.lower() not in self.classes:
            wrong = f"must be {', '.join(name.title() for name in self.classes)}, got {named(given)}"
            entry.wrong("criterion_weight", wrong)
        types = [f"type:{value}" for value in entry.texts("criterion_type")]
        return {"text": entry.text("criterion_description"), "weight_class": given.lower(), "tags": types}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        return {
            "criterion_description": criterion.text,
            "criterion_type": list(tagged(criterion.tags, "type")),
            "criterion_weight": criterion.weight_class.title(),
        }

    @override
    def lacks(self, criterion: Criterion) -> str:
        return "" if criterion.weight_class in self.classes else f"needs weight_class: {', '.join(self.classes)}"
