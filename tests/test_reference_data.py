"""The main job on real expert judgments: items in, every judgment through a session, rows out, figures as published.

The data is not part of the project: `EVALWIDGETS_REFERENCE_DATA` names the folder that holds it.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import Study
from evalwidgets.rubrics.model import Binary, Group, Rubric

FOLDER = os.environ.get("EVALWIDGETS_REFERENCE_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="EVALWIDGETS_REFERENCE_DATA names no folder")


def load(name: str) -> Any:
    return json.loads((Path(FOLDER or "") / name).read_text("utf-8"))


def test_ttcw_verdicts_come_out_as_they_went_in_with_the_published_majority(tmp_path: Path) -> None:
    """48 stories, 14 yes/no tests, three experts each: 2,016 verdicts with their reasons."""
    stories = [
        {
            "id": story["story_id"],
            "prompt": story["plot"],
            "response": story["content"],
            "model": story["story_id"].split("_")[1],
        }
        for story in load("ttcw/ttcw_short_stories.json")
    ]
    tests = load("ttcw/ttcw_all_tests.json")
    criteria = tuple(
        Binary(id=f"t{test['ttcw_idx']}", text=test["question"], points=1, tags=(test["torrance_dimension"],))
        for test in tests
    )
    rubric = Rubric(id="ttcw", title="TTCW", groups=(Group(id="tests", title="Tests", criteria=criteria),))
    study = Study.create(tmp_path / "ttcw.db", items=stories, rubric=rubric, progress=False)
    verdicts: dict[tuple[int, str], dict[str, Any]] = defaultdict(dict)
    for one in load("ttcw/ttcw_annotations.json"):
        verdicts[one["expert_idx"], one["story_id"]][f"t{one['ttcw_idx']}"] = {
            "value": one["binary_verdict"] == "Yes",
            "comment": one["explanation"],
        }
    for expert in {expert for expert, _ in verdicts}:
        session = study.session(f"expert-{expert}")
        while assignment := session.next():
            (story,) = (s["id"] for s in stories if s["response"] == assignment.view.responses[0].messages[0].text)
            if (expert, story) in verdicts:
                session.submit(verdicts[expert, story])
            else:
                session.skip("not assigned")
    scores = study.to_pandas()
    assert len(scores) == 2016
    for row in scores.itertuples():
        given = verdicts[int(row.expert.split("-")[1]), row.item][row.criterion]
        assert (row.number == 1) is given["value"]
        assert (row.comment or "") == given["comment"].strip()
    assert scores.groupby("item")["expert"].nunique().eq(3).all()
    majority = scores.groupby(["item", "criterion"])["number"].sum().ge(2)
    for one in load("ttcw/ttcw_majority.json"):
        assert majority[one["story_id"], f"t{one['ttcw_idx']}"] == (one["binary_verdict"] == "Yes")
    assert Counter(study.judgments()["status"])["submitted"] == 144
    report = study.agreement("fleiss", resamples=100)
    by_test = [0.470, 0.250, 0.277, 0.413, 0.368, 0.340, 0.378, 0.361, 0.448, 0.407, 0.643, 0.648, 0.303, 0.309]
    assert [one.coefficient.value for one in report.criteria] == pytest.approx(by_test, abs=5e-4)
    assert report.overall.mean.value == pytest.approx(0.4011, abs=5e-5)
    assert report.overall.pooled["14 binary criteria"].value == pytest.approx(0.4261, abs=5e-5)
    passed = scores.groupby("model")["number"].mean()  # three experts and 14 tests for every story
    results = {row["model"]: row["score"] for row in study.results(by="model", scoring={"rule": "pass_rate"})}
    assert results == pytest.approx(passed.to_dict())
    assert round(results["NewYorker"], 3) == 0.847  # as published, of the stories by people


def majority_of(votes: Iterable[str]) -> str | None:
    ((vote, count),) = Counter(votes).most_common(1)
    return vote if count >= 2 else None


def test_pandalm_comparisons_give_the_published_majority_whatever_order_they_were_shown_in(tmp_path: Path) -> None:
    """999 pairs, three annotators, A, B or tie: majority counts 105 / 422 / 472."""
    rows = load("pandalm/pandalm.json")
    for row in rows:  # some outputs are read as truth values or numbers; an empty one cannot be shown
        row["texts"] = tuple(str(row[name]).strip() or "(empty)" for name in ("response1", "response2"))
        row["idx"] = str(row["idx"])
        row["votes"] = ["tie" if str(row[f"annotator{n}"]) == "0" else str(row[f"annotator{n}"]) for n in (1, 2, 3)]
    items = [
        {
            "id": row["idx"],
            # The number in the prompt tells pairs with equal texts apart.
            "prompt": f"{row['idx']}\n{row['instruction']}\n\n{row['input']}",
            "responses": [{"id": str(place), "text": text} for place, text in enumerate(row["texts"], start=1)],
        }
        for row in rows
    ]
    criterion = Binary(id="follows", text="Follows the instruction", points=1)
    rubric = Rubric(id="pair", title="Pair", groups=(Group(id="all", title="All", criteria=(criterion,)),))
    protocol = {"kinds": ("compare",), "order": "shuffled", "seed": 11}
    study = Study.create(tmp_path / "pandalm.db", items=items, rubric=rubric, protocol=protocol, progress=False)
    by_number = {row["idx"]: row for row in rows}
    distinct = {row["idx"] for row in rows if row["texts"][0] != row["texts"][1]}
    for annotator in range(3):
        session = study.session(f"annotator-{annotator + 1}", kind="compare")
        while assignment := session.next():
            row = by_number[assignment.view.prompt[0].text.split("\n")[0]]
            first = assignment.view.responses[0].messages[0].text
            letter = (
                {"tie": "tie", "1": "A", "2": "B"} if first == row["texts"][0] else {"tie": "tie", "1": "B", "2": "A"}
            )
            label = letter[row["votes"][annotator]]
            session.submit({"preference": label} if label == "tie" else {"preference": label, "strength": 1})
    comparisons = study.comparisons()
    votes: dict[str, list[str]] = defaultdict(list)
    for row in comparisons:
        votes[row["item"]].append(row["preferred"] or "tie")
    for id in distinct:  # of two equal texts nobody can say which was shown first
        assert Counter(votes[id]) == Counter(by_number[id]["votes"])
    merged = {row["idx"]: row["votes"] for row in rows} | {id: votes[id] for id in distinct}
    majority = Counter(map(majority_of, merged.values()))
    assert (majority["tie"], majority["1"], majority["2"]) == (105, 422, 472)
    shown_first = Counter(comparisons["response_a"])
    assert abs(shown_first["1"] - shown_first["2"]) < 0.1 * len(comparisons)
