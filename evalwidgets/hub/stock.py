"""Taking stock before a push: whose dataset it is, what is there, what is new, and what its card must say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from evalwidgets.errors import HubError
from evalwidgets.hub.card import Card, write_card
from evalwidgets.hub.dress import Dress
from evalwidgets.hub.facts import read_facts
from evalwidgets.hub.folder import describe
from evalwidgets.hub.layout import CARD, STUDY, config_of
from evalwidgets.hub.small import expert_rows, rubric_rows
from evalwidgets.store import parcels
from evalwidgets.store.parcels import Parcel, Shard, What

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.hub.client import Head, HubClient
    from evalwidgets.hub.patience import Report
    from evalwidgets.store import Store

PARCEL = 100_000
"""Judgments or items in a parcel, at most."""

_NO_DATA = (CARD, ".gitattributes")


def take_stock(
    store: Store,
    client: HubClient,
    dress: Dress,
    heads: Mapping[str, Head],
    report: Report,
    *,
    results: Iterable[str] = (),
) -> list[Parcel]:
    """Let the ledger know what is on the Hub, plan what is new, and return what is to be sent.

    Parameters
    ----------
    heads
        The branches whose files count as there, by name.
    results
        Hashes of the rows of `results` as they are now.
    """
    repo = client.repo
    with store.reading() as connection:
        known = _known(connection, repo)
    unseen = list(_unseen(client, heads, known, report))
    with store.writing() as connection:
        parcels.lock(connection)
        known = _known(connection, repo)
        for what, shard, records in unseen:
            if shard.path not in known:
                parcels.found(connection, repo, what, shard, records)
        parcels.settle(connection, repo, paths(heads))
        parcels.drop_stale(connection, repo)
    _plan_new(store, repo, dress, tuple(results))
    with store.reading() as connection:
        return [parcel for parcel in parcels.parcels(connection, repo) if parcel.state == "planned"]


def paths(heads: Mapping[str, Head]) -> frozenset[str]:
    """Return the paths of all files on these branches."""
    return frozenset(path for head in heads.values() for path in head.files)


def _known(connection: Connection, repo: str) -> set[str]:
    return {path for parcel in parcels.parcels(connection, repo) for path in parcel.paths}


def _unseen(
    client: HubClient, heads: Mapping[str, Head], known: set[str], report: Report
) -> Iterator[tuple[What, Shard, list[str]]]:
    there = {path: head for head in heads.values() for path in head.files}
    for path, head in there.items():
        config = config_of(path)
        if config is not None and config.leads and path not in known:
            report(f"reading what others have added: {path}")
            records = client.table(path, head, [config.record])[config.record].to_pylist()
            yield config.what, Shard(config.name, path), records


def _plan_new(store: Store, repo: str, dress: Dress, results: tuple[str, ...]) -> None:
    """Plan parcels of all that is new; what takes long is found out before a lock is taken, or submits would wait."""
    while True:
        with store.reading() as connection:
            mark = parcels.latest(connection)
            new = _new(connection, repo, dress, results)
        parts: list[tuple[What, list[str]]] = [(what, part) for what in new for part in _cut(new[what])]
        for what, part in parts:
            with store.writing() as connection:
                parcels.lock(connection)
                if parcels.latest(connection) != mark:
                    break  # another process plans, too: what of this is new has to be found out again
                mark = parcels.plan(connection, repo, what, part)
        else:
            return


def _cut(records: list[str]) -> Iterator[list[str]]:
    return (records[start : start + PARCEL] for start in range(0, len(records), PARCEL))


def _new(connection: Connection, repo: str, dress: Dress, results: tuple[str, ...] = ()) -> dict[What, list[str]]:
    rubrics = [row["rubric_hash"] for row in rubric_rows(connection)]
    experts = [row["expert_hash"] for row in expert_rows(connection, dress.pseudonyms)]
    found: dict[What, list[str]] = {
        "items": parcels.new_items(connection, repo),
        "judgments": parcels.new_judgments(connection, repo),
        "rubrics": parcels.unknown(connection, repo, "rubrics", rubrics),
        "experts": parcels.unknown(connection, repo, "experts", experts),
        "results": parcels.unknown(connection, repo, "results", results),
    }
    return found


def has_news(store: Store, repo: str) -> bool:
    """Tell whether there is anything to push, without asking the Hub."""
    with store.reading() as connection:
        if any(parcel.state == "planned" for parcel in parcels.parcels(connection, repo)):
            return True
        dress = Dress.of(connection, store.charter.protocol)
        return any(_new(connection, repo, dress).values())


def card_and_study(
    store: Store, client: HubClient, dress: Dress, onto: Head | None, there: frozenset[str], *, refresh: bool
) -> dict[str, bytes]:
    """Return the card and the study's description, where they are missing or have to change.

    Parameters
    ----------
    there
        All paths that the dataset will have.
    refresh
        Brings the card's words up to date, too, not only what it needs to load.
    """
    present = {config.name for path in there if (config := config_of(path))}
    old = client.read(CARD, onto) if onto is not None and CARD in onto.files else None
    configs = [config for name, config in dress.configs.items() if name in present]
    facts = read_facts(store, summed_up=refresh)
    new = write_card(old, client.repo, facts, configs, whole=dress.pseudonyms.has_key)
    must = old is None or Card.parse(old).metadata != Card.parse(new).metadata
    words = {CARD: new.encode()} if must or (refresh and new != old) else {}
    about = describe(store.charter)
    said = client.read(STUDY, onto) if onto is not None and STUDY in onto.files else None
    # It changes when the study moves to another rubric; another study of the same rubric leaves it alone.
    is_mine = said is None or (dress.pseudonyms.has_key and json.loads(said)["study"] == store.charter.id)
    if is_mine and said != about:
        words[STUDY] = about.encode()
    return words


def check_dataset(store: Store, client: HubClient, head: Head) -> None:
    """Refuse a dataset that is somebody else's, before anything is written to it.

    Raises
    ------
    HubError
        Which says whose it is.
    """
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
    data = sorted(path for path in head.files if path not in _NO_DATA)
    if data and not card.configs:
        raise HubError(
            f"{repo} holds files of somebody else ({data[0]}{', …' if len(data) > 1 else ''}) that load without a "
            "config; with ours beside them they would not. It was left as it is: give the study a dataset of its own."
        )
