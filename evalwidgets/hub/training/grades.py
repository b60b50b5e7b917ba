"""What grades say of each response: one score by the rubric's rule, of all experts together.

``mean`` and ``median`` are of the experts' scores. ``majority`` and ``adjudicated`` first settle each
criterion (see `settled`), and score these answers as if one expert had given them.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.rule import Rule
from evalwidgets.hub.training.settled import settled_rows
from evalwidgets.results.reading import of_experts, own_criteria, rubrics_of
from evalwidgets.results.units import fresh, units_of
from evalwidgets.rubrics.scoring.plan import MARKS, Part

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store.store import Store

Key = tuple[str, str]
"""Item and response."""

_ANSWER = ("expert", "item", "response", "criterion")


@dataclass(frozen=True)
class Graded:
    """Responses with their scores.

    Attributes
    ----------
    scores
        Of each response of each item.
    experts
        How many stand behind each: those whose grade has a score, or who took part in a majority.
    unscored
        How many responses were graded and have no score.
    """

    scores: Mapping[Key, float]
    experts: Mapping[Key, int]
    unscored: int


def read_grades(store: Store, rule: Rule, *, progress: bool) -> Graded:
    """Read the grades of a study and score every response.

    Raises
    ------
    StudyError
        If there is nothing to score, or grades are by rubrics that ask different things.
    """
    from evalwidgets import tables

    table, _ = of_experts(tables.scores(store, progress=progress).data.table, rule.experts)
    if not len(table):
        raise StudyError(_ungraded(store, rule))
    rubric, earlier = rubrics_of(store, table)
    need_higher_better(rubric)
    table = _of_one_rubric(table, rubric, earlier, rule)
    own = own_criteria(store, table, progress=progress)
    settled = rule.aggregate in ("majority", "adjudicated")
    graders = _graders(table) if settled else Counter[Key]()
    if settled:
        table, earlier = settled_rows(store, table, rule), {rubric.hash: rubric}
    units = units_of(table, rubric, earlier, own)
    found: dict[Key, list[float]] = defaultdict(list)
    totals, _ = units.of_part(Part("total"))
    items, responses = units.keys["item"], units.keys["response"]
    for item, response, total in zip(items.codes, responses.codes, totals, strict=True):
        found[items.names[int(item)], responses.names[int(response)]].append(float(total))
    scored = {key: [one for one in given if not np.isnan(one)] for key, given in found.items()}
    scores = {key: rule.of_experts(given) for key, given in scored.items() if given}
    if not scores:
        raise StudyError(
            f"None of the {len(found):,} graded responses has a score: answers are missing, not applicable or "
            "undecided (study.results() says which)."
        )
    experts = {key: graders[key] if settled else len(scored[key]) for key in scores}
    return Graded(scores, experts, len(found) - len(scores))


def need_higher_better(rubric: Rubric) -> None:
    """Refuse a rubric whose score is the worse, the higher it is: everything here takes the highest for the best.

    Raises
    ------
    StudyError
        With the way out.
    """
    scoring, marks = rubric.scoring, [one for one in rubric.criteria if one.kind == "span"]
    adds_up_errors = scoring.rule in MARKS and not all(one.polarity == "good" for one in marks)
    if adds_up_errors != (scoring.rescale < 0):
        raise StudyError(
            f"By the rubric {rubric.id} a higher score is worse: rule {scoring.rule}, rescale {scoring.rescale:g}. "
            f"Training would prefer the worst. Adopt it with rescale: {-scoring.rescale:g}; nobody is asked again."
        )


def _ungraded(store: Store, rule: Rule) -> str:
    from evalwidgets import tables

    said = "Nobody has graded anything yet"
    if rule.experts != "all" and len(tables.scores(store, progress=False)):
        return f'There are no grades by {rule.experts} experts: experts="all" takes those that there are.'
    if compared := len(tables.comparisons(store, progress=False)):
        return f'{said}; there are {compared:,} comparisons: source="comparisons".'
    return f"{said}: there is nothing to train on."


def _graders(table: pa.Table) -> Counter[Key]:
    return Counter((item, response) for item, response, _ in _keys(table, ("item", "response", "expert")))


def _of_one_rubric(table: pa.Table, rubric: Rubric, earlier: Mapping[str, Rubric], rule: Rule) -> pa.Table:
    """Leave answers that were given anew, or to what is asked no more; refuse, or drop, what else is mixed."""
    import pyarrow as pa

    kept, stale = fresh(table, rubric, earlier)
    if not stale:
        return kept
    anew = _keys(kept, _ANSWER)
    asked = rubric.asked_hashes
    waiting = {key for key in _keys(table, _ANSWER) - anew if key[-1] in asked}
    if not waiting:
        return kept
    if rule.outdated == "refuse":
        named = ", ".join(sorted({key[-1] for key in waiting}))
        raise StudyError(
            f"The grades are of mixed rubrics: {len(waiting):,} answers are to an earlier wording of {named}, and "
            'have not been given anew. Let their experts grade on, or leave these grades out: outdated="drop".'
        )
    out = {key[:-1] for key in waiting}
    left = kept.filter(pa.array([key not in out for key in _rows(kept, _ANSWER[:-1])], pa.bool_()))
    if not len(left):
        raise StudyError(
            "All grades are to an earlier wording of the rubric: let experts grade by the one there is now."
        )
    return left


def _keys(table: pa.Table, names: tuple[str, ...]) -> set[tuple[str, ...]]:
    return set(_rows(table, names))


def _rows(table: pa.Table, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
