"""A rubric that is written and read again is the same rubric, and its hash says so."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from evalwidgets.rubrics import Rubric, library, load_rubric
from evalwidgets.rubrics.links import criteria_of
from evalwidgets.rubrics.model import Binary, Group
from tests.rubrics.strategies import rubrics

thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PLAIN = """\
id: cardio
title: Cardio
instructions: |
  Read it.

  Twice.
groups:
  - id: safety
    title: Safety
    criteria:
      - id: dose
        text: Gives a safe dose
        points: 8
      - id: tone
        kind: ordinal
        text: Tone
        options:
          - {id: cold, label: Cold, value: 0, anchor: "No word of it."}
          - {id: warm, label: Warm, value: 1}
"""

# The same, by somebody with other habits.
OTHERWISE = """\
%YAML 1.2
# A comment.
---
"groups":
- criteria: [
    {points: 8.0, text: 'Gives a safe dose', "id": dose, kind: binary, required: true, help: ""},
    {id: tone, text: "Tone\
      ", options: [{label: Cold, anchor: "No word of it.", id: cold, value: 0.0}, {value: +1, id: warm, label: "Warm"}],
     kind: ordinal, na: {allow: true}},
  ]
  title: "Safety"
  id: safety
instructions: "Read it.\\n\\nTwice.\\n\\n"
title:   Cardio
version: 1.0.0
id: cardio
...
"""


@thorough
@given(rubrics())
def test_yaml_that_was_written_reads_back_to_an_equal_rubric(rubric: Rubric) -> None:
    again = Rubric.from_yaml(rubric.to_yaml())
    assert again == rubric
    assert again.hash == rubric.hash


@thorough
@given(rubrics())
def test_json_of_any_spelling_reads_back_to_an_equal_rubric(rubric: Rubric) -> None:
    for kept in (rubric.model_dump(mode="json"), rubric.model_dump(mode="json", exclude_defaults=True)):
        for text in (json.dumps(kept), json.dumps(kept, ensure_ascii=False, indent=2)):
            assert Rubric.from_json(text) == rubric
            assert Rubric.model_validate_json(text) == rubric


@settings(thorough, max_examples=30)
@given(rubrics())
def test_other_yaml_readers_see_the_same_words(rubric: Rubric) -> None:
    data = yaml.safe_load(rubric.to_yaml())  # YAML 1.1, with all its traps
    assert data["id"] == rubric.id
    assert data["version"] == rubric.version
    assert data["title"] == rubric.title
    found = [criterion for _, criterion in criteria_of(data)]
    assert [criterion["id"] for criterion in found] == [criterion.id for criterion in rubric.criteria]
    assert [criterion["text"] for criterion in found] == [criterion.text for criterion in rubric.criteria]


def test_the_hash_is_of_what_is_said_not_of_how_it_is_written() -> None:
    plain = Rubric.from_yaml(PLAIN)
    assert Rubric.from_yaml(OTHERWISE) == plain
    assert Rubric.from_yaml(OTHERWISE).hash == plain.hash
    for text in (PLAIN.replace("\n", "\r\n"), "\ufeff" + PLAIN, PLAIN + "\n# the end\n"):
        assert Rubric.from_yaml(text).hash == plain.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points: 8", "points: 9"),
        ("Gives a safe dose", "Gives a safe  dose"),
        ("Cold, value: 0", "Cool, value: 0"),
        ("Twice.", "Thrice."),
        ("        points: 8", "        points: 8\n        required: false"),
        ("title: Cardio", "title: Cardio\nversion: 1.0.1"),
    ],
)
def test_whatever_an_expert_would_see_changes_the_hash(old: str, new: str) -> None:
    assert PLAIN.replace(old, new) != PLAIN
    assert Rubric.from_yaml(PLAIN.replace(old, new)).hash != Rubric.from_yaml(PLAIN).hash


def test_the_hash_of_a_known_rubric_never_moves() -> None:
    # In every judgment of every study there is: if this changes, they all name a rubric that nobody has.
    assert Rubric.from_yaml(PLAIN).hash == "985e3051712f73c7ac5066964806f540a2a94f74a2d5e2d90a41bb02fe022032"


def test_the_hash_is_the_same_in_another_process() -> None:
    code = "from evalwidgets.rubrics import load_rubric; print(load_rubric('medical_accuracy').hash)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == load_rubric("medical_accuracy").hash


def test_a_copy_with_other_words_has_another_hash() -> None:
    rubric = Rubric.from_yaml(PLAIN)
    before, criteria = rubric.hash, rubric.criteria
    instructions = rubric.instructions_hash
    group = Group(id="g", title="G", criteria=(Binary(id="b", text="B"),))
    other = rubric.model_copy(update={"instructions": "Once.", "groups": (group,)})
    assert other.hash != before
    assert other.instructions_hash != instructions
    assert [criterion.id for criterion in other.criteria] == ["b"]
    assert (rubric.hash, rubric.criteria) == (before, criteria)


@pytest.mark.parametrize("name", library().names)
def test_a_library_rubric_survives_being_written(name: str) -> None:
    assert Rubric.from_yaml(load_rubric(name).to_yaml()).hash == load_rubric(name).hash


def test_what_is_written_is_what_people_would_write() -> None:
    written = Rubric.from_yaml(PLAIN.replace("title: Cardio", "title: Cardio\nversion: 1.20")).to_yaml()
    assert written == (
        "id: cardio\n"
        "title: Cardio\n"
        'version: "1.20"\n'
        "instructions: |-\n"
        "  Read it.\n"
        "\n"
        "  Twice.\n"
        "groups:\n"
        "  - id: safety\n"
        "    title: Safety\n"
        "    criteria:\n"
        "      - id: dose\n"
        "        text: Gives a safe dose\n"
        "        points: 8\n"
        "      - id: tone\n"
        "        kind: ordinal\n"
        "        text: Tone\n"
        "        options:\n"
        "          - id: cold\n"
        "            label: Cold\n"
        "            value: 0\n"
        "            anchor: No word of it.\n"
        "          - id: warm\n"
        "            label: Warm\n"
        "            value: 1\n"
    )
