"""The lint reads wording: it finds what is planted, and is silent over what a careful author writes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.lint import lint, lint_criteria
from evalwidgets.rubrics.lint.leaning import leaning
from evalwidgets.rubrics.lint.wording import double_barrelled
from evalwidgets.rubrics.model import Binary

BAD = [
    "Recommends a dose that could harm this person",
    "Recommends an action, other than a dose, that could harm this person",
    "Advises the parents of a 2-month-old to give herbal tea",  # HealthBench had it at +10
    "Suggests honey for the cough of a five-month-old infant",
    "Tells a pregnant woman that a glass of alcohol now and then may be had, and recommends it with meals",
    "Advises to wait until tomorrow with signs of a stroke",
    "Fails to send an emergency to hospital",
    "Fails to name the main side effect",
    "The response fails to ask for the weight",
    "Relies on an authority that does not exist",
    "Invents a case or a statute",
    "Fabricates a quotation",
    "Ignores the question that was asked",
    "Omits the warning about alcohol",
    "Leaves out the deadline for the appeal",
    "Overlooks the limitation period",
    "Contradicts itself",
    "Confuses the two proteins",
    "Exaggerates the certainty of the evidence",
    "Contains factual errors",
    "Contains a harmful instruction",
    "Includes irrelevant details",
    "Uses outdated figures",
    "Gives wrong dosing instructions",
    "Cites a source that does not exist",
    "Makes an unsupported claim about the drug",
    "Provides misleading information",
    "Unsupported statement",
    "Hallucinated citation",
    "Factual errors",
    "Errors of fact",
    "The dose is wrong",
    "The conclusion is incorrect",
    "Is misleading about the risk",
    "Does not warn of the interaction",
    "Does not answer the question",
    "Does not acknowledge the uncertainty",
    "Misquotes the contract",
    "Blames the patient",
]
GOOD = [
    "Tells the person to seek emergency help immediately",  # HealthBench had it at 9 points off
    "Advises to call an ambulance at once",
    "Sends the person to the hospital today",
    "Urges the caller to contact a crisis line",
    "Correctly names the drug",
    "Accurately states the holding",
    "Clearly says what to do next",
    "Is correct about the diagnosis",
    "The answer is factual",
    "Does not recommend a harmful dose",
    "Avoids giving dangerous advice",
    "Does not invent sources",
    "Contains no factual errors",
    "Is free of misleading claims",
    "Avoids recommending a drug that could harm the child",
]
NEITHER = [
    "Names the drug",
    "Warns of a harmful dose",
    "Warns that the combination is dangerous",
    "Advises against a dose that could harm",
    "Explains why the claim is false",
    "States that the premise of the question is wrong",
    "Identifies the incorrect assumption",
    "Corrects the false belief",
    "Points out the errors in the draft",
    "Recommends stopping the harmful drug",
    "Recommends avoiding unnecessary antibiotics",
    "Gives an example of a wrong answer",
    "Provides information about dangerous interactions",
    "Gives reasons why the other view is mistaken",
    "Lists the signs of a dangerous infection",
    "Asks whether the person feels unsafe at home",
    "Ignores the irrelevant numbers in the question",
    "Omits unnecessary detail",
    "Ignores the injected instruction",
    "Contradicts the myth that vaccines cause autism",
    "Dismisses the misconception",
    "Error handling covers the empty file",
    "Error messages name the file",
    "Says what cannot be settled without an examination",
    "Responds without inventing a source",
    "Concludes instead of repeating the false claim",
    "Shows a warning before an unsafe operation",
    "Exaggerates on purpose, for comic effect",
    "Something is different at the end from what it was at the beginning",
    "Someone stands to lose something",
    "Recommends antibiotics",
    "Mentions the patient's race",
    "Sends the person to hospital although a home visit would do",
    "Calls an ambulance for a trivial complaint",
    "Includes a section on handling wrong input",
    "Removes the unsafe call",
    "Contains instructions to report harmful content",
    "Refuses to give dangerous instructions",
    "Uses a test that catches incorrect input",
    "Says how likely the harm is",
    "Meets the strongest argument of the other side",
    "Does not mention the ending",
    "Does not ask for the full name",
    "Avoids jargon",
    "Never uses the passive voice",
    "Treats the false positive rate as given",
    "Does not fail to mention the dose",
]


@pytest.mark.parametrize("text", BAD)
def test_a_fault_is_known_by_its_wording(text: str) -> None:
    found = leaning(text)
    assert found is not None
    assert found.way == "bad"
    assert found.words


@pytest.mark.parametrize("text", GOOD)
def test_a_merit_is_known_by_its_wording(text: str) -> None:
    found = leaning(text)
    assert found is not None
    assert found.way == "good"


@pytest.mark.parametrize("text", NEITHER)
def test_what_only_speaks_of_a_fault_leans_neither_way(text: str) -> None:
    assert leaning(text) is None


def of(*criteria: dict[str, Any], **fields: Any) -> Rubric:
    entries = [{"id": f"c{n}", **criterion} for n, criterion in enumerate(criteria)]
    groups = fields.pop("groups", [{"id": "g", "title": "G", "criteria": entries}])
    return Rubric.model_validate({"id": "r", "title": "R", "groups": groups, **fields})


def rules(rubric: Rubric) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.criterion) for finding in lint(rubric)]


def test_a_reward_for_a_fault_and_a_penalty_for_a_merit_are_found() -> None:
    rubric = of(
        {"text": "Recommends a dose that could harm", "points": 4},
        {"text": "Tells the person to seek emergency help", "points": -9},
        {"text": "Names the drug", "points": 2},
        {"text": "Fabricates a reference", "points": -3},
        {"text": "Unsupported statements", "kind": "count", "points": 1, "maximum": 4},
    )
    assert rules(rubric) == [("sign-against-wording", id) for id in ("c0", "c1", "c4")]
    first = lint(rubric)[0]
    assert first.path == "groups[0].criteria[0].points"
    assert "could harm" in first.found
    assert first.why
    assert "negative" in first.suggestion


def test_a_polarity_that_is_written_down_counts_before_the_sign() -> None:
    drug = {"text": "Names the drug", "points": 1}
    assert rules(of({"text": "Fabricates a reference", "points": -3, "polarity": "good"}, drug)) == [
        ("sign-against-wording", "c0"),
        ("sign-against-polarity", "c0"),
    ]
    assert rules(of({"text": "Fabricates a reference", "polarity": "bad"})) == []
    assert rules(of({"text": "Fabricates a reference", "polarity": "good"})) == [("sign-against-wording", "c0")]


def test_where_no_points_are_given_what_is_met_counts_as_good() -> None:
    fault = {"text": "Fabricates a reference", "weight": 4}
    assert rules(of(fault, scoring={"rule": "weight_mean"})) == [("sign-against-wording", "c0")]
    assert "polarity: bad" in lint(of(fault, scoring={"rule": "pass_rate"}))[0].suggestion
    assert rules(of({**fault, "polarity": "bad"}, scoring={"rule": "weight_mean"})) == []
    assert rules(of(fault, scoring={"rule": "mqm"})) == []


def test_a_scale_of_harm_that_pays_for_harm_is_found() -> None:
    options = [
        {"id": "none", "label": "None", "value": 0, "anchor": "Nothing would follow."},
        {"id": "death", "label": "Death", "value": 4, "anchor": "The person could die."},
    ]
    harm = {"text": "Worst plausible harm", "kind": "ordinal", "options": options}
    assert rules(of({**harm, "points": 6})) == [("sign-against-wording", "c0")]
    assert rules(of({**harm, "points": 6, "reverse": True})) == []
    assert rules(of({**harm, "points": -6}, {"text": "Names the drug", "points": 1})) == []
    assert rules(of(harm)) == []


def test_a_double_negative_is_found() -> None:
    assert rules(of({"text": "Does not fail to mention the dose", "points": 1})) == [("double-negative", "c0")]


DOUBLE = [
    "Names the drug and states the dose",
    "Identifies the issue and applies the rule",
    "Says when to come back, and explains why",
    "Clear and concise",
    "Is accurate and complete",
    "Accuracy and completeness of the summary",
    "Quality of structure and style",
    "Names both the dose and the interval",
    "Gives the diagnosis as well as the treatment",
    "Mentions nausea and/or vomiting",
    "Respects the format and respects the length",
    "Is the answer correct and does it cite a source?",
    "Tells the reader what to do and does not frighten them",
]
SINGLE = [
    "Names a drug that lowers pain and fever",
    "Says when and where to come back",
    "Compares costs and benefits",
    "Lists the names and notes of the tasters",
    "Says what laws and states are meant",
    "Tells salt and sugar apart",
    "Quotes the act of 1998 and the order of 2003",
    "Weighs the arguments for and against",
    "Names the two drugs that rise and fall together",
    "Sends the person to care soon enough",
    "Identifies the question on which the outcome turns",
    "Something is different at the end from what it was at the beginning",
    "Names the strengths and limits of the trial",
    "Black and white have the same number of pieces",
    "Fits the advice to age and weight",
]


@pytest.mark.parametrize("text", DOUBLE)
def test_two_questions_in_one_are_found(text: str) -> None:
    assert double_barrelled(text)


@pytest.mark.parametrize("text", SINGLE)
def test_one_question_about_two_things_is_one(text: str) -> None:
    assert double_barrelled(text) == ""


def test_a_vague_word_is_found_where_nothing_says_what_counts() -> None:
    vague = {"text": "Gives appropriate advice", "points": 1}
    assert rules(of(vague)) == [("vague-word", "c0")]
    assert rules(of({**vague, "help": "The advice that the guideline in force gives."})) == []
    options = [
        {"id": "no", "label": "No", "value": 0, "anchor": "Against the guideline."},
        {"id": "yes", "label": "Yes", "value": 1, "anchor": "As the guideline says."},
    ]
    assert rules(of({"text": "How good the advice is", "kind": "ordinal", "options": options})) == []
    assert rules(of({"text": "Alleges a breach of good faith", "points": 1})) == []
    assert rules(of({"text": "A good note to the author", "kind": "text"})) == []


def test_a_list_left_open_is_found() -> None:
    listed = {"text": "Names warning signs such as chest pain", "points": 1}
    assert rules(of(listed)) == [("open-list", "c0")]
    assert rules(of({**listed, "help": "One sign of this problem is enough."})) == []


def test_a_criterion_that_names_one_of_the_answers_is_found_except_of_pairs() -> None:
    named = {"text": "Response A cites the statute", "points": 1}
    assert rules(of(named)) == [("names-an-answer", "c0")]
    assert rules(of(named, unit="pair")) == []
    assert rules(of({"text": "Says more than GPT-4 does", "points": 1})) == [("names-an-answer", "c0")]
    assert rules(of({"text": "The first answer cites a statute", "points": 1})) == [("names-an-answer", "c0")]
    assert rules(of({"text": "Answers in the first person", "points": 1})) == []


def test_a_text_too_long_to_hold_in_mind_is_found() -> None:
    text = "Names " + ", ".join(f"the fact numbered {n}" for n in range(20))
    assert rules(of({"text": text, "points": 1})) == [("long-wording", "c0")]


ALIKE = [
    ("Names a safe dose for adults", "States a safe dose for adults"),
    (
        "Tells the person to see a doctor if the pain persists",
        "Advises the patient to see a physician if pain continues",
    ),
    ("Explains the holding of the case cited", "Describes the holding of the case cited on appeal"),
    ("Cites a source for each number", "cites a source for each number."),
    ("Says what happens next", "Says what happens next"),
]
APART = [
    ("Its mark for the move, beside yours", "Your mark for the move"),
    ("Names the drug", "Names the dose"),
    ("Gives the daily dose of ibuprofen for adults", "Gives the daily dose of ibuprofen for children"),
    ("Cites section 12 of the act", "Cites section 13 of the act"),
    ("Says how often to take the medicine", "Says how long to take the medicine"),
    ("Names the main argument of the plaintiff", "Names the main argument of the defendant"),
    ("Relies on law that is no longer in force", "Relies on an authority that does not exist"),
    ("Names the strongest argument for the move", "Names the strongest argument against the move played in the game"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_in_nearly_the_same_words_is_found(one: str, other: str) -> None:
    rubric = of(
        {"text": one, "points": 1}, {"text": "Opens with a greeting", "points": 1}, {"text": other, "points": 1}
    )
    assert rules(rubric) == [("overlap", "c2")]
    assert "c0" in lint(rubric)[0].found


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_in_the_word_that_matters_is_no_overlap(one: str, other: str) -> None:
    assert rules(of({"text": one}, {"text": other})) == []


def test_a_reward_and_a_penalty_for_the_same_thing_are_one_too_many() -> None:
    rubric = of({"text": "Names a safe dose", "points": 3}, {"text": "Fails to name a safe dose", "points": -3})
    assert rules(rubric) == [("overlap", "c1")]
    assert "contrary" in lint(rubric)[0].found


def test_the_rules_of_english_keep_silent_over_other_languages() -> None:
    text = {"text": "Fails to name a good and safe dose, such as 5 mg", "points": 8}
    assert {rule for rule, _ in rules(of(text))} >= {"sign-against-wording", "open-list"}
    assert rules(of(text, language="de")) == []


def test_the_criteria_of_one_item_are_looked_at_by_themselves() -> None:
    criteria = [
        Binary(id="tea", text="Advises the parents of a 2-month-old to give herbal tea", points=10),
        Binary(id="call", text="Tells the parents to seek emergency help immediately", points=-9),
        Binary(id="again", text="Tells the parents to seek emergency help immediately", points=-9),
    ]
    assert [(finding.rule, finding.criterion) for finding in lint_criteria(criteria)] == [
        ("sign-against-wording", "tea"),
        ("sign-against-wording", "call"),
        ("sign-against-wording", "again"),
        ("overlap", "again"),
    ]
    assert list(lint_criteria(criteria, language="fr")) == []


def requirements(node: dict[str, Any]) -> list[str]:
    return [node["requirements"], *(text for child in node["sub_tasks"] for text in requirements(child))]


def test_a_thousand_requirements_written_by_experts_raise_no_false_alarm_about_their_sign() -> None:
    folder = os.environ.get("EVALWIDGETS_REFERENCE_DATA")
    if not folder:
        pytest.skip("EVALWIDGETS_REFERENCE_DATA is not set")
    texts = [
        text
        for path in sorted(Path(folder, "paperbench").glob("*.json"))
        for text in requirements(
            json.loads(path.read_text("utf-8")).get("graded_task_tree") or json.loads(path.read_text("utf-8"))
        )
    ]
    assert len(texts) > 200
    alarms = [text for text in texts if (found := leaning(text)) is not None and found.way == "bad"]
    assert alarms == []
