"""Training views: TRL's columns exactly, the better one chosen, and plain refusals of what would be lost."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from datasets import Features, List, Value

from evalwidgets import Study
from evalwidgets.errors import HubError, StudyError
from evalwidgets.hub.training.columns import View
from evalwidgets.rubrics import load_rubric
from evalwidgets.rubrics.model import Binary, Group, MultiChoice, Option, Rubric, Scoring, Span
from tests.hub.training_studies import BAD, FAIR, GOOD, compare, grade, items, rubric, solved, steps, study

TEXT = Value("string")
CHAT = List({"role": TEXT, "content": TEXT})
BOTH, NEITHER = {"safe": "met", "kind": "met"}, {"safe": "unmet", "kind": "unmet"}
SAFE, KIND = {"safe": "met", "kind": "unmet"}, {"safe": "unmet", "kind": "met"}

# What TRL 1.16 reads beside a view's own columns.
READ_BY_TRL = {
    *("prompt", "chosen", "rejected", "completion", "completions", "label", "labels", "margin", "messages", "text"),
    *("tools", "chat_template_kwargs", "images", "image", "input_ids", "attention_mask"),
}


def made(place: Path, **rules: Any) -> Study:
    """Two items, graded by two experts and compared by one; the second response is as good as the first is bad."""
    one = study(place / "pilot.db", items(2, BAD, GOOD), **rules)
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    grade(one, "e2", {GOOD: SAFE, BAD: NEITHER})
    compare(one, "e1", {"May I drive, 0?": (GOOD, 2), "May I drive, 1?": (GOOD, 3)})
    return one


EXPECTED: dict[View, dict[str, Any]] = {
    "preference": {"prompt": TEXT, "chosen": TEXT, "rejected": TEXT},
    "unpaired_preference": {"prompt": TEXT, "completion": TEXT, "label": Value("bool")},
    "prompt_completion": {"prompt": TEXT, "completion": TEXT},
    "reward": {"prompt": TEXT, "chosen": TEXT, "rejected": TEXT, "margin": Value("float64")},
    "rubric_reward": {
        "prompt": TEXT,
        "rubric": TEXT,
        "criteria": List({"id": TEXT, "kind": TEXT, "text": TEXT, "points": Value("float64")}),
        "reference": TEXT,
    },
}
CUT = ("unpaired_preference", "prompt_completion")


def trl_columns(features: Features) -> dict[str, Any]:
    return {name: of for name, of in features.items() if not name.startswith("judged_")}


@pytest.mark.parametrize("conversational", [False, True])
@pytest.mark.parametrize("view", EXPECTED)
def test_a_view_has_exactly_the_columns_that_trl_reads(tmp_path: Path, view: View, conversational: bool) -> None:
    cut = {"threshold": 0.5} if view in CUT else {}
    found = made(tmp_path).training(view, conversational=conversational, progress=False, **cut)
    chats = {"prompt", "chosen", "rejected", "completion"}
    expected = {name: CHAT if conversational and name in chats else of for name, of in EXPECTED[view].items()}
    assert trl_columns(found.features) == expected
    ours = set(found.column_names) - set(expected)
    assert ours
    assert not any(name in READ_BY_TRL or name.endswith("_ids") for name in ours)
    assert found.data.schema == found.features.arrow_schema


@pytest.mark.parametrize("source", ["grades", "comparisons"])
def test_the_better_response_is_chosen(tmp_path: Path, source: Any) -> None:
    one = made(tmp_path)
    found = one.training("preference", source=source)
    assert found["prompt"][:] == ["May I drive, 0?", "May I drive, 1?"]
    assert set(found["chosen"]) == {GOOD}
    assert set(found["rejected"]) == {BAD}
    assert set(zip(found["judged_chosen"], found["judged_rejected"], strict=True)) == {("b", "a")}
    assert set(zip(found["judged_chosen_model"], found["judged_rejected_model"], strict=True)) == {
        ("model-b", "model-a")
    }
    if source == "grades":
        assert set(found["judged_chosen_score"]) == {0.875}
        assert set(found["judged_rejected_score"]) == {0.0}
        assert set(found["judged_experts"]) == {2}
    else:
        assert found["judged_margin"][:] == [2.0, 3.0]
        assert found["judged_chosen_score"][:] == [None, None]
    assert one.training("reward", source=source)["margin"][:] == found["judged_margin"][:]


@pytest.mark.parametrize("source", ["grades", "comparisons"])
def test_a_response_is_labelled_by_the_threshold(tmp_path: Path, source: Any) -> None:
    one = made(tmp_path)
    found = one.training("unpaired_preference", source=source, threshold=0.8)
    assert set(zip(found["completion"], found["label"], strict=True)) == {(GOOD, True), (BAD, False)}
    assert len(found) == 4
    kept = one.training("prompt_completion", source=source, threshold=0.8)
    assert kept["completion"][:] == [GOOD, GOOD]
    assert "Left out: 2 responses are not good enough." in kept.info.description


def test_aggregation_over_experts_is_as_named(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD), kinds=("grade",))
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    grade(one, "e2", {GOOD: KIND, BAD: NEITHER})
    grade(one, "e3", {GOOD: SAFE, BAD: NEITHER})
    scores = {
        how: one.training("preference", aggregate=how)["judged_chosen_score"][0]
        for how in ("mean", "median", "majority", "adjudicated")
    }
    # 1, 1/4 and 3/4; by majority both are met.
    assert scores == {"mean": pytest.approx(2 / 3), "median": 0.75, "majority": 1.0, "adjudicated": 1.0}
    adjudicator = one.adjudicator("chief")
    (dispute,) = (case for case in adjudicator.queue() if case.criterion == "safe")
    adjudicator.settle(dispute, next(side.letter for side in dispute.sides if side.answer.label == "unmet"))
    assert one.training("preference", aggregate="adjudicated")["judged_chosen_score"][0] == 0.25
    assert one.training("preference", aggregate="majority")["judged_chosen_score"][0] == 1.0


def test_what_a_majority_leaves_undecided_has_no_score_unless_told(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(2, GOOD, BAD), kinds=("grade",))
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER, ("May I drive, 1?", GOOD): BOTH})
    grade(one, "e2", {GOOD: BOTH, BAD: NEITHER, ("May I drive, 1?", GOOD): SAFE})
    found = one.training("preference", aggregate="majority")
    assert found["judged_item"][:] == ["q0"]
    assert "1 responses have no score" in found.info.description
    scores = {
        how: one.training("preference", aggregate="majority", undecided=how)["judged_margin"][1]
        for how in ("lowest", "highest")
    }
    assert scores == {"lowest": 0.75, "highest": 1.0}


def test_what_most_call_not_applicable_is_so_by_majority(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD), kinds=("grade",))
    without = {"safe": "met", "kind": {"na": "not_applicable"}}
    for expert, answers in (("e1", without), ("e2", without), ("e3", SAFE)):
        grade(one, expert, {GOOD: answers, BAD: NEITHER})
    # Without `kind`, `safe` is all there is; with it, one point of four would be missing.
    assert one.training("preference", aggregate="majority")["judged_chosen_score"][0] == 1.0


def test_an_expert_whose_grade_has_no_score_is_not_counted(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD), kinds=("grade",))
    unsure = {"safe": {"na": "missing_context"}, "kind": "met"}
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    grade(one, "e2", {GOOD: unsure, BAD: NEITHER})
    found = one.training("unpaired_preference", threshold=0.5)
    assert dict(zip(found["completion"], found["judged_experts"], strict=True)) == {GOOD: 1, BAD: 2}


def test_options_chosen_by_most_are_scored(tmp_path: Path) -> None:
    options = tuple(
        Option(id=id, label=id.title(), value=value) for id, value in (("dose", 1), ("rest", 1), ("harm", -2))
    )
    pick = MultiChoice(id="names", kind="multi_choice", text="Names", points=1, options=options)
    by = rubric(groups=(Group(id="all", title="All", criteria=(pick,)),))
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD), by, kinds=("grade",))
    for expert, labels in (("e1", ["dose", "rest"]), ("e2", ["dose", "rest", "harm"]), ("e3", ["dose"])):
        grade(one, expert, {GOOD: {"names": {"labels": labels}}, BAD: {"names": {"labels": ["harm"]}}})
    found = one.training("preference", aggregate="majority")
    expected = by.score({"names": ["dose", "rest"]}).total
    assert found["judged_chosen_score"][0] == expected


def test_ties_and_margins_decide_which_pairs_there_are(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD, FAIR), kinds=("grade",))
    grade(one, "e1", {GOOD: BOTH, BAD: SAFE, FAIR: SAFE})
    found = one.training("preference")
    assert set(zip(found["chosen"], found["rejected"], strict=True)) == {(GOOD, BAD), (GOOD, FAIR)}
    assert (
        found.info.description
        == "Pilot: 2 rows for preference, from grades by experts, mean. Left out: 1 pairs are ties."
    )
    assert len(one.training("preference", margin=0.25)) == 2
    with pytest.raises(StudyError, match=r"All 3 pairs are ties \(margin 0.3; the widest is 0.25\)"):
        one.training("preference", margin=0.3)
    with pytest.raises(StudyError, match=r"1 of 3 pairs are ties .*ties=\"drop\" leaves them out"):
        one.training("preference", ties="refuse")
    near = one.training("unpaired_preference", threshold=0.8, margin=0.1)
    assert near["completion"][:] == [GOOD]


def test_comparisons_of_several_experts_become_one(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD))
    prompt = "May I drive, 0?"
    for expert, said in (("e1", (BAD, 3)), ("e2", (GOOD, 1)), ("e3", (GOOD, 1)), ("e4", None)):
        compare(one, expert, {prompt: said})
    by_mean = one.training("reward", source="comparisons")
    assert (by_mean["chosen"][0], by_mean["margin"][0]) == (BAD, 0.25)
    by_median = one.training("reward", source="comparisons", aggregate="median")
    assert (by_median["chosen"][0], by_median["margin"][0]) == (GOOD, 0.5)
    by_majority = one.training("reward", source="comparisons", aggregate="majority")
    assert (by_majority["chosen"][0], by_majority["margin"][0]) == (GOOD, 0.25)
    assert by_majority["judged_experts"][0] == 4
    compare(one, "e5", {prompt: None})
    with pytest.raises(StudyError, match="All 1 pairs are ties"):
        one.training("preference", source="comparisons", aggregate="majority")


def test_a_response_that_won_as_often_as_it_lost_is_neither_good_nor_bad(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, BAD, FAIR))
    session = one.session("e1", "compare")
    order = [BAD, FAIR, GOOD]
    while (given := session.next()) is not None:
        texts = {shown.messages[-1].text: shown.key for shown in given.view.responses}
        session.submit({"preference": texts[max(texts, key=order.index)], "strength": 1})
    found = one.training("unpaired_preference", source="comparisons")
    assert dict(zip(found["completion"], found["label"], strict=True)) == {GOOD: True, BAD: False}
    assert "1 responses won as often as they lost" in found.info.description
    every = one.training("unpaired_preference", source="comparisons", threshold=0.5)
    assert dict(zip(every["completion"], every["label"], strict=True)) == {GOOD: True, BAD: False, FAIR: True}


def test_chats_make_every_row_conversational(tmp_path: Path) -> None:
    chat = [
        {"role": "user", "content": "May I drive?"},
        {"role": "assistant", "content": "Where to?"},
        {"role": "user", "content": "Home."},
    ]
    rows = [*items(1), {**items(1)[0], "id": "chat", "prompt": chat}]
    one = study(tmp_path / "pilot.db", rows, kinds=("grade",))
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    found = one.training("preference")
    assert found.features["prompt"] == CHAT
    assert found["prompt"][0] == [{"role": "user", "content": "May I drive, 0?"}]
    assert found["prompt"][1] == chat
    assert found["chosen"][1] == [{"role": "assistant", "content": GOOD}]
    with pytest.raises(StudyError, match=r"chat has a chat of several turns, .*conversational=True"):
        one.training("preference", conversational=False)
    with pytest.raises(StudyError, match="chat has a chat of several turns"):
        one.training("rubric_reward", conversational=False)


def test_steps_become_solutions(tmp_path: Path) -> None:
    one = solved(tmp_path / "steps.db")
    found = one.training("stepwise", threshold=0.5)
    assert trl_columns(found.features) == {"prompt": TEXT, "completions": List(TEXT), "labels": List(Value("bool"))}
    rows = {tuple(row["completions"]): row for row in found.to_list()}
    assert {steps: row["labels"] for steps, row in rows.items()} == {
        ("2 + 3 = 5.",): [False],
        ("3 · 4 = 12.", "So it is 14."): [True, True],
        ("3 · 4 = 12.", "So it is 24."): [True, False],
    }
    assert set(found["prompt"]) == {"2 + 3 · 4?"}
    assert rows["3 · 4 = 12.", "So it is 24."]["judged_items"] == ["s1", "s2"]
    assert rows["3 · 4 = 12.", "So it is 24."]["judged_scores"] == [1.0, 0.25]


def test_a_solution_with_a_step_that_nobody_graded_is_left_out(tmp_path: Path) -> None:
    one = steps(tmp_path / "steps.db")
    grade(one, "e1", {"2 + 3 = 5.": NEITHER, "So it is 14.": BOTH})
    found = one.training("stepwise", threshold=0.5)
    assert found["completions"][:] == [["2 + 3 = 5."]]
    assert "1 solutions have a step without a score" in found.info.description


def test_the_rubric_of_a_reward_scores_as_the_study_does(tmp_path: Path) -> None:
    own = [{"id": "mine", "text": "Names the hour", "points": 4}]
    rows = [*items(1), {**items(1)[0], "id": "own", "criteria": own, "reference": "Rest."}]
    one = study(tmp_path / "pilot.db", rows)
    found = one.training("rubric_reward")
    plain, with_own = (Rubric.from_json(text) for text in found["rubric"])
    assert plain.score(SAFE).total == 0.75
    assert (
        with_own.score({**SAFE, "mine": "met"}).total
        == one.rubric.score(
            {**SAFE, "mine": "met"}, criteria=(Binary(id="mine", text="Names the hour", points=4),)
        ).total
    )
    assert [one["id"] for one in found["criteria"][1]] == ["safe", "kind", "mine"]
    assert found["reference"][:] == [None, "Rest."]


@pytest.mark.parametrize("name", ["medical_accuracy", "translation_quality", "creative_quality", "psychiatric_care"])
def test_nothing_that_decides_a_score_is_lost_in_a_reward(tmp_path: Path, name: str) -> None:
    by = load_rubric(name)
    by = by.model_copy(update={"permitted_use": ()})
    if by.scoring.rule == "mqm" and by.scoring.rescale > 0:
        by = by.model_copy(update={"scoring": by.scoring.model_copy(update={"rescale": -1.0})})
    found = study(tmp_path / "pilot.db", by=by).training("rubric_reward")
    read = Rubric.from_json(found["rubric"][0])
    assert read.model_copy(update={"examples": by.examples, "translations": by.translations}) == by


def test_what_an_expert_answered_anew_counts_and_what_waits_is_refused(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(2, GOOD, BAD), kinds=("grade",))
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    criteria = (Binary(id="safe", text="Is quite safe", points=3), Binary(id="kind", text="Is kind", points=1))
    one.adopt(rubric(version="2.0.0", groups=(Group(id="all", title="All", criteria=criteria),)))
    with pytest.raises(StudyError, match="mixed rubrics: 4 answers are to an earlier wording of safe"):
        one.training("preference")
    with pytest.raises(StudyError, match="All grades are to an earlier wording"):
        one.training("preference", outdated="drop")
    session = one.session("e1")
    for _ in range(2):
        given = session.next()
        assert given is not None
        good = given.view.responses[0].messages[-1].text == GOOD
        session.submit({"safe": "unmet" if good else "met"})
    with pytest.raises(StudyError, match="mixed rubrics: 2 answers"):
        one.training("preference")
    found = one.training("preference", outdated="drop")
    assert found["chosen"][:] == [BAD]
    while (given := session.next()) is not None:
        session.submit({"safe": "met"})
    assert len(one.training("preference")) == 2
    by_majority = one.training("preference", aggregate="majority")
    assert by_majority["judged_chosen_score"][:] == one.training("preference")["judged_chosen_score"][:]


def test_judges_are_taken_only_when_asked_for(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", kinds=("grade",))
    one.add_expert("judge", kind="model")
    grade(one, "judge", {GOOD: NEITHER, BAD: BOTH})
    with pytest.raises(StudyError, match='no grades by human experts: experts="all"'):
        one.training("preference")
    assert one.training("preference", experts="model")["chosen"][:] == [BAD]
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    assert one.training("preference")["chosen"][:] == [GOOD]


@pytest.mark.parametrize("who", ["rubric", "protocol"])
def test_training_that_is_not_permitted_is_refused(tmp_path: Path, who: str) -> None:
    uses = ("evaluation", "redistribution")
    by, rules = (rubric(permitted_use=uses), {}) if who == "rubric" else (rubric(), {"permitted_use": uses})
    one = study(tmp_path / "pilot.db", by=by, **rules)
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    for view in get_args(View):
        cut = {"threshold": 0.5} if view in (*CUT, "stepwise") else {}
        with pytest.raises(HubError, match=f"used for training: the {who} .*permits evaluation, redistribution only"):
            one.training(view, **cut)


@pytest.mark.parametrize(
    ("view", "how", "message"),
    [
        ("preference", {}, 'Nobody has graded anything yet; there are 1 comparisons: source="comparisons"'),
        ("pairs", {}, "There is no training view 'pairs'; there is preference"),
        (
            "preference",
            {"aggregate": "max"},
            "aggregate must be 'mean', 'median', 'majority', 'adjudicated', got 'max'",
        ),
        ("preference", {"margins": 1}, "training has no parameter 'margins'"),
        ("preference", {"margin": -1}, "margin must be at least 0"),
        ("preference", {"threshold": 1}, "threshold says nothing to the view 'preference'"),
        ("stepwise", {"source": "comparisons"}, "they say nothing of a single step"),
        ("stepwise", {}, r"by the rubric r one answer is about a response \(unit: response\)"),
        ("preference", {"source": "comparisons", "aggregate": "adjudicated"}, "Comparisons are not adjudicated"),
    ],
)
def test_what_cannot_be_made_says_why(tmp_path: Path, view: Any, how: dict[str, Any], message: str) -> None:
    one = study(tmp_path / "pilot.db")
    compare(one, "e1", {"May I drive, 0?": (GOOD, 1)})
    with pytest.raises(StudyError, match=message):
        one.training(view, **how)


def test_a_study_that_nobody_judged_says_so(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db")
    with pytest.raises(StudyError, match="Nobody has graded anything yet: there is nothing to train on"):
        one.training("preference")
    with pytest.raises(StudyError, match="Nobody has compared anything yet"):
        one.training("preference", source="comparisons")


def test_a_threshold_is_asked_for_with_the_scores_there_are(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"threshold=…; here scores go from 0 to 0\.875, with the median 0\.4375"):
        made(tmp_path).training("prompt_completion")
    with pytest.raises(StudyError, match="None of 4 responses is good enough"):
        Study.open(tmp_path / "pilot.db").training("prompt_completion", threshold=0.9)


def test_a_score_that_is_the_worse_the_higher_is_refused(tmp_path: Path) -> None:
    marks = Span(
        id="errors", kind="span", text="Mark errors", taxonomy={"Accuracy": ()}, severities={"minor": 1}, points=1
    )
    groups = (Group(id="all", title="All", criteria=(marks,)),)
    by = rubric(groups=groups, scoring=Scoring(rule="mqm"))
    one = study(tmp_path / "pilot.db", by=by, kinds=("grade",))
    error = {"response": "A", "start": 0, "end": 4, "category": "Accuracy", "severity": "minor"}
    grade(one, "e1", {GOOD: {"errors": {"number": 0}}, BAD: {"errors": {"evidence": [error]}}})
    for view in ("preference", "rubric_reward"):
        with pytest.raises(StudyError, match=r"a higher score is worse: .*rescale: -1"):
            one.training(view)
    one.adopt(rubric(groups=groups, scoring=Scoring(rule="mqm", rescale=-1)))
    assert one.training("preference")["chosen"][:] == [GOOD]
    with pytest.raises(StudyError, match="Marked words have no majority"):
        one.training("preference", aggregate="majority")


def test_the_same_words_twice_are_no_choice(tmp_path: Path) -> None:
    one = study(tmp_path / "pilot.db", items(1, GOOD, GOOD))
    session = one.session("e1", "compare")
    assert session.next() is not None
    session.submit({"preference": "A", "strength": 1})
    with pytest.raises(StudyError, match="in the same words"):
        one.training("preference", source="comparisons")


def test_withheld_columns_stay_in_the_house(tmp_path: Path) -> None:
    one = study(tmp_path / "a.db", [{**items(1)[0], "reference": "Rest."}], withhold=("model", "reference"))
    grade(one, "e1", {GOOD: BOTH, BAD: NEITHER})
    assert one.training("preference")["judged_chosen_model"][:] == [None]
    assert one.training("rubric_reward")["reference"][:] == [None]
    other = study(tmp_path / "b.db", withhold=("prompt",))
    grade(other, "e1", {GOOD: BOTH, BAD: NEITHER})
    with pytest.raises(StudyError, match="withholds prompt"):
        other.training("preference")


def test_no_expert_is_named(tmp_path: Path) -> None:
    one = made(tmp_path)
    for view in ("preference", "reward"):
        assert "e1" not in json.dumps(one.training(view).to_list())


def test_the_example_in_the_docstring_runs(tmp_path: Path) -> None:
    finder = doctest.DocTestFinder()
    (test,) = finder.find(Study.training, "training", globs={"path": tmp_path / "drive.db"})
    assert doctest.DocTestRunner().run(test).failed == 0
