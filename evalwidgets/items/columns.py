"""Which column of a source is what: given by name, or guessed from plain names.

Roles, and the column names from which each is guessed, the first that is there. Capitals, spaces
and hyphens do not count ("Model A" is ``model_a``):

============= ==================================================================================
role          recognised names
============= ==================================================================================
``prompt``    prompt, question, instruction, query, input, problem, user_prompt, user.
              Where both instruction and input are there, the two are joined by a blank line.
              Text, or a chat (list of ``{role, content}``)
``system``    system, system_prompt. Text put before the prompt
``response``  response_a, response_b, … (also response_1, response1; with response, answer,
              completion, output, generation, candidate, conversation): one column a response;
              or chosen with rejected; else response, responses, completion, completions, output,
              outputs, generation, generations, candidates, prediction, answer, answers.
              Text, a chat, a list of texts or chats, or a list of ``{id, text | messages, model,
              metadata}``
``messages``  messages, conversation, conversations, chat. A chat: with a response column it is the
              prompt; alone, what follows the last user turn is the response
``model``     model_a, model_b, … beside response_a, response_b, … (also response_a_model); else
              model, models, model_name, model_id, generator. Text, or a list as long as the responses.
              Never shown to experts
``id``        id, item_id, prompt_id, question_id, example_id, uid, uuid, idx. Without one, an id is
              made from the content
``reference`` reference, reference_answer, reference_output, ideal, ideal_answer, gold_answer,
              ground_truth, expected, expected_answer, expected_output, canonical_answer, target
``context``   context, contexts, document, documents, passage, passages, background. Text, a list of
              texts, or a list of ``{title, text}``
``warnings``  warnings, warning, content_warnings, content_warning. A list, or words with commas between
``criteria``  criteria, item_criteria. A list of criteria, as a rubric has them
``gold``      gold. A mapping; never shown
``metadata``  metadata, meta. A mapping; or name any columns: ``columns={"metadata": ["topic", "year"]}``
``image``     image, images. Bytes, ``{bytes, path}`` (as `datasets.Image` keeps them), a path, PIL images
``audio``     audio. The same, or ``{array, sampling_rate}``
``media``     media. As in the JSON of an `Item`; the bytes are in the store already
============= ==================================================================================

``columns={"prompt": "q", "response": ["a1", "a2"]}`` names columns; what it leaves out is guessed from
the rest, and ``{"reference": None}`` switches a role off. ``"response_a"`` and the like are taken as keys too:
``{"response_a": "left", "model_a": "left_by"}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from html import escape

from evalwidgets.errors import ItemError
from evalwidgets.items.guessing import guess

Given = Mapping[str, str | Sequence[str] | None]
"""What people pass as ``columns=``: role to column, columns, or None for "there is none"."""

ROLES = (
    "id", "prompt", "system", "messages", "response", "model", "reference", "context",
    "warnings", "criteria", "gold", "metadata", "image", "audio", "media",
)  # fmt: skip

_LETTERED_KEY = re.compile(r"(response|model)_([a-z]|\d{1,2})")
_MANY = frozenset({"prompt", "response", "model", "metadata"})


@dataclass(frozen=True)
class Columns:
    """Which column is what; prints as a small table.

    Attributes
    ----------
    roles
        Role to the columns that fill it. For ``model`` there are as many as for ``response``, "" where a
        response has none; or one alone, that holds them all.
    guessed
        The roles that nobody named.
    unused
        Columns that fill no role and are not read.
    """

    roles: Mapping[str, tuple[str, ...]]
    guessed: frozenset[str] = frozenset()
    unused: tuple[str, ...] = field(default=(), compare=False)

    def of(self, role: str) -> tuple[str, ...]:
        """Return the columns of `role`, none if nothing fills it."""
        return self.roles.get(role, ())

    def one(self, role: str) -> str | None:
        """Return the column of a role that takes one, or None."""
        return self.roles[role][0] if role in self.roles else None

    def names(self) -> tuple[str, ...]:
        """Return every column that is read, each once."""
        return tuple(dict.fromkeys(name for names in self.roles.values() for name in names if name))

    def adds_to(self, other: Columns) -> bool:
        """Say whether this is `other` with optional roles more."""
        return all(self.roles.get(role) == names for role, names in other.roles.items())

    def __str__(self) -> str:
        width = max(len(role) for role in self.roles)
        lines = ["Columns:" if self.guessed else "Columns, as given:"]
        lines += [f"  {role:<{width}}  ←  {names}{mark}" for role, names, mark in self._shown()]
        if self.unused:
            lines.append(f"  not used: {_listed(self.unused)}")
        if self.guessed:
            lines.append('  Guessed wrongly? Name them: columns={"prompt": "…", "response": ["…", "…"]}')
        return "\n".join(lines)

    def to_html(self) -> str:
        """Write the mapping as an HTML table."""
        rows = "".join(
            f"<tr><th style='text-align:left'>{escape(role)}</th><td style='text-align:left'>"
            f"<code>{escape(names)}</code>{escape(mark)}</td></tr>"
            for role, names, mark in self._shown()
        )
        unused = f"<p>Not used: {escape(_listed(self.unused))}</p>" if self.unused else ""
        return f"<table><caption>Columns</caption><tbody>{rows}</tbody></table>{unused}"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _shown(self) -> Iterator[tuple[str, str, str]]:
        for role in ROLES:
            if names := [name for name in self.of(role) if name]:
                yield role, ", ".join(names), "  (guessed)" if role in self.guessed else ""


def resolve_columns(have: Iterable[str], given: Given | None, source: str) -> Columns:
    """Decide which of the columns `have` is what.

    Raises
    ------
    ItemError
        If `given` names a role or a column that does not exist, or nothing is found that could be the
        responses or the prompt; says which columns there are.
    """
    names = tuple(have)
    named, absent = _named(given or {}, names, source)
    roles = dict(named)
    guess(roles, names, absent)
    _check_enough(roles, names, source)
    used = {name for chosen in roles.values() for name in chosen}
    columns = Columns(roles, frozenset(roles) - frozenset(named))
    return replace(columns, unused=tuple(name for name in names if name not in used))


def _named(given: Given, have: tuple[str, ...], source: str) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Check what was given; also which roles were switched off."""
    roles: dict[str, tuple[str, ...]] = {}
    lettered: dict[str, dict[str, str]] = {"response": {}, "model": {}}
    absent: set[str] = set()
    for key, value in given.items():
        role = "response" if key == "responses" else "model" if key == "models" else key
        letter = _LETTERED_KEY.fullmatch(role)
        if role not in ROLES and not letter:
            raise ItemError(f"columns: there is no role {key!r}.{_meant(key, ROLES)} Roles are {_listed(ROLES)}.")
        if value is None:
            absent.add(role)
            continue
        columns: tuple[str, ...] = (value,) if isinstance(value, str) else tuple(value)
        for column in columns:
            if column not in have:
                raise ItemError(
                    f"columns: {source} has no column {column!r} (named for {key!r}).{_meant(column, have)}"
                    f" It has {_listed(have)}."
                )
        if not columns or (len(columns) > 1 and (letter or role not in _MANY)):
            raise ItemError(f"columns: {key!r} takes one column, got {list(columns)!r}.")
        if letter:
            lettered[letter[1]][letter[2]] = next(iter(columns))
        else:
            roles[role] = columns
    _join_lettered(roles, lettered)
    responses, models = roles.get("response", ()), roles.get("model", ())
    if len(models) > 1 and len(models) != len(responses):
        raise ItemError(
            f"columns: {len(models)} columns for 'model' and {len(responses)} for 'response':"
            " name one model column for each response column, in the same order, or one for all."
        )
    return roles, absent


def _join_lettered(roles: dict[str, tuple[str, ...]], lettered: Mapping[str, Mapping[str, str]]) -> None:
    responses, models = lettered["response"], lettered["model"]
    if responses and "response" not in roles:
        order = sorted(responses, key=lambda letter: (len(letter), letter))
        roles["response"] = tuple(responses[letter] for letter in order)
        if models and "model" not in roles:
            roles["model"] = tuple(models.get(letter, "") for letter in order)


def _check_enough(roles: Mapping[str, tuple[str, ...]], have: tuple[str, ...], source: str) -> None:
    if "response" not in roles and "messages" not in roles:
        raise ItemError(
            f"{source}: no column looks like the responses to judge. It has {_listed(have)}."
            ' Name it: columns={"response": "…"}, or several: columns={"response": ["…", "…"]}.'
        )


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _listed(names: Sequence[str], most: int = 30) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "no columns") + more
