"""Opening a published study to grade on, and merging what was judged elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evalwidgets.errors import StudyError
from evalwidgets.hub.incoming import FolderSource, HubSource, Source, kept, published, read_charter
from evalwidgets.hub.layout import STUDY
from evalwidgets.hub.patience import Patience, Report
from evalwidgets.store.merging import Merged, merge

if TYPE_CHECKING:
    from evalwidgets.hub.client import HubClient
    from evalwidgets.store import Store


def open_copy(
    client: HubClient,
    path: str | Path,
    *,
    revision: str = "main",
    patience: Patience | None = None,
    report: Report | None = None,
) -> Store:
    """Make a copy of a published study to grade on; see `Study.from_hub`."""
    from evalwidgets.store.store import Store

    head = (patience or Patience()).until_done(lambda: client.look(revision), client.repo, report)
    source = HubSource(client, head)
    id, title, rubric, protocol = read_charter(source)
    store = Store.create(path, rubric=rubric, protocol=protocol, title=title, copy_of=id)
    merge(store, published(source, store, judgments=False))
    return store


def merge_from(
    store: Store,
    other: Store | str | Path,
    client: HubClient | None,
    *,
    patience: Patience | None = None,
    report: Report | None = None,
) -> Merged:
    """Merge another store, a published folder, or with `client` a dataset on the Hub; see `Study.merge`."""
    from evalwidgets.store.store import Store

    if client is not None:
        head = (patience or Patience()).until_done(client.look, client.repo, report)
        return _published(store, HubSource(client, head))
    if not isinstance(other, Store):
        if (Path(other) / STUDY).is_file():
            return _published(store, FolderSource(Path(other)))
        other = Store.open(other)
    if other.place == store.place:
        raise StudyError(f"{store.place} cannot be merged with itself.")
    return merge(store, kept(other, store))


def _published(store: Store, source: Source) -> Merged:
    return merge(store, published(source, store, judgments=True))
