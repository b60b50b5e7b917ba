"""The package `rubric` of PyPI: ``[{"weight": 10, "requirement": …}]``, alone or in sections.

Sections are mappings with `criteria`; a list of either may stand under `sections`, `rubric` or both.
The package's score is the weight met over all positive weight, held to 0 and 1; where all weights
are negative it is 1 less the share of weight that is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Reading, Written, keeping, kept
from evalwidgets.rubrics.formats.entries import Entry, named, plain_number, without_cr
from evalwidgets.rubrics.formats.naming import Ids, slug
from evalwidgets.rubrics.formats.remainder import Json, remainder, restored
from evalwidgets.rubrics.formats.single import EntryDialect, regrouped
from evalwidgets.rubrics.model import Criterion, Group, Rubric, Scoring

_BELOW = "criteria"
_LOOSE = "criteria"
"""The id of a group that is no section: entries that stand in the list themselves."""


class RubricPackage(EntryDialect):
    """What `rubric.Rubric.from_file` reads."""

    name = "rubric"
    about = "PyPI's rubric: weight met over positive weight, held to 0 and 1"

    @override
    def fits(self, data: Any) -> bool:
        parts, _ = _opened(data)
        entries = [entry for part in parts for entry in _entries(part)]
        return bool(entries) and all(
            isinstance(entry, Mapping) and {"weight", "requirement"} <= entry.keys() for entry in entries
        )

    @override
    def says(self, entry: Entry) -> Json:
        return {"text": entry.text("requirement"), "points": entry.number("weight")}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        return {"weight": plain_number(criterion.points), "requirement": criterion.text}

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        parts, where = _opened(data)
        if not parts:
            reading.problems.add("", f"has no criteria, got {named(data)}; it must be a list with an entry for each")
        ids, group_ids = Ids(), Ids(())
        groups: list[Group] = []
        for is_section, run in groupby(enumerate(parts), key=lambda pair: _is_section(pair[1])):
            if is_section:
                groups += [one for n, part in run if (one := self._section(part, n, ids, group_ids, reading))]
            else:
                loose = [Entry(part, f"[{n}]", reading.problems) for n, part in run]
                criteria = [one for entry in loose if (one := self.read_entry(entry, ids, reading))]
                groups.append(Group(id=group_ids.take(_LOOSE), title="Criteria", criteria=tuple(criteria)))
        reading.problems.refuse()
        name = reading.called("", "", self.name)
        return Rubric(
            id=name.id,
            title=name.title,
            scoring=_score(criterion.points for group in groups for criterion in group.criteria),
            groups=tuple(groups),
            extra={self.name: where} if where else {},
        )

    @override
    def write(self, rubric: Rubric) -> Written:
        written: dict[str, Criterion] = {}
        parts: list[Json] = []
        groups: list[Group] = []
        for group in rubric.groups:
            entries: list[Json] = []
            for criterion in group.criteria:
                entry, written[criterion.id] = self.write_entry(criterion)
                entries.append(entry)
            if _is_loose(group):
                parts += entries
            else:
                section, group = self._written_section(group)  # noqa: PLW2901 (without spellings that no longer fit)
                parts.append({**section, _BELOW: entries})
            groups.append(group)
        mended = regrouped(rubric.model_copy(update={"groups": tuple(groups)}), written)
        return Written(_closed(parts, kept(rubric.extra, self.name)), mended)

    def _section(self, part: Json, n: int, ids: Ids, group_ids: Ids, reading: Reading) -> Group | None:
        path = f"[{n}].{_BELOW}"
        entries = [Entry(entry, f"{path}[{m}]", reading.problems) for m, entry in enumerate(part[_BELOW])]
        criteria = [one for entry in entries if (one := self.read_entry(entry, ids, reading))]
        if not entries:
            reading.problems.add(path, "is empty; a section needs criteria")
        if len(criteria) < len(entries) or not entries:
            return None
        title = _title_of(part) or f"Section {n + 1}"
        group = Group(id=group_ids.take(slug(title)), title=title, criteria=tuple(criteria))
        rest = remainder({key: value for key, value in part.items() if key != _BELOW}, {"title": title})
        return group.model_copy(update={"extra": {self.name: rest}}) if rest else group

    def _written_section(self, group: Group) -> tuple[Json, Group]:
        def says_the_same(part: Json) -> bool:
            return (_title_of(part) or group.title) == group.title

        section, rest = restored({"title": group.title}, kept(group.extra, self.name), says_the_same)
        return section, group.model_copy(update={"extra": keeping(group.extra, self.name, rest)})


def _score(points: Iterator[float]) -> Scoring:
    # With negative weights only, 1 + earned / (all weight) is where the total stands between worst and best.
    rule = "points_over_positive" if any(one >= 0 for one in points) else "points_min_max"
    return Scoring(rule=rule, clip_item=(0.0, 1.0), clip_mean=(None, None))


def _is_loose(group: Group) -> bool:
    return group.title == "Criteria" and group.id.startswith(_LOOSE) and not group.extra


def _title_of(part: Mapping[str, Any]) -> str:
    given = (value for key in ("title", "name") if isinstance(value := part.get(key), str))
    return next((without_cr(value).strip() for value in given if value.strip()), "")


def _is_section(part: Any) -> bool:
    return isinstance(part, Mapping) and isinstance(cast("Json", part).get(_BELOW), list)


def _entries(part: Any) -> list[Any]:
    return part[_BELOW] if _is_section(part) else [part]


def _opened(data: Any) -> tuple[list[Any], Json]:
    """Return the list in `data`, and the mappings around it, outermost first."""
    layers: list[Json] = []
    for at in ("rubric", "sections"):
        if isinstance(data, Mapping) and at in data:
            record = cast("Json", data)
            layers.append({"at": at, "around": {key: value for key, value in record.items() if key != at}})
            data = record[at]
    if not isinstance(data, list):
        return [], {}
    return cast("list[Any]", data), {"layers": layers} if layers else {}


def _closed(parts: list[Json], where: Mapping[str, Any]) -> Any:
    data: Any = parts
    layers = where.get("layers")
    for layer in reversed(layers) if isinstance(layers, list) else []:
        data = {**layer["around"], layer["at"]: data}
    return data
