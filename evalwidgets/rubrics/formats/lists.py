"""Dialects that are a list of entries, alone or in the record of the item that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Reading, Written, kept
from evalwidgets.rubrics.formats.entries import Entry, named
from evalwidgets.rubrics.formats.naming import Ids
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.formats.single import EntryDialect, regrouped
from evalwidgets.rubrics.model import Criterion, Group, Rubric, Scoring


class ListDialect(EntryDialect):
    """A list of entries; a subclass says what one entry means and how it is written.

    Attributes
    ----------
    within
        Fields of a record that may hold the list.
    named_by
        Fields of such a record that name the rubric.
    needs
        Fields that every entry has; by these the dialect is recognised.
    scoring, classes
        How the dialect's own code makes a total.
    """

    within: ClassVar[tuple[str, ...]] = ()
    named_by: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[str]]
    scoring: ClassVar[Scoring] = Scoring()
    classes: ClassVar[Mapping[str, float]] = {}

    def notes(self, entries: Sequence[Entry]) -> list[str]:
        """Return what whoever reads these entries must know."""
        del entries
        return []

    def listed(self, data: Any) -> tuple[list[Any], Json]:
        """Return the entries, and what the rubric keeps to put them back where they were."""
        if isinstance(data, list):
            return cast("list[Any]", data), {}
        record = cast("Json", data) if isinstance(data, Mapping) else {}
        for at in self.within:
            if isinstance(record.get(at), list):
                return record[at], {"at": at, "around": {key: value for key, value in record.items() if key != at}}
        return [], {}

    def put_back(self, entries: list[Json], where: Mapping[str, Any]) -> Any:
        """Return the data in which the entries stand, the inverse of `listed`."""
        around = where.get("around")
        return {**around, str(where["at"]): entries} if isinstance(around, Mapping) else entries

    @override
    def fits(self, data: Any) -> bool:
        entries, _ = self.listed(data)
        return bool(entries) and all(isinstance(entry, Mapping) and self.needs <= entry.keys() for entry in entries)

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        raw, where = self.listed(data)
        at = str(where.get("at", ""))
        if not raw:
            reading.problems.add(at, f"has no criteria, got {named(data)}; it must be a list with an entry for each")
        ids = Ids()
        entries: list[Entry] = []
        criteria: list[Criterion] = []
        for n, one in enumerate(raw):
            entries.append(Entry(one, f"{at}[{n}]", reading.problems))
            if criterion := self.read_entry(entries[-1], ids, reading):
                criteria.append(criterion)
        reading.problems.refuse()
        reading.notes += self.notes(entries)
        around = kept(where, "around")
        called = next((str(around[key]) for key in self.named_by if around.get(key)), "")
        name = reading.called(called, called, self.name)
        return Rubric(
            id=name.id,
            title=name.title,
            classes=self.classes,
            scoring=self.scoring,
            groups=(Group(id="criteria", title="Criteria", criteria=tuple(criteria)),),
            extra={self.name: where} if where else {},
        )

    @override
    def write(self, rubric: Rubric) -> Written:
        self.check_enough(rubric)
        written = [self.write_entry(criterion) for criterion in rubric.criteria]
        entries = [entry for entry, _ in written]
        mended = regrouped(rubric, {criterion.id: criterion for _, criterion in written})
        return Written(self.put_back(entries, kept(rubric.extra, self.name)), mended)
