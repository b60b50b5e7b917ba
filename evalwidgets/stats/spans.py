"""Agreement on marked spans: how many marks are the very same, and how many characters both marked.

A mark is (start, end) or (start, end, category), in characters, end exclusive. F1 is twice what both
have over what each has, summed over units; on a unit where neither marked anything, there is nothing
to count, and two raters who never mark anything have no F1 at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from evalwidgets.stats.counts import Floats

Span = tuple[int, int] | tuple[int, int, Hashable]
Marks = Sequence[Span]


def exact_counts(first: Sequence[Marks], second: Sequence[Marks]) -> Floats:
    """Return for each unit: marks of both that are the same (position and category), of the first, of the second."""
    rows = [(len(set(a) & set(b)), len(set(a)), len(set(b))) for a, b in zip(first, second, strict=True)]
    return np.array(rows, np.float64).reshape(-1, 3)


def overlap_counts(first: Sequence[Marks], second: Sequence[Marks]) -> Floats:
    """Return for each unit: characters marked by both (in the same category), by the first, by the second."""
    rows = [_overlap(a, b) for a, b in zip(first, second, strict=True)]
    return np.array(rows, np.float64).reshape(-1, 3)


def f1(times: Floats, counts: Floats) -> Floats:
    """Return F1 over units that occur `times` (resamples × units); NaN where nobody marked anything."""
    both, a, b = (times @ counts).T
    return np.divide(2 * both, a + b, out=np.full(len(times), np.nan), where=a + b > 0)


def _overlap(first: Marks, second: Marks) -> tuple[int, int, int]:
    a, b = _merged(first), _merged(second)
    both = 0
    for category in a.keys() & b.keys():
        both += _length(a[category]) + _length(b[category]) - _length(_union([*a[category], *b[category]]))
    return both, sum(map(_length, a.values())), sum(map(_length, b.values()))


def _merged(marks: Marks) -> dict[Hashable, list[tuple[int, int]]]:
    by_category: dict[Hashable, list[tuple[int, int]]] = {}
    for start, end, *category in marks:
        by_category.setdefault(category[0] if category else None, []).append((start, end))
    return {category: _union(spans) for category, spans in by_category.items()}


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)
