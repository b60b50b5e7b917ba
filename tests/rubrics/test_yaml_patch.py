"""A rubric's file is rewritten where it changed: comments, order and layout of all the rest stay as people wrote them."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.yaml_patch import patched
from evalwidgets.rubrics.yaml_writer import as_written, dump
from tests.rubrics.strategies import rubrics

WRITTEN = """\
# Our cardiology rubric.
id: cardio            # never change it
title: "Cardio: first line"
version: 1.0.0

# What is asked.
groups:
  # Most important.
  - id: safety        # first
    title: Safety
    criteria:
      # The pharmacist asked for this one.
      - id: dose
        text: Recommends a dose that could harm   # see the guideline
        points: -10
        tags: [axis:safety, drugs]

      # Time matters.
      - id: care
        text: >
          Sends the person to
          care soon enough
        points: 8
        na: {allow: false}

  # Less so.
  - id: style
    title: Style
    criteria:
      - id: tone
        kind: ordinal
        text: Tone
        options:
          - {id: cold, label: Cold, value: 0}   # rare
          - {id: warm, label: Warm, value: 1}
# The end.
"""

Edit = Callable[[dict[str, Any]], None]


def changed(edit: Edit, text: str = WRITTEN) -> str:
    """The file after an edit of its data, which it then says."""
    before = as_written(Rubric.from_yaml(text))
    after = copy.deepcopy(before)
    edit(after)
    new = patched(text, before, after)
    assert new is not None
    assert Rubric.from_yaml(new).hash == Rubric.model_validate(after).hash
    return new


def moved(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    lines = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    return [line[2:] for line in lines if line[:2] == "- "], [line[2:] for line in lines if line[:2] == "+ "]


def test_what_does_not_change_leaves_the_file_as_it_is():
    assert changed(lambda data: None) == WRITTEN


def test_a_changed_field_is_one_changed_line_in_the_manner_of_the_old_one():
    def edit(data: dict[str, Any]) -> None:
        data["title"] = 'Cardio: "first" line'
        data["version"] = "1.1.0"
        data["groups"][0]["criteria"][0]["tags"] = ["axis:safety"]
        data["groups"][1]["criteria"][0]["options"][0]["label"] = "Chilly"

    assert moved(WRITTEN, changed(edit)) == (
        [
            'title: "Cardio: first line"',
            "version: 1.0.0",
            "        tags: [axis:safety, drugs]",
            "          - {id: cold, label: Cold, value: 0}   # rare",
        ],
        [
            'title: "Cardio: \\"first\\" line"',
            "version: 1.1.0",
            "        tags: ['axis:safety']",
            "          - {id: cold, label: Chilly, value: 0}  # rare",
        ],
    )


def test_a_comment_beside_what_becomes_several_lines_stands_above_them():
    def edit(data: dict[str, Any]) -> None:
        data["groups"][0]["criteria"][0]["text"] = "First line\nsecond line"

    _, come = moved(WRITTEN, changed(edit))
    assert [line.strip() for line in come] == ["# see the guideline", "text: |-", "First line", "second line"]


def test_what_moves_takes_its_comments_along_and_blank_lines_stay_between():
    def edit(data: dict[str, Any]) -> None:
        data["groups"][0]["criteria"].reverse()
        data["groups"].reverse()

    new = changed(edit)
    assert sorted(line for line in new.splitlines() if line) == sorted(line for line in WRITTEN.splitlines() if line)
    lines = new.splitlines()
    assert lines[lines.index("      - id: dose") - 1] == "      # The pharmacist asked for this one."
    assert lines[lines.index("  - id: style") - 1] == "  # Less so."
    assert lines[lines.index("  # Less so.") - 1] == "groups:"
    assert "\n\n\n" not in new


def test_what_is_removed_goes_with_its_comments_and_what_is_added_fits_in():
    def edit(data: dict[str, Any]) -> None:
        del data["groups"][0]["criteria"][0]
        data["groups"][0]["criteria"].append({"id": "worry", "text": "Eases worry", "points": 2})
        data["groups"][0]["criteria"][0]["help"] = "Within hours: by the guideline."

    gone, come = moved(WRITTEN, changed(edit))
    assert "      # The pharmacist asked for this one." in gone
    assert "      # Time matters." not in gone
    assert "      - id: worry" in come
    assert "        help: 'Within hours: by the guideline.'" in come


def test_a_renamed_criterion_keeps_its_comments_and_its_place():
    def edit(data: dict[str, Any]) -> None:
        data["groups"][0]["criteria"][0]["id"] = "harmful_dose"

    assert moved(WRITTEN, changed(edit)) == (["      - id: dose"], ["      - id: harmful_dose"])


def test_the_last_of_its_fields_can_go_and_lists_can_empty():
    text = WRITTEN.replace("  # Less so.\n", "")

    def edit(data: dict[str, Any]) -> None:
        del data["groups"][0]["criteria"][1]["na"]
        del data["groups"][0]["criteria"][0]["tags"]
        del data["groups"][1]

    assert "style" not in changed(edit, text)


@pytest.mark.parametrize(
    "text",
    [
        "{id: a, title: A, groups: [{id: g, title: G, criteria: [{id: c, text: C}]}]}\n",
        "id: a\ntitle: &t A\ngroups:\n  - {id: g, title: *t, criteria: [{id: c, text: C}]}\n",
    ],
)
def test_a_layout_that_cannot_be_changed_in_place_is_said(text: str):
    before = as_written(Rubric.from_yaml(text))
    assert patched(text, before, {**before, "title": "B"}) is None


@pytest.mark.parametrize("unseen", ["\x7f", "\x82", "\x85", "\u2028", "\ufeff"])
def test_what_cannot_be_seen_is_spelt_out_in_double_quotes(unseen: str):
    text = 'id: a\ntitle: "A"\ngroups:\n  - {id: g, title: G, criteria: [{id: c, text: C}]}\n'
    before = as_written(Rubric.from_yaml(text))
    written = patched(text, before, {**before, "title": f"A{unseen}B"})
    assert written is not None
    assert unseen not in written
    assert _plain(yaml.compose(written, Loader=yaml.BaseLoader))["title"] == f"A{unseen}B"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rubrics(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=6))
def test_any_rubric_is_changed_in_place(rubric: Rubric, edits: list[tuple[int, int]]):
    text = rubric.to_yaml()
    before = as_written(rubric)
    after = copy.deepcopy(before)
    for what, where in edits:
        _some_edit(after, what, where)
    written = patched(text, before, after)
    assert written is not None
    read = yaml.compose(written, Loader=yaml.BaseLoader)
    assert _plain(read) == _plain(yaml.compose(dump(after), Loader=yaml.BaseLoader))


def _some_edit(data: dict[str, Any], what: int, where: int) -> None:
    groups = data["groups"]
    group = groups[where % len(groups)]
    criteria = group.get("criteria", [])
    match what:
        case 0:
            groups.append(groups.pop(0))
        case 1 if criteria:
            criteria.append(criteria.pop(0))
        case 2 if criteria:
            criteria[where % len(criteria)].update(text=f"Other words: {where}\n\nand more", id=f"other{where}")
        case 3 if criteria:
            del criteria[where % len(criteria)]
        case 4:
            group["description"] = "" if where % 2 else "# no comment"
        case _:
            groups.insert(where % (len(groups) + 1), {"id": f"new{where}", "title": "- odd: title", "criteria": []})


def _plain(node: Any) -> Any:
    """What a node says, its fields in whatever order."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(entry) for entry in node.value] if isinstance(node, yaml.SequenceNode) else node.value
