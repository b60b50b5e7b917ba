"""An expert's answers: one uniform shape for every kind of task and criterion."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from evalwidgets.rubrics.model import NaReason

CONTEXT = 32
"""Characters kept before and after a quote, as in W3C's TextQuoteSelector."""


def storable(text: str) -> str:
    """Return `text` as every database can keep it: without NUL, half an emoji (a lone surrogate) as "?"."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Words = Annotated[str, AfterValidator(storable)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Model):
    """A quote from a response that supports an answer.

    Attributes
    ----------
    response
        On the wire the key shown to the expert ("A"); in the store the response's id.
    start, end
        Positions in the response's text (`Response.text`), in Unicode code points; end is exclusive.
    exact, prefix, suffix
        The quote and up to 32 characters around it, cut by the kernel, never by the browser.
    category, severity
        Of a mark of a span criterion; elsewhere None.
    """

    response: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    category: str | None = None
    severity: str | None = None


class Answer(_Model):
    """What an expert answered to one criterion; exactly one of the value fields, or `na`, is set.

    Attributes
    ----------
    number
        Of binary (1 met, 0 not), ternary, ordinal (the option's value), numeric and count
        criteria; the weights of a span's marks together, the mean of option ratings; in
        comparisons the strength of the preference.
    label
        The option's id: ``"met"``, ``"partly"``, ``"unmet"``, an ordinal's or choice's option; in
        comparisons the preferred response, or ``"tie"``.
    labels
        The options chosen of a multi-choice criterion, in the rubric's order; nothing chosen on
        purpose is an empty list; not answered is no answer at all. Of option ratings
        ``"subject=option"``, one for each subject.
    na
        Why the criterion could not be answered; then no value is set.
    """

    criterion: str
    number: float | None = None
    label: str | None = None
    labels: tuple[str, ...] = ()
    text: Words | None = None
    na: NaReason | None = None
    comment: Words | None = None
    evidence: tuple[Evidence, ...] = ()
