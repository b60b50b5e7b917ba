"""Reading a rubric from text: every finding of every sort in one error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pydantic import ValidationError

from evalwidgets.errors import Finding, RubricError
from evalwidgets.rubrics import checks
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.plain import Fault, Loc
from evalwidgets.rubrics.tree import BadSource, Fields, Node, Reader


def rubric_from_yaml(text: str, source: str) -> Rubric:
    """Read a rubric from YAML; see `Rubric.from_yaml`."""
    from evalwidgets.rubrics.yaml_source import read_yaml

    return _rubric(text, source, read_yaml)


def rubric_from_json(text: str, source: str) -> Rubric:
    """Read a rubric from JSON; see `Rubric.from_json`."""
    from evalwidgets.rubrics.json_source import read_json

    return _rubric(text, source, read_json)


def _rubric(text: str, source: str, read: Callable[[str], Node | None]) -> Rubric:
    try:
        tree = read(text)
    except BadSource as error:
        raise _refused(source, [Finding(error.line, "", error.message)]) from None
    if not isinstance(tree, Fields):
        said = "is empty" if tree is None else "must be a mapping of fields"
        raise _refused(source, [Finding(None if tree is None else tree.line, "", f"{said}; {_NEEDS}")])
    reader = Reader()
    data = reader.data(tree)
    try:
        rubric = Rubric.model_validate(data)
    except ValidationError:
        raise _refused(source, _findings(reader, data)) from None
    if reader.doubles or reader.bare:
        raise _refused(source, _findings(reader, data))
    return rubric


_NEEDS = "a rubric needs at least id, title and groups, each group with criteria"


def faults_in(data: Any) -> list[Fault]:
    """Return everything that keeps plain data from being a rubric, each thing once."""
    faults = _faults(data)
    # Into a criterion of an unknown kind the model does not look; and at what must fit together,
    # only where each field is right by itself.
    mended = _with_close_kinds(data)
    if mended is not None:
        faults += [fault for fault in _faults(mended) if fault not in faults]
    return faults + [fault for fault in checks.of_rubric(mended or data) if fault not in faults]


def _findings(reader: Reader, data: Any) -> list[Finding]:
    """Return everything that is wrong, in the order of the file, each thing once."""
    from evalwidgets.rubrics import wording

    faults = faults_in(data)
    said = {loc for loc, _ in faults}
    placed = [(_line(reader, loc), loc, words) for loc, words in faults]
    placed += reader.doubles
    placed += [finding for finding in reader.bare if finding[1] not in said]
    placed.sort(key=lambda finding: finding[0])
    return [Finding(line, wording.path_of(loc), words, wording.place_of(loc, data)) for line, loc, words in placed]


def _faults(data: Any) -> list[Fault]:
    from evalwidgets.rubrics import wording

    try:
        Rubric.model_validate(data)
    except ValidationError as error:
        return list(wording.faults_of(error.errors(include_url=False), data))
    return []


def _with_close_kinds(data: Any) -> Any:
    """Return `data` with the kinds of criteria that were probably meant, or None if there is nothing to mend."""
    from evalwidgets.rubrics.wording import close_kind

    if isinstance(data, list):
        entries = cast("list[Any]", data)
        mended = {n: new for n, entry in enumerate(entries) if (new := _with_close_kinds(entry)) is not None}
        return [mended.get(n, entry) for n, entry in enumerate(entries)] if mended else None
    if not isinstance(data, dict):
        return None
    fields = cast("dict[str, Any]", data)
    # Gates have kinds of their own.
    inner = {name: value for name, value in fields.items() if name not in {"gate", "gates"}}
    mended = {name: new for name, value in inner.items() if (new := _with_close_kinds(value)) is not None}
    if (kind := close_kind(fields.get("kind"))) is not None:
        mended["kind"] = kind
    return {**fields, **mended} if mended else None


def _line(reader: Reader, loc: Loc) -> int:
    """Return the line of the innermost place on the way to `loc` that is in the file."""
    while loc not in reader.lines:
        loc = loc[:-1]
    return reader.lines[loc]


def _refused(source: str, findings: list[Finding]) -> RubricError:
    from evalwidgets.rubrics.wording import message_of

    return RubricError(message_of(source, findings), findings)
