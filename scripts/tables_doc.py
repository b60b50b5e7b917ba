"""Writes docs/tables.md from the tables' own columns; with ``--check``, compares instead."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from evalwidgets.tables.columns import Column
from evalwidgets.tables.registry import TABLES

TARGET = Path(__file__).parents[1] / "docs" / "tables.md"
INTRODUCTION = """\
# The tables

`study.scores()`, `study.judgments()`, `study.comparisons()` and `study.items()` are `datasets.Dataset` with explicit features, made
through Arrow as the study stood at one moment. What was replaced or withdrawn is left out; `superseded=True` adds it, with a column
`current` that tells. `study.to_pandas()` is the scores as a DataFrame; `study.export("scores.parquet")` (or `.jsonl`, `.csv`) writes them.

This page is written from the columns themselves (`make types`).
"""


def page() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    for table in TABLES.values():
        yield f"## `{table.name}`\n\n{table.about}\n\n| column | type | meaning |\n|---|---|---|"
        yield from _rows(table.columns)
        yield ""


def _rows(columns: Iterable[Column], within: str = "") -> Iterator[str]:
    for column in columns:
        nested = isinstance(column.type, tuple)
        about = column.about.replace("|", "\\|")
        yield f"| `{within}{column.name}` | {'list of struct' if nested else column.type} | {about} |"
        if isinstance(column.type, tuple):
            yield from _rows(column.type, f"{within}{column.name}[].")


def main() -> None:
    """Write the page, or compare it with ``--check``."""
    text = page()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, "utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != text:
        raise SystemExit("docs/tables.md is not what the tables' columns give: run `make types`")


if __name__ == "__main__":
    main()
