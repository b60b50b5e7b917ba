"""Rubrics as Rewards (ScaleAI/RaR-Medicine, RaR-Science): ``[{"title", "description", "weight"}]``.

A description begins with its class: "Essential Criteria: …", Important, Optional or Pitfall. The paper's
explicit reward is the weight of what is met over all weight, with 1, 0.7, 0.3 and 0.9 for the classes; the
numbers in the file are not used for it. A pitfall is worded so that to meet it is good ("Does not …"),
although the file gives it a negative number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, plain_number
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.naming import slug
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring

_CLASS = re.compile(
    r"[ \t\r\n]*(essential|important|optional|pitfall) criteria:[ \t\r\n]*(?=[^ \t\r\n])", re.IGNORECASE
)

_PITFALL = "pitfall"
_USUAL = {"essential": 5, "important": 4, "optional": 2, _PITFALL: -1}
"""The number that the published guideline gives each class; it decides nothing."""


class RubricsAsRewards(ListDialect):
    """The `rubric` of a question, or the question's whole record."""

    name = "rar"
    about = "Rubrics as Rewards: weight met over all weight, by class"
    within = ("rubric", "rubrics")
    named_by = ()
    needs = frozenset({"title", "description", "weight"})
    scoring: ClassVar[Scoring] = Scoring(rule="weight_mean")
    classes: ClassVar[Mapping[str, float]] = {"essential": 1.0, "important": 0.7, "optional": 0.3, "pitfall": 0.9}

    @override
    def says(self, entry: Entry) -> Json:
        text, weight = entry.text("description"), entry.number("weight")
        if match := _CLASS.match(text):
            return {"text": text[match.end() :], "weight_class": match[1].lower()}
        return {"text": text, **({"weight": weight} if weight >= 0 else {"weight_class": _PITFALL})}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        title = criterion.id.replace("-", " ").capitalize()
        if name := criterion.weight_class:
            text = f"{name.title()} Criteria: {criterion.text}"
            return {"title": title, "description": text, "weight": _USUAL.get(name, 1)}
        return {"title": title, "description": criterion.text, "weight": plain_number(criterion.weight or 0)}

    @override
    def id_of(self, entry: Entry) -> str:
        return slug(entry.optional("title"))

    @override
    def lacks(self, criterion: Criterion) -> str:
        if criterion.weight is None and not criterion.weight_class:
            return f"needs a weight, or weight_class: {', '.join(self.classes)}"
        return ""

    @override
    def notes(self, entries: Sequence[Entry]) -> list[str]:
        said = ["the numbers under weight are kept, but a class counts as the paper has it (1, 0.7, 0.3, 0.9)"]
        if guessed := [_title(entry) for entry in entries if _negative(entry) and not _class(entry)]:
            said.append(f"read as pitfalls, because their weight is negative: {', '.join(guessed)}")
        if wrong := [_title(entry) for entry in entries if _has_wrong_sign(entry)]:
            said.append(f"the sign of the weight contradicts the class, which is kept as it is: {', '.join(wrong)}")
        return said


def _title(entry: Entry) -> str:
    return f"“{entry.raw.get('title')}”"


def _class(entry: Entry) -> str:
    match = _CLASS.match(entry.text("description"))
    return match[1].lower() if match else ""


def _negative(entry: Entry) -> bool:
    return entry.number("weight") < 0


def _has_wrong_sign(entry: Entry) -> bool:
    return bool(_class(entry)) and (_class(entry) == _PITFALL) != _negative(entry)
