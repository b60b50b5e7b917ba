"""Worked examples: a response, and how a careful expert would judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from evalwidgets.rubrics.base import Identifier, Model, Phrase, Words


def _listed(answer: Any) -> Any:
    return (answer,) if isinstance(answer, str) else answer


ExampleAnswer = Annotated[tuple[Phrase, ...], BeforeValidator(_listed)]


class Example(Model):
    """A response with its answers, shown in the instructions panel; texts are markdown.

    Attributes
    ----------
    answers
        By criterion, as text: a label or an option's id, a number written out, words; several for
        a choice of several, ``"subject=option"`` for option ratings, ``"category:severity"`` for
        marks; ``"n/a:missing_context"`` for N/A.
    """

    title: Phrase
    quality: Literal["good", "flawed"] = "good"
    prompt: Words = ""
    response: Words = ""
    answers: Mapping[Identifier, ExampleAnswer] = {}
    explanation: Words = ""
