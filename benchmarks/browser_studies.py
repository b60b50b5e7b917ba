"""The studies that the browser works on; the large ones are kept under build/bench between runs."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.create import write_dataset
from evalwidgets import Study
from evalwidgets.rubrics.model import Binary, Group, Option, Ordinal, Rubric
from evalwidgets.store import schema

KEPT = Path(__file__).parents[1] / "build/bench"
GENERATION = 1
"""Grows when what is written here changes, so that no run works on what an older one kept."""

EXPERT = "dr-osei"
ANSWER_BYTES = 1500

_SCALE = tuple(
    Option(id=word, label=word.title(), value=float(value)) for value, word in enumerate(("poor", "fair", "good"))
)
_FACTS = (
    "Names the one sign that must not wait until tomorrow",
    "Says whom to call, and by which number",
    "Asks about other medicines before naming one",
    "Keeps within the dose of the leaflet",
    "Tells what the person can do in the meantime",
    "States how sure it is",
    "Claims something that no guideline says",
    "Frightens without need",
)
RUBRIC = Rubric(
    id="ten",
    title="Ten criteria",
    version="1.0",
    instructions="Judge the **answer**, not the question.",
    groups=(
        Group(
            id="content",
            title="Content",
            criteria=tuple(
                Binary(id=f"fact_{n}", text=text, points=-4 if n >= 6 else 4) for n, text in enumerate(_FACTS)
            ),
        ),
        Group(
            id="form",
            title="Form",
            criteria=tuple(
                Ordinal(kind="ordinal", id=name, text=text, options=_SCALE, points=1)
                for name, text in (("clear", "Is easy to follow"), ("tone", "Finds the right tone"))
            ),
        ),
    ),
)
KEYS = "1" * 10
ANSWERS = {**{f"fact_{n}": "met" for n in range(8)}, "clear": "poor", "tone": "poor"}

_TEXT = """\
the tightness may come back at rest and spread to an arm or the jaw so please call your doctor today and do not wait for
the next visit a tablet of the usual kind helps some people within minutes but not all of them take it with water sit
down keep someone near you and write down when it began how long it lasted and what you did"""
_WORDS = _TEXT.split()


def answer(number: int) -> str:
    """Return a markdown answer of about 1.5 kB: heading, list, table, emphasis, code and paragraphs."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count)).capitalize()

    parts = [
        f"## Answer {number}",
        f"{words(20)}. **{words(4)}**, {words(25).lower()}; see `note {number}`.",
        *(f"- {words(9)} *{words(2).lower()}* {words(3).lower()}" for _ in range(5)),
        "",
        f"| sign | what to do |\n|---|---|\n| {words(2)} | {words(5)} |\n| {words(2)} | {words(5)} |",
        "",
        f"> {words(16)}.",
        "",
    ]
    text = "\n".join(f"{part}\n" if part.startswith("#") or part.endswith(".") else part for part in parts)
    while len(text) < ANSWER_BYTES:
        text += f"{words(24)}.\n\n"
    return text


def items(count: int) -> list[dict[str, str]]:
    """Return items whose texts name their own number."""
    return [
        {"id": f"item-{n}", "prompt": f"Question {n}: should I wait until tomorrow?", "response": answer(n)}
        for n in range(1, count + 1)
    ]


def fresh(path: Path, count: int) -> Path:
    """Make a study of `count` markdown items that nobody has worked on."""
    Study.create(path, items(count), rubric=RUBRIC, title="Chest pain", progress=False).close()
    return path


def judged(path: Path, done: int, more: int) -> Path:
    """Make (once) a study in which the expert has judged `done` items, and copy it to `path`."""

    def build(study: Path) -> None:
        fresh(study, done + more)
        opened = Study.open(study)
        session = opened.session(EXPERT)
        for _ in range(done):
            assignment = session.next()
            assert assignment is not None
            session.submit(ANSWERS, assignment.task)
        opened.close()

    shutil.copyfile(_kept(f"judged-{done}-{more}", build), path)
    return path


def imported(count: int) -> Path:
    """Return a study of `count` items of 2 kB, made once from a memory-mapped dataset; to be worked on where it is."""

    def build(study: Path) -> None:
        from datasets import Dataset

        with tempfile.TemporaryDirectory(dir=study.parent) as folder:
            dataset = Dataset.from_file(str(write_dataset(Path(folder), count)))
            Study.create(study, dataset, rubric=RUBRIC, title="Many", progress=False).close()

    return _kept(f"items-{count}", build)


def _kept(name: str, build: Callable[[Path], None]) -> Path:
    sort = hashlib.sha256(f"{GENERATION} {schema.VERSION} {RUBRIC.hash}".encode()).hexdigest()[:8]
    folder = KEPT / f"{name}-{sort}"
    if not folder.exists():
        # Under its name only when it is whole: a run that was ended leaves half a study elsewhere.
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as making:
            build(Path(making) / "study.db")
            Path(making).rename(folder)
            Path(making).mkdir()
    return folder / "study.db"
