"""What stands in the cells of a spreadsheet: texts, numbers, yes and no, lists, options, and JSON for the rest."""

from __future__ import annotations

import json
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.entries import distinct, plain_number
from evalwidgets.rubrics.formats.naming import slug

Cell = str | float | bool | None

_NUMBER = re.compile(r"[-+\u2212]?\d+([.,]\d+)?([eE][-+]?\d+)?")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})


class BadCell(Exception):
    """A cell does not hold what its column is for; the message goes on after the cell's place."""


class Codec(ABC):
    """How one sort of value is written into a cell, and read from it; a blank cell is a field at its default."""

    @abstractmethod
    def read(self, cell: Any) -> Any:
        """Return the value of a cell that is not blank.

        Raises
        ------
        BadCell
            If it is none.
        """

    @abstractmethod
    def write(self, value: Any) -> Cell:
        """Return the cell for a value."""


class TextCodec(Codec):
    """Words. What a spreadsheet made a number, a date or a truth value of is an error: the words are lost."""

    @override
    def read(self, cell: Any) -> str:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            raise BadCell(f"must be text, and the spreadsheet made {str(cell).upper()} of it; format the cell as text")
        if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
            return str(int(cell))
        kind = "a date" if isinstance(cell, date | datetime | time) else "a number"
        raise BadCell(f"must be text, and the spreadsheet made {kind} of it ({cell}); format the cell as text")

    @override
    def write(self, value: Any) -> Cell:
        return str(value)


class NumberCodec(Codec):
    """A number; as text also with a decimal comma or a typographic minus."""

    @override
    def read(self, cell: Any) -> float:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return plain_number(float(cell))
        if isinstance(cell, str) and (written := cell.strip()) and _NUMBER.fullmatch(written):
            return plain_number(float(written.replace(",", ".").replace("\u2212", "-")))
        raise BadCell(f"must be a number, got {_shown(cell)}")

    @override
    def write(self, value: Any) -> Cell:
        return plain_number(float(value))


class FlagCodec(Codec):
    """Yes or no."""

    @override
    def read(self, cell: Any) -> bool:
        said = str(cell).strip().lower()
        if said in _YES or said in _NO:
            return said in _YES
        raise BadCell(f"must be yes or no, got {_shown(cell)}")

    @override
    def write(self, value: Any) -> Cell:
        return "yes" if value else "no"


class JsonCodec(Codec):
    """Anything else, as JSON text."""

    @override
    def read(self, cell: Any) -> Any:
        try:
            return json.loads(TEXT.read(cell))
        except ValueError as error:
            raise BadCell(f"must be JSON, such as {{}} or []: {error}") from None

    @override
    def write(self, value: Any) -> Cell:
        return json.dumps(value, ensure_ascii=False)


class ListCodec(Codec):
    """Several texts with commas between, or one a line; as JSON where a text holds such itself."""

    def __init__(self, between: str) -> None:
        self._between = between

    @override
    def read(self, cell: Any) -> list[str]:
        said = TEXT.read(cell)
        if said.lstrip().startswith("["):
            return [str(entry) for entry in JSON.read(said)]
        return list(distinct(part.strip() for part in re.split(r"\n" if self._between == "\n" else r"[,;\n]", said)))

    @override
    def write(self, value: Any) -> Cell:
        entries = [str(entry) for entry in cast("Sequence[Any]", value)]
        said = self._between.join(entries)
        return said if _reads_as(self, said, entries) else JSON.write(entries)


class OptionsCodec(Codec):
    """Options, one a line: ``id | label | value | anchor``; of these only the label is needed."""

    @override
    def read(self, cell: Any) -> list[dict[str, Any]]:
        said = TEXT.read(cell)
        if said.lstrip().startswith("["):
            return JSON.read(said)
        lines = [line for line in said.split("\n") if line.strip()]
        return [_option(line, n) for n, line in enumerate(lines, start=1)]

    @override
    def write(self, value: Any) -> Cell:
        options = cast("list[dict[str, Any]]", value)
        said = "\n".join(map(_option_line, options))
        return said if _reads_as(self, said, options) else JSON.write(options)


class NaCodec(Codec):
    """Whether N/A may be answered: no, yes, or the reasons for which it may."""

    @override
    def read(self, cell: Any) -> dict[str, Any]:
        said = str(cell).strip().lower()
        if said in _NO:
            return {"allow": False}
        return {} if said in _YES else {"reasons": COMMAS.read(said)}

    @override
    def write(self, value: Any) -> Cell:
        return "no" if value.get("allow") is False else COMMAS.write(value["reasons"])


TEXT, NUMBER, FLAG, JSON, OPTIONS, NA = (
    TextCodec(), NumberCodec(), FlagCodec(), JsonCodec(), OptionsCodec(), NaCodec(),
)  # fmt: skip
COMMAS, LINES = ListCodec(", "), ListCodec("\n")


def is_blank(cell: Any) -> bool:
    """Tell whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_cell(cell: Any) -> Cell:
    """Return a cell of a column that means nothing here, as JSON can hold it."""
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int | float):
        return plain_number(float(cell)) if math.isfinite(cell) else str(cell)
    return cell.isoformat() if isinstance(cell, date | datetime | time) else str(cell)


def _reads_as(codec: Codec, said: str, value: Any) -> bool:
    try:
        return not is_blank(said) and codec.read(said) == value
    except BadCell:
        return False


def _option(line: str, number: int) -> dict[str, Any]:
    id, label, value, anchor = _option_parts([part.strip() for part in line.split("|")])
    option: dict[str, Any] = {"id": id or slug(label) or f"o{number}", "label": label}
    if value:
        option["value"] = NUMBER.read(value)
    return {**option, "anchor": anchor} if anchor else option


def _option_parts(parts: list[str]) -> tuple[str, str, str, str]:  # noqa: PLR0911 (one a way to write it)
    match parts:
        case [label]:
            return "", label, "", ""
        case [label, value] if _NUMBER.fullmatch(value):
            return "", label, value, ""
        case [id, label]:
            return id, label, "", ""
        case [id, label, value] if _NUMBER.fullmatch(value):
            return id, label, value, ""
        case [label, value, anchor] if _NUMBER.fullmatch(value):
            return "", label, value, anchor
        case [id, label, anchor]:
            return id, label, "", anchor
        case [id, label, value, anchor]:
            return id, label, value, anchor
        case _:
            raise BadCell("must have one option a line: id | label | value | anchor")


def _option_line(option: dict[str, Any]) -> str:
    value = option.get("value")
    written = "" if value is None else f"{NUMBER.write(value)}"
    return f"{option['id']} | {option['label']} | {written} | {option.get('anchor', '')}".rstrip(" |")


def _shown(cell: Any) -> str:
    return repr(cell[:40]) if isinstance(cell, str) else str(cell)
