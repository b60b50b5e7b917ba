"""The Markdown that instructions and examples are written in, as HTML with nothing of theirs in it but text.

A small part of Markdown, read by the line: headings, lists, tables, quotations, code, bold, italics.
The grading screen has a full reader; here a few lines must do, for a page that shows itself without
one. What is not understood is shown as it is written. Everything is escaped before anything is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_INLINE = (
    (re.compile(r"`([^`]+)`"), "code"),
    (re.compile(r"\*\*(?=\S)(.{1,1000}?)(?<=\S)\*\*"), "strong"),
    (re.compile(r"(?<![\w*])[*_](?=[^\s*_])([^*_]{1,1000}?)(?<=\S)[*_](?![\w*])"), "em"),
)
_ITEM = re.compile(r"\s{0,3}(?:[-*+]|(\d{1,3})[.)])\s+(.*)")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")


DEPTH = 5
"""Quotations within each other; deeper ones are shown as they are written."""


def rich(text: str, depth: int = 0) -> str:
    """Return Markdown as HTML, all its own HTML escaped."""
    return "".join(_html(kind, lines, depth) for kind, lines in _blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Cut lines into blocks of one kind, each with its lines."""
    fenced = False
    kinds: list[tuple[str, str]] = []
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            kinds.append(("fence", line))
        else:
            kinds.append(("code" if fenced else _kind(line, kinds[-1][0] if kinds else ""), line))
    for kind, group in groupby(kinds, key=lambda one: one[0]):
        if kind not in {"fence", "blank"}:
            yield kind, [line for _, line in group]


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return "blank"
    if line.lstrip().startswith(">"):
        return "quote"
    if line.lstrip().startswith("|") or (before == "table" and "|" in line):
        return "table"
    if match := _ITEM.fullmatch(line):
        return "ol" if match[1] else "ul"
    if before in {"ol", "ul"} and line.startswith(" "):
        return before  # goes on from the line above
    return "heading" if _HEADING.fullmatch(line) else "p"


def _html(kind: str, lines: list[str], depth: int) -> str:
    match kind:
        case "code":
            return f"<pre><code>{escape(chr(10).join(lines))}</code></pre>"
        case "quote" if depth < DEPTH:
            inner = [line.lstrip().removeprefix(">").removeprefix(" ") for line in lines]
            return f"<blockquote>{rich(chr(10).join(inner), depth + 1)}</blockquote>"
        case "ol" | "ul":
            return f"<{kind}>{''.join(f'<li>{_inline(item)}</li>' for item in _items(lines))}</{kind}>"
        case "table":
            return _table(lines)
        case "heading":
            return "".join(f"<p><strong>{_inline(line.lstrip('#').strip())}</strong></p>" for line in lines)
        case _:
            return f"<p>{_inline(chr(10).join(lines))}</p>"


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if match := _ITEM.fullmatch(line):
            items.append(match[2])
        else:
            items[-1] += f"\n{line.strip()}"
    return items


def _table(lines: list[str]) -> str:
    rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in lines if not _RULE.fullmatch(line)]
    has_head = len(lines) > 1 and _RULE.fullmatch(lines[1])
    cells = [
        "".join(f"<{tag}>{_inline(cell.strip())}</{tag}>" for cell in row)
        for n, row in enumerate(rows)
        for tag in ("th" if has_head and n == 0 else "td",)
    ]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _inline(text: str) -> str:
    """Mark code first, for nothing within it is marked; then what is bold, then what is in italics."""
    parts = re.split(r"(`[^`\n]+`)", escape(text))
    return "".join(_marked(part, _INLINE[:1] if part.startswith("`") else _INLINE[1:]) for part in parts)


def _marked(text: str, marks: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, tag in marks:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return text
