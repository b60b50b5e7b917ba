"""Files of marked errors, as WMT's human evaluation publishes them: one row an error, read without quoting.

A rater's row without an error ("No-error") is a judgment, too: a segment with no marks. The words marked
stand between ``<v>`` and ``</v>`` in the target, or in the source where something was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evalwidgets.errors import Finding, RubricError
from evalwidgets.rubrics.formats.mqm import SCORING, WMT, weights_by_search
from evalwidgets.rubrics.model import Group, Rubric, Span

_NEEDED = ("system", "rater", "source", "target", "category", "severity")
_REFERENCE = re.compile(r"ref[-._ ]?([a-z]?)", re.IGNORECASE)
_MARK = re.compile(r"</?v>")
_NONE = frozenset({"no-error", "no error", "none", ""})


@dataclass(frozen=True)
class Mark:
    """One marked error.

    Attributes
    ----------
    side
        Which text the words are in.
    start, end
        In characters of that text, without the tags.
    severity
        In small letters, as typologies name it.
    """

    category: str
    severity: str
    side: Literal["source", "target"]
    start: int
    end: int
    quote: str
    comment: str = ""


@dataclass(frozen=True)
class Segment:
    """What one rater marked in one system's translation of one segment; no marks mean no errors."""

    system: str
    document: str
    segment: str
    rater: str
    source: str
    target: str
    marks: tuple[Mark, ...]


def reference_name(system: str) -> str:
    """Return the one name of a reference that files of one release call `ref`, `refA`, `ref-A` and `ref.A`.

    Examples
    --------
    >>> [reference_name(name) for name in ("ref", "ref.A", "refB", "Online-W")]
    ['ref-A', 'ref-A', 'ref-B', 'Online-W']
    """
    match = _REFERENCE.fullmatch(system.strip())
    return f"ref-{(match[1] or 'A').upper()}" if match else system.strip()


def read_marks(path: str | Path) -> list[Segment]:
    """Read a file of marked errors (tab-separated, UTF-8).

    Parameters
    ----------
    path
        A TSV file with the columns system, rater, source, target, category and severity, and most
        often doc, seg_id (or docSegId, globalSegId) and comment.

    Returns
    -------
    list of Segment
        In the order of the file, each segment of a system and rater once.

    Raises
    ------
    RubricError
        Naming the line and what is wrong with it.
    """
    place = Path(path)
    with place.open(encoding="utf-8-sig", newline="") as file:
        lines = (line.rstrip("\r\n") for line in file)
        return list(_segments(enumerate(lines, start=1), place.name))


def typology_of(segments: Iterable[Segment], *, id: str = "mqm", title: str = "Marked errors") -> Rubric:
    """Return a rubric with the categories and severities that were marked, weighted as by WMT."""
    taxonomy: dict[str, list[str]] = {}
    severities: dict[str, None] = {}
    for mark in (mark for segment in segments for mark in segment.marks):
        category, _, kind = mark.category.partition("/")
        below = taxonomy.setdefault(category, [])
        if kind and kind not in below:
            below.append(kind)
        severities[mark.severity] = None
    fixed = {category: tuple(sorted(below)) for category, below in sorted(taxonomy.items())}
    weights, overrides = weights_by_search(WMT, fixed, severities)
    criterion = Span(
        id="errors",
        kind="span",
        text="Mark every error, each with its category and severity",
        taxonomy=fixed,
        severities=weights,
        overrides=overrides,
    )
    return Rubric(
        id=id, title=title, scoring=SCORING, groups=(Group(id="errors", title="Errors", criteria=(criterion,)),)
    )


def _segments(lines: Iterator[tuple[int, str]], name: str) -> Iterator[Segment]:
    header = next(lines, (1, ""))[1].split("\t")
    if missing := [column for column in _NEEDED if column not in header]:
        raise _refused(name, 1, f"has no column {', '.join(missing)}; a file of marks has {', '.join(_NEEDED)}")
    # A rater's rows of a segment need not follow one another.
    found: dict[tuple[str, ...], tuple[str, str, list[Mark]]] = {}
    for number, line in lines:
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            raise _refused(name, number, f"has {len(cells)} cells and the header {len(header)}")
        row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        document = row.get("doc", "") or row.get("doc_id", "")
        segment = row.get("seg_id") or row.get("globalSegId") or row.get("docSegId") or ""
        key = (reference_name(row["system"]), document, segment, row["rater"])
        source, target = (_MARK.sub("", row[side]) for side in ("source", "target"))
        _, _, marks = found.setdefault(key, (source, target, []))
        if row["category"].strip().lower() not in _NONE:
            marks.append(_mark(row))
    for (system, document, segment, rater), (source, target, marks) in found.items():
        yield Segment(system, document, segment, rater, source, target, tuple(marks))


def _mark(row: dict[str, str]) -> Mark:
    side: Literal["source", "target"] = "source" if "<v>" in row["source"] else "target"
    before, opened, rest = row[side].partition("<v>")
    quote = rest.partition("</v>")[0]  # one published row opens a mark at its end and never closes it
    if not opened:  # nothing is marked, as with a non-translation: it is about the whole
        before, quote = "", row[side]
    start = len(_MARK.sub("", before))
    quote = _MARK.sub("", quote)
    severity = row["severity"].strip().lower()
    comment = row.get("comment") or row.get("note") or ""
    return Mark(row["category"].strip(), severity, side, start, start + len(quote), quote, comment)


def _refused(name: str, line: int, words: str) -> RubricError:
    return RubricError(f"{name}, line {line}: {words}", [Finding(line, "", words)])
