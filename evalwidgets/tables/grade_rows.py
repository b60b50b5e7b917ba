"""The scores: one row per expert, item, response and criterion."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store.bulk.order import OneTable
from evalwidgets.tables.answers import Answers, parse_answers
from evalwidgets.tables.arrays import coded_schema, restored, taken
from evalwidgets.tables.columns import ANSWER, PROVENANCE, Column, is_list, table_schema
from evalwidgets.tables.criteria import Criteria
from evalwidgets.tables.provenance import Provenance

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask


COLUMNS = (
    Column("expert", "string", "Pseudonym of the expert."),
    Column("item", "string", "Id of the item."),
    Column("response", "string", "Id of the response that was graded."),
    Column("model", "string", "Model that wrote it (hidden from the expert), or null."),
    *(column for column in ANSWER if not is_list(column)),
    Column(
        "points", "float64", "What the rubric gives for the criterion (each time, of a count); negative is a penalty."
    ),
    Column(
        "group",
        "string",
        "Id of the criterion's (innermost) group; item for a criterion of this item alone, overall for the question "
        "on the whole.",
    ),
    Column(
        "criterion_kind",
        "string",
        "binary, ternary, ordinal, numeric, choice, multi_choice, count, text, span or option_ratings.",
    ),
    Column("criterion_text", "string", "What the criterion asks."),
    *PROVENANCE,
    *(column for column in ANSWER if is_list(column)),
)


class Scores(OneTable):
    """Makes a row of each answer of a batch of grade judgments.

    Parameters
    ----------
    coded
        Leaves text as codes, for who writes it to Parquet at once, which stores codes anyway.
    """

    def __init__(self, ask: Ask, *, superseded: bool, coded: bool = False) -> None:
        self.schema = table_schema(COLUMNS, superseded=superseded)
        self._coded = coded
        if coded:
            self.schema = coded_schema(self.schema)
        self._criteria = Criteria(ask)
        self._provenance = Provenance(ask)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns."""
        response, model = batch["response"], restored(batch["model"])
        return self.of(batch, parse_answers(batch["answers"]), response, model)

    def of(self, batch: pa.RecordBatch, answers: Answers, response: pa.Array, model: pa.Array) -> dict[str, pa.Array]:
        """Return the columns for judgments whose answers, response and model are known."""
        coded = self._coded
        of_judgment = {**self._provenance.of(batch), "response": response, "model": model}
        return {
            **{name: taken(column, answers.parents, coded=coded) for name, column in of_judgment.items()},
            **{column.name: answers.column(column.name, coded=coded) for column in ANSWER},
            **self._criteria.of(answers, batch["rubric_hash"], batch["item_seq"], coded=coded),
        }
