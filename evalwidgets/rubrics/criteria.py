"""The criteria of a rubric: what every criterion has, and each kind of answer it may ask for.

`evalwidgets.rubrics.model` has the table of kinds, and of what an answer to each holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evalwidgets.rubrics import checks
from evalwidgets.rubrics.base import (
    NA_REASONS,
    AnyJson,
    AtLeastOne,
    Flag,
    Identifier,
    Model,
    NaReason,
    Number,
    Phrase,
    Unit,
    Weight,
    Words,
)
from evalwidgets.rubrics.conditions import Gate, Needs
from evalwidgets.rubrics.reach import categories

if TYPE_CHECKING:
    from evalwidgets.rubrics.model import Rubric


class Option(Model):
    """One of the answers a criterion offers; `anchor` says what it means in practice.

    An ordinal criterion's options each have a value, and these rise or fall from option to option.
    """

    id: Identifier
    label: Phrase
    value: Number | None = None
    anchor: Words = ""


class Subject(Model):
    """One of the things that an option rating rates, such as a drug that the answer may name or leave out."""

    id: Identifier
    label: Phrase
    anchor: Words = ""


class NotApplicable(Model):
    """Whether "not applicable" may be answered, and with which reasons."""

    allow: Flag = True
    reasons: tuple[NaReason, ...] = NA_REASONS

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
    """What all kinds have.

    Attributes
    ----------
    points
        What the best answer earns; negative for a penalty.
    weight, weight_class
        How much it counts where the score rule takes weights: a number, or one of the rubric's `classes`.
    reverse
        The scale counts backwards: its best answer is its lowest.
    polarity
        Whether "met" is a good or a bad thing; None: as the sign of the points says.
    gate
        What an answer does to the total beyond its points.
    needs
        Answers to other criteria that must all be there before this one is asked.
    scope
        What an answer is about; None: the rubric's `unit`.
    extra
        What the file that it was read from says beyond that; see `evalwidgets.rubrics.formats`.
    """

    id: Identifier
    text: Phrase
    help: Words = ""
    points: Number = 0.0
    weight: Weight | None = None
    weight_class: Identifier | Literal[""] = ""
    reverse: Flag = False
    polarity: Literal["good", "bad"] | None = None
    gate: Gate | None = None
    needs: Needs = ()
    scope: Unit | None = None
    required: Flag = True
    na: NotApplicable = NotApplicable()
    require_comment: Flag = False
    require_evidence: Flag = False
    tags: tuple[Phrase, ...] = ()
    extra: Mapping[str, AnyJson] = {}

    @model_validator(mode="after")
    def _fields_fit(self) -> Self:
        checks.refuse(checks.of_criterion(self), "criterion")
        return self

    @property
    def is_penalty(self) -> bool:
        """Whether "met" means that a bad thing is there."""
        return self.points < 0 if self.polarity is None else self.polarity == "bad"

    @property
    def is_fault(self) -> bool:
        """Whether the highest answer is the worst for the response."""
        return self.is_penalty

    def weight_in(self, rubric: Rubric) -> float:
        """Return its weight: its own, or that of its class in `rubric`, or else 1."""
        if self.weight is not None:
            return self.weight
        return rubric.classes[self.weight_class] if self.weight_class else 1.0


class Binary(_Criterion):
    """Met or not met; for a penalty, present or not present."""

    kind: Literal["binary"] = "binary"


class Ternary(_Criterion):
    """Met, partly met or not met; `partial` is what "partly" is worth."""

    kind: Literal["ternary"]
    partial: Annotated[Number, Field(gt=0, lt=1)] = 0.5


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


Name = Annotated[str, Field(min_length=1, max_length=200)]


class Span(_Criterion):
    """Marked words, each with a category of error and how severe it is.

    Attributes
    ----------
    taxonomy
        Categories and their kinds: ``{"Accuracy": ("Omission", …), "Non-translation": ()}``. A mark
        names one as "Accuracy/Omission", or "Non-translation" where there are none below it.
    severities
        What a mark of each severity weighs.
    overrides
        Other weights, for "Fluency/Punctuation:minor", "Non-translation" or a whole category.
    max_marks
        How many marks there may be; None: any number.
    """

    kind: Literal["span"]
    taxonomy: Mapping[Name, tuple[Name, ...]] = Field(min_length=1)
    severities: Mapping[Name, Weight] = Field(min_length=1)
    overrides: Mapping[Name, Weight] = {}
    max_marks: AtLeastOne | None = None

    @property
    def is_fault(self) -> bool:
        """Whether the highest answer is the worst: marks are of errors, unless the polarity says otherwise."""
        return self.is_penalty or self.polarity != "good"

    @property
    def categories(self) -> tuple[str, ...]:
        """All that a mark may name, in the order written."""
        return tuple(categories(self.taxonomy))

    def weight_of(self, category: str, severity: str) -> float:
        """Return what a mark weighs: the most specific override, or else its severity.

        Raises
        ------
        ValueError
            For a category or severity that there is not.
        """
        if category not in self.categories:
            raise ValueError(f"criterion {self.id}: has no category {category!r}; it has {', '.join(self.categories)}")
        if severity not in self.severities:
            raise ValueError(f"criterion {self.id}: has no severity {severity!r}; it has {', '.join(self.severities)}")
        above = category.split("/", 1)[0]
        for name in (f"{category}:{severity}", category, f"{above}:{severity}", above):
            if name in self.overrides:
                return self.overrides[name]
        return self.severities[severity]


class OptionRatings(_Criterion):
    """One rating for each of several subjects, whether the response names it or leaves it out."""

    kind: Literal["option_ratings"]
    subjects: tuple[Subject, ...] = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=2)


Criterion = Annotated[
    Binary | Ternary | Ordinal | Numeric | Choice | MultiChoice | Count | Text | Span | OptionRatings,
    Field(discriminator="kind"),
]

Criteria = Annotated[tuple[Criterion, ...], BeforeValidator(checks.with_kinds)]
