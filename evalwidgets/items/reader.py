"""Reading items: one after another, with every bad row named."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from typing import Any, Literal

from evalwidgets.canonical import canonical_json
from evalwidgets.errors import ItemError
from evalwidgets.items.build import ItemBuilder
from evalwidgets.items.columns import ROLES, Columns, Given, resolve_columns
from evalwidgets.items.media import Blob, BlobTray
from evalwidgets.items.model import Item
from evalwidgets.items.report import BadRow, ErrorReport, Problem, RowError
from evalwidgets.items.seen import SeenIds
from evalwidgets.items.sources import Raw, Source, open_source
from evalwidgets.items.values import check_id, check_text

MAX_TEXT = 5_000_000
"""The most bytes of one text, unless told otherwise: more than a browser shows, and most often a mistake."""

_MOST_COLUMNS = 10_000
_MOST_MEDIA = 256_000_000
_PATIENCE_S = 2.0
_OF_ITEMS = Columns({role: ("responses" if role == "response" else role,) for role in ROLES if role not in {
    "system", "messages", "model", "image", "audio"}})  # fmt: skip


def read_items(
    source: Any,
    *,
    columns: Given | None = None,
    format: str | None = None,
    on_error: Literal["raise", "skip"] = "raise",
    progress: bool = True,
    start: int = 0,
    max_text: int = MAX_TEXT,
) -> ItemReader:
    """Read items from nearly anything, one at a time, in memory that does not grow.

    Parameters
    ----------
    source
        A `datasets.Dataset` or `IterableDataset`, a pandas or Polars DataFrame, a `pyarrow.Table`, a list of
        dicts, an iterable of dicts or `Item`, a path to a JSONL, JSON, CSV, TSV (each also ``.gz``) or Parquet
        file, or a Hub dataset: ``"org/name"``, ``"org/name:split"``, ``"org/name:config:split"``.
        The JSON of an `Item` is read as it is.
    columns
        Which column is what: ``{"prompt": "q", "response": ["a1", "a2"]}``. What is not named is guessed from
        plain names and shown; the table of all of them is in `evalwidgets.items.columns`.
    format
        "healthbench", "prbench" or "profbench": rows of these bring their own criteria, and are told by their
        columns; "plain" for rows that only look so.
    on_error
        ``"raise"``: the first bad row is an error. ``"skip"``: bad rows are left out and reported in
        ``reader.report``. What is wrong with the source as a whole is an error either way.
    progress
        Prints the columns that were guessed, and shows a bar where reading takes longer than two seconds.
    start
        How many rows to pass over, because they were read before. Ids among them are not known to the reader.
    max_text
        The most bytes of any one text.

    Raises
    ------
    ItemError
        If the source cannot be opened, has no rows, or lacks columns that are named or needed. While iterating,
        `RowError` (an ItemError) for a bad row.

    Examples
    --------
    >>> rows = [{"question": "What is 2 + 2?", "answer": "4"}]
    >>> [item.responses[0].text for item in read_items(rows, progress=False)]
    ['4']
    """
    if on_error not in ("raise", "skip"):
        raise ItemError(f"on_error is 'raise' or 'skip', got {on_error!r}.")
    from evalwidgets.items.formats import formatted

    opened = formatted(open_source(source), format, columns)
    return ItemReader(opened, columns, on_error, progress, start, max_text)


class ItemReader:
    """The items of a source; iterate over it.

    Attributes
    ----------
    columns
        Which column is what, given or guessed; prints as a table.
    total
        How many rows the source has, where that is known.
    report
        The rows that ``on_error="skip"`` left out so far.
    row
        How many rows were read so far, left-out ones and those before `start` included: where to resume.
    """

    def __init__(
        self,
        source: Source,
        columns: Given | None = None,
        on_error: Literal["raise", "skip"] = "raise",
        progress: bool = True,
        start: int = 0,
        max_text: int = MAX_TEXT,
    ) -> None:
        self._source, self._given = source, columns
        self._skip, self._progress, self._start, self._limit = on_error == "skip", progress, start, max_text
        self._known: dict[str, None] = {}
        self.columns = self._first_columns()
        self._shown = not (progress and self.columns.guessed)
        self.total = source.total
        self.report = ErrorReport()
        self.row = start
        self._blobs = BlobTray()
        self._identified: str | Literal[False] | None = False

    @property
    def fingerprint(self) -> str | None:
        """What stays the same as long as the source's content and the meaning of its columns do.

        None where that cannot be known (a generator, a stream). A dataset has its own, a file its path, size,
        time and edges, a Hub dataset its commit; what is in memory is hashed, which takes a moment when asked first.
        """
        if self._identified is False:
            identity = self._source.identity()
            roles = {role: list(names) for role, names in self.columns.roles.items()}
            self._identified = (
                None if identity is None else sha256(canonical_json([identity, roles]).encode()).hexdigest()
            )
        return self._identified

    def take_blobs(self) -> dict[str, Blob]:
        """Return the bytes of the media in the items yielded since the last call, by hash, and let go of them.

        Call it at least once for every 256 MB of media; an item's `media` says which hashes are its own.
        """
        return self._blobs.take()

    def __repr__(self) -> str:
        rows = "" if self.total is None else f" of {self.total:,} rows"
        return f"<items from {self._source.name}{rows}>\n{self.columns}"

    def _repr_html_(self) -> str:
        return self.columns.to_html()

    def __iter__(self) -> Generator[Item]:
        if not self._shown:
            self._shown = True
            print(self.columns)  # noqa: T201 what was guessed must be seen
        self.report = ErrorReport()
        self.row = self._start
        rows = self._source.read(self._start, self.columns.names())
        return self._items(_with_bar(rows, self._source, self._start, shown=self._progress))

    def _items(self, rows: Generator[tuple[int, Raw]]) -> Generator[Item]:
        with closing(rows):  # a notebook keeps its last error, and with it all that was in use: no file stays open
            yield from self._built(rows)

    def _built(self, rows: Iterator[tuple[int, Raw]]) -> Iterator[Item]:
        seen, builder = SeenIds(), self._builder()
        fixed = self._source.fixed
        for position, row in rows:
            self.row += 1
            try:
                if isinstance(row, Item):
                    item = _checked(row, self._limit)
                elif isinstance(row, Problem):
                    raise row
                else:
                    if not fixed and not row.keys() <= self._known.keys() and self._learn(row):
                        builder = self._builder()
                    item = builder.build(row)
                if (first := seen.first_row(item.id, position)) is not None:
                    raise self._twice(item.id, first)
            except Problem as problem:
                bad = BadRow(self._source.name, self._source.unit, position, problem.column, problem.said)
                if not self._skip:
                    raise RowError(bad) from None
                self.report.add(bad)
                continue
            if self._blobs.waiting > _MOST_MEDIA:
                raise _media_left()
            yield item

    def _builder(self) -> ItemBuilder:
        return ItemBuilder(self.columns, self._limit, self._source.folder, self._source.sparse, self._blobs)

    def _first_columns(self) -> Columns:
        source = self._source
        if source.fixed:
            names = source.columns()
        else:
            head = source.head()
            rows = [row for _, row in head if isinstance(row, Mapping)]
            names = tuple(dict.fromkeys(str(key) for row in rows for key in row))
            if not rows and any(isinstance(row, Item) for _, row in head):
                return _OF_ITEMS
            for position, row in head:
                if not names and isinstance(row, Problem):
                    raise RowError(BadRow(source.name, source.unit, position, row.column, row.said))
        if not names:
            raise ItemError(f"{source.name} is empty: there are no items in it.")
        self._known = dict.fromkeys(names)
        return resolve_columns(names, self._given, source.name)

    def _learn(self, row: Mapping[str, Any]) -> bool:
        """Take in columns that the rows before lacked; say whether one of them has a role."""
        known = self._known | dict.fromkeys(str(key) for key in row)
        if len(known) > _MOST_COLUMNS:
            raise ItemError(f"{self._source.name} has more than {_MOST_COLUMNS:,} different columns: are these rows?")
        columns = resolve_columns(known, self._given, self._source.name)
        if not columns.adds_to(self.columns):
            new = ", ".join(key for key in known if key not in self._known)
            raise Problem(
                f"has columns that the first rows lack ({new}), and with them the columns mean something else."
                " Name what is what: columns={…}."
            )
        self._known = known
        learnt = columns.roles != self.columns.roles
        self.columns = columns
        return learnt

    def _twice(self, id: str, first: int) -> Problem:
        unit, column = self._source.unit, self.columns.one("id")
        if column is None:
            return Problem(f"has the same content as {unit} {first:,}. Leave one of them out, or give each an id.")
        return Problem(
            f"the id {id!r} was used in {unit} {first:,} already. Give each item its own"
            ' (or columns={"id": None}, for ids made from the content).',
            column,
        )


def _media_left() -> ItemError:
    return ItemError(
        f"more than {_MOST_MEDIA / 1e6:.0f} MB of media wait to be taken: call reader.take_blobs() as items come,"
        ' or read without media: columns={"image": None, "audio": None}.'
    )


def _checked(item: Item, limit: int) -> Item:
    check_id(item.id, "id")
    if not any(message.text.strip() for message in item.prompt):
        raise Problem("the text is empty. Fill it in, or leave the item out.", "prompt")
    for message in item.prompt:
        check_text(message.text or "-", "prompt", limit)
    for response in item.responses:
        check_text(response.text, "responses", limit)
    return item


def _with_bar(
    rows: Iterator[tuple[int, Raw]], source: Source, start: int, *, shown: bool
) -> Generator[tuple[int, Raw]]:
    """Show how far it got if it takes long: in rows where their number is known, else in bytes of the file."""
    from tqdm import tqdm

    in_bytes = source.total is None and source.size is not None
    with tqdm(
        total=source.size if in_bytes else source.total,
        initial=0 if in_bytes else start,
        desc=f"Reading {source.name}",
        unit="B" if in_bytes else " rows",
        unit_scale=in_bytes,
        delay=_PATIENCE_S,
        disable=not shown,
    ) as bar:
        for count, row in enumerate(rows, start=1):
            yield row
            if count % 256 == 0:
                bar.update(source.bytes_read() - bar.n if in_bytes else 256)
        bar.update((bar.total or bar.n) - bar.n)
