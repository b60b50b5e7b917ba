"""study.results: what the experts of a study say of each model, with intervals."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import vl_convert

from evalwidgets import Study
from evalwidgets.errors import RubricError, StudyError
from evalwidgets.results import showing
from evalwidgets.rubrics.model import Binary, Group, Rubric
from evalwidgets.rubrics.scoring_rule import Scoring
from evalwidgets.stats.bootstrap import bootstrap_means, percentile_interval

RUBRIC = Rubric(
    id="small",
    title="Small",
    groups=(
        Group(
            id="facts",
            title="Facts",
            tags=("axis:accuracy",),
            criteria=(
                Binary(id="right", text="Is right", points=4),
                Binary(id="source", text="Has a source", points=2),
            ),
        ),
        Group(
            id="safety",
            title="Safety",
            tags=("axis:safety",),
            criteria=(Binary(id="harm", text="Does harm", points=-6, required=False),),
        ),
    ),
)

Verdict = Callable[[str, str], dict[str, Any] | None]
"""What an expert answers of the item and the model; None skips it."""


def rows(count: int, models: str = "ab", **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": f"q{n}",
            "prompt": f"Question {n}?",
            "responses": [
                {"id": model, "text": f"Answer {model} to {n}.", "model": f"model-{model}"} for model in models
            ],
            **{name: value[n] for name, value in more.items()},
        }
        for n in range(count)
    ]


def judged(place: Path, items: list[dict[str, Any]], verdicts: dict[str, Verdict], rubric: Rubric = RUBRIC) -> Study:
    study = Study.create(place, items=items, rubric=rubric, progress=False)
    for expert, verdict in verdicts.items():
        session = study.session(expert)
        while assignment := session.next():
            said = re.fullmatch(r"Answer (.) to (\d+)\.", assignment.view.responses[0].messages[0].text)
            assert said
            answers = verdict(f"q{said[2]}", said[1])
            if answers is None:
                session.skip("not mine")
            else:
                session.submit(answers)
    return study


def full(points: float) -> dict[str, Any]:
    """Answers that earn 6, 4, 2 or 0 points of 6."""
    return {"right": points >= 4, "source": points in {2, 6}, "harm": False}


def by_model(results: Any) -> dict[str, dict[str, Any]]:
    return {row["model"]: row for row in results}


def test_experts_are_averaged_within_an_item_and_items_by_model(tmp_path: Path) -> None:
    table = {("q0", "a"): (6, 4), ("q1", "a"): (2, 2), ("q2", "a"): (0, 6), ("q0", "b"): (0, 0)}

    def expert(place: int) -> Verdict:
        return lambda item, model: full(table[item, model][place]) if (item, model) in table else None

    study = judged(tmp_path / "s.db", rows(3), {"ann": expert(0), "bea": expert(1)})
    results = study.results(by="model")
    a, b = by_model(results)["model-a"], by_model(results)["model-b"]
    of_items = np.array([(6 + 4) / 2, 2, (0 + 6) / 2]) / 6
    assert a["score"] == pytest.approx(of_items.mean())
    low, high = percentile_interval(bootstrap_means(of_items, draws=1000, seed=0))
    assert (a["low"], a["high"]) == pytest.approx((low, high))
    assert (a["n_items"], a["n_judgments"], a["n_experts"], a["n_unscored"], a["state"]) == (3, 6, 2, 0, "ok")
    assert (b["score"], b["low"], b["high"], b["state"]) == (0.0, None, None, "one_item")


def test_models_are_compared_on_the_items_that_both_have(tmp_path: Path) -> None:
    points = {"a": [6, 4, 2, 6], "b": [4, 2, 0, None]}

    def ann(item: str, model: str) -> dict[str, Any] | None:
        earned = points[model][int(item[1:])]
        return None if earned is None else full(earned)

    results = judged(tmp_path / "s.db", rows(4), {"ann": ann}).results(seed=3, draws=200)
    (pair,) = results.differences
    assert (pair["first"], pair["second"], pair["n_items"]) == ("model-a", "model-b", 3)
    # Two points more on each shared item: drawn together, the difference never varies.
    assert (pair["difference"], pair["low"], pair["high"]) == pytest.approx((2 / 6, 2 / 6, 2 / 6))
    assert pair["state"] == "no_variation"
    assert by_model(results)["model-a"]["score"] == pytest.approx(18 / 24)


def test_models_without_shared_items_are_compared_unpaired(tmp_path: Path) -> None:
    given = {"q0": "a", "q1": "a", "q2": "b", "q3": "b"}
    points = {"q0": 6, "q1": 4, "q2": 2, "q3": 0}

    def ann(item: str, model: str) -> dict[str, Any] | None:
        return full(points[item]) if given[item] == model else None

    (pair,) = judged(tmp_path / "s.db", rows(4), {"ann": ann}).results().differences
    assert pair["difference"] == pytest.approx((6 + 4 - 2 - 0) / 12)
    assert pair["low"] < pair["difference"] < pair["high"]
    assert (pair["n_items"], pair["state"]) == (0, "unpaired")


def test_only_means_are_clipped_each_drawn_one_too(tmp_path: Path) -> None:
    def ann(item: str, model: str) -> dict[str, Any]:
        return (
            {"right": True, "source": True, "harm": False}
            if item == "q0"
            else {"right": False, "source": False, "harm": True}
        )

    clipped = RUBRIC.model_copy(update={"scoring": Scoring(clip_mean=(0.0, 1.0))})
    (row,) = judged(tmp_path / "s.db", rows(3, "a"), {"ann": ann}, clipped).results()
    items = np.array([1.0, -1.0, -1.0])
    assert (row["score"], row["low"]) == (0.0, 0.0)
    assert row["high"] == pytest.approx(np.percentile(np.clip(bootstrap_means(items), 0, 1), 97.5))
    (free,) = Study.open(tmp_path / "s.db").results(scoring={"clip_mean": (None, None)})
    assert free["score"] == pytest.approx(-1 / 3)
    (rounded,) = Study.open(tmp_path / "s.db").results(scoring={"clip_mean": (None, None), "decimals": 2})
    assert rounded["score"] == -0.33


def test_scores_by_axis_by_group_by_criterion_and_by_expert(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(2, "a"), {"ann": lambda *_: {"right": True, "source": False, "harm": True}})
    axes = {row["axis"]: row for row in study.results(by=["model", "axis"])}
    assert axes["accuracy"]["score"] == pytest.approx(4 / 6)
    assert (axes["safety"]["score"], axes["safety"]["state"], axes["safety"]["n_unscored"]) == (None, "no_scores", 2)
    assert [row["group"] for row in study.results(by="group")] == ["facts", "safety"]
    criteria = {row["criterion"]: row["score"] for row in study.results(by="criterion")}
    assert criteria == {"right": 1.0, "source": 0.0, "harm": 1.0}
    (row,) = study.results(by=["expert", "expert_kind"])
    assert (row["expert"], row["expert_kind"]) == ("ann", "human")
    assert [row["tag"] for row in study.results(by=["tag"])] == ["axis:accuracy", "axis:safety"]
    (whole,) = study.results(by=[])
    assert whole["score"] == pytest.approx((4 - 6) / 6)


def test_scores_by_what_the_items_say_of_themselves(tmp_path: Path) -> None:
    about = [
        {"ward": "icu", "topics": ["theme:dosing", "theme:tone"]},
        {"ward": "icu", "topics": ["theme:tone"]},
        {"topics": []},
    ]
    items = rows(3, "a", metadata=about)
    points = {"q0": 6, "q1": 0, "q2": 4}
    study = judged(tmp_path / "s.db", items, {"ann": lambda item, _: full(points[item])})
    assert {row["ward"]: row["n_items"] for row in study.results(by=["ward"])} == {"icu": 2, None: 1}
    themes = {row["theme"]: row["score"] for row in study.results(by=["theme", "model"])}
    assert themes == pytest.approx({"dosing": 1.0, "tone": 0.5, None: 4 / 6})


def test_a_name_that_means_something_elsewhere_is_shown_or_refused(tmp_path: Path) -> None:
    items = rows(2, "a", metadata=[{"site.id": "a:1", "score": 1}, {"site.id": "a:2", "score": 2}])
    study = judged(tmp_path / "s.db", items, {"ann": lambda *_: full(6)})
    spec = study.results(by=["model", "site.id"]).plot()._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    assert vl_convert.vegalite_to_svg(spec, vl_version="5.21").count('aria-roledescription="point"') == 2
    with pytest.raises(StudyError, match="'score' is a column of the results themselves"):
        study.results(by="score")


def test_domains_count_alike_after_each_is_rounded(tmp_path: Path) -> None:
    about = [{"field": "law"}, {"field": "law"}, {"field": "physics"}]
    points = {"q0": 6, "q1": 4, "q2": 2}
    study = judged(tmp_path / "s.db", rows(3, metadata=about), {"ann": lambda item, _: full(points[item])})
    results = study.results(domain="field", scoring={"decimals": 1})
    row = by_model(results)["model-a"]
    assert row["score"] == pytest.approx((0.8 + 0.3) / 2)  # (1 + 4/6) / 2 and 2/6, each to one place
    law = np.round(bootstrap_means([1.0, 4 / 6]), 1)
    assert (row["low"], row["high"]) == pytest.approx(tuple(percentile_interval((law + 0.3) / 2)))
    assert results.notes == ("Means of each field first, then over all of these.",)
    (pair,) = results.differences
    assert (pair["difference"], pair["state"]) == (0.0, "no_variation")
    with pytest.raises(StudyError, match="domain: nothing in this study is called 'feild'; did you mean 'field'"):
        study.results(domain="feild")


def sampled(place: Path, points: dict[str, dict[str, list[float | None]]], experts: int = 1) -> Study:
    """A study of some responses of each model to each item: what each earns, of 6; None is not judged."""
    items = [
        {
            "id": item,
            "prompt": f"{item}?",
            "responses": [
                {"id": f"{model}{n}", "text": f"{item} {model} {n}", "model": model}
                for model, tries in models.items()
                for n in range(len(tries))
            ],
        }
        for item, models in points.items()
    ]
    study = Study.create(place, items=items, rubric=RUBRIC, progress=False)
    for expert in range(experts):
        session = study.session(f"expert-{expert}")
        while assignment := session.next():
            item, model, n = assignment.view.responses[0].messages[0].text.split()
            earned = points[item][model][int(n)]
            if earned is None:
                session.skip("not mine")
            else:
                session.submit(full(earned))
    return study


TRIES: dict[str, dict[str, list[float | None]]] = {
    "q0": {"a": [6, 4, 0, 6], "b": [6, 6, 6]},
    "q1": {"a": [0, 2, 4, 4], "b": [0, 6, 2]},
}


def test_several_responses_of_a_model_pass_by_all_subsets_of_k_of_them(tmp_path: Path) -> None:
    study = sampled(tmp_path / "s.db", TRIES)
    # Of a, 2 of 4 pass on q0 and none of 4 on q1; of b, 3 of 3 and 1 of 3. Of 4 there are 6 pairs, of 3 there are 3.
    one = by_model(study.results(samples="pass@k", k=2))
    assert one["a"]["score"] == pytest.approx(((1 - 1 / 6) + 0) / 2)
    assert one["b"]["score"] == pytest.approx((1 + (1 - 1 / 3)) / 2)
    both = by_model(study.results(samples="pass^k", k=2))
    assert both["a"]["score"] == pytest.approx((1 / 6 + 0) / 2)
    assert both["b"]["score"] == pytest.approx((1 + 0) / 2)
    assert (both["a"]["n_items"], both["a"]["n_judgments"]) == (2, 8)
    # From 4 of 6 points on, 3 of 4 pass on q0, so that one of any two does; 2 of 4 on q1, where one pair fails.
    lenient = study.results(samples="pass@k", k=2, pass_mark=4 / 6)
    assert by_model(lenient)["a"]["score"] == pytest.approx((1 + (1 - 1 / 6)) / 2)
    assert "pass@2 of a model's responses to an item, a response passing from 0.666667 on" in lenient.rule


def test_the_worst_of_k_responses_is_averaged_over_all_subsets_and_drawn_over_items(tmp_path: Path) -> None:
    study = sampled(tmp_path / "s.db", TRIES)
    results = study.results(samples="worst@k", k=2)
    # a on q0, in order 0 4 6 6: the lowest is 0 in 3 pairs, 4 in 2, 6 in 1; on q1, 0 2 4 4: 0 in 3, 2 in 2, 4 in 1.
    a = np.array([(3 * 0 + 2 * 4 + 1 * 6) / 6, (3 * 0 + 2 * 2 + 1 * 4) / 6]) / 6
    b = np.array([6, (2 * 0 + 1 * 2) / 3]) / 6
    found = by_model(results)
    assert (found["a"]["score"], found["b"]["score"]) == pytest.approx((a.mean(), b.mean()))
    low, high = percentile_interval(bootstrap_means(a, draws=1000, seed=0))
    assert (found["a"]["low"], found["a"]["high"]) == pytest.approx((low, high))
    (pair,) = results.differences
    assert (pair["difference"], pair["n_items"]) == (pytest.approx((a - b).mean()), 2)
    assert by_model(study.results(samples="worst@k", k=3))["b"]["score"] == pytest.approx((6 + 0) / 2 / 6)
    assert by_model(study.results())["a"]["score"] == pytest.approx((16 / 4 + 10 / 4) / 2 / 6)


def test_a_response_is_worth_the_mean_of_its_experts_and_models_are_not_each_others_tries(tmp_path: Path) -> None:
    study = sampled(tmp_path / "s.db", {"q0": {"a": [0, 0], "b": [0, 0]}}, experts=0)
    earned = {"ann": {"a0": 6, "a1": 4, "b0": 6, "b1": 0}, "bea": {"a0": 2, "a1": 4}}
    for expert, points in earned.items():
        session = study.session(expert)
        while assignment := session.next():
            _, model, n = assignment.view.responses[0].messages[0].text.split()
            if f"{model}{n}" in points:
                session.submit(full(points[f"{model}{n}"]))
            else:
                session.skip("not mine")
    worst = {row["model"]: row["score"] for row in study.results(samples="worst@k", k=2)}
    assert worst == pytest.approx({"a": min((6 + 2) / 2, 4) / 6, "b": 0.0})
    (whole,) = study.results(by="item", samples="worst@k", k=2)
    assert whole["score"] == pytest.approx((4 / 6 + 0) / 2)  # of each model by itself, and then of both


def test_fewer_responses_than_k_are_refused_with_the_item_and_the_model(tmp_path: Path) -> None:
    study = sampled(tmp_path / "s.db", {"q0": {"a": [6, 4], "b": [6, 0]}, "q1": {"a": [0], "b": [2, 2]}})
    with pytest.raises(StudyError) as refused:
        study.results(samples="worst@k", k=2)
    assert str(refused.value) == (
        "samples='worst@k' with k=2 needs 2 responses with a score by one model to each item: "
        "item q1 has 1 of a. Take a smaller k, or have more responses judged."
    )
    with pytest.raises(StudyError, match=r"item q\d has 2 of .; 3 more have too few\."):
        study.results(by=(), samples="pass@k", k=3)
    marks = {row["criterion"]: row["score"] for row in study.results("criterion", samples="pass@k", k=1, pass_mark=1)}
    assert marks == pytest.approx(
        {"right": (2 / 2 + 1 / 2 + 0 + 0) / 4, "source": (1 / 2 + 1 / 2 + 0 + 2 / 2) / 4, "harm": 0}
    )


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"samples": "pass@2"}, "samples must be mean, pass@k, pass\\^k, worst@k, got 'pass@2'"),
        ({"samples": "pass@k"}, "needs k, how many tries, a whole number of at least 1; got k=None"),
        ({"samples": "worst@k", "k": 0}, "got k=0"),
        ({"k": 2}, "k and pass_mark go with samples"),
        ({"samples": "worst@k", "k": 1, "pass_mark": 1}, "leave pass_mark out"),
        ({"samples": "pass@k", "k": 1, "by": "criterion"}, "needs pass_mark, .*; each criterion has its own"),
        ({"samples": "pass^k", "k": 1, "scoring": {"rule": "reverse_mean"}}, "the rule gives none of its own"),
        ({"samples": "pass^k", "k": 1, "scoring": {"rescale": -1}}, "the rule gives none of its own"),
    ],
)
def test_samples_that_say_too_little_are_refused(tmp_path: Path, how: dict[str, Any], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        sampled(tmp_path / "s.db", {"q0": {"a": [6]}}).results(**how)


def test_a_score_out_of_a_hundred_passes_at_a_hundred_and_what_has_no_score_is_no_try(tmp_path: Path) -> None:
    study = sampled(tmp_path / "s.db", {"q0": {"a": [6, 4, 6]}})
    (row,) = study.results(samples="pass^k", k=1, scoring={"rule": "pass_rate", "rescale": 100})
    assert row["score"] == pytest.approx(2 / 3)  # 4 points are 2 of 3 criteria, 66.7
    unscored = judged(
        tmp_path / "n.db", rows(1, "a"), {"ann": lambda *_: {"right": {"na": "contested"}, "source": True}}
    )
    (row,) = unscored.results(samples="pass@k", k=1)
    assert (row["score"], row["state"], row["n_unscored"]) == (None, "no_scores", 1)


def test_what_by_does_not_know_is_an_error_that_helps(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(1), {"ann": lambda *_: full(6)})
    with pytest.raises(StudyError, match="nothing in this study is called 'modle'; did you mean 'model'"):
        study.results(by=["modle"])
    with pytest.raises(StudyError, match="axis and group both cut the rubric into parts"):
        study.results(by=["axis", "group"])
    with pytest.raises(StudyError, match="names 'model' twice"):
        study.results(by=["model", "model"])
    with pytest.raises(StudyError, match="experts must be human, model, all"):
        study.results(experts="people")  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="scoring, rule: "):
        study.results(scoring={"rule": "mean"})


def test_what_was_replaced_or_taken_back_does_not_count(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(2, "a"), {"ann": lambda *_: full(0)})
    session = study.session("ann")
    latest = study.judgments()[-1]["judgment_id"]
    session.amend(latest, full(6), reason="misread")
    assert by_model(study.results())["model-a"]["score"] == pytest.approx(0.5)
    session.undo()
    (row,) = study.results()
    assert (row["score"], row["n_judgments"]) == (0.0, 1)


def test_what_is_missing_is_counted_and_said_with_the_way_to_leave_it_out(tmp_path: Path) -> None:
    answers = {
        "q0": full(6),
        "q1": {"right": True, "source": "met", "harm": {"na": "contested"}},
        "q2": {"right": True, "source": {"na": "not_applicable"}},
    }
    study = judged(tmp_path / "s.db", rows(3, "a"), {"ann": lambda item, _: answers[item]})
    results = study.results()
    (row,) = results
    assert (row["score"], row["n_judgments"], row["n_unscored"]) == (1.0, 2, 1)
    assert any("1 of 3 scores are missing: a criterion could not be judged" in note for note in results.notes)
    assert 'scoring={"unjudged": "drop"}' in repr(results)
    (kept,) = study.results(scoring={"unjudged": "drop", "na": "zero"})
    assert (kept["score"], kept["n_unscored"]) == (pytest.approx((1 + 1 + 4 / 6) / 3), 0)


def test_models_that_judge_stand_apart_from_people(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(2, "a"), {"ann": lambda *_: full(6), "judge": lambda *_: full(0)})
    study.add_expert("judge", kind="model")
    people = study.results()
    assert by_model(people)["model-a"]["score"] == 1.0
    assert people.notes[0] == '1 model expert is left out; experts="all" takes them in.'
    assert by_model(study.results(experts="model"))["model-a"]["score"] == 0.0
    assert {row["expert_kind"]: row["score"] for row in study.results(by="expert_kind", experts="all")} == {
        "human": 1.0,
        "model": 0.0,
    }


def test_items_with_criteria_of_their_own_are_scored_by_these_too(tmp_path: Path) -> None:
    own = [[{"id": "ward", "text": "Names the ward", "points": 6, "tags": ["axis:context"]}], []]
    answers = {"q0": {**full(6), "ward": False}, "q1": full(6)}
    study = judged(tmp_path / "s.db", rows(2, "a", criteria=own), {"ann": lambda item, _: answers[item]})
    scores = {row["item"]: row["score"] for row in study.results(by="item")}
    assert scores == {"q0": 0.5, "q1": 1.0}
    axes = {row["axis"]: (row["score"], row["n_items"]) for row in study.results(by=["axis", "model"])}
    assert axes["context"] == (0.0, 1)
    assert axes["accuracy"] == (1.0, 2)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others(tmp_path: Path) -> None:
    points = [6, 4, 2, 0, 6, 0]
    study = judged(tmp_path / "s.db", rows(6, "a"), {"ann": lambda item, _: full(points[int(item[1:])])})
    first, again, other = (next(iter(study.results(seed=seed, draws=99))) for seed in (1, 1, 2))
    assert first == again
    assert (first["low"], first["high"]) != (other["low"], other["high"])
    wide, narrow = (next(iter(study.results(level=level))) for level in (0.95, 0.5))
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_a_study_nobody_has_judged_has_no_rows_and_shows_itself(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "s.db", items=rows(2), rubric=RUBRIC, progress=False)
    results = study.results(by=["model", "axis"])
    assert len(results) == len(results.differences) == 0
    assert list(results.to_pandas().columns)[:3] == ["model", "axis", "score"]
    assert "<table" in results._repr_html_()
    assert results.plot().to_dict()


def test_a_rule_that_a_criterion_cannot_be_scored_by_is_refused(tmp_path: Path) -> None:
    marks = {"id": "m", "kind": "span", "text": "Errors", "taxonomy": {"Other": []}, "severities": {"minor": 1}}
    groups = [*RUBRIC.model_dump()["groups"], {"id": "e", "title": "Errors", "criteria": [marks]}]
    rubric = Rubric.model_validate({**RUBRIC.model_dump(), "groups": groups})
    study = Study.create(tmp_path / "s.db", items=rows(1), rubric=rubric, progress=False)
    with pytest.raises(RubricError, match="criterion m: pass_rate needs a worst case"):
        rubric.score({}, scoring=Scoring(rule="pass_rate"))
    assert len(study.results()) == 0


def test_figures_are_typed_in_arrow_pandas_and_datasets(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(1, "a"), {"ann": lambda *_: full(6)})
    results = study.results()
    assert str(results.to_arrow().schema.field("low").type) == "double"
    assert results.to_dataset()[0]["low"] is None
    assert results.to_pandas().loc[0, "n_items"] == 1


def test_names_are_text_in_the_table_and_intervals_are_told_to_those_who_cannot_see_them(tmp_path: Path) -> None:
    items = rows(2, "a")
    for item in items:
        item["responses"][0]["model"] = "<img src=x onerror=alert(1)>"
    html = (
        judged(tmp_path / "s.db", items, {"ann": lambda item, _: full(6 if item == "q0" else 2)})
        .results()
        ._repr_html_()
    )
    assert "<img" not in html
    assert "&lt;img" in html
    assert "aria-label='0.667, 0.333 to 1.000'" in html


def test_a_number_that_rounds_to_nothing_has_no_sign() -> None:
    assert showing._number(-0.0004, (-1.0, 1.0)) == "0.000"
    assert showing._number(-0.5, (-1.0, 1.0)) == "−0.500"
    assert showing._number(61.25, (0.0, 100.0)) == "61.2"


def test_the_chart_has_a_point_and_an_interval_for_each_row_and_needs_no_network(tmp_path: Path) -> None:
    points = {"a": [6, 2], "b": [4, 0]}
    study = judged(tmp_path / "s.db", rows(2), {"ann": lambda item, model: full(points[model][int(item[1:])])})
    chart = study.results(by=["model", "axis"]).plot()
    bundle = chart._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    spec = bundle["application/vnd.vegalite.v5+json"]
    (data,) = spec["datasets"].values()
    assert {(row["key0"], row["label"], row["state"]) for row in data} == {
        ("model-a", "accuracy", "ok"),
        ("model-b", "accuracy", "ok"),
        ("model-a", "safety", "no_scores"),
        ("model-b", "safety", "no_scores"),
    }
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "point"]
    assert chart.properties(width=200)._repr_mimebundle_().keys() == bundle.keys()
    svg = vl_convert.vegalite_to_svg(spec, vl_version="5.21")  # what JupyterLab draws with
    assert svg.count('aria-roledescription="point"') == 2
    assert svg.count('aria-roledescription="rule mark"') == 2


def test_a_study_that_moved_to_another_version_is_scored_by_it_from_what_still_answers_it(tmp_path: Path) -> None:
    study = judged(tmp_path / "s.db", rows(2, "a"), {"ann": lambda *_: full(6)})
    elsewhere = Study.open(tmp_path / "s.db")
    data = RUBRIC.model_dump()
    right, source = data["groups"][0]["criteria"]
    right["points"], source["text"] = 10, "Names a source that can be looked up"
    study.adopt(Rubric.model_validate({**data, "version": "1.1.0"}))
    results = elsewhere.results()
    (row,) = results
    assert (row["score"], row["state"], row["n_unscored"]) == (None, "no_scores", 2)
    assert results.notes[0].startswith(
        "2 answers are left out, since what they answer was reworded or removed: source (2)"
    )
    session = study.session("ann")
    session.next()
    session.submit({"source": False})
    (row,) = elsewhere.results()
    assert (row["score"], row["n_items"], row["n_unscored"]) == (pytest.approx(10 / 12), 1, 1)
