"""The files that rubrics come in: JSON, JSON lines, YAML, comma- and tab-separated tables, Excel workbooks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from evalwidgets.errors import Finding, RubricError

TABLES = frozenset({".csv", ".tsv"})
SUFFIXES = frozenset({".json", ".jsonl", ".yaml", ".yml", *TABLES, ".xlsx"})

# A spreadsheet program runs a cell that begins so as a formula; an apostrophe before it keeps it a text.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?([eE][-+]?\d+)?")


def read_file(path: Path) -> Any:
    """Return the plain data of a file.

    Raises
    ------
    RubricError
        Naming the file, the line where there is one, and the way out.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RubricError(f"rubric {path}: a file of this ending is not read; use {', '.join(sorted(SUFFIXES))}")
    if suffix == ".xlsx":
        from evalwidgets.rubrics.formats.workbook import read_workbook

        return read_workbook(path)
    text = read_text(path)
    if suffix in TABLES:
        return read_table(text, path.name)
    if suffix == ".jsonl":
        return [read_json(line, path.name, n) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if suffix == ".json":
        return read_json(text, path.name)
    from evalwidgets.rubrics.formats.plain_yaml import read_plain_yaml

    return read_plain_yaml(text, path.name)


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise RubricError(f"rubric {path}: there is no such file") from None
    except OSError as error:
        raise RubricError(f"rubric {path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        words = 'is not UTF-8; save the file in UTF-8 (in Excel: "CSV UTF-8")'
        raise RubricError(f"rubric {path.name}: {words}") from None


def read_json(text: str, name: str, first: int = 1) -> Any:
    """Return the data of JSON text, in which no name is there twice and every number is finite."""

    def fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if twice := [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]:
            raise RubricError(f"rubric {name}: the field {twice[0]!r} is there twice in one mapping; delete one")
        return dict(pairs)

    def constant(word: str) -> Any:
        raise RubricError(f"rubric {name}: {word} is no JSON; write null")

    try:
        return json.loads(text, object_pairs_hook=fields, parse_constant=constant)
    except json.JSONDecodeError as error:
        line = first + error.lineno - 1
        raise _at(name, line, f"cannot be read as JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
    except RecursionError:
        raise RubricError(f"rubric {name}: is nested too deeply to be a rubric") from None


def read_table(text: str, name: str) -> list[dict[str, str | None]]:
    """Return the rows of a table; commas, semicolons or tabs are told from its first line."""
    first = text.split("\n", 1)[0]
    counts = Counter(mark for mark in first if mark in ",;\t")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=counts.most_common(1)[0][0] if counts else ",", strict=True
    )
    csv.field_size_limit(max(csv.field_size_limit(), 10_000_000))
    rows: list[dict[str, str | None]] = []
    header: list[str] | None = None
    try:
        for record in reader:
            if header is None:
                if any(cell.strip() for cell in record):
                    header = checked_header(record, name)
                continue
            if len(record) > len(header):
                words = f"has {len(record)} cells and the header {len(header)}; quote a text that holds the separator"
                raise _at(name, reader.line_num, words)
            cells = [*record, *[""] * (len(header) - len(record))]
            rows.append({name: unescaped(cell) or None for name, cell in zip(header, cells, strict=True) if name})
    except csv.Error as error:
        raise _at(name, reader.line_num, f"is no table ({error}); double the quotes inside a quoted text") from None
    return rows


def checked_header(cells: Sequence[Any], name: str) -> list[str]:
    """Return the names of columns, "" for those without one."""
    header = ["" if cell is None else unescaped(str(cell).strip()) for cell in cells]
    if twice := [column for column, count in Counter(header).items() if count > 1 and column]:
        raise RubricError(f"rubric {name}: two columns are called {twice[0]!r}; rename one")
    return header


def write_file(data: Any, path: Path) -> None:
    """Write plain data to a file.

    Raises
    ------
    RubricError
        If data of this shape do not go into a file of this ending.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from evalwidgets.rubrics.formats.workbook import write_workbook

        write_workbook({"Criteria": data} if isinstance(data, list) else data, path)
    elif suffix in TABLES:
        path.write_bytes(_table(data, path).encode())
    elif suffix == ".jsonl":
        entries = cast("list[Any]", data) if isinstance(data, list) else [data]
        path.write_text(
            "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), "utf-8", newline="\n"
        )
    elif suffix == ".json":
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    else:
        raise RubricError(f"{path}: a rubric of another format goes into .json, .jsonl, .csv, .tsv or .xlsx")


def _table(data: Any, path: Path) -> str:
    rows = cast("list[Any]", data) if isinstance(data, list) else []
    if not rows or not all(isinstance(row, Mapping) and _is_flat(cast("Mapping[str, Any]", row)) for row in rows):
        raise RubricError(f"{path}: this format is no table; write it to a .json file")
    columns = list(dict.fromkeys(str(name) for row in rows for name in row))
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(map(escaped, columns))
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    # Excel takes a file for UTF-8 by this mark alone.
    return f"\ufeff{out.getvalue()}"


def _is_flat(row: Mapping[str, Any]) -> bool:
    return not any(isinstance(cell, Mapping | list) for cell in row.values())


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return escaped(cell) if isinstance(cell, str) else repr(cell)


def escaped(text: str) -> str:
    """Return a text as a cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unescaped(cell: str) -> str:
    """Return the text of a cell, the inverse of `escaped`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _at(name: str, line: int, words: str) -> RubricError:
    return RubricError(f"rubric {name}, line {line}: {words}", [Finding(line, "", words)])
