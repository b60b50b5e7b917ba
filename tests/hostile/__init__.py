"""Hostile model output of our own making, to show in every place that shows what a model wrote.

A page under test defines ``window.hostile`` before anything is shown: a payload that runs calls it.
Every address in the corpus is on ``hostile.example``, ``bank.example`` or this machine; showing a
payload must request none of them. The corpus is data (``corpus.json``), which the front end's own
tests read as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus.json")


@dataclass(frozen=True)
class Payload:
    """One hostile text.

    Attributes
    ----------
    id
        Names it in failures, and in the ``hostile('<id>')`` call that must not happen.
    group
        What kind of trick it is: ``scripts``, ``links``, ``size``, …
    """

    id: str
    group: str
    text: str


@cache
def payloads() -> tuple[Payload, ...]:
    """Return the whole corpus; texts that are given as repeated parts are put together (the longest are 5 MB)."""
    entries = json.loads(CORPUS.read_text("utf-8"))["payloads"]
    return tuple(Payload(entry["id"], entry["group"], _text(entry)) for entry in entries)


def _text(entry: dict[str, object]) -> str:
    parts = entry.get("parts")
    if not isinstance(parts, list):
        return str(entry["text"])
    return "".join(part["text"] * part["times"] for part in parts)
