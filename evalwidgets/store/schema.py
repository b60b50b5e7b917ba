"""The tables of a study, the same in SQLite and PostgreSQL.

One file (or one PostgreSQL schema) holds one study. `judgments` is append-only: no statement of
this package updates or deletes a row of it. `assignments` is the projection that says what is
current, and all else that changes while experts work (leases, drafts, cursors, counters) stands
beside it in `seats` and `tasks`.

Times are microseconds since 1970 UTC by the store's clock. JSON columns are text, because both
databases and Arrow read text alike.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

VERSION = 7
"""Of this schema; grows by one with each migration (see `evalwidgets.store.migrations`)."""

APPLICATION_ID = 0x45574731
"""Marks a SQLite file as a study ("EWG1")."""

# SQLite makes a rowid alias (and so the fastest key) only of a column typed INTEGER.
_Big = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

study = Table(
    "study",
    metadata,
    Column("id", Text, primary_key=True),  # a UUID
    Column("version", Integer, nullable=False),  # of the schema
    Column("title", Text, nullable=False),
    Column("rubric", Text, ForeignKey("rubrics.hash"), nullable=False),
    Column("protocol", Text, nullable=False),  # JSON of Protocol
    Column("created", BigInteger, nullable=False),
    Column("planned", Text, nullable=False, server_default="{}"),  # JSON: kind -> number of tasks
    Column("pseudonym_key", Text),  # random; turns experts' ids into what the Hub may know of them
)

rubrics = Table(
    "rubrics",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON of Rubric
    Column("added", BigInteger, nullable=False),
)

sources = Table(  # what was imported, so that an unchanged source is not read again
    "sources",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("rows", BigInteger, nullable=False),  # read and committed so far: where a killed import resumes
    Column("complete", Boolean, nullable=False),
    Column("added", BigInteger, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON of Item
)

responses = Table(
    "responses",
    metadata,
    Column("item", _Big, ForeignKey("items.seq"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("model", Text),
    sqlite_with_rowid=False,
)

media = Table(
    "media",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("mime", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", _Big, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("item", _Big, ForeignKey("items.seq"), nullable=False),
    Column("responses", Text, nullable=False),  # JSON list of response ids, as in the item
    Column("rank", BigInteger, nullable=False),  # the study's order; ties go by id
    Column("submitted", Integer, nullable=False, server_default="0"),  # by how many experts
    Index("tasks_in_order", "kind", "rank", "id"),
)

experts = Table(
    "experts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False, server_default="human"),  # human | model
    Column("qualifications", Text, nullable=False, server_default="{}"),  # JSON
    Column("added", BigInteger, nullable=False),
    Column("pseudonym", Text),  # where it did not come of the key: of experts that came from elsewhere
    Column("consented", Text, nullable=False, server_default="[]"),  # JSON list: which qualifications may be published
)

seats = Table(  # one per expert and kind of task
    "seats",
    metadata,
    Column("id", _Big, primary_key=True),
    Column("expert", Text, ForeignKey("experts.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # random; names the browser's outbox
    Column("holder", Integer, nullable=False, server_default="0"),  # which session holds it: the newest
    # Every task before the cursor is settled for this seat; the search for the next one starts here.
    Column("cursor_rank", BigInteger, nullable=False),
    Column("cursor_task", BigInteger, nullable=False, server_default="0"),
    Column("handed", Integer, nullable=False, server_default="0"),  # tasks ever given: the next position less 1
    Column("submitted", Integer, nullable=False, server_default="0"),
    Column("skipped", Integer, nullable=False, server_default="0"),
    Column("flagged", Integer, nullable=False, server_default="0"),
    # How many of `submitted` were beyond the overlap; only the sum over a kind's seats has a meaning.
    Column("surplus", Integer, nullable=False, server_default="0"),
    # How many of `submitted` wait to be asked again in part (see `assignments.asked`).
    Column("stale", Integer, nullable=False, server_default="0"),
    UniqueConstraint("expert", "kind"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("seat", _Big, ForeignKey("seats.id"), primary_key=True),
    Column("task", _Big, ForeignKey("tasks.id"), primary_key=True),
    Column("position", Integer, nullable=False),  # in the seat's own sequence, from 1
    Column("status", Text, nullable=False),  # open | submitted | skipped | flagged
    Column("leased_until", BigInteger, nullable=False),
    Column("draft", Text),  # JSON of Draft
    Column("drafted", Integer, nullable=False, server_default="0"),  # the draft's number of changes
    Column("judgment", _Big, ForeignKey("judgments.seq")),  # the current one
    # JSON of Asked: what of a judged task is to be asked again, since the rubric was changed. Else NULL.
    Column("asked", Text),
    sqlite_with_rowid=False,
)

# Written out, because `Index(postgresql_where=...)` would import that dialect with every SQLite study.
# Of an index by seat alone SQLite would think no better than of the primary key, and read all that a seat ever had.
for _name, _columns, _which in (
    ("assignments_open", "seat, position", "status = 'open'"),
    ("assignments_leased", "task", "status = 'open'"),
    ("assignments_asked", "seat, position", "asked IS NOT NULL"),
):
    _where = f"CREATE INDEX {_name} ON assignments ({_columns}) WHERE {_which}"
    event.listen(assignments, "after_create", DDL(_where))

judgments = Table(
    "judgments",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("task", _Big, ForeignKey("tasks.id"), nullable=False),
    Column("seat", _Big, ForeignKey("seats.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("supersedes", Text),  # the id of a judgment
    Column("reason", Text),
    Column("note", Text),
    Column("answers", Text, nullable=False),  # JSON list of Answer
    Column("shown", Text, nullable=False),  # JSON list of response ids, in the order shown
    Column("rubric", Text, ForeignKey("rubrics.hash"), nullable=False),
    Column("instructions", Text, nullable=False),  # hash
    Column("order_seed", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("active_ms", BigInteger, nullable=False),
    Column("idle_ms", BigInteger, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("judgments_of_seat", "seat", "seq"),
    sqlite_autoincrement=True,
)

remarks = Table(  # what experts say of the rubric; append-only, like judgments
    "remarks",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("expert", Text, ForeignKey("experts.id"), nullable=False),
    Column("kind", Text, nullable=False),  # propose | unclear
    Column("text", Text, nullable=False),
    Column("criterion", Text),  # the id of one
    Column("task", _Big, ForeignKey("tasks.id")),  # what was being judged
    Column("rubric", Text, ForeignKey("rubrics.hash"), nullable=False),
    Column("at", BigInteger, nullable=False),
)

remark_verdicts = Table(  # what became of remarks; the last one of a remark counts
    "remark_verdicts",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("remark", Text, ForeignKey("remarks.id"), nullable=False),
    Column("verdict", Text, nullable=False),  # accepted | declined
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("verdicts_of_remark", "remark"),
)

adjudications = Table(  # what settles answers that experts disagree on; the last of a task and criterion counts
    "adjudications",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("adjudicator", Text, ForeignKey("experts.id"), nullable=False),
    Column("task", _Big, ForeignKey("tasks.id"), nullable=False),  # of kind grade
    Column("response", Text, nullable=False),  # the id of one
    Column("criterion", Text, nullable=False),  # the id of one
    Column("answer", Text, nullable=False),  # JSON of Answer
    Column("judgments", Text, nullable=False),  # JSON list of the ids of those sided with
    Column("reason", Text, nullable=False),
    Column("rubric", Text, ForeignKey("rubrics.hash"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("adjudications_of_task", "task", "criterion"),
)

parcels = Table(  # what is on the Hub, or on its way there: records that travel together
    "parcels",
    metadata,
    Column("id", _Big, primary_key=True),
    Column("repo", Text, nullable=False),  # org/name
    Column("what", Text, nullable=False),  # judgments | items | rubrics | experts | results
    Column("state", Text, nullable=False),  # planned | there | gone
    Column("ours", Boolean, nullable=False),  # planned in this study, not found on the Hub
    Column("at", BigInteger, nullable=False),
    Index("parcels_of_repo", "repo", "what"),
    sqlite_autoincrement=True,  # the number of a cancelled parcel is not given again: somebody may still be packing it
)

parcel_records = Table(
    "parcel_records",
    metadata,
    Column("record", Text, primary_key=True),  # the id of a judgment or item, the hash of a rubric or expert
    Column("parcel", _Big, ForeignKey("parcels.id"), primary_key=True),
    Index("records_of_parcel", "parcel"),
    sqlite_with_rowid=False,
)

shards = Table(  # the files that a parcel is in
    "shards",
    metadata,
    Column("parcel", _Big, ForeignKey("parcels.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("config", Text, nullable=False),
    Column("sha256", Text),  # of ours only
    Column("rows", BigInteger),
    Column("bytes", BigInteger),
    sqlite_with_rowid=False,
)

repos = Table(  # what is known of each dataset on the Hub that this study was pushed to
    "repos",
    metadata,
    Column("repo", Text, primary_key=True),
    Column("pull", Integer),  # the number of the pull request that pushes go to
)

cleared = Table(  # likely identifiers that a person has looked at and let pass
    "cleared",
    metadata,
    Column("finding", Text, primary_key=True),  # a hash: the text itself is in the study already
    Column("at", BigInteger, nullable=False),
)
