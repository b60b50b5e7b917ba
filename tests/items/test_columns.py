"""Which column is what: guessed from plain names, named by hand, and shown."""

from __future__ import annotations

import re

import pytest

from evalwidgets.errors import ItemError
from evalwidgets.items import columns as module
from evalwidgets.items import read_items
from evalwidgets.items.columns import resolve_columns


def roles(*names, given=None):
    return {role: list(columns) for role, columns in resolve_columns(names, given, "the list").roles.items()}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["question", "answer"], {"prompt": ["question"], "response": ["answer"]}),
        (["Prompt", "Completion"], {"prompt": ["Prompt"], "response": ["Completion"]}),
        (["instruction", "output"], {"prompt": ["instruction"], "response": ["output"]}),
        (["instruction", "input", "output"], {"prompt": ["instruction", "input"], "response": ["output"]}),
        (["input", "output"], {"prompt": ["input"], "response": ["output"]}),
        (["query", "answers"], {"prompt": ["query"], "response": ["answers"]}),
        (["prompt", "responses"], {"prompt": ["prompt"], "response": ["responses"]}),
        (["messages"], {"messages": ["messages"]}),
        (["messages", "model"], {"messages": ["messages"], "model": ["model"]}),
        (["messages", "response"], {"messages": ["messages"], "response": ["response"]}),
        (["prompt", "messages"], {"messages": ["messages"]}),
        (["prompt", "chosen", "rejected"], {"prompt": ["prompt"], "response": ["chosen", "rejected"]}),
        (
            ["prompt", "response_b", "response_a", "model_a", "model_b"],
            {"prompt": ["prompt"], "response": ["response_a", "response_b"], "model": ["model_a", "model_b"]},
        ),
        (
            ["Prompt", "Response A", "Response B", "Response C"],
            {"prompt": ["Prompt"], "response": ["Response A", "Response B", "Response C"]},
        ),
        (["prompt", "output1", "output2", "output10"], {"prompt": ["prompt"], "response": ["output1", "output2", "output10"]}),
        (
            ["question", "answer_a", "answer_b", "answer_b_model"],
            {"prompt": ["question"], "response": ["answer_a", "answer_b"], "model": ["", "answer_b_model"]},
        ),
        (["conversation_a", "conversation_b"], {"response": ["conversation_a", "conversation_b"]}),
        (["question", "answer", "response"], {"prompt": ["question"], "response": ["response"]}),
        (
            ["prompt_id", "system", "prompt", "response", "model", "ground_truth", "documents", "content_warnings"],
            {
                "id": ["prompt_id"], "system": ["system"], "prompt": ["prompt"], "response": ["response"],
                "model": ["model"], "reference": ["ground_truth"], "context": ["documents"],
                "warnings": ["content_warnings"],
            },
        ),
    ],
)  # fmt: skip
def test_plain_names_are_guessed(names, expected):
    assert roles(*names) == expected


def test_every_name_in_the_documented_table_is_guessed():
    table = module.__doc__.split("=\n")[2].replace("\n              ", " ")
    rows = re.findall(r"^``(\w+)``\s+([^.\n]+)", table, re.MULTILINE)
    documented = {role: re.findall(r"[a-z_]+", listed) for role, listed in rows}
    for role in ("id", "reference", "context", "warnings", "criteria", "image", "audio", "media", "gold", "system"):
        assert documented[role], role
        for name in documented[role]:
            assert roles("prompt", "response", name)[role] == [name]


def test_what_is_named_wins_and_the_rest_is_guessed():
    assert roles("q", "a1", "a2", "response", "id", given={"prompt": "q", "response": ["a1", "a2"]}) == {
        "prompt": ["q"],
        "response": ["a1", "a2"],
        "id": ["id"],
    }


def test_lettered_roles_may_be_named_one_by_one():
    given = {"prompt": "q", "response_b": "right", "response_a": "left", "model_a": "left_by"}
    assert roles("q", "left", "right", "left_by", given=given) == {
        "prompt": ["q"],
        "response": ["left", "right"],
        "model": ["left_by", ""],
    }


def test_none_switches_a_role_off():
    assert "id" not in roles("id", "prompt", "response", given={"id": None})


def test_an_unknown_role_is_refused_with_the_likely_one():
    with pytest.raises(ItemError, match=r"there is no role 'promt'\. Did you mean 'prompt'\? Roles are id, prompt"):
        roles("q", "answer", given={"promt": "q"})


def test_a_column_that_is_not_there_is_refused_with_the_likely_one():
    with pytest.raises(
        ItemError,
        match=r"the list has no column 'quesion' \(named for 'prompt'\)\. Did you mean 'question'\? It has question, answer",
    ):
        roles("question", "answer", given={"prompt": "quesion"})


def test_a_source_without_responses_says_which_columns_it_has_and_how_to_name_one():
    with pytest.raises(
        ItemError,
        match=r'no column looks like the responses to judge\. It has text, label\. Name it: columns=\{"response"',
    ):
        roles("text", "label")


def test_more_models_than_responses_are_refused():
    with pytest.raises(ItemError, match="2 columns for 'model' and 3 for 'response'"):
        roles("q", "a", "b", "c", "x", "y", given={"prompt": "q", "response": ["a", "b", "c"], "model": ["x", "y"]})


def test_a_role_for_one_column_refuses_two():
    with pytest.raises(ItemError, match=r"'id' takes one column, got \['a', 'b'\]"):
        roles("a", "b", given={"id": ["a", "b"]})


def test_the_guess_is_printed_once(capsys):
    reader = read_items([{"question": "2 + 2?", "answer": "4", "topic": "sums"}], progress=True)
    list(reader)
    list(reader)
    shown = capsys.readouterr().out
    assert shown.count("Columns:") == 1
    assert "prompt    ←  question  (guessed)" in shown
    assert "response  ←  answer  (guessed)" in shown
    assert "not used: topic" in shown


def test_nothing_is_printed_without_progress_or_a_guess(capsys):
    rows = [{"question": "2 + 2?", "answer": "4"}]
    list(read_items(rows, progress=False))
    list(read_items(rows, columns={"prompt": "question", "response": "answer"}))
    assert capsys.readouterr().out == ""


def test_the_guess_shows_as_a_table_in_a_notebook_and_escapes_names():
    shown = read_items([{"prompt": "p", "response": "r", "<img src=x>": 1}], progress=False)._repr_html_()
    assert "<code>prompt</code> (guessed)" in re.sub(r"\s+", " ", shown)
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_an_optional_column_that_first_appears_later_is_still_read():
    rows = [{"prompt": f"p{n}", "response": "r"} for n in range(150)]
    rows.append({"prompt": "last", "response": "r", "warnings": ["violence"]})
    items = list(read_items(rows, progress=False))
    assert items[-1].warnings == ("violence",)


def test_a_later_column_that_changes_what_the_others_mean_is_a_bad_row():
    rows = [{"question": f"p{n}", "answer": "r"} for n in range(150)]
    rows.append({"question": "last", "answer": "the right one", "response": "what the model said"})
    with pytest.raises(ItemError, match=r"row 151: has columns that the first rows lack \(response\)"):
        list(read_items(rows, progress=False))
