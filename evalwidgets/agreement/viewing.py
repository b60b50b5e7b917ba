"""What stands behind a case: the response in its item, and each expert's answer with its comment and its quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store import records, work
from evalwidgets.tasks import KINDS

if TYPE_CHECKING:
    from evalwidgets.agreement.cases import Case
    from evalwidgets.store.store import Store
    from evalwidgets.tasks.answers import Answer
    from evalwidgets.tasks.view import TaskView


def response_view(store: Store, task: int, criterion: str) -> TaskView:
    """Return the response of a grade task in its item, as an expert may see it, with the one criterion asked."""
    charter = store.charter
    with store.reading() as connection:
        (about,) = work.load(connection, "grade", [task])
    view = KINDS["grade"].view(about.item, about.responses, charter.rubric, charter.protocol, task)
    groups = [
        group.model_copy(update={"criteria": kept})
        for group in view.groups
        if (kept := tuple(one for one in group.criteria if one.id == criterion))
    ]
    return view.model_copy(update={"groups": tuple(groups)})


def answers_of(store: Store, case: Case) -> dict[str, Answer]:
    """Return the answer behind each mark of a case, by the id of its judgment."""
    found: dict[str, Answer] = {}
    with store.reading() as connection:
        for mark in case.marks:
            judgment = records.by_id(connection, mark.judgment)
            assert judgment is not None
            found[mark.judgment] = next(one for one in judgment.answers if one.criterion == case.criterion)
    return found
