"""ACE (Mercor): a table with a row a criterion, of which some are hurdles; a failed hurdle makes the total 0.

A criterion of a claim that can be checked ("Grounded") has three values: 1, 0, and -1 for a claim
without support. The two published programs disagree where a task has no hurdle: the benchmark's own
gives 0, a later one the total; as in the former, ``scoring.no_gate`` is zero here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Reading
from evalwidgets.rubrics.formats.entries import Entry, tagged
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.model import Criterion, Rubric, Scoring

_ID, _TASK, _HURDLE, _TYPE, _CHECK, _TEXT = (
    "Criterion ID", "Task ID", "Hurdle Tag", "Criteria type", "Criterion Grounding Check", "Description",
)  # fmt: skip
_GROUNDED = "grounded"
_VALUES = (("unsupported", "Claimed, but unsupported", -1.0), ("unmet", "Not met", 0.0), ("met", "Met", 1.0))


class Ace(ListDialect):
    """The rows of one task."""

    name = "ace"
    about = "ACE: mean of the criteria, 0 when a hurdle is failed"
    has_ids = True
    named_by = (_TASK,)
    needs = frozenset({_ID, _TASK, _HURDLE, _TEXT})
    scoring: ClassVar[Scoring] = Scoring(rule="points_over_positive", no_gate="zero", clip_mean=(None, None))

    @override
    def listed(self, data: Any) -> tuple[list[Any], Json]:
        rows = cast("list[Any]", data) if isinstance(data, list) else []
        if not rows or not all(isinstance(row, Mapping) for row in rows):
            return rows, {}
        # What all rows say alike, such as the prompt, is about the task.
        task = {key: value for key, value in rows[0].items() if key not in _OWN and _in_all(rows, key, value)}
        return [{key: value for key, value in row.items() if key not in task} for row in rows], {"around": task}

    @override
    def put_back(self, entries: list[Json], where: Mapping[str, Any]) -> Any:
        task = where.get("around")
        return [{**task, **entry} for entry in entries] if isinstance(task, Mapping) else entries

    @override
    def fits(self, data: Any) -> bool:
        rows = cast("list[Any]", data) if isinstance(data, list) else []
        return bool(rows) and all(isinstance(row, Mapping) and self.needs <= row.keys() for row in rows)

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        rows = [row for row in cast("list[Any]", data) if isinstance(row, Mapping)] if isinstance(data, list) else []
        tasks = list(dict.fromkeys(str(row.get(_TASK)) for row in rows))
        if len(tasks) > 1:
            words = f"holds {len(tasks)} tasks ({', '.join(tasks[:10])}); a rubric is one: pass the rows of one task"
            reading.problems.add("", words)
            reading.problems.refuse()
        return super().read(data, reading)

    @override
    def says(self, entry: Entry) -> Json:
        grounded = entry.optional(_CHECK).lower() == _GROUNDED
        said: Json = {"text": entry.text(_TEXT), "points": 1.0}
        said["tags"] = [f"type:{kind}" for kind in (entry.optional(_TYPE),) if kind]
        if grounded:
            options = [{"id": id, "label": label, "value": value} for id, label, value in _VALUES]
            said |= {"kind": "ordinal", "options": options}
        if entry.optional(_HURDLE).lower() == "hurdle":
            failed = ["unmet", "unsupported"] if grounded else ["unmet"]
            said["gate"] = {"kind": "hurdle", "when": failed}
        return said

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        types = tagged(criterion.tags, "type")
        return {
            _ID: criterion.id,
            _HURDLE: "Hurdle" if criterion.gate is not None else "Not",
            _TYPE: types[0] if types else "",
            _CHECK: "Grounded" if criterion.kind == "ordinal" else "Not Grounded",
            _TEXT: criterion.text,
        }

    @override
    def id_of(self, entry: Entry) -> str:
        id = entry.raw.get(_ID)
        return str(id).strip() if isinstance(id, str | int) else ""

    @override
    def notes(self, entries: Sequence[Entry]) -> list[str]:
        if any(entry.optional(_HURDLE).lower() == "hurdle" for entry in entries):
            return []
        return [
            "there is no hurdle, so the total is 0 as in ACE's own code; scoring.no_gate: total gives the other reading"
        ]


_OWN = frozenset({_ID, _HURDLE, _TYPE, _CHECK, _TEXT})


def _in_all(rows: Sequence[Mapping[str, Any]], key: str, value: Any) -> bool:
    return all(key in row and row[key] == value for row in rows)
