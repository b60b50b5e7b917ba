"""What a push would do, before it does it: rows, bytes, who would see them, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from evalwidgets.hub.dress import Dress
from evalwidgets.hub.layout import CARD, config_of
from evalwidgets.hub.pack import pack
from evalwidgets.hub.patience import Patience, Report, silence
from evalwidgets.hub.permission import REDISTRIBUTION, permitted
from evalwidgets.hub.scan import Finding, Scanner
from evalwidgets.hub.stock import card_and_study, check_dataset, paths, take_stock
from evalwidgets.hub.summaries import result_rows
from evalwidgets.store import parcels

if TYPE_CHECKING:
    from evalwidgets.hub.client import Head, HubClient
    from evalwidgets.store import Store
    from evalwidgets.store.parcels import Shard
    from evalwidgets.store.store import Charter


@dataclass(frozen=True)
class PublishPlan:
    """What a push would do now.

    Attributes
    ----------
    exists, private
        Whether the dataset is there, and whether only members see it (or would, if it is made).
    new
        Rows that would be added, by config.
    bytes
        How much would be sent.
    there
        Records that are on the Hub already, whoever pushed them: judgments, items, rubrics, experts.
    findings
        Places in the new rows that may identify somebody, and that nobody has let pass yet.
    warnings
        What else a person should know before others see the rows.
    visible
        What everybody would see if the dataset were public, in a sentence.
    card
        The README as it would be.
    """

    repo: str
    url: str
    exists: bool
    private: bool
    new: Mapping[str, int]
    bytes: int
    there: Mapping[str, int]
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    visible: str
    card: str

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"

    def _lines(self) -> Iterable[str]:
        state = "private, only members see it" if self.private else "public, everybody sees it"
        yield f"{self.repo} ({state if self.exists else f'new; {state}'}): {self.url}"
        for name, count in self.new.items():
            yield f"  {name:<12} {count:>12,} new"
        yield f"  {self.bytes:,} bytes to send" if self.new else "  nothing new"
        for warning in self.warnings:
            yield f"  note: {warning}"
        if self.findings:
            yield f"  {len(self.findings):,} to look at, they may identify somebody:"
            yield from (f"    {finding}" for finding in self.findings)


def plan(
    store: Store,
    client: HubClient,
    *,
    private: bool | None = None,
    names: Iterable[str] = (),
    patience: Patience | None = None,
    report: Report | None = None,
) -> PublishPlan:
    """Say what a push would do now; nothing is sent, and nothing changes. See `Study.publish_plan`.

    Raises
    ------
    HubError
        If the push would be refused, or the Hub cannot be asked.
    """
    report = report or silence
    head = (patience or Patience()).until_done(client.look, client.repo, report)
    if head is not None:
        check_dataset(store, client, head)
    with store.reading() as connection:
        dress = Dress.of(connection, store.charter.protocol)
        scanner = Scanner.of(connection, names)
    heads = {} if head is None else {"main": head}
    results = [row["results_hash"] for row in result_rows(store)] if dress.pseudonyms.has_key else []
    planned = take_stock(store, client, dress, heads, report, results=results)
    try:
        shards = [one.shard for parcel in planned for one in pack(store, parcel, dress, scanner)]
        there = paths(heads) | {shard.path for shard in shards}
        words = card_and_study(store, client, dress, head, there, refresh=True)
    finally:
        with store.writing() as connection:
            for parcel in planned:
                parcels.cancel_unpacked(connection, parcel.id)
    card = words[CARD].decode() if CARD in words else client.read(CARD, head) if head else ""
    is_private = private is not False if head is None else head.private and private is not False
    return PublishPlan(
        repo=client.repo,
        url=client.url,
        exists=head is not None,
        private=is_private,
        new=_rows(shards),
        bytes=sum(shard.bytes or 0 for shard in shards) + sum(map(len, words.values())),
        there=count_there(store, client.repo),
        findings=tuple(scanner.findings),
        warnings=tuple(_warnings(store.charter, head, is_private)),
        visible=_visible(dress, there),
        card=card,
    )


def _rows(shards: list[Shard]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for shard in shards:
        rows[shard.config] = rows.get(shard.config, 0) + (shard.rows or 0)
    return rows


def count_there(store: Store, repo: str) -> dict[str, int]:
    """Return how many records of each kind are on the Hub, as far as this study knows."""
    kinds: tuple[parcels.What, ...] = ("judgments", "items", "rubrics", "experts")
    with store.reading() as connection:
        return {what: parcels.count_there(connection, repo, what) for what in kinds}


def _warnings(charter: Charter, head: Head | None, is_private: bool) -> Iterable[str]:
    uses = permitted(charter.rubric, charter.protocol)
    if not charter.protocol.licence:
        yield "the protocol names no licence: others will not know what they may do with the judgments"
    if uses is not None and REDISTRIBUTION not in uses:
        yield "the judgments may not be made public (permitted_use)"
    if head is not None and not head.private and is_private is False:
        yield "the dataset is public: what is pushed is seen by everybody at once"


def _visible(dress: Dress, there: frozenset[str]) -> str:
    names = {config.name for path in there if (config := config_of(path))}
    columns = "; ".join(
        f"{name} ({', '.join(column.name for column in config.columns)})"
        for name, config in dress.configs.items()
        if name in names
    )
    return f"Everybody would see, with experts under pseudonyms: {columns or 'nothing yet'}."
