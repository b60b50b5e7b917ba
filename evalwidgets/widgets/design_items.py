"""What the designer's preview can show: answers of the study, of other items, or of the rubric's own examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from evalwidgets.items import Item, Message, Response, read_items
from evalwidgets.protocol import Protocol
from evalwidgets.rubrics.model import Rubric
from evalwidgets.tasks import KINDS
from evalwidgets.tasks.view import TaskView

if TYPE_CHECKING:
    from evalwidgets.study import Study

MOST = 200
"""Answers that are offered; more would make no better list to choose from."""

_TITLE = 90

_SAMPLE = Item(
    id="sample",
    prompt=(Message(role="user", text="I slept badly again. Does a glass of wine in the evening help?"),),
    responses=(
        Response(
            id="sample",
            messages=(
                Message(
                    role="assistant",
                    text="It may help you **fall asleep**, but you will sleep less deeply and wake up earlier.\n\n"
                    "- Keep the evening dim and quiet.\n- Get up at the same time each day.\n\n"
                    "If this goes on for more than a month, talk to your doctor.",
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    """One answer to show, as a grader shows it.

    Attributes
    ----------
    task
        The study's number of it; None if it is of no study.
    """

    item: Item
    responses: tuple[str, ...]
    task: int | None = None

    @property
    def title(self) -> str:
        """The start of the prompt, and which answer it is where there are several."""
        words = " ".join(self.item.prompt[-1].text.split())
        start = words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"
        ids = [response.id for response in self.item.responses]
        return start if len(ids) == 1 else f"{start} ({ids.index(self.responses[0]) + 1} of {len(ids)})"

    def view(self, rubric: Rubric, rules: Protocol, number: int) -> TaskView:
        """Return what an expert would see of it, as task `number`."""
        return KINDS["grade"].view(self.item, self.responses, rubric, rules, number)


def shown_of(study: Study | None, items: Any, columns: Any, rubric: Rubric | None) -> tuple[Shown, ...]:
    """Return what can be shown, the best source first: `items`, the study's, the rubric's examples, or a sample."""
    if items is not None:
        reader = read_items(items, columns=columns, progress=False)
        found = tuple(islice(_each(reader), MOST))
    elif study is not None:
        found = _of_study(study)
    else:
        found = _of_examples(rubric)
    return found or (Shown(_SAMPLE, ("sample",)),)


def _each(items: Any) -> Any:
    return (Shown(item, (response.id,)) for item in items for response in item.responses)


def _of_study(study: Study) -> tuple[Shown, ...]:
    from evalwidgets.store import work

    with study.store.reading() as connection:
        tasks = work.first(connection, "grade", MOST)
    return of_tasks(study, tasks)


def of_tasks(study: Study, tasks: Sequence[int]) -> tuple[Shown, ...]:
    """Return what tasks of a study are about, in this order."""
    from evalwidgets.store import work

    with study.store.reading() as connection:
        works = {about.task: about for about in work.load(connection, "grade", tasks)}
    return tuple(Shown(works[task].item, works[task].responses, task) for task in tasks if task in works)


def _of_examples(rubric: Rubric | None) -> tuple[Shown, ...]:
    examples: Sequence[Any] = getattr(rubric, "examples", ())
    return tuple(_example(number, example) for number, example in enumerate(examples))


def _example(number: int, example: Any) -> Shown:
    said = Message(role="assistant", text=example.response)
    prompt = Message(role="user", text=example.prompt or example.title)
    item = Item(id=f"example-{number}", prompt=(prompt,), responses=(Response(id="example", messages=(said,)),))
    return Shown(item, ("example",))
