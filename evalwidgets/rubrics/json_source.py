"""JSON text as a tree that knows its lines; the standard library's reader keeps none."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from evalwidgets.rubrics.tree import DEPTH, BadSource, Fields, Items, Node, Scalar

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"true|false|null")


def read_json(text: str) -> Node | None:
    """Return the tree of the text, or None if there is nothing in it.

    Raises
    ------
    BadSource
        At the first place that is not JSON.
    """
    return _Parser(text).document()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self._decoder = json.JSONDecoder()

    def document(self) -> Node | None:
        if not self._next():
            return None
        node = self._value(0)
        if self._next():
            raise self._bad("there is more after the end; a file holds one rubric")
        return node

    def _value(self, depth: int) -> Node:
        if depth > DEPTH:
            raise self._bad(f"lists and mappings are nested more than {DEPTH} deep")
        first = self._next()
        line = self._line()
        if first == "{":
            return Fields([(self._key(), self._value(depth + 1)) for _ in self._entries("}")], line)
        if first == "[":
            return Items([self._value(depth + 1) for _ in self._entries("]")], line)
        if first == '"':
            return Scalar(self._string(), line, plain=False)
        match = _NUMBER.match(self._text, self._at) or _WORD.match(self._text, self._at)
        if match is None:
            raise self._bad(f"a value is expected here, got {first!r}" if first else "the text ends too early")
        self._at = match.end()
        return Scalar(match[0], line, plain=True)

    def _entries(self, end: str) -> Iterator[None]:
        """Take a turn for each entry up to `end`; the caller reads the entry in its turn."""
        self._at += 1
        if self._next() == end:
            self._at += 1
            return
        while True:
            yield
            mark = self._next()
            if mark not in {",", end} or not mark:
                raise self._bad(f"a comma or {end} is expected here" + (f", got {mark!r}" if mark else ""))
            self._at += 1
            if mark == end:
                return
            if self._next() == end:
                raise self._bad("delete the comma before this end")

    def _key(self) -> Scalar:
        if self._next() != '"':
            raise self._bad("the name of a field is expected here, in double quotes")
        line = self._line()
        key = Scalar(self._string(), line, plain=False)
        if self._next() != ":":
            raise self._bad(f"a colon is expected after {key.text!r}")
        self._at += 1
        self._next()
        return key

    def _string(self) -> str:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._bad(f"{error.msg[:1].lower()}{error.msg[1:]}") from None
        return value

    def _next(self) -> str:
        """Go to the next character that is no white space; empty at the end."""
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)

    def _bad(self, problem: str) -> BadSource:
        return BadSource(self._line(), f"cannot be read as JSON: {problem}")
