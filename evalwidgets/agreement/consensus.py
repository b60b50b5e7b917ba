"""From several experts to one answer for each response and criterion, each row saying how and of whom.

The answers that come out are as sure as the rule: a tie stays undecided unless a rule for ties is
named, and what is undecided is a row, too, so that nothing disappears.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from evalwidgets.agreement.marks import Frame, Marks, read_marks
from evalwidgets.agreement.measuring import Who
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.errors import AgreementError
from evalwidgets.stats import aggregation
from evalwidgets.stats.aggregation import TieRule
from evalwidgets.stats.counts import MISSING, Floats
from evalwidgets.stats.dawid_skene import dawid_skene
from evalwidgets.store import adjudications

if TYPE_CHECKING:
    import datasets

    from evalwidgets.adjudications import Adjudication
    from evalwidgets.store.store import Store
    from evalwidgets.tasks.answers import Answer

Rule = Literal["majority", "mean", "median", "trimmed", "dawid_skene", "adjudicated"]
RULES: tuple[Rule, ...] = ("majority", "mean", "median", "trimmed", "dawid_skene", "adjudicated")

_COLUMNS = ("item", "response", "criterion", "part", "number", "label", "certainty", "how", "n", "experts")


def consensus(store: Store, how: Rule, *, tie: TieRule, experts: Who) -> datasets.Dataset:
    """Return one row for each response and criterion of a study; see `Study.consensus`."""
    with store.reading() as connection:
        settled = adjudications.read(connection) if how == "adjudicated" else []
    return consensus_of(read_marks(store, experts=experts), how, tie=tie, settled=settled)


def consensus_of(
    marks: Marks, how: Rule = "majority", *, tie: TieRule = "none", settled: Sequence[Adjudication] = ()
) -> datasets.Dataset:
    """Return one row for each response and criterion of these marks.

    Parameters
    ----------
    settled
        What an adjudicator has decided: it takes the place of what the marks say.

    Raises
    ------
    AgreementError
        For an unknown rule.
    """
    import pandas as pd
    from datasets import Dataset, Features, List, Value

    if how not in RULES:
        raise AgreementError(f"there is no rule {how!r}; there is {', '.join(RULES)}")
    decided = {(one.item, one.response, one.criterion): one for one in settled}
    parts = [_settled(_of_criterion(marks.ratings(id), how, tie), decided) for id in marks.kinds]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in _COLUMNS})
    features = Features(
        {
            **{name: Value("string") for name in ("item", "response", "criterion", "part")},
            "number": Value("float64"),
            "label": Value("string"),
            "certainty": Value("float64"),
            "how": Value("string"),
            "n": Value("int64"),
            "experts": List(Value("string")),
        }
    )
    return Dataset.from_pandas(frame, features=features, preserve_index=False)


def _of_criterion(ratings: Ratings, how: Rule, tie: TieRule) -> Frame:
    import pandas as pd

    given = ratings.given
    units = [unit for unit in ratings.units if isinstance(unit, tuple)]
    names = np.array(ratings.raters, dtype=object)
    numbers, labels, certainty = _decided(ratings, how, tie)
    return pd.DataFrame(
        {
            **{name: [str(unit[place]) for unit in units] for place, name in enumerate(_COLUMNS[:4])},
            "number": numbers,
            "label": labels,
            "certainty": certainty,
            "how": f"majority, tie {tie}" if how in _BY_MAJORITY else how,
            "n": given.sum(axis=1),
            "experts": [list(names[row]) for row in given],
        }
    )


def _settled(frame: Frame, decided: Mapping[tuple[str, str, str], Adjudication]) -> Frame:
    """Put in place of what the marks say what an adjudicator has decided; who marked stays, the adjudicator joins."""
    import pandas as pd

    rows: list[dict[str, Any]] = frame.to_dict("records")
    for row in rows:
        found = decided.get((row["item"], row["response"], row["criterion"]))
        if found is None:
            continue
        row["number"], row["label"] = _settled_value(found.answer, row["part"])
        row["certainty"] = np.nan
        row["how"] = "adjudicated" if found.answer.na is None else f"adjudicated: {found.answer.na}"
        row["experts"] = [*row["experts"], found.adjudicator]
    return pd.DataFrame(rows, columns=list(_COLUMNS)) if decided else frame


def _settled_value(answer: Answer, part: str) -> tuple[float, str | None]:
    """Return number and label of an answer; of a choice of several or of ratings, those of one of its parts."""
    if part:
        ratings = {
            subject: rating for subject, _, rating in (label.rpartition("=") for label in answer.labels) if subject
        }
        if part in ratings:
            return np.nan, ratings[part]
        met = part in answer.labels
        return (np.nan, None) if answer.na else (float(met), "met" if met else "unmet")
    return np.nan if answer.number is None else answer.number, answer.label


_BY_MAJORITY = ("majority", "adjudicated")


def _decided(ratings: Ratings, how: Rule, tie: TieRule) -> tuple[Floats, list[str | None], Floats]:
    """Return for each unit its number, its label (where it is one of the answers), and how sure it is."""
    scale = ratings.scale
    if how in _NUMERIC:
        numbers = _NUMERIC[how](ratings.numbers) if scale.ordered else np.full(len(ratings.codes), np.nan)
        return numbers, [None] * len(numbers), np.full(len(numbers), np.nan)
    codes, certainty = _chosen(ratings, how, tie)
    numbers = np.append(scale.numbers, np.nan)[codes] if scale.ordered else np.full(len(codes), np.nan)
    words = any(isinstance(one, str) for one in scale.categories)
    return numbers, [scale.named(code) if code != MISSING and words else None for code in codes], certainty


def _chosen(ratings: Ratings, how: Rule, tie: TieRule) -> tuple[Any, Floats]:
    categories = len(ratings.scale)
    if how == "dawid_skene":
        chances = dawid_skene(ratings.codes, categories).probabilities
        known = np.isfinite(chances).all(axis=1)
        codes = np.where(known, np.nan_to_num(chances).argmax(axis=1), MISSING)
        return codes, np.where(known, np.nan_to_num(chances).max(axis=1), np.nan)
    counts = np.stack([(ratings.codes == code).sum(axis=1) for code in range(categories)], axis=1)
    codes = aggregation.majority(counts, tie)
    n = counts.sum(axis=1)
    return codes, np.divide(counts.max(axis=1), n, out=np.full(len(codes), np.nan), where=n > 0)


_NUMERIC: dict[str, Callable[[Floats], Floats]] = {
    "mean": aggregation.mean,
    "median": aggregation.median,
    "trimmed": aggregation.trimmed_mean,
}
