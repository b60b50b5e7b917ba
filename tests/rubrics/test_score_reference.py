"""The score rules on published human judgments: every figure as published.

The data is not part of the project: `EVALWIDGETS_REFERENCE_DATA` names the folder that holds it.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalwidgets.rubrics.model import Binary, Group, Rubric
from evalwidgets.rubrics.scoring.spans import MQM_SEVERITIES, mark_weights, segment_scores
from evalwidgets.rubrics.scoring.trees import tree_scores
from evalwidgets.rubrics.scoring_rule import Scoring

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


def as_group(node: dict[str, Any]) -> Group:
    inner = [child for child in node["sub_tasks"] if child["sub_tasks"]]
    leaves = [child for child in node["sub_tasks"] if not child["sub_tasks"]]
    return Group(
        id=node["id"],
        title=node["requirements"],
        weight=node["weight"],
        criteria=tuple(Binary(id=leaf["id"], text=leaf["requirements"], weight=leaf["weight"]) for leaf in leaves),
        groups=tuple(map(as_group, inner)),
    )


@pytest.mark.parametrize("paper", ["rice", "pinn"])
def test_a_paperbench_tree_as_a_rubric_scores_every_group_as_graded(paper: str) -> None:
    tree = json.loads(file(f"paperbench/{paper}.graded.json").read_text("utf-8"))
    nodes: list[dict[str, Any]] = []
    flattened(tree, -1, nodes, [])
    rubric = Rubric(id=paper, title=paper, groups=(as_group(tree),), scoring=Scoring(rule="tree"))
    score = rubric.score({node["id"]: node["score"] for node in nodes if not node["sub_tasks"]})
    assert score.total == pytest.approx(tree["score"], abs=1e-12)
    assert score.groups == pytest.approx({node["id"]: node["score"] for node in nodes if node["sub_tasks"]}, abs=1e-12)


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


def test_ttcw_stories_pass_as_many_tests_as_the_experts_say_by_each_and_by_majority() -> None:
    tests = json.loads(file("ttcw/ttcw_all_tests.json").read_text("utf-8"))
    criteria = tuple(
        Binary(id=f"t{test['ttcw_idx']}", text=test["question"], tags=(f"axis:{test['torrance_dimension']}",))
        for test in tests
    )
    groups = (Group(id="tests", title="Tests", criteria=criteria),)
    rubric = Rubric(id="ttcw", title="TTCW", groups=groups, scoring=Scoring(rule="pass_rate", rescale=14))
    verdicts: dict[tuple[str, int], dict[str, bool]] = defaultdict(dict)
    for one in json.loads(file("ttcw/ttcw_annotations.json").read_text("utf-8")):
        verdicts[one["story_id"], one["expert_idx"]][f"t{one['ttcw_idx']}"] = one["binary_verdict"] == "Yes"
    assert len(verdicts) == 144
    totals = {key: rubric.score(given).total for key, given in verdicts.items()}
    assert totals == {key: pytest.approx(sum(given.values())) for key, given in verdicts.items()}
    majority: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in json.loads(file("ttcw/ttcw_majority.json").read_text("utf-8")):
        majority[one["story_id"]][f"t{one['ttcw_idx']}"] = one["binary_verdict"] == "Yes"
    for story, given in majority.items():
        of_story = [answers for (id, _), answers in verdicts.items() if id == story]
        voted = {test: sum(answers[test] for answers in of_story) >= 2 for test in given}
        assert rubric.score(voted).total == pytest.approx(sum(given.values()))
