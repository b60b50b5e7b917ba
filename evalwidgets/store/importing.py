"""Importing: from a source of items to stored items and planned tasks, a thousand at a time.

A batch is one transaction, which also says how far the source has been read: an import that is
killed goes on there, and a source that has not changed is not read again. All in one thread: a
second that wrote beside the reading took longer, since both wait for the one interpreter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from evalwidgets.errors import ItemError
from evalwidgets.items.model import item_to_json
from evalwidgets.items.report import BadRow
from evalwidgets.rubrics.links import of_item
from evalwidgets.store import intake
from evalwidgets.store.intake import Arrival, Taken
from evalwidgets.tasks import KINDS

if TYPE_CHECKING:
    from evalwidgets.items.media import Blob
    from evalwidgets.items.model import Item
    from evalwidgets.items.reader import ItemReader
    from evalwidgets.items.report import ErrorReport
    from evalwidgets.store.store import Charter, Store

BATCH = 1_000
"""Items in a transaction: more is no faster, and one of a million would leave a log of 4 GB."""

_BATCH_BYTES = 16 << 20  # very long items make a batch sooner, so that memory stays flat
_RANKS = (1 << 63) - 1


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    added
        New items.
    unchanged
        Whether the source was imported before and has not changed: it was not read.
    report
        The rows left out.
    """

    added: int
    unchanged: bool
    report: ErrorReport

    def __repr__(self) -> str:
        what = "nothing new: the source has not changed" if self.unchanged else f"{self.added:,} items added"
        return f"<{what}>" if not self.report else f"<{what}>\n{self.report!r}"


@dataclass(frozen=True)
class _Batch:
    """Arrivals with the rows they came from and their media, and how many rows had been read by then."""

    arrivals: tuple[Arrival, ...]
    rows: tuple[int, ...]
    blobs: dict[str, Blob]
    read: int


def import_items(
    store: Store,
    open_reader: Callable[[int], ItemReader],
    *,
    on_error: Literal["raise", "skip"] = "raise",
) -> Imported:
    """Store the items that the study does not have, and plan their tasks.

    Parameters
    ----------
    open_reader
        Given how many rows to pass over, returns a reader of the rest.
    on_error
        ``"skip"``: rows that the reader or the study refuses are left out and reported.

    Raises
    ------
    ItemError
        For an item whose id the study knows with other content (both hashes are shown), or whose
        own criteria have ids of the rubric's. What came before it is stored.
    """
    reader = open_reader(0)
    fingerprint = reader.fingerprint
    if fingerprint is not None:
        with store.reading() as connection:
            source = intake.source(connection, fingerprint)
        if source.complete:
            return Imported(0, unchanged=True, report=reader.report)
        if source.rows:
            reader = open_reader(source.rows)
    skip = on_error == "skip"
    added = _write_all(store, reader, fingerprint, skip=skip)
    with store.writing() as connection:
        if fingerprint is not None:
            intake.mark(connection, fingerprint, reader.row, complete=True)
        intake.settle(connection)
    return Imported(added, unchanged=False, report=reader.report)


def _write_all(store: Store, reader: ItemReader, fingerprint: str | None, *, skip: bool) -> int:
    with store.reading() as connection:
        charter = store.current(connection)
    added = 0
    for batch in _Batches(reader, charter, skip=skip):
        with store.writing() as connection:
            taken = intake.take_in(connection, batch.arrivals, batch.blobs)
            if taken.conflicts and not skip:
                raise ItemError(str(_changed(store, taken, batch)[0]))
            if fingerprint is not None:
                intake.mark(connection, fingerprint, batch.read, complete=False)
        for bad in _changed(store, taken, batch):
            reader.report.add(bad)
        added += taken.added
    return added


def _changed(store: Store, taken: Taken, batch: _Batch) -> list[BadRow]:
    row_of = {arrival.id: row for arrival, row in zip(batch.arrivals, batch.rows, strict=True)}
    return [
        _bad(
            row_of[conflict.id],
            f"item {conflict.id!r} is in the study with other content: there {conflict.there[:12]}, given "
            f"{conflict.given[:12]}. Judgments belong to the content that was judged: give the changed item a new id; "
            f"or, if nothing has been judged yet, delete {store.place} and import again.",
        )
        for conflict in taken.conflicts
    ]


def _bad(row: int, said: str) -> BadRow:
    return BadRow("items", "row", row, None, said)


class _Batches:
    """Cuts the reader's items into batches."""

    def __init__(self, reader: ItemReader, charter: Charter, *, skip: bool) -> None:
        self._reader = reader
        self._skip = skip
        self._arrivals = Arrivals(charter)

    def __iter__(self) -> Iterator[_Batch]:
        arrivals: list[Arrival] = []
        rows: list[int] = []
        blobs: dict[str, Blob] = {}
        size = 0
        for item in self._reader:
            try:
                arrivals.append(self._arrivals.of(item))
            except ItemError as error:
                if not self._skip:
                    raise ItemError(f"row {self._reader.row:,}: {error}") from None
                self._reader.report.add(_bad(self._reader.row, str(error)))
                continue
            rows.append(self._reader.row)
            size += len(arrivals[-1].body)
            if item.media:
                taken = self._reader.take_blobs()
                blobs |= taken
                size += sum(len(blob.data) for blob in taken.values())
            if len(arrivals) == BATCH or size > _BATCH_BYTES:
                yield _Batch(tuple(arrivals), tuple(rows), blobs, self._reader.row)
                arrivals, rows, blobs, size = [], [], {}, 0
        if arrivals:
            yield _Batch(tuple(arrivals), tuple(rows), blobs, self._reader.row)


class Arrivals:
    """Makes items ready for a study: with their place in its order, and its tasks on them."""

    def __init__(self, charter: Charter) -> None:
        self._rules = charter.protocol
        self._rubric = charter.rubric
        self._theirs = {criterion.id: criterion for criterion in charter.rubric.criteria}

    def of(self, item: Item, hash: str | None = None) -> Arrival:
        """Return the arrival of an item.

        Parameters
        ----------
        hash
            Of the item's whole content, where `item` is not all of it.

        Raises
        ------
        ItemError
            If the study cannot have it.
        """
        if item.criteria and (words := next(of_item(item.criteria, self._theirs, self._rubric.classes), None)):
            raise ItemError(f"item {item.id!r}: {words}")
        rank = None if self._rules.order == "given" else shuffled_rank(self._rules.seed, item.id)
        return Arrival(
            id=item.id,
            hash=hash or item.hash,
            body=item_to_json(item),
            rank=rank,
            responses=tuple((response.id, response.model) for response in item.responses),
            tasks=tuple((kind, _json(shown)) for kind in self._rules.kinds for shown in KINDS[kind].plan(item)),
        )


@lru_cache(maxsize=1024)
def _json(ids: tuple[str, ...]) -> str:
    return json.dumps(ids, ensure_ascii=False, separators=(",", ":"))


def shuffled_rank(seed: int, item: str) -> int:
    """Return the item's place in the order shuffled by `seed`: 63 bits of a hash, the same everywhere."""
    digest = hashlib.sha256(f"{seed}\n{item}".encode()).digest()
    return int.from_bytes(digest[:8], "big") & _RANKS
