"""Models as judges: their verdicts come in whatever their shape, leave the experts' work alone, and are held against it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalwidgets import Study
from evalwidgets.agreement.judges.report import judge_report
from evalwidgets.agreement.judges.verdicts import read_verdicts
from evalwidgets.errors import AgreementError, ItemError, StudyError
from evalwidgets.rubrics.model import Binary
from evalwidgets.samples import pilot_study
from tests.agreement.studies import binary_marks, rubric_of, sharp

RUBRIC = rubric_of(
    Binary(id="right", text="Is right", points=2), Binary(id="kind", text="Is kind", points=1, required=False)
)


def study_of(folder: Path | str, count: int = 4, responses: int = 2, **rules: Any) -> Study:
    letters = "ab"[:responses]
    rows = [
        {
            "id": f"q{n}",
            "prompt": f"Q{n}?",
            "responses": [{"id": letter, "text": f"Answer {letter}{n}."} for letter in letters],
        }
        for n in range(count)
    ]
    rules = {"kinds": ("grade",), **rules}
    place = folder if isinstance(folder, str) else folder / "s.db"
    return Study.create(place, items=rows, rubric=RUBRIC, protocol=rules, progress=False)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def marks_of(study: Study, judge: str) -> dict[tuple[str, str, str], Any]:
    rows = [row for row in study.scores() if row["expert"] == judge]
    assert {row["expert_kind"] for row in rows} <= {"model"}
    return {(row["item"], row["response"], row["criterion"]): row for row in rows}


def test_json_lines_become_judgments_of_a_model(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    path = write(
        tmp_path / "verdicts.jsonl",
        [
            {"item": "q0", "response": "a", "judge": "j1", "answers": {"right": True, "kind": "unmet"}},
            {
                "item": "q0",
                "response": "b",
                "judge": "j1",
                "criterion": "right",
                "value": "unmet",
                "explanation": "No.",
            },
            {"item": "q0", "response": "b", "judge": "j1", "criterion": "kind", "na": "missing_context"},
            {"item": "q1", "response": "a", "judge": "j2", "answers": {"right": "met"}},
        ],
    )
    done = study.import_verdicts(path, progress=False)
    assert done.taken == {"j1": 2, "j2": 1}
    assert done.left_out == []
    marks = marks_of(study, "j1")
    assert marks["q0", "a", "right"]["number"] == 1
    assert marks["q0", "b", "right"]["comment"] == "No."
    assert marks["q0", "b", "kind"]["na"] == "missing_context"


def test_the_same_file_again_changes_nothing_and_a_changed_verdict_amends(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    row = {"item": "q0", "response": "a", "answers": {"right": "met"}}
    for _ in range(2):
        study.import_verdicts(write(tmp_path / "v.jsonl", [row]), judge="j", progress=False)
    assert len(study.judgments(superseded=True)) == 1
    study.import_verdicts(
        write(tmp_path / "v.jsonl", [{**row, "answers": {"right": "unmet"}}]), judge="j", progress=False
    )
    assert len(study.judgments(superseded=True)) == 2
    assert marks_of(study, "j")["q0", "a", "right"]["number"] == 0


def test_what_cannot_be_stored_is_left_out_and_named(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    rows = [
        {"item": "q9", "answers": {"right": "met"}},
        {"item": "q0", "answers": {"right": "met"}},
        {"item": "q0", "response": "z", "answers": {"right": "met"}},
        {"item": "q0", "response": "a", "answers": {"wrong": "met"}},
        {"item": "q0", "response": "b", "answers": {"kind": "met"}},
    ]
    done = study.import_verdicts(write(tmp_path / "v.jsonl", rows), judge="j", progress=False)
    said = "\n".join(done.left_out)
    assert done.taken == {}
    for words in (
        "v.jsonl, line 1: the study has no item 'q9'",
        "item q0 has the responses a, b: say which",
        "item q0 has no response 'z'; it has a, b",
        "there is no criterion 'wrong'",
        "criterion right: is required",
    ):
        assert words in said
    assert "5 left out:" in str(done)


def test_a_judge_needs_a_name_and_may_not_take_an_experts(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    path = write(tmp_path / "v.jsonl", [{"item": "q0", "response": "a", "answers": {"right": "met"}}])
    with pytest.raises(StudyError, match='name the model: judge="…"'):
        study.import_verdicts(path)
    study.session("dr-osei")
    with pytest.raises(StudyError, match="dr-osei is a human expert of this study"):
        study.import_verdicts(path, judge="dr-osei")


def test_a_healthbench_graders_output_names_criteria_by_their_text(tmp_path: Path) -> None:
    study = study_of(tmp_path, responses=1)
    graded = [
        {"criterion": "Is right", "points": 2, "criteria_met": True, "explanation": "It says so."},
        {"criterion": "Is  kind", "points": 1, "criteria_met": False},
    ]
    whole = {"metadata": {"example_level_metadata": [{"prompt_id": "q2", "rubric_items": graded}]}}
    path = tmp_path / "grades.json"
    path.write_text(json.dumps(whole), "utf-8")
    assert study.import_verdicts(path, judge="grader", progress=False).taken == {"grader": 1}
    marks = marks_of(study, "grader")
    (right,) = [row for (_, _, criterion), row in marks.items() if criterion == "right"]
    assert (right["number"], right["comment"], right["item"]) == (1, "It says so.", "q2")


INSPECT: dict[str, Any] = {
    "version": 2,
    "status": "success",
    "eval": {"model": "some/model"},
    "samples": [
        {
            "id": "q0",
            "metadata": {"response": "b"},
            "scores": {"right": {"value": "C", "explanation": "Yes."}, "kind": {"value": "I"}},
        },
        {"id": 7, "metadata": {"item": "q1", "response": "a"}, "scores": {"all": {"value": {"right": 0, "kind": 1}}}},
        {"id": "q2", "scores": {}},
    ],
}


@pytest.mark.parametrize("as_archive", [False, True])
def test_inspect_logs_are_read_as_json_and_as_archive(tmp_path: Path, as_archive: bool) -> None:
    study = study_of(tmp_path)
    path = tmp_path / ("log.eval" if as_archive else "log.json")
    if as_archive:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("header.json", json.dumps({key: INSPECT[key] for key in ("version", "eval")}))
            for sample in INSPECT["samples"]:
                archive.writestr(f"samples/{sample['id']}_epoch_1.json", json.dumps(sample))
    else:
        path.write_text(json.dumps(INSPECT), "utf-8")
    assert study.import_verdicts(path, judge="inspect", progress=False).taken == {"inspect": 2}
    marks = marks_of(study, "inspect")
    assert [marks["q0", "b", id]["label"] for id in ("right", "kind")] == ["met", "unmet"]
    assert [marks["q1", "a", id]["number"] for id in ("right", "kind")] == [0, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{oops", "line 1: is not JSON"),
        ("[1]", "must be an object"),
        ('{"answers": {"right": 1}}', "names no item"),
        ('{"item": "q0"}', "has no answers"),
        ('{"item": "q0", "criterion": "right"}', "criterion 'right' has no value"),
    ],
)
def test_a_bad_file_names_the_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(ItemError, match=said):
        read_verdicts(path)


def test_a_function_judges_what_an_expert_may_see_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    seen: list[str] = []

    def judge(view: Any) -> Mapping[str, Any] | None:
        seen.append(view.model_dump_json())
        if len(seen) == 2:
            raise TimeoutError("no answer from the model")
        return {"right": "met" if "a" in view.responses[0].messages[0].text else "unmet"}

    done = study.judge_with(judge, "caller", limit=5, progress=False)
    assert done.taken == {"caller": 4}
    assert done.left_out == ["task 2: TimeoutError: no answer from the model"]
    assert not any("q0" in text for text in seen)  # ids are not shown
    again = study.judge_with(judge, "caller", progress=False)
    assert again.taken == {"caller": 4}
    assert study.judge_with(judge, "caller", progress=False).taken == {}
    assert len(seen) == 9


def test_judges_take_no_task_from_the_experts(place: str) -> None:
    study = study_of(place, count=3, responses=1, overlap=1)
    holding = study.session("ada")
    held = holding.next()
    assert study.judge_with(lambda _view: {"right": "met"}, "judge", progress=False).taken == {"judge": 3}
    other = study.session("ben")
    assert other.progress.total == 3
    given = {held.task}
    holding.submit({"right": "met"})
    while (task := other.next()) is not None:
        given.add(task.task)
        other.submit({"right": "unmet"})
    assert given == {1, 2, 3}
    assert holding.next() is None
    by = {(one.expert): one for one in study.status().experts}
    assert (by["judge"].submitted, by["judge"].total) == (3, 3)
    assert by["ben"].submitted == 2
    model = study.session("judge")
    model.undo()
    assert model.next() is not None
    assert study.session("ada").progress.total == 1


def test_a_judge_beside_the_experts_is_told_from_one_who_guesses(tmp_path: Path) -> None:
    study = pilot_study(tmp_path / "pilot.db")
    found = study.judge_report(resamples=300)
    large, small = found["judge-large"], found["judge-small"]
    assert large.overall.judge.value > small.overall.judge.value
    assert small.overall.words == "agrees with the experts less than they do with each other"
    assert large.overall.difference.interval.low > -0.05
    assert set(large.overall.with_each) == {"dr-osei", "dr-lind", "dr-rao", "dr-kovacs", "dr-moreau"}
    assert large["urgency"].with_each["dr-osei"].value > large["urgency"].with_each["dr-kovacs"].value
    assert large.f1.value > small.f1.value
    assert small.leaning.interval.low > 0
    levels = large.calibration
    assert [level.experts for level in levels] == sorted(level.experts for level in levels)
    assert levels[0].judge.value < levels[-1].judge.value
    assert found.plot().to_dict()
    assert found._repr_html_().count("judge with this expert") == 2
    assert "judge-small" in str(found)


def test_a_judge_who_is_an_expert_cannot_be_told_apart() -> None:
    random = np.random.default_rng(0)
    values = sharp(random, 200, 4, 0.7)
    marks = binary_marks({"a": values}, experts={"e1": {}, "e2": {}, "e3": {}, "judge": {}}, models=("judge",))
    found = judge_report(marks, {"resamples": 500})["judge"]
    assert found.overall.words == "cannot be told apart from an expert"
    assert found.f1.value == pytest.approx(np.mean([one.value for one in found.f1_of_experts.values()]), abs=0.05)


def test_without_a_judge_it_says_how_to_get_one(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    with pytest.raises(AgreementError, match=r"no judge has marked anything: import one by study.import_verdicts"):
        study.judge_report()
