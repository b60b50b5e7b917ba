"""The items: one row each, with everything that is known of them, also what experts never see."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.store.bulk.order import OneTable
from evalwidgets.tables.answers import read_json_lines, read_lists
from evalwidgets.tables.arrays import filled_list, restored
from evalwidgets.tables.columns import TEXTS, Column, arrow_schema, arrow_type

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.bulk.order import Ask

MESSAGE = (
    Column("role", "string", "user, assistant, system, …"),
    Column("text", "string", "What was said."),
)
RESPONSE = (
    Column("id", "string", "Id within the item."),
    Column("model", "string", "Model that wrote it (hidden from experts), or null."),
    Column("messages", MESSAGE, "Its turns; mostly one."),
    Column("metadata", "string", "What else the source had on it, as JSON, or null."),
)
DOCUMENT = (
    Column("title", "string", "Title, may be empty."),
    Column("text", "string", "The document."),
)
MEDIUM = (
    Column("kind", "string", "image or audio."),
    Column("sha256", "string", "SHA-256 of its bytes, in hex."),
    Column("mime", "string", "MIME type."),
    Column("name", "string", "File name, may be empty."),
    Column("alt", "string", "What it shows or says, in words, may be empty."),
)
COLUMNS = (
    Column("item", "string", "Id of the item."),
    Column("item_hash", "string", "SHA-256 of its content, in hex."),
    Column("reference", "string", "Reference answer, or null."),
    Column("gold", "string", "Known right judgments, as JSON (never shown to experts), or null."),
    Column("criteria", "string", "Criteria for this item alone, as JSON, or null."),
    Column("metadata", "string", "What else the source had on it, as JSON, or null."),
    Column("prompt", MESSAGE, "What the responses answer: one user message, or a whole chat."),
    Column("responses", RESPONSE, "The candidate answers."),
    Column("context", DOCUMENT, "Documents to judge the responses by."),
    Column("media", MEDIUM, "Images and sounds that belong to it."),
    Column("warnings", TEXTS, "Content-warning tags."),
)
# Free JSON has no type: the database gives it as text, the rest is parsed.
_PARSED = (
    *(one for one in COLUMNS if one.name in ("reference", "prompt", "context", "media", "warnings")),
    Column("responses", tuple(one for one in RESPONSE if one.name != "metadata"), ""),
)
_JSON = ("gold", "criteria", "metadata")


class Items(OneTable):
    """Makes one row of each item of a batch."""

    def __init__(self, _ask: Ask) -> None:
        self.schema = arrow_schema(COLUMNS)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns."""
        import pyarrow.compute as pc

        parsed = read_json_lines(pc.binary_join_element_wise(batch["body"], "\n", ""), arrow_schema(_PARSED))
        return {
            "item": batch["id"],
            "item_hash": batch["hash"],
            **{name: restored(batch[name]) for name in _JSON},
            **{name: parsed[name] for name in ("reference", "prompt")},
            "responses": _with_metadata(parsed["responses"], read_lists(batch["response_metadata"])),
            "context": filled_list(parsed["context"], ("title",)),
            "media": filled_list(parsed["media"], ("name", "alt")),
            "warnings": filled_list(parsed["warnings"]),
        }


def _with_metadata(responses: pa.Array, metadata: pa.Array) -> pa.Array:
    """Put each response's metadata, as JSON, where the typed reading has passed it over."""
    import pyarrow as pa

    fields = list(arrow_type(RESPONSE).value_type)
    values = responses.values
    arrays = [metadata.flatten() if field.name == "metadata" else values.field(field.name) for field in fields]
    return pa.ListArray.from_arrays(responses.offsets, pa.StructArray.from_arrays(arrays, fields=fields))
