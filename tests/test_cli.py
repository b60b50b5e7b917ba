"""The command line: what it prints, what it leaves behind, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evalwidgets import Study
from tests.store.builders import RUBRIC, study
from tests.store.processes import ROOT

ROWS = [{"q": f"Question {n}?", "answer": f"Answer {n}."} for n in range(3)]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evalwidgets.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    return path


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.json"
    path.write_text(RUBRIC.model_dump_json(), "utf-8")
    return path


def test_items_are_imported_graded_and_exported_without_a_notebook(tmp_path: Path, answers: Path, rubric: Path) -> None:
    place = tmp_path / "study.db"
    done = run("import", answers, "--into", place, "--rubric", rubric, "--columns", "prompt=q")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{place}: 3 items added"), done.stderr
    again = run("import", answers, "--into", place, "--columns", "prompt=q")
    assert again.stdout.splitlines()[-1] == f"{place}: nothing new, the source has not changed"
    session = Study.open(place).session("ada")
    session.next()
    session.submit({"right": "met"})
    status = run("status", place)
    assert (status.returncode, status.stderr) == (0, "")
    assert "3 items, 3 grade tasks, 1 judged" in status.stdout
    out = tmp_path / "scores.jsonl"
    exported = run("export", place, out)
    assert (exported.returncode, exported.stdout) == (0, f"{out}: 1 rows\n"), exported.stderr
    assert json.loads(out.read_text("utf-8"))["criterion"] == "right"
    assert run("export", place, tmp_path / "items.csv", "--table", "items").stdout.endswith(": 3 rows\n")


def test_status_as_json_is_for_programs(tmp_path: Path) -> None:
    place = tmp_path / "study.db"
    study(place, 2).session("ada").next()
    found = json.loads(run("status", place, "--json").stdout)
    assert found["items"] == 2
    assert found["experts"][0]["expert"] == "ada"


def test_bad_rows_are_left_out_and_named_when_asked(tmp_path: Path, answers: Path, rubric: Path) -> None:
    answers.write_text(answers.read_text("utf-8") + '\n{"q": "", "answer": "x"}\n', "utf-8")
    place = tmp_path / "study.db"
    arguments = ("import", answers, "--into", place, "--rubric", rubric, "--columns", "prompt=q")
    stopped = run(*arguments)
    assert stopped.returncode == 1
    assert stopped.stderr.splitlines()[-1].startswith("Error: answers.jsonl, line 4, column 'q'")
    done = run(*arguments, "--on-error", "skip")
    assert done.returncode == 0
    assert "line 4, column 'q': the text is empty" in done.stderr
    assert Study.open(place).status().items == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status", "missing.db"), "There is no study at"),
        (("export", "missing.db", "out.csv"), "There is no study at"),
        (("import", "answers.jsonl", "--into", "new.db"), "There is no study at"),
        (("import", "missing.jsonl", "--into", "new.db", "--rubric", "rubric.json"), "missing.jsonl"),
        (("import", "answers.jsonl", "--into", "new.db", "--rubric", "no_such_rubric"), "no_such_rubric"),
        (("status", "postgresql://ada:secret@127.0.0.1:1/x"), "holds a password"),
        (("status", "postgresql://ada@127.0.0.1:1/x"), "No PostgreSQL answers"),
    ],
)
@pytest.mark.usefixtures("answers", "rubric")
def test_what_goes_wrong_is_said_in_plain_words_without_a_traceback(tmp_path: Path, arguments, message: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("wrong", [("missing.jsonl",), ("answers.jsonl", "--columns", "prompt=no_such_column")])
@pytest.mark.usefixtures("answers", "rubric")
def test_items_that_cannot_be_opened_leave_no_study_behind(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    done = run("import", *wrong, "--into", "new.db", "--rubric", "rubric.json", cwd=tmp_path)
    assert done.returncode == 1
    assert list(tmp_path.glob("new.db*")) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "answers.jsonl"), "--into"),
        (("import", "answers.jsonl", "--into", "new.db", "--columns", "prompt"), "prompt=question"),
        (("import", "answers.jsonl", "--into", "new.db", "--on-error", "ignore"), "skip"),
        (("export", "study.db", "out.xlsx"), ".parquet, .jsonl, .csv"),
        (("export", "study.db", "out.csv", "--table", "marks"), "comparisons"),
        (("grade",), "No such command"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(tmp_path: Path, arguments, message: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize("command", [(), ("demo",), ("import",), ("status",), ("export",)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_help_is_quick_because_nothing_heavy_is_loaded() -> None:
    script = """
import sys
from evalwidgets.cli import app
try:
    app(["--help"])
except SystemExit:
    pass
heavy = {"datasets", "pandas", "pyarrow", "sqlalchemy", "pydantic", "anywidget"} & set(sys.modules)
assert not heavy, heavy
"""
    start = time.process_time()
    subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    assert time.process_time() - start < 1


def test_a_rubric_is_converted_and_what_would_be_lost_is_named(tmp_path: Path) -> None:
    entries = [{"criterion": "Asks about fever", "points": 5, "tags": []}]
    given, book, back = (tmp_path / name for name in ("given.json", "rubric.xlsx", "back.json"))
    given.write_text(json.dumps(entries), "utf-8")
    done = run("rubric", "convert", given, book)
    assert (done.returncode, done.stderr) == (0, "")
    done = run("rubric", "convert", book, back, "--to", "healthbench")
    assert done.returncode == 0, done.stderr
    assert json.loads(back.read_text("utf-8")) == entries
    lost = run("rubric", "convert", "medical_accuracy", tmp_path / "no.json", "--to", "healthbench")
    assert lost.returncode == 1
    assert "instructions" in lost.stderr
    assert not (tmp_path / "no.json").exists()


def test_a_rubric_of_another_format_is_linted(tmp_path: Path) -> None:
    path = tmp_path / "rubric.json"
    path.write_text(json.dumps([{"criterion": "Fails to ask about fever", "points": 5, "tags": []}]), "utf-8")
    done = run("rubric", "lint", path)
    assert done.returncode == 1
    assert "sign" in done.stdout
    assert run("rubric", "lint", "medical_accuracy").returncode == 0


def test_items_that_bring_their_criteria_are_imported_without_a_rubric(tmp_path: Path) -> None:
    path = tmp_path / "healthbench.jsonl"
    rubrics = [{"criterion": "Asks about fever", "points": 5, "tags": []}]
    row = {"prompt_id": "p", "prompt": [{"role": "user", "content": "?"}], "rubrics": rubrics, "response": "Rest."}
    path.write_text(json.dumps(row), "utf-8")
    done = run("import", path, "--into", tmp_path / "study.db")
    assert done.returncode == 0, done.stderr
    assert "1 items added" in done.stdout
