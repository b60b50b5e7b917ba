"""The tables hold what was submitted, typed, on both databases."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from evalwidgets import Protocol, Study, tables
from evalwidgets.items.model import Item, Message, Response
from evalwidgets.judgments import Timing
from evalwidgets.rubrics.model import Group, Ordinal, Rubric
from evalwidgets.store import schema
from evalwidgets.tables.columns import Column
from tests.store.builders import ANSWERS, all_rows
from tests.store.builders import study as small_study
from tests.tasks.examples import COMPLETE, ITEM, NESTED, RUBRIC

HARD = 'Zeile 1\nZeile 2\t"quoted" \\n },{"criterion":"x"} 𝟓 💊 \u2028 العربية \x00 end'


def study_of(place: str, *items: Item, rubric: Rubric = RUBRIC, **rules) -> Study:
    rows = [item.model_dump(mode="json") for item in items or (ITEM,)]
    return Study.create(place, items=rows, rubric=rubric, protocol=Protocol(**rules), progress=False)


def by_criterion(rows) -> dict[str, dict]:
    return {row["criterion"]: row for row in rows}


def test_a_score_row_holds_what_was_submitted_for_every_kind_of_criterion(place: str) -> None:
    session = study_of(place, seed=5).session("dr-osei")
    session.next()
    made = session.submit(
        {
            "dose": {"value": True, "comment": HARD.replace("\x00", ""), "evidence": ["Take", "𝟓 tablets 💊"]},
            "harm": {"na": "missing_context"},
            "unsupported": 3,
            "clarity": "partly",
            "confidence": 12.5,
            "tone": "warm",
            "missing": ["source", "follow-up"],
            "advice": "Kürzer, bitte\n– und „genauer“.",
        }
    )
    scores = study_of(place, seed=5).scores()
    rows = by_criterion(scores)
    values = {id: (row["number"], row["label"], row["labels"], row["text"], row["na"]) for id, row in rows.items()}
    assert values == {
        "dose": (1.0, "met", None, None, None),
        "harm": (None, None, None, None, "missing_context"),
        "unsupported": (3.0, None, None, None, None),
        "clarity": (0.5, "partly", None, None, None),
        "confidence": (12.5, None, None, None, None),
        "tone": (None, "warm", None, None, None),
        "missing": (None, None, ["follow-up", "source"], None, None),
        "advice": (None, None, None, "Kürzer, bitte\n– und „genauer“.", None),
    }
    assert rows["dose"]["comment"] == HARD.replace("\x00", "")
    assert rows["harm"]["comment"] is None
    first, second = rows["dose"]["evidence"]
    assert first == {
        "response": "secret-model-1",
        "start": 0,
        "end": 4,
        "exact": "Take",
        "prefix": "",
        "suffix": " 𝟓 tablets 💊 a day.",
        "category": None,
        "severity": None,
    }
    text = ITEM.responses[0].text
    assert text[second["start"] : second["end"]] == second["exact"] == "𝟓 tablets 💊"
    assert rows["harm"]["evidence"] == []
    asked = {
        id: (row["group"], row["criterion_kind"], row["criterion_text"], row["points"]) for id, row in rows.items()
    }
    assert asked["harm"] == ("safety", "binary", "Recommends something harmful", -10.0)
    assert asked["clarity"] == ("quality", "ordinal", "Clear", 4.0)
    for row in rows.values():
        assert (row["expert"], row["expert_kind"], row["item"]) == ("dr-osei", "human", ITEM.id)
        assert (row["response"], row["model"]) == ("secret-model-1", "northwind")
        assert (row["judgment_id"], row["position"], row["order_seed"]) == (made.id, 1, 5)
        assert row["at"] == dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=made.at)
        assert (row["rubric"], row["rubric_version"]) == (RUBRIC.id, RUBRIC.version)
        assert (row["rubric_hash"], row["instructions_hash"]) == (RUBRIC.hash, RUBRIC.instructions_hash)


def test_marks_and_ratings_and_what_is_nested_have_their_rows(place: str) -> None:
    session = study_of(place, rubric=NESTED, kinds=("grade",)).session("dr-osei")
    session.next()
    session.submit(
        {
            "known": "partly",
            "errors": [("tablets", "Accuracy/Omission", "major"), ("day", "Non-translation", "minor")],
            "drugs": {"aspirin": "fine", "heparin": "harmful"},
            "whole": 6,
        }
    )
    rows = by_criterion(study_of(place, rubric=NESTED, kinds=("grade",)).scores())
    asked = {id: (row["group"], row["criterion_kind"], row["number"]) for id, row in rows.items()}
    assert asked == {
        "known": ("inner", "ternary", 0.25),
        "errors": ("inner", "span", 30.0),
        "drugs": ("outer", "option_ratings", 0.0),
        "whole": ("overall", "numeric", 6.0),
    }
    assert rows["known"]["label"] == "partly"
    assert rows["drugs"]["labels"] == ["aspirin=fine", "heparin=harmful"]
    marks = [(mark["exact"], mark["category"], mark["severity"]) for mark in rows["errors"]["evidence"]]
    assert marks == [("tablets", "Accuracy/Omission", "major"), ("day", "Non-translation", "minor")]


def test_columns_without_a_single_value_keep_their_types(place: str) -> None:
    item = ITEM.model_copy(
        update={"responses": tuple(one.model_copy(update={"model": None}) for one in ITEM.responses)}
    )
    pilot = study_of(place, item)
    session = pilot.session("ada")
    session.next()
    session.submit(COMPLETE)
    empty = study_features(pilot)
    scores = pilot.scores()
    assert scores.features == empty["scores"]
    assert {scores.features[name].dtype for name in ("model", "text", "na", "comment")} == {"string"}
    assert set(scores["model"]) == set(scores["comment"]) == set(scores["text"]) == {None}


def study_features(pilot: Study) -> dict:
    return {name: tables.read(pilot.store, table).features for name, table in tables.TABLES.items()}


def test_choosing_nothing_of_several_is_an_empty_list_and_not_answering_is_no_row(place: str) -> None:
    session = study_of(place).session("ada")
    session.next()
    session.submit({**COMPLETE, "missing": []})
    rows = by_criterion(study_of(place).scores())
    assert set(rows) == {*COMPLETE, "missing"}
    assert rows["missing"]["labels"] == []
    assert rows["dose"]["labels"] is None


def test_a_study_without_judgments_or_items_gives_empty_tables_of_the_same_features(place: str) -> None:
    pilot = Study.create(place, rubric=RUBRIC)
    for name, table in tables.TABLES.items():
        found = tables.read(pilot.store, table)
        assert len(found) == 0
        assert list(found.features) == [column.name for column in table.columns], name
    before = study_features(pilot)
    pilot.add([ITEM.model_dump(mode="json")], progress=False)
    session = pilot.session("ada")
    session.next()
    session.submit(COMPLETE)
    assert study_features(pilot) == before


def test_only_the_current_judgment_has_scores_unless_the_superseded_are_asked_for(place: str) -> None:
    pilot = small_study(place, 3)
    session = pilot.session("ada")
    session.next()
    first = session.submit({"right": "met"})
    second = session.amend(first, {"right": "unmet", "kind": "met"}, reason="misread")
    session.next()
    taken_back = session.submit(ANSWERS)
    session.undo()
    scores = pilot.scores()
    assert {row["judgment_id"] for row in scores} == {second.id}
    assert [(row["criterion"], row["label"]) for row in scores] == [("right", "unmet"), ("kind", "met")]
    assert "current" not in scores.features
    everything = pilot.scores(superseded=True)
    assert [(row["judgment_id"], row["current"]) for row in everything] == [
        (first.id, False),
        (second.id, True),
        (second.id, True),
        (taken_back.id, False),
    ]
    judged = pilot.judgments()
    assert [(row["judgment_id"], row["supersedes"], row["reason"]) for row in judged] == [
        (second.id, first.id, "misread")
    ]
    record = [(row["status"], row["current"]) for row in pilot.judgments(superseded=True)]
    assert record == [("submitted", False), ("submitted", True), ("submitted", False), ("withdrawn", False)]


def test_skipped_and_flagged_tasks_are_judgments_without_scores(place: str) -> None:
    pilot = small_study(place, 3)
    session = pilot.session("ada")
    session.next()
    session.skip("outside my field", note="ask ben")
    session.next()
    session.flag("privacy", "names a patient")
    session.next()
    made = session.submit(ANSWERS, timing=Timing(active_ms=1200, idle_ms=300, changes=4), note="hm")
    assert set(pilot.scores()["judgment_id"]) == {made.id}
    skipped, flagged, submitted = pilot.judgments()
    assert (skipped["status"], skipped["reason"], skipped["note"]) == ("skipped", "outside my field", "ask ben")
    assert (flagged["status"], flagged["reason"], flagged["note"]) == ("flagged", "privacy", "names a patient")
    assert skipped["answers"] == flagged["answers"] == []
    assert [submitted[name] for name in ("active_ms", "idle_ms", "changes", "note")] == [1200, 300, 4, "hm"]
    assert (submitted["kind"], submitted["responses"], submitted["models"]) == ("grade", ["1"], ["model-a"])
    (answer,) = submitted["answers"]
    assert (answer["criterion"], answer["number"], answer["label"]) == ("right", 1.0, "met")
    assert submitted["item_hash"] == all_rows(pilot.store, schema.items)[2].hash


def model_of(response: str) -> str:
    return response.replace("response_", "model-")


def test_a_comparison_says_who_was_shown_where_and_which_was_better(place: str) -> None:
    pilot = small_study(place, 4, responses=2, kinds=("compare",))
    session = pilot.session("ada", "compare")
    seen = []
    for answers in (
        {"preference": "A", "strength": 2, "right": "B", "kind": "tie"},
        {"preference": "B", "strength": 3},
        {"preference": "tie", "right": {"na": "unclear_criterion", "comment": "which?"}},
        {"preference": {"label": "B", "number": 1, "comment": "barely", "evidence": []}},
    ):
        assignment = session.next()
        made = session.submit(answers)
        seen.append(made.responses)
        assert [one.key for one in assignment.view.responses] == ["A", "B"]
    rows = list(pilot.comparisons())
    assert [(row["response_a"], row["response_b"]) for row in rows] == seen
    assert [(row["model_a"], row["model_b"]) for row in rows] == [tuple(map(model_of, pair)) for pair in seen]
    assert [row["choice"] for row in rows] == ["a", "b", "tie", "b"]
    assert [row["tie"] for row in rows] == [False, False, True, False]
    assert [row["strength"] for row in rows] == [2.0, 3.0, None, 1.0]
    assert [row["preferred"] for row in rows] == [seen[0][0], seen[1][1], None, seen[3][1]]
    assert [row["preferred_model"] for row in rows] == [
        None if row["preferred"] is None else model_of(row["preferred"]) for row in rows
    ]
    assert [row["comment"] for row in rows] == [None, None, None, "barely"]
    assert rows[0]["reasons"] == [
        {"criterion": "right", "choice": "b", "na": None, "comment": None, "evidence": []},
        {"criterion": "kind", "choice": "tie", "na": None, "comment": None, "evidence": []},
    ]
    assert rows[1]["reasons"] == []
    (reason,) = rows[2]["reasons"]
    assert (reason["choice"], reason["na"], reason["comment"]) == (None, "unclear_criterion", "which?")
    assert len(pilot.scores()) == 0
    assert [row["models"] for row in pilot.judgments()] == [[row["model_a"], row["model_b"]] for row in rows]


def test_items_come_out_as_they_went_in(place: str) -> None:
    plain = Item(
        id="plain",
        prompt=(Message(role="system", text="Be brief."), Message(role="user", text=HARD.replace("\x00", ""))),
        responses=(Response(id="r", messages=(Message(role="assistant", text="Yes."),)),),
        warnings=("violence",),
    )
    rows = list(study_of(place, ITEM, plain).items())
    assert [row["item"] for row in rows] == [ITEM.id, "plain"]
    assert [row["item_hash"] for row in rows] == [ITEM.hash, plain.hash]
    first, second = rows
    assert (first["reference"], first["gold"]) == ("At most two.", '{"dose":"unmet"}')
    assert first["metadata"] == '{"difficulty":"hard","judge_verdict":"bad"}'
    assert first["responses"][0] == {
        "id": "secret-model-1",
        "model": "northwind",
        "messages": [{"role": "assistant", "text": "Take 𝟓 tablets 💊 a day."}],
        "metadata": '{"temperature":0.7}',
    }
    assert first["responses"][1]["metadata"] is None
    assert first["context"] == [{"title": "Leaflet", "text": "Two a day."}]
    assert second["prompt"] == [message.model_dump() for message in plain.prompt]
    assert (second["warnings"], second["context"], second["media"]) == (["violence"], [], [])
    assert second["gold"] is second["metadata"] is second["criteria"] is second["reference"] is None


def own(id: str, text: str, points: float) -> Ordinal:
    return Ordinal(id=id, kind="ordinal", text=text, points=points, options=RUBRIC.criteria[3].options)


def test_an_items_own_criteria_have_their_text_and_points_in_the_scores(place: str) -> None:
    items = [
        ITEM.model_copy(update={"id": "one", "criteria": (own("extra", "Names the leaflet", 3), own("two", "Two", 0))}),
        ITEM.model_copy(update={"id": "other", "criteria": (own("extra", "Names the doctor", -2),)}),
        ITEM.model_copy(update={"id": "none"}),
    ]
    pilot = study_of(place, *items, kinds=("grade",))
    for expert in ("ada", "ben"):
        session = pilot.session(expert)
        while (assignment := session.next()) is not None:
            mine = [one.id for group in assignment.view.groups if group.id == "item" for one in group.criteria]
            session.submit({**COMPLETE, **dict.fromkeys(mine, "full")})
    found = {
        (row["item"], row["criterion"], row["group"], row["criterion_kind"], row["criterion_text"], row["points"])
        for row in pilot.scores()
        if row["group"] == "item"
    }
    assert found == {
        ("one", "extra", "item", "ordinal", "Names the leaflet", 3.0),
        ("one", "two", "item", "ordinal", "Two", 0.0),
        ("other", "extra", "item", "ordinal", "Names the doctor", -2.0),
    }
    assert sum(row["group"] == "item" for row in pilot.scores()) == 2 * 2 * 3


def test_scores_of_more_than_a_batch_are_in_the_order_of_the_store(place: str, monkeypatch) -> None:
    from evalwidgets.store.bulk import parent

    monkeypatch.setattr(parent, "_BATCH_ROWS", 16)
    pilot = small_study(place, 100)
    session = pilot.session("ada")
    while session.next() is not None:
        session.submit({"right": "met", "words": f"word {session.progress.submitted}"})
    words = [row["text"] for row in pilot.scores() if row["criterion"] == "words"]
    assert words == [f"word {n}" for n in range(100)]
    assert pilot.judgments()["seq"] == sorted(pilot.judgments()["seq"])


def test_rows_of_a_rubric_are_read_by_that_rubric(tmp_path: Path) -> None:
    """Judgments of two versions of a rubric stand in one study: each has its own version's text and points."""
    pilot = small_study(tmp_path / "study.db", 2)
    group = pilot.rubric.groups[0]
    changed = group.criteria[0].model_copy(update={"points": 7.0, "text": "Is right indeed"})
    newer = pilot.rubric.model_copy(
        update={"version": "2.0.0", "groups": (Group(id="all", title="All", criteria=(changed, *group.criteria[1:])),)}
    )
    session = pilot.session("ada")
    for _ in range(2):
        session.next()
        session.submit(ANSWERS)
    with pilot.store.writing() as connection:
        connection.execute(schema.rubrics.insert().values(hash="f" * 64, body=newer.model_dump_json(), added=0))
        connection.execute(schema.judgments.update().where(schema.judgments.c.seq == 2).values(rubric="f" * 64))
    found = [(row["rubric_version"], row["criterion_text"], row["points"]) for row in pilot.scores()]
    assert found == [("1.0.0", "Is right", 2.0), ("2.0.0", "Is right indeed", 7.0)]


def names(columns: tuple[Column, ...]) -> list[str]:
    return [column.name for column in columns]


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_the_help_lists_every_column_with_type_and_meaning(name: str) -> None:
    help = getattr(tables, name).__doc__
    for column in tables.TABLES[name].columns:
        assert re.search(rf"^    {column.name} : (string|int64|float64|bool|timestamp|list of)", help, re.MULTILINE)
        assert column.about in help


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_flat_columns_come_before_lists(name: str) -> None:
    kinds = [isinstance(column.type, tuple) or column.type.startswith("list") for column in tables.TABLES[name].columns]
    assert kinds == sorted(kinds)


def test_to_pandas_has_a_row_for_each_score(place: str) -> None:
    pilot = small_study(place, 2)
    session = pilot.session("ada")
    while session.next() is not None:
        session.submit(ANSWERS)
    frame = pilot.to_pandas()
    assert frame.groupby("model")["number"].mean().to_dict() == {"model-a": 1.0}
