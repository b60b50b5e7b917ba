"""What scoring a study takes from its store beside the table of scores: whose rows, by which rubrics and criteria."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.rubrics.criteria import Criterion
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store.store import Store

Experts = Literal["human", "model", "all"]


def of_experts(table: pa.Table, experts: Experts) -> tuple[pa.Table, list[str]]:
    """Leave out the judgments of people, or of models; return the rows that are left, and a sentence on the others."""
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


def rubrics_of(store: Store, table: pa.Table) -> tuple[Rubric, dict[str, Rubric]]:
    """Return the study's present rubric, and by hash all that the rows were judged by."""
    import pyarrow.compute as pc

    with store.reading() as connection:
        present = store.current(connection).rubric
        hashes = {present.hash, *pc.unique(table["rubric_hash"]).to_pylist()}
        return present, {hash: store.rubric(connection, hash) for hash in hashes}


def own_criteria(store: Store, table: pa.Table, *, progress: bool) -> dict[str, tuple[Criterion, ...]]:
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
