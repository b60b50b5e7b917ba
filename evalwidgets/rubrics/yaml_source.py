"""YAML text as a tree that knows its lines.

Only the events of the parser are used, which are the same in YAML 1.1 and 1.2; what a scalar
means is decided in `evalwidgets.rubrics.tree`. libyaml makes the events in a fiftieth of the time
that parsers in Python take, and without recursion, so that no depth of nesting can bring it down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evalwidgets.rubrics.tree import DEPTH, BadSource, Fields, Items, Node, Scalar

if TYPE_CHECKING:
    import yaml

MOST = 500_000
"""Values in a file, those that aliases repeat included."""

_HINTS = (
    (("mapping values are not allowed",), "a colon followed by a space begins a value; put a text with one in quotes"),
    (("tab character", "'\\t'"), "indent with spaces, not with tabs"),
    (("cannot start any token",), "put a text that begins with such a character in quotes"),
    (("unexpected end of stream",), "a quotation mark is not closed"),
    (("block sequence entries are not allowed",), "begin a list on a line of its own, indented under its name"),
    (
        ("did not find expected", "expected <block end>", "could not find expected", "expected ',' or"),
        "look at the indentation, and at quotation marks and brackets, in this line and the one before",
    ),
)


def read_yaml(text: str) -> Node | None:
    """Return the tree of the text's one document, or None if there is nothing in it.

    Raises
    ------
    BadSource
        At the first place that cannot be read.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return _Builder().document(yaml.parse(text, Loader=loader))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadSource(line, f"there is an invisible character ({_code(error.character)}); delete it") from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise BadSource(line, "there is half a character (a lone surrogate); delete it") from None
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text) from None


class _Builder:
    def __init__(self) -> None:
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._made = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        import yaml

        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise BadSource(_line(event), "a second document begins here; a file holds one rubric")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 0)
        return root if self._made else None

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > DEPTH:
            raise BadSource(_line(event), f"lists and mappings are nested more than {DEPTH} deep")
        if event.tag not in {None, "!", *_PLAIN_TAGS}:
            raise BadSource(_line(event), f"the tag {event.tag} is not read; leave it out")
        before = self._made
        self._count(1, event)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, _line(event), plain=event.style in {None, ""})
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Items(list(self._nodes(events, depth)), _line(event))
        else:
            flat = list(self._nodes(events, depth))
            node = Fields(list(zip(flat[::2], flat[1::2], strict=True)), _line(event))
        if event.anchor:
            self._anchors[event.anchor] = (node, self._made - before)
        return node

    def _nodes(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        import yaml

        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _alias(self, event: Any) -> Node:
        # An anchor is known once its value is complete, so that nothing can hold itself.
        if event.anchor not in self._anchors:
            raise BadSource(_line(event), f"nothing before this line is marked &{event.anchor}")
        node, size = self._anchors[event.anchor]
        self._count(size, event)
        return node

    def _count(self, values: int, event: Any) -> None:
        self._made += values
        if self._made > MOST:
            raise BadSource(_line(event), f"the file holds more than {MOST:,} values; that is no rubric")


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))


def _line(event: Any) -> int:
    return event.start_mark.line + 1


def _code(character: Any) -> str:
    number = character if isinstance(character, int) else ord(str(character)[0])
    return f"U+{number:04X}"


def _explained(error: yaml.MarkedYAMLError, text: str) -> BadSource:
    problem = error.problem or str(error)
    mark = error.problem_mark or error.context_mark
    if "end of stream" in problem and error.context_mark is not None:
        mark = error.context_mark
    line = min(mark.line + 1, text.count("\n") + 1) if mark is not None else None
    if mark is not None and "cannot start any token" in problem and _has_tab(text, mark.line):
        problem = "found a tab character"
    hint = next((hint for parts, hint in _HINTS if any(part in problem for part in parts)), "")
    return BadSource(line, f"cannot be read as YAML: {problem}" + (f"; {hint}" if hint else ""))


def _has_tab(text: str, line: int) -> bool:
    lines = re.split(r"\r\n|\n|\r", text)
    return line < len(lines) and re.match(r"[ ]*\t", lines[line]) is not None
