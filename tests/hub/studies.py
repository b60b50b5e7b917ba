"""Studies to publish, and what a stranger reads of them with nothing but `datasets`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from evalwidgets import Study
from evalwidgets.hub.client import HubClient
from evalwidgets.hub.patience import Patience
from evalwidgets.hub.push import Pushed
from tests.store.builders import study

REPO = "org/graded"
QUICK = Patience(attempts=40, first=0.02, longest=0.2)


def pilot(place: Path | str, count: int = 4, **rules: Any) -> Study:
    """A study of items with two responses each."""
    return study(place, count, responses=2, **rules)


def grade(made: Study, expert: str, count: int = 1_000_000, *, start: int = 0) -> None:
    """Let an expert grade so many tasks, or all."""
    session = made.session(expert)
    for n in range(start, start + count):
        if session.next() is None:
            return
        quote = {"value": ("met", "unmet")[n % 2], "evidence": ["Answer"], "comment": f"see page {n}"}
        session.submit({"right": quote, "words": f"in words, {n}"}, note=f"note {n}" if n % 3 == 0 else None)


def compare(made: Study, expert: str, count: int = 1_000_000) -> None:
    """Let an expert compare so many pairs, or all."""
    session = made.session(expert, "compare")
    for _ in range(count):
        if session.next() is None:
            return
        session.submit({"preference": "A", "strength": 2, "right": "A"})


def client(token: str = "hf_writer", **options: Any) -> HubClient:
    return HubClient(REPO, token=token, **options)


def added(done: Pushed) -> dict[str, int]:
    """The rows that a push has added, but for the results, which change with every judgment."""
    return {name: count for name, count in done.rows.items() if name != "results"}


def load(config: str | None = None, **options: Any) -> Any:
    """What `load_dataset` makes of a config on the Hub."""
    from datasets import load_dataset

    return load_dataset(REPO, config, split="train", token="hf_writer", **options)


def every_row_once(made: Study) -> None:
    """What is on the Hub is what stands in the study: every judgment, every score, each once."""
    ours = Counter(made.judgments()["judgment_id"])
    there = Counter(load("judgments")["judgment_id"])
    assert there == ours
    assert set(there.values()) <= {1}
    scores = made.scores()
    mine = Counter(zip(scores["judgment_id"], scores["criterion"], scores["text"], scores["comment"], strict=True))
    found = load()
    assert Counter(zip(found["judgment_id"], found["criterion"], found["text"], found["comment"], strict=True)) == mine
