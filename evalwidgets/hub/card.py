"""The card: metadata that make the dataset load, and a page for readers, kept in step with both.

Each section that we write stands between two comments, the first of which holds a digest of it::

    <!-- evalwidgets:about 5d41402abc4b -->
    ...
    <!-- /evalwidgets:about -->

What stands outside of them, or differs from its digest, was written by hand, and stays. Metadata
that are not ours stay, too. There are no row counts: they would have to change with every shard, and
a shard that arrives without makes `load_dataset` refuse the whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from evalwidgets.errors import HubError
from evalwidgets.hub.card_words import sections
from evalwidgets.hub.facts import Facts
from evalwidgets.hub.layout import CONFIGS, DEFAULT, SPLIT, Config

if TYPE_CHECKING:
    import datasets

# Ten times as fast, where libyaml is there.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SECTION = re.compile(r"<!-- evalwidgets:(\w+) (\w+) -->\n(.*?)\n?<!-- /evalwidgets:\1 -->", re.DOTALL)
_TAGS = ("evalwidgets", "rubric", "human-feedback", "expert-judgments")
_OF_LAYOUT = ("reading", "columns")
_TASKS = ("text-generation",)


@dataclass(frozen=True)
class Card:
    """A README as the Hub reads it: metadata, and the page below them."""

    metadata: dict[str, Any]
    body: str

    @classmethod
    def parse(cls, text: str) -> Card:
        """Read a README; one without metadata is a page alone.

        Raises
        ------
        HubError
            If the metadata are not YAML.
        """
        head = _HEAD.match(text)
        if head is None:
            return cls({}, text)
        try:
            metadata = yaml.load(head[1], Loader=_Loader) or {}  # noqa: S506 (a safe one)
        except yaml.YAMLError as error:
            raise HubError(
                f"the README's metadata are not YAML ({error}). Mend them on the Hub, and push again"
            ) from error
        return cls(metadata, text[head.end() :])

    def __str__(self) -> str:
        head = yaml.dump(self.metadata, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
        return f"---\n{head}---\n{self.body}"

    @property
    def configs(self) -> dict[str, dict[str, Any]]:
        """Its configs by name."""
        return {entry.get("config_name", "default"): entry for entry in self.metadata.get("configs") or ()}

    @property
    def infos(self) -> dict[str, dict[str, Any]]:
        """What it says of each config's features and sizes."""
        found = self.metadata.get("dataset_info") or ()
        entries = [found] if isinstance(found, dict) else found
        return {entry.get("config_name", "default"): entry for entry in entries}


def write_card(
    old: str | None,
    repo: str,
    facts: Facts,
    configs: Collection[Config],
    *,
    whole: bool = True,
    state: str | None = None,
) -> str:
    """Return the card for a dataset that has these configs, with everything kept that is not ours.

    Parameters
    ----------
    old
        The README that is there, if one is.
    whole
        Whether `facts` are those of the whole study; else what is there tells more of it, and stays.
    state
        Names the rows of a folder on this machine. `load_dataset` keeps what it has once read of a folder by the
        folder's name and card, so that of other rows under the same card it would give the old ones.

    Raises
    ------
    HubError
        If the README that is there describes data of somebody else that ours would get in the way of.
    """
    card = Card.parse(old or "")
    given = {config.name: config for config in configs}
    ours = [(CONFIGS | given)[name] for name in CONFIGS if name in given or name in card.configs]
    words = sections(repo, facts, ours)
    if old and not whole:
        words = {name: words[name] for name in _OF_LAYOUT}
    return str(Card(_metadata(card, repo, facts, ours, state), _body(card.body, words)))


def _body(old: str, new: Mapping[str, str]) -> str:
    found = {name: (digest, text) for name, digest, text in _SECTION.findall(old)}
    body = old
    for name, text in new.items():
        if name not in found:
            body = f"{body.rstrip()}\n\n{_section(name, text)}\n" if body.strip() else f"\n{_section(name, text)}\n"
            continue
        digest, there = found[name]
        if digest == _digest(there):
            body = body.replace(_section(name, there, digest), _section(name, text))
    return body


