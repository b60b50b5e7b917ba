"""The columns of a spreadsheet of criteria: what each is called, by us and by others, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalwidgets.rubrics.formats.cells import COMMAS, FLAG, JSON, LINES, NA, NUMBER, OPTIONS, TEXT, Codec

CODECS: Mapping[str, Codec] = {
    **dict.fromkeys(("group", "id", "kind", "text", "help", "weight_class", "polarity", "scope", "unit"), TEXT),
    **dict.fromkeys(("points", "weight", "minimum", "maximum", "step", "max_length", "partial", "max_marks"), NUMBER),
    **dict.fromkeys(("required", "reverse", "require_comment", "require_evidence"), FLAG),
    **dict.fromkeys(("title", "version", "language", "description", "instructions", "licence", "citation"), TEXT),
    **dict.fromkeys(("tags", "permitted_use"), COMMAS),
    **dict.fromkeys(("authors", "sources"), LINES),
    "options": OPTIONS,
    "na": NA,
}
"""What stands in a field's cell; JSON for any other."""

ALWAYS = ("group", "id", "kind", "text", "help", "points", "options", "tags")
"""Columns that every sheet of criteria has, in this order; others come where something stands in them."""

# A name may be claimed by several fields: the first of these that has no column yet gets it.
_CALLED: Mapping[str, Sequence[str]] = {
    "text": ("text", "criterion", "criteria", "requirement", "statement", "item", "question", "description"),
    "id": ("id", "criterion id", "key", "code", "no", "nr", "number", "#"),
    "group": ("group", "section", "category", "axis", "dimension", "domain", "area"),
    "help": ("help", "guidance", "description", "explanation", "details", "notes", "note"),
    "points": ("points", "score", "marks", "pts", "max points", "maximum points"),
    "weight": ("weight", "weighting"),
    "weight_class": ("weight class", "importance", "priority"),
    "kind": ("kind", "type", "answer type", "scale type"),
    "options": ("options", "levels", "scale", "choices", "answers"),
    "tags": ("tags", "tag", "labels", "themes"),
    "required": ("required", "mandatory"),
    "na": ("na", "n/a", "not applicable"),
}
_RUBRIC_CALLED = {"name": "title", "license": "licence", "author": "authors", "source": "sources"}


@dataclass(frozen=True)
class Headers:
    """Which column is which field.

    Attributes
    ----------
    fields
        Header to field.
    others
        Headers that mean nothing here.
    """

    fields: Mapping[str, str]
    others: tuple[str, ...]


def headers(given: Sequence[str], known: Sequence[str]) -> Headers:
    """Tell the columns apart by their headers; capitals, brackets and punctuation do not count."""
    by_plain: dict[str, str] = {}
    for header in given:
        by_plain.setdefault(_plain(header), header)
    fields: dict[str, str] = {}
    for field in known:  # a column with a field's own name is that field
        if (header := by_plain.get(_plain(field))) is not None:
            fields[header] = field
    for field, names in _CALLED.items():
        if field in known and field not in fields.values():
            free = (by_plain[name] for name in names if name in by_plain and by_plain[name] not in fields)
            if (header := next(free, None)) is not None:
                fields[header] = field
    return Headers(fields, tuple(header for header in given if header not in fields))


def codec(field: str) -> Codec:
    """Return what stands in a field's cells."""
    return CODECS.get(field, JSON)


def rubric_field(said: str) -> str:
    """Return the field of a rubric that a line of the sheet "Rubric" names."""
    plain = _plain(said).replace(" ", "_")
    return _RUBRIC_CALLED.get(plain, plain)


def _plain(header: str) -> str:
    without = re.sub(r"\(.*?\)|\[.*?\]", " ", header.lower())
    return " ".join(re.split(r"[\s_\-:*]+", without.strip())).strip() or header.strip().lower()
