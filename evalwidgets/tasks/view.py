"""What an expert may see of a task: the whitelist, as types.

Only these models travel to the browser. They have no field for a model's name under blinding, for
gold answers, for other experts' marks or for ids that people choose (an item called
"gpt-wrong-17" would tell): responses travel under the letters they are shown with.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from evalwidgets.rubrics.model import Group
from evalwidgets.tasks.answers import Answer


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageView(_Model):
    """One turn of a chat."""

    role: str
    text: str


class DocumentView(_Model):
    """A context document."""

    title: str
    text: str


class ResponseView(_Model):
    """A response under its letter; `model` is set only where the protocol does not blind."""

    key: str
    messages: tuple[MessageView, ...]
    model: str | None = None


class Asked(_Model):
    """What a task asks: the rubric, by its hash, and which of its criteria; None: all of them.

    Only some are asked where the rest have been answered, and these were changed since.
    """

    rubric: str
    criteria: tuple[str, ...] | None = None


class TaskView(_Model):
    """One task, as its expert sees it.

    Attributes
    ----------
    task
        The store's number of the task, which all requests name.
    kind
        ``"grade"`` or ``"compare"``.
    responses
        In the order shown, lettered A, B, ….
    groups
        The criteria asked, the item's own last.
    warnings
        Content-warning tags; while there are any, the screen starts covered.
    asked
        Comes back with answers and drafts, so that these are read by the rubric they were made by. None in previews.
    """

    task: int
    kind: str
    prompt: tuple[MessageView, ...]
    responses: tuple[ResponseView, ...]
    reference: str | None
    context: tuple[DocumentView, ...]
    details: dict[str, str]
    warnings: tuple[str, ...]
    groups: tuple[Group, ...]
    asked: Asked | None = None


def without_extra(group: Group) -> Group:
    """Return the group without what other formats say beside it: model names and human verdicts may be among that."""
    if not group.extra and not any(criterion.extra for criterion in group.criteria):
        return group
    criteria = tuple(criterion.model_copy(update={"extra": {}}) for criterion in group.criteria)
    return group.model_copy(update={"extra": {}, "criteria": criteria})


class Draft(_Model):
    """An expert's unsubmitted answers; of two, the one with more `changes` is the later.

    Attributes
    ----------
    rubric
        The hash of the rubric that they answer.
    """

    answers: tuple[Answer, ...] = ()
    note: str = ""
    changes: int = 0
    active_ms: int = 0
    idle_ms: int = 0
    rubric: str = ""


def narrowed(view: TaskView, asked: Asked) -> TaskView:
    """Return `view` with what it asks; where that is not all, without the other criteria.

    A need of a criterion that is not shown has been met already: it is left out.
    """
    if asked.criteria is None:
        return view.model_copy(update={"asked": asked})
    groups = (_narrowed(group, asked.criteria) for group in view.groups)
    return view.model_copy(update={"asked": asked, "groups": tuple(group for group in groups if group.criteria)})


def _narrowed(group: Group, asked: tuple[str, ...]) -> Group:
    shown = (criterion for criterion in group.criteria if criterion.id in asked)
    criteria = tuple(
        one.model_copy(update={"needs": tuple(need for need in one.needs if need.criterion in asked)}) for one in shown
    )
    return group.model_copy(update={"criteria": criteria})
