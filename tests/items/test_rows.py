"""Rows become items: prompts, chats and responses in all the usual spellings."""

from __future__ import annotations

import json

import pytest

from evalwidgets.errors import ItemError
from evalwidgets.items import Item, item_to_json, read_items

USER, REPLY = {"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}


def one(row, **options) -> Item:
    (item,) = read_items([row], progress=False, **options)
    return item


def said(item: Item) -> list[str]:
    return [response.text for response in item.responses]


def turns(messages) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def test_a_question_and_an_answer():
    item = one({"id": 7, "question": "2 + 2?", "answer": "4", "model": "m"})
    assert (item.id, turns(item.prompt), said(item)) == ("7", [("user", "2 + 2?")], ["4"])
    assert (item.responses[0].id, item.responses[0].model) == ("1", "m")


def test_several_columns_of_responses_keep_their_names_as_ids():
    item = one({"prompt": "p", "response_a": "x", "response_b": "y", "model_a": "m1", "model_b": "m2"})
    assert [(r.id, r.text, r.model) for r in item.responses] == [("response_a", "x", "m1"), ("response_b", "y", "m2")]


def test_a_response_missing_from_one_of_several_columns_is_left_out():
    item = one({"prompt": "p", "response_a": "x", "response_b": None, "model_a": "m1", "model_b": "m2"})
    assert [(r.id, r.model) for r in item.responses] == [("response_a", "m1")]


def test_a_list_of_texts_with_a_list_of_models():
    item = one({"prompt": "p", "responses": ["x", "y"], "models": ["m1", "m2"]})
    assert [(r.id, r.text, r.model) for r in item.responses] == [("1", "x", "m1"), ("2", "y", "m2")]


def test_a_list_of_responses_with_everything():
    item = one({"prompt": "p", "responses": [{"id": "r", "text": "x", "model": "m", "metadata": {"t": 0.5}}]})
    response = item.responses[0]
    assert (response.id, response.text, response.model, response.metadata) == ("r", "x", "m", {"t": 0.5})


def test_a_chat_alone_is_cut_after_the_last_user_turn():
    chat = [{"role": "system", "content": "Be brief."}, USER, {"role": "tool", "content": "4"}, REPLY]
    item = one({"messages": chat})
    assert turns(item.prompt) == [("system", "Be brief."), ("user", "2 + 2?")]
    assert turns(item.responses[0].messages) == [("tool", "4"), ("assistant", "4")]


def test_a_chat_beside_responses_is_the_prompt():
    item = one({"messages": [USER, REPLY, {"role": "user", "content": "And 3 + 3?"}], "response": "6"})
    assert [role for role, _ in turns(item.prompt)] == ["user", "assistant", "user"]
    assert said(item) == ["6"]


def test_whole_chats_as_responses_share_their_question():
    item = one({"chosen": [USER, REPLY], "rejected": [USER, {"role": "assistant", "content": "5"}]})
    assert turns(item.prompt) == [("user", "2 + 2?")]
    assert said(item) == ["4", "5"]


def test_chats_that_answer_different_questions_are_refused():
    other = [{"role": "user", "content": "3 + 3?"}, REPLY]
    with pytest.raises(ItemError, match="row 1, column 'rejected': the responses answer different chats"):
        one({"chosen": [USER, REPLY], "rejected": other})


def test_sharegpt_turns_are_read():
    item = one({"conversations": [{"from": "human", "value": "2 + 2?"}, {"from": "gpt", "value": "4"}]})
    assert (turns(item.prompt), said(item)) == ([("user", "2 + 2?")], ["4"])


def test_texts_among_the_parts_of_a_turn_are_joined_and_tool_calls_are_shown():
    parts = {
        "role": "user",
        "content": [{"type": "image"}, {"type": "text", "text": "What"}, {"type": "text", "text": "now?"}],
    }
    call = {"role": "assistant", "content": None, "tool_calls": [{"name": "add"}]}
    item = one({"messages": [parts, call]})
    assert item.prompt[0].text == "What\n\nnow?"
    assert '"name": "add"' in said(item)[0]


def test_instruction_and_input_are_joined_and_an_empty_input_is_not():
    assert one({"instruction": "Add.", "input": "2, 2", "output": "4"}).prompt[0].text == "Add.\n\n2, 2"
    assert one({"instruction": "Add.", "input": "", "output": "4"}).prompt[0].text == "Add."


def test_a_system_column_comes_before_the_prompt():
    assert turns(one({"system": "Be brief.", "prompt": "p", "response": "r"}).prompt)[0] == ("system", "Be brief.")


def test_text_that_looks_like_a_chat_or_a_list_stays_text():
    wrote = json.dumps([USER, REPLY])
    item = one({"prompt": "[1, 2]", "response": wrote})
    assert (item.prompt[0].text, said(item)) == ("[1, 2]", [wrote])


def test_a_json_list_in_a_column_called_responses_is_a_list():
    assert said(one({"prompt": "p", "responses": '["x", "y"]'})) == ["x", "y"]


def test_everything_that_may_come_with_an_item():
    row = {
        "prompt": "p",
        "response": "r",
        "reference": "the right one",
        "context": [{"title": "Note", "text": "58 years old"}, "smoker"],
        "warnings": "violence, self-harm",
        "metadata": {"topic": "cardiology", "year": 2024},
        "gold": {"dose": "met"},
        "criteria": [{"id": "dose", "text": "Names the dose", "points": 2}],
    }
    item = one(row)
    assert item.reference == "the right one"
    assert [(document.title, document.text) for document in item.context] == [("Note", "58 years old"), ("", "smoker")]
    assert item.warnings == ("violence", "self-harm")
    assert item.metadata == {"topic": "cardiology", "year": 2024}
    assert item.gold == {"dose": "met"}
    assert (item.criteria[0].id, item.criteria[0].points) == ("dose", 2)


def test_any_columns_become_metadata_when_named():
    item = one({"prompt": "p", "response": "r", "topic": "law", "year": None}, columns={"metadata": ["topic", "year"]})
    assert item.metadata == {"topic": "law"}


def test_blank_and_nan_cells_of_optional_columns_are_missing():
    item = one(
        {"id": float("nan"), "prompt": "p", "response": "r", "reference": " ", "model": float("nan"), "gold": None}
    )
    assert (item.reference, item.responses[0].model, item.gold) == (None, None, None)


def test_nan_inside_metadata_is_null():
    assert one({"prompt": "p", "response": "r", "metadata": {"score": float("nan")}}).metadata == {"score": None}


def test_without_an_id_the_content_makes_one_that_stays():
    row = {"prompt": "p", "response": "r", "metadata": {"a": 1, "b": 2.0}}
    same = {"metadata": {"b": 2, "a": 1}, "response": "r", "prompt": "p"}
    assert one(row).id == one(same).id
    assert len(one(row).id) == 20
    assert one(row).id != one(row | {"response": "other"}).id


def test_the_json_of_an_item_reads_as_that_item(tmp_path):
    item = one(
        {
            "id": "x",
            "prompt": [USER],
            "responses": [
                {"id": "a", "text": "x", "model": "m", "metadata": {"t": None}},
                {"id": "b", "messages": [REPLY]},
            ],
            "reference": "ref",
            "context": [{"title": "T", "text": "t"}],
            "criteria": [{"id": "c", "kind": "count", "text": "How often", "maximum": 3}],
            "media": [{"kind": "image", "sha256": "0" * 64, "mime": "image/png"}],
            "metadata": {"deep": {"null": None}},
            "gold": {"c": 2},
            "warnings": ["w"],
        }
    )
    file = tmp_path / "items.jsonl"
    file.write_text(item_to_json(item) + "\n")
    assert list(read_items(file, progress=False)) == [item]


def test_items_pass_as_they_are():
    items = [one({"prompt": f"p{n}", "response": "r"}) for n in range(3)]
    assert list(read_items(items, progress=False)) == items
    assert list(read_items(iter(items), progress=False)) == items
