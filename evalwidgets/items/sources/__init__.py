"""Where rows come from: every kind of source behind one small face."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from evalwidgets.errors import ItemError
from evalwidgets.items.model import Item
from evalwidgets.items.sources.base import Raw, Source
from evalwidgets.items.values import named_type

__all__ = ["Raw", "Source", "open_source"]

_TAKEN = (
    "a datasets.Dataset or IterableDataset, a pandas or Polars DataFrame, a list of dicts, an iterable of Items,"
    " a path to JSONL, JSON, CSV or Parquet, or a Hub name like org/name:split"
)


def open_source(source: Any) -> Source:
    """Find out what `source` is, and return the rows behind it.

    Raises
    ------
    ItemError
        If it is nothing that items can be read from, or cannot be opened; says what can be.
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, str | PathLike):
        return _open_path(source)
    if found := _of_a_library(source):
        return found
    from evalwidgets.items.sources.memory import IterableSource, ListSource

    if isinstance(source, Item):
        raise ItemError("one Item is no source of items: pass a list, [item].")
    if isinstance(source, Mapping):
        raise ItemError(
            f"a mapping with the keys {', '.join(map(str, list(source)[:10]))} is no source of items:"
            " pass a list of dicts, or datasets.Dataset.from_dict(…) of its columns."
        )
    if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray):
        return ListSource(source)
    if isinstance(source, Iterable) and not isinstance(source, bytes | bytearray):
        return IterableSource(source)
    raise ItemError(f"{named_type(source)} is no source of items. Pass {_TAKEN}.")


def _open_path(source: str | PathLike[str]) -> Source:
    path = Path(source).expanduser()
    kind = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"][-1:]
    if path.is_file():
        return _open_file(path, kind[0] if kind else "")
    from evalwidgets.items.sources.hub import is_hub_name, open_hub

    known = kind and kind[0] in (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".gz")
    if isinstance(source, str) and not known and is_hub_name(source):
        return open_hub(source)
    if path.is_dir():
        raise ItemError(f"{path} is a folder. Name one file in it.")
    raise ItemError(f"there is no file {path} (looked in {Path.cwd()}). Items can be read from {_TAKEN}.")


def _open_file(path: Path, kind: str) -> Source:
    if kind == ".parquet":
        from evalwidgets.items.sources.arrow import ParquetSource

        return ParquetSource(path)
    if kind in (".csv", ".tsv"):
        from evalwidgets.items.sources.csv_file import CsvSource

        return CsvSource(path)
    from evalwidgets.items.sources.lines import JsonLinesSource

    if kind in (".jsonl", ".ndjson"):
        return JsonLinesSource(path)
    if kind == ".json":
        from evalwidgets.items.sources.json_list import JsonListSource

        lines = JsonLinesSource(path)
        with lines.opened() as file:
            begins = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        return lines if begins == b"{" else JsonListSource(path)
    raise ItemError(
        f"{path.name}: items are not read from a file with this ending."
        " Use .jsonl, .json, .csv, .tsv (also with .gz) or .parquet."
    )


def _of_a_library(source: Any) -> Source | None:
    """Return the source for an object of datasets, pandas, Polars or pyarrow; none is imported to ask."""
    if (datasets := sys.modules.get("datasets")) is not None:
        from evalwidgets.items.sources.arrow import DatasetSource
        from evalwidgets.items.sources.hub import only_split, stream

        if isinstance(source, datasets.DatasetDict):
            source = only_split(source, "the dataset")
        if isinstance(source, datasets.Dataset):
            return DatasetSource(source)
        if isinstance(source, datasets.IterableDataset | datasets.IterableDatasetDict):
            return stream(source, "the streamed dataset")
    if (pandas := sys.modules.get("pandas")) is not None and isinstance(source, pandas.DataFrame):
        from evalwidgets.items.sources.memory import PandasSource

        return PandasSource(source)
    if (polars := sys.modules.get("polars")) is not None:
        if isinstance(source, polars.LazyFrame):
            raise ItemError("a LazyFrame has no rows yet: pass frame.collect(), or a Parquet file of it.")
        if isinstance(source, polars.DataFrame):
            return _table(source.to_arrow(), "the DataFrame")
    if (pyarrow := sys.modules.get("pyarrow")) is not None and isinstance(source, pyarrow.Table):
        return _table(source, "the table")
    return None


def _table(table: Any, name: str) -> Source:
    from evalwidgets.items.sources.arrow import TableSource

    return TableSource(table, name)
