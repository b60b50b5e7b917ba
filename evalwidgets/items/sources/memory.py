"""Rows in memory: lists, any iterable, pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from typing_extensions import override

from evalwidgets.errors import ItemError
from evalwidgets.items.model import Item
from evalwidgets.items.report import Problem
from evalwidgets.items.sources.base import HEAD, Raw, Source, content_identity
from evalwidgets.items.values import named_type

_SLICE = 1_000


class ListSource(Source):
    """A list (or any sequence) of dicts or items."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.name = "the list"
        self.rows = rows
        self.total = len(rows)

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        return enumerate(map(_row, islice(self.rows, start, None)), start=start + 1)

    @override
    def identity(self) -> str | None:
        return content_identity(self.rows)


class IterableSource(Source):
    """A generator or another iterable of dicts or items. What can be iterated only once is read only once."""

    def __init__(self, rows: Iterable[Any], name: str = "the iterable") -> None:
        self.name = name
        self._rows = rows
        self._once = iter(rows) is rows
        self._head = list(islice(rows, HEAD))
        self._begun = False

    @override
    def head(self) -> list[tuple[int, Raw]]:
        return list(enumerate(map(_row, self._head), start=1))

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        if self._once and self._begun:
            raise ItemError(f"{self.name} was read already and cannot be read twice. Make it anew, or pass a list.")
        self._begun = True
        rows = chain(_emptied(self._head), self._rows) if self._once else self._rows
        return enumerate(map(_row, islice(rows, start, None)), start=start + 1)


class PandasSource(Source):
    """A pandas frame. Its cells are taken as they are: Arrow would refuse columns of mixed types as a whole."""

    fixed = True

    def __init__(self, frame: Any) -> None:
        self.name = "the DataFrame"
        self.frame = frame
        self.total = len(frame)
        self._names = tuple(map(str, frame.columns))
        if twice := sorted({name for name in self._names if self._names.count(name) > 1}):
            raise ItemError(f"{self.name} has two columns called {twice[0]!r}. Rename one.")

    @override
    def columns(self) -> tuple[str, ...]:
        return self._names

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        return enumerate(self._dicts(start, columns), start=start + 1)

    @override
    def identity(self) -> str | None:
        return content_identity(self._dicts(0, self._names))

    def _dicts(self, start: int, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        at = [self._names.index(column) for column in columns]
        for begin in range(start, len(self.frame), _SLICE):
            part = self.frame.iloc[begin : begin + _SLICE]
            for cells in zip(*(part.iloc[:, index].tolist() for index in at), strict=True):
                yield dict(zip(columns, cells, strict=True))


def _row(row: Any) -> Raw:
    if isinstance(row, Mapping | Item):
        return row
    return Problem(f"is {named_type(row)}, not a dict or an Item. Give one dict for each item.")


def _emptied(rows: list[Any]) -> Iterator[Any]:
    """Yield the rows and let go of each, so that none is kept while the rest is read."""
    rows.reverse()
    while rows:
        yield rows.pop()
