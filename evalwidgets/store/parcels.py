"""The ledger of the Hub: which records are there, and which are on their way.

A *parcel* is a set of records (judgments, items, rubrics or experts) that travel together, as one
shard in each config that has rows of them. It is written down before anything is sent, and what is
new is what no parcel holds, never what lies above a mark: so a lost answer, a crash at any moment
or a second machine neither doubles nor drops a record.

A parcel is *planned* until its shards are seen on the Hub, then *there*; it is *gone* if its shards
have left the Hub while others there hold its records (somebody has merged small shards).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, func, insert, select, text, update

from evalwidgets.store import schema
from evalwidgets.store.clock import now

if TYPE_CHECKING:
    from sqlalchemy import Connection

What = Literal["judgments", "items", "rubrics", "experts", "results"]

_p, _r, _s = schema.parcels, schema.parcel_records, schema.shards


@dataclass(frozen=True)
class Shard:
    """A file of a parcel; `sha256`, `rows` and `bytes` are known of our own."""

    config: str
    path: str
    sha256: str | None = None
    rows: int | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Parcel:
    """A set of records that travel together.

    Attributes
    ----------
    ours
        Whether it was planned in this study; others were found on the Hub.
    shards
        Empty until the parcel is packed.
    """

    id: int
    what: What
    state: Literal["planned", "there", "gone"]
    ours: bool
    shards: tuple[Shard, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Where its shards are on the Hub."""
        return frozenset(shard.path for shard in self.shards)


_LOCK = select(schema.study.c.id).with_for_update()


def lock(connection: Connection) -> None:
    """Let one process at a time plan; on SQLite, whoever writes is alone anyway."""
    connection.execute(_LOCK)


def parcels(connection: Connection, repo: str) -> list[Parcel]:
    """Return all parcels of a dataset on the Hub, in the order they were planned or found."""
    shards: dict[int, list[Shard]] = {}
    for row in connection.execute(select(_s).join(_p, _p.c.id == _s.c.parcel).where(_p.c.repo == repo)):
        shards.setdefault(row.parcel, []).append(Shard(row.config, row.path, row.sha256, row.rows, row.bytes))
    rows = connection.execute(select(_p).where(_p.c.repo == repo).order_by(_p.c.id))
    return [Parcel(row.id, row.what, row.state, row.ours, tuple(shards.get(row.id, ()))) for row in rows]


def size(connection: Connection, parcel: int) -> int:
    """Return how many records a parcel holds."""
    return connection.execute(select(func.count()).select_from(_r).where(_r.c.parcel == parcel)).scalar_one()


def records(connection: Connection, parcel: int) -> list[str]:
    """Return the records of a parcel."""
    return list(connection.execute(select(_r.c.record).where(_r.c.parcel == parcel)).scalars())


_KNOWN = (
    "EXISTS (SELECT 1 FROM parcel_records AS known JOIN parcels ON parcels.id = known.parcel WHERE known.record = {} "
    "AND parcels.repo = :repo AND parcels.what = :what AND parcels.state <> 'gone')"
)
# The inner statement reads the index of ids alone: the rows themselves, with all answers, are read only of what is new.
_NEW_JUDGMENTS = text(
    "SELECT j.id, j.supersedes, a.judgment IS NOT NULL AS stands, "  # noqa: S608 (our own words)
    f"CASE WHEN j.supersedes IS NULL THEN FALSE ELSE {_KNOWN.format('j.supersedes')} END AS follows "
    f"FROM (SELECT id, seq FROM judgments WHERE NOT {_KNOWN.format('judgments.id')}) AS fresh "
    "JOIN judgments AS j ON j.seq = fresh.seq LEFT JOIN assignments AS a "
    "ON a.seat = j.seat AND a.task = j.task AND a.judgment = j.seq ORDER BY j.seq"
)
_NEW_ITEMS = text(f"SELECT id FROM items WHERE NOT {_KNOWN.format('items.id')} ORDER BY seq")  # noqa: S608


