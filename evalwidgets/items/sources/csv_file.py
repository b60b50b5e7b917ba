"""CSV and TSV files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from typing_extensions import override

from evalwidgets.errors import ItemError
from evalwidgets.items.report import Problem
from evalwidgets.items.sources.base import Raw
from evalwidgets.items.sources.lines import LONGEST, FileSource


class CsvSource(FileSource):
    """A table as text, its first record the header; commas, semicolons or tabs, told from the header.

    An empty cell is a missing one: CSV has no other way to say it. Bytes that are not UTF-8 are kept as
    half characters, so that the check of each text names the row and column.
    """

    fixed = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        # The module's own limit is 131,072 characters a cell, and after it fails the reader is lost within
        # the record. Ours is checked on the whole cell. It is set for the process; there is no other way.
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
        self._delimiter = ","
        with self.opened() as file, _text(file) as text:
            line = text.readline(LONGEST)
        counts = Counter(mark for mark in line if mark in ",;\t")
        self._delimiter = counts.most_common(1)[0][0] if counts else ","
        self._header = self._read_header()

    @override
    def columns(self) -> tuple[str, ...]:
        return self._header

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        records = self._records()
        next(records, None)
        for line, record in records:
            if start:
                start -= 1
                continue
            yield line, self._row(record) if isinstance(record, list) else record

    def _read_header(self) -> tuple[str, ...]:
        with closing(self._records()) as records:
            _, header = next(records, (1, []))
        if isinstance(header, Problem):
            raise ItemError(f"{self.name}, line 1: {header.said}")
        names = tuple(name.strip() or f"column {place}" for place, name in enumerate(header, start=1))
        if any("\udc80" <= mark <= "\udcff" for name in names for mark in name):
            raise ItemError(f'{self.name}, line 1: the header is not UTF-8. Save the file as "CSV UTF-8".')
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise ItemError(f"{self.name} has two columns called {twice[0]!r}. Rename one.")
        return names

    def _row(self, record: list[str]) -> Raw:
        if len(record) != len(self._header):
            return Problem(
                f"has {len(record)} cells and the header has {len(self._header)}."
                " A text that holds the delimiter or a line end must stand in double quotes."
            )
        return {name: cell or None for name, cell in zip(self._header, record, strict=True)}

    def _records(self) -> Generator[tuple[int, list[str] | Problem]]:
        """Yield the records with the line where each begins."""
        with self.opened() as file, _text(file) as text:
            lines = _Lines(text, self.name)
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            while True:
                begins = lines.begin_record()
                try:
                    record = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield begins, Problem(f"is not CSV ({error}). Double the quotes inside a quoted text.")
                    continue
                if record:
                    yield begins, record


class _Lines:
    """Counts lines, and stops a quote that was opened and never closed from swallowing the file."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self._text, self._name = text, name
        self._number, self._begun, self._length = 0, 1, 0

    def begin_record(self) -> int:
        self._begun, self._length = self._number + 1, 0
        return self._begun

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._length += len(line)
        if self._length > LONGEST:
            raise ItemError(
                f"{self._name}, line {self._begun:,}: the record that begins here is longer than"
                f" {LONGEST / 1e6:.0f} MB. Is a double quote opened in it and never closed?"
            )
        return line


def _text(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
