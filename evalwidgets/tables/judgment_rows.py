"""The judgments: one row each, of every kind of task and every status."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store.bulk.order import OneTable
from evalwidgets.tables.answers import Answers, parse_answers, read_lists
from evalwidgets.tables.arrays import restored
from evalwidgets.tables.columns import ANSWER, PROVENANCE, TEXTS, Column, table_schema
from evalwidgets.tables.grade_rows import Scores
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


class Judgments(OneTable):
    """Makes one row of each judgment of a batch."""

    def __init__(self, ask: Ask, *, superseded: bool) -> None:
        self.schema = table_schema(COLUMNS, superseded=superseded)
        self._provenance = Provenance(ask)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns."""
        return self.of(batch, parse_answers(batch["answers"]))

    def of(self, batch: pa.RecordBatch, answers: Answers) -> dict[str, pa.Array]:
        """Return the columns for judgments whose answers are known."""
        return {
            **self._provenance.of(batch),
            **{name: batch[name] for name in ("kind", "status", "item_hash")},
            **{name: restored(batch[name]) for name in ("reason", "note", "supersedes")},
            **{name: batch[name].cast("int64") for name in ("active_ms", "idle_ms", "changes", "seq")},
            "responses": read_lists(batch["shown"]),
            "models": read_lists(batch["models"]),
            "answers": answers.as_lists(len(batch)),
        }


class JudgmentsAndScores:
    """Makes both tables in one reading: what costs most, to find and to parse the answers, is done once.

    The text of scores is left as codes (see `Scores`).
    """

    def __init__(self, ask: Ask, *, superseded: bool) -> None:
        self._judgments = Judgments(ask, superseded=superseded)
        self._scores = Scores(ask, superseded=superseded, coded=True)
        self.schemas = (self._judgments.schema, self._scores.schema)

    def parts(self, batch: pa.RecordBatch) -> tuple[dict[str, pa.Array], dict[str, pa.Array]]:
        """Return the columns of both."""
        import pyarrow.compute as pc

        answers = parse_answers(batch["answers"])
        judgments = self._judgments.of(batch, answers)
        graded = pc.and_(pc.equal(batch["kind"], "grade"), pc.equal(batch["status"], "submitted"))
        if not pc.all(graded).as_py():
            batch, answers = batch.filter(graded), answers.of_rows(graded)
        shown, models = (judgments[name].filter(graded) for name in ("responses", "models"))
        response, model = (pc.list_element(lists, 0) for lists in (shown, models))
        return judgments, self._scores.of(batch, answers, response, model)
