"""Adjudications: what settles the answers that experts disagree on.

An adjudication stands beside the judgments that it settles and never changes them. It sides with some of
them or with none, and says why; of several on the same response and criterion the last one counts.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from evalwidgets.tasks.answers import Answer, storable

LONGEST = 4_000
"""Characters of a reason."""


class Adjudication(BaseModel):
    """One answer settled.

    Attributes
    ----------
    id
        Made by the caller (a UUID), so that the same adjudication sent twice is stored once.
    adjudicator
        The expert who settled it.
    task
        The grade task: the response of an item.
    answer
        What holds from now on; ``na="contested"`` where no answer can be given.
    judgments
        The ids of those sided with; () where none was.
    reason
        Why; there is one wherever none was sided with.
    rubric_hash
        The version of the rubric that the answer is by.
    at
        Microseconds since 1970 UTC, by the store's clock.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    adjudicator: str
    task: int
    item: str
    response: str
    answer: Answer
    judgments: tuple[str, ...] = ()
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = ""
    rubric_hash: str
    at: int = 0

    @property
    def criterion(self) -> str:
        """The criterion whose answer is settled."""
        return self.answer.criterion

    def __repr__(self) -> str:
        said = "sides with none" if not self.judgments else f"sides with {len(self.judgments)}"
        return f"<adjudication by {self.adjudicator}: {self.item}/{self.response}, {self.criterion}, {said}>"


def reason_of(text: str) -> str:
    """Return a reason as every database can keep it."""
    return storable(text).strip()
