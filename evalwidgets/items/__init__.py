"""Items: what is judged, and how it is read from datasets, frames and files.

`read_items` reads them from nearly anything; `evalwidgets.items.columns` has the table of column names
that it knows.
"""

from __future__ import annotations

from evalwidgets.items.columns import Columns
from evalwidgets.items.media import Blob
from evalwidgets.items.model import Document, Item, Media, Message, Response, item_from_json, item_to_json
from evalwidgets.items.reader import ItemReader, read_items
from evalwidgets.items.report import BadRow, ErrorReport, RowError

__all__ = [
    "BadRow",
    "Blob",
    "Columns",
    "Document",
    "ErrorReport",
    "Item",
    "ItemReader",
    "Media",
    "Message",
    "Response",
    "RowError",
    "item_from_json",
    "item_to_json",
    "read_items",
]
