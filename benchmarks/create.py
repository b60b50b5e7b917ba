"""A study made from a memory-mapped dataset of a million items of 2 kB."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.memory import AnonymousPeak
from benchmarks.report import Line, at_most
from evalwidgets import Study
from evalwidgets.rubrics.model import Binary, Group, Rubric

COUNT = 1_000_000
PROMPT, ANSWER = 300, 1700  # bytes
RUBRIC = Rubric(
    id="one",
    title="One",
    groups=(Group(id="all", title="All", criteria=(Binary(id="good", text="Is good", points=1),)),),
)


def write_dataset(folder: Path, count: int) -> Path:
    """Write items as an Arrow file, a block at a time, and return its path."""
    import pyarrow as pa

    words = [f"{word:05x}" for word in range(4096)]
    chance = random.Random(1)
    text = " ".join(chance.choices(words, k=200_000))
    schema = pa.schema([("id", pa.string()), ("question", pa.string()), ("answer", pa.string())])

    def blocks(size: int = 10_000) -> Iterator[pa.RecordBatch]:
        for start in range(0, count, size):
            places = [chance.randrange(len(text) - ANSWER) for _ in range(size)]
            yield pa.record_batch(
                [
                    [f"item-{number:07}" for number in range(start, start + size)],
                    [text[place : place + PROMPT] for place in places],
                    [text[place : place + ANSWER] for place in reversed(places)],
                ],
                schema=schema,
            )

    path = folder / "items.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for block in blocks():
            writer.write(block)
    return path


def run() -> list[Line]:
    from datasets import Dataset

    with tempfile.TemporaryDirectory() as folder:
        dataset = Dataset.from_file(str(write_dataset(Path(folder), COUNT)))
        study = Path(folder) / "study.db"
        start = time.perf_counter()
        with AnonymousPeak() as peak:
            Study.create(study, items=dataset, rubric=RUBRIC, progress=False)
        seconds = time.perf_counter() - start
        size = study.stat().st_size / (COUNT * (PROMPT + ANSWER))
    what = f"Study.create, {COUNT:,} items of 2 kB"
    return [
        at_most(f"{what}: time", seconds, 90, " s"),
        at_most(f"{what}: peak anonymous memory", peak.megabytes, 600, " MB"),
        at_most(f"{what}: file over text", size, 1.3, " x"),
    ]
