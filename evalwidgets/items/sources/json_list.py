"""A JSON file that is one list of objects, read without holding the list."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from typing_extensions import override

from evalwidgets.errors import ItemError
from evalwidgets.items.report import Problem
from evalwidgets.items.sources.base import Raw
from evalwidgets.items.sources.lines import LONGEST, FileSource
from evalwidgets.items.values import named_type

_CHUNK = 1 << 20


class JsonListSource(FileSource):
    """``[{…}, {…}]``, over as many lines as it likes."""

    unit = "row"

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        with self.opened() as file:
            entries = enumerate(_Entries(file, self.name), start=1)
            for position, entry in islice(entries, start, None):
                yield position, entry if isinstance(entry, dict) else Problem(f"is {named_type(entry)}, not an object.")


class _Entries:
    """The entries of a JSON list, each decoded as soon as it is there."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name = file, name
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text, self._at, self._read = "", 0, 0
        self._ended = False

    def __iter__(self) -> Iterator[Any]:
        decoder = json.JSONDecoder()
        if self._next_mark() != "[":
            raise ItemError(f"{self._name} holds no JSON list of objects. Write [{{…}}, {{…}}], or one object a line.")
        self._at += 1
        position = 0
        while (mark := self._next_mark()) != "]":
            if mark == "" or (mark == ",") != (position > 0):
                raise self._broken(position + 1, "the list is cut off" if mark == "" else f"unexpected {mark!r}")
            if mark == ",":
                self._at += 1
                self._next_mark()
            position += 1
            yield self._entry(decoder, position)

    def _entry(self, decoder: json.JSONDecoder, position: int) -> Any:
        while True:
            try:
                entry, end = decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._at > LONGEST or not self._more():
                    raise self._broken(position, str(error)) from error
                continue
            if end == len(self._text) and self._more():  # a number may go on in what comes next
                continue
            self._at = end
            return entry

    def _next_mark(self) -> str:
        """Go to the next character that is no white space; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on, twice as much as is waiting, so that a long entry is not tried too often."""
        if self._ended:
            return False
        waiting = self._text[self._at :]
        data = self._file.read(max(_CHUNK, 2 * len(waiting)))
        self._ended = not data
        try:
            decoded = self._decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            place = self._read + error.start + 1
            raise ItemError(f"{self._name} is not UTF-8 near byte {place:,}. Save the file as UTF-8.") from error
        self._read += len(data)
        self._text, self._at = waiting + decoded, 0
        return not self._ended

    def _broken(self, position: int, why: str) -> ItemError:
        return ItemError(
            f"{self._name}, row {position:,}: the JSON is broken ({why}), and what follows cannot be told apart."
            " Repair it there, or write one object a line (.jsonl), of which bad ones can be left out."
        )
