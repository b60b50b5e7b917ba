"""The rubric as data: groups of criteria, and the kinds of criterion an expert can answer.

A criterion's `kind` decides what an answer holds (see `evalwidgets.tasks.answers.Answer`):

============= =========================== ==================================================
kind          what the answer holds       example
============= =========================== ==================================================
binary        ``number`` 1 or 0, `label`  met / unmet
ordinal       ``number``, ``label``       one of the anchored options, each with a value
numeric       ``number``                  3.5, within minimum and maximum
choice        ``label``                   one option, without an order
multi_choice  ``labels``                  any of the options
count         ``number``                  how often something occurs, 0 to maximum
text          ``text``                    the expert's own words
============= =========================== ==================================================

Points may be negative: a penalty, where "met" means that the bad thing is present. An ordinal
criterion earns its points times the value of the option chosen; a count, its points each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from evalwidgets.canonical import content_hash
from evalwidgets.rubrics import checks

NaReason = Literal["not_applicable", "missing_context", "unclear_criterion", "contested", "outside_expertise"]
"""Why an expert could not answer: told apart, because each asks for another repair."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]*$", max_length=200)]


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


Words = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_with_newlines)]
"""Text without white space around it, so that how a file is laid out does not change its hash."""

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_with_newlines)]
"""Such a text that is not empty."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
AtLeastOne = Annotated[int, Field(strict=True, ge=1)]


class Model(BaseModel):
    """Immutable and strict: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Model):
    """One of the answers a criterion offers; `anchor` says what it means in practice.

    An ordinal criterion's options each have a value, and these rise or fall from option to option.
    """

    id: Identifier
    label: Phrase
    value: Number | None = None
    anchor: Words = ""


class NotApplicable(Model):
    """Whether "not applicable" may be answered, and with which reasons."""

    allow: Flag = True
    reasons: tuple[NaReason, ...] = get_args(NaReason)

    @model_validator(mode="before")
    @classmethod
    def _none_where_not_allowed(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and given.get("allow") is False and "reasons" not in given:
            return {**given, "reasons": ()}
        return given

    @model_validator(mode="after")
    def _reasons_fit(self) -> Self:
        checks.refuse(checks.of_na(self), "na")
        return self


class _Criterion(Model):
    id: Identifier
    text: Phrase
    help: Words = ""
    points: Number = 0.0
    required: Flag = True
    na: NotApplicable = NotApplicable()
    require_comment: Flag = False
    require_evidence: Flag = False
    tags: tuple[Phrase, ...] = ()

    @model_validator(mode="after")
    def _fields_fit(self) -> Self:
        checks.refuse(checks.of_criterion(self), "criterion")
        return self


class Binary(_Criterion):
    """Met or not met; for a penalty, present or not present."""

    kind: Literal["binary"] = "binary"


class Ordinal(_Criterion):
    """One of several anchored options in order, each with a value."""

    kind: Literal["ordinal"]
    options: tuple[Option, ...] = Field(min_length=2)


class Numeric(_Criterion):
    """A number between two bounds."""

    kind: Literal["numeric"]
    minimum: Number
    maximum: Number
    step: Annotated[Number, Field(gt=0)] = 1.0
    unit: Words = ""


class Choice(_Criterion):
    """One of several options without an order."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)


class MultiChoice(_Criterion):
    """Any number of several options."""

    kind: Literal["multi_choice"]
    options: tuple[Option, ...] = Field(min_length=1)


class Count(_Criterion):
    """How often something occurs; `points` count for each occurrence."""

    kind: Literal["count"]
    maximum: AtLeastOne = 99


class Text(_Criterion):
    """The expert's own words."""

    kind: Literal["text"]
    max_length: AtLeastOne = 10_000


Criterion = Annotated[
    Binary | Ordinal | Numeric | Choice | MultiChoice | Count | Text,
    Field(discriminator="kind"),
]


class Group(Model):
    """Criteria that belong together, shown under one heading."""

    id: Identifier
    title: Phrase
    description: Words = ""
    criteria: Annotated[tuple[Criterion, ...], BeforeValidator(checks.with_kinds), Field(min_length=1)]


class Rubric(Model):
    """What to judge by: groups of criteria with instructions, addressed by content.

    Attributes
    ----------
    instructions
        Markdown, shown in the instructions panel; its hash stands in every judgment.
    """

    id: Identifier
    title: Phrase
    version: Phrase = "1.0.0"
    description: Words = ""
    instructions: Words = ""
    licence: Words = ""
    authors: tuple[Phrase, ...] = ()
    sources: tuple[Phrase, ...] = ()
    groups: tuple[Group, ...] = Field(min_length=1)

    @field_validator("groups")
    @classmethod
    def _ids_are_distinct(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        checks.refuse(checks.of_groups(groups), "groups")
        return groups

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
        """All criteria, in the order shown."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def for_item(self, criteria: tuple[Criterion, ...]) -> tuple[Group, ...]:
        """Return the groups asked for one item: the rubric's, then the item's own criteria as a last one."""
        if not criteria:
            return self.groups
        return (*self.groups, Group(id=checks.ITEM_GROUP, title="For this item", criteria=criteria))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the rubric, without what was computed from its old content."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("hash", "instructions_hash", "criteria"):
            vars(copy).pop(name, None)  # pydantic copies them along
        return copy

    def __repr__(self) -> str:
        count, groups = len(self.criteria), len(self.groups)
        return (
            f"<rubric {self.id} {self.version} “{self.title}”: {count} {'criterion' if count == 1 else 'criteria'}"
            f" in {groups} {'group' if groups == 1 else 'groups'}, hash {self.hash[:12]}>"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from evalwidgets.rubrics.showing import rubric_to_html

        return rubric_to_html(self)
