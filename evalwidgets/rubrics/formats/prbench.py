"""PRBench (scaleapi/PRBench): ``[{"id", "title", "annotations": {"weight_class", "<class>_weight", …}}]``.

The class names the field that holds the points; what the other five hold is left over from earlier
versions and does not count. The published "clipped" score is the points met over all positive
points, its mean floored at 0; "normalised" is the rule ``points_min_max``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, distinct, plain_number, tagged
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring

_CATEGORY = "criteria_category"


class PRBench(ListDialect):
    """The `rubric` of a task, or the task's whole record."""

    name = "prbench"
    about = "PRBench: points met over positive points, mean floored at 0"
    has_ids = True
    within = ("rubric",)
    named_by = ("task",)
    needs = frozenset({"title", "annotations"})
    scoring: ClassVar[Scoring] = Scoring(rule="points_over_positive", clip_mean=(0.0, None))

    @override
    def says(self, entry: Entry) -> Json:
        annotations = entry.inside("annotations")
        weight_class = annotations.text("weight_class").strip()
        points = annotations.number(_weight_of(weight_class))
        said = {
            "weight_class": "" if weight_class == _usual_class(points) else weight_class,
            "category": annotations.optional(self.form_of(entry) or _CATEGORY),
            "field": annotations.optional("field_for_category"),
        }
        tags = distinct(f"{prefix}:{value}" for prefix, value in said.items() if value)
        return {"text": entry.text("title"), "points": points, "tags": tags}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        given = tagged(criterion.tags, "weight_class")
        weight_class = given[0] if given else _usual_class(criterion.points)
        annotations: Json = {"weight_class": weight_class, _weight_of(weight_class): plain_number(criterion.points)}
        for key, prefix in ((form or _CATEGORY, "category"), ("field_for_category", "field")):
            if values := tagged(criterion.tags, prefix):
                annotations[key] = values[0]
        return {"id": criterion.id, "title": criterion.text, "annotations": annotations}

    @override
    def form_of(self, entry: Entry) -> str:
        # An early version had "law_criteria_category" and "finance_criteria_category".
        annotations = entry.raw.get("annotations")
        keys = annotations if isinstance(annotations, dict) else {}
        return next((str(key) for key in keys if str(key).endswith(f"_{_CATEGORY}") and _CATEGORY not in keys), "")

    @override
    def id_of(self, entry: Entry) -> str:
        return entry.optional("id")

    @override
    def notes(self, entries: Sequence[Entry]) -> list[str]:
        wrong = [entry.raw["title"] for entry in entries if _has_wrong_sign(self.says(entry), entry)]
        if not wrong:
            return []
        listed = "; ".join(f"“{title}”" for title in wrong)
        return [f"the sign of the points contradicts the weight class, which is kept as it is: {listed}"]


def _weight_of(weight_class: str) -> str:
    return f"{weight_class.replace(' ', '_')}_weight"


def _usual_class(points: float) -> str:
    """Return the class that the published guideline gives these points."""
    degree = next(word for least, word in ((8, "critically "), (4, ""), (0, "slightly ")) if abs(points) >= least)
    return f"{degree}{'detrimental' if points < 0 else 'important'}"


def _has_wrong_sign(said: Json, entry: Entry) -> bool:
    weight_class = entry.inside("annotations").text("weight_class")
    return said["points"] > 0 if "detrimental" in weight_class else said["points"] < 0
