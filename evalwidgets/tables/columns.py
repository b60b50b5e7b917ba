"""What a table's columns are: name, type and meaning, as data, from which schema, features and help are made."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

TIME = "timestamp[us, UTC]"
TEXTS = "list of string"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    type
        ``"string"``, ``"int64"``, ``"float64"``, ``"bool"``, `TIME`, `TEXTS`, or the columns of a list of structs.
    about
        What it means, in which unit, and when it is null.
    """

    name: str
    type: str | tuple[Column, ...]
    about: str


def arrow_type(type: str | tuple[Column, ...]) -> pa.DataType:
    """Return a column's type in Arrow."""
    import pyarrow as pa

    if isinstance(type, tuple):
        return pa.list_(pa.struct([(column.name, arrow_type(column.type)) for column in type]))
    if type == TIME:
        return pa.timestamp("us", tz="UTC")
    if type == TEXTS:
        return pa.list_(pa.string())
    return {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}[type]


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """Return the schema of a table with these columns."""
    import pyarrow as pa

    return pa.schema([(column.name, arrow_type(column.type)) for column in columns])


def table_schema(columns: tuple[Column, ...], *, superseded: bool) -> pa.Schema:
    """Return the schema of a table of judgments; `CURRENT` is in it where replaced ones are among the rows."""
    return arrow_schema(with_current(columns) if superseded else columns)


def described(columns: Iterable[Column], indent: str = "") -> str:
    """List columns as a docstring does: name, type, meaning."""
    return "\n".join(_lines(columns, indent))


def _lines(columns: Iterable[Column], indent: str) -> Iterator[str]:
    for column in columns:
        nested = isinstance(column.type, tuple)
        yield f"{indent}{column.name} : {'list of struct' if nested else column.type}"
        yield f"{indent}    {column.about}"
        if isinstance(column.type, tuple):
            yield from _lines(column.type, f"{indent}    ")


EVIDENCE = (
    Column("response", "string", "Id of the response that is quoted."),
    Column("start", "int64", "Where the quote starts in the response's text, in Unicode code points from 0."),
    Column("end", "int64", "Where it ends, exclusive."),
    Column("exact", "string", "The words quoted."),
    Column("prefix", "string", "Up to 32 characters before them."),
    Column("suffix", "string", "Up to 32 characters after them."),
    Column("category", "string", "Of a mark of a span criterion, what kind of error it is; else null."),
    Column("severity", "string", "Of a mark of a span criterion, how severe it is; else null."),
)

ANSWER = (
    Column("criterion", "string", "Id of the criterion."),
    Column(
        "number",
        "float64",
        "Binary (1 met, 0 not), ternary (between for partly), ordinal (the option's value), numeric, count; "
        "the weights of a span's marks together; the mean of option ratings; else null.",
    ),
    Column(
        "label", "string", "Id of the option chosen; of a binary or ternary criterion met, partly, unmet; else null."
    ),
    Column(
        "labels",
        TEXTS,
        "Ids of the options chosen of a multi-choice criterion (may be none); of option ratings subject=option; "
        "else null.",
    ),
    Column("text", "string", "The expert's own words, of a text criterion; else null."),
    Column("na", "string", "Why it could not be answered (then there is no value); else null."),
    Column("comment", "string", "The expert's comment, or null."),
    Column("evidence", EVIDENCE, "Quotes that support the answer."),
)

CURRENT = Column("current", "bool", "Whether it stands: neither replaced by a later judgment nor withdrawn.")


def with_current(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return `columns` with `CURRENT` as the last of the scalars."""
    lists = next((place for place, column in enumerate(columns) if is_list(column)), len(columns))
    return (*columns[:lists], CURRENT, *columns[lists:])


def is_list(column: Column) -> bool:
    """Tell whether the column holds lists."""
    return column.type == TEXTS or isinstance(column.type, tuple)


PROVENANCE = (
    Column("expert_kind", "string", "human or model."),
    Column("judgment_id", "string", "Of the judgment (a UUID); the same in all tables."),
    Column("at", TIME, "When it was saved, by the store's clock."),
    Column("position", "int64", "Place of the task in the expert's own sequence, from 1."),
    Column("order_seed", "int64", "The protocol's seed, which decided the order of items and of responses."),
    Column("rubric", "string", "Id of the rubric."),
    Column("rubric_version", "string", "Its version, as its authors count."),
    Column("rubric_hash", "string", "SHA-256 of its content, in hex."),
    Column("instructions_hash", "string", "SHA-256 of the instructions shown, in hex."),
)
"""What stands in every row that comes of a judgment."""
