"""Results: the scores of a study by model, axis, group, expert …, with intervals over items."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from evalwidgets.errors import StudyError
from evalwidgets.results.reading import Experts
from evalwidgets.results.results import Results

if TYPE_CHECKING:
    from evalwidgets.results.samples import Sampling
    from evalwidgets.results.units import Units
    from evalwidgets.rubrics.scoring_rule import Scoring
    from evalwidgets.store.store import Store

__all__ = ["Experts", "Results", "results"]


def results(
    store: Store,
    by: Sequence[str] | str = ("model",),
    *,
    experts: Experts = "human",
    scoring: Scoring | Mapping[str, Any] | None = None,
    domain: str | None = None,
    samples: Sampling = "mean",
    k: int | None = None,
    pass_mark: float | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    progress: bool = True,
) -> Results:
    """Score every judgment that stands and average over items; see `Study.results`."""
    from evalwidgets import tables
    from evalwidgets.results.cells import Bootstrap, cells_of
    from evalwidgets.results.keys import domains_of, resolve
    from evalwidgets.results.reading import of_experts, own_criteria, rubrics_of
    from evalwidgets.results.results import make_results
    from evalwidgets.results.samples import samples_of
    from evalwidgets.results.units import units_of

    by = (by,) if isinstance(by, str) else tuple(by)
    if experts not in get_args(Experts):
        raise StudyError(f"experts must be {', '.join(get_args(Experts))}, got {experts!r}")
    table = tables.scores(store, progress=progress).data.table
    table, notes = of_experts(table, experts)
    rubric, rubrics = rubrics_of(store, table)
    rule = _scoring(rubric.scoring, scoring)
    units = units_of(table, rubric, rubrics, own_criteria(store, table, progress=progress), rule)
    notes += _stale(units)
    metadata = cache(lambda: _metadata(store, progress=progress))
    keys = resolve(by, units, metadata)
    domains = None if domain is None else domains_of(domain, units, metadata)
    if domain is not None:
        notes.append(f"Means of each {domain} first, then over all of these.")
    together = samples_of(samples, k, pass_mark, rule, keys.of_rubric)
    cells = cells_of(units, keys, together)
    return make_results(by, keys, cells, Bootstrap(draws, seed, level, rule, domains), notes, together)


def _scoring(own: Scoring, given: Scoring | Mapping[str, Any] | None) -> Scoring:
    from pydantic import ValidationError

    if not isinstance(given, Mapping):
        return own if given is None else given
    try:
        return type(own).model_validate({**own.model_dump(), **given})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise StudyError(f"scoring, {'.'.join(str(part) for part in found['loc'])}: {found['msg']}") from None


def _metadata(store: Store, *, progress: bool) -> dict[str, Mapping[str, Any]]:
    from evalwidgets import tables

    columns = tables.items(store, progress=progress).data.table.select(["item", "metadata"])
    return {row["item"]: json.loads(row["metadata"] or "{}") for row in columns.to_pylist()}


def _stale(units: Units) -> list[str]:
    """Say which answers are left out because their criteria have changed since."""
    if not units.stale:
        return []
    named = ", ".join(f"{id} ({count:,})" for id, count in units.stale.most_common(8))
    more = f" and {len(units.stale) - 8} more" if len(units.stale) > 8 else ""  # noqa: PLR2004
    return [
        f"{units.stale.total():,} answers are left out, since what they answer was reworded or removed: {named}{more}."
    ]
