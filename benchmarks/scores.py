"""Rubrics and scores: a large rubric read, a hundred thousand judgments scored, a deep tree."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.report import Line, at_most
from evalwidgets.results.units import units_of
from evalwidgets.rubrics.model import Rubric

CRITERIA = 2_000
JUDGMENTS = 100_000
ASKED = 20
RUNS = 5


def _fastest(work: Callable[[], Any]) -> float:
    """Return the seconds of the fastest of some runs: what else the machine does is no property of ours."""
    seconds: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def large_yaml() -> str:
    """A rubric of that many criteria of several kinds, as a file."""
    kinds = (
        "points: 5, tags: ['axis:accuracy']",
        "points: -4, require_evidence: true",
        "kind: count, points: -1, maximum: 9",
        "kind: ordinal, points: 3, options: [{id: low, label: Low, value: 0}, {id: high, label: High, value: 1}]",
    )
    lines = ["id: large", "title: Large", "groups:"]
    for n in range(CRITERIA):
        if n % 50 == 0:
            lines += [f"  - id: group_{n}", f"    title: Group {n}", "    criteria:"]
        lines.append(f"      - {{id: c{n}, text: States fact {n} as a colleague expects, {kinds[n % len(kinds)]}}}")
    return "\n".join(lines)


def asked() -> Rubric:
    """Twenty criteria in four groups with three axes."""
    scale = [{"id": f"o{n}", "label": f"Option {n}", "value": n} for n in range(5)]
    criteria: list[dict[str, Any]] = [
        {"id": f"c{n}", "text": f"States fact {n}", "points": -2 if n % 4 == 0 else 3, "tags": [f"axis:{n % 3}"]}
        for n in range(ASKED - 4)
    ]
    criteria += [
        {"id": f"scale{n}", "kind": "ordinal", "text": f"Scale {n}", "points": 2, "options": scale} for n in range(4)
    ]
    groups = [{"id": f"g{n}", "title": f"Group {n}", "criteria": criteria[n::4]} for n in range(4)]
    return Rubric.model_validate({"id": "asked", "title": "Asked", "groups": groups})


def rows(rubric: Rubric) -> pa.Table:
    """The judgments as rows of the table of scores: four models, five experts."""
    random = np.random.default_rng(0)
    count = JUDGMENTS * ASKED
    judgment, criterion = np.repeat(np.arange(JUDGMENTS), ASKED), np.tile(np.arange(ASKED), JUDGMENTS)
    scaled = np.array([one.kind == "ordinal" for one in rubric.criteria])[criterion]
    number = np.where(scaled, random.integers(0, 5, count), random.integers(0, 2, count))
    labels = ["unmet", "met", *(f"o{n}" for n in range(5))]

    def named(codes: np.ndarray, names: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(names)).cast(pa.string())

    item = judgment // 20
    model = judgment // 5 % 4
    nothing = {"na": pa.string(), "labels": pa.list_(pa.string()), "evidence": pa.list_(pa.string())}
    return pa.table(
        {
            "expert": named(judgment % 5, [f"dr-{n}" for n in range(5)]),
            "item": named(item, [f"item-{n}" for n in range(int(item.max()) + 1)]),
            "response": named(model, list("abcd")),
            "model": named(model, ["northwind", "harbour", "meridian", "tern"]),
            "expert_kind": named(model * 0, ["human"]),
            "criterion": named(criterion, [one.id for one in rubric.criteria]),
            "group": named(model * 0, ["any"]),
            "rubric_hash": named(model * 0, [rubric.hash]),
            "number": number.astype(np.float64),
            "label": named(np.where(scaled, number + 2, number), labels),
            **{name: pa.nulls(count, type) for name, type in nothing.items()},
        }
    )


def tree() -> Rubric:
    """Nine thousand leaves, four levels below the root."""
    groups = [
        {
            "id": f"g{a}",
            "title": f"Group {a}",
            "groups": [
                {
                    "id": f"g{a}.{b}",
                    "title": f"Group {a}.{b}",
                    "weight": 1 + b % 3,
                    "criteria": [
                        {"id": f"c{a}.{b}.{c}", "text": f"Leaf {c}", "weight": 1 + c % 5, "tags": [f"kind:{c % 3}"]}
                        for c in range(30)
                    ],
                }
                for b in range(15)
            ],
        }
        for a in range(20)
    ]
    return Rubric.model_validate({"id": "tree", "title": "Tree", "scoring": {"rule": "tree"}, "groups": groups})


def run() -> list[Line]:
    """Measure all three."""
    text = large_yaml()
    small = asked()
    table = rows(small)
    deep = tree()
    answers = {criterion.id: n % 3 > 0 for n, criterion in enumerate(deep.criteria)}
    start = time.perf_counter()
    deep.score(answers)
    first = 1000 * (time.perf_counter() - start)
    together = _fastest(lambda: units_of(table, small, {small.hash: small}, {}))
    return [
        at_most(
            f"read and check a rubric of {CRITERIA:,} criteria", _fastest(lambda: Rubric.from_yaml(text)), 0.5, " s"
        ),
        at_most(f"score {JUDGMENTS:,} judgments of {ASKED} criteria", together, 1.0, " s", f"{len(table):,} rows"),
        at_most(
            f"score a tree of {len(answers):,} leaves",
            1000 * _fastest(lambda: deep.score(answers)),
            50.0,
            " ms",
            f"{first:.0f} ms the first time, when it is laid out",
        ),
    ]
