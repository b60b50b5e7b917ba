"""Logs that `inspect_ai` reads: the real framework does so, in an environment of its own (it pins what others need)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import Study
from evalwidgets.errors import StoreError, StudyError
from tests.hub.studies import compare, grade, pilot

_READ = """
import json, sys
from inspect_ai.analysis import evals_df, samples_df
from inspect_ai.log import list_eval_logs, read_eval_log
found = []
for one in list_eval_logs(sys.argv[1]):
    header, log = read_eval_log(one, header_only=True), read_eval_log(one)
    samples = [[one.id, one.epoch, one.input[0].text, one.output.completion, one.target,
                {name: [score.value, score.explanation] for name, score in one.scores.items()}] for one in log.samples]
    results = [[one.scorer, one.name, one.metrics["mean"].value] for one in header.results.scores if one.metrics]
    found.append([header.status, header.eval.task, header.eval.model, results, samples])
frames = [len(samples_df(sys.argv[1], quiet=True)), len(evals_df(sys.argv[1], quiet=True))]
print("found:" + json.dumps([sorted(found, key=lambda one: one[2]), frames]))
"""


@pytest.fixture(scope="module")
def inspect_python() -> Path:
    """The Python of an environment that has `inspect_ai`, made once."""
    folder = Path(os.environ.get("EVALWIDGETS_INSPECT", Path(__file__).parents[1] / "build" / "inspect"))
    python, pins = folder / "bin" / "python", Path(__file__).with_name("inspect.txt")
    done = folder / "installed"
    if not done.exists() or done.read_text() != pins.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
        install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-compile"]
        subprocess.run([*install, "-r", pins], check=True)
        done.write_text(pins.read_text())
    return python


@pytest.fixture
def judged(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db", 3)
    grade(made, "dr-osei")
    grade(made, "dr-two", 5)
    session = made.session("dr-three")
    session.next()
    session.submit({"right": {"na": "not_applicable"}, "words": "“Rest”, said —\nand meant"})
    compare(made, "dr-osei", 1)
    return made


def logs(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


@pytest.mark.timeout(600)
def test_inspect_reads_what_was_judged(judged: Study, tmp_path: Path, inspect_python: Path) -> None:
    written = judged.to_inspect(tmp_path / "logs", progress=False)
    command = [inspect_python, "-c", _READ, written.folder]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    found, frames = json.loads(said.stdout.split("found:")[1])
    scores = judged.scores().to_list()
    models = sorted({row["model"] or "unknown" for row in scores})
    assert [(status, task, model) for status, task, model, _, _ in found] == [
        ("success", judged.title, model) for model in models
    ]
    assert frames == [written.samples, len(models)]
    items = {row["item"]: row for row in judged.items()}
    for _, _, model, results, samples in found:
        mine = [row for row in scores if (row["model"] or "unknown") == model]
        read = {
            (item, epoch, expert, criterion, value)
            for item, epoch, *_, by_expert in samples
            for expert, (values, _) in by_expert.items()
            for criterion, value in values.items()
        }
        of_item = {
            id: [one["id"] for one in row["responses"] if (one["model"] or "unknown") == model]
            for id, row in items.items()
        }
        assert read == {
            (row["item"], of_item[row["item"]].index(row["response"]) + 1, row["expert"], row["criterion"], value)
            for row in mine
            if row["na"] is None
            for value in [row["number"] if row["number"] is not None else row["label"] or row["text"]]
        }
        for item, epoch, asked, answered, target, by_expert in samples:
            response = next(one for one in items[item]["responses"] if one["id"] == of_item[item][epoch - 1])
            assert (asked, answered, target) == (
                items[item]["prompt"][0]["text"],
                response["messages"][-1]["text"],
                items[item]["reference"] or "",
            )
            for _, explanation in by_expert.values():
                assert explanation is None or explanation.startswith("right: see page")
        for expert, criterion, mean in results:
            numbers = [row["number"] for row in mine if (row["expert"], row["criterion"]) == (expert, criterion)]
            assert mean == pytest.approx(sum(numbers) / len(numbers))


def test_written_again_the_logs_replace_those_before(judged: Study, tmp_path: Path) -> None:
    first = judged.to_inspect(tmp_path / "logs", progress=False)
    before = {path.name: path.read_bytes() for path in first.files}
    (tmp_path / "logs" / "notes.txt").write_text("mine")
    judged.to_inspect(tmp_path / "logs", progress=False)
    assert {path.name: path.read_bytes() for path in first.files} == before, "the same judgments, the same logs"
    grade(judged, "dr-late", 2)
    again = judged.to_inspect(tmp_path / "logs", progress=False)
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == sorted(
        ["notes.txt", *(path.name for path in again.files)]
    )
    experts = {one["name"] for log in logs(tmp_path / "logs") for one in log["eval"]["scorers"]}
    assert experts == {"dr-osei", "dr-two", "dr-three", "dr-late"}


def test_what_cannot_be_logged_is_said(tmp_path: Path) -> None:
    made = pilot(tmp_path / "study.db", 1)
    with pytest.raises(StudyError, match="Nothing has been graded yet"):
        made.to_inspect(tmp_path / "logs", progress=False)
    assert not (tmp_path / "logs").exists()
    grade(made, "ada", 1)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="cannot be made"):
        made.to_inspect(tmp_path / "file", progress=False)
