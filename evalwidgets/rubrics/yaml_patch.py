"""Rewriting a YAML file where its data changed, and nowhere else.

The text is cut along its nodes into entries: what stands above an entry (comments, blank lines),
the entry itself, and the rest of its last line. What did not change is copied as it stands, an
entry that moves takes its comments along, and only what did change is written anew. Whoever calls
this reads the result back and compares: where a file is laid out in a way that is not foreseen
here, the comparison says so, not a guess.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from evalwidgets.rubrics.yaml_writer import dump

_WIDTH = 110
_UNSEEN = re.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]")
_BARE = re.compile(r"[0-9]+(\.[0-9]+)+")


def patched(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return `text`, which says `before`, changed so that it says `after`.

    Parameters
    ----------
    text
        The file, without carriage returns.
    before, after
        Plain data; what is at its default may be left out, though the file says it.

    Returns
    -------
    str or None
        None if the file cannot be changed in place: it has aliases, or is no block of fields.
    """
    import yaml

    root = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    if not isinstance(root, yaml.MappingNode) or root.flow_style or _has_aliases(root):
        return None
    if not text.endswith("\n"):
        text += "\n"
    return _Patch(text).document(root, before, after)


@dataclass
class _Entry:
    """A field or an element of a list: `lead` stands above it, `body` goes to the end of its last line."""

    lead: str
    body: str
    name: str = ""


