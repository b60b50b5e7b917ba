"""What a rubric says about itself: its tree, its hashes, its languages, and what hangs on an answer."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from evalwidgets.rubrics import Rubric, RubricError, load_rubric
from evalwidgets.rubrics.links import DEEPEST
from evalwidgets.rubrics.model import Binary, Condition, Group, OptionRatings, Span

TREE = """\
id: tree
title: Tree
classes: {critical: 4, minor: 1}
groups:
  - id: safety
    title: Safety
    description: What harms.
    weight: 5
    tags: [axis:safety, all]
    groups:
      - id: dosing
        title: Dosing
        description: How much.
        weight: 0.5
        tags: [axis:dose]
        criteria:
          - {id: dose, text: Safe dose, points: 8, weight_class: critical, tags: [all, own]}
          - {id: limit, text: Names the limit, points: 2, weight: 3, needs: [dose]}
      - id: urgency
        title: Urgency
        criteria:
          - {id: sends, text: Fails to send to hospital, points: -10, gate: {kind: cap, when: [met], value: 0.4}}
  - id: style
    title: Style
    criteria:
      - id: tone
        kind: ordinal
        text: Tone
        points: 1
        options: [{id: cold, label: Cold, value: 0, anchor: No word of it.}, {id: warm, label: Warm, value: 1}]
    groups:
      - id: form
        title: Form
        criteria: [{id: length, kind: ternary, text: Is short}]
overall: {id: whole, kind: numeric, text: All in all, minimum: 1, maximum: 7}
translations:
  de:
    title: Baum
    groups: {dosing: {title: Dosis}}
    criteria:
      dose: {text: Sichere Dosis}
      tone: {text: Ton, options: {cold: {label: Kalt, anchor: Kein Wort davon.}}}
      whole: {text: Alles in allem}
