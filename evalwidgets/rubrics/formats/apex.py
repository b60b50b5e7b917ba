"""APEX v1 (Mercor): ``[{"criterion 1": {"description", "weight": "Primary objective(s)", …}}]``, or one mapping.

The published score is the share of criteria passed, times 100: the weights are in the file, but not
used. They are read as the classes primary and secondary (4 and 2, as in Mercor's later scorers), for
those who set the rule ``weight_mean``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import Entry, tagged
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Scoring

_NAME = "\0name"
"""Where the name of a criterion, which is the key of its mapping, stands while its fields are read."""

_WEIGHT = re.compile(r"(primary|secondary) objective\(s\)", re.IGNORECASE)


class Apex(ListDialect):
    """The rubric of a task."""

    name = "apex"
    about = "APEX v1: share of criteria passed, times 100; the weights are not used"
    has_ids = True
    needs = frozenset({"description", "weight"})
    scoring: ClassVar[Scoring] = Scoring(rule="pass_rate", rescale=100.0, clip_mean=(None, None))
    classes: ClassVar[Mapping[str, float]] = {"primary": 4.0, "secondary": 2.0}

    @override
    def listed(self, data: Any) -> tuple[list[Any], Json]:
        if isinstance(data, Mapping):
            return [_flat(name, body) for name, body in cast("Json", data).items()], {"shape": "mapping"}
        entries = cast("list[Any]", data) if isinstance(data, list) else []
        return [_flat(*next(iter(entry.items()))) if _is_pair(entry) else entry for entry in entries], {}

    @override
    def put_back(self, entries: list[Json], where: Mapping[str, Any]) -> Any:
        pairs = [(str(entry[_NAME]), {key: value for key, value in entry.items() if key != _NAME}) for entry in entries]
        return dict(pairs) if where.get("shape") == "mapping" else [{name: body} for name, body in pairs]

    @override
    def fits(self, data: Any) -> bool:
        entries, _ = self.listed(data)
        return super().fits(data) and all(_NAME in entry for entry in entries)

    @override
    def says(self, entry: Entry) -> Json:
        weight = _WEIGHT.fullmatch(entry.optional("weight"))
        return {
            "text": entry.text("description"),
            "weight_class": weight[1].lower() if weight else "",
            "tags": [f"type:{value}" for value in entry.texts("criterion_type")],
        }

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        weight = f"{criterion.weight_class.title()} objective(s)" if criterion.weight_class else ""
        types = list(tagged(criterion.tags, "type"))
        return {_NAME: criterion.id, "description": criterion.text, "weight": weight, "criterion_type": types}

    @override
    def id_of(self, entry: Entry) -> str:
        return entry.optional(_NAME)

    @override
    def notes(self, entries: Sequence[Entry]) -> list[str]:
        said = ["the weights are kept, but APEX v1 does not use them: every criterion counts alike"]
        if any(entry.raw.get("dependent_criteria") for entry in entries):
            said.append("dependent_criteria are kept, but every criterion is asked, as APEX v1 does")
        return said


def _is_pair(entry: Any) -> bool:
    return isinstance(entry, Mapping) and len(cast("Json", entry)) == 1


def _flat(name: Any, body: Any) -> Any:
    return {_NAME: name, **body} if isinstance(body, Mapping) else body
