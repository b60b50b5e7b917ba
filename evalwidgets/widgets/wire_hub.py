"""The messages of the widget that publishes: what would go to the Hub, and how far it is.

Looking and pushing take their time, so each is only begun by its message; the browser then asks for
`hub_progress` until the step is one that ends something. No message holds a token.

============ ==================== ============ ===============================================
op           payload              result       may be sent again
============ ==================== ============ ===============================================
hub_open     `HubOpenRequest`     `HubState`   yes: one look at a time
hub_clear    `HubClearRequest`    `HubState`   yes: what may pass already, may pass
hub_push     `HubPushRequest`     `HubState`   yes: the push's id makes it one
hub_progress `HubProgressRequest` `HubState`   yes
============ ==================== ============ ===============================================
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HubOpenRequest(_Model):
    """Asks for the plan: the one that was made, or with `again` a new one."""

    again: bool = False


class HubProgressRequest(_Model):
    """Asks how far it is."""


class HubClearRequest(_Model):
    """Lets findings pass, by their keys; nobody is asked again about the same words."""

    keys: tuple[str, ...]


class HubPushRequest(_Model):
    """Begins a push.

    Attributes
    ----------
    push
        A UUID made in the browser, the same each time it is sent.
    public
        Lets everybody see the dataset when all of it is there.
    """

    push: str
    public: bool = False


class HubRows(_Model):
    """Rows of one config: `new` would be added; `there` are on the Hub already, None where they are not counted."""

    config: str
    new: int
    there: int | None


class HubFinding(_Model):
    """Words that may identify somebody, with the first of the places where they stand.

    Attributes
    ----------
    places
        How many places they stand at; all pass together.
    before, found, after
        The words, and what stands beside them.
    """

    key: str
    kind: str
    places: int
    where: str
    before: str
    found: str
    after: str


class HubPlan(_Model):
    """What a push would do.

    Attributes
    ----------
    exists, private
        Whether the dataset is there, and whether only members see it (or would, if it is made).
    findings
        The first of those to look at; `unseen` counts the others.
    visible
        What everybody would see if the dataset were public.
    card
        The dataset's page, as markdown.
    """

    exists: bool
    private: bool
    rows: tuple[HubRows, ...]
    bytes: int
    findings: tuple[HubFinding, ...]
    unseen: int
    warnings: tuple[str, ...]
    visible: str
    card: str


class HubPushed(_Model):
    """What a push has done; `new` is how many rows, by config."""

    private: bool
    rows: tuple[HubRows, ...]


class HubState(_Model):
    """Where the widget stands.

    Attributes
    ----------
    words
        What is being done, or why it could not be done.
    percent
        Of a push: how much of the plan is on the Hub.
    plan
        None while it is made, and where it could not be made.
    """

    title: str
    repo: str
    url: str
    step: Literal["looking", "planned", "pushing", "pushed", "failed"]
    words: str
    percent: int | None = None
    plan: HubPlan | None = None
    pushed: HubPushed | None = None
