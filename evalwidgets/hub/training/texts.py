"""Items as TRL wants them: prompts and responses as plain texts, or all of them as chats; never some of each.

TRL looks at one key of the first row to tell the two forms apart, so a mixture would train on nonsense.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evalwidgets.errors import StudyError

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

Turn = Mapping[str, str]
Text = str | list[dict[str, str]]
"""One cell: a plain text, or turns with `role` and `content`."""

_ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
_NAMED = 3  # items named in an error


@dataclass(frozen=True)
class Item:
    """An item, read for training.

    Attributes
    ----------
    prompt
        Its turns.
    responses, models
        By id: the turns of each response, and who wrote it.
    criteria
        Its own, as JSON; None without.
    has_media
        Whether it has an image or a sound.
    """

    id: str
    prompt: tuple[Turn, ...]
    responses: Mapping[str, tuple[Turn, ...]]
    models: Mapping[str, str | None]
    reference: str | None
    criteria: str | None
    has_media: bool

    @property
    def turns(self) -> Iterator[Turn]:
        """All that was said in it."""
        yield from self.prompt
        for said in self.responses.values():
            yield from said

    @property
    def is_plain(self) -> bool:
        """Whether it is one question with answers of one turn each, so that texts lose nothing."""
        return [turn["role"] for turn in self.prompt] == ["user"] and all(
            [turn["role"] for turn in said] == ["assistant"] for said in self.responses.values()
        )


@dataclass(frozen=True)
class Texts:
    """The items of a view by id, all in one form."""

    items: Mapping[str, Item]
    conversational: bool

    def prompt(self, item: str) -> Text:
        """Return what the responses answer."""
        return self._form(self.items[item].prompt)

    def response(self, item: str, response: str) -> Text:
        """Return one response."""
        return self._form(self.items[item].responses[response])

    def model(self, item: str, response: str) -> str | None:
        """Return who wrote it; None where that is not known, or withheld."""
        return self.items[item].models[response]

    def _form(self, turns: Iterable[Turn]) -> Text:
        if self.conversational:
            return [{"role": turn["role"], "content": turn["text"]} for turn in turns]
        return "".join(turn["text"] for turn in turns)


def read_items(store: Store, *, progress: bool) -> dict[str, Item]:
    """Read the items of a study, without what its protocol withholds.

    Raises
    ------
    StudyError
        If it withholds what training needs.
    """
    from evalwidgets import tables

    withheld = {name.removeprefix("items.") for name in store.charter.protocol.withhold}
    if needed := withheld & {"prompt", "responses", "messages", "text"}:
        raise StudyError(
            f"The protocol withholds {', '.join(sorted(needed))}: without it there is nothing to train on."
        )
    wanted = ["item", "prompt", "responses", "reference", "criteria", "media"]
    rows = tables.items(store, progress=progress).data.table.select(wanted).to_pylist()
    return {row["item"]: _item(row, withheld) for row in rows}


def _item(row: Mapping[str, Any], withheld: set[str]) -> Item:
    return Item(
        row["item"],
        tuple(row["prompt"]),
        {one["id"]: tuple(one["messages"]) for one in row["responses"]},
        {one["id"]: None if "model" in withheld else one["model"] for one in row["responses"]},
        None if "reference" in withheld else row["reference"],
        row["criteria"],
        bool(row["media"]),
    )


def texts_of(items: Mapping[str, Item], wanted: Iterable[str], conversational: bool | None) -> Texts:
    """Return the wanted items in one form.

    Parameters
    ----------
    conversational
        None: plain where each is one question with answers of one turn, else chats.

    Raises
    ------
    StudyError
        If an item has what the form cannot hold.
    """
    chosen = {id: items[id] for id in dict.fromkeys(wanted)}
    _refuse([one.id for one in chosen.values() if one.has_media], "an image or a sound", "the rows hold text only")
    strange = [one.id for one in chosen.values() if any(turn["role"] not in _ROLES for turn in one.turns)]
    _refuse(strange, "a turn of another role", f"chat templates know {', '.join(sorted(_ROLES))}")
    chats = [one.id for one in chosen.values() if not one.is_plain]
    form = bool(chats) if conversational is None else conversational
    if not form:
        _refuse(chats, "a chat of several turns", "plain texts would lose who said what: conversational=True")
    return Texts(chosen, form)


def _refuse(items: list[str], what: str, why: str) -> None:
    if items:
        more = f" and {len(items) - _NAMED:,} more" if len(items) > _NAMED else ""
        have = "has" if len(items) == 1 else "have"
        raise StudyError(f"{', '.join(items[:_NAMED])}{more} {have} {what}, and {why}.")
