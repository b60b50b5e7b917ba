"""YAML of other formats as plain data, with the safeguards of our own rubrics: no bare yes, no name twice."""

from __future__ import annotations

from typing import Any

from evalwidgets.errors import Finding, RubricError
from evalwidgets.rubrics.tree import BadSource, Reader


def read_plain_yaml(text: str, name: str) -> Any:
    """Return the data of YAML text.

    Raises
    ------
    RubricError
        With the line of everything that is wrong.
    """
    from evalwidgets.rubrics.wording import message_of
    from evalwidgets.rubrics.yaml_source import read_yaml

    reader = Reader()
    try:
        tree = read_yaml(text)
    except BadSource as error:
        raise RubricError(f"rubric {name}, line {error.line}: {error.message}") from None
    data = None if tree is None else reader.data(tree, (), "extra")
    if found := [Finding(line, "", words) for line, _, words in sorted([*reader.doubles, *reader.bare])]:
        raise RubricError(message_of(name, found), found)
    return data
