"""What is known beforehand: gold items, attention checks, and items that come twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.cases import value_in_words
from evalwidgets.agreement.marks import Frame, Marks

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

RETEST_OF = "retest_of"
"""The key of an item's metadata that names the item it repeats."""

ATTENTION = "attention_check"
"""The key of an item's metadata that makes its gold answers an attention check."""

_LEAST = 5
_POOR, _INATTENTIVE, _UNSTEADY = 0.7, 0.9, 0.6


@dataclass(frozen=True)
class Share:
    """How many of so many, with Wilson's (1927) 95 % interval."""

    hits: int = 0
    of: int = 0

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval."""
        if not self.of:
            return None
        z = NormalDist().inv_cdf(0.975)
        share, n = self.hits / self.of, self.of
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def is_below(self, bound: float) -> bool:
        """Tell whether it is surely below `bound`, with enough observations."""
        reach = self.interval
        return reach is not None and self.of >= _LEAST and reach[1] < bound

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.hits} of {self.of}" if self.of else "none"


@dataclass(frozen=True)
class Checks:
    """One expert's answers where the right ones, or their own earlier ones, are known.

    Attributes
    ----------
    gold
        Marks on items with gold answers that are as these say.
    attention
        The same on items that are attention checks.
    retest
        Marks on an item's repetition that are the same as the first time.
    """

    gold: Share = field(default_factory=Share)
    attention: Share = field(default_factory=Share)
    retest: Share = field(default_factory=Share)

    @property
    def findings(self) -> list[str]:
        """What stands out, in words."""
        found: list[str] = []
        if self.gold.is_below(_POOR):
            found.append(f"gold answers missed ({self.gold} right)")
        if self.attention.is_below(_INATTENTIVE):
            found.append(f"attention checks missed ({self.attention} right)")
        if self.retest.is_below(_UNSTEADY):
            found.append(f"own marks not repeated ({self.retest} the same)")
        return found


def checks_of(marks: Marks, store: Store | None) -> dict[str, Checks]:
    """Compare each expert's marks with gold answers and with their own on repeated items."""
    if store is None:
        return {}
    golds, attention, repeats = _known(store)
    found: dict[str, Checks] = {}
    if golds:
        for row in marks.frame[marks.frame["item"].isin(golds)].itertuples():
            right = _right(golds[str(row.item)], str(row.response), str(row.criterion))
            if right is None:
                continue
            one = Share(int(_is(row, right)), 1)
            before = found.get(str(row.expert), Checks())
            is_check = row.item in attention
            found[str(row.expert)] = Checks(
                gold=before.gold if is_check else before.gold + one,
                attention=before.attention + one if is_check else before.attention,
                retest=before.retest,
            )
    for expert, share in _retests(marks.frame, repeats).items():
        before = found.get(expert, Checks())
        found[expert] = Checks(before.gold, before.attention, share)
    return found


def _known(store: Store) -> tuple[dict[str, Any], set[str], dict[str, str]]:
    """Return gold answers by item, which items are attention checks, and which item repeats which."""
    from evalwidgets import tables

    golds: dict[str, Any] = {}
    attention: set[str] = set()
    repeats: dict[str, str] = {}
    items = tables.items(store, progress=False).select_columns(["item", "gold", "metadata"])
    for row in _rows(items):
        metadata: Mapping[str, Any] = json.loads(row["metadata"]) if row["metadata"] else {}
        if row["gold"]:
            golds[row["item"]] = json.loads(row["gold"])
            if metadata.get(ATTENTION):
                attention.add(row["item"])
        if metadata.get(RETEST_OF):
            repeats[row["item"]] = str(metadata[RETEST_OF])
    return golds, attention, repeats


def _rows(dataset: Any) -> Iterator[dict[str, Any]]:
    for batch in dataset.data.table.to_batches():
        yield from batch.to_pylist()


def _right(gold: Mapping[str, Any], response: str, criterion: str) -> Any:
    """Return the gold answer: by criterion, or by response and then criterion."""
    inner = gold.get(response)
    found = inner.get(criterion) if isinstance(inner, Mapping) else gold.get(criterion)
    return found.get("value") if isinstance(found, Mapping) else found


def _is(row: Any, right: Any) -> bool:
    """Tell whether a row of scores holds the answer `right`, given plainly."""
    if isinstance(row.na, str):
        return right in (f"n/a:{row.na}", "n/a")
    if isinstance(right, bool):
        return row.number == float(right)
    if isinstance(right, int | float):
        return row.number == float(right)
    if isinstance(right, list):
        return sorted(str(one) for one in right) == sorted(row.labels)
    return str(right) == value_in_words(row)


def _retests(frame: Frame, repeats: Mapping[str, str]) -> dict[str, Share]:
    if not repeats:
        return {}
    # Repetitions may name their responses anew: a sole response is the sole response.
    key = ["expert", "item", "criterion", "place"]
    placed = frame.assign(place=frame.groupby("item")["response"].rank(method="dense"))
    again = placed[placed["item"].isin(repeats)]
    again = again.assign(item=again["item"].map(repeats))
    both = again.merge(placed, on=key, suffixes=("", "_first"))
    found: dict[str, Share] = {}
    for row in both.itertuples():
        same = _answer(row, "") == _answer(row, "_first")
        found[str(row.expert)] = found.get(str(row.expert), Share()) + Share(int(same), 1)
    return found


def _answer(row: Any, suffix: str) -> tuple[Any, ...]:
    label, number, na = (getattr(row, f"{name}{suffix}") for name in ("label", "number", "na"))
    labels = getattr(row, f"labels{suffix}")
    chosen = tuple(labels) if labels is not None and not isinstance(labels, float) else ()
    return (na if isinstance(na, str) else None, label if isinstance(label, str) else None, chosen) + (
        (float(number),) if number == number and number is not None else ()  # noqa: PLR0124 (NaN is not itself)
    )
