"""Rows of a sheet: which column is what, what stands in their cells, and how errors call their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from evalwidgets.rubrics.formats.base import Reading
from evalwidgets.rubrics.formats.cells import BadCell, is_blank, plain_cell
from evalwidgets.rubrics.formats.columns import Headers, codec, headers
from evalwidgets.rubrics.model import Binary, Criterion, Group

Row = Mapping[str, Any]
Rows = Sequence[Row]

FIRST_ROW = 2
"""The first row below the headers, as spreadsheets count."""


def of_criteria(rows: Rows) -> Headers:
    """Return which columns of a sheet of criteria are which fields."""
    kinds = get_args(get_args(Criterion)[0])
    known = ["group", *(name for kind in (Binary, *kinds) for name in kind.model_fields)]
    return headers(_names(rows), list(dict.fromkeys(known)))


def of_groups(rows: Rows) -> Headers:
    """Return the same of a sheet of groups."""
    return headers(
        _names(rows), ["group", *(name for name in Group.model_fields if name not in {"criteria", "groups"})]
    )


def fields_of(
    row: Row, columns: Headers, reading: Reading, sheet: str, number: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands in the cells of a row: fields, and columns that mean nothing here."""
    fields: dict[str, Any] = {}
    for header, field in columns.fields.items():
        if is_blank(cell := row.get(header)):
            continue
        try:
            fields[field] = codec(field).read(cell)
        except BadCell as bad:
            reading.problems.add("", str(bad), f"{place_of(sheet, number)}, column {header}")
            fields.setdefault(field, None)
    others = {header: plain_cell(cell) for header in columns.others if not is_blank(cell := row.get(header))}
    return fields, others


def place_of(sheet: str, number: int) -> str:
    """Return what errors call a row."""
    return f"sheet {sheet}, row {number}" if sheet else f"row {number}"


def _names(rows: Rows) -> list[str]:
    return list(dict.fromkeys(str(name) for row in rows for name in row))
