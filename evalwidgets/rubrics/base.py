"""What all parts of a rubric are made of: strict models, and the types of their fields."""

from __future__ import annotations

import math
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

NaReason = Literal["not_applicable", "missing_context", "unclear_criterion", "contested", "outside_expertise"]
"""Why an expert could not answer: told apart, because each asks for another repair."""

NA_REASONS: tuple[NaReason, ...] = get_args(NaReason)

Unit = Literal["response", "turn", "step", "option", "pair", "conversation"]
"""What one answer is about."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]*$", max_length=200)]


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


Words = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_with_newlines)]
"""Text without white space around it, so that how a file is laid out does not change its hash."""

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_with_newlines)]
"""Such a text that is not empty."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Weight = Annotated[Number, Field(ge=0)]
Flag = Annotated[bool, Field(strict=True)]
AtLeastOne = Annotated[int, Field(strict=True, ge=1)]


def _finite(value: JsonValue) -> JsonValue:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case float() as number if not math.isfinite(number):
                raise ValueError("holds a number that JSON cannot write; use null or a text")
            case list() as entries:
                waiting.extend(entries)
            case dict() as fields:
                waiting.extend(fields.values())
            case _:
                pass
    return value


AnyJson = Annotated[JsonValue, AfterValidator(_finite)]
"""Any JSON: what a file of another format says that has no place of its own; experts never see it."""


class Model(BaseModel):
    """Immutable and strict: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
