"""Spreadsheets of criteria as plain rows: one row a criterion, and what else a rubric says on two more sheets.

A workbook is a mapping of sheet names to rows, a row a mapping of headers to cells::

    {"Criteria": [{"group": "Safety", "id": "dose", "kind": "binary", "text": "Names a safe dose", "points": 8, …}],
     "Groups":   [{"group": "Safety › Dosing", "weight": 2, …}],
     "Rubric":   [{"field": "title", "value": "Cardiology"}, {"field": "instructions", "value": …}]}

Only the sheet of criteria is needed, and of its columns only the text. A comma-separated file has that
sheet alone. Columns that mean nothing here are kept, and written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Dialect, Reading, Written, criterion_of, keeping, kept
from evalwidgets.rubrics.formats.cells import BadCell, is_blank, plain_cell
from evalwidgets.rubrics.formats.columns import ALWAYS, Headers, codec, headers, rubric_field
from evalwidgets.rubrics.formats.naming import Ids, identifier, slug
from evalwidgets.rubrics.formats.single import regrouped
from evalwidgets.rubrics.model import Criterion, Group, Rubric

Row = Mapping[str, Any]
Rows = Sequence[Row]

CRITERIA, GROUPS, RUBRIC = "Criteria", "Groups", "Rubric"
_STEP = " › "
_KEPT = "spreadsheet"
_FIRST_ROW = 2
"""The first row below the headers, as spreadsheets count."""


class Workbook(Dialect):
    """The sheets of an Excel workbook."""

    name = "xlsx"
    about = "Excel: one row a criterion"

    @override
    def fits(self, data: Any) -> bool:
        sheets = _sheets(data)
        return bool(sheets) and "text" in _headers_of(sheets[_criteria_sheet(sheets)]).fields.values()

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        sheets = _sheets(data)
        if not sheets:
            reading.problems.add("", 'has no sheet of rows; one called "Criteria" is needed')
            reading.problems.refuse()
        main = _criteria_sheet(sheets)
        about = _about(main)
        fields = _rubric_fields(sheets.get(about, []), about, reading)
        groups = _Groups(main, reading)
        groups.read(sheets[main], sheets.get(GROUPS, []) if main != GROUPS else [])
        found = groups.made()
        reading.problems.refuse()
        extra = fields.pop("extra", {})
        rest: dict[str, Any] = {} if main == CRITERIA else {"sheet": main}
        if others := {name: _plain_rows(rows) for name, rows in sheets.items() if name not in {main, GROUPS, about}}:
            rest["sheets"] = others
        called = reading.called(str(fields.pop("id", "")), str(fields.pop("title", "")), "spreadsheet")
        return _validated(
            {**fields, **called._asdict(), "groups": found, "extra": keeping(extra, _KEPT, rest)}, reading
        )

    @override
    def write(self, rubric: Rubric) -> Written:
        rest = kept(rubric.extra, _KEPT)
        main = str(rest.get("sheet", CRITERIA))
        sheets: dict[str, Any] = {main: criteria_rows(rubric)}
        if groups := list(_group_rows(rubric)):
            sheets[GROUPS] = groups
        sheets[_about(main)] = _rubric_rows(rubric)
        others = rest.get("sheets")
        return Written({**sheets, **(others if isinstance(others, Mapping) else {})}, rubric)


class Table(Dialect):
    """The rows of a comma-separated file."""

    name = "csv"
    about = "CSV: one row a criterion"

    @override
    def fits(self, data: Any) -> bool:
        return _is_rows(data) and "text" in _headers_of(data).fields.values()

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        groups = _Groups("", reading)
        groups.read(data if _is_rows(data) else [], [])
        found = groups.made()
        reading.problems.refuse()
        return _validated({**reading.called("", "", "spreadsheet")._asdict(), "groups": found}, reading)

    @override
    def write(self, rubric: Rubric) -> Written:
        # There is no sheet to say what a class weighs, so its weight is written.
        weighed = {one.id: _weighed(one, rubric) for one in rubric.criteria if one.weight_class}
        return Written(criteria_rows(regrouped(rubric, weighed)), rubric)


def _weighed(criterion: Criterion, rubric: Rubric) -> Criterion:
    return criterion.model_copy(update={"weight": criterion.weight_in(rubric), "weight_class": ""})


def criteria_rows(rubric: Rubric) -> list[dict[str, Any]]:
    """Return the sheet of criteria: the usual columns, and those in which something stands."""
    rows: list[dict[str, Any]] = []
    for path, group in _paths(rubric.groups, ""):
        for criterion in group.criteria:
            said = criterion.model_dump(mode="json", exclude_defaults=True)
            said.update(kind=criterion.kind, extra=keeping(said.get("extra", {}), _KEPT, {}))
            cells = {name: codec(name).write(value) for name, value in said.items() if name != "extra" or value}
            rows.append({"group": path, **cells, **kept(criterion.extra, _KEPT)})
    used = [name for row in rows for name in row]
    columns = list(dict.fromkeys([*ALWAYS, *used]))
    return [{column: row.get(column) for column in columns} for row in rows]


class _Groups:
    """The groups of a rubric while their rows are read."""

    def __init__(self, sheet: str, reading: Reading) -> None:
        self._sheet, self._reading = sheet, reading
        self._criteria: dict[str, list[Criterion]] = {}
        self._fields: dict[str, dict[str, Any]] = {}
        self._ids = Ids()

    def read(self, rows: Rows, about: Rows) -> None:
        """Read the rows of criteria, and those about their groups."""
        columns = _headers_of(rows)
        if "text" not in columns.fields.values():
            has = ", ".join(columns.others) or "none"
            words = f'has no column for the text of a criterion; call it "text" or "criterion" (its columns: {has})'
            self._reading.problems.add("", words, f"sheet {self._sheet}" if self._sheet else "")
            return
        path = "Criteria"
        for number, row in enumerate(rows, start=_FIRST_ROW):
            fields, others = _fields(row, columns, self._reading, self._sheet, number)
            # Whoever merges the cells of a group leaves them blank but for the first.
            path = str(fields.pop("group", path))
            if fields.get("text") is None:
                if fields or others:
                    self._wrong(number, columns, "text", "is blank; fill it in, or delete the row")
                continue
            if criterion := self._criterion(fields, others, number):
                self._criteria.setdefault(path, []).append(criterion)
        self._read_groups(about)

    def _read_groups(self, rows: Rows) -> None:
        columns = _about_groups(rows)
        known = self._paths()
        for number, row in enumerate(rows, start=_FIRST_ROW):
            fields, others = _fields(row, columns, self._reading, GROUPS, number)
            named, place = str(fields.pop("group", "")), _place(GROUPS, number)
            for column in others:
                self._reading.problems.add("", "means nothing on this sheet; delete it", f"{place}, column {column}")
            if named in known:
                self._fields[named] = fields
            elif fields or named:
                words = f"there is no criterion in a group {named!r}; the groups are {', '.join(known)}"
                self._reading.problems.add("", words, place)

    def _paths(self) -> dict[str, None]:
        """Return the groups by name, those that others are in before these."""
        paths: dict[str, None] = {}
        for path in self._criteria:
            parts = path.split(_STEP)
            paths |= dict.fromkeys(_STEP.join(parts[: n + 1]) for n in range(len(parts)))
        return paths

    def made(self) -> list[Any]:
        """Return the groups, each within those that its name begins with."""
        ids = Ids()
        made: dict[str, dict[str, Any]] = {
            path: {
                "title": path.split(_STEP)[-1],
                "id": ids.take(slug(path.split(_STEP)[-1])),
                **self._fields.get(path, {}),
                "criteria": self._criteria.get(path, []),
                "groups": [],
            }
            for path in self._paths()
        }
        for path, group in made.items():
            if _STEP in path:
                made[path.rpartition(_STEP)[0]]["groups"].append(group)
        return [group for path, group in made.items() if _STEP not in path]

    def _criterion(self, fields: dict[str, Any], others: dict[str, Any], number: int) -> Criterion | None:
        if "kind" not in fields and (options := fields.get("options")):
            scale = all(isinstance(one, dict) and one.get("value") is not None for one in options)
            fields["kind"] = "ordinal" if scale else "choice"
        given = str(fields.get("id") or "")
        fields["id"] = (given and identifier(given)) or self._ids.take(slug(str(fields["text"])))
        if others:
            fields["extra"] = {**fields.get("extra", {}), _KEPT: others}
        return criterion_of(fields, "", self._reading, _place(self._sheet, number))

    def _wrong(self, number: int, columns: Headers, field: str, words: str) -> None:
        column = next(header for header, name in columns.fields.items() if name == field)
        self._reading.problems.add("", words, f"{_place(self._sheet, number)}, column {column}")


def _fields(
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
            reading.problems.add("", str(bad), f"{_place(sheet, number)}, column {header}")
            fields.setdefault(field, None)
    others = {header: plain_cell(cell) for header in columns.others if not is_blank(cell := row.get(header))}
    return fields, others


def _rubric_fields(rows: Rows, sheet: str, reading: Reading) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    known = set(Rubric.model_fields) - {"groups"}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        place = _place(sheet, number)
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


def _rubric_rows(rubric: Rubric) -> list[dict[str, Any]]:
    fields = rubric.model_dump(mode="json", exclude_defaults=True, exclude={"groups"})
    said: dict[str, Any] = {"id": rubric.id, "title": rubric.title, "version": rubric.version, **fields}
    said["extra"] = keeping(said.get("extra", {}), _KEPT, {})
    return [
        {"field": name, "value": codec(name).write(value)} for name, value in said.items() if name != "extra" or value
    ]


def _group_rows(rubric: Rubric) -> Iterator[dict[str, Any]]:
    """Yield a row for each group of which more is to be said than its title."""
    ids = Ids()
    rows: list[dict[str, Any]] = []
    for path, group in _paths(rubric.groups, ""):
        said = group.model_dump(mode="json", exclude_defaults=True, exclude={"criteria", "groups", "title"})
        if said["id"] == ids.take(slug(group.title)):
            del said["id"]
        if said:
            rows.append({"group": path, **{name: codec(name).write(value) for name, value in said.items()}})
    columns = list(dict.fromkeys(name for row in rows for name in row))
    yield from ({column: row.get(column) for column in columns} for row in rows)


def _paths(groups: Sequence[Group], above: str) -> Iterator[tuple[str, Group]]:
    for group in groups:
        path = f"{above}{_STEP}{group.title}" if above else group.title
        yield path, group
        yield from _paths(group.groups, path)


def _validated(fields: dict[str, Any], reading: Reading) -> Rubric:
    from pydantic import ValidationError

    from evalwidgets.rubrics.wording import faults_of, path_of, place_of

    try:
        return Rubric.model_validate(fields)
    except ValidationError as error:
        for loc, words in faults_of(error.errors(include_url=False), fields):
            reading.problems.add(path_of(loc), words, place_of(loc, fields))
        reading.problems.refuse()
        raise


def _sheets(data: Any) -> dict[str, Rows]:
    sheets = cast("Mapping[str, Any]", data) if isinstance(data, Mapping) else {}
    return {str(name): rows for name, rows in sheets.items() if _is_rows(rows)}


def _is_rows(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(row, Mapping) for row in cast("list[Any]", data))


def _criteria_sheet(sheets: Mapping[str, Rows]) -> str:
    return next((name for name in sheets if name.strip().lower() == CRITERIA.lower()), next(iter(sheets)))


def _about(main: str) -> str:
    """Return the name of the sheet on what the rubric says as a whole, beside the sheet of criteria `main`."""
    return RUBRIC if main != RUBRIC else "About the rubric"


def _headers_of(rows: Rows) -> Headers:
    from evalwidgets.rubrics.model import Binary

    known = ["group", *_criterion_fields(), *Binary.model_fields]
    return headers(list(dict.fromkeys(str(name) for row in rows for name in row)), list(dict.fromkeys(known)))


def _about_groups(rows: Rows) -> Headers:
    known = ["group", *(name for name in Group.model_fields if name not in {"criteria", "groups"})]
    return headers(list(dict.fromkeys(str(name) for row in rows for name in row)), known)


def _criterion_fields() -> list[str]:
    from typing import get_args

    kinds = get_args(get_args(Criterion)[0])
    return [name for kind in kinds for name in kind.model_fields]


def _plain_rows(rows: Rows) -> list[dict[str, Any]]:
    return [{str(name): plain_cell(cell) for name, cell in row.items()} for row in rows]


def _place(sheet: str, number: int) -> str:
    return f"sheet {sheet}, row {number}" if sheet else f"row {number}"
