"""Random rubrics that use every field and every kind of criterion, for tests of anything that takes a rubric."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from evalwidgets.rubrics.checks import ITEM_GROUP, RESERVED
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    Group,
    MultiChoice,
    NaReason,
    NotApplicable,
    Numeric,
    Option,
    Ordinal,
    Rubric,
    Text,
)

_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# Ids that YAML, of one version or another, takes for something else.
_TRAPS = ["no", "on", "y", "null", "1", "1.20", "0o17", "0x1F", "1e3", "12:30:45", "2026-01-02", "1_000"]

ids = (
    st.builds(str.__add__, st.sampled_from(_WORD), st.text(_WORD + "_.:/-", max_size=8)) | st.sampled_from(_TRAPS)
).filter(lambda name: name not in RESERVED | {ITEM_GROUP})

_HARD = [
    *("yes", "No", "null", "~", "1.20", "+12e03", "true", "=", "<<", "- a", "a: b", "# c", "a #b", "'", '"', "\\", "?"),
    *(
        "x\ny",
        "x\n\n  y\n z",
        "x  \ny",
        "a\r\nb",
        "a\tb",
        "%a",
        "@a",
        "`a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "[",
        "{a}",
        ",",
    ),
    *(
        "é 💊 א",
        "a\u2028b",
        "a\u0085b",
        "\ufeffa",
        "a\x07b",
        "a\x7fb",
        "{0} {words} %s",
        "---",
        "...",
        "a" * 300,
        "word " * 60,
    ),
]
phrases = st.sampled_from(_HARD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(
    lambda text: text if text.strip() else "blank"
)
words = st.just("") | phrases
numbers = st.integers(-100, 100).map(float) | st.floats(allow_nan=False, allow_infinity=False)


def _lists(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


@st.composite
def na_policies(draw: st.DrawFn) -> NotApplicable:
    reasons = draw(st.lists(st.sampled_from(get_args(NaReason)), min_size=1, unique=True))
    return draw(st.sampled_from([NotApplicable(), NotApplicable(allow=False), NotApplicable(reasons=tuple(reasons))]))


@st.composite
def options(draw: st.DrawFn, *, fewest: int = 2, ordered: bool = False) -> tuple[Option, ...]:
    names = draw(st.lists(ids, min_size=fewest, max_size=6, unique=True))
    values: list[float | None] = draw(
        st.lists(numbers, min_size=len(names), max_size=len(names), unique=True)
        if ordered
        else st.lists(st.none() | numbers, min_size=len(names), max_size=len(names))
    )
    if ordered:
        values.sort(reverse=draw(st.booleans()))  # pyright: ignore[reportCallIssue]
    return tuple(
        Option(id=name, label=f"{draw(phrases)} {place}", value=value, anchor=draw(words))
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    )


@st.composite
def criteria(draw: st.DrawFn, id: str | None = None) -> Criterion:  # noqa: PLR0911 (one a kind)
    common: dict[str, Any] = {
        "id": draw(ids) if id is None else id,
        "text": draw(phrases),
        "help": draw(words),
        "points": draw(numbers),
        "required": draw(st.booleans()),
        "na": draw(na_policies()),
        "require_comment": draw(st.booleans()),
        "require_evidence": draw(st.booleans()),
        "tags": draw(_lists(phrases)),
    }
    match draw(st.sampled_from(["binary", "ordinal", "numeric", "choice", "multi_choice", "count", "text"])):
        case "ordinal":
            return Ordinal(kind="ordinal", options=draw(options(ordered=True)), **common)
        case "numeric":
            low = draw(st.integers(-1000, 1000))
            span = draw(st.sampled_from([0.5, 1, 10, 1e6]))
            step = draw(st.sampled_from([span, span / 2]))
            unit = draw(words)
            return Numeric(kind="numeric", minimum=low, maximum=low + span, step=step, unit=unit, **common)
        case "choice":
            return Choice(kind="choice", options=draw(options()), **common)
        case "multi_choice":
            return MultiChoice(kind="multi_choice", options=draw(options(fewest=1)), **common)
        case "count":
            return Count(kind="count", maximum=draw(st.integers(1, 10**9)), **common)
        case "text":
            return Text(kind="text", max_length=draw(st.integers(1, 10**9)), **common)
        case _:
            return Binary(**common)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    names = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    cut = draw(st.integers(1, len(names)))
    parts = [part for part in (names[:cut], names[cut:]) if part]
    titles = draw(st.lists(ids, min_size=len(parts), max_size=len(parts), unique=True))
    groups = tuple(
        Group(
            id=title,
            title=draw(phrases),
            description=draw(words),
            criteria=tuple(draw(criteria(name)) for name in part),
        )
        for title, part in zip(titles, parts, strict=True)
    )
    return Rubric(
        id=draw(ids),
        title=draw(phrases),
        version=draw(phrases),
        description=draw(words),
        instructions=draw(words),
        licence=draw(words),
        authors=draw(_lists(phrases)),
        sources=draw(_lists(phrases)),
        groups=groups,
    )
