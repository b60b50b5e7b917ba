"""What a dialect is: a way to write rubrics that others use, read and written without loss.

Reading makes a rubric of everything that the model has a place for; the rest stays beside it, in
the `extra` of the rubric, a group or a criterion, under the dialect's name. So what was read is
written again as it was. In the other direction a dialect may lack a place: then writing is refused
(see `evalwidgets.rubrics.formats.losses`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from evalwidgets.rubrics.formats.entries import Problems
from evalwidgets.rubrics.formats.naming import identifier
from evalwidgets.rubrics.model import Criterion, Rubric

CRITERION: TypeAdapter[Criterion] = TypeAdapter(Criterion)


class Called(NamedTuple):
    """The id and title of a rubric."""

    id: str
    title: str


@dataclass
class Reading:
    """One reading of one file.

    Attributes
    ----------
    source
        What errors call the file.
    id, title
        What the rubric shall be called; "" to call it as the file does.
    stem
        The name of the file, for a rubric that has no other.
    notes
        What whoever reads the file must know, such as weights that are there but not used.
    """

    source: str
    id: str = ""
    title: str = ""
    stem: str = ""
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.problems = Problems(self.source)

    def called(self, id: str, title: str, dialect: str) -> Called:
        """Return what the rubric is called: as asked for, as its data say, as its file, as its dialect."""
        return Called(
            self.id or identifier(id) or identifier(self.stem) or dialect,
            next((one for one in (self.title, title, self.stem) if one.strip()), f"{dialect} rubric"),
        )


class Dialect(ABC):
    """One way to write rubrics.

    Attributes
    ----------
    name
        What it is called in `Rubric.from_format`.
    about
        Whose it is, and what its score is, in one line.
    """

    name: ClassVar[str]
    about: ClassVar[str]

    @abstractmethod
    def fits(self, data: Any) -> bool:
        """Tell whether `data` has the shape of this dialect."""

    @abstractmethod
    def read(self, data: Any, reading: Reading) -> Rubric:
        """Return the rubric that `data` says.

        Raises
        ------
        RubricError
            With everything that is wrong, by place.
        """

    @abstractmethod
    def write(self, rubric: Rubric) -> Written:
        """Write as much of `rubric` as the dialect has a place for."""


@dataclass(frozen=True)
class Written:
    """What writing came to.

    Attributes
    ----------
    data
        Plain JSON data.
    rubric
        The rubric without spellings of the file it came from that no longer fit what it says.
    """

    data: Any
    rubric: Rubric


def criterion_of(fields: Mapping[str, Any], path: str, reading: Reading, place: str = "") -> Criterion | None:
    """Return the criterion with these fields, or None with a finding at `path`."""
    try:
        return CRITERION.validate_python({"kind": "binary", **fields})
    except ValidationError as error:
        for field, words in _in_words(error, fields):
            at = ", ".join(part for part in (place, field) if part) if place else ""
            reading.problems.add("" if place else f"{path}.{field}".strip("."), words, at)
        return None


def _in_words(error: ValidationError, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a criterion's fields as it is said of our own files."""
    from evalwidgets.rubrics.wording import faults_of, path_of

    within = ("groups", 0, "criteria", 0)
    errors = [cast("ErrorDetails", {**one, "loc": (*within, *one["loc"])}) for one in error.errors(include_url=False)]
    for loc, words in faults_of(errors, {"groups": [{"criteria": [fields]}]}):
        yield path_of(loc[len(within) :]), words


def kept(extra: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what is kept in `extra` for the dialect `name`."""
    value = extra.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def keeping(extra: Mapping[str, Any], name: str, rest: Mapping[str, Any]) -> dict[str, Any]:
    """Return `extra` with `rest` for the dialect `name`, or without it if nothing is left."""
    others = {key: value for key, value in extra.items() if key != name}
    return {**others, name: rest} if rest else others
