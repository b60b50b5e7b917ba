"""What a kind of task must say about itself; one module per kind answers it."""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from evalwidgets.items.model import Item
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.model import Rubric
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.carrying import Carried
from evalwidgets.tasks.view import DocumentView, MessageView, ResponseView, TaskView, without_extra

Given = Mapping[str, Any] | Sequence[Answer]
"""Answers as people or browsers give them: ``{"dose": "met"}``, or a list of `Answer`."""


class Kind(Protocol):
    """One kind of task: which tasks an item holds, what is shown of one, and what may be answered.

    Attributes
    ----------
    needs
        What an item must have for a task of this kind, as a clause.
    """

    name: str
    needs: str

    def plan(self, item: Item) -> Iterator[tuple[str, ...]]:
        """Yield the response ids of each task that `item` holds."""
        ...

    def view(self, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules, task: int) -> TaskView:
        """Return what the expert may see, and nothing else."""
        ...

    def answers(
        self, given: Given, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules
    ) -> tuple[Answer, ...]:
        """Check `given` completely and return it as stored: response ids for letters, quotes cut.

        Raises
        ------
        AnswerError
            Names the first criterion at fault and what would be right.
        """
        ...

    def carried(self, answers: tuple[Answer, ...], item: Item, old: Rubric, new: Rubric, rules: Rules) -> Carried:
        """Say what becomes of stored answers when the study moves from rubric `old` to `new`."""
        ...

    def as_seen(self, answers: tuple[Answer, ...], shown: tuple[str, ...]) -> tuple[Answer, ...]:
        """Return stored answers as the screen knows them: letters for response ids."""
        ...


def shown(responses: tuple[str, ...], seed: int, expert: str, task: int) -> tuple[str, ...]:
    """Return `responses` in the order this expert sees them: random, yet the same each time.

    It depends on the study's seed, the expert and the task alone, so that a task that is visited
    again, on another machine too, shows the same response as A.
    """
    if len(responses) == 1:
        return responses
    digest = hashlib.sha256(f"{seed}\n{expert}\n{task}".encode()).digest()
    order = list(responses)
    random.Random(digest).shuffle(order)  # noqa: S311 (an order, not a secret)
    return tuple(order)


def letters(shown: tuple[str, ...]) -> dict[str, str]:
    """Map the letters of the screen (A, B, …) to response ids."""
    return dict(zip(string.ascii_uppercase, shown, strict=False))


def base_view(kind: str, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules, task: int) -> TaskView:
    """Return the view that all kinds share: everything a field of `TaskView` allows, no more."""
    responses = [item.response(id) for id in shown]
    return TaskView(
        task=task,
        kind=kind,
        prompt=tuple(MessageView(role=turn.role, text=turn.text) for turn in item.prompt),
        responses=tuple(
            ResponseView(
                key=key,
                messages=tuple(MessageView(role=turn.role, text=turn.text) for turn in response.messages),
                model=None if rules.blind else response.model,
            )
            for key, response in zip(string.ascii_uppercase, responses, strict=False)
        ),
        reference=item.reference if rules.show_reference else None,
        context=tuple(DocumentView(title=document.title, text=document.text) for document in item.context),
        details={key: str(item.metadata[key]) for key in rules.show_metadata if key in item.metadata},
        warnings=item.warnings,
        groups=tuple(map(without_extra, rubric.for_item(item.criteria))),
    )
