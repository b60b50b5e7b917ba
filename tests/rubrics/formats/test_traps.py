"""What is known to be wrong or treacherous in published rubrics: said, kept as it is, never mended in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import RubricError, RubricWarning, WouldLose
from evalwidgets.rubrics import Rubric, load_rubric
from evalwidgets.rubrics.formats import recognise, write
from evalwidgets.rubrics.model import Binary, Group

HEALTHBENCH = [
    {"criterion": "Asks how long the pain has lasted", "points": 5, "tags": ["axis:context"]},
    {"criterion": "Recommends more than the safe dose", "points": -8, "tags": []},
]


def prbench(weight_class: str, points: float, **others: object) -> dict[str, object]:
    weights = {f"{weight_class.replace(' ', '_')}_weight": points, **others}
    return {
        "id": "a1",
        "title": "Names the limitation period",
        "annotations": {"weight_class": weight_class, **weights},
    }


def rar(kind: str, weight: float) -> dict[str, object]:
    return {"title": "Dose", "description": f"{kind}Does not exceed the safe dose.", "weight": weight}


def test_penalties_keep_their_sign_and_the_score_is_the_benchmarks() -> None:
    rubric = Rubric.from_format(HEALTHBENCH)
    assert [criterion.points for criterion in rubric.criteria] == [5, -8]
    assert [criterion.is_penalty for criterion in rubric.criteria] == [False, True]
    assert rubric.tags_of(rubric.criteria[0].id) == ("axis:context",)
    assert rubric.scoring.model_dump()["clip_mean"] == (0.0, 1.0)
    total = rubric.score({criterion.id: "met" for criterion in rubric.criteria}).total
    assert total == pytest.approx(-0.6)  # (5 - 8) / 5: an item is not clipped


@pytest.mark.parametrize(("weight_class", "points"), [("detrimental", 5), ("critically important", -9)])
def test_a_sign_that_contradicts_its_class_is_said_and_kept(weight_class: str, points: float) -> None:
    data = [prbench(weight_class, points)]
    with pytest.warns(RubricWarning, match=r"contradicts.*Names the limitation period"):
        rubric = Rubric.from_format(data, "prbench")
    assert rubric.criteria[0].points == points
    assert rubric.to_format("prbench") == data


def test_points_come_from_the_field_that_the_class_names_not_from_a_stale_one() -> None:
    data = [prbench("important", 6, critically_important_weight=9, detrimental_weight=None)]
    rubric = Rubric.from_format(data, "prbench")
    assert rubric.criteria[0].points == 6
    assert rubric.to_format("prbench") == data


@pytest.mark.parametrize(("kind", "weight"), [("Pitfall Criteria: ", 2), ("Essential Criteria: ", -5)])
def test_a_weight_that_contradicts_its_class_is_said_and_kept(kind: str, weight: float) -> None:
    with pytest.warns(RubricWarning, match="contradicts"):
        rubric = Rubric.from_format([rar(kind, weight)], "rar")
    assert rubric.to_format("rar") == [rar(kind, weight)]


def test_a_pitfall_that_is_met_earns_its_weight_as_in_the_paper() -> None:
    data = [rar("Pitfall Criteria: ", -1), {**rar("Essential Criteria: ", 5), "title": "Answer"}]
    with pytest.warns(RubricWarning, match="0.9"):
        rubric = Rubric.from_format(data)
    assert rubric.score({"dose": "met", "answer": "unmet"}).total == pytest.approx(0.9 / 1.9)


def test_a_negative_weight_without_a_class_is_read_as_a_pitfall_and_said() -> None:
    with pytest.warns(RubricWarning, match="read as pitfalls"):
        rubric = Rubric.from_format([rar("", -2)], "rar")
    assert rubric.criteria[0].weight_class == "pitfall"
    assert rubric.to_format("rar") == [rar("", -2)]


def test_weights_that_apex_does_not_use_are_kept_and_said() -> None:
    body = {"description": "Names the discount rate", "criterion_type": ["Reasoning"], "human_rating": "False"}
    data = [
        {"criterion 1": {**body, "weight": "Primary objective(s)", "sources": "p. 3", "justification": ""}},
        {"criterion 2": {**body, "weight": "Secondary objective(s)", "dependent_criteria": ["criterion 1"]}},
    ]
    with pytest.warns(RubricWarning) as said:
        rubric = Rubric.from_format(data)
    assert "does not use them" in str(said[0].message)
    assert "dependent_criteria" in str(said[1].message)
    assert [criterion.weight_class for criterion in rubric.criteria] == ["primary", "secondary"]
    # One of two passed is half, whatever it weighs.
    assert rubric.score({"criterion-1": "met", "criterion-2": "unmet"}).total == pytest.approx(50)
    assert rubric.to_format("apex") == data


def ace(hurdle: str, text: str, check: str = "Not Grounded") -> dict[str, str]:
    task = {"Task ID": "4", "Prompt": "Why is it dark?", "Workflow": "Repairs"}
    return {**task, "Criterion ID": text[:3], "Hurdle Tag": hurdle, "Criteria type": "Steps", "Criterion Grounding Check": check, "Description": text}  # fmt: skip


def test_a_failed_hurdle_of_ace_makes_the_total_nothing() -> None:
    rubric = Rubric.from_format([ace("Hurdle", "Checks the breaker"), ace("Not", "Links a shop", "Grounded")])
    assert rubric.criterion("Che").gate
    assert rubric.score({"Che": "met", "Lin": "met"}).total == pytest.approx(1)
    assert rubric.score({"Che": "met", "Lin": "unsupported"}).total == pytest.approx(0)  # (1 - 1) / 2
    assert rubric.score({"Che": "unmet", "Lin": "met"}).total == 0


def test_without_a_hurdle_aces_total_is_nothing_which_is_said() -> None:
    with pytest.warns(RubricWarning, match="no hurdle"):
        rubric = Rubric.from_format([ace("Not", "Checks the breaker")], "ace")
    assert rubric.score({"Che": "met"}).total == 0


def test_the_rows_of_several_tasks_are_no_rubric() -> None:
    rows = [ace("Not", "Checks"), {**ace("Not", "Links"), "Task ID": "5"}]
    with pytest.raises(RubricError, match=r"2 tasks \(4, 5\)"):
        Rubric.from_format(rows, "ace")


def test_research_rubrics_are_ternary() -> None:
    rubric = Rubric.from_format([{"criterion": "Cites two sources", "axis": "Citation", "weight": 4}])
    assert rubric.criteria[0].kind == "ternary"
    assert rubric.score({rubric.criteria[0].id: "partly"}).total == pytest.approx(0.5)


def test_profbench_weighs_four_three_two_and_one() -> None:
    names = ["Critical", "Major", "Minor", "Additional"]
    data = [{"criterion_description": f"Says {n}", "criterion_type": [], "criterion_weight": n} for n in names]
    rubric = Rubric.from_format(data)
    answers = dict.fromkeys((criterion.id for criterion in rubric.criteria), "unmet")
    assert rubric.score({**answers, "says-critical": "met"}).total == pytest.approx(4 / 10)


def test_penalties_alone_leave_the_packages_score_between_nothing_and_one() -> None:
    rubric = Rubric.from_format([{"weight": -3, "requirement": "Is late"}, {"weight": -1, "requirement": "Is rude"}])
    assert rubric.score({"is-late": "unmet", "is-rude": "met"}).total == pytest.approx(1 - 1 / 4)


def test_sections_become_groups_and_sections_again() -> None:
    data = {"rubric": {"sections": [{"name": "Facts", "criteria": [{"weight": 2, "requirement": "Is true"}]}]}}
    rubric = Rubric.from_format(data)
    assert rubric.groups[0].title == "Facts"
    assert rubric.to_format("rubric") == data


def test_yaml_of_the_package_is_read_without_bare_words_becoming_truth_values(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text('- weight: 1.20\n  requirement: "no"\n', "utf-8")
    assert Rubric.from_format(path).criteria[0].text == "no"
    path.write_text("- weight: 1\n  requirement: no\n", "utf-8")
    with pytest.raises(RubricError, match=r"line 2.*quote it"):
        Rubric.from_format(path)


def test_everything_wrong_is_listed_at_once_by_place() -> None:
    data = [{"criterion": "", "points": 1}, {"criterion": "Fine", "points": "eight"}, "no", {"points": True}]
    with pytest.raises(RubricError) as refused:
        Rubric.from_format(data, "healthbench")
    assert [finding.path for finding in refused.value.findings] == [
        "[0].criterion", "[1].points", "[2]", "[3].criterion", "[3].points",
    ]  # fmt: skip
    assert "must be a number, got the text 'eight'" in str(refused.value)


def test_what_a_format_has_no_place_for_is_refused_field_by_field() -> None:
    rubric = load_rubric("medical_accuracy")
    with pytest.raises(WouldLose) as refused:
        rubric.to_format("healthbench")
    assert {"instructions", "groups", "help", "licence"} <= set(refused.value.fields)
    assert "help of criterion" in str(refused.value)
    written = rubric.to_format("healthbench", drop=refused.value.fields)
    assert [entry["criterion"] for entry in written] == [criterion.text for criterion in rubric.criteria]


def test_a_field_to_drop_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(RubricError, match="no field 'helpp'"):
        Rubric.from_format(HEALTHBENCH).to_format("healthbench", drop=["helpp"])


def test_what_a_format_needs_is_asked_for() -> None:
    rubric = Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=(Binary(id="dose", text="Dose"),)),))
    with pytest.raises(RubricError, match="criterion dose: needs weight_class: critical"):
        write(rubric, "profbench")


def test_two_possible_formats_are_an_error_that_names_both() -> None:
    both = [{"criterion": "Says so", "points": 1, "axis": "x", "weight": 1}]
    with pytest.raises(RubricError, match="could be healthbench or researchrubrics"):
        recognise(both)


def test_items_are_not_taken_for_a_rubric() -> None:
    with pytest.raises(RubricError, match="import them as items"):
        recognise([{"prompt": "p", "rubrics": HEALTHBENCH}])


def test_the_record_of_an_item_names_the_rubric_and_is_written_whole() -> None:
    record = {"prompt_id": "p-7", "prompt": [{"role": "user", "content": "?"}], "rubrics": HEALTHBENCH}
    rubric = Rubric.from_format(record)
    assert rubric.id == "p-7"
    assert rubric.to_format("healthbench") == record


def test_json_of_another_format_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "headache.json"
    path.write_text(json.dumps(HEALTHBENCH), "utf-8")
    rubric = load_rubric(path)
    assert (rubric.id, len(rubric.criteria)) == ("headache", 2)
    again = rubric.to_format("healthbench", tmp_path / "again.json")
    assert json.loads(again.read_text("utf-8")) == HEALTHBENCH


@pytest.mark.parametrize(
    ("text", "words"),
    [('[{"points": NaN}]', "NaN is no JSON"), ('[{"a": 1, "a": 2}]', "'a' is there twice"), ("[1,", "line 1")],
)
def test_json_that_is_none_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, "utf-8")
    with pytest.raises(RubricError, match=words):
        Rubric.from_format(path)


def test_what_is_kept_beside_a_criterion_is_never_sent_to_experts(tmp_path: Path) -> None:
    body = {"description": "Names the rate", "weight": "Primary objective(s)", "human_rating": "secret-verdict"}
    with pytest.warns(RubricWarning):
        rubric = Rubric.from_format([{"criterion 1": body}], "apex")
    assert "secret-verdict" in rubric.to_yaml()
    items = [{"prompt": "p", "response": "r"}]
    study = Study.create(tmp_path / "s.db", items=items, rubric=rubric, progress=False)
    assert "secret-verdict" not in study.session("ada").next().view.model_dump_json()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", object()])
def test_what_json_has_no_place_for_is_refused_in_data_too(value: object) -> None:
    with pytest.raises(RubricError, match="JSON has no place for"):
        Rubric.from_format([{"criterion": "Says so", "points": 1, "source": value}], "healthbench")
