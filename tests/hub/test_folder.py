"""A published folder is a dataset that anybody reads without our package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import HubError, StudyError
from evalwidgets.hub.layout import CONFIGS
from tests.hub.studies import compare, grade, pilot

STRANGER = """
import json, sys
sys.modules["evalwidgets"] = None  # whoever tries to import it fails
from datasets import get_dataset_config_names, load_dataset
found = {name: load_dataset(sys.argv[1], name, split="train") for name in get_dataset_config_names(sys.argv[1])}
default = load_dataset(sys.argv[1], split="train")
print(json.dumps({"rows": {name: len(rows) for name, rows in found.items()}, "default": len(default),
                  "first": {name: rows[0] for name, rows in found.items()}}, default=str))
"""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = pilot(tmp_path_factory.mktemp("folder") / "study.db", withhold=("gold", "comment", "items.reference"))
    made.add_expert("dr-osei", publish=("specialty",), specialty="cardiology", years=12)
    made.add_expert("judge-model", "model")
    grade(made, "dr-osei")
    compare(made, "dr-osei", 2)
    grade(made, "judge-model", 3)
    return made


@pytest.fixture(scope="module")
def folder(judged: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return judged.publish(tmp_path_factory.mktemp("published") / "graded", progress=False).path


def test_a_stranger_loads_every_config(judged: Study, folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", STRANGER, str(folder)], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rows"] == {
        "scores": 22,
        "judgments": 13,
        "comparisons": 2,
        "items": 4,
        "rubrics": 1,
        "experts": 2,
        "results": 2,
    }
    assert found["default"] == found["rows"]["scores"] == len(judged.scores())
    assert found["first"]["scores"]["rubric_hash"] == judged.rubric.hash


def test_all_but_names_and_withheld_columns_is_equal(judged: Study, folder: Path) -> None:
    from datasets import load_dataset

    def bare(row: dict) -> dict:
        kept = {key: value for key, value in row.items() if key not in ("expert", "comment")}
        if "answers" in kept:
            kept["answers"] = [{key: part for key, part in one.items() if key != "comment"} for one in kept["answers"]]
        if "reasons" in kept:
            kept["reasons"] = [{key: part for key, part in one.items() if key != "comment"} for one in kept["reasons"]]
        return kept

    for name in ("scores", "judgments", "comparisons"):
        there = load_dataset(str(folder), name, split="train")
        assert "comment" not in there.features
        assert "comment" not in json.dumps(list(there), default=str)
        assert list(map(bare, there)) == list(map(bare, getattr(judged, name)()))
    items = load_dataset(str(folder), "items", split="train")
    assert set(judged.items().features) - set(items.features) == {"gold", "reference"}


def test_experts_are_pseudonyms_and_show_what_they_consented_to(judged: Study, folder: Path) -> None:
    from datasets import load_dataset

    experts = {row["expert"]: row for row in load_dataset(str(folder), "experts", split="train")}
    (person,) = set(experts) - {"judge-model"}
    assert person.startswith("expert-")
    assert (experts[person]["specialty"], experts[person]["years"]) == ("cardiology", None)
    assert set(load_dataset(str(folder), split="train")["expert"]) == {person, "judge-model"}
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(b"osei" in data for data in files)
    with judged.store.reading() as connection:
        key = connection.exec_driver_sql("SELECT pseudonym_key FROM study").scalar_one()
    assert not any(key.encode() in data for data in files)


def test_the_rubric_comes_back_as_it_was(judged: Study, folder: Path) -> None:
    from datasets import load_dataset

    from evalwidgets import Rubric

    row = load_dataset(str(folder), "rubrics", split="train")[0]
    assert Rubric.from_yaml(row["text"]) == Rubric.model_validate_json(row["body"]) == judged.rubric


def test_the_card_explains_every_column_and_counts_no_rows(folder: Path) -> None:
    card = (folder / "README.md").read_text("utf-8")
    head = card.split("---")[1]
    assert "num_examples" not in head
    assert "num_bytes" not in head
    for config in CONFIGS.values():
        for column in config.columns:
            withheld = column.name in ("gold", "comment") or (config.name, column.name) == ("items", "reference")
            assert (f"| `{column.name}` |" in card.split(f"### `{config.name}`")[1]) is not withheld
    assert "8 grades" in card or "11 grades" in card
    assert "1 expert and 1 language model (cardiology)" in card


def test_a_folder_is_replaced_as_a_whole_and_hand_written_words_stay(tmp_path: Path) -> None:
    from datasets import load_dataset

    made = pilot(tmp_path / "study.db")
    grade(made, "ada", 2)
    made.publish(tmp_path / "out", progress=False)
    readme = tmp_path / "out" / "README.md"
    text = readme.read_text("utf-8").replace("## What was judged by", "## The rubric, in my own words")
    readme.write_text(
        text.replace("pretty_name: Pilot", "pretty_name: Heart\nthanks: to all") + "\n## How to cite\n\nBy name.\n"
    )
    grade(made, "ada", 3)
    made.publish(tmp_path / "out", progress=False)
    text = readme.read_text("utf-8")
    for kept in (
        "## How to cite\n\nBy name.",
        "## The rubric, in my own words",
        "pretty_name: Heart",
        "thanks: to all",
    ):
        assert kept in text
    assert "5 grades" in text, "what nobody has edited is brought up to date"
    assert len(load_dataset(str(tmp_path / "out"), "judgments", split="train")) == 5
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == ["out"]


def test_what_is_loaded_is_what_was_published_last(tmp_path: Path) -> None:
    from datasets import load_dataset

    for place, counts in (("first", (2, 3)), ("second", (1, 2))):
        (tmp_path / place).mkdir()
        made = pilot(tmp_path / place / "study.db")
        for count in counts:
            grade(made, "ada", count - len(made.judgments()))
            target = made.publish(tmp_path / place / "out", progress=False).path
            for config in ("judgments", "scores"):
                loaded = load_dataset(str(target), config, split="train")
                assert set(loaded["judgment_id"]) == set(made.judgments()["judgment_id"]), (place, count, config)
                assert loaded.features == CONFIGS[config].features()


def test_a_folder_of_something_else_is_left_alone(judged: Study, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(HubError, match="holds something else"):
        judged.publish(tmp_path)
    with pytest.raises(HubError, match="does not exist"):
        judged.publish(tmp_path / "no" / "where")
    with pytest.raises(HubError, match="is a file"):
        judged.publish(tmp_path / "mine.txt")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("coment", "no table has a column 'coment'"),
        ("marks.comment", "no table 'marks'"),
        ("judgment_id", "judgment_id cannot be withheld"),
    ],
)
def test_a_withheld_column_must_exist_and_be_dispensable(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        pilot(tmp_path / "study.db", withhold=(name,)).publish(tmp_path / "out")


def test_an_empty_study_is_a_dataset_of_its_items(tmp_path: Path) -> None:
    from datasets import load_dataset

    pilot(tmp_path / "study.db").publish(tmp_path / "out", progress=False)
    assert len(load_dataset(str(tmp_path / "out"), "items", split="train")) == 4