class _Patch:
    def __init__(self, text: str) -> None:
        self._text = text

    def document(self, root: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        start = self._line_start(root.start_mark.index)
        return self._text[:start] + self._block(root, start, before, after) + self._text[self._region_end(root) :]

    def _block(self, node: Any, start: int, before: Any, after: Any) -> str:
        """Return the lines of a block from `start`, the beginning of a line or of its first entry."""
        import yaml

        if before == after:
            return self._text[start : self._region_end(node)]
        if isinstance(node, yaml.MappingNode):
            entries = self._fields(node, start, before, after)
        else:
            entries = self._elements(node, start, before, after)
        inline = start != self._line_start(start)
        return _joined(entries, " " * self._column(node), inline=inline)

    def _fields(self, node: Any, start: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[_Entry]:
        entries: list[_Entry] = []
        lead_from = start
        for key, value in node.value:
            name = cast("str", key.value)
            end = self._region_end(value, key)
            lead = self._text[lead_from : key.start_mark.index]
            lead_from = end
            if before.get(name) == after.get(name) and (name in before) == (name in after):
                entries.append(_Entry(lead, self._text[key.start_mark.index : end], name))
            elif name in after:
                entries.append(_Entry(lead, self._field(key, value, end, before.get(name), after[name]), name))
        known = {entry.name for entry in entries}
        fresh = [name for name in after if name not in known and before.get(name) != after[name]]
        indent = " " * self._column(node)
        for name in fresh:
            entry = _Entry(indent, self._written({name: after[name]}, indent), name)
            entries.insert(_place(entries, list(after), name), entry)
        return entries

    def _field(self, key: Any, value: Any, end: int, before: Any, after: Any) -> str:
        start = key.start_mark.index
        if _goes_into(value, before, after):
            line = self._line_end(key.end_mark.index)
            return self._text[start:line] + self._block(value, line, before, after)
        body = self._written({key.value: after}, " " * self._column_at(start), value)
        return self._with_remark(body, self._content_end(value, key), end, start)

    def _elements(self, node: Any, start: int, before: Sequence[Any], after: Sequence[Any]) -> list[_Entry]:
        leads: list[str] = []
        lead_from = start
        for element in node.value:
            leads.append(self._text[lead_from : self._dash(element)])
            lead_from = self._region_end(element)
        indent = " " * self._column(node)
        gap = next((_blanks(lead) for lead in leads[1:] if _blanks(lead)), "")
        entries: list[_Entry] = []
        for n, (old, new) in enumerate(zip(_matches(before, after), after, strict=True)):
            lead = indent if old is None else leads[old].lstrip("\n")
            # Blank lines stand between entries: the first has none to bring along.
            blanks = _blanks(leads[0]) if n == 0 else _blanks(leads[old]) if old else gap
            body = self._written([new], indent) if old is None else self._element(node.value[old], before[old], new)
            entries.append(_Entry(blanks + lead, body))
        return entries

    def _element(self, node: Any, before: Any, after: Any) -> str:
        dash, end = self._dash(node), self._region_end(node)
        if before == after:
            return self._text[dash:end]
        start = node.start_mark.index
        if _goes_into(node, before, after):
            inline = self._line_start(start) <= dash
            begin = start if inline else self._line_end(dash)
            return self._text[dash:begin] + self._block(node, begin, before, after)
        body = self._written([after], " " * self._column_at(dash), node)
        return self._with_remark(body, self._content_end(node), end, dash)

    def _written(self, data: Any, indent: str, old: Any = None) -> str:
        """Return a field or an element as the writer writes it, or in the manner of the `old` value."""
        import yaml

        (value,) = data.values() if isinstance(data, dict) else data
        width = max(40, _WIDTH - len(indent))
        lines = dump(data, width=width).splitlines(keepends=True)
        if isinstance(old, yaml.CollectionNode) and old.flow_style:
            lines = [_head(data) + dump(value, flow=True)]
        elif isinstance(old, yaml.ScalarNode) and old.style == '"' and isinstance(value, str):
            lines = [f"{_head(data)}{_quoted(value)}\n"]
        elif _is_bare(old) and isinstance(value, str) and _BARE.fullmatch(value):
            lines = [f"{_head(data)}{value}\n"]
        return "".join(line if n == 0 or line == "\n" else indent + line for n, line in enumerate(lines))

    def _with_remark(self, body: str, content_end: int, end: int, at: int) -> str:
        """Return `body` with the comment that stood on the last line of what it replaces."""
        remark = self._text[content_end:end].strip()
        if not remark.startswith("#"):
            return body
        if body.count("\n") == 1:
            return f"{body[:-1]}  {remark}\n"
        return f"{remark}\n{' ' * self._column_at(at)}{body}"

    def _dash(self, element: Any) -> int:
        """Return where the dash of a list's element stands."""
        return self._text.rindex("-", 0, element.start_mark.index)

    def _column(self, node: Any) -> int:
        """Return how far the entries of a block are indented."""
        import yaml

        if isinstance(node, yaml.MappingNode):
            return cast("int", node.value[0][0].start_mark.column)
        return self._column_at(self._dash(node.value[0]))

    def _column_at(self, index: int) -> int:
        return index - self._line_start(index)

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Return where the line after the one of `index` begins."""
        return self._text.index("\n", index) + 1

    def _region_end(self, node: Any, key: Any = None) -> int:
        return self._line_end(self._content_end(node, key))

    def _content_end(self, node: Any, key: Any = None) -> int:
        """Return where the text of a node ends: that of a block, where its last value does."""
        import yaml

        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self._content_end(last[1], last[0]) if isinstance(last, tuple) else self._content_end(last)
        start, end = node.start_mark.index, node.end_mark.index
        content = len(self._text[start:end].rstrip())
        # A value that is not there begins where the next thing does; it ends with its name.
        return start + content if content or key is None else self._text.index(":", key.end_mark.index) + 1


def _joined(entries: list[_Entry], indent: str, *, inline: bool) -> str:
    """Join entries; the first of an `inline` block shares its line with a dash."""
    parts: list[str] = []
    for n, entry in enumerate(entries):
        lead = entry.lead
        if n == 0 and inline:
            lead = lead.lstrip(" \n")
        elif not lead.endswith(indent) or (not lead and indent):
            lead += indent  # it was the first, and shared its line
        parts.append(lead + entry.body)
    return "".join(parts)


def _goes_into(node: Any, before: Any, after: Any) -> bool:
    """Tell whether a block can be changed inside, entry by entry."""
    import yaml

    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not after:
        return False
    if isinstance(node, yaml.MappingNode):
        return isinstance(before, dict) and isinstance(after, dict)
    return isinstance(before, list) and isinstance(after, list) and len(cast("Any", before)) == len(node.value)


def _matches(before: Sequence[Any], after: Sequence[Any]) -> list[int | None]:
    """Return for each element of `after` which one of `before` it was: by its id, its value, or what is left over."""
    left = list(range(len(before)))
    found: list[int | None] = [None] * len(after)
    for same in (_same_id, operator.eq):
        for n, new in enumerate(after):
            if found[n] is None:
                found[n] = next((old for old in left if same(before[old], new)), None)
                if found[n] is not None:
                    left.remove(cast("int", found[n]))
    for n, old in enumerate(found):
        follows = 0 if n == 0 else cast("int", found[n - 1]) + 1 if found[n - 1] is not None else None
        if old is None and follows in left:  # renamed, in its place
            found[n] = follows
            left.remove(follows)
    return found


def _blanks(lead: str) -> str:
    return lead[: len(lead) - len(lead.lstrip("\n"))]


def _same_id(old: Any, new: Any) -> bool:
    return isinstance(old, dict) and isinstance(new, dict) and "id" in old and old["id"] == cast("Any", new).get("id")


def _place(entries: list[_Entry], order: list[str], name: str) -> int:
    """Return where a new field goes: after the nearest field before it in `order` that is there."""
    at = {entry.name: n for n, entry in enumerate(entries)}
    before = [at[other] for other in order[: order.index(name)] if other in at]
    return before[-1] + 1 if before else len(entries)


def _quoted(text: str) -> str:
    """Write a text in double quotes: as JSON does, but for what YAML does not let stand as it is."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _head(data: Any) -> str:
    """Return what stands before the value of a field or an element."""
    return f"{dump(next(iter(data))).splitlines()[0]}: " if isinstance(data, dict) else "- "


def _is_bare(node: Any) -> bool:
    """Tell whether a value such as 1.0.0 is text here, though it stands without quotes."""
    import yaml

    return isinstance(node, yaml.ScalarNode) and not node.style and _BARE.fullmatch(node.value) is not None


def _has_aliases(root: Any) -> bool:
    import yaml

    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return False
