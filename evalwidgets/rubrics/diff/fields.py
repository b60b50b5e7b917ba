"""One criterion against another, field by field: what each change is called, and what it makes of the version."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalwidgets.rubrics import phrases
from evalwidgets.rubrics.conditions import ShareGate
from evalwidgets.rubrics.criteria import Criterion, NotApplicable, Option, Subject
from evalwidgets.rubrics.diff.changes import Bump, Change, ChangeKind


@dataclass(frozen=True)
class Field:
    """How a change of one field is said.

    Attributes
    ----------
    say
        Writes a value in words; it gets the criterion that has it.
    """

    kind: ChangeKind
    what: str
    bump: Bump
    say: Callable[[Any, Any], str] = lambda value, _: words_of(value)


EXTRA = Field("metadata", "extra", "patch")
"""What another program's file said beside the rubric; no expert sees it."""


def words_of(value: Any) -> str:  # noqa: PLR0911 (one a type)
    """Write any value of a rubric in words."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case int() | float():
            return phrases.plain(value)
        case str():
            return value
        case Mapping():
            return ", ".join(f"{name}: {words_of(inner)}" for name, inner in value.items())  # pyright: ignore[reportUnknownVariableType]
        case list() | tuple():
            return ", ".join(map(words_of, value))  # pyright: ignore[reportUnknownArgumentType]
        case ShareGate():
            return phrases.share_gate(value)
        case _:
            return json.dumps(value.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def _na(na: NotApplicable, _: Criterion) -> str:
    if not na.allow:
        return "never"
    return "for any reason" if na == NotApplicable() else f"if {', '.join(na.reasons)}".replace("_", " ")


_CRITERION: dict[str, Field] = {
    "kind": Field("kind", "kind", "major"),
    "text": Field("wording", "wording", "minor"),
    "help": Field("wording", "help", "minor"),
    "points": Field("points", "points", "minor"),
    "weight": Field("weight", "weight", "minor"),
    "weight_class": Field("weight", "weight class", "minor"),
    "reverse": Field("scale", "counting backwards", "major"),
    "polarity": Field("wording", "polarity", "minor"),
    "gate": Field("gate", "gate", "minor", say=lambda gate, of: phrases.gate(gate, of) if gate else ""),
    "needs": Field(
        "needs",
        "asked",
        "minor",
        say=lambda needs, _: "if " + " and ".join(phrases.need(need, None) for need in needs) if needs else "always",
    ),
    "scope": Field("scale", "what it is about", "major"),
    "required": Field("answering", "required", "minor"),
    "na": Field("N/A", "N/A", "minor", say=_na),
    "require_comment": Field("answering", "comment required", "minor"),
    "require_evidence": Field("answering", "quote required", "minor"),
    "tags": Field("tags", "tags", "patch"),
    "partial": Field("scale", "worth of partly met", "major"),
    "minimum": Field("scale", "minimum", "major"),
    "maximum": Field("scale", "maximum", "major"),
    "step": Field("scale", "step", "major"),
    "unit": Field("wording", "unit", "minor"),
    "max_length": Field("answering", "longest text", "minor"),
    "taxonomy": Field("scale", "taxonomy", "major"),
    "severities": Field("scale", "severities", "major"),
    "overrides": Field("scale", "weights of single categories", "major"),
    "max_marks": Field("scale", "most marks", "major"),
    "extra": EXTRA,
}
_LISTS = {"options": "option", "subjects": "subject"}


def changes(old: Criterion, new: Criterion) -> Iterator[Change]:
    """Find what is different about one criterion."""
    place = f"criterion {new.id}"
    if old.kind != new.kind:
        yield change(_CRITERION["kind"], place, old.kind, new.kind, criterion=new.id)
    there = {**type(old).model_fields, **type(new).model_fields}
    for name in there:
        if name in {"id", "kind"}:
            continue
        before, after = getattr(old, name, None), getattr(new, name, None)
        # What only one of two kinds has, comes with the kind.
        if before == after or not (hasattr(old, name) and hasattr(new, name)):
            continue
        if name in _LISTS:
            yield from _of_options(_LISTS[name], before or (), after or (), new)
            continue
        field = _CRITERION.get(name, Field("answering", name.replace("_", " "), "minor"))
        yield change(field, place, field.say(before, old), field.say(after, new), criterion=new.id)


def change(field: Field, place: str, before: str, after: str, criterion: str | None = None) -> Change:
    """Make the change of a field."""
    return Change(field.kind, place, field.what, before, after, field.bump, criterion)


def _of_options(
    word: str, before: Sequence[Option | Subject], after: Sequence[Option | Subject], new: Criterion
) -> Iterator[Change]:
    place = f"criterion {new.id}"
    old_ones, new_ones = ({one.id: one for one in options} for options in (before, after))
    scale = Field("scale", f"{word}s", "major")
    if [id for id in old_ones if id in new_ones] != [id for id in new_ones if id in old_ones]:
        order = Field("scale", f"order of {word}s", "minor")
        yield change(order, place, ", ".join(old_ones), ", ".join(new_ones), new.id)
    for id in old_ones:
        if id not in new_ones:
            yield Change("scale", place, f"{word} {id}", old_ones[id].label, "", "major", new.id)
    for id, one in new_ones.items():
        old = old_ones.get(id)
        if old is None:
            yield Change("scale", place, f"{word} {id}", "", one.label, "major", new.id)
            continue
        for part in ("label", "anchor"):
            if getattr(old, part) != getattr(one, part):
                wording = Field("wording", f"{part} of {word} {id}", "minor")
                yield change(wording, place, getattr(old, part), getattr(one, part), new.id)
        values = (getattr(old, "value", None), getattr(one, "value", None))
        if values[0] != values[1]:
            valued = Field("scale", f"value of {word} {id}", scale.bump)
            yield change(valued, place, words_of(values[0]), words_of(values[1]), new.id)
