"""What hangs on an answer: criteria that are asked only then, and gates that act on the total."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from evalwidgets.rubrics import checks
from evalwidgets.rubrics.base import Identifier, Model, Number, Phrase
from evalwidgets.rubrics.plain import listed


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


class Gate(Condition):
    """What an answer does to the total beyond its points.

    ========== ==================================================================
    kind       where the condition holds
    ========== ==================================================================
    hurdle     the total is 0
    cap        the total is at most `value`; of several caps the lowest counts
    multiplier the total is multiplied by `value`
    penalty    `value` is taken off, all penalties together at most the rubric's ``score.penalty_cap``
    ========== ==================================================================
    """

    kind: Literal["hurdle", "cap", "multiplier", "penalty"]
    value: Number | None = None

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        checks.refuse(checks.of_gate(self), "gate")
        return self


def _spelled_out(needs: Any) -> Any:
    """Read a bare id as the need that this criterion is met."""
    if not isinstance(needs, list | tuple):
        return needs
    entries: list[Any] = list(needs)  # pyright: ignore[reportUnknownArgumentType]
    return tuple({"criterion": need, "when": ("met",)} if isinstance(need, str) else need for need in entries)


Needs = Annotated[tuple[Need, ...], BeforeValidator(_spelled_out)]
