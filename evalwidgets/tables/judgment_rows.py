"""The judgments: one row each, of every kind of task and every status."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.tables.answers import parse_answers, read_lists
from evalwidgets.tables.arrays import restored
from evalwidgets.tables.columns import ANSWER, PROVENANCE, TEXTS, Column, table_schema
from evalwidgets.tables.provenance import Provenance

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask

COLUMNS = (
    Column("expert", "string", "Pseudonym of the expert."),
    Column("item", "string", "Id of the item."),
    Column("kind", "string", "Kind of task: grade, compare."),
    Column("status", "string", "submitted, skipped or flagged; withdrawn takes back what it supersedes."),
    Column("reason", "string", "Why it was skipped, flagged (the category) or amended; else null."),
    Column("note", "string", "The expert's own words on it, or null."),
    Column("active_ms", "int64", "Milliseconds of work on it, without pauses."),
    Column("idle_ms", "int64", "Milliseconds of pauses."),
    Column("changes", "int64", "How often an answer was set or changed."),
    Column("supersedes", "string", "judgment_id of the judgment that it replaces or withdraws, or null."),
    Column("seq", "int64", "The store's sequence: what came first."),
    Column("item_hash", "string", "SHA-256 of the item's content, in hex."),
    *PROVENANCE,
    Column("responses", TEXTS, "Ids of the responses judged, in the order shown."),
    Column("models", TEXTS, "The models that wrote them (null where unknown), hidden from the expert."),
    Column("answers", ANSWER, "What was answered; of a comparison see the table comparisons."),
)


class Judgments:
    """Makes one row of each judgment of a batch."""

    def __init__(self, ask: Ask, *, superseded: bool) -> None:
        self.schema = table_schema(COLUMNS, superseded=superseded)
        self._provenance = Provenance(ask)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns."""
        return {
            **self._provenance.of(batch),
            **{name: batch[name] for name in ("kind", "status", "item_hash")},
            **{name: restored(batch[name]) for name in ("reason", "note", "supersedes")},
            **{name: batch[name].cast("int64") for name in ("active_ms", "idle_ms", "changes", "seq")},
            "responses": read_lists(batch["shown"]),
            "models": read_lists(batch["models"]),
            "answers": parse_answers(batch["answers"]).as_lists(len(batch)),
        }
