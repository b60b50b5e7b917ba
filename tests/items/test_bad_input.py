"""Every bad input is named with its row and column, and says what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import psutil
import pytest
from datasets import Dataset

from evalwidgets import Study
from evalwidgets.errors import ItemError
from evalwidgets.items import Item, RowError, read_items

GOOD = {"prompt": "2 + 2?", "response": "4"}
WAY_OUT = " (on_error='skip' leaves such rows out and reports them.)"


def refused(source, **options) -> str:
    with pytest.raises(ItemError) as caught:
        list(read_items(source, progress=False, **options))
    return str(caught.value)


def lines(tmp_path, *rows, name="answers.jsonl"):
    path = tmp_path / name
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows) + b"\n")
    return path


def test_a_missing_column_in_one_row(tmp_path):
    source = lines(tmp_path, GOOD, {"prompt": "3 + 3?"})
    assert refused(source) == (
        "answers.jsonl, line 2, column 'response': the row has no such column. Add it, or leave the row out." + WAY_OUT
    )


def test_no_column_that_is_a_prompt():
    assert refused([{"response": "4"}]) == (
        'the list, row 1: there is no prompt: no column is one. Name it: columns={"prompt": "…"}.' + WAY_OUT
    )


@pytest.mark.parametrize(
    ("text", "what"), [("", "the text is empty"), (" \n\t", "the text is empty"), (None, "the cell is empty")]
)
def test_empty_text(text, what):
    assert refused([GOOD, {"prompt": "3 + 3?", "response": text}]) == (
        f"the list, row 2, column 'response': {what}. Fill it in, or leave the row out." + WAY_OUT
    )


def test_nan_in_a_frame_is_an_empty_cell():
    frame = pd.DataFrame({"prompt": ["a", "b"], "response": ["x", float("nan")]})
    assert "the DataFrame, row 2, column 'response': the cell is empty." in refused(frame)


def test_an_empty_csv_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('prompt,response\n"over\ntwo lines",x\np,\n')
    assert "a.csv, line 4, column 'response': the cell is empty." in refused(path)


def test_an_empty_turn_at_the_end_of_a_chat():
    chat = [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": ""}]
    assert "row 1, column 'messages': the chat ends with the user's turn" in refused([{"messages": chat}])


def test_an_empty_list_of_responses():
    assert "column 'responses': the list of responses is empty" in refused([{"prompt": "p", "responses": []}])


def test_all_of_several_responses_missing():
    message = refused([{"prompt": "p", "response_a": None, "response_b": None}])
    assert "column 'response_a': all of response_a, response_b are empty: there is nothing to judge." in message


def test_duplicate_ids_name_both_rows(tmp_path):
    rows = [{"id": f"q{n}", **GOOD} for n in range(5)]
    source = lines(tmp_path, *rows, b"", {"id": "q1", "prompt": "other", "response": "5"})
    assert refused(source) == (
        "answers.jsonl, line 7, column 'id': the id 'q1' was used in line 2 already. Give each item its own"
        ' (or columns={"id": None}, for ids made from the content).' + WAY_OUT
    )


def test_the_same_content_twice_without_ids_names_both_rows():
    assert refused([GOOD, {"prompt": "p", "response": "r"}, GOOD]) == (
        "the list, row 3: has the same content as row 1. Leave one of them out, or give each an id." + WAY_OUT
    )


@pytest.mark.parametrize(
    ("value", "what"),
    [(4, "a number (4)"), (True, "true or false (True)"), (b"4", "bytes"), ({"a": 1}, "a mapping"), ([1, 2], "a list")],
)
def test_wrong_types_of_a_prompt(value, what):
    assert refused([GOOD, {"prompt": value, "response": "4"}]) == (
        f"the list, row 2, column 'prompt': holds {what} where a text is wanted. Turn the column into text." + WAY_OUT
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"responses": [4]}, "column 'responses': holds a number (4) where a text is wanted"),
        ({"responses": [{"text": "x", "score": 3}]}, "column 'responses': response 1 has unknown keys: score."),
        ({"responses": [{"id": "r"}]}, "column 'responses': response 1 needs either a text or messages."),
        ({"responses": [{"id": "r", "text": "x"}, {"id": "r", "text": "y"}]}, "column 'responses': two responses have the same id: r, r."),
        ({"responses": ["x", "y"], "models": ["m"]}, "column 'models': lists 1 models for 2 responses."),
        ({"response": "x", "id": [1]}, "column 'id': holds a list where an id is wanted (text or a whole number)."),
        ({"response": "x", "id": "two\nlines"}, "column 'id': an id has 1 to 500 printable characters, on one line."),
        ({"response": "x", "model": 3}, "column 'model': holds a number (3) where a text is wanted"),
        ({"response": "x", "gold": "met"}, 'column \'gold\': holds a text where a mapping is wanted. A reference answer goes under columns={"reference": "…"}.'),
        ({"response": "x", "criteria": "dose"}, "column 'criteria': holds a text where a list is wanted."),
        ({"response": "x", "criteria": [{"id": "dose"}]}, "column 'criteria': field required (at 0.binary.text)."),
        ({"response": "x", "context": [3]}, "column 'context': holds a number (3) where a text is wanted"),
        ({"response": "x", "metadata": {"t": object()}}, "column 'metadata': holds an object of type object, which JSON cannot write"),
        ({"response": "x", "metadata": {"t": float("inf")}}, "column 'metadata': holds an infinite number"),
        ({"response": [{"role": "assistant", "content": 3}]}, "column 'response': turn 1 of the chat holds a number (3) where a text is wanted"),
    ],
)  # fmt: skip
def test_wrong_types_in_every_other_column(row, said):
    assert f"the list, row 1, {said}" in refused([{"prompt": "p", **row}])


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        ([], "is an empty chat. A chat is a list of"),
        ("hello", "holds a text where a chat is wanted."),
        ([{"role": "user", "content": "x"}, "y"], "turn 2 of the chat is a text, not a message"),
        ([{"content": "x"}], "turn 1 of the chat has no role."),
        (
            [{"role": "user", "content": "x"}],
            "the chat ends with the user's turn, so there is no response in it to judge.",
        ),
    ],
)
def test_broken_chats(chat, said):
    assert f"row 1, column 'messages': {said}" in refused([{"messages": chat}])


def test_rows_that_are_no_rows():
    assert "the list, row 2: is a text, not a dict or an Item." in refused([GOOD, "text"])


def test_metadata_nested_a_thousand_deep():
    deep: dict = {}
    for _ in range(5_000):
        deep = {"d": deep}
    assert "row 1: is nested too deeply." in refused([{**GOOD, "metadata": deep}])


def test_broken_json_lines(tmp_path):
    assert refused(lines(tmp_path, GOOD, b'{"prompt": "3 + 3?", "resp')) == (
        "answers.jsonl, line 2: is not JSON (Unterminated string starting at: character 22)."
        " Write one object a line." + WAY_OUT
    )


def test_a_line_that_is_no_object(tmp_path):
    assert 'line 2: holds a list, not an object like {"prompt": "…"}.' in refused(lines(tmp_path, GOOD, b"[1]"))


def test_a_json_list_in_a_file_of_lines_is_told(tmp_path):
    assert "line 1: is not JSON" in (message := refused(lines(tmp_path, b"[", b"{}", b"]")))
    assert "One JSON list over several lines is read from a .json file." in message


def test_json_nested_too_deeply_and_numbers_too_long(tmp_path):
    assert "line 2: is nested too deeply." in refused(lines(tmp_path, GOOD, b"[" * 200_000))
    assert "line 2: is not JSON that can be read: Exceeds the limit" in refused(
        lines(tmp_path, GOOD, b'{"a": ' + b"1" * 5000 + b"}")
    )


def test_a_line_that_is_not_utf8(tmp_path):
    bad = '{"prompt": "caf\u00e9?", "response": "4"}'.encode("latin-1")
    assert refused(lines(tmp_path, GOOD, bad)) == (
        "answers.jsonl, line 2: is not UTF-8 (byte 0xe9 at byte 16 of the line). Save the file as UTF-8." + WAY_OUT
    )


def test_a_csv_cell_that_is_not_utf8(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("prompt,response\n2 + 2?,4\ncaf\u00e9?,yes\n".encode("latin-1"))
    assert refused(path) == (
        "a.csv, line 3, column 'prompt': is not UTF-8 (byte 0xe9 at character 4). Save the file as UTF-8"
        ' (in Excel: "CSV UTF-8").' + WAY_OUT
    )


def test_a_file_in_utf16(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("prompt,response\np,r\n", encoding="utf-16")
    assert refused(path) == 'a.csv is UTF-16, not UTF-8. Save it as UTF-8 (in Excel: "CSV UTF-8").'


def test_half_a_character_in_json(tmp_path):
    message = refused(lines(tmp_path, GOOD, b'{"prompt": "p", "response": "\\ud83d"}'))
    assert "line 2, column 'response': holds half a character (U+D83D at character 1)" in message


@pytest.mark.parametrize("column", ["prompt", "response", "reference", "metadata"])
def test_a_20_mb_cell(tmp_path, column):
    huge = "x" * 20_000_000
    row = {**GOOD, column: {"note": huge} if column == "metadata" else huge}
    assert refused(lines(tmp_path, {**GOOD, "reference": "r", "metadata": {}}, row)) == (
        f"answers.jsonl, line 2, column '{column}': the text has 20.0 MB and the limit is 5.0 MB (max_text)."
        " Shorten it, leave the row out, or raise the limit." + WAY_OUT
    )


def test_a_20_mb_cell_in_a_csv_and_in_a_dataset(tmp_path):
    huge = "x" * 20_000_000
    path = tmp_path / "a.csv"
    path.write_text(f"prompt,response\np,r\nq,{huge}\n")
    assert "a.csv, line 3, column 'response': the text has 20.0 MB" in refused(path)
    assert "the dataset, row 1, column 'response': the text has 20.0 MB" in refused(
        Dataset.from_dict({"prompt": ["p"], "response": [huge]})
    )


def test_the_limit_counts_bytes_and_can_be_raised():
    row = {"prompt": "p", "response": "é" * 6}
    assert "the text has 12 bytes and the limit is 11 bytes" in refused([row], max_text=11)
    assert len(list(read_items([row], max_text=12, progress=False))) == 1


def test_a_line_longer_than_any_row(tmp_path, monkeypatch):
    monkeypatch.setattr("evalwidgets.items.sources.lines.LONGEST", 1_000)
    path = lines(tmp_path, GOOD, {"prompt": "p", "response": "x" * 5_000}, {"prompt": "last", "response": "r"})
    reader = read_items(path, on_error="skip", progress=False)
    assert [item.prompt[0].text for item in reader] == ["2 + 2?", "last"]
    assert "line 2: is longer than" in str(reader.report.rows[0])


def test_csv_rows_with_too_many_cells_or_broken_quotes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('prompt,response\n1,2,3\n"a"b,c\n')
    reader = read_items(path, on_error="skip", progress=False)
    assert list(reader) == []
    assert [(bad.row, bad.message.split(".")[0]) for bad in reader.report] == [
        (2, "has 3 cells and the header has 2"),
        (3, "is not CSV (',' expected after '\"')"),
    ]


def test_a_quote_never_closed_is_found_where_it_opened(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text('prompt,response\np,r\n"never closed,x\n' + "q,r\n" * 500)
    assert "a.csv, line 3: is not CSV (unexpected end of data)" in refused(path)
    monkeypatch.setattr("evalwidgets.items.sources.csv_file.LONGEST", 1_000)
    assert "line 3: the record that begins here is longer than" in refused(path)


def test_a_header_with_one_name_twice(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("prompt,response,response\n")
    assert refused(path) == "a.csv has two columns called 'response'. Rename one."


def test_a_broken_json_list_says_where(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"prompt": "p", "response": "r"}, {"prompt": }]')
    assert "a.json, row 2: the JSON is broken (Expecting value" in refused(path)
    path.write_text('[{"prompt": "p", "response": "r"}')
    assert "a.json, row 2: the JSON is broken (the list is cut off)" in refused(path)
    path.write_text('"text"')
    assert "a.json holds no JSON list of objects." in refused(path)


def test_a_gzip_file_cut_off(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress("\n".join(json.dumps({"prompt": str(n), "response": "r"}) for n in range(10_000)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    assert "a.jsonl.gz is cut off or damaged and cannot be unpacked" in refused(path)
    path.write_bytes(b"no gzip")
    assert "a.jsonl.gz is cut off or damaged and cannot be unpacked" in refused(path)


def test_a_file_that_is_no_parquet(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 not really")
    assert refused(path).startswith("a.parquet cannot be read as Parquet: ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.jsonl", "there is no file"),
        (".", "is a folder. Name one file in it."),
        ("a.xlsx", "items are not read from a file with this ending"),
    ],
)
def test_paths_that_lead_nowhere(tmp_path, name, said):
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    assert said in refused(tmp_path / name)


@pytest.mark.parametrize("text", ["", "\n\n"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_empty_files(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert refused(tmp_path / name) == f"{name} is empty: there are no items in it."


@pytest.mark.parametrize("source", [[], iter([]), pd.DataFrame()])
def test_empty_sources(source):
    assert "is empty: there are no items in it." in refused(source)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (3, "a number (3) is no source of items. Pass a datasets.Dataset"),
        ({"prompt": ["p"]}, "a mapping with the keys prompt is no source of items: pass a list of dicts"),
        (Item.model_validate({"id": "a", "prompt": [{"role": "user", "text": "p"}], "responses": [{"id": "1", "messages": [{"role": "assistant", "text": "r"}]}]}), "one Item is no source of items"),
    ],
)  # fmt: skip
def test_what_is_no_source(source, said):
    assert said in refused(source)


def test_skipping_keeps_the_good_rows_and_reports_the_bad(tmp_path):
    source = lines(
        tmp_path,
        GOOD,
        b"{",
        {"prompt": "p", "response": ""},
        {"prompt": "q", "response": 3},
        {"prompt": "last", "response": "r"},
    )
    reader = read_items(source, on_error="skip", progress=False)
    assert [item.prompt[0].text for item in reader] == ["2 + 2?", "last"]
    assert [(bad.row, bad.column) for bad in reader.report] == [(2, None), (3, "response"), (4, "response")]
    assert reader.row == 5
    shown = repr(reader.report)
    assert shown.startswith("3 rows were left out: 2 for column 'response', 1 as a whole.")
    assert "answers.jsonl, line 3, column 'response': the text is empty." in shown
    assert "<td>response</td>" in reader.report._repr_html_()


def test_the_report_shows_hostile_text_as_text():
    reader = read_items(
        [{"prompt": "p", "response": [{"role": "assistant", "content": "x"}, "<img>"]}, GOOD],
        on_error="skip",
        progress=False,
    )
    list(reader)
    row = {"prompt": "p", "responses": [{"text": "x", "<script>": 1}]}
    reader = read_items([row], on_error="skip", progress=False)
    list(reader)
    assert "<script>" in repr(reader.report)
    assert "<script>" not in reader.report._repr_html_()


def test_a_report_of_very_many_rows_keeps_the_first_and_counts_all():
    rows = [GOOD, *({"prompt": "p", "response": ""} for _ in range(5_000))]
    reader = read_items(rows, on_error="skip", progress=False)
    list(reader)
    assert (len(reader.report), len(reader.report.rows)) == (5_000, 1_000)
    assert "… and 4,980 more" in repr(reader.report)


def test_a_report_without_bad_rows_says_so():
    reader = read_items([GOOD], on_error="skip", progress=False)
    list(reader)
    assert repr(reader.report) == "No rows were left out."


def test_the_error_knows_its_row_and_column():
    with pytest.raises(RowError) as caught:
        list(read_items([GOOD, {"prompt": "", "response": "r"}], progress=False))
    assert (caught.value.bad.row, caught.value.bad.column, caught.value.bad.source) == (2, "prompt", "the list")


def test_an_unknown_way_to_treat_errors():
    assert refused([GOOD], on_error="ignore") == "on_error is 'raise' or 'skip', got 'ignore'."


def test_an_item_with_empty_texts_is_refused_too():
    item = Item.model_validate({"id": "a", "prompt": [{"role": "user", "text": "p"}], "responses": [{"id": "1", "messages": [{"role": "assistant", "text": ""}]}]})  # fmt: skip
    assert "the list, row 1, column 'responses': the text is empty." in refused([item])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "prompt,response\np,r\np,\np,r\n"),
        ("twice.csv", "prompt,prompt\np,r\n"),
        ("a.jsonl", '{"prompt": "p", "response": "r"}\n{"prompt": "p"}\n{"prompt": "p", "response": "r"}\n'),
    ],
)
@pytest.mark.parametrize("progress", [True, False])
def test_a_refused_file_is_closed_so_that_it_can_be_mended(name, text, progress, tmp_path):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ItemError) as kept:  # as a notebook keeps its last error
        list(read_items(path, progress=progress))
    assert path not in {Path(one.path) for one in psutil.Process().open_files()}
    assert kept.value


def test_a_file_with_a_changed_item_is_closed_too(tmp_path):
    rows = [{"id": f"i{number}", "prompt": "p", "response": f"r{number}"} for number in range(1_500)]
    path = tmp_path / "items.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    Study.create(tmp_path / "s.db", items=path, rubric="creative_quality", progress=False)
    rows[3]["response"] = "another"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(ItemError, match="other content") as kept:
        Study.create(tmp_path / "s.db", items=path, rubric="creative_quality", progress=False)
    assert path not in {Path(one.path) for one in psutil.Process().open_files()}
    assert kept.value
