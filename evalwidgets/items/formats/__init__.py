"""Item files of HealthBench, PRBench and ProfBench, told by their columns and imported with their criteria.

A source of such rows is wrapped in one whose rows have our columns; everything after (columns, checks,
reports, resuming) is as for any other source.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from typing_extensions import override

from evalwidgets.errors import ItemError, RubricWarning
from evalwidgets.items.columns import Given
from evalwidgets.items.formats.base import ItemFormat
from evalwidgets.items.formats.healthbench import HealthBenchItems
from evalwidgets.items.formats.prbench import PRBenchItems
from evalwidgets.items.formats.profbench import ProfBenchItems
from evalwidgets.items.guessing import Roles, guess
from evalwidgets.items.model import Item
from evalwidgets.items.report import Problem
from evalwidgets.items.sources import Raw, Source, open_source
from evalwidgets.rubrics.model import Rubric, Text

_FORMATS: tuple[type[ItemFormat], ...] = (HealthBenchItems, PRBenchItems, ProfBenchItems)
_LOOKED_AT = 5
PLAIN = "plain"
"""The format of items that are none of these, whatever their columns look like."""


class FormattedSource(Source):
    """A source whose rows are brought into our columns as they are read."""

    def __init__(self, source: Source, format: ItemFormat, given: Given | None) -> None:
        self.name, self.unit, self.total, self.size = source.name, source.unit, source.total, source.size
        self.fixed, self.sparse, self.folder = source.fixed, source.sparse, source.folder
        self.format, self._source = format, source
        columns = _columns(source)
        self._with_responses = not _has_responses(columns, format, given or {})
        self._names = format.columns(columns, with_responses=self._with_responses)

    @override
    def columns(self) -> tuple[str, ...]:
        return self._names if self.fixed else ()

    @override
    def head(self) -> list[tuple[int, Raw]]:
        return [(position, self._adapted(row)) for position, row in self._source.head()]

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        self.format.notes.clear()  # of rows that were only looked at
        for position, row in self._source.read(start, self._source.columns()):
            yield position, self._adapted(row)
        for note, count in self.format.notes.items():
            times = f" ({count:,} times)" if count > 1 else ""
            warnings.warn(f"{self.name} ({self.format.title}): {note}{times}", RubricWarning, stacklevel=2)

    @override
    def identity(self) -> str | None:
        identity = self._source.identity()
        return None if identity is None else f"{self.format.name}:{identity}"

    @override
    def bytes_read(self) -> int:
        return self._source.bytes_read()

    def _adapted(self, row: Raw) -> Raw:
        if not isinstance(row, Mapping):
            return row
        try:
            return self.format.adapted(row, with_responses=self._with_responses)
        except Problem as problem:
            return problem


def formatted(source: Source, name: str | None, given: Given | None = None) -> Source:
    """Return `source`, wrapped if it is of the format `name`, or of one that its columns tell.

    Raises
    ------
    ItemError
        If there is no such format.
    """
    if name == PLAIN:
        return source
    if name is not None:
        return FormattedSource(source, _named(name), given)
    format = _recognised(source)
    return source if format is None else FormattedSource(source, format, given)


def brings_criteria(items: Any, name: str | None = None) -> bool:
    """Tell whether items bring all criteria that they are judged by."""
    return base_rubric(items, name) is not None


def base_rubric(items: Any, name: str | None) -> Rubric | None:
    """Return a rubric for items that bring all their criteria: it has their score rule, and room for a note.

    None if the items are of no such format, or can be read only once, so that nobody can look first.
    """
    if name is None:
        if isinstance(items, Iterator):
            return None
        format = _recognised(open_source(items))
    else:
        format = None if name == PLAIN else _named(name)
    if format is None:
        return None
    from evalwidgets.rubrics.formats import scoring_of

    note = Text(
        id="anything_else",
        kind="text",
        text="Anything that the criteria above do not cover",
        required=False,
    )
    return Rubric(
        id=f"{format.name}_items",
        title=f"{format.title} items",
        description="Each item brings the criteria that it is judged by.",
        scoring=scoring_of(format.name),
        groups=(),
        overall=note,
    )


def _named(name: str) -> ItemFormat:
    for format in _FORMATS:
        if format.name == name:
            return format()
    known = ", ".join([*(format.name for format in _FORMATS), PLAIN])
    raise ItemError(f"there is no format {name!r} of items; there are {known}.")


def _recognised(source: Source) -> ItemFormat | None:
    columns = _columns(source)
    possible = [one for format in _FORMATS if (one := format()).needs <= set(columns)]
    if not possible:
        return None
    first = islice(source.read(0, columns), _LOOKED_AT) if source.fixed else source.head()[:_LOOKED_AT]
    rows = [row for _, row in first if isinstance(row, Mapping)]
    return next((one for one in possible if one.fits(rows)), None)


def _columns(source: Source) -> tuple[str, ...]:
    if source.fixed:
        return source.columns()
    rows = [row for _, row in source.head() if isinstance(row, Mapping) and not isinstance(row, Item)]
    return tuple(dict.fromkeys(str(key) for row in rows for key in row))


def _has_responses(columns: tuple[str, ...], format: ItemFormat, given: Given) -> bool:
    """Tell whether a column beside the format's own holds the responses to judge."""
    if any(role.startswith("response") for role in given):
        return True
    consumed = format.consumed(columns)
    roles: Roles = {}
    guess(roles, [column for column in columns if column not in consumed], set())
    return "response" in roles
