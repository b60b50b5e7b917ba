"""What a study says as a whole: scores by model for the config `results`, and how far experts agree, for the card.

Both are worked out anew at each explicit push, from all judgments; of studies with more than
`SUMMED_UP` of them only on demand (`study.results()`, `study.agreement()`), so that pushing stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from evalwidgets.canonical import content_hash
from evalwidgets.store import schema

if TYPE_CHECKING:
    from evalwidgets.store import Store

_T = TypeVar("_T")
SUMMED_UP = 20_000
"""Judgments up to which it is done."""


@dataclass(frozen=True)
class _State:
    """What of a study decides whether something that was worked out still holds."""

    count: int
    last: int
    at: int
    has_grades: bool


_known: WeakKeyDictionary[Store, dict[str, tuple[_State, Any]]] = WeakKeyDictionary()


def _while_it_holds(store: Store, what: str, make: Callable[[_State], _T], nothing: _T) -> _T:
    """Return what `make` gives, or gave before if no judgment has come since; `nothing` where it is not worked out."""
    state = _state(store)
    if state is None or not state.has_grades:
        return nothing
    known = _known.setdefault(store, {})
    if what not in known or known[what][0] != state:
        known[what] = (state, make(state))
    return known[what][1]


def result_rows(store: Store) -> list[dict[str, Any]]:
    """Return the scores by model as rows of `results`; none without grades, or of a very large study."""
    return _while_it_holds(store, "results", lambda state: _results(store, state), [])


def _results(store: Store, state: _State) -> list[dict[str, Any]]:
    from evalwidgets.results import results

    as_of = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=state.at)
    rows = [{**row, "rubric_hash": store.charter.rubric_hash} for row in results(store, progress=False)]
    return [{**row, "as_of": as_of, "results_hash": content_hash({**row, "as_of": state.at})} for row in rows]


def agreement_words(store: Store) -> str | None:
    """Return a paragraph on how far experts agree, or None where nothing can be said of it."""
    return _while_it_holds(store, "agreement", lambda _: _agreement(store), None)


def _agreement(store: Store) -> str | None:
    from evalwidgets.agreement.report import agreement_of

    report = agreement_of(store, "alpha", {})
    mean = report.overall.mean
    if mean.value is None:
        return None
    rows = [
        f"| `{one.criterion}` | {_figure(one.coefficient)} | {_share(one.coefficient.raw_agreement)} | "
        f"{one.coefficient.n_pairable:,} |"
        for one in report.criteria
    ]
    return (
        f"Over {len(rows):,} criteria, the mean of Krippendorff's alpha is {_figure(mean)}. Beside each criterion "
        "stands how often two experts gave the same answer, and on how many responses that rests.\n\n"
        "| criterion | alpha (95% interval) | same answer | responses |\n|---|---|---|---|\n" + "\n".join(rows)
    )


def _figure(one: Any) -> str:
    if one.value is None:
        return one.state.replace("_", " ")
    interval = f" ({one.interval.low:.2f} to {one.interval.high:.2f})" if one.interval is not None else ""
    return f"{one.value:.2f}{interval}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _state(store: Store) -> _State | None:
    """Return how the study stands, or None if it is a very large one: that alone would take long to find out."""
    a, j, t = schema.assignments, schema.judgments, schema.tasks
    some = select(a.c.task).where(a.c.status == "submitted").limit(SUMMED_UP + 1)
    standing = select(func.count(), func.max(j.c.seq), func.max(j.c.at)).select_from(a)
    standing = standing.join(j, j.c.seq == a.c.judgment).where(a.c.status == "submitted")
    grades = select(t.c.id).where(t.c.kind == "grade", t.c.submitted > 0).limit(1)
    with store.reading() as connection:
        if connection.execute(select(func.count()).select_from(some.subquery())).scalar_one() > SUMMED_UP:
            return None
        count, last, at = connection.execute(standing).one()
        has_grades = connection.execute(grades).first() is not None
    return _State(count, last or 0, at or 0, has_grades)
