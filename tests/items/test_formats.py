"""Item files of HealthBench, PRBench and ProfBench: their criteria come along, their models stay hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalwidgets import Study
from evalwidgets.errors import ItemError, RubricWarning
from evalwidgets.items import read_items

HEALTHBENCH = [
    {
        "prompt_id": f"p{n}",
        "prompt": [{"role": "user", "content": f"My head has hurt for {n} days"}],
        "rubrics": [
            {"criterion": "Asks about fever", "points": 5, "tags": ["axis:context"]},
            {"criterion": f"Takes {n} days for harmless", "points": -8, "tags": ["axis:accuracy"]},
        ],
        "example_tags": ["theme:emergency", "physician_agreed_category:x"],
        "ideal_completions_data": {
            "ideal_completion": "Do you have a fever?",
            "ideal_completions_group": "Group 2",
            "ideal_completions_ref_completions": ["Rest.", "Wait."],
        },
        "canary": "healthbench:x",
    }
    for n in (2, 3)
]
PRBENCH = {
    "task": "t1",
    "turns": 2,
    "field": "Legal",
    "topic": "Contracts",
    "rubric": [
        {"id": "r-1", "title": "Names the term", "annotations": {"weight_class": "important", "important_weight": 5}},
        {"id": "r-2", "title": "Is wrong", "annotations": {"weight_class": "detrimental", "detrimental_weight": -4}},
    ],
    "prompt_0": "May we end it?",
    "response_0": "Which contract?",
    "model_0": "secret-0",
    "reference_texts_0": ["§ 1 A year's notice."],
    "prompt_1": "The lease.",
    "response_1": "Yes.",
    "model_1": "secret-1",
    "reference_texts_1": ["§ 2 In writing.", "§ 3 By post."],
    "prompt_2": None,
}
PROFBENCH = {
    "task_id": "f1",
    "domain": "Finance MBA",
    "prompt": "Value the firm.",
    "o3_response": "Ten.",
    "grok4_response": "Twenty.",
    "rubrics": [
        {
            "criterion_description": "Says ten",
            "criterion_weight": "Critical",
            "criterion_type": ["Reasoning"],
            "o3_fulfilment": True,
            "grok4_fulfilment": False,
        }
    ],
}


def one(row: dict[str, Any], **options: Any) -> Any:
    (item,) = read_items([row], progress=False, **options)
    return item


def test_healthbench_rows_bring_criteria_reference_and_themes() -> None:
    item = one(HEALTHBENCH[0])
    assert item.id == "p2"
    assert [message.text for message in item.prompt] == ["My head has hurt for 2 days"]
    assert (item.criteria[0].text, item.criteria[0].points) == ("Asks about fever", 5)
    assert item.criteria[0].tags == ("axis:context",)
    assert item.reference == "Do you have a fever?"
    assert item.metadata["theme"] == "emergency"
    # The file has no responses of its own, but those that the physicians had before them.
    assert [response.text for response in item.responses] == ["Rest.", "Wait."]


def test_the_same_words_are_the_same_criterion_in_every_item_and_others_are_not() -> None:
    first, second = (one(row).criteria for row in HEALTHBENCH)
    assert first[0].id == second[0].id
    assert first[1].id != second[1].id


def test_ones_own_responses_come_before_those_of_the_file() -> None:
    item = one({**HEALTHBENCH[0], "response": "Drink.", "model": "secret"})
    assert [(response.text, response.model) for response in item.responses] == [("Drink.", "secret")]
    item = one({**HEALTHBENCH[0], "left": "Drink."}, columns={"response": "left"})
    assert [response.text for response in item.responses] == ["Drink."]


def test_a_healthbench_row_without_any_response_says_what_to_add() -> None:
    with pytest.raises(ItemError, match=r"row 1.*no response to judge.*column called response"):
        one({**HEALTHBENCH[0], "ideal_completions_data": None})


def test_a_conversation_of_prbench_ends_with_the_last_question() -> None:
    item = one(PRBENCH)
    assert [(turn.role, turn.text) for turn in item.prompt] == [
        ("user", "May we end it?"), ("assistant", "Which contract?"), ("user", "The lease."),
    ]  # fmt: skip
    assert [(response.text, response.model) for response in item.responses] == [("Yes.", "secret-1")]
    assert [document.title for document in item.context] == ["Reference text 1", "Reference text 2", "Reference text 3"]
    assert [(criterion.id, criterion.points) for criterion in item.criteria] == [("r-1", 5), ("r-2", -4)]
    assert item.metadata == {"field": "Legal", "topic": "Contracts"}


def test_profbench_classes_become_weights_that_need_no_rubric_to_explain_them() -> None:
    item = one(PROFBENCH)
    assert [(response.id, response.text, response.model) for response in item.responses] == [
        ("1", "Ten.", "o3"), ("2", "Twenty.", "grok4"),
    ]  # fmt: skip
    assert (item.criteria[0].weight, item.criteria[0].tags) == (4, ("type:Reasoning", "weight:critical"))
    assert item.metadata["fulfilment"] == {"o3": [True], "grok4": [False]}


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "frame", "generator"])
def test_any_source_of_such_rows_is_recognised(tmp_path: Path, kind: str) -> None:
    rows = [*HEALTHBENCH]
    match kind:
        case "jsonl":
            source: Any = tmp_path / "items.jsonl"
            source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        case "parquet":
            source = tmp_path / "items.parquet"
            pq.write_table(pa.Table.from_pylist(rows), source)
        case "frame":
            source = pd.DataFrame(rows)
        case _:
            source = (row for row in rows)
    assert list(read_items(source, progress=False)) == list(read_items(rows, progress=False))


@pytest.mark.parametrize("row", [HEALTHBENCH[0], PRBENCH, PROFBENCH], ids=["healthbench", "prbench", "profbench"])
def test_an_expert_sees_no_model_and_no_verdict(tmp_path: Path, row: dict[str, Any]) -> None:
    study = Study.create(tmp_path / "s.db", items=[row], progress=False)
    assignment = study.session("ada", kind="grade").next()
    sent = assignment.view.model_dump_json()
    for secret in ("secret", "o3", "grok4", "fulfilment", "Group 2"):
        assert secret not in sent


def test_a_study_of_such_items_needs_no_rubric_of_its_own_and_scores_as_the_benchmark(tmp_path: Path) -> None:
    rows = [{**row, "response": "Rest.", "model": "m"} for row in HEALTHBENCH]
    study = Study.create(tmp_path / "s.db", items=rows, progress=False)
    assert study.rubric.scoring.clip_mean == (0.0, 1.0)
    session = study.session("ada")
    for met in (0, 1):  # one earns 5 of 5, one is penalised: -8 of 5
        groups = session.next().view.groups
        ids = [criterion.id for group in groups for criterion in group.criteria]
        assert ids[-1] == "anything_else"
        session.submit({id: "met" if n == met else "unmet" for n, id in enumerate(ids[:-1])})
    (row,) = study.results().to_pandas().to_dict("records")
    assert row["score"] == pytest.approx(0)  # (1 - 1.6) / 2, clipped
    assert study.scores().to_pandas()["number"].sum() == 2


def test_a_rubric_can_be_asked_beside_the_items_own_criteria(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "s.db", items=HEALTHBENCH, rubric="medical_accuracy", progress=False)
    groups = study.session("ada").next().view.groups
    assert "For this item" in {group.title for group in groups}
    assert len(groups) > 1


def test_bad_criteria_name_the_row_and_what_is_wrong() -> None:
    bad = {**HEALTHBENCH[1], "rubrics": [{"criterion": "Asks", "points": "five"}]}
    with pytest.raises(ItemError, match=r"row 2, column 'rubrics': \[0\].points: must be a number"):
        list(read_items([HEALTHBENCH[0], bad], progress=False))
    reader = read_items([HEALTHBENCH[0], bad], progress=False, on_error="skip")
    assert len(list(reader)) == 1
    assert len(reader.report) == 1


def test_wrong_signs_are_said_once_for_the_whole_file() -> None:
    wrong = {"id": "r", "title": "T", "annotations": {"weight_class": "detrimental", "detrimental_weight": 3}}
    rows = [{**PRBENCH, "task": f"t{n}", "rubric": [wrong]} for n in range(3)]
    with pytest.warns(RubricWarning, match="3 times") as said:
        list(read_items(rows, progress=False))
    assert len(said) == 1


def test_rows_that_only_look_so_stay_plain() -> None:
    plain = {"prompt": "p", "response": "r", "rubrics": "none"}
    assert one(plain).criteria == ()
    row = {**HEALTHBENCH[0], "response": "r"}
    assert one(row, format="plain").criteria == ()
    with pytest.raises(ItemError, match="no format 'helthbench' of items"):
        one(row, format="helthbench")


def test_ones_own_columns_beside_the_formats_are_kept() -> None:
    row = {
        **HEALTHBENCH[0],
        "ideal_completions_data": None,
        "response": "Rest.",
        "reference": "Ask.",
        "metadata": {"a": 1},
    }
    item = one(row)
    assert item.reference == "Ask."
    assert (item.metadata["a"], item.metadata["theme"]) == (1, "emergency")
