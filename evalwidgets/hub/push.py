"""Pushing: look, plan, pack, commit, and again until nothing is left.

Each round looks at the Hub anew and lets the ledger decide what is there; what happened to the round
before need not be known. Rows are only added. Every commit names the commit that we looked at as its
parent, so that nothing can have been added unseen: not by another machine with a copy of the study,
and not by an earlier attempt of ours whose answer was lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evalwidgets.errors import HubError
from evalwidgets.hub.dress import Dress
from evalwidgets.hub.pack import Packed, pack, same
from evalwidgets.hub.patience import Patience, Report, silence
from evalwidgets.hub.permission import REDISTRIBUTION, need_permission
from evalwidgets.hub.release import release
from evalwidgets.hub.scan import IdentifiersFound, Scanner, clear
from evalwidgets.hub.stock import card_and_study, check_dataset, paths, take_stock
from evalwidgets.hub.summaries import result_rows
from evalwidgets.store import parcels
from evalwidgets.store.parcels import Parcel

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.hub.client import Head, HubClient
    from evalwidgets.store import Store

MAIN = "main"
_AT_ONCE = 12  # parcels in a commit: with three shards each it stays below the Hub's 50 files


@dataclass(frozen=True)
class Pushed:
    """What a push has done.

    Attributes
    ----------
    rows
        New rows by config; empty if there was nothing new.
    commit
        The last commit, or None if none was needed.
    pull
        The number of the pull request that it went to, if it was proposed.
    """

    repo: str
    url: str
    private: bool
    rows: Mapping[str, int] = field(default_factory=dict[str, int])
    commit: str | None = None
    pull: int | None = None

    def __repr__(self) -> str:
        rows = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        seen = "private: only members see it" if self.private else "public: everybody sees it"
        where = f", pull request {self.pull}" if self.pull else ""
        return f"<{self.repo} ({seen}){where}: {f'{rows} added' if rows else 'nothing new'}; {self.url}>"


def push(
    store: Store,
    client: HubClient,
    *,
    private: bool | None = None,
    propose: bool = False,
    refresh: bool = True,
    tag: str | None = None,
    names: Iterable[str] = (),
    accept: bool = False,
    patience: Patience | None = None,
    report: Report | None = None,
) -> Pushed:
    """Bring to the Hub what is not there yet; see `Study.push_to_hub`.

    Parameters
    ----------
    propose
        Commits to a pull request instead of main; further pushes go to the same one until it is closed.
    refresh
        Brings the card's figures up to date, too; else it is touched only where the dataset would not load.
    names
        Names to look for in what people have written.
    accept
        Lets pass what may identify somebody, and remembers that it may.
    report
        Called with a few words at every step.

    Raises
    ------
    IdentifiersFound
        If rows may identify somebody and it was not said that they may pass; nothing was sent.
    HubError
        In plain words, when it cannot be done, or all attempts failed.
    """
    pushing = _Pushing(
        store, client, propose=propose, refresh=refresh, names=tuple(names), accept=accept, report=report or silence
    )
    patience = patience or Patience()
    while patience.until_done(lambda: pushing.round(private), client.repo, report):
        pass
    if tag is not None:
        release(client, tag, patience=patience, report=report)
    return patience.until_done(lambda: pushing.finished(private), client.repo, report)


class _Pushing:
    """One push: what it has found out so far, and its rounds."""

    def __init__(
        self,
        store: Store,
        client: HubClient,
        *,
        propose: bool,
        refresh: bool,
        names: tuple[str, ...],
        accept: bool,
        report: Report,
    ) -> None:
        self._store, self._client = store, client
        self._propose, self._refresh, self._report = propose, refresh, report
        self._names, self._accept = names, accept
        self._checked = False
        self._sent: set[int] = set()
        with store.reading() as connection:
            store.current(connection)  # the study may have moved to another rubric
            self._dress = Dress.of(connection, store.charter.protocol)
        # A copy has not all judgments, and a background push has other things to do.
        whole = refresh and self._dress.pseudonyms.has_key
        self._results = [row["results_hash"] for row in result_rows(store)] if whole else []
        self.done = Pushed(client.repo, client.url, private=True)

    def round(self, private: bool | None) -> bool:
        """Look, and commit what is to be sent next; return whether there may be more."""
        main = self._dataset(private)
        revision, onto = self._target(main)
        heads = {MAIN: main, revision: onto}
        sending = take_stock(self._store, self._client, self._dress, heads, self._report, results=self._results)
        packed = self._pack(sending[:_AT_ONCE])
        if packed is None:
            return True
        add = {one.shard.path: one.data for one in packed}
        there = paths(heads) | set(add)
        add |= card_and_study(self._store, self._client, self._dress, onto, there, refresh=self._refresh)
        if not add:
            return False
        self._report(f"sending {sum(map(len, add.values())):,} bytes in {len(add)} files")
        commit = self._client.commit(add, onto=onto, revision=revision, says=_says(packed))
        with self._store.writing() as connection:
            parcels.settle(connection, self._client.repo, there)
        self.done = replace(self.done, commit=commit)
        return len(sending) > _AT_ONCE

    def _dataset(self, private: bool | None) -> Head:
        """Look at the dataset, which is made if there is none; private unless told otherwise."""
        client = self._client
        head = client.look()
        if private is False or (head is not None and not head.private):
            need_permission(self._store.charter.rubric, self._store.charter.protocol, REDISTRIBUTION)
        if head is None:
            client.create(private=private is not False)
            head = client.look()
            if head is None:
                raise HubError(f"{client.repo} was made, but this token may not see it. Check the token's rights.")
        elif private is True and not head.private:
            raise HubError(f"{client.repo} is public. Make it private in its settings on the Hub first.")
        if not self._checked:
            check_dataset(self._store, client, head)
            self._checked = True
        self.done = replace(self.done, private=head.private)
        return head

    def finished(self, private: bool | None) -> Pushed:
        """Return what was done; what is to be public becomes so when all of it is there."""
        with self._store.reading() as connection:
            there = parcels.parcels(connection, self._client.repo)
        # Also what was committed by an attempt whose answer was lost.
        arrived = [parcel for parcel in there if parcel.id in self._sent and parcel.state == "there"]
        self.done = replace(self.done, rows=_counted(shard for parcel in arrived for shard in parcel.shards))
        if private is False and self.done.private:
            self._client.make_public()
            self.done = replace(self.done, private=False)
        return self.done

    def _target(self, main: Head) -> tuple[str, Head]:
        if not self._propose:
            return MAIN, main
        repo, charter = self._client.repo, self._store.charter
        with self._store.reading() as connection:
            pull = parcels.pull_of(connection, repo)
        if pull is None or not self._client.is_open(pull):
            pull = self._client.propose(f"Judgments of {charter.title} ({charter.id[:8]})")
            with self._store.writing() as connection:
                parcels.set_pull(connection, repo, pull)
        self.done = replace(self.done, pull=pull)
        revision = f"refs/pr/{pull}"
        head = self._client.look(revision)
        assert head is not None
        return revision, head

    def _pack(self, sending: list[Parcel]) -> list[Packed] | None:
        """Pack the parcels and write that down; None if the plan does not hold any more."""
        with self._store.reading() as connection:
            scanner = Scanner.of(connection, self._names)
        # What is packed already has been looked through.
        packed = [
            (parcel, pack(self._store, parcel, self._dress, None if parcel.shards else scanner)) for parcel in sending
        ]
        if scanner.findings and not self._accept:
            with self._store.writing() as connection:
                for parcel in sending:
                    parcels.cancel_unpacked(connection, parcel.id)
            raise IdentifiersFound(scanner.findings)
        with self._store.writing() as connection:
            clear(connection, scanner.findings)
            sealed = [_sealed(connection, parcel, shards) for parcel, shards in packed]
        if not all(sealed):
            return None
        self._sent |= {parcel.id for parcel in sending}
        return [shard for _, shards in packed for shard in shards]


def _sealed(connection: Connection, parcel: Parcel, packed: list[Packed]) -> bool:
    """Write down what a parcel is packed in; False if it has to be planned anew."""
    if not packed:
        # What it was planned for is not so any more: an expert's qualifications, the results.
        parcels.cancel(connection, parcel.id)
        return True
    if not parcel.shards:
        return parcels.seal(connection, parcel.id, [one.shard for one in packed])
    if not same(parcel, packed):
        # Packed by another version of the libraries: sent under another name, it could be there twice.
        parcels.cancel(connection, parcel.id)
        return False
    return True


def _counted(shards: Iterable[parcels.Shard]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for shard in shards:
        rows[shard.config] = rows.get(shard.config, 0) + (shard.rows or 0)
    return rows


def _says(packed: list[Packed]) -> str:
    rows = _counted(one.shard for one in packed)
    return f"Add {', '.join(f'{count:,} {name}' for name, count in rows.items())}" if rows else "Update the card"
