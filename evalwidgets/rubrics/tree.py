"""What a file says, as written: a tree of scalars, lists and mappings in which everything knows its line.

YAML and JSON are both read into this tree, and `Reader` makes plain data of it. A scalar without
quotes is a number or a flag only where a rubric has one there, by the name of the field; elsewhere
it is text, exactly as written. So ``version: 1.20`` cannot lose its zero, and a bare ``no`` cannot
become false unnoticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evalwidgets.rubrics.plain import Loc

NUMBERS = frozenset(
    {
        *("points", "weight", "value", "minimum", "maximum", "step", "max_length", "max_marks", "partial"),
        *("at_least", "at_most", "clip_item", "clip_mean", "decimals", "rescale", "pass_at", "penalty_cap"),
        *("passed_below", "classes", "severities", "overrides"),
    }
)
FLAGS = frozenset({"required", "allow", "require_comment", "require_evidence", "reverse"})

FREE = frozenset({"classes", "severities", "overrides", "taxonomy", "answers", "extra"})
"""Mappings whose names the author chooses: what their values are is decided by the mapping's own name."""

# The core schema of YAML 1.2.
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

# What one YAML or another reads as true or false, unless it is quoted.
_BOOLEAN_SOMEWHERE = frozenset({"yes", "no", "on", "off", "true", "false"})

DEPTH = 64
"""Lists and mappings within each other; a rubric of groups nested as deep as they may be has 49."""

_MOST_DIGITS = 300  # beyond these, an integer has no float


class BadSource(Exception):
    """The text is not YAML, or not JSON; `line` is where."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Scalar:
    """One value as written; `plain` if it stands without quotes."""

    text: str
    line: int
    plain: bool


@dataclass(frozen=True)
class Items:
    """A list."""

    entries: list[Node]
    line: int


@dataclass(frozen=True)
class Fields:
    """A mapping; its keys in the order written, doubles and all."""

    entries: list[tuple[Node, Node]]
    line: int


Node = Scalar | Items | Fields


class Reader:
    """Makes plain data of a tree, and remembers the line of every place in it.

    Attributes
    ----------
    lines
        The line of each path; of a field, the line of its name.
    doubles
        Fields that are there twice, and names that are none.
    bare
        Words that want quotes, where text is wanted.
    """

    def __init__(self) -> None:
        self.lines: dict[Loc, int] = {}
        self.doubles: list[tuple[int, Loc, str]] = []
        self.bare: list[tuple[int, Loc, str]] = []

    def data(self, node: Node, loc: Loc = (), field: str = "") -> Any:
        """Return `node` as plain data; `field` is the name that it, or the list it is in, stands under."""
        self.lines.setdefault(loc, node.line)
        match node:
            case Scalar():
                return self._value(node, loc, field)
            case Items():
                return [self.data(entry, (*loc, n), field) for n, entry in enumerate(node.entries)]
            case Fields():
                return self._mapping(node, loc, field)

    def _mapping(self, node: Fields, loc: Loc, field: str) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in node.entries:
            if not isinstance(key, Scalar):
                self.doubles.append((key.line, loc, "the name of a field must be one word, not a list or a mapping"))
                continue
            at = (*loc, key.text)
            if key.text in read:
                earlier = self.lines[at]
                self.doubles.append((key.line, at, f"is there twice (first in line {earlier}); delete one"))
                continue
            self.lines[at] = key.line
            if key.plain and key.text.lower() in _BOOLEAN_SOMEWHERE:
                words = f'a bare {key.text} is read as true or false by many programs; quote this name: "{key.text}"'
                self.bare.append((key.line, at, words))
            read[key.text] = self.data(value, at, field if field in FREE else key.text)
        return read

    def _value(self, node: Scalar, loc: Loc, field: str) -> Any:
        text = node.text
        if not node.plain:
            return text
        if text in _NOTHING:
            return None
        if field in NUMBERS:
            return _number(text)
        if field == "extra":  # any JSON, of which nothing says what it should be
            meant = _TRUTHS[text] if text in _TRUTHS else _number(text)
            if not isinstance(meant, str):
                return meant
        if field in FLAGS:
            return _TRUTHS.get(text, text)
        if text.lower() in _BOOLEAN_SOMEWHERE:
            words = f'must be text, and a bare {text} is read as true or false by many programs; quote it: "{text}"'
            self.bare.append((node.line, loc, words))
        return text


def _number(text: str) -> Any:
    """Return the number that is written, or the text if it is none."""
    if len(text) > _MOST_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(_NOT_FINITE[text.lower()]) if text.lower() in _NOT_FINITE else text
