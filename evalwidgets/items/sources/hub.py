"""Datasets on the Hugging Face Hub, streamed."""

from __future__ import annotations

import re
from typing import Any

from evalwidgets.errors import ItemError
from evalwidgets.items.sources.base import Source

_NAME = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?::(?P<first>[\w.-]+))?(?::(?P<second>[\w.-]+))?")


def is_hub_name(text: str) -> bool:
    """Say whether `text` is written like ``org/name``, ``org/name:split`` or ``org/name:config:split``."""
    return _NAME.fullmatch(text) is not None


def open_hub(text: str) -> Source:
    """Stream a dataset from the Hub, at its present commit, which is then its identity.

    Raises
    ------
    ItemError
        If there is no such dataset, it cannot be reached, or several splits or configs leave a choice.
    """
    from datasets import load_dataset

    match = _NAME.fullmatch(text)
    assert match
    repo, config, split = match["repo"], match["first"] if match["second"] else None, match["second"] or match["first"]
    commit = _commit(repo)
    try:
        found = load_dataset(repo, config, split=split, streaming=True, revision=commit)
    except Exception as error:  # whatever a script, a parser or the network raises, people need the same three facts
        raise ItemError(
            f"{text} could not be opened from the Hub: {error}"
            " Say which split as org/name:split, which config as org/name:config:split."
        ) from error
    identity = f"hub:{repo}@{commit}:{config}" if commit else None
    opened = stream(found, text, identity)
    splits, name = getattr(found, "info", None) and found.info.splits, str(getattr(found, "split", ""))
    opened.total = splits[name].num_examples if splits and name in splits else None
    return opened


def stream(found: Any, name: str, identity: str | None = None) -> Source:
    """Make a source of an `IterableDataset`, or of the only split of several."""
    from evalwidgets.items.sources.arrow import StreamSource
    from evalwidgets.items.sources.memory import IterableSource

    if isinstance(found, dict):
        found = only_split(found, name)
    if identity:
        identity = f"{identity}:{found.split}"
    if found.features is None:
        # Nobody knows the types before the rows come: Arrow would guess them batch by batch, and fail batch by batch.
        return IterableSource(found, name)
    return StreamSource(found, name, identity)


def only_split(splits: Any, name: str) -> Any:
    """Return the one split that there is."""
    if len(splits) != 1:
        first = next(iter(splits), "train")
        raise ItemError(
            f"{name} has the splits {', '.join(splits)}. Choose one:"
            f" dataset[{first!r}], or org/name:{first} on the Hub."
        )
    return next(iter(splits.values()))


def _commit(repo: str) -> str | None:
    from huggingface_hub import HfApi

    try:
        return HfApi().dataset_info(repo).sha
    except Exception:  # noqa: BLE001 offline, or cached only: load_dataset decides, and there is no identity
        return None
