"""Results: the scores of a study by model, axis, group, expert …, with intervals over items."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from evalwidgets.errors import StudyError
from evalwidgets.results.results import Results

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.results.units import Units
    from evalwidgets.rubrics.criteria import Criterion
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.rubrics.scoring_rule import Scoring
    from evalwidgets.store.store import Store

__all__ = ["Experts", "Results", "results"]

Experts = Literal["human", "model", "all"]


def results(
    store: Store,
    by: Sequence[str] | str = ("model",),
    *,
    experts: Experts = "human",
    scoring: Scoring | Mapping[str, Any] | None = None,
    domain: str | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    progress: bool = True,
) -> Results:
    """Score every judgment that stands and average over items; see `Study.results`."""
    from evalwidgets import tables
    from evalwidgets.results.cells import Bootstrap, cells_of
    from evalwidgets.results.keys import domains_of, resolve
    from evalwidgets.results.results import make_results
    from evalwidgets.results.units import units_of

    by = (by,) if isinstance(by, str) else tuple(by)
    if experts not in get_args(Experts):
        raise StudyError(f"experts must be {', '.join(get_args(Experts))}, got {experts!r}")
    table = tables.scores(store, progress=progress).data.table
    table = tables.scores(store, progress=progress).data.table
    table, notes = _of_experts(table, experts)
    rubric, rubrics = _rubrics(store, table)
    rule = _scoring(rubric.scoring, scoring)
    units = units_of(table, rubric, rubrics, _own_criteria(store, table, progress=progress), rule)
    notes += _stale(units)
    metadata = cache(lambda: _metadata(store, progress=progress))
    keys = resolve(by, units, metadata)
    domains = None if domain is None else domains_of(domain, units, metadata)
    if domain is not None:
        notes.append(f"Means of each {domain} first, then over all of these.")
    return make_results(by, keys, cells_of(units, keys), Bootstrap(draws, seed, level, rule, domains), notes)


def _scoring(own: Scoring, given: Scoring | Mapping[str, Any] | None) -> Scoring:
    from pydantic import ValidationError

    if not isinstance(given, Mapping):
        return own if given is None else given
    try:
        return type(own).model_validate({**own.model_dump(), **given})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise StudyError(f"scoring, {'.'.join(str(part) for part in found['loc'])}: {found['msg']}") from None


def _of_experts(table: pa.Table, experts: Experts) -> tuple[pa.Table, list[str]]:
    """Leave out the judgments of people, or of models, and say how many experts that were."""
    import pyarrow.compute as pc

    if experts == "all":
        return table, []
    wanted = pc.equal(table["expert_kind"], experts)
    out = len(pc.unique(table["expert"].filter(pc.invert(wanted))))
    if not out:
        return table, []
    other = "model" if experts == "human" else "human"
    many = "s are" if out > 1 else " is"
    return table.filter(wanted), [f'{out} {other} expert{many} left out; experts="all" takes them in.']


def _rubrics(store: Store, table: pa.Table) -> tuple[Rubric, dict[str, Rubric]]:
    """Return the study's present rubric, and by hash all that the rows were judged by."""
    import pyarrow.compute as pc

    with store.reading() as connection:
        present = store.current(connection).rubric
        hashes = {present.hash, *pc.unique(table["rubric_hash"]).to_pylist()}
        return present, {hash: store.rubric(connection, hash) for hash in hashes}


def _own_criteria(store: Store, table: pa.Table, *, progress: bool) -> dict[str, tuple[Criterion, ...]]:
    """Return the criteria that items bring along, by item; read only if some were asked."""
    import pyarrow.compute as pc
    from pydantic import TypeAdapter

    from evalwidgets import tables
    from evalwidgets.rubrics.criteria import Criteria
    from evalwidgets.rubrics.links import ITEM_GROUP

    if not pc.any(pc.equal(table["group"], ITEM_GROUP)).as_py():
        return {}
    reader: TypeAdapter[tuple[Criterion, ...]] = TypeAdapter(Criteria)
    columns = tables.items(store, progress=progress).data.table.select(["item", "criteria"])
    return {
        row["item"]: reader.validate_python(json.loads(row["criteria"]))
        for row in columns.to_pylist()
        if row["criteria"] is not None
    }


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
