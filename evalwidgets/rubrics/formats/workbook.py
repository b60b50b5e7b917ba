"""Excel workbooks: sheets of plain rows, in which no text can become a formula, a number or a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from evalwidgets.errors import RubricError
from evalwidgets.rubrics.formats.files import checked_header

_LONGEST = 32_767
"""Characters that Excel keeps of a cell; it cuts off the rest without a word."""

_WIDTHS = {"text": 60, "help": 40, "value": 80, "options": 40, "group": 24, "description": 40}


def read_workbook(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every sheet, blank ones in between included, so that they count as Excel counts them.

    Raises
    ------
    RubricError
        Naming sheet, row and column of a formula or an error value, and what to do.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except FileNotFoundError:
        raise RubricError(f"rubric {path}: there is no such file") from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise RubricError(f"rubric {path.name}: cannot be read as an Excel workbook (.xlsx): {error}") from None
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        if not rows:
            continue
        header = checked_header([cell.value for cell in rows[0]], f"{path.name}, sheet {sheet.title}")
        read = [_row(cells, header, f"{path.name}: sheet {sheet.title}") for cells in rows[1:]]
        while read and not any(cell is not None for cell in read[-1].values()):
            read.pop()
        if read:
            sheets[sheet.title] = read
    return sheets


def write_workbook(sheets: Mapping[str, Sequence[Mapping[str, Any]]], path: Path) -> None:
    """Write rows to the sheets of a workbook; texts are texts, whatever they begin with.

    Raises
    ------
    RubricError
        For a text that is too long for a cell, or has characters that Excel has no place for.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        for n, column in enumerate(columns, start=1):
            _set(sheet.cell(1, n), column, f"{path.name}: sheet {name}, row 1").font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS.get(column, 16)
        for number, row in enumerate(rows, start=2):
            for n, column in enumerate(columns, start=1):
                where = f"{path.name}: sheet {name}, row {number}, column {column}"
                _set(sheet.cell(number, n), row.get(column), where).alignment = Alignment(
                    wrap_text=True, vertical="top"
                )
        sheet.freeze_panes = "A2"
    book.save(path)


def _row(cells: Sequence[Any], header: Sequence[str], where: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for cell, column in zip(cells, header, strict=False):
        if not column:
            continue
        if cell.data_type in {"f", "e"}:
            what = "a formula" if cell.data_type == "f" else f"the error {cell.value}"
            raise RubricError(f"rubric {where}, row {cell.row}, column {column}: holds {what}; write its value as text")
        row[column] = cell.value
    return row


def _set(cell: Any, value: Any, where: str) -> Any:
    from openpyxl.utils.exceptions import IllegalCharacterError

    if isinstance(value, str) and len(value) > _LONGEST:
        raise RubricError(f"{where}: Excel keeps {_LONGEST:,} characters of a cell, and this text has {len(value):,}")
    try:
        cell.value = value
    except IllegalCharacterError:
        raise RubricError(f"{where}: holds a control character, which Excel has no place for; delete it") from None
    if isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = becomes a formula
        cell.number_format = "@"
        cell.quotePrefix = True  # stays a text when somebody edits it
    return cell
