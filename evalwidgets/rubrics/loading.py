"""Finding a rubric by the name it has in the library, or by its file's path."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from evalwidgets.errors import Finding, RubricError
from evalwidgets.rubrics import catalogue
from evalwidgets.rubrics.model import Rubric

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_SHEETS = frozenset({".csv", ".tsv", ".xlsx"})


def load_rubric(name_or_path: str | Path) -> Rubric:
    """Load a rubric of the library by its name, or one of your own from its file.

    Parameters
    ----------
    name_or_path
        ``"medical_accuracy"``, or the path of a .yaml, .yml or .json file, or of a spreadsheet (.xlsx,
        .csv). JSON of another format is told by its shape, see `Rubric.from_format`.

    Raises
    ------
    RubricError
        If there is no such rubric, its file cannot be read, or it has faults; these are all listed.

    Examples
    --------
    >>> load_rubric("medical_accuracy").title
    'Medical accuracy'
    """
    path = Path(name_or_path)
    if path.suffix.lower() in _SUFFIXES:
        return _from_file(path)
    if path.suffix.lower() in _SHEETS:
        return Rubric.from_format(path)
    if isinstance(name_or_path, Path) or len(path.parts) > 1:
        raise RubricError(
            f"rubric {path}: a rubric's file ends in .yaml, .yml or .json, a spreadsheet in .xlsx or .csv"
        )
    return _from_library(name_or_path)


def _from_library(name: str) -> Rubric:
    names = catalogue.names()
    if name not in names:
        close = get_close_matches(name.lower().replace(" ", "_").replace("-", "_"), names, 1, 0.5)
        meant = f"; did you mean {close[0]!r}?" if close else "."
        raise RubricError(
            f"the library has no rubric {name!r}{meant} It has {', '.join(names)}. "
            "For a file of your own, give its path, which ends in .yaml or .json"
        )
    return Rubric.from_yaml(catalogue.text(name), source=f"{name}.yaml")


def _from_file(path: Path) -> Rubric:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        raise RubricError(
            f"rubric {path}: there is no such file{where}. The library has {', '.join(catalogue.names())}"
        ) from None
    except OSError as error:
        raise RubricError(f"rubric {path}: cannot be read ({error.strerror})") from None
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        finding = Finding(line, "", "is not UTF-8; save the file in UTF-8")
        raise RubricError(f"rubric {path.name}, line {line}: {finding.message}", [finding]) from None
    if path.suffix.lower() == ".json":
        return _foreign(text, path) or Rubric.from_json(text, source=path.name)
    return Rubric.from_yaml(text, source=path.name)


def _foreign(text: str, path: Path) -> Rubric | None:
    """Return the rubric of JSON that another format recognises; None if it is ours, or meant to be."""
    if not text.lstrip().startswith(("[", "{")):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if isinstance(data, dict) and "groups" in data else _recognised(data, path)


def _recognised(data: Any, path: Path) -> Rubric | None:
    from evalwidgets.rubrics.formats import recognise

    try:
        format = recognise(data, path.name)
    except RubricError:
        if isinstance(data, list):
            raise
        return None
    return Rubric.from_format(path, format)
