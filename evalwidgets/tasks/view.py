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


def without_extra(group: Group) -> Group:
    """Return the group without what other formats say beside it: model names and human verdicts may be among that."""
    if not group.extra and not any(criterion.extra for criterion in group.criteria):
        return group
    criteria = tuple(criterion.model_copy(update={"extra": {}}) for criterion in group.criteria)
    return group.model_copy(update={"extra": {}, "criteria": criteria})


class Draft(_Model):
    """An expert's unsubmitted answers; of two, the one with more `changes` is the later."""

    answers: tuple[Answer, ...] = ()
    note: str = ""
    changes: int = 0
    active_ms: int = 0
    idle_ms: int = 0
