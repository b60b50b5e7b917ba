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

Points may be negative: a penalty, where "met" means that the bad thing is present.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from evalwidgets.canonical import content_hash

NaReason = Literal["not_applicable", "missing_context", "unclear_criterion", "contested", "outside_expertise"]
"""Why an expert could not answer: told apart, because each asks for another repair."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]*$", max_length=200)]


class Model(BaseModel):
    """Immutable and strict: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Model):
    """One of the answers a criterion offers; `anchor` says what it means in practice."""

    id: Identifier
    label: str
    value: float | None = None
    anchor: str = ""


class NotApplicable(Model):
    """Whether "not applicable" may be answered, and with which reasons."""

    allow: bool = True
    reasons: tuple[NaReason, ...] = get_args(NaReason)


class _Criterion(Model):
    id: Identifier
    text: str = Field(min_length=1)
    help: str = ""
    points: float = 0.0
    required: bool = True
    na: NotApplicable = NotApplicable()
    require_comment: bool = False
    require_evidence: bool = False
    tags: tuple[str, ...] = ()


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
    minimum: float
    maximum: float
    step: float = 1.0
    unit: str = ""


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
    maximum: int = Field(default=99, ge=1)


class Text(_Criterion):
    """The expert's own words."""

    kind: Literal["text"]
    max_length: int = Field(default=10_000, ge=1)


Criterion = Annotated[
    Binary | Ordinal | Numeric | Choice | MultiChoice | Count | Text,
    Field(discriminator="kind"),
]


class Group(Model):
    """Criteria that belong together, shown under one heading."""

    id: Identifier
    title: str
    description: str = ""
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Rubric(Model):
    """What to judge by: groups of criteria with instructions, addressed by content.

    Attributes
    ----------
    instructions
        Markdown, shown in the instructions panel; its hash stands in every judgment.
    hash
        SHA-256 over the canonical JSON of everything in the rubric.
    """

    id: Identifier
    title: str
    version: str = "1.0.0"
    description: str = ""
    instructions: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    groups: tuple[Group, ...] = Field(min_length=1)

    @cached_property
    def hash(self) -> str:
        return content_hash(self.model_dump(mode="json"))

    @cached_property
    def instructions_hash(self) -> str:
        return content_hash(self.instructions)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in the order shown."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def for_item(self, criteria: tuple[Criterion, ...]) -> tuple[Group, ...]:
        """Return the groups asked for one item: the rubric's, then the item's own criteria as a last one."""
        if not criteria:
            return self.groups
        return (*self.groups, Group(id="item", title="For this item", criteria=criteria))
