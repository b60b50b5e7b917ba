"""Prompts, chats and responses as sources write them, in all the usual spellings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evalwidgets.items.model import Message, Response
from evalwidgets.items.report import Problem
from evalwidgets.items.values import (
    check_id,
    check_text,
    is_missing,
    named_type,
    optional_text,
    plain_json,
    structured,
    unboxed,
)

_ROLES = {"human": "user", "gpt": "assistant", "ai": "assistant", "bot": "assistant", "model": "assistant"}
_ASKING = frozenset({"system", "developer", "user"})
_RESPONSE_KEYS = frozenset({"id", "text", "content", "messages", "model", "metadata"})

Chat = tuple[Message, ...]


def is_chat(value: Any) -> bool:
    """Say whether a cell looks like a list of messages."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, Mapping) and ("role" in first or "from" in first)


def read_chat(value: Any, column: str, limit: int) -> Chat:
    """Read ``[{"role": …, "content": …}]``, also with ``text``, or ``from`` and ``value`` (ShareGPT)."""
    value = structured(value)
    if not isinstance(value, list) or not value:
        what = "is an empty chat" if value == [] else f"holds {named_type(value)} where a chat is wanted"
        raise Problem(f'{what}. A chat is a list of {{"role": "user", "content": "…"}}.', column)
    return tuple(_message(entry, turn, column, limit) for turn, entry in enumerate(value, start=1))


def split_chat(chat: Chat) -> tuple[Chat, Chat]:
    """Cut a chat after the last turn of its user: what was asked, and what was answered."""
    cut = max((turn for turn, message in enumerate(chat, start=1) if message.role in _ASKING), default=0)
    return chat[:cut], chat[cut:]


def said_by_user(value: Any, column: str, limit: int) -> Chat:
    """Read a prompt: a text, or a chat. A text that looks like JSON stays a text: it may be meant so."""
    if type(value) is not str:
        value = unboxed(value)
        if is_chat(value):
            return _not_blank(read_chat(value, column, limit), column)
    return (Message(role="user", text=check_text(value, column, limit)),)


def answered(value: Any, column: str, limit: int) -> tuple[Chat, Chat]:
    """Read one response: a text or a chat; also what was asked in that chat before it."""
    if type(value) is not str:
        value = unboxed(value)
    if not is_chat(value):
        return (), (Message(role="assistant", text=check_text(value, column, limit)),)
    asked, said = split_chat(read_chat(value, column, limit))
    if not said:
        raise Problem("the chat ends with the user's turn, so there is no response in it to judge.", column)
    return asked, _not_blank(said, column)


def response_from(entry: Mapping[str, Any], number: int, column: str, limit: int) -> tuple[Chat, Response]:
    """Read a response written as ``{id, text | messages, model, metadata}``; also what was asked before it."""
    entry = {key: cell for key, cell in entry.items() if not is_missing(cell)}
    if unknown := entry.keys() - _RESPONSE_KEYS:
        raise Problem(
            f"response {number} has unknown keys: {', '.join(sorted(map(str, unknown)))}."
            " It takes id, text or messages, model, metadata; put anything else under metadata.",
            column,
        )
    bodies = [entry[key] for key in ("messages", "text", "content") if key in entry]
    if len(bodies) != 1:
        raise Problem(f"response {number} needs either a text or messages.", column)
    asked, said = answered(bodies[0], column, limit)
    metadata = plain_json(entry.get("metadata", {}), column, limit)
    if not isinstance(metadata, dict):
        raise Problem(
            f"the metadata of response {number} hold {named_type(metadata)} where a mapping is wanted.", column
        )
    return asked, Response(
        id=check_id(entry.get("id"), column) or str(number),
        messages=said,
        model=optional_text(entry.get("model"), column, limit),
        metadata=metadata,
    )


def _message(entry: Any, turn: int, column: str, limit: int) -> Message:
    if not isinstance(entry, Mapping):
        raise Problem(f"turn {turn} of the chat is {named_type(entry)}, not a message with role and content.", column)
    role = entry.get("role") or entry.get("from")
    if not isinstance(role, str):
        raise Problem(f'turn {turn} of the chat has no role. Roles are "user", "assistant", "system", "tool".', column)
    content = next((entry[key] for key in ("content", "text", "value") if entry.get(key) is not None), None)
    text = _content(content, turn, column, limit)
    if calls := entry.get("tool_calls"):
        written = json.dumps(plain_json(calls, column, limit), ensure_ascii=False, indent=2)
        text = f"{text}\n\n```json\n{written}\n```".lstrip()
    return Message(role=_ROLES.get(role, role), text=text)


def _content(content: Any, turn: int, column: str, limit: int) -> str:
    if is_missing(content) or content == "":
        return ""
    if isinstance(content, list):  # parts: texts between images, whose bytes come in a column of their own
        texts = [part.get("text") if isinstance(part, Mapping) else part for part in content]
        return "\n\n".join(_content(text, turn, column, limit) for text in texts if not is_missing(text))
    if not isinstance(content, str):
        raise Problem(f"turn {turn} of the chat holds {named_type(content)} where a text is wanted.", column)
    return check_text(content, column, limit) if content.strip() else content


def _not_blank(chat: Chat, column: str) -> Chat:
    if not any(message.text.strip() for message in chat):
        raise Problem("the text is empty. Fill it in, or leave the row out.", column)
    return chat
