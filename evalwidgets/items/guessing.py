"""Guessing which column is what from plain names; the table of names is in `evalwidgets.items.columns`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Roles = dict[str, tuple[str, ...]]

_PROMPT = ("prompt", "question", "instruction", "query", "input", "problem", "user_prompt", "user")
_RESPONSE = (
    "response", "responses", "completion", "completions", "output", "outputs", "generation",
    "generations", "candidates", "prediction", "answer", "answers",
)  # fmt: skip
_NAMES = {
    "id": ("id", "item_id", "prompt_id", "question_id", "example_id", "uid", "uuid", "idx"),
    "system": ("system", "system_prompt"),
    "messages": ("messages", "conversation", "conversations", "chat"),
    "reference": (
        "reference", "reference_answer", "reference_output", "ideal", "ideal_answer", "gold_answer", "ground_truth",
        "expected", "expected_answer", "expected_output", "canonical_answer", "target",
    ),
    "context": ("context", "contexts", "document", "documents", "passage", "passages", "background"),
    "warnings": ("warnings", "warning", "content_warnings", "content_warning"),
    "criteria": ("criteria", "item_criteria"),
    "gold": ("gold",),
    "metadata": ("metadata", "meta"),
    "image": ("image", "images"),
    "audio": ("audio",),
    "media": ("media",),
}  # fmt: skip
_MODEL = ("model", "models", "model_name", "model_id", "generator")
_LETTERED = re.compile(  # response_a, response_1, response1, responsea; but not responses
    r"(response|answer|completion|output|generation|candidate|conversation)(?:_([a-z]|\d{1,2})|([a-d]|\d{1,2}))"
)


def guess(roles: Roles, have: Sequence[str], absent: set[str]) -> None:
    """Add to `roles` what can be told from the names in `have`; roles in `absent` are not wanted."""
    free = _Free(have, taken={name for names in roles.values() for name in names})
    if "response" not in roles and "response" not in absent:
        _guess_responses(roles, free, absent)
    if "model" not in roles and "model" not in absent:
        _guess_models(roles, free)
    wanted = {role for role in _NAMES if role not in roles and role not in absent}
    chat_alone = "response" not in roles and ("messages" in roles or ("messages" in wanted and free.has("messages")))
    if not {"prompt", "messages"} & roles.keys() and "prompt" not in absent and not chat_alone:
        _guess_prompt(roles, free)
    if {"prompt", "response"} <= roles.keys():
        wanted.discard("messages")
    for role, recognised in _NAMES.items():
        if role in wanted and (name := free.take(recognised)):
            roles[role] = (name,)


class _Free:
    """The columns not yet spoken for, by their plain names."""

    def __init__(self, names: Sequence[str], taken: set[str]) -> None:
        self.by_plain: dict[str, str] = {}
        for name in names:
            if name not in taken:
                self.by_plain.setdefault(_plain(name), name)

    def has(self, role: str) -> bool:
        return any(plain in self.by_plain for plain in _NAMES[role])

    def take(self, recognised: Iterable[str]) -> str | None:
        for plain in recognised:
            if plain in self.by_plain:
                return self.by_plain.pop(plain)
        return None


def _guess_responses(roles: Roles, free: _Free, absent: set[str]) -> None:
    families: dict[str, list[tuple[int, str, str]]] = {}
    for plain in free.by_plain:
        if match := _LETTERED.fullmatch(plain):
            letter = match[2] or match[3]
            families.setdefault(match[1], []).append((len(letter), letter, plain))
    if families:
        largest = max(families.values(), key=len)
        if len(largest) > 1:
            roles["response"] = tuple(free.by_plain.pop(plain) for _, _, plain in sorted(largest))
            return
    if "chosen" in free.by_plain and "rejected" in free.by_plain:
        roles["response"] = (free.by_plain.pop("chosen"), free.by_plain.pop("rejected"))
    elif name := free.take(_RESPONSE):
        roles["response"] = (name,)
    elif families and ("messages" in absent or not free.has("messages")):
        roles["response"] = tuple(free.by_plain.pop(plain) for _, _, plain in max(families.values(), key=len))


def _guess_models(roles: Roles, free: _Free) -> None:
    models: list[str] = []
    for response in roles.get("response", ()):
        plain = _plain(response)
        match = _LETTERED.fullmatch(plain)
        letter = (match[2] or match[3]) if match else None
        ends = (f"model_{letter}", f"model{letter}", f"model_name_{letter}") if letter else ()
        models.append(free.take((*ends, f"{plain}_model", f"model_{plain}")) or "")
    if any(models):
        roles["model"] = tuple(models)
    elif name := free.take(_MODEL):
        roles["model"] = (name,)


def _guess_prompt(roles: Roles, free: _Free) -> None:
    if "instruction" in free.by_plain and "input" in free.by_plain:
        roles["prompt"] = (free.by_plain.pop("instruction"), free.by_plain.pop("input"))
    elif name := free.take(_PROMPT):
        roles["prompt"] = (name,)


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())
