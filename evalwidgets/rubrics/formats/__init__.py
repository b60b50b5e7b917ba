"""Rubrics as others write them, read and written without loss; `evalwidgets.rubrics.formats.base` says how.

`Rubric.from_format` and `Rubric.to_format` are the usual way in; the module of each dialect tells
what its files look like and which score its own code gives.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

from evalwidgets.canonical import content_hash
from evalwidgets.errors import RubricError, RubricWarning
from evalwidgets.rubrics.formats.ace import Ace
from evalwidgets.rubrics.formats.apex import Apex
from evalwidgets.rubrics.formats.base import Dialect, Reading
from evalwidgets.rubrics.formats.files import TABLES, read_file, read_json, write_file
from evalwidgets.rubrics.formats.healthbench import HealthBench
from evalwidgets.rubrics.formats.lists import ListDialect
from evalwidgets.rubrics.formats.losses import losses, refuse
from evalwidgets.rubrics.formats.mqm import Mqm
from evalwidgets.rubrics.formats.naming import Ids, slug
from evalwidgets.rubrics.formats.paperbench import PaperBench
from evalwidgets.rubrics.formats.prbench import PRBench
from evalwidgets.rubrics.formats.profbench import ProfBench
from evalwidgets.rubrics.formats.rar import RubricsAsRewards
from evalwidgets.rubrics.formats.researchrubrics import ResearchRubrics
from evalwidgets.rubrics.formats.rubric_package import RubricPackage
from evalwidgets.rubrics.formats.sheets import Table, Workbook
from evalwidgets.rubrics.formats.single import EntryDialect
from evalwidgets.rubrics.model import Criterion, Rubric, Scoring

__all__ = ["FORMATS", "own_criteria", "read", "recognise", "save", "scoring_of", "write"]

FORMATS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        HealthBench(), PRBench(), ProfBench(), Apex(), Ace(), ResearchRubrics(), RubricsAsRewards(), PaperBench(),
        Mqm(), RubricPackage(), Table(), Workbook(),
    )
}  # fmt: skip
"""All dialects by name."""

_SHEETS = frozenset({"csv", "xlsx"})


def read(source: Any, format: str | None = None, *, id: str | None = None, title: str | None = None) -> Rubric:
    """Read a rubric of another format; see `Rubric.from_format`."""
    data, name, stem = _opened(source)
    if format is None:
        format = recognise(data, name, tables=stem is not None and Path(name).suffix.lower() in {*TABLES, ".xlsx"})
    reading = Reading(name, id or "", title or "", stem or "")
    rubric = _named(format).read(data, reading)
    for note in reading.notes:
        warnings.warn(f"rubric {name} ({format}): {note}", RubricWarning, stacklevel=3)
    return rubric


def write(rubric: Rubric, format: str, *, drop: Collection[str] = ()) -> Any:
    """Write a rubric in another format; see `Rubric.to_format`."""
    dialect = _named(format)
    written = dialect.write(rubric)
    back = dialect.read(written.data, Reading(rubric.id, rubric.id, rubric.title))
    refuse(losses(written.rubric, back), [drop] if isinstance(drop, str) else drop, format, rubric)
    return written.data


def save(rubric: Rubric, path: str | Path, format: str, *, drop: Collection[str] = ()) -> Path:
    """Write a rubric in another format to a file, and return its path."""
    place = Path(path)
    data = write(rubric, format, drop=drop)
    if (format == "xlsx") != (place.suffix.lower() == ".xlsx") and format in _SHEETS:
        raise RubricError(f"{place}: the format {format} goes into a file that ends in .{format}")
    write_file(data, place)
    return place


def own_criteria(entries: Any, format: str) -> tuple[tuple[Criterion, ...], list[str]]:
    """Return the criteria that an item of a list format brings along, and what must be known about them.

    They stand by themselves: a class of weight becomes its number, what the file says beyond is left
    out, and an id that is made from the text has a hash of it, so that the same words have the same
    id in every item, and other words another one.

    Raises
    ------
    RubricError
        With all that is wrong, by place.
    """
    dialect = _named(format)
    reading = Reading("<criteria>")
    rubric = dialect.read(_plain(entries), reading)
    criteria = [_alone(criterion, rubric) for criterion in rubric.criteria]
    if not (isinstance(dialect, EntryDialect) and dialect.has_ids):
        ids = Ids()
        criteria = [one.model_copy(update={"id": ids.take(_lasting_id(one.text))}) for one in criteria]
    return tuple(criteria), reading.notes


def scoring_of(format: str) -> Scoring:
    """Return how a list format makes a total."""
    dialect = _named(format)
    return dialect.scoring if isinstance(dialect, ListDialect) else Scoring()


def _alone(criterion: Criterion, rubric: Rubric) -> Criterion:
    if not (name := criterion.weight_class):
        return criterion.model_copy(update={"extra": {}})
    tags = (*criterion.tags, f"weight:{name}")
    update = {"weight": criterion.weight_in(rubric), "weight_class": "", "tags": tags, "extra": {}}
    return criterion.model_copy(update=update)


def _lasting_id(text: str) -> str:
    return f"{slug(text) or 'c'}-{content_hash(text)[:6]}"


def recognise(data: Any, name: str = "<data>", *, tables: bool = False) -> str:
    """Tell which format `data` has by its shape.

    Parameters
    ----------
    tables
        Whether it may be a spreadsheet of criteria with any other columns.

    Raises
    ------
    RubricError
        If it is none, or could be several; names them all.
    """
    fitting = [dialect.name for dialect in FORMATS.values() if dialect.name not in _SHEETS and dialect.fits(data)]
    if not fitting and tables:
        fitting = [one for one in _SHEETS if FORMATS[one].fits(data)] or ["xlsx" if isinstance(data, dict) else "csv"]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(FORMATS)
    if fitting:
        raise RubricError(f"rubric {name}: could be {' or '.join(fitting)}; say which: format={fitting[0]!r}")
    if _are_items(data):
        raise RubricError(
            f"rubric {name}: holds items that bring their own criteria; import them as items, "
            "as in Study.create(…, items=…), or pass the criteria of one"
        )
    raise RubricError(f"rubric {name}: has the shape of no known format; name it if it is one: {known}")


def _opened(source: Any) -> tuple[Any, str, str | None]:
    """Return plain data, what errors call them, and the name of the file they came from without its ending."""
    if isinstance(source, Path):
        return read_file(source), source.name, source.stem
    if isinstance(source, str):
        if source.lstrip()[:1] in {"[", "{"}:
            return read_json(source, "<text>"), "<text>", None
        return read_file(Path(source)), Path(source).name, Path(source).stem
    return _plain(source), "<data>", None


def _plain(value: Any) -> Any:
    """Return JSON types for what a dataset or a frame gives: tuples and arrays become lists.

    Raises
    ------
    RubricError
        For what JSON has no place for.
    """
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in cast("list[Any]", value)]
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise RubricError(f"rubric <data>: holds {value!r}, which JSON has no place for; use None, a number or a text")


def _are_items(data: Any) -> bool:
    rows = cast("list[Any]", data) if isinstance(data, list) else []
    return bool(rows) and all(isinstance(row, dict) and {"rubrics", "rubric"} & row.keys() for row in rows)


def _named(format: str) -> Dialect:
    if format not in FORMATS:
        from difflib import get_close_matches

        close = get_close_matches(format.lower(), FORMATS, 1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise RubricError(f"there is no format {format!r}{meant} There are {', '.join(FORMATS)}")
    return FORMATS[format]
