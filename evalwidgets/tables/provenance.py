"""Who judged what, when and by which rubric: what stands in every row that comes of a judgment."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evalwidgets.tables.arrays import as_time
from evalwidgets.tables.columns import CURRENT

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask


class Provenance:
    """Makes the columns of `columns.PROVENANCE`, with expert and item, for a batch of judgments."""

    def __init__(self, ask: Ask) -> None:
        import pyarrow as pa

        rubrics = ask("SELECT hash, body FROM rubrics").to_pylist()
        bodies = [json.loads(row["body"]) for row in rubrics]
        self._hashes = pa.array([row["hash"] for row in rubrics], pa.string())
        self._ids = pa.array([body["id"] for body in bodies], pa.string())
        self._versions = pa.array([body["version"] for body in bodies], pa.string())

    def of(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return one row for each judgment."""
        import pyarrow.compute as pc

        rubrics = pc.index_in(batch["rubric_hash"], self._hashes)
        columns = {
            **{name: batch[name] for name in ("expert", "expert_kind", "item", "judgment_id", "rubric_hash")},
            **{name: batch[name].cast("int64") for name in ("position", "order_seed")},
            "at": as_time(batch["at"]),
            "rubric": self._ids.take(rubrics),
            "rubric_version": self._versions.take(rubrics),
            "instructions_hash": batch["instructions"],
        }
        if CURRENT.name in batch.schema.names:
            columns[CURRENT.name] = batch[CURRENT.name].cast("bool")
        return columns