def new_judgments(connection: Connection, repo: str) -> list[str]:
    """Return the judgments that are new to `repo`, in the order they were stored.

    What was replaced or taken back before it was ever sent stays at home. What replaces or takes back
    something that is there must follow it, even if it was replaced itself.
    """
    found: dict[str, None] = {}
    for row in connection.execute(_NEW_JUDGMENTS, {"repo": repo, "what": "judgments"}):
        if row.stands or row.follows or row.supersedes in found:
            found[row.id] = None
    return list(found)


def new_items(connection: Connection, repo: str) -> list[str]:
    """Return the items that are new to `repo`, in the order they came."""
    return list(connection.execute(_NEW_ITEMS, {"repo": repo, "what": "items"}).scalars())


def unknown(connection: Connection, repo: str, what: What, wanted: Iterable[str]) -> list[str]:
    """Return those of the records `wanted` that no parcel of `repo` holds."""
    known = select(_r.c.record).join(_p, _p.c.id == _r.c.parcel)
    known = known.where(_p.c.repo == repo, _p.c.what == what, _p.c.state != "gone")
    there = set(connection.execute(known).scalars())
    return [record for record in dict.fromkeys(wanted) if record not in there]


def latest(connection: Connection) -> int:
    """Return the number of the newest parcel: what was found to be new holds while it stays the same."""
    return connection.execute(select(func.coalesce(func.max(_p.c.id), 0))).scalar_one()


def plan(connection: Connection, repo: str, what: What, wanted: Collection[str]) -> int:
    """Plan a parcel of these records, and return its number."""
    parcel = _open(connection, repo, what)
    _fill(connection, parcel, wanted)
    return parcel


def _open(connection: Connection, repo: str, what: What, *, state: str = "planned") -> int:
    values = {"repo": repo, "what": what, "state": state, "ours": state == "planned", "at": now(connection)}
    return connection.execute(insert(_p).values(values).returning(_p.c.id)).scalar_one()


def _fill(connection: Connection, parcel: int, wanted: Collection[str]) -> None:
    if wanted:
        # Straight to the driver, a fifth of the time; in their own order, one goes into the index beside the other.
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        statement = f"INSERT INTO parcel_records (record, parcel) VALUES ({mark}, {mark})"  # noqa: S608
        connection.exec_driver_sql(statement, [(record, parcel) for record in sorted(wanted)])


def seal(connection: Connection, parcel: int, packed: Sequence[Shard]) -> bool:
    """Write down the shards that a planned parcel is packed in, before they are sent.

    False if it was cancelled meanwhile, or somebody else has packed it otherwise.
    """
    if connection.execute(select(_p.c.id).where(_p.c.id == parcel).with_for_update()).one_or_none() is None:
        return False
    there = set(connection.execute(select(_s.c.path).where(_s.c.parcel == parcel)).scalars())
    if there:
        return there == {shard.path for shard in packed}
    for shard in packed:
        values = {"config": shard.config, "path": shard.path, "sha256": shard.sha256}
        connection.execute(insert(_s).values(parcel=parcel, rows=shard.rows, bytes=shard.bytes, **values))
    return True


def cancel(connection: Connection, parcel: int) -> None:
    """Forget a parcel: its records are new again, unless another holds them."""
    for table in (_s, _r):
        connection.execute(delete(table).where(table.c.parcel == parcel))
    connection.execute(delete(_p).where(_p.c.id == parcel))


_STALE = text(
    "SELECT id FROM parcels WHERE repo = :repo AND what = 'judgments' AND state = 'planned' AND NOT EXISTS "
    "(SELECT 1 FROM shards WHERE shards.parcel = parcels.id) AND EXISTS (SELECT 1 FROM parcel_records AS r "
    "JOIN judgments AS j ON j.id = r.record LEFT JOIN assignments AS a ON a.seat = j.seat AND a.task = j.task "
    "AND a.judgment = j.seq WHERE r.parcel = parcels.id AND a.judgment IS NULL AND j.supersedes IS NULL)"
)


