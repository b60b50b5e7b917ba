"""The messages of the widgets for a team: agreement to look into, and disagreements to settle.

================= ===================== =================== ========================================
op                payload               result              may be sent again
================= ===================== =================== ========================================
agreement_open    `AgreementRequest`    `Agreement`         yes
agreement_cases   `CasesRequest`        `Cases`             yes
agreement_case    `CaseRequest`         `TaskView`          yes
adjudicate_open   `DisputeRequest`      `Docket`            yes
adjudicate_settle `DecisionRequest`     `Docket`            yes: the decision's id makes it one
================= ===================== =================== ========================================
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evalwidgets.tasks.answers import Answer, Evidence
from evalwidgets.tasks.view import TaskView


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Model):
    """A number with its interval; `value` is None where there is none, and `words` say why, or what it means."""

    value: float | None
    low: float | None
    high: float | None
    words: str


class CriterionAgreement(_Model):
    """How well experts agree by one criterion; `raw` is how often two answers are the same."""

    criterion: str
    text: str
    kind: str
    axes: tuple[str, ...]
    figure: Figure
    raw: float | None
    units: int
    not_applicable: float
    findings: tuple[str, ...]


class Together(_Model):
    """Several criteria together; `how` says in which way."""

    name: str
    how: str
    figure: Figure


class RaterAgreement(_Model):
    """One expert beside the others; `severity` below 0 is strict."""

    expert: str
    kind: str
    severity: Figure
    agreement: Figure
    findings: tuple[str, ...]


class PairAgreement(_Model):
    """Two experts; `n` is how many marks they share."""

    first: str
    second: str
    value: float | None
    raw: float | None
    n: int


class AgreementRequest(_Model):
    """Asks for the agreement of the study as it stands now."""


class Agreement(_Model):
    """All there is to look into."""

    title: str
    method: str
    criteria: tuple[CriterionAgreement, ...]
    together: tuple[Together, ...]
    raters: tuple[RaterAgreement, ...]
    pairs: tuple[PairAgreement, ...]


class CasesRequest(_Model):
    """Asks for the responses behind a cell: of one criterion or all, of some raters or all.

    Attributes
    ----------
    agreed
        False leaves only disagreements.
    """

    criterion: str | None = None
    raters: tuple[str, ...] = ()
    agreed: bool | None = False
    start: int = Field(default=0, ge=0)
    limit: int = Field(default=30, ge=1, le=100)


class CaseMark(_Model):
    """What one expert marked, wrote and quoted."""

    expert: str
    value: str
    comment: str | None
    evidence: tuple[Evidence, ...]


class Case(_Model):
    """One response by one criterion, as its experts marked it; `disagreement` is from 0 to 1."""

    task: int
    item: str
    response: str
    criterion: str
    disagreement: float
    marks: tuple[CaseMark, ...]


class Cases(_Model):
    """Cases, the greatest disagreement first; `total` counts those that were not asked for, too."""

    cases: tuple[Case, ...]
    total: int


class CaseRequest(_Model):
    """Asks for the text of a response, with one criterion."""

    task: int
    criterion: str


class DisputeRequest(_Model):
    """Asks for what is to be settled now."""


class GivenView(_Model):
    """What one of those who gave an answer wrote and quoted; nobody is named."""

    comment: str | None
    evidence: tuple[Evidence, ...]


class SideView(_Model):
    """One of the answers that were given."""

    letter: str
    words: str
    given: tuple[GivenView, ...]


class DisputeView(_Model):
    """What is to be settled."""

    key: str
    view: TaskView
    sides: tuple[SideView, ...]


class Docket(_Model):
    """How far the adjudicator is, and what comes next; None: all is settled."""

    title: str
    rule: Literal["any", "no_majority", "far"]
    settled: int
    left: int
    dispute: DisputeView | None


class DecisionRequest(_Model):
    """Settles a dispute.

    Attributes
    ----------
    decision
        A UUID made in the browser, the same each time it is sent.
    side
        The letter of a side; None: neither.
    answer
        With neither: what holds instead; None: it is contested.
    """

    decision: str
    key: str
    side: str | None
    answer: Answer | None = None
    reason: str = ""
