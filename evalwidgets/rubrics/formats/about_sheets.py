"""What a rubric says beside its criteria, on two more sheets: "Rubric", a field a row, and "Groups"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evalwidgets.rubrics.formats.base import Reading, keeping
from evalwidgets.rubrics.formats.cells import BadCell, is_blank
from evalwidgets.rubrics.formats.columns import codec, rubric_field
from evalwidgets.rubrics.formats.naming import Ids, slug
from evalwidgets.rubrics.formats.rows import FIRST_ROW, Rows, place_of
from evalwidgets.rubrics.model import Group, Rubric

KEPT = "spreadsheet"
"""Under which name a rubric keeps what else stands in its file."""

STEP = " › "
"""Between the titles of groups within each other."""


def rubric_fields(rows: Rows, sheet: str, reading: Reading) -> dict[str, Any]:
    """Return the fields of the rubric that the sheet says."""
    fields: dict[str, Any] = {}
    known = set(Rubric.model_fields) - {"groups"}
    for number, row in enumerate(rows, start=FIRST_ROW):
        place = place_of(sheet, number)
        said, value, *others = [*row.values(), None, None]
        if any(not is_blank(cell) for cell in others):
            reading.problems.add("", "holds more than a field and its value; delete the rest", place)
        if is_blank(said) or is_blank(value):
            continue
        field = rubric_field(str(said))
        if field not in known or field in fields:
            fault = (
                "is there twice; delete one" if field in fields else f"is none; there are {', '.join(sorted(known))}"
            )
            reading.problems.add("", f"the field {said!r} {fault}", place)
            continue
        try:
            fields[field] = codec(field).read(value)
        except BadCell as bad:
            reading.problems.add("", f"{field} {bad}", place)
    return fields


def rubric_rows(rubric: Rubric) -> list[dict[str, Any]]:
    """Return a row for each field of the rubric at which there is something to say."""
    fields = rubric.model_dump(mode="json", exclude_defaults=True, exclude={"groups"})
    said: dict[str, Any] = {"id": rubric.id, "title": rubric.title, "version": rubric.version, **fields}
    said["extra"] = keeping(said.get("extra", {}), KEPT, {})
    return [
        {"field": name, "value": codec(name).write(value)} for name, value in said.items() if name != "extra" or value
    ]


def group_rows(rubric: Rubric) -> Iterator[dict[str, Any]]:
    """Yield a row for each group of which more is to be said than its title."""
    ids = Ids()
    rows: list[dict[str, Any]] = []
    for path, group in paths(rubric.groups, ""):
        said = group.model_dump(mode="json", exclude_defaults=True, exclude={"criteria", "groups", "title"})
        if said["id"] == ids.take(slug(group.title)):
            del said["id"]
        if said:
            rows.append({"group": path, **{name: codec(name).write(value) for name, value in said.items()}})
    columns = list(dict.fromkeys(name for row in rows for name in row))
    yield from ({column: row.get(column) for column in columns} for row in rows)


def paths(groups: Sequence[Group], above: str) -> Iterator[tuple[str, Group]]:
    """Yield all groups with their names, which begin with those of the groups they are in."""
    for group in groups:
        path = f"{above}{STEP}{group.title}" if above else group.title
        yield path, group
        yield from paths(group.groups, path)
