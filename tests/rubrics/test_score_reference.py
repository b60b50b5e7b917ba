"""The score rules on published human judgments: every figure as published.

The data is not part of the project: `EVALWIDGETS_REFERENCE_DATA` names the folder that holds it.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalwidgets.rubrics.scoring.spans import MQM_SEVERITIES, mark_weights, segment_scores
from evalwidgets.rubrics.scoring.trees import tree_scores

FOLDER = os.environ.get("EVALWIDGETS_REFERENCE_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="EVALWIDGETS_REFERENCE_DATA names no folder")


def file(name: str) -> Path:
    return Path(FOLDER or "") / name


def flattened(node: dict[str, Any], parent: int, nodes: list[dict[str, Any]], parents: list[int]) -> None:
    place = len(nodes)
    nodes.append(node)
    parents.append(parent)
    for child in node["sub_tasks"]:
        flattened(child, place, nodes, parents)


@pytest.mark.parametrize(("paper", "root"), [("rice", 0.18568), ("pinn", 0.83421)])
def test_every_node_of_a_paperbench_tree_scores_as_graded(paper: str, root: float) -> None:
    nodes: list[dict[str, Any]] = []
    parents: list[int] = []
    flattened(json.loads(file(f"paperbench/{paper}.graded.json").read_text("utf-8")), -1, nodes, parents)
    leaves = [np.nan if node["sub_tasks"] else node["score"] for node in nodes]
    scores = tree_scores(leaves, parents, [node["weight"] for node in nodes])
    assert scores == pytest.approx([node["score"] for node in nodes], abs=1e-12)
    assert round(float(scores[0]), 5) == root


def test_every_mqm_segment_scores_as_published() -> None:
    with file("mqm_ted/mqm_ted_ende.tsv").open(encoding="utf-8", newline="") as lines:
        # Quotation marks in the text are text.
        marks = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(marks) == 8435
    weights = mark_weights(
        [mark["category"] for mark in marks],
        [mark["severity"] for mark in marks],
        {**MQM_SEVERITIES, "No-error": 0},
    )
    renamed = {"ref": "ref-A", "refB": "ref-B"}
    segments = [f"{renamed.get(mark['system'], mark['system'])} {mark['seg_id']}" for mark in marks]
    names, scores = segment_scores(weights, segments, [mark["rater"] for mark in marks])
    published: dict[str, str] = {}
    for line in file("mqm_ted/mqm_ted_ende.avg_seg_scores.tsv").read_text("utf-8").splitlines()[1:]:
        system, rest = line.split("\t")
        score, segment = rest.split(" ")
        if score != "None":
            published[f"{system} {segment}"] = score
    assert len(published) == 7406
    assert {name: f"{-score:.6f}" for name, score in zip(names, scores, strict=True)} == published
