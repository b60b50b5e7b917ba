"""The comparisons: one row per judgment of two responses."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store.bulk.order import OneTable
from evalwidgets.tables.answers import Answers, parse_answers
from evalwidgets.tables.arrays import lists_of, restored
from evalwidgets.tables.columns import EVIDENCE, PROVENANCE, Column, arrow_type, table_schema
from evalwidgets.tables.provenance import Provenance

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask

REASON = (
    Column("criterion", "string", "Id of the criterion."),
    Column("choice", "string", "Which response does better on it: a, b or tie; null where it could not be said."),
    Column("na", "string", "Why it could not be said; else null."),
    Column("comment", "string", "The expert's comment, or null."),
    Column("evidence", EVIDENCE, "Quotes that support it."),
)

COLUMNS = (
    Column("expert", "string", "Pseudonym of the expert."),
    Column("item", "string", "Id of the item."),
    Column("response_a", "string", "Id of the response shown first."),
    Column("response_b", "string", "Id of the response shown second."),
    Column("model_a", "string", "Model that wrote the first (hidden from the expert), or null."),
    Column("model_b", "string", "Model that wrote the second, or null."),
    Column("choice", "string", "Which is better over all: a, b or tie."),
    Column("tie", "bool", "Whether neither is."),
    Column("strength", "float64", "How much better: 1 slightly, 2 clearly, 3 much; null of a tie."),
    Column("preferred", "string", "Id of the better response; null of a tie."),
    Column("preferred_model", "string", "Its model; null of a tie or where unknown."),
    Column("comment", "string", "The expert's comment on the choice, or null."),
    *PROVENANCE,
    Column("reasons", REASON, "The criteria on which the expert said which does better."),
    Column("evidence", EVIDENCE, "Quotes that support the choice."),
)


class Comparisons(OneTable):
    """Makes one row of each comparison of a batch."""

    def __init__(self, ask: Ask, *, superseded: bool) -> None:
        self.schema = table_schema(COLUMNS, superseded=superseded)
        self._provenance = Provenance(ask)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns."""
        import pyarrow as pa
        import pyarrow.compute as pc

        # Here, because the models it brings along take longer to import than a small study to read.
        from evalwidgets.tasks.compare import PREFERENCE, TIE

        answers = parse_answers(batch["answers"])
        is_choice = pc.equal(answers.column("criterion"), PREFERENCE)
        # Every comparison has exactly one preference: these answers are the judgments, in their order.
        over_all = answers.where(is_choice)
        a, b, preferred = batch["response_a"], batch["response_b"], over_all.column("label")
        choice = _choice(preferred, a, b)
        tie = pc.equal(choice, TIE)
        model_a, model_b = restored(batch["model_a"]), restored(batch["model_b"])
        null = pa.scalar(None, pa.string())
        return {
            **self._provenance.of(batch),
            "response_a": a,
            "response_b": b,
            "model_a": model_a,
            "model_b": model_b,
            "choice": choice,
            "tie": tie,
            "preferred": pc.if_else(tie, null, preferred),
            "preferred_model": pc.case_when(
                pc.make_struct(pc.equal(choice, "a"), pc.equal(choice, "b")), model_a, model_b
            ),
            "strength": over_all.column("number"),
            "comment": over_all.column("comment"),
            "evidence": over_all.column("evidence"),
            "reasons": _reasons(answers.where(pc.invert(is_choice)), a, b),
        }


def _choice(label: pa.Array, a: pa.Array, b: pa.Array) -> pa.Array:
    """Return a, b or tie for response ids, null for null."""
    import pyarrow.compute as pc

    from evalwidgets.tasks.compare import TIE

    return pc.case_when(pc.make_struct(pc.equal(label, a), pc.equal(label, b), pc.equal(label, TIE)), "a", "b", TIE)


def _reasons(answers: Answers, a: pa.Array, b: pa.Array) -> pa.Array:
    import pyarrow as pa

    plain = {name: answers.column(name) for name in ("criterion", "na", "comment", "evidence")}
    choice = _choice(answers.column("label"), a.take(answers.parents), b.take(answers.parents))
    fields = list(arrow_type(REASON).value_type)
    arrays = {**plain, "choice": choice}
    values = pa.StructArray.from_arrays([arrays[field.name] for field in fields], fields=fields)
    return lists_of(answers.counts(len(a)), values)
