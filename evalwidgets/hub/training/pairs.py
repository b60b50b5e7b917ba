"""Pairs of responses to the same item, the better one first: from scores, or from comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.grades import Graded, Key
from evalwidgets.hub.training.rule import Rule

if TYPE_CHECKING:
    from evalwidgets.store.store import Store


@dataclass(frozen=True)
class Pair:
    """Two responses to an item.

    Attributes
    ----------
    margin
        By how much `chosen` is better; negative where it is the other that is, 0 of a tie.
    experts
        How many stand behind it; of grades, behind the response that fewer graded.
    scores
        Of chosen and rejected, where they were graded.
    """

    item: str
    chosen: str
    rejected: str
    margin: float
    experts: int
    scores: tuple[float | None, float | None] = (None, None)

    def better_first(self) -> Pair:
        """Return the pair turned so that the better response is the chosen one."""
        if self.margin >= 0:
            return self
        return Pair(self.item, self.rejected, self.chosen, -self.margin, self.experts, (self.scores[1], self.scores[0]))


def pairs_of_grades(graded: Graded) -> Iterator[Pair]:
    """Yield every two scored responses to the same item, the better one first."""
    responses: dict[str, list[str]] = defaultdict(list)
    for item, response in graded.scores:
        responses[item].append(response)
    for item, found in responses.items():
        for first, second in combinations(found, 2):
            keys: tuple[Key, Key] = ((item, first), (item, second))
            scores = (graded.scores[keys[0]], graded.scores[keys[1]])
            experts = min(graded.experts[key] for key in keys)
            yield Pair(item, first, second, scores[0] - scores[1], experts, scores).better_first()


def read_comparisons(store: Store, rule: Rule, *, progress: bool) -> list[Pair]:
    """Read the comparisons of a study, those of several experts of the same two responses as one.

    Their margin is by `mean` or `median` the strength (1 slightly, 2 clearly, 3 much, 0 of a tie), by
    `majority` the share of experts by which the winner leads; a tie is a vote of its own.

    Raises
    ------
    StudyError
        If there are none.
    """
    from evalwidgets import tables

    names = ["item", "response_a", "response_b", "preferred", "strength", "expert_kind"]
    rows = tables.comparisons(store, progress=progress).data.table.select(names).to_pylist()
    wanted = [row for row in rows if rule.experts in ("all", row["expert_kind"])]
    if not wanted:
        raise StudyError(_uncompared(rows, rule))
    votes: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row in wanted:
        # By the responses' ids: the order shown differs between experts.
        first, second = sorted((row["response_a"], row["response_b"]))
        sign = 0.0 if row["preferred"] is None else 1.0 if row["preferred"] == first else -1.0
        votes[row["item"], first, second].append(sign * (row["strength"] or 1.0))
    return [
        Pair(item, first, second, _margin(given, rule), len(given)).better_first()
        for (item, first, second), given in votes.items()
    ]


def _margin(votes: list[float], rule: Rule) -> float:
    if rule.aggregate != "majority":
        return rule.of_experts(votes)
    signs = np.sign(votes)
    counts = {sign: int((signs == sign).sum()) for sign in (1, -1, 0)}
    ranked = sorted(counts.values())
    if counts[0] == ranked[-1] or ranked[-1] == ranked[-2]:
        return 0.0
    return (counts[1] - counts[-1]) / len(votes)


def _uncompared(rows: Sequence[Mapping[str, Any]], rule: Rule) -> str:
    if rows:
        return f'There are no comparisons by {rule.experts} experts: experts="all" takes those that there are.'
    return 'Nobody has compared anything yet; from grades a view is made by source="grades".'