def drop_stale(connection: Connection, repo: str) -> None:
    """Cancel what was planned but not yet packed if some of it has been taken back: it can still stay at home."""
    for parcel in connection.execute(_STALE, {"repo": repo}).scalars().all():
        cancel(connection, parcel)


def cancel_unpacked(connection: Connection, parcel: int) -> None:
    """Cancel a planned parcel, unless somebody has packed it meanwhile."""
    if connection.execute(select(_s.c.path).where(_s.c.parcel == parcel)).first() is None:
        cancel(connection, parcel)


def found(connection: Connection, repo: str, what: What, shard: Shard, there: Collection[str]) -> None:
    """Write down a shard of somebody else that is on the Hub, with the records that it holds."""
    parcel = _open(connection, repo, what, state="there")
    _fill(connection, parcel, list(dict.fromkeys(there)))
    seal(connection, parcel, [shard])


_OVERLAP = text(
    "SELECT COUNT(DISTINCT mine.record) FROM parcel_records AS mine JOIN parcel_records AS other "
    "ON other.record = mine.record AND other.parcel <> mine.parcel JOIN parcels ON parcels.id = other.parcel "
    "WHERE mine.parcel = :parcel AND parcels.repo = :repo AND parcels.what = :what AND parcels.state = 'there'"
)


def settle(connection: Connection, repo: str, present: Collection[str]) -> None:
    """Bring the parcels of `repo` in line with the paths that are `present` on the Hub.

    A parcel of ours that is not there is sent again as it is; if somebody else's shards hold some of
    its records, it is given up, and what they do not hold is new. This is safe because every commit
    names its parent: one that was sent before and is still under way cannot land after we have looked.
    """
    absent: list[Parcel] = []
    for parcel in parcels(connection, repo):
        if parcel.shards and parcel.paths <= set(present):
            if parcel.state != "there":
                _move(connection, parcel, "there")
        elif parcel.state != "gone" and parcel.shards:
            absent.append(parcel)
            _move(connection, parcel, "planned" if parcel.ours else "gone")
    for parcel in absent:
        if not parcel.ours:
            continue
        values = {"parcel": parcel.id, "repo": repo, "what": parcel.what}
        held = connection.execute(_OVERLAP, values).scalar_one()
        if held and held == size(connection, parcel.id):
            _move(connection, parcel, "gone")
        elif held:
            cancel(connection, parcel.id)


def _move(connection: Connection, parcel: Parcel, state: str) -> None:
    if parcel.state != state:
        connection.execute(update(_p).where(_p.c.id == parcel.id).values(state=state))


_ids = select(_r.c.record).join(_p, _p.c.id == _r.c.parcel)


def count_there(connection: Connection, repo: str, what: What) -> int:
    """Return how many records of a kind are on the Hub, whoever sent them."""
    there = _ids.where(_p.c.repo == repo, _p.c.what == what, _p.c.state == "there").distinct().subquery()
    return connection.execute(select(func.count()).select_from(there)).scalar_one()


def pull_of(connection: Connection, repo: str) -> int | None:
    """Return the number of the pull request that pushes to `repo` go to, if there is one."""
    found = select(schema.repos.c.pull).where(schema.repos.c.repo == repo)
    return connection.execute(found).scalar_one_or_none()


_SET_PULL = text(
    "INSERT INTO repos (repo, pull) VALUES (:repo, :pull) ON CONFLICT (repo) DO UPDATE SET pull = excluded.pull"
)


def set_pull(connection: Connection, repo: str, pull: int | None) -> None:
    """Remember the pull request that further pushes go to."""
    connection.execute(_SET_PULL, {"repo": repo, "pull": pull})
