"""What hangs on answers: criteria that are asked only then, and gates that act on the total."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evalwidgets.rubrics import checks
from evalwidgets.rubrics.base import Identifier, Model, Number, Phrase
from evalwidgets.rubrics.plain import listed

GateKind = Literal["hurdle", "cap", "multiplier", "penalty"]


class Condition(Model):
    """Which answers to a criterion count: some of its labels, or numbers within bounds.

    Attributes
    ----------
    when
        Labels or option ids; of several chosen, one of these is enough.
    at_least, at_most
        Bounds of the answer's number, either of which may be left out.
    """

    when: tuple[Phrase, ...] = ()
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        checks.refuse(checks.of_condition(self), "condition")
        return self

    def holds(self, *, label: str | None = None, labels: Iterable[str] = (), number: float | None = None) -> bool:
        """Tell whether an answer meets the condition; an answer without a value, or N/A, does not."""
        if self.when:
            return label in self.when or any(one in self.when for one in labels)
        if number is None:
            return False
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


class Need(Condition):
    """A criterion that has to be answered in a certain way before another one is asked."""

    criterion: Identifier

    @property
    def words(self) -> str:
        """The need as a clause: "dose is met", "harm is at least 2"."""
        if self.when:
            return f"{self.criterion} is {listed(self.when, 'or')}"
        bounds = [("at least", self.at_least), ("at most", self.at_most)]
        said = [f"{words} {limit:g}" for words, limit in bounds if limit is not None]
        return f"{self.criterion} is {listed(said)}"


class Effect(Model):
    """What a gate does to the total, beyond all points.

    ========== ==================================================================
    kind       where the gate acts
    ========== ==================================================================
    hurdle     the total is 0
    cap        the total is at most `value`; of several caps the lowest counts
    multiplier the total is multiplied by `value`
    penalty    `value` is taken off, all penalties together at most the rubric's ``score.penalty_cap``
    ========== ==================================================================
    """

    kind: GateKind
    value: Number | None = None

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        checks.refuse(checks.of_effect(self), "gate")
        return self


class Gate(Effect, Condition):
    """What the answer to one criterion does to the total, where it meets the condition."""


class ShareGate(Effect):
    """What the share of criteria that are passed does to the total, where it is too low.

    Which criteria: those of a tag, of a group with all groups within it, or those named; without any of
    these all but the overall question. Each counts as one, whatever it weighs; passed is what reaches the
    score's ``pass_at`` on the way from its worst to its best value, whichever the rule. What does not apply
    or could not be judged follows the score's policies: left out, or not passed. Where nothing is left, the
    gate does not act.

    Attributes
    ----------
    passed_below
        The gate acts where fewer than this share are passed, so that at 0.25 one of four is enough.
    tag
        May be one that only items' own criteria have.
    group
        ``item`` is the group of an item's own criteria.
    """

    passed_below: Annotated[Number, Field(gt=0, le=1)]
    tag: Phrase | None = None
    group: Identifier | None = None
    criteria: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        checks.refuse(checks.of_share_gate(self), "gate")
        return self


def _spelled_out(needs: Any) -> Any:
    """Read a bare id as the need that this criterion is met."""
    if not isinstance(needs, list | tuple):
        return needs
    entries: list[Any] = list(needs)  # pyright: ignore[reportUnknownArgumentType]
    return tuple({"criterion": need, "when": ("met",)} if isinstance(need, str) else need for need in entries)


Needs = Annotated[tuple[Need, ...], BeforeValidator(_spelled_out)]