"""


@pytest.fixture
def tree() -> Rubric:
    return Rubric.from_yaml(TREE)


@pytest.mark.parametrize(
    ("name", "hash"),
    [
        ("creative_quality", "5d3319bab097758f112e9e3879bd0244135ae3802157bd83b254fd92a0153b7d"),
        ("legal_reasoning", "551b1c3e6e90aadb6113099168ac035b049fc8ce24c790a24cfc879ce5ddf44c"),
        ("medical_accuracy", "6df18c5bae8cd0a6ab539b553630b5d456bc8e64c54ba36b5f267be46d60b957"),
    ],
)
def test_a_rubric_from_before_has_the_hash_it_had(name: str, hash: str) -> None:
    # Written down before criteria had weights, gates and needs: studies hold judgments under these names.
    rubric = load_rubric(name)
    if rubric.version == "1.0.0":
        assert rubric.hash == hash


class TestTheTree:
    def test_criteria_come_depth_first_and_the_overall_question_last(self, tree: Rubric) -> None:
        assert [one.id for one in tree.criteria] == ["dose", "limit", "sends", "tone", "length", "whole"]

    def test_weights_multiply_and_tags_join_on_the_way_down(self, tree: Rubric) -> None:
        assert [tree.weight_path(one.id) for one in tree.criteria] == [2.5, 2.5, 5, 1, 1, 1]
        assert tree.tags_of("dose") == ("axis:safety", "all", "axis:dose", "own")
        assert tree.tags_of("whole") == ()

    def test_a_weight_is_its_own_or_that_of_its_class(self, tree: Rubric) -> None:
        assert [tree.criterion(id).weight_in(tree) for id in ("dose", "limit", "tone")] == [4, 3, 1]

    def test_a_criterion_that_is_not_there_is_said_with_the_nearest(self, tree: Rubric) -> None:
        with pytest.raises(RubricError, match="rubric tree has no criterion 'does'; did you mean 'dose'"):
            tree.criterion("does")

    def test_what_is_shown_is_flat_and_loses_nothing(self, tree: Rubric) -> None:
        own = Binary(id="aspirin", text="Names aspirin")
        shown = tree.for_item((own,))
        assert [(group.id, group.title) for group in shown] == [
            ("dosing", "Safety › Dosing"),
            ("urgency", "Safety › Urgency"),
            ("style", "Style"),
            ("form", "Style › Form"),
            ("item", "For this item"),
            ("overall", "Overall"),
        ]
        assert not any(group.groups for group in shown)
        assert shown[0].description == "What harms.\n\nHow much."
        assert shown[1].description == ""
        assert (shown[0].weight, shown[0].tags) == (2.5, ("axis:safety", "all", "axis:dose"))
        assert [one for group in shown for one in group.criteria] == [*tree.criteria[:-1], own, tree.criteria[-1]]

    def test_groups_go_twenty_deep_and_no_further(self) -> None:
        group = Group(id="g", title="G", criteria=(Binary(id="a", text="A"),))
        for depth in range(DEEPEST):
            group = Group(id=f"g{depth}", title="G", groups=(group,))
        with pytest.raises(ValidationError, match="nested more than 20 deep"):
            Rubric(id="r", title="R", groups=(group,))
        rubric = Rubric(id="r", title="R", groups=group.groups)
        assert Rubric.from_yaml(rubric.to_yaml()) == rubric


class TestNeeds:
    def test_a_bare_id_needs_the_criterion_met(self, tree: Rubric) -> None:
        (need,) = tree.criterion("limit").needs
        assert (need.criterion, need.when) == ("dose", ("met",))
        assert "- dose\n" in tree.to_yaml()

    def test_a_circle_is_named_once(self) -> None:
        text = TREE.replace("points: 8", "points: 8, needs: [sends]").replace(
            "points: -10", "points: -10, needs: [limit]"
        )
        with pytest.raises(RubricError) as caught:
            Rubric.from_yaml(text)
        (finding,) = caught.value.findings
        assert finding.message == "the needs go in a circle (dose → sends → limit → dose); take one of them out"

    @pytest.mark.parametrize(
        ("condition", "answer", "holds"),
        [
            ({"when": ["met", "partly"]}, {"label": "partly", "number": 0.5}, True),
            ({"when": ["met"]}, {"label": "unmet", "number": 0}, False),
            ({"when": ["a"]}, {"labels": ("b", "a")}, True),
            ({"when": ["a"]}, {"labels": ()}, False),
            ({"at_least": 2}, {"number": 2}, True),
            ({"at_least": 2, "at_most": 3}, {"number": 3.5}, False),
            ({"at_most": 0}, {}, False),
        ],
    )
    def test_a_condition_holds_for_the_answers_it_names(self, condition: dict, answer: dict, holds: bool) -> None:
        assert Condition.model_validate(condition).holds(**answer) is holds


class TestLanguages:
    def test_a_translation_has_the_same_ids_and_other_words(self, tree: Rubric) -> None:
        german = tree.translated("de")
        assert (german.language, german.title, german.translations) == ("de", "Baum", {})
        assert [one.id for one in german.criteria] == [one.id for one in tree.criteria]
        assert [one.text for one in german.criteria] == [
            "Sichere Dosis",
            "Names the limit",
            "Fails to send to hospital",
            "Ton",
            "Is short",
            "Alles in allem",
        ]
        assert german.for_item(())[0].title == "Safety › Dosis"
        labels = [(option.label, option.anchor) for option in german.criterion("tone").options]  # type: ignore[union-attr]
        assert labels == [("Kalt", "Kein Wort davon."), ("Warm", "")]
        assert Rubric.from_yaml(german.to_yaml()) == german

    def test_its_own_language_is_itself_without_the_others(self, tree: Rubric) -> None:
        assert tree.translated("en") == tree.model_copy(update={"translations": {}})

    def test_a_language_that_is_not_there_is_said_with_those_that_are(self, tree: Rubric) -> None:
        with pytest.raises(RubricError, match="rubric tree is not written in 'fr'; it is in en, de"):
            tree.translated("fr")


class TestHashesOfCriteria:
    @pytest.mark.parametrize(
        ("old", "new", "id", "asked"),
        [
            ("text: Safe dose", "text: A safe dose", "dose", True),
            ("points: 8", "points: 9", "dose", False),
            ("points: 8", "points: -8", "dose", True),  # "met" turns into "present"
            ("weight_class: critical", "weight_class: minor", "dose", False),
            ("value: 0.4", "value: 0.5", "sends", False),
            ("needs: [dose]", "needs: [sends]", "limit", True),
            ("value: 1}", "value: 3}", "tone", False),
            ("label: Warm", "label: Hot", "tone", True),
            ("anchor: No word of it.", "anchor: Nothing.", "tone", True),
            ("kind: ternary", "kind: binary", "length", True),
            ("kind: ternary", "kind: ternary, partial: 0.25", "length", False),
            ("maximum: 7", "maximum: 5", "whole", True),
            ("text: Is short", "text: Is short, required: false", "length", False),
        ],
    )
    def test_they_tell_what_is_asked_from_what_it_is_worth(
        self, tree: Rubric, old: str, new: str, id: str, asked: bool
    ) -> None:
        other = Rubric.from_yaml(TREE.replace(old, new))
        changed = {one.id for one in tree.criteria if tree.criterion_hashes[one.id] != other.criterion_hashes[one.id]}
        asked_anew = {one.id for one in tree.criteria if tree.asked_hashes[one.id] != other.asked_hashes[one.id]}
        assert changed == {id}
        assert asked_anew == ({id} if asked else set())

    def test_a_rubric_about_turns_asks_something_else_than_one_about_responses(self, tree: Rubric) -> None:
        other = tree.model_copy(update={"unit": "turn"})
        assert not set(tree.asked_hashes.values()) & set(other.asked_hashes.values())
        assert tree.criterion_hashes == other.criterion_hashes


class TestSpans:
    span = Span.model_validate(
        {
            "id": "mqm",
            "kind": "span",
            "text": "Errors",
            "taxonomy": {"Accuracy": ["Omission"], "Fluency": ["Grammar", "Punctuation"], "Non-translation": []},
            "severities": {"major": 5, "minor": 1, "neutral": 0},
            "overrides": {"Fluency/Punctuation:minor": 0.1, "Non-translation": 25, "Fluency:major": 4},
        }
    )

    def test_categories_are_the_leaves(self) -> None:
        assert self.span.categories == (
            "Accuracy/Omission",
            "Fluency/Grammar",
            "Fluency/Punctuation",
            "Non-translation",
        )

    @pytest.mark.parametrize(
        ("category", "severity", "weight"),
        [
            ("Accuracy/Omission", "major", 5),
            ("Fluency/Punctuation", "minor", 0.1),
            ("Fluency/Punctuation", "major", 4),
            ("Fluency/Grammar", "minor", 1),
            ("Non-translation", "neutral", 25),
        ],
    )
    def test_the_most_specific_weight_counts(self, category: str, severity: str, weight: float) -> None:
        assert self.span.weight_of(category, severity) == weight

    def test_what_is_not_in_the_taxonomy_has_no_weight(self) -> None:
        with pytest.raises(ValueError, match="has no category 'Accuracy'; it has Accuracy/Omission"):
            self.span.weight_of("Accuracy", "major")
        with pytest.raises(ValueError, match="has no severity 'fatal'; it has major, minor, neutral"):
            self.span.weight_of("Accuracy/Omission", "fatal")


def test_a_worked_example_answers_every_kind() -> None:
    ratings = OptionRatings.model_validate(
        {
            "id": "drugs",
            "kind": "option_ratings",
            "text": "Each drug",
            "subjects": [{"id": "aspirin", "label": "Aspirin"}, {"id": "heparin", "label": "Heparin"}],
            "options": [
                {"id": "harmful", "label": "Harmful", "value": -1},
                {"id": "fine", "label": "Fine", "value": 1},
            ],
        }
    )
    group = Group(id="g", title="G", criteria=(TestSpans.span, ratings))

    def with_answers(**answers: object) -> Rubric:
        return Rubric.model_validate(
            {"id": "r", "title": "R", "groups": (group,), "examples": [{"title": "E", "answers": answers}]}
        )

    good = with_answers(mqm=["Accuracy/Omission:major"], drugs=["aspirin=fine", "heparin=harmful"])
    assert Rubric.from_yaml(good.to_yaml()) == good
    assert with_answers(mqm=[]).examples[0].answers["mqm"] == ()
    for wrong, message in (
        ({"mqm": "Accuracy:major"}, "must be marks such as"),
        ({"drugs": ["aspirin=fine"]}, "rates each subject once; look at heparin"),
        ({"drugs": ["aspirin=good", "heparin=fine"]}, "must be such as aspirin=harmful, got 'aspirin=good'"),
    ):
        with pytest.raises(ValidationError, match=message):
            with_answers(**wrong)
