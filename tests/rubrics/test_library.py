"""The library's rubrics: what a professional would accept, as far as a test can tell."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from evalwidgets.rubrics import Rubric, library, load_rubric
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import Binary, Choice, MultiChoice, Numeric, OptionRatings, Ordinal, Text

NAMES = library().names
EXPECTED = {
    "chess_commentary": "Chess commentary",
    "code_review": "Code review",
    "contract_drafting": "Contract drafting",
    "conversation_safety_triage": "Conversation safety triage",
    "creative_fiction": "Creative fiction",
    "creative_quality": "Creative quality",
    "factual_grounding": "Factual grounding",
    "instruction_following": "Instruction following",
    "investment_banking_analysis": "Investment-banking analysis",
    "legal_reasoning": "Legal reasoning",
    "medical_accuracy": "Medical accuracy",
    "music_composition": "Music composition",
    "patient_communication": "Patient communication",
    "psychiatric_care": "Psychiatric care",
    "screenplay": "Screenplay",
    "step_by_step_reasoning": "Step-by-step reasoning",
    "translation_quality": "Translation quality",
    "wine_pairing": "Wine pairing",
}
BY_POINTS = {"points_over_positive", "points_min_max"}


@pytest.fixture(params=NAMES)
def rubric(request: pytest.FixtureRequest) -> Rubric:
    return load_rubric(request.param)


def test_they_are_there_under_their_titles() -> None:
    assert {name: load_rubric(name).title for name in NAMES} == EXPECTED
    assert [load_rubric(name).id for name in NAMES] == list(NAMES)


def test_they_travel_with_the_package() -> None:
    folder = files("evalwidgets.rubrics") / "library"
    assert all((folder / f"{name}.yaml").is_file() for name in NAMES)


def test_nothing_about_it_stands_out_to_the_lint(rubric: Rubric) -> None:
    assert list(rubric.lint()) == []


def test_it_has_8_to_25_criteria_of_several_kinds_in_groups(rubric: Rubric) -> None:
    assert 8 <= len(rubric.criteria) <= 25
    assert len(rubric.groups) >= 3
    assert len({criterion.kind for criterion in rubric.criteria}) >= 4


def test_its_ids_are_short_and_distinct(rubric: Rubric) -> None:
    ids = [criterion.id for criterion in rubric.criteria]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z_]{1,14}", id) for id in ids)


def test_every_option_has_an_anchor_and_a_key_within_reach(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        if isinstance(criterion, Ordinal | Choice | MultiChoice | OptionRatings):
            assert len(criterion.options) <= 7, criterion.id
            assert all(option.anchor for option in criterion.options), criterion.id
            assert all(len(option.label) <= 22 for option in criterion.options), criterion.id


def test_it_gives_points_and_takes_them(rubric: Rubric) -> None:
    if rubric.scoring.rule not in BY_POINTS:
        return
    points = [criterion.points for criterion in rubric.criteria]
    assert min(points) < 0 < max(points)
    binaries = [criterion for criterion in rubric.criteria if isinstance(criterion, Binary)]
    assert all(criterion.points for criterion in binaries), "a binary criterion without points decides nothing"
    assert max(map(abs, points)) <= 0.3 * sum(one for one in points if one > 0)


def test_what_earns_points_by_degree_goes_from_none_to_all(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        if isinstance(criterion, Ordinal) and criterion.points:
            values = [option.value for option in criterion.options]
            assert (values[0], values[-1]) == (0, 1), criterion.id


def test_words_and_estimates_are_optional_and_judgments_are_required(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        if isinstance(criterion, Text | Numeric | MultiChoice):
            assert not criterion.required, criterion.id
        elif not isinstance(criterion, Choice):
            assert criterion.required, criterion.id


def test_each_criterion_is_said_on_one_line(rubric: Rubric) -> None:
    assert [criterion.text for criterion in rubric.criteria if len(criterion.text) > 80] == []


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
    if rubric.scoring.rule in BY_POINTS:
        assert "**Present**" in said


def test_it_has_a_good_and_a_flawed_answer_of_the_same_prompt_with_reasons(rubric: Rubric) -> None:
    good, flawed = rubric.examples
    assert (good.quality, flawed.quality) == ("good", "flawed")
    assert good.prompt == flawed.prompt
    assert good.response != flawed.response
    for example in (good, flawed):
        assert example.prompt
        assert 100 <= len(example.response) <= 2000
        assert len(example.explanation) >= 60


def test_the_good_answer_scores_clearly_higher_than_the_flawed_one(rubric: Rubric) -> None:
    good, flawed = (rubric.score(given(rubric, example)).total for example in rubric.examples)
    assert good is not None
    assert flawed is not None
    if rubric.scoring.rule == "mqm":  # which counts what errors cost
        assert (good, flawed) == (0, 20)
    else:
        assert good >= 0.9
        assert flawed <= 0.35


def given(rubric: Rubric, example: Example) -> dict[str, object]:
    """The answers of an example, one by itself where a criterion takes one."""
    several = {"multi_choice", "option_ratings", "span"}
    return {
        id: list(answer) if rubric.criterion(id).kind in several else answer[0]
        for id, answer in example.answers.items()
    }


def test_it_names_its_sources_licence_and_use(rubric: Rubric) -> None:
    assert len(rubric.sources) >= 2
    assert rubric.licence == "Apache-2.0"
    assert rubric.permitted_use == ("evaluation", "training", "redistribution")
    assert re.fullmatch(r"1\.[01]\.0", rubric.version)
    assert rubric.description
    assert rubric.authors
    assert any(tag.startswith("axis:") for criterion in rubric.criteria for tag in rubric.tags_of(criterion.id))


class TestTheTable:
    def test_it_has_all_of_them_with_what_one_chooses_by(self) -> None:
        table = library()
        assert len(table) == len(EXPECTED)
        shown = repr(table)
        for entry in table:
            rubric = load_rubric(entry.name)
            assert (entry.title, entry.criteria) == (rubric.title, len(rubric.criteria))
            assert (entry.licence, entry.description) == (rubric.licence, rubric.description)
            assert 3 <= entry.minutes <= 30
            assert entry.field
            line = next(line for line in shown.splitlines() if line.startswith(f"{entry.name} "))
            assert f"about {entry.minutes}" in line
            assert entry.description in line
            assert f"<code>{entry.name}</code>" in table._repr_html_()

    def test_words_are_found_in_titles_fields_criteria_and_tags(self) -> None:
        assert library("medicine dose").names[0] == "medical_accuracy"
        assert library("Limitation period").names[0] == "legal_reasoning"
        assert library("delusion").names == ("psychiatric_care",)
        assert library("film scene").names == ("screenplay",)
        assert library("axis citations").names[0] == "factual_grounding"
        assert "patient_communication" in library("letter patient").names
        assert set(library("law").names[:2]) == {"contract_drafting", "legal_reasoning"}

    def test_if_none_has_all_words_those_with_some_are_shown_as_such(self) -> None:
        table = library("delusion zymurgy")
        assert table.names == ("psychiatric_care",)
        assert "with some of 'delusion zymurgy'" in repr(table)

    def test_nothing_found_says_so(self) -> None:
        table = library("zymurgy <b>")
        assert len(table) == 0
        assert "library() shows them all" in repr(table)
        assert "<b>" not in table._repr_html_()
