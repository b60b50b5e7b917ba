"""Pushing: look, plan, pack, commit, and again until nothing is left.

Each round looks at the Hub anew and lets the ledger decide what is there; what happened to the round
before need not be known. Rows are only added. Every commit names the commit that we looked at as its
parent, so that nothing can have been added unseen: not by another machine with a copy of the study,
and not by an earlier attempt of ours whose answer was lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evalwidgets.errors import HubError
from evalwidgets.hub.card import Card, write_card
from evalwidgets.hub.dress import Dress
from evalwidgets.hub.facts import read_facts
from evalwidgets.hub.folder import describe
from evalwidgets.hub.layout import CARD, LEADING, STUDY, config_of
from evalwidgets.hub.pack import Packed, pack, same
from evalwidgets.hub.patience import Patience, Report, silence
from evalwidgets.hub.release import release
from evalwidgets.hub.small import expert_rows, rubric_rows
from evalwidgets.store import parcels
from evalwidgets.store.parcels import Parcel

if TYPE_CHECKING:
    from evalwidgets.hub.client import Head, HubClient
    from evalwidgets.store import Store

MAIN = "main"
PARCEL = 100_000
"""Judgments or items in a parcel, at most."""

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
    report
        Called with a few words at every step.

    Raises
    ------
    HubError
        In plain words, when it cannot be done, or all attempts failed.
    """
    pushing = _Pushing(store, client, propose=propose, refresh=refresh, report=report or silence)
    patience = patience or Patience()
    while patience.until_done(lambda: pushing.round(private), client.repo, report):
        pass
    if tag is not None:
        release(client, tag, patience=patience, report=report)
    return patience.until_done(lambda: pushing.finished(private), client.repo, report)


class _Pushing:
    """One push: what it has found out so far, and its rounds."""

    def __init__(self, store: Store, client: HubClient, *, propose: bool, refresh: bool, report: Report) -> None:
        self._store, self._client = store, client
        self._propose, self._refresh, self._report = propose, refresh, report
        self._checked = False
        self._sent: set[int] = set()
        with store.reading() as connection:
            self._dress = Dress.of(connection, store.charter.protocol)
        self.done = Pushed(client.repo, client.url, private=True)

    def round(self, private: bool | None) -> bool:
        """Look, and commit what is to be sent next; return whether there may be more."""
        main = self._dataset(private)
        revision, onto = self._target(main)
        heads = {MAIN: main, revision: onto}
        present = frozenset(path for head in heads.values() for path in head.files)
        sending = self._plan(heads, present)
        packed = self._pack(sending[:_AT_ONCE])
        if packed is None:
            return True
        add = {one.shard.path: one.data for one in packed}
        add |= self._words(onto, present | set(add))
        if not add:
            return False
        self._report(f"sending {sum(map(len, add.values())):,} bytes in {len(add)} files")
        commit = self._client.commit(add, onto=onto, revision=revision, says=_says(packed))
        with self._store.writing() as connection:
            parcels.settle(connection, self._client.repo, present | set(add))
        self.done = replace(self.done, commit=commit)
        return len(sending) > _AT_ONCE

    def _dataset(self, private: bool | None) -> Head:
        """Look at the dataset, which is made if there is none; private unless told otherwise."""
        client = self._client
        head = client.look()
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

    def _plan(self, heads: Mapping[str, Head], present: frozenset[str]) -> list[Parcel]:
        """Let the ledger know what is there, plan what is new, and return what is to be sent next."""
        repo = self._client.repo
        with self._store.reading() as connection:
            known = {path for parcel in parcels.parcels(connection, repo) for path in parcel.paths}
        unseen = list(self._unseen(heads, known))
        with self._store.writing() as connection:
            parcels.lock(connection)
            known = {path for parcel in parcels.parcels(connection, repo) for path in parcel.paths}
            for what, shard, records in unseen:
                if shard.path not in known:
                    parcels.found(connection, repo, what, shard, records)
            parcels.settle(connection, repo, present)
            parcels.drop_stale(connection, repo)
            plan_new(connection, repo, self._dress)
            return [parcel for parcel in parcels.parcels(connection, repo) if parcel.state == "planned"]

    def _unseen(
        self, heads: Mapping[str, Head], known: set[str]
    ) -> Iterator[tuple[parcels.What, parcels.Shard, list[str]]]:
        there = {path: head for head in heads.values() for path in head.files}
        for path, head in there.items():
            config = config_of(path)
            if config is not None and LEADING[config.what] == config.name and path not in known:
                self._report(f"reading what others have added: {path}")
                records = self._client.table(path, head, [config.record])[config.record].to_pylist()
                yield config.what, parcels.Shard(config.name, path), records

    def _pack(self, sending: list[Parcel]) -> list[Packed] | None:
        """Pack the parcels and write that down; None if the plan does not hold any more."""
        found: list[Packed] = []
        for parcel in sending:
            packed = pack(self._store, parcel, self._dress)
            with self._store.writing() as connection:
                if parcel.shards and not same(parcel, packed):
                    # Packed by another version of the libraries: sent under another name, it would be there twice.
                    parcels.cancel(connection, parcel.id)
                    return None
                if not parcel.shards and not parcels.seal(connection, parcel.id, [one.shard for one in packed]):
                    return None
            self._sent.add(parcel.id)
            found += packed
        return found

    def _words(self, onto: Head, paths: frozenset[str]) -> dict[str, bytes]:
        """Return the card and the study's description, where they are missing or have to change."""
        present = {config.name for path in paths if (config := config_of(path))}
        old = self._client.read(CARD, onto) if CARD in onto.files else None
        configs = [config for name, config in self._dress.configs.items() if name in present]
        new = write_card(old, self._client.repo, read_facts(self._store), configs)
        must = old is None or Card.parse(old).metadata != Card.parse(new).metadata
        words = {CARD: new.encode()} if must or (self._refresh and new != old) else {}
        if STUDY not in onto.files:
            words[STUDY] = describe(self._store.charter).encode()
        return words


