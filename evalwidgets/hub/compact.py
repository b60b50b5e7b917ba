"""Merging small shards into large ones, in one commit: a dataset fed every few minutes stays quick to load."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalwidgets.errors import HubError
from evalwidgets.hub.layout import CONFIGS, config_of, shard_path
from evalwidgets.hub.pack import ROW_GROUP
from evalwidgets.hub.patience import Patience, Report

if TYPE_CHECKING:
    from evalwidgets.hub.client import Head, HubClient

LARGE = 64 << 20
"""Bytes of a merged shard, at most."""


@dataclass(frozen=True)
class Compacted:
    """What a compaction has done: how many shards there were, and how many there are."""

    repo: str
    before: int
    after: int

    def __repr__(self) -> str:
        return f"<{self.repo}: {self.before} shards are {self.after} now>"


def compact(client: HubClient, *, patience: Patience | None = None, report: Report | None = None) -> Compacted:
    """Merge the small shards of each config, in one commit that changes no row; see `Study.compact_hub`.

    Raises
    ------
    HubError
        In plain words, if it cannot be done now; then nothing has changed.
    """
    # If somebody pushes meanwhile, the Hub refuses the commit, and all is looked at anew.
    return (patience or Patience()).until_done(lambda: _compacted(client), client.repo, report)


def _compacted(client: HubClient) -> Compacted:
    head = client.look()
    if head is None:
        raise HubError(f"There is no dataset {client.repo} that this token may see.")
    add: dict[str, bytes] = {}
    remove: list[str] = []
    shards = [path for path in head.files if config_of(path)]
    for config in CONFIGS.values():
        for small in _groups(sorted(path for path in shards if config_of(path) == config), head):
            data = _merged(client, small, head)
            add[shard_path(config, hashlib.sha256(data).hexdigest())] = data
            remove += small
    if add:
        says = f"Merge {len(remove)} shards into {len(add)}"
        client.commit(add, [path for path in remove if path not in add], onto=head, revision="main", says=says)
    return Compacted(client.repo, len(shards), len(shards) - len(remove) + len(add))


def _groups(paths: list[str], head: Head) -> Iterator[list[str]]:
    """Cut shards into groups of which each makes one of moderate size; what would stay alone is left out."""
    group: list[str] = []
    size = 0
    for path in paths:
        if size + head.sizes[path] > LARGE:
            if len(group) > 1:
                yield group
            group, size = [], 0
        group.append(path)
        size += head.sizes[path]
    if len(group) > 1:
        yield group


def _merged(client: HubClient, paths: list[str], head: Head) -> bytes:
    import pyarrow as pa
    from datasets import Features
    from pyarrow import parquet

    # A shard of an older version lacks the columns that a newer one has: they are null in its rows.
    rows = pa.concat_tables([client.table(path, head) for path in paths], promote_options="default")
    schema = Features.from_arrow_schema(rows.schema.remove_metadata()).arrow_schema
    sink = pa.BufferOutputStream()
    parquet.write_table(rows.cast(schema), sink, compression="zstd", write_page_index=True, row_group_size=ROW_GROUP)
    return sink.getvalue().to_pybytes()
