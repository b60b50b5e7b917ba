"""Spreadsheets of criteria as plain rows: one row a criterion, and what else a rubric says on two more sheets.

A workbook is a mapping of sheet names to rows, a row a mapping of headers to cells::

    {"Criteria": [{"group": "Safety", "id": "dose", "kind": "binary", "text": "Names a safe dose", "points": 8, …}],
     "Groups":   [{"group": "Safety › Dosing", "weight": 2, …}],
     "Rubric":   [{"field": "title", "value": "Cardiology"}, {"field": "instructions", "value": …}]}

Only the sheet of criteria is needed, and of its columns only the text. A comma-separated file has that
sheet alone. Columns that mean nothing here are kept, and written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.about_sheets import KEPT, STEP, group_rows, paths, rubric_fields, rubric_rows
from evalwidgets.rubrics.formats.base import Dialect, Reading, Written, criterion_of, keeping, kept
from evalwidgets.rubrics.formats.cells import plain_cell
from evalwidgets.rubrics.formats.columns import ALWAYS, Headers, codec
from evalwidgets.rubrics.formats.naming import Ids, identifier, slug
from evalwidgets.rubrics.formats.rows import FIRST_ROW, Rows, fields_of, of_criteria, of_groups, place_of
from evalwidgets.rubrics.formats.single import regrouped
from evalwidgets.rubrics.model import Criterion, Rubric

CRITERIA, GROUPS, RUBRIC = "Criteria", "Groups", "Rubric"


class Workbook(Dialect):
    """The sheets of an Excel workbook."""

    name = "xlsx"
    about = "Excel: one row a criterion"

    @override
    def fits(self, data: Any) -> bool:
        sheets = _sheets(data)
        return bool(sheets) and "text" in of_criteria(sheets[_criteria_sheet(sheets)]).fields.values()

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        sheets = _sheets(data)
        if not sheets:
            reading.problems.add("", 'has no sheet of rows; one called "Criteria" is needed')
            reading.problems.refuse()
        main = _criteria_sheet(sheets)
        about = _about(main)
        fields = rubric_fields(sheets.get(about, []), about, reading)
        groups = _Groups(main, reading)
        groups.read(sheets[main], sheets.get(GROUPS, []) if main != GROUPS else [])
        found = groups.made()
        reading.problems.refuse()
        extra = fields.pop("extra", {})
        rest: dict[str, Any] = {} if main == CRITERIA else {"sheet": main}
        if others := {name: _plain_rows(rows) for name, rows in sheets.items() if name not in {main, GROUPS, about}}:
            rest["sheets"] = others
        called = reading.called(str(fields.pop("id", "")), str(fields.pop("title", "")), "spreadsheet")
        return _validated({**fields, **called._asdict(), "groups": found, "extra": keeping(extra, KEPT, rest)}, reading)

    @override
    def write(self, rubric: Rubric) -> Written:
        rest = kept(rubric.extra, KEPT)
        main = str(rest.get("sheet", CRITERIA))
        sheets: dict[str, Any] = {main: criteria_rows(rubric)}
        if groups := list(group_rows(rubric)):
            sheets[GROUPS] = groups
        sheets[_about(main)] = rubric_rows(rubric)
        others = rest.get("sheets")
        return Written({**sheets, **(others if isinstance(others, Mapping) else {})}, rubric)


class Table(Dialect):
    """The rows of a comma-separated file."""

    name = "csv"
    about = "CSV: one row a criterion"

    @override
    def fits(self, data: Any) -> bool:
        return _is_rows(data) and "text" in of_criteria(data).fields.values()

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
    for path, group in paths(rubric.groups, ""):
        for criterion in group.criteria:
            said = criterion.model_dump(mode="json", exclude_defaults=True)
            said.update(kind=criterion.kind, extra=keeping(said.get("extra", {}), KEPT, {}))
            cells = {name: codec(name).write(value) for name, value in said.items() if name != "extra" or value}
            rows.append({"group": path, **cells, **kept(criterion.extra, KEPT)})
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
        columns = of_criteria(rows)
        if "text" not in columns.fields.values():
            has = ", ".join(columns.others) or "none"
            words = f'has no column for the text of a criterion; call it "text" or "criterion" (its columns: {has})'
            self._reading.problems.add("", words, f"sheet {self._sheet}" if self._sheet else "")
            return
        path = "Criteria"
        for number, row in enumerate(rows, start=FIRST_ROW):
            fields, others = fields_of(row, columns, self._reading, self._sheet, number)
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
        columns = of_groups(rows)
        known = self._paths()
        for number, row in enumerate(rows, start=FIRST_ROW):
            fields, others = fields_of(row, columns, self._reading, GROUPS, number)
            named, place = str(fields.pop("group", "")), place_of(GROUPS, number)
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
            parts = path.split(STEP)
            paths |= dict.fromkeys(STEP.join(parts[: n + 1]) for n in range(len(parts)))
        return paths

    def made(self) -> list[Any]:
        """Return the groups, each within those that its name begins with."""
        ids = Ids()
        made: dict[str, dict[str, Any]] = {
            path: {
                "title": path.split(STEP)[-1],
                "id": ids.take(slug(path.split(STEP)[-1])),
                **self._fields.get(path, {}),
                "criteria": self._criteria.get(path, []),
                "groups": [],
            }
            for path in self._paths()
        }
        for path, group in made.items():
            if STEP in path:
                made[path.rpartition(STEP)[0]]["groups"].append(group)
        return [group for path, group in made.items() if STEP not in path]

    def _criterion(self, fields: dict[str, Any], others: dict[str, Any], number: int) -> Criterion | None:
        if "kind" not in fields and (options := fields.get("options")):
            scale = all(isinstance(one, dict) and one.get("value") is not None for one in options)
            fields["kind"] = "ordinal" if scale else "choice"
        given = str(fields.get("id") or "")
        fields["id"] = (given and identifier(given)) or self._ids.take(slug(str(fields["text"])))
        if others:
            fields["extra"] = {**fields.get("extra", {}), KEPT: others}
        return criterion_of(fields, "", self._reading, place_of(self._sheet, number))

    def _wrong(self, number: int, columns: Headers, field: str, words: str) -> None:
        column = next(header for header, name in columns.fields.items() if name == field)
        self._reading.problems.add("", words, f"{place_of(self._sheet, number)}, column {column}")


def _validated(fields: dict[str, Any], reading: Reading) -> Rubric:
    from pydantic import ValidationError

    from evalwidgets.rubrics.wording import faults_of, path_of
    from evalwidgets.rubrics.wording import place_of as placed

    try:
        return Rubric.model_validate(fields)
    except ValidationError as error:
        for loc, words in faults_of(error.errors(include_url=False), fields):
            reading.problems.add(path_of(loc), words, placed(loc, fields))
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


def _plain_rows(rows: Rows) -> list[dict[str, Any]]:
    return [{str(name): plain_cell(cell) for name, cell in row.items()} for row in rows]
