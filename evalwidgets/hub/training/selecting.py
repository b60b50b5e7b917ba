"""Which pairs and responses are clear enough to train on; what is not is counted, or refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.grades import Graded, Key
from evalwidgets.hub.training.pairs import Pair
from evalwidgets.hub.training.rule import ALIKE, Rule

LeftOut = Counter[str]
"""How many of what are not among the rows: the words follow the number."""

_HALF = 0.5


def pairs_apart(pairs: Sequence[Pair], rule: Rule, left_out: LeftOut) -> list[Pair]:
    """Return the pairs of which one response is better by the margin.

    Raises
    ------
    StudyError
        If there is none, or a tie where ties are refused.
    """
    kept = [pair for pair in pairs if rule.apart(pair.margin)]
    widest = max((pair.margin for pair in pairs), default=0.0)
    _drop(len(pairs) - len(kept), len(pairs), "pairs", f"ties (margin {rule.margin:g}; the widest is {widest:g})", rule)
    left_out["pairs are ties"] += len(pairs) - len(kept)
    return kept


def good_responses(scores: Mapping[Key, float], rule: Rule, left_out: LeftOut) -> dict[Key, bool]:
    """Return whether each response reaches the threshold, without those that are nearer to it than the margin.

    Raises
    ------
    StudyError
        If no threshold is given; says from where to where the scores go.
    """
    if rule.threshold is None:
        raise StudyError(f"Say from which score on a response is a good one: threshold=…; {reach(scores.values())}.")
    threshold = rule.threshold
    near = {key for key, score in scores.items() if rule.margin and not rule.apart(score - threshold)}
    _drop(len(near), len(scores), "responses", f"within {rule.margin:g} of the threshold {threshold:g}", rule)
    left_out["responses are too near to the threshold"] += len(near)
    return {key: score >= threshold - ALIKE for key, score in scores.items() if key not in near}


def winners(rated: Graded, rule: Rule, left_out: LeftOut) -> dict[Key, bool]:
    """Return whether each response won enough of its pairs: by default more than it lost.

    Raises
    ------
    StudyError
        If each won as many as it lost.
    """
    if rule.threshold is not None:
        return {key: share >= rule.threshold - ALIKE for key, share in rated.scores.items()}
    kept = {key: share > _HALF for key, share in rated.scores.items() if abs(share - _HALF) > ALIKE}
    _drop(len(rated.scores) - len(kept), len(rated.scores), "responses", "won as often as they lost", rule)
    left_out["responses won as often as they lost"] += len(rated.scores) - len(kept)
    return kept


def shares_won(pairs: Iterable[Pair]) -> Graded:
    """Return for each response the share of its pairs that it won, of pairs that are no ties."""
    won: dict[Key, list[float]] = defaultdict(list)
    experts: dict[Key, int] = {}
    for pair in pairs:
        for response, point in ((pair.chosen, 1.0), (pair.rejected, 0.0)):
            key = (pair.item, response)
            won[key].append(point)
            experts[key] = min(pair.experts, experts.get(key, pair.experts))
    return Graded({key: float(np.mean(points)) for key, points in won.items()}, experts, 0)


def reach(scores: Collection[float]) -> str:
    """Say from where to where scores go."""
    return f"here scores go from {min(scores):g} to {max(scores):g}, with the median {np.median(list(scores)):g}"


def _drop(count: int, total: int, what: str, why: str, rule: Rule) -> None:
    """Refuse what is left out where nothing or not all is left, or ties are refused."""
    if count == total:
        raise StudyError(f"All {total:,} {what} are {why}: there is nothing to choose from.")
    if count and rule.ties == "refuse":
        raise StudyError(f'{count:,} of {total:,} {what} are {why}; ties="drop" leaves them out.')
