"""Cutting quotes: from positions to the words themselves, as W3C's TextQuoteSelector has them."""

from __future__ import annotations

from dataclasses import dataclass

from evalwidgets.errors import AnswerError
from evalwidgets.items.model import Item
from evalwidgets.tasks.answers import CONTEXT, Evidence


@dataclass(frozen=True)
class Quote:
    """Words that have yet to be found in a response; `category` and `severity` as in `Evidence`."""

    exact: str
    category: str | None = None
    severity: str | None = None


def cut(evidence: Evidence, item: Item, keys: dict[str, str], criterion: str) -> Evidence:
    """Return `evidence` with the response's id and the words at its positions.

    What the browser says the quote is does not count: the words are cut from the stored response.

    Parameters
    ----------
    keys
        The letters of the screen and the response ids they stand for.

    Raises
    ------
    AnswerError
        If the response is not part of the task, or the positions are not in its text.
    """
    response = keys.get(evidence.response, evidence.response)
    if response not in keys.values():
        raise AnswerError(
            f"criterion {criterion}: the quote is from response {evidence.response!r}, "
            f"which is not part of this task; quote from {', '.join(keys)}",
            criterion,
        )
    text = item.response(response).text
    start, end = evidence.start, evidence.end
    if not start < end <= len(text):
        raise AnswerError(
            f"criterion {criterion}: the quote {start} to {end} lies outside the response, "
            f"which has {len(text)} characters; select the text again",
            criterion,
        )
    return Evidence(
        response=response,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        category=evidence.category,
        severity=evidence.severity,
    )


def find(words: Quote, item: Item, keys: dict[str, str], criterion: str) -> Evidence:
    """Return the first place where the quote stands in a response of the task, word for word."""
    quote = words.exact
    for response in keys.values():
        start = item.response(response).text.find(quote)
        if quote and start >= 0:
            return Evidence(
                response=response,
                start=start,
                end=start + len(quote),
                category=words.category,
                severity=words.severity,
            )
    raise AnswerError(
        f"criterion {criterion}: the quote {quote[:60]!r} does not stand in the response; copy it word for word",
        criterion,
    )