def plan_new(connection: parcels.Connection, repo: str, dress: Dress) -> None:
    """Plan parcels of everything that is new to `repo`."""
    while parcels.plan_items(connection, repo, PARCEL) == PARCEL:
        pass
    while parcels.plan_judgments(connection, repo, PARCEL) >= PARCEL:
        pass
    parcels.plan_named(connection, repo, "rubrics", [row["rubric_hash"] for row in rubric_rows(connection)])
    experts = expert_rows(connection, dress.pseudonyms)
    parcels.plan_named(connection, repo, "experts", [row["expert_hash"] for row in experts])


def check_dataset(store: Store, client: HubClient, head: Head) -> None:
    """Refuse a dataset that is somebody else's, before anything is written to it.

    Raises
    ------
    HubError
        Which says whose it is.
    """
    import json

    repo = client.repo
    if STUDY in head.files:
        there = json.loads(client.read(STUDY, head))
        charter = store.charter
        if charter.id != there["study"] and charter.rubric_hash != there["rubric"]:
            raise HubError(
                f"{repo} holds the study “{there['title']}”, which is judged by another rubric (there "
                f"{there['rubric'][:12]}, here {charter.rubric_hash[:12]}). Give this study a dataset of its own."
            )
        return
    card = Card.parse(client.read(CARD, head)) if CARD in head.files else Card({}, "")
    data = sorted(path for path in head.files if path not in (CARD, ".gitattributes"))
    if data and not card.configs:
        raise HubError(
            f"{repo} holds files of somebody else ({data[0]}{', …' if len(data) > 1 else ''}) that load without a "
            "config; with ours beside them they would not. It was left as it is: give the study a dataset of its own."
        )


def _counted(shards: Iterable[parcels.Shard]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for shard in shards:
        rows[shard.config] = rows.get(shard.config, 0) + (shard.rows or 0)
    return rows


def _says(packed: list[Packed]) -> str:
    rows = _counted(one.shard for one in packed)
    return f"Add {', '.join(f'{count:,} {name}' for name, count in rows.items())}" if rows else "Update the card"
