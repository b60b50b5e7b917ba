"""Comparing: two responses, blind and in random order; which is better, how much, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from evalwidgets.errors import AnswerError, ItemError
from evalwidgets.items.model import Item
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.model import Rubric
from evalwidgets.tasks import quotes, values
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.carrying import Carried, asked_of, unchanged
from evalwidgets.tasks.grade import quotes_as_seen
from evalwidgets.tasks.kind import Given, base_view, letters
from evalwidgets.tasks.view import TaskView

PREFERENCE = "preference"
"""The one required criterion of every comparison: which response is better over all."""

TIE = "tie"
STRENGTHS = {1.0: "slightly", 2.0: "clearly", 3.0: "much"}


class Compare:
    """One task per pair of responses.

    The answers are ``preference`` (label: the better response or ``"tie"``; number: 1 slightly,
    2 clearly, 3 much better, None for a tie) and, as reasons, any of the rubric's criteria (label:
    the response that does better on it, or ``"tie"``). As mapping:
    ``{"preference": "A", "strength": 2, "dose": "B"}``, in the letters of the screen.
    """

    name = "compare"
    needs = "a comparison needs an item with two responses"

    def plan(self, item: Item) -> Iterator[tuple[str, ...]]:
        """Yield each pair of responses.

        Raises
        ------
        ItemError
            If a response is called "tie": that word is an answer.
        """
        if len(item.responses) > 1 and any(response.id == TIE for response in item.responses):
            raise ItemError(f'item {item.id}: a response is called "{TIE}", which is an answer; give it another id')
        yield from combinations((response.id for response in item.responses), 2)

    def view(self, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules, task: int) -> TaskView:
        """Return the item with its two responses as A and B."""
        return base_view(self.name, item, shown, rubric, rules, task)

    def answers(
        self, given: Given, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules
    ) -> tuple[Answer, ...]:
        """Check the preference and the reasons, and put response ids for the letters."""
        keys = letters(shown)
        asked = [PREFERENCE, *(criterion.id for criterion in asked_of(item, rubric))]
        read = _read(given)
        for id in read:
            if id not in asked:
                raise AnswerError(f"there is no criterion {id!r} in this task; it asks {', '.join(asked)}")
        if PREFERENCE not in read or read[PREFERENCE].label is None:
            raise AnswerError("say which response is better, or that it is a tie", PREFERENCE)
        kept = [self._checked(read[id], item, keys) for id in asked if id in read]
        if rules.require_comment == "all" and not kept[0].comment:
            raise AnswerError("the preference needs a comment; say in a few words why", PREFERENCE)
        return tuple(kept)

    def carried(self, answers: tuple[Answer, ...], item: Item, old: Rubric, new: Rubric, rules: Rules) -> Carried:  # noqa: ARG002 (as every kind)
        """Keep the preference, and the reasons on criteria that ask the same; reasons are never asked again."""
        same = {PREFERENCE, *unchanged(item, old, new)}
        there = [PREFERENCE, *(criterion.id for criterion in asked_of(item, new))]
        kept = [answer for answer in answers if answer.criterion in same]
        return Carried(tuple(sorted(kept, key=lambda answer: there.index(answer.criterion))))

    def as_seen(self, answers: tuple[Answer, ...], shown: tuple[str, ...]) -> tuple[Answer, ...]:
        """Return the answers with letters in labels and quotes."""
        key_of = {response: key for key, response in letters(shown).items()}
        return tuple(
            quotes_as_seen(answer, shown).model_copy(update={"label": key_of.get(answer.label or "", answer.label)})
            for answer in answers
        )

    def _checked(self, answer: Answer, item: Item, keys: dict[str, str]) -> Answer:
        id = answer.criterion
        comment = answer.comment.strip() or None if answer.comment else None
        marks = tuple(quotes.cut(mark, item, keys, id) for mark in answer.evidence)
        if answer.na is not None:
            if id == PREFERENCE:
                raise AnswerError("a comparison cannot be N/A: choose a tie, or skip it with a reason", id)
            return Answer(criterion=id, na=answer.na, comment=comment, evidence=marks)
        label = keys.get(answer.label or "", answer.label)
        if label != TIE and label not in keys.values():
            raise AnswerError(f"criterion {id}: must be {', '.join(keys)} or {TIE}, got {answer.label!r}", id)
        number = answer.number if id == PREFERENCE else None
        if label == TIE and number is not None:
            raise AnswerError("a tie has no strength; leave it out", id)
        if id == PREFERENCE and label != TIE and number not in STRENGTHS:
            words = ", ".join(f"{value:g} ({word})" for value, word in STRENGTHS.items())
            raise AnswerError(f"say how much better: strength must be {words}", id)
        return Answer(criterion=id, label=label, number=number, comment=comment, evidence=marks)


def _read(given: Given) -> dict[str, Answer]:
    if not isinstance(given, Mapping):
        return {answer.criterion: answer for answer in given if values.has_value(answer)}
    fields: dict[str, Any] = dict(given)
    strength = fields.pop("strength", None)
    read = {
        id: Answer(criterion=id, label=value)
        if isinstance(value, str)
        else Answer.model_validate({"criterion": id, **value})
        for id, value in fields.items()
        if value is not None
    }
    if strength is not None and PREFERENCE in read:
        read[PREFERENCE] = read[PREFERENCE].model_copy(update={"number": float(strength)})
    return read