def _section(name: str, text: str, digest: str | None = None) -> str:
    return f"<!-- evalwidgets:{name} {digest or _digest(text)} -->\n{text}\n<!-- /evalwidgets:{name} -->"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _metadata(card: Card, repo: str, facts: Facts, configs: Collection[Config], state: str | None) -> dict[str, Any]:
    metadata = dict(card.metadata)
    metadata.setdefault("pretty_name", facts.title)
    if facts.protocol.licence:
        metadata.setdefault("license", facts.protocol.licence)
    metadata.setdefault("annotations_creators", ["expert-generated"] + (["machine-generated"] if facts.models else []))
    metadata.setdefault("task_categories", list(_TASKS))
    tags = metadata.get("tags") or []
    metadata["tags"] = [*tags, *(tag for tag in _TAGS if tag not in tags)]
    names = {config.name for config in configs}
    foreign = [entry for name, entry in card.configs.items() if name not in names]
    for config in configs:
        _check_ours(card, repo, config)
    metadata["configs"] = [
        *foreign,
        *(_config(config, is_default=not foreign and config.name == DEFAULT, state=state) for config in configs),
    ]
    infos = [entry for name, entry in card.infos.items() if name not in names]
    metadata["dataset_info"] = infos + [
        {"config_name": config.name, "features": _features(card, repo, config)} for config in configs
    ]
    return metadata


def _config(config: Config, *, is_default: bool = False, state: str | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"config_name": config.name, "data_files": [{"split": SPLIT, "path": config.glob}]}
    if state is not None:
        entry["description"] = f"{config.about} State {state}."
    return {**entry, "default": True} if is_default else entry


def _check_ours(card: Card, repo: str, config: Config) -> None:
    entry, info = card.configs.get(config.name), card.infos.get(config.name, {})
    if entry is None and not info:
        return
    if entry is None or entry.get("data_files") != _config(config)["data_files"] or "splits" in info:
        raise HubError(
            f"{repo} has a config {config.name!r} that evalwidgets did not make (push_to_hub of `datasets` writes such "
            "ones, with row counts that no further shard may change). It was left as it is: give the study a dataset "
            "of its own, by another name"
        )


def _features(card: Card, repo: str, config: Config) -> list[dict[str, Any]]:
    """Return the config's features, with those that a newer or older evalwidgets has written beside them."""
    there = card.infos.get(config.name, {}).get("features")
    ours = config.features()
    if there:
        ours = widened(ours, _from_card(there), f"{repo}, config {config.name}")
    return _to_card(ours)


def widened(ours: datasets.Features, theirs: datasets.Features, where: str) -> datasets.Features:
    """Return features that hold rows of both; what either lacks is null there.

    Raises
    ------
    HubError
        If a column has another type.
    """
    from datasets import Features

    schema = _wide_struct(ours.arrow_schema, theirs.arrow_schema, where)
    import pyarrow as pa

    return Features.from_arrow_schema(pa.schema(schema))


def _wide_struct(ours: Any, theirs: Any, where: str) -> list[Any]:
    import pyarrow as pa

    there = {field.name: field.type for field in theirs}
    fields = [
        pa.field(field.name, _wide(field.type, there.pop(field.name, None), f"{where}, {field.name}")) for field in ours
    ]
    return [*fields, *(pa.field(name, type) for name, type in there.items())]


def _wide(ours: Any, theirs: Any, where: str) -> Any:
    import pyarrow as pa

    if theirs is None or ours == theirs:
        return ours
    if pa.types.is_list(ours) and pa.types.is_list(theirs):
        return pa.list_(_wide(ours.value_type, theirs.value_type, where))
    if pa.types.is_struct(ours) and pa.types.is_struct(theirs):
        return pa.struct(_wide_struct(ours, theirs, where))
    raise HubError(
        f"{where}: the dataset there has {theirs}, this study {ours}. Push to another name, or upgrade evalwidgets"
    )


def _to_card(features: datasets.Features) -> list[dict[str, Any]]:
    from datasets.info import DatasetInfo, DatasetInfosDict
    from huggingface_hub import DatasetCardData

    data = DatasetCardData()
    DatasetInfosDict(default=DatasetInfo(features=features)).to_dataset_card_data(data)
    return data.to_dict()["dataset_info"]["features"]


def _from_card(features: list[dict[str, Any]]) -> datasets.Features:
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    info = {"config_name": "default", "features": features}
    found = DatasetInfosDict.from_dataset_card_data(DatasetCardData(dataset_info=info))["default"].features
    assert found is not None
    return found
