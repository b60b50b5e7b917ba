"""The library's rubrics: what a professional would accept, as far as a test can tell."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from evalwidgets.rubrics import Rubric, library, load_rubric
from evalwidgets.rubrics.model import Binary, Choice, Count, MultiChoice, Numeric, Ordinal, Text

NAMES = library.names()
# Words that two graders would read in two ways.
VAGUE = re.compile(
    r"\b(good|appropriate|adequate|relevant|properly|sufficient|high.quality|overall|etc|somewhat)\b", re.IGNORECASE
)
DOUBLE = re.compile(r"\b(and|as well as|and/or)\b", re.IGNORECASE)


@pytest.fixture(params=NAMES)
def rubric(request: pytest.FixtureRequest) -> Rubric:
    return load_rubric(request.param)


def test_the_three_are_there_under_their_titles() -> None:
    assert NAMES == ("creative_quality", "legal_reasoning", "medical_accuracy")
    assert [load_rubric(name).title for name in NAMES] == ["Creative quality", "Legal reasoning", "Medical accuracy"]
    assert [load_rubric(name).id for name in NAMES] == list(NAMES)


def test_they_travel_with_the_package() -> None:
    folder = files("evalwidgets.rubrics.library")
    assert all((folder / f"{name}.yaml").is_file() for name in NAMES)


def test_it_has_8_to_20_criteria_of_many_kinds_in_groups(rubric: Rubric) -> None:
    kinds = Counter(criterion.kind for criterion in rubric.criteria)
    assert 8 <= len(rubric.criteria) <= 20
    assert len(rubric.groups) >= 3
    assert {"binary", "ordinal", "count", "text"} <= set(kinds)
    assert {"choice", "multi_choice"} & set(kinds)


def test_its_ids_are_short_and_distinct(rubric: Rubric) -> None:
    ids = [criterion.id for criterion in rubric.criteria]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z_]{1,14}", id) for id in ids)


def test_every_option_has_an_anchor_and_a_key_within_reach(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        if isinstance(criterion, Ordinal | Choice | MultiChoice):
            assert len(criterion.options) <= 6, criterion.id
            assert all(option.anchor for option in criterion.options), criterion.id
            assert all(len(option.label) <= 22 for option in criterion.options), criterion.id


def test_it_gives_points_and_takes_them(rubric: Rubric) -> None:
    binaries = [criterion for criterion in rubric.criteria if isinstance(criterion, Binary)]
    assert any(criterion.points > 0 for criterion in binaries)
    assert any(criterion.points < 0 for criterion in binaries)
    assert all(criterion.points for criterion in binaries), "a binary criterion without points decides nothing"
    assert any(criterion.points == -1 for criterion in rubric.criteria if isinstance(criterion, Count))
    most = max(abs(criterion.points) for criterion in rubric.criteria)
    assert most <= 0.3 * sum(criterion.points for criterion in rubric.criteria if criterion.points > 0)


def test_what_earns_points_by_degree_goes_from_none_to_all(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        if isinstance(criterion, Ordinal) and criterion.points:
            values = [option.value for option in criterion.options]
            assert (values[0], values[-1]) == (0, 1), criterion.id


def test_words_and_estimates_are_optional_and_judgments_are_required(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert criterion.required == (not isinstance(criterion, Text | Numeric | Choice | MultiChoice)), criterion.id


def test_each_criterion_asks_one_thing_in_plain_words(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert len(criterion.text) <= 80, criterion.id
        assert not DOUBLE.search(criterion.text), criterion.text
        if "magazine" not in criterion.text:
            assert not VAGUE.search(criterion.text), criterion.text


def test_its_instructions_say_what_na_means_and_when_to_quote(rubric: Rubric) -> None:
    said = rubric.instructions
    assert 600 <= len(said) <= 2500
    for word in (
        "Does not apply here",
        "Context is missing",
        "The criterion is unclear",
        "Experts disagree",
        "Outside my expertise",
    ):
        assert word in said
    assert "**Quote**" in said
    assert "**Present**" in said


def test_it_names_its_sources_and_licence(rubric: Rubric) -> None:
    assert len(rubric.sources) >= 2
    assert rubric.licence == "Apache-2.0"
    assert rubric.version == "1.0.0"
    assert rubric.description
