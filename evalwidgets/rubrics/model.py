"""The rubric as data: groups of criteria, and the kinds of criterion an expert can answer.

A criterion's `kind` decides what an answer holds (see `evalwidgets.tasks.answers.Answer`):

============= =========================== ==================================================
kind          what the answer holds       example
============= =========================== ==================================================
binary        ``number`` 1 or 0, `label`  met / unmet
ternary       ``number``, ``label``       met / partly / unmet, "partly" being worth `partial`
ordinal       ``number``, ``label``       one of the anchored options, each with a value
numeric       ``number``                  3.5, within minimum and maximum
choice        ``label``                   one option, without an order
multi_choice  ``labels``                  any of the options
count         ``number``                  how often something occurs, 0 to maximum
text          ``text``                    the expert's own words
span          ``number``, ``evidence``    marked words, each with a category and a severity; their weights together
option_ratings ``labels``, ``number``     "aspirin=harmful": one option for each subject; the mean of their values
============= =========================== ==================================================

Points may be negative: a penalty, where "met" means that the bad thing is present. An ordinal
criterion earns its points times the value of the option chosen; a count, its points each time.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, model_validator

from evalwidgets.canonical import content_hash
from evalwidgets.errors import RubricError
from evalwidgets.rubrics import checks, links
from evalwidgets.rubrics.base import AnyJson, Identifier, Model, NaReason, Phrase, Unit, Weight, Words
from evalwidgets.rubrics.conditions import Condition, Gate, Need, ShareGate
from evalwidgets.rubrics.criteria import (
    Binary,
    Choice,
    Count,
    Criteria,
    Criterion,
    MultiChoice,
    NotApplicable,
    Numeric,
    Option,
    OptionRatings,
    Ordinal,
    Span,
    Subject,
    Ternary,
    Text,
)
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.scoring_rule import Scoring
from evalwidgets.rubrics.translations import CriterionWords, GroupWords, Language, OptionWords, Translation

if TYPE_CHECKING:
    from evalwidgets.rubrics.diff import RubricDiff
    from evalwidgets.rubrics.lint import LintReport
    from evalwidgets.rubrics.scoring.score import Score

__all__ = [
    "Binary",
    "Choice",
    "Condition",
    "Count",
    "Criterion",
    "CriterionWords",
    "Example",
    "Gate",
    "Group",
    "GroupWords",
    "MultiChoice",
    "NaReason",
    "Need",
    "NotApplicable",
    "Numeric",
    "Option",
    "OptionRatings",
    "OptionWords",
    "Ordinal",
    "Rubric",
    "Scoring",
    "ShareGate",
    "Span",
    "Subject",
    "Ternary",
    "Text",
    "Translation",
]

_Use = Literal["evaluation", "training", "redistribution"]


class Group(Model):
    """Criteria that belong together under one heading, and groups within it.

    Attributes
    ----------
    weight
        Multiplies all that is within, where the score rule takes weights.
    tags
        Are those of all criteria within, too.
    extra
        As of a criterion.
    """

    id: Identifier
    title: Phrase
    description: Words = ""
    weight: Weight = 1.0
    tags: tuple[Phrase, ...] = ()
    criteria: Criteria = ()
    groups: tuple[Group, ...] = ()
    extra: Mapping[str, AnyJson] = {}

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        checks.refuse(checks.of_group(self), "group")
        return self


class Rubric(Model):
    """What to judge by: groups of criteria with instructions, addressed by content.

    Attributes
    ----------
    language
        Of the rubric's own words; `translations` has others.
    instructions
        Markdown, shown in the instructions panel; its hash stands in every judgment.
    permitted_use
        What judgments by this rubric may be used for; () says nothing.
    unit
        What one answer is about.
    classes
        Names for weights: ``{"critical": 4, "minor": 1}``.
    groups
        May be empty where there is an overall question, and items bring all other criteria.
    overall
        One question on the whole, asked last.
    extra
        As of a criterion.
    """

    id: Identifier
    title: Phrase
    version: Phrase = "1.0.0"
    language: Language = "en"
    description: Words = ""
    instructions: Words = ""
    licence: Words = ""
    permitted_use: tuple[_Use, ...] = ()
    citation: Words = ""
    authors: tuple[Phrase, ...] = ()
    sources: tuple[Phrase, ...] = ()
    unit: Unit = "response"
    classes: Mapping[Identifier, Weight] = {}
    groups: tuple[Group, ...]
    overall: Annotated[Criterion | None, BeforeValidator(checks.with_kind)] = None
    scoring: Scoring = Scoring()
    examples: tuple[Example, ...] = ()
    translations: Mapping[Language, Translation] = {}
    extra: Mapping[str, AnyJson] = {}

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        checks.refuse(links.of_rubric(self), "rubric")
        return self

    @classmethod
    def from_yaml(cls, text: str, *, source: str | Path = "<text>") -> Rubric:
        """Read a rubric from YAML 1.2 (of which JSON is a part).

        A number where text is wanted is kept as it is written (``version: 1.20`` stays "1.20"); a
        bare ``yes`` or ``no`` there is an error. `kind` may be left out for binary criteria.

        Parameters
        ----------
        source
            What errors call the text: a file's name.

        Raises
        ------
        RubricError
            With every finding: its line, its path and the way out.
        """
        from evalwidgets.rubrics.reading import rubric_from_yaml

        return rubric_from_yaml(text, str(source))

    @classmethod
    def from_json(cls, text: str, *, source: str | Path = "<text>") -> Rubric:
        """Read a rubric from JSON, with the same errors as `from_yaml`."""
        from evalwidgets.rubrics.reading import rubric_from_json

        return rubric_from_json(text, str(source))

    def to_yaml(self) -> str:
        """Write the rubric as YAML that reads back to an equal one; what is at its default is left out."""
        from evalwidgets.rubrics.yaml_writer import rubric_to_yaml

        return rubric_to_yaml(self)

    @classmethod
    def from_format(
        cls, source: Any, format: str | None = None, *, id: str | None = None, title: str | None = None
    ) -> Rubric:
        """Read a rubric that others wrote: HealthBench, PRBench, PaperBench, a spreadsheet … (``docs/formats.md``).

        Everything is kept: what has no place in a rubric stands in `extra`, and `to_format` writes it again.

        Parameters
        ----------
        source
            The path of a .json, .jsonl, .yaml, .csv, .tsv or .xlsx file; JSON text; or its data.
        format
            The format's name; None: told from the shape.
        id, title
            What the rubric is called; None: as the data or the file are.

        Raises
        ------
        RubricError
            With all that is wrong, by place; or if the shape fits no format, or several.

        Warns
        -----
        RubricWarning
            If weights are there but not used, or a sign contradicts its class.

        Examples
        --------
        >>> entries = [{"criterion": "Names a safe dose", "points": 5, "tags": []}]
        >>> Rubric.from_format(entries, "healthbench").criteria[0].points
        5.0
        """
        from evalwidgets.rubrics.formats import read

        return read(source, format, id=id, title=title)

    def to_format(self, format: str, path: str | Path | None = None, *, drop: Collection[str] = ()) -> Any:
        """Write the rubric as others do; what they have no place for is an error, never left out silently.

        Parameters
        ----------
        format
            "healthbench", "prbench", "xlsx" … (``docs/formats.md``).
        path
            A file to write; None: return the data.
        drop
            Names of fields that may be lost.

        Returns
        -------
        list, dict or Path
            Plain JSON data; or the path, if one was given.

        Raises
        ------
        WouldLose
            Naming every field that the format has no place for. The id and title are named by who reads it.
        """
        from evalwidgets.rubrics.formats import save, write

        return write(self, format, drop=drop) if path is None else save(self, path, format, drop=drop)

    def to_markdown(self) -> str:
        """Write the rubric as a Markdown page: instructions, then a table per group."""
        from evalwidgets.rubrics.showing import rubric_to_markdown

        return rubric_to_markdown(self)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of all that the rubric says."""
        # What is at its default is left out, so that a field which a later version adds leaves old hashes alone.
        return content_hash(self.model_dump(mode="json", exclude_defaults=True))

    @cached_property
    def instructions_hash(self) -> str:
        """SHA-256 of the instructions, which judgments name beside the rubric's."""
        return content_hash(self.instructions)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order shown, the overall question last."""
        return tuple(place.criterion for place in self._places.values())

    @cached_property
    def criterion_hashes(self) -> Mapping[str, str]:
        """Of each criterion, the SHA-256 over all that it says by itself (not: in which group it is)."""
        return {
            criterion.id: content_hash(criterion.model_dump(mode="json", exclude_defaults=True))
            for criterion in self.criteria
        }

    @cached_property
    def asked_hashes(self) -> Mapping[str, str]:
        """Of each criterion, the SHA-256 over what an expert is asked; where it differs, an answer is stale.

        What only decides the score (points, weights, the values of options, a gate) is left out.
        """
        from evalwidgets.rubrics.asked import asked

        return {criterion.id: content_hash(asked(criterion, self.unit)) for criterion in self.criteria}

    def criterion(self, id: str) -> Criterion:
        """Return a criterion by its id.

        Raises
        ------
        RubricError
            If there is none of this id.
        """
        return self._place(id).criterion

    def tags_of(self, id: str) -> tuple[str, ...]:
        """Return a criterion's tags: those of the groups it is in, the outermost first, then its own."""
        place = self._place(id)
        tags = [tag for group in place.groups for tag in group.tags]
        return tuple(dict.fromkeys([*tags, *place.criterion.tags]))

    def weight_path(self, id: str) -> float:
        """Return the product of the weights of the groups that a criterion is in."""
        return math.prod(group.weight for group in self._place(id).groups)

    def translated(self, language: str) -> Rubric:
        """Return the rubric in another of its languages, with the same ids; what is not translated stays.

        Raises
        ------
        RubricError
            If the rubric is not written in `language`.
        """
        from evalwidgets.rubrics.translations import translated

        return translated(self, language)

    def score(
        self,
        answers: Mapping[str, Any] | Iterable[Any],
        *,
        criteria: tuple[Criterion, ...] = (),
        scoring: Scoring | None = None,
    ) -> Score:
        """Score the answers of one judgment; ``.explain()`` shows how the score came about.

        Parameters
        ----------
        answers
            By criterion, what was answered: ``True``, ``"met"``, an option's id, a number, a list of
            options, ``"n/a:contested"``, or a mapping of the fields of an `Answer`; or a list of
            `Answer`. What is None is not answered.
        criteria
            The item's own criteria.
        scoring
            Another rule than the rubric's.

        Returns
        -------
        The total, by group and by tag. A score that there is not is None, never zero, and says why.

        Raises
        ------
        AnswerError
            For a criterion that there is not, or an answer that it does not take.
        RubricError
            For a rule that some criterion cannot be scored by.
        """
        from evalwidgets.rubrics.scoring.score import score

        return score(self, answers, criteria=criteria, scoring=scoring)

    def lint(self) -> LintReport:
        """Return what about the rubric will probably make its judgments worse; empty if nothing stands out.

        It finds, among others, points that contradict the wording, two questions in one, criteria that
        overlap, vague words, a total that is out of reach, scales without anchors and gates that nobody
        passes. Each finding has the name of its rule, its place, why it matters, and a suggestion.
        """
        from evalwidgets.rubrics.lint import lint

        return lint(self)

    def diff(self, other: Rubric) -> RubricDiff:
        """Return in words what changes from this rubric to `other`, and the version that this asks for.

        Examples
        --------
        >>> from evalwidgets.rubrics.model import Binary, Group
        >>> def rubric(points):
        ...     criteria = (Binary(id="dose", text="Names the dose", points=points),)
        ...     return Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=criteria),))
        >>> old, new = rubric(8), rubric(6)
        >>> old.diff(new)
        r 1.0.0 → r 1.0.0: 1 change (1 points), a minor version
          criterion dose: points 8 → 6
        >>> old.diff(new).next_version()
        '1.1.0'
        """
        from evalwidgets.rubrics.diff import diff

        return diff(self, other)

    def for_item(self, criteria: tuple[Criterion, ...]) -> tuple[Group, ...]:
        """Return the groups asked for one item, none within another.

        The rubric's come first, a group within another called "Safety › Dosing"; then the item's
        own criteria, then the overall question, each in a group of its own.
        """
        own = (Group(id=links.ITEM_GROUP, title="For this item", criteria=criteria),) if criteria else ()
        return (*self._shown, *own, *self._last)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the rubric, without what was computed from its old content."""
        copy = super().model_copy(update=update, deep=deep)
        for name in [name for name in vars(copy) if name not in Rubric.model_fields]:
            del vars(copy)[name]  # pydantic copies them along
        return copy

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        places = {place.criterion.id: place for place in _placed(self.groups, ())}
        if self.overall is not None:
            places[self.overall.id] = Place(self.overall, ())
        return places

    def _place(self, id: str) -> Place:
        try:
            return self._places[id]
        except KeyError:
            close = get_close_matches(id, self._places, 1)
            meant = f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(self._places)}"
            raise RubricError(f"rubric {self.id} has no criterion {id!r}{meant}") from None

    @cached_property
    def _shown(self) -> tuple[Group, ...]:
        return tuple(flattened(self.groups))

    @cached_property
    def _last(self) -> tuple[Group, ...]:
        if self.overall is None:
            return ()
        return (Group(id=links.OVERALL_GROUP, title="Overall", criteria=(self.overall,)),)

    def __repr__(self) -> str:
        count, groups = len(self.criteria), sum(1 for _ in links.groups_of(self))
        return (
            f"<rubric {self.id} {self.version} “{self.title}”: {count} {'criterion' if count == 1 else 'criteria'}"
            f" in {groups} {'group' if groups == 1 else 'groups'}, hash {self.hash[:12]}>"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from evalwidgets.rubrics.showing import rubric_to_html

        return rubric_to_html(self)


class Place(NamedTuple):
    """A criterion, and the groups that it is in, the outermost first."""

    criterion: Criterion
    groups: tuple[Group, ...]


def _placed(groups: tuple[Group, ...], around: tuple[Group, ...]) -> Iterator[Place]:
    for group in groups:
        path = (*around, group)
        yield from (Place(criterion, path) for criterion in group.criteria)
        yield from _placed(group.groups, path)


def flattened(groups: tuple[Group, ...], around: Group | None = None) -> Iterator[Group]:
    """Yield `groups` and those within them, depth first, none within another.

    A weight is multiplied, and tags are joined, on the way down. A group that holds groups alone
    is not yielded: what it says comes with the first of them.
    """
    said = "" if around is None or around.criteria else around.description
    for group in groups:
        flat = group
        if around is not None:
            flat = group.model_copy(
                update={
                    "title": f"{around.title} › {group.title}",
                    "description": "\n\n".join(part for part in (said, group.description) if part),
                    "weight": around.weight * group.weight,
                    "tags": tuple(dict.fromkeys([*around.tags, *group.tags])),
                }
            )
        said = ""
        if flat.criteria:
            yield flat.model_copy(update={"groups": ()}) if flat.groups else flat
        yield from flattened(flat.groups, flat)
