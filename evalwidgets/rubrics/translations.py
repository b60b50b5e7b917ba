"""One rubric in several languages: the same ids, other words.

What a translation leaves out stays in the rubric's own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from evalwidgets.errors import RubricError
from evalwidgets.rubrics.base import Identifier, Model, Phrase, Words
from evalwidgets.rubrics.criteria import Criterion

if TYPE_CHECKING:
    from evalwidgets.rubrics.model import Group, Rubric

Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language as BCP 47 writes it: ``en``, ``pt-BR``."""


class OptionWords(Model):
    """An option, or a subject, in another language."""

    label: Phrase | None = None
    anchor: Words | None = None


class CriterionWords(Model):
    """A criterion in another language."""

    text: Phrase | None = None
    help: Words | None = None
    options: Mapping[Identifier, OptionWords] = {}
    subjects: Mapping[Identifier, OptionWords] = {}


class GroupWords(Model):
    """A group in another language."""

    title: Phrase | None = None
    description: Words | None = None


class Translation(Model):
    """A rubric's words in another language, by the ids of what they are the words of."""

    title: Phrase | None = None
    description: Words | None = None
    instructions: Words | None = None
    groups: Mapping[Identifier, GroupWords] = {}
    criteria: Mapping[Identifier, CriterionWords] = {}


def translated(rubric: Rubric, language: str) -> Rubric:
    """Return `rubric` in `language` alone; see `Rubric.translated`."""
    if language == rubric.language:
        return rubric.model_copy(update={"translations": {}})
    words = rubric.translations.get(language)
    if words is None:
        have = ", ".join([rubric.language, *rubric.translations])
        raise RubricError(f"rubric {rubric.id} is not written in {language!r}; it is in {have}")
    return rubric.model_copy(
        update={
            **_given(words, "title", "description", "instructions"),
            "language": language,
            "translations": {},
            "groups": tuple(_group(group, words) for group in rubric.groups),
            "overall": None if rubric.overall is None else _criterion(rubric.overall, words),
        }
    )


def _group(group: Group, words: Translation) -> Group:
    said = words.groups.get(group.id, GroupWords())
    return group.model_copy(
        update={
            **_given(said, "title", "description"),
            "criteria": tuple(_criterion(criterion, words) for criterion in group.criteria),
            "groups": tuple(_group(inner, words) for inner in group.groups),
        }
    )


def _criterion(criterion: Criterion, words: Translation) -> Criterion:
    said = words.criteria.get(criterion.id)
    if said is None:
        return criterion
    update = _given(said, "text", "help")
    for name, entries in (("options", said.options), ("subjects", said.subjects)):
        if entries:
            update[name] = tuple(
                one.model_copy(update=_given(entries.get(one.id, OptionWords()), "label", "anchor"))
                for one in getattr(criterion, name)
            )
    return criterion.model_copy(update=update)


def _given(words: Model, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(words, name)) is not None}
