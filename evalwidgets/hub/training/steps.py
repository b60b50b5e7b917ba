"""Solutions step by step, put together from items that each ask about the next step.

By a rubric of ``unit: step`` an item's prompt is the problem and the steps before, each an assistant turn
of its own, and its responses are what may come next. So the items of a problem are a tree; a row is a way
from the problem to a leaf, whose every step has a score.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.grades import Key
from evalwidgets.hub.training.texts import Item, Turn

Path = tuple[str, ...]
"""A problem, then the texts of the steps."""


@dataclass(frozen=True)
class Solution:
    """A problem and the steps of one way to solve it; `keys` say where each step was graded."""

    problem: str
    steps: tuple[str, ...]
    keys: tuple[Key, ...]


def solutions_of(items: Mapping[str, Item], scored: Collection[Key]) -> tuple[list[Solution], int]:
    """Return the solutions whose every step has a score, and how many have a step without.

    Raises
    ------
    StudyError
        If an item's problem is more than one question.
    """
    places: dict[Path, Key] = {}
    for key in scored:
        item = items[key[0]]
        places[(*_before(item), _text(item.responses[key[1]]))] = key
    inner = {path[:end] for path in places for end in range(2, len(path))}
    whole: list[Solution] = []
    broken = 0
    for path in places:
        if path in inner:
            continue
        prefixes = [path[:end] for end in range(2, len(path) + 1)]
        if all(prefix in places for prefix in prefixes):
            whole.append(Solution(path[0], path[1:], tuple(places[prefix] for prefix in prefixes)))
        else:
            broken += 1
    return whole, broken


def _before(item: Item) -> Path:
    roles = [turn["role"] for turn in item.prompt]
    if roles[0] != "user" or any(role != "assistant" for role in roles[1:]):
        raise StudyError(
            f"item {item.id}: the prompt of a step is the problem as one user turn, then each step before as an "
            f"assistant turn of its own; here it is {', '.join(roles)}."
        )
    return tuple(turn["text"] for turn in item.prompt)


def _text(turns: Sequence[Turn]) -> str:
    return "\n\n".join(turn["text"] for turn in turns)
