"""What a published dataset consists of: its configs, their columns, and where their files are.

A config is a folder of Parquet shards, each named after its own content::

    README.md                           the card, which names the configs, their files and features
    study.json                          id, title and protocol, to grade on from
    scores/train-5f3a….parquet          one folder per config
    judgments/train-91c0….parquet
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalwidgets.errors import StudyError
from evalwidgets.store.parcels import What
from evalwidgets.tables.columns import TIME, Column
from evalwidgets.tables.registry import TABLES, Table

if TYPE_CHECKING:
    import datasets

SPLIT = "train"
CARD = "README.md"
STUDY = "study.json"

RUBRICS = (
    Column("rubric", "string", "Id of the rubric."),
    Column("rubric_version", "string", "Its version, as its authors count."),
    Column("rubric_hash", "string", "SHA-256 of its content, in hex."),
    Column("title", "string", "Its title."),
    Column("licence", "string", "Its licence, or null where none is named."),
    Column("text", "string", "The whole rubric as YAML, for reading and for `load_rubric`."),
    Column("body", "string", "The whole rubric as JSON, exactly as it was used."),
)
EXPERTS = (
    Column("expert", "string", "Pseudonym of the expert."),
    Column("expert_kind", "string", "human or model."),
    Column("specialty", "string", "Field of work; null where unknown or not to be published."),
    Column("years", "float64", "Years of practice; null where unknown or not to be published."),
    Column("qualifications", "string", "What else the expert lets be known, as JSON, or null."),
    Column("expert_hash", "string", "SHA-256 of this row's content: an expert who learns more gets a further row."),
)
RESULTS = (
    Column("model", "string", "The model; null where it is not known."),
    Column("score", "float64", "Mean over items, by the rubric's rule; null if there is none."),
    Column("low", "float64", "Lower end of the 95% bootstrap interval over items; null if there is none."),
    Column("high", "float64", "Upper end of it."),
    Column("n_items", "int64", "Items it rests on."),
    Column("n_judgments", "int64", "Judgments by people, of a response, with a score."),
    Column("n_experts", "int64", "Experts they come from."),
    Column("n_unscored", "int64", "Judgments without a score."),
    Column("state", "string", "ok; no_scores: no figure; one_item: no interval; no_variation: all items are alike."),
    Column("rubric_hash", "string", "The rubric that it is scored by."),
    Column("as_of", TIME, "When the last judgment was saved that it rests on: the latest rows are the results."),
    Column("results_hash", "string", "SHA-256 of this row's content."),
)
KEPT = frozenset(
    {
        "judgment_id",
        "expert",
        "item",
        "item_hash",
        "rubric_hash",
        "expert_hash",
        "results_hash",
        "criterion",
        "supersedes",
    }
)
"""Columns that cannot be withheld: without them the rows of a dataset do not find each other."""


@dataclass(frozen=True)
class Config:
    """One config of the dataset.

    Attributes
    ----------
    what
        The records of which it has rows; those of one parcel travel in one commit.
    record
        The column that names the record.
    table
        The study's table that it is read from; None for the small ones, which have a module here.
    kind
        The kind of task whose judgments alone have rows in it; None: all.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    what: What
    record: str
    table: Table | None = None
    kind: str | None = None

    @property
    def leads(self) -> bool:
        """Whether it has every record of its kind: it is what a second machine reads."""
        return self.name == self.what

    @property
    def glob(self) -> str:
        """The files of it."""
        return f"{self.name}/{SPLIT}-*.parquet"

    def features(self) -> datasets.Features:
        """Return the types of its columns as `datasets` has them."""
        from datasets import Features

        from evalwidgets.tables.columns import arrow_schema

        return Features.from_arrow_schema(arrow_schema(self.columns))


def _of_table(name: str, what: What, record: str, kind: str | None = None) -> Config:
    return Config(name, TABLES[name].about, TABLES[name].columns, what, record, TABLES[name], kind)


CONFIGS = {
    config.name: config
    for config in (
        _of_table("scores", "judgments", "judgment_id", "grade"),
        _of_table("judgments", "judgments", "judgment_id"),
        _of_table("comparisons", "judgments", "judgment_id", "compare"),
        _of_table("items", "items", "item"),
        Config("rubrics", "One row per rubric, with its full text.", RUBRICS, "rubrics", "rubric_hash"),
        Config(
            "experts", "One row per expert, and a further one when more is known.", EXPERTS, "experts", "expert_hash"
        ),
        Config("results", "Scores by model, as of different times.", RESULTS, "results", "results_hash"),
    )
}
"""All configs; the first is what `load_dataset` gives when none is named."""

DEFAULT = next(iter(CONFIGS))


def configs_of(what: What) -> list[Config]:
    """Return the configs that have rows of these records."""
    return [config for config in CONFIGS.values() if config.what == what]


def shard_path(config: Config, sha256: str) -> str:
    """Return where a shard with this content is."""
    return f"{config.name}/{SPLIT}-{sha256[:24]}.parquet"


def config_of(path: str) -> Config | None:
    """Return the config that a path on the Hub is a shard of, if it is one of ours."""
    folder, _, name = path.partition("/")
    is_shard = name.startswith(f"{SPLIT}-") and name.endswith(".parquet") and "/" not in name
    return CONFIGS.get(folder) if is_shard else None


def without(config: Config, withheld: Collection[str]) -> Config:
    """Return the config without columns and fields of these names (``comment``, or ``items.reference``)."""
    here = {name.removeprefix(f"{config.name}.") for name in withheld}
    return replace(config, columns=_without(config.columns, here))


def _without(columns: tuple[Column, ...], withheld: Collection[str]) -> tuple[Column, ...]:
    return tuple(
        replace(column, type=_without(column.type, withheld)) if isinstance(column.type, tuple) else column
        for column in columns
        if column.name not in withheld
    )


def check_withheld(withheld: Collection[str]) -> None:
    """Raise a plain error for a name that no table has, or that cannot be left out.

    Raises
    ------
    StudyError
        Which names the name.
    """
    for name in withheld:
        table, _, column = name.rpartition(".")
        if table and table not in CONFIGS:
            raise StudyError(f"protocol, withhold: there is no table {table!r}; there is {', '.join(CONFIGS)}")
        if column in KEPT:
            raise StudyError(f"protocol, withhold: {column} cannot be withheld, the rows find each other by it")
        tables = [CONFIGS[table]] if table else list(CONFIGS.values())
        if not any(_has(config.columns, column) for config in tables):
            raise StudyError(f"protocol, withhold: no table has a column {column!r} (see the page on the tables)")


def _has(columns: tuple[Column, ...], name: str) -> bool:
    return any(
        column.name == name or (isinstance(column.type, tuple) and _has(column.type, name)) for column in columns
    )
